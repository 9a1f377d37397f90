"""``import`` and ``export``."""

import csv
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from officedesk.commands.common import Progress, opened, say, say_json
from officedesk.errors import InvalidInput
from officedesk.files import replacing
from officedesk.services.transfer.cells import inert
from officedesk.services.transfer.customers import (
    ImportOptions,
    ImportPlan,
    ImportRefused,
    ImportResult,
    RowResult,
    apply,
    inspect,
    plan,
)
from officedesk.services.transfer.mapping import read_map

SHOWN = 20
"""Issues on the terminal; the report has all."""


def import_file(args: Namespace) -> int:
    """Import customers or equipment from a CSV file, or with ``--dry-run`` say what that would do."""
    kind = _kind(args)
    preview, mapping = kind.read(args)
    options = ImportOptions(update=args.update, skip_errors=args.skip_errors)
    with opened(args.office, args.user) as context, _report(args.report, kind) as report:
        bar = Progress("Checking" if args.dry_run else "Importing")
        try:
            if args.dry_run:
                done = kind.plan(context.desk, preview.source, mapping, options, progress=bar, report=report.row)
            else:
                done = kind.apply(context.desk, preview.source, mapping, options, progress=bar, report=report.row).plan
        except ImportRefused as refused:
            report.refused = True
            _tell(args, kind, refused.plan, imported=False)
            raise
        except BaseException:
            report.refused = True
            raise
        _tell(args, kind, done, imported=not args.dry_run)
    return 2 if args.dry_run and done.errors and not args.skip_errors else 0


@dataclass(frozen=True)
class _Kind:
    """One of the things that are imported: its words, and the services that do it."""

    many: str
    columns: tuple[str, str]
    """What the report calls the number and the name of a row."""
    read: Callable[[Namespace], tuple[Any, Any]]
    plan: Callable[..., ImportPlan]
    apply: Callable[..., ImportResult]


def _kind(args: Namespace) -> _Kind:
    if args.what == "equipment":
        from officedesk.services.transfer import equipment

        return _Kind("pieces of equipment", ("Serial number", "Name"), _read_equipment, equipment.plan, equipment.apply)
    return _Kind("customers", ("Customer number", "Customer"), _read_customers, plan, apply)


def _read_customers(args: Namespace) -> tuple[Any, Any]:
    preview = inspect(Path(args.file), encoding=args.encoding, delimiter=_delimiter(args.delimiter), preset=args.preset)
    return preview, read_map(Path(args.map), preview.headers) if args.map else preview.mapping


def _read_equipment(args: Namespace) -> tuple[Any, Any]:
    from officedesk.services.transfer import equipment

    if args.preset:
        raise InvalidInput({"preset": "There are no presets for equipment: use --map."})
    preview = equipment.inspect(Path(args.file), encoding=args.encoding, delimiter=_delimiter(args.delimiter))
    return preview, equipment.read_map(Path(args.map), preview.headers) if args.map else preview.mapping


def export(args: Namespace) -> int:
    """Write the office's records to a CSV, XLSX or JSON file, or its files to a folder."""
    from officedesk.services.transfer.export import export_to
    from officedesk.services.transfer.files import export_contents
    from officedesk.services.transfer.tables import KINDS

    with opened(args.office, args.user) as context:
        if args.what == "files" and args.file != "-" and Path(args.file).suffix.casefold() not in KINDS:
            count = export_contents(context.desk, Path(args.file), Progress("Exporting"))
        else:
            count = export_to(context.desk, args.what, Path(args.file), progress=Progress("Exporting"))
    if args.file != "-":
        say(f"{count:,} rows of {args.what} written to {args.file}")
    return 0


def _tell(args: Namespace, kind: _Kind, done: ImportPlan, *, imported: bool) -> None:
    if args.json:
        say_json({"imported": imported, "plan": done})
        return
    verb = "imported" if imported else "would be imported" if args.dry_run else "not imported"
    parts = f" ({done.locations:,} locations, {done.contacts:,} contacts)" if args.what == "customers" else ""
    say(f"{done.rows:,} rows: {done.new:,} new {kind.many} {verb}{parts}")
    if done.updated:
        say(f"{done.updated:,} {kind.many} {'updated' if imported else 'would be updated'}")
    if done.skipped:
        say(f"{done.skipped:,} {kind.many} passed over: they are in the office already")
    if done.unused:
        say(f"Columns left out: {', '.join(done.unused)}")
    for issue in done.issues[:SHOWN]:
        say(f"  {issue.severity.value}: {issue}")
    more = done.warnings + done.errors - min(SHOWN, len(done.issues))
    if more > 0:
        say(f"  and {more:,} more; --report FILE.csv lists all")


class _Report:
    """A CSV file with a line for every row of the import, written as it goes and finished at the end."""

    def __init__(self, write: Callable[[list[Any]], object] | None) -> None:
        self._write = write
        self.refused = False

    def row(self, result: RowResult) -> None:
        if self._write is None:
            return
        start = [result.row, result.outcome, inert(result.number), inert(result.name)]
        if not result.issues:
            self._write([*start, "", "", ""])
        for issue in result.issues:
            self._write([*start, issue.severity.value, inert(issue.column), inert(issue.message)])


@contextmanager
def _report(path: str, kind: _Kind) -> Iterator[_Report]:
    if not path:
        yield _Report(None)
        return
    target = Path(path)
    # Written aside first: where nothing was imported in the end, no row may say that it was.
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as draft:
        writer = csv.writer(draft)
        report = _Report(writer.writerow)
        try:
            yield report
        finally:
            draft.seek(0)
            with replacing(target, "w", encoding="utf-8-sig", newline="") as file:
                final = csv.writer(file)
                final.writerow(("Row", "Result", *kind.columns, "Severity", "Column", "Message"))
                for row in csv.reader(draft):
                    if report.refused and row[1] in ("new", "joined", "updated"):
                        row[1] = "not imported"
                    final.writerow(row)


def _delimiter(text: str) -> str:
    return {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}.get(text, text)
