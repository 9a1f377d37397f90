"""The same office without a window: every command is the service that the window calls."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from officedesk import __version__
from officedesk.crash import guarded, start_log
from officedesk.errors import OfficeError
from officedesk.files import known_error

INTERRUPTED = 130
WHAT = (
    "customers", "contacts", "locations", "equipment", "estimates", "invoices", "jobs", "payments", "notes", "tasks",
    "messages", "files", "geofences", "projects", "plans", "contracts", "contractbills", "recurring", "forms",
    "formtemplates", "timesheets", "devices", "crossings", "positions", "reminders", "pricebook",
)  # fmt: skip
KINDS = ("estimate", "invoice", "workorder", "receipt", "creditnote", "agreement", "contractreport")
Command = Callable[[argparse.Namespace], int]


def run(argv: Sequence[str]) -> int:
    """Run one command and return its exit code: 0, or that of the error, which is told in one line on stderr."""
    args = _parser().parse_args(argv)
    start_log()
    for stream in (sys.stdout, sys.stderr):
        # A name in any script must not end a command on a terminal that cannot show it.
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    return guarded(lambda: _run(args))


def _run(args: argparse.Namespace) -> int:
    try:
        code = int(_command(args.command)(args))
        sys.stdout.flush()
        return code
    except OfficeError as error:
        return _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _fail("stopped; what was not finished was taken back.", INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not complain about it at the end.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + getattr(signal, "SIGPIPE", 13)
    except OSError as error:
        known = known_error(error, _path_of(error))
        if known is None:
            raise
        return _fail(str(known), known.exit_code)


def _fail(message: str, code: int) -> int:
    sys.stderr.write(f"officedesk: {message}\n")
    return code


def _path_of(error: OSError) -> Path:
    return Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else Path("the file")


def _command(name: str) -> Command:
    # Imported only now: a command loads what it needs and nothing else.
    if name in ("pdf", "print"):
        from officedesk.commands import documents

        return documents.pdf if name == "pdf" else documents.print_paper
    if name in ("daysheets", "calendar"):
        from officedesk.commands import schedule

        return schedule.day_sheets if name == "daysheets" else schedule.calendar
    if name in ("import", "export"):
        from officedesk.commands import transfer

        return transfer.import_file if name == "import" else transfer.export
    if name == "serve":
        from officedesk.commands import hosting

        return hosting.serve
    if name in ("backup", "restore"):
        from officedesk.commands import backup

        return backup.backup if name == "backup" else backup.restore
    from officedesk.commands import office

    command: Command = getattr(office, name)
    return command


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="officedesk",
        description="The desktop office of a field-service company. With only OFFICE, or nothing, it opens the window.",
        epilog="OFFICE is the path of an office file or a postgresql:// address.",
    )
    parser.add_argument("--version", action="version", version=f"OfficeDesk {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, help: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help, description=help)
        made.add_argument("office", metavar="OFFICE")
        if name != "demo":
            _add_user(made)
        return made

    demo = command("demo", "make the sample office")
    demo.add_argument("--customers", type=_count, default=0, metavar="N", help="customers in all; without it about 50")
    demo.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed makes the same office")
    demo.add_argument("--json", action="store_true")

    pdf = command("pdf", "write a document as PDF")
    pdf.add_argument("kind", choices=KINDS)
    pdf.add_argument("number", metavar="NUMBER")
    pdf.add_argument("-o", "--output", required=True, metavar="FILE", help="the PDF file; - for standard output")

    printing = command("print", "print a document")
    printing.add_argument("kind", choices=KINDS)
    printing.add_argument("number", metavar="NUMBER")
    printing.add_argument("--printer", required=True, metavar="NAME", help="the printer as the system calls it")

    sheets = command("daysheets", "write the day sheets of technicians as PDF")
    sheets.add_argument("--day", metavar="YYYY-MM-DD", help="the day; without it today")
    sheets.add_argument("--week", action="store_true", help="the sheets of all days of its week")
    sheets.add_argument("--plan", action="store_true", help="the plan of its week instead, on one paper")
    _add_technicians(sheets)
    sheets.add_argument("-o", "--output", required=True, metavar="FILE", help="the PDF file; - for standard output")

    calendar = command("calendar", "write technicians' visits as iCalendar files")
    _add_technicians(calendar)
    where = calendar.add_mutually_exclusive_group()
    where.add_argument("-o", "--output", metavar="FILE", help="one technician's file; - for standard output")
    where.add_argument("--folder", metavar="FOLDER", help="a file for each technician; only what differs is written")

    _add_import(command("import", "import customers or equipment from a CSV file"))

    export = command("export", "write records to a CSV, XLSX or JSON file")
    export.add_argument("what", choices=WHAT)
    export.add_argument(
        "file",
        metavar="FILE",
        help="ends in .csv, .xlsx or .json; a file that is there is replaced; files go to a folder, too",
    )

    search = command("search", "search customers, addresses and documents")
    search.add_argument("text", metavar="TEXT")
    search.add_argument("--limit", type=_count, default=20, metavar="N")
    search.add_argument("--json", action="store_true")

    profile = command("profile", "show a customer's header, figures and counts")
    profile.add_argument("number", metavar="CUSTOMER_NUMBER")
    profile.add_argument("--json", action="store_true")

    check = command("check", "check the office's file and that every sum is right")
    check.add_argument("--json", action="store_true")

    backup = command("backup", "make a verified backup of the office")
    backup.add_argument(
        "target", nargs="?", default="", metavar="FOLDER|FILE", help="a folder, or a .officebackup file to carry away"
    )
    backup.add_argument("--json", action="store_true")
    _add_restore(commands.add_parser("restore", help="restore a backup"))

    serve = commands.add_parser("serve", help="keep the office that this computer hosts running")
    serve.add_argument("--folder", default="", metavar="FOLDER", help="the folder of the hosted office")
    end = serve.add_mutually_exclusive_group()
    end.add_argument("--stop", action="store_true", help="stop it until OfficeDesk or the computer starts again")
    end.add_argument("--off", action="store_true", help="stop it, and do not start it with the computer any more")
    return parser


def _add_technicians(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--technician", action="append", metavar="NAME", help="only this one; may be given more than once"
    )


def _add_user(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--user", default="", metavar="NAME",
        help="who does it; where the office has passwords, the password is in OFFICEDESK_PASSWORD or asked for",
    )  # fmt: skip


def _add_restore(parser: argparse.ArgumentParser) -> None:
    _add_user(parser)
    parser.description = "Restore a backup in place of OFFICE, which is saved first, or to a new office."
    parser.add_argument("backup", metavar="BACKUP")
    parser.add_argument("office", nargs="?", default="", metavar="OFFICE")
    parser.add_argument("--into", default="", metavar="NEW", help="a new file, or an empty postgresql:// database")
    parser.add_argument("--list", action="store_true", help="prove BACKUP (or list a folder) and say what is in it")
    parser.add_argument("--force", action="store_true", help="although others have OFFICE open, or it is another one")
    parser.add_argument("--json", action="store_true")


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("customers", "equipment"))
    parser.add_argument("file", metavar="FILE.csv")
    parser.add_argument("--map", default="", metavar="MAP.toml", help='a [columns] table with "Header" = "field" lines')
    parser.add_argument("--preset", default="", metavar="NAME", help="read it as the export of another program")
    parser.add_argument("--dry-run", action="store_true", help="check everything, import nothing")
    parser.add_argument("--report", default="", metavar="R.csv", help="write what became of each row")
    parser.add_argument("--update", action="store_true", help="update what is in the office already")
    parser.add_argument("--skip-errors", action="store_true", help="leave rows with errors out instead of stopping")
    parser.add_argument("--encoding", default="", metavar="NAME", help="where the program guesses wrong")
    parser.add_argument("--delimiter", default="", metavar="CHAR", help="where the program guesses wrong (tab, ;, …)")
    parser.add_argument("--json", action="store_true")


def _count(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 10_000_000:
        raise argparse.ArgumentTypeError("between 0 and 10,000,000")
    return value
