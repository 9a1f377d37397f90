"""How this program starts itself, from a checkout and installed; and what an installed one does before all else."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

WINDOW = "OfficeDesk"
"""The installed program that opens windows. It knows every command, too, and has no console."""
CONSOLE = "officedesk-cli"
"""The installed program for a terminal."""
_TRACKER = re.compile(r"from multiprocessing\.resource_tracker import main;main\((\d+)\)")
# What the freezer's loader sets for itself: other programs must not find our libraries before their own.
_LIBRARIES = "LD_LIBRARY_PATH"
_WEB = ("PySide6", "Qt", "libexec", "web-engine")


def is_installed() -> bool:
    """Whether this is the installed program; else it runs from its source, or as a package of a Python."""
    return bool(getattr(sys, "frozen", False))


def is_console() -> bool:
    """Whether the installed program for a terminal runs."""
    return is_installed() and Path(sys.executable).stem == CONSOLE


def command(*arguments: str) -> list[str]:
    """The command that starts this program with ``arguments``. No console comes up, whichever program runs now."""
    if not is_installed():
        return [sys.executable, "-m", "officedesk", *arguments]
    # An AppImage lies in a folder that is there only while it runs.
    whole = os.environ.get("APPIMAGE", "")
    if whole and Path(whole).is_file():
        return [whole, *arguments]
    own = Path(sys.executable)
    return [str(own.with_name(f"{WINDOW}{own.suffix}")), *arguments]


def get_ready() -> None:
    """What an installed program does first. Does not return in a process that helps another one of ours."""
    if sys.platform == "linux":
        _libraries_for_us_only()
    for name in ("stdout", "stderr"):
        # A program without a console has nowhere to write to.
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - as long as the program
    # Helping processes look for the program's first file, which is packed.
    sys.modules["__main__"].__dict__.pop("__file__", None)
    _help()


def _help() -> None:
    arguments = sys.argv[1:]
    if arguments[:1] == ["--multiprocessing-fork"]:
        from multiprocessing import spawn

        spawn.freeze_support()
    if "-c" in arguments[:-1] and (found := _TRACKER.fullmatch(arguments[arguments.index("-c") + 1])):
        from multiprocessing.resource_tracker import main

        main(int(found[1]))
        sys.exit()


def _libraries_for_us_only() -> None:
    # This process has read it. Whatever it starts would: a browser, the system's printing, a print queue's programs.
    own = os.environ.pop(_LIBRARIES, None)
    before = os.environ.pop(f"{_LIBRARIES}_ORIG", None)
    if before is not None:
        os.environ[_LIBRARIES] = before
    # Qt's web engine has processes of its own, which need them: a small script gives them back.
    web = Path(sys.executable).parent.joinpath("_internal", *_WEB)
    if own and web.is_file():
        os.environ.setdefault("QTWEBENGINEPROCESS_PATH", str(web))
