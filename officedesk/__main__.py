"""Where the program starts: arguments, log file, crash reports, and then the window or the command line."""

import gc
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from officedesk import __version__
from officedesk.links import is_link

COMMANDS = ("demo", "pdf", "print", "import", "export", "search", "profile", "check", "serve", "backup", "restore")
"""First words that are commands. An office whose file is called like one is opened as ``./check``."""
LINK = "--link"
"""Before an ``officedesk:`` link, as installers register it: whatever follows is the link."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run OfficeDesk with the arguments of a command line (without the program's name) and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--version"]:
        print(f"OfficeDesk {__version__}")
        return 0
    first = arguments[0] if arguments else ""
    if first == LINK or is_link(first):
        # A web page may have put anything behind the link: none of it is read as a command or as an office.
        return _windowed("", " ".join(arguments[1:] if first == LINK else arguments))
    if first == "tour":
        from officedesk.tour import main as tour

        return tour(arguments[1:])
    if len(arguments) == 1 and first.startswith("file:"):
        # Desktops of Linux give what was double-clicked as a URL.
        first = _path_of(first)
    elif first in COMMANDS or first.startswith("-") or len(arguments) > 1:
        from officedesk.cli import run

        return run(arguments)
    return _windowed(first, "")


def _windowed(office: str, link: str) -> int:
    from officedesk.crash import guarded, start_log
    from officedesk.native_crash import NativeCrash

    start_log()
    native = NativeCrash()
    native.watch()
    try:
        return guarded(lambda: _window(office, link))
    finally:
        native.end()


def _window(office: str, link: str) -> int:
    if _taken(office, link):
        return 0
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
    first = replace(start(config), link=link)
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


def _taken(office: str, link: str) -> bool:
    """Whether a window of this person shows it already, and came to the front."""
    if "://" in office or "OFFICEDESK_PAINTED_REPORT" in os.environ:
        return False
    from officedesk.handover import hand_over

    return hand_over(office=str(Path(office).expanduser().absolute()) if office else "", link=link)


def _path_of(url: str) -> str:
    """The path that a ``file:`` URL of this computer means; another one stays as it is, and is refused as an office."""
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    parts = urlsplit(url)
    return url2pathname(parts.path) if parts.netloc in ("", "localhost") else url


if __name__ == "__main__":
    sys.exit(main())
