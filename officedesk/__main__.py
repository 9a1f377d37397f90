"""Where the program starts: arguments, log file, crash reports, and then the window or the command line."""

import gc
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace

from officedesk import __version__

COMMANDS = ("demo", "pdf", "print", "import", "export", "search", "profile", "check", "serve", "backup", "restore")
"""First words that are commands. An office whose file is called like one is opened as ``./check``."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run OfficeDesk with the arguments of a command line (without the program's name) and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--version"]:
        print(f"OfficeDesk {__version__}")
        return 0
    first = arguments[0] if arguments else ""
    if first in COMMANDS or first.startswith("-") or len(arguments) > 1:
        from officedesk.cli import run

        return run(arguments)
    from officedesk.crash import guarded, start_log

    start_log()
    return guarded(lambda: _window(first))


def _window(office: str) -> int:
    # Nothing of the command line is imported here: the window stands sooner.
    from officedesk.bootstrap import remembered, start
    from officedesk.config import Config
    from officedesk.context import AppContext, Doorway
    from officedesk.errors import OfficeError, OfficeLocked, SignInNeeded

    # Nearly all that is made until the window stands stays: there is no garbage to look for yet, and later
    # only the GUI thread looks for it (``views.collector``).
    gc.disable()
    config = Config.load()
    recent = config.recent()
    message, locked = config.message, ""
    first = start(config)
    wanted = office or (recent[0] if recent else "")
    if wanted:
        try:
            opened: AppContext | Doorway | None = first.open(wanted)
        except SignInNeeded as asked:
            opened = asked.doorway
        except OfficeLocked:
            opened, locked = None, wanted
        except OfficeError as error:
            opened = None
            logging.getLogger(__name__).warning("could not open the office: %s", error)
            message = str(error)
        if opened is not None:
            config.add_recent(remembered(wanted))
            # After the database: once Qt's binding is loaded it reads the source of every module imported from then on.
            from officedesk.views.application import run

            return run(opened, first)
    from officedesk.views.application import choose

    return choose(replace(first, message=message, locked=locked))


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        # A packaged program starts its helping processes by its own name: they must not open windows.
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main())
