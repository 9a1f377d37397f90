"""A real print queue: the system's CUPS with a printer whose paper is a PDF file."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir
from threading import Event
from time import monotonic
from typing import IO, TypeVar

if sys.platform != "win32":
    import fcntl

Found = TypeVar("Found")
_BACKEND = Path("/usr/lib/cups/backend/cups-pdf")
_SOCKET = "/run/cups/cups.sock"
_PID = Path("/run/cups/cupsd.pid")
_OURS = Path(gettempdir(), "officedesk-test-cups.pid")
"""Which daemon a test started."""


def why_not() -> str:
    """Why no queue can be set up here, or nothing."""
    if not sys.platform.startswith("linux"):
        return "needs CUPS on Linux"
    if os.geteuid():
        return "needs root to set up a print queue"
    for program in ("cupsd", "lpadmin", "lpstat", "pdftoppm"):
        if not shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"):
            return f"needs {program} (packages cups, printer-driver-cups-pdf and poppler-utils)"
    if not _BACKEND.exists():
        return "needs the package printer-driver-cups-pdf"
    return ""


class Cups:
    """Starts the daemon where none runs, adds a printer, and gives back what it printed.

    Several test processes may do so at once: each has a printer of its own, and the last one stops the daemon.
    """

    def __init__(self, paper: str = "") -> None:
        """``paper``: what lies in the printer (``Letter``); empty: what the system thinks."""
        self.printer = f"OfficeDeskTest{os.getpid()}"
        self._in_use = _lock("use")
        with _lock("start") as start:
            fcntl.flock(start, fcntl.LOCK_EX)
            fcntl.flock(self._in_use, fcntl.LOCK_SH)
            if not _answers():
                subprocess.run(["/usr/sbin/cupsd"], check=True, stderr=subprocess.DEVNULL)
                wait_for(_answers, "cupsd to answer")
                _OURS.write_text(_PID.read_text())
        model = "lsb/usr/cups-pdf/CUPS-PDF_opt.ppd"
        command = ["/usr/sbin/lpadmin", "-p", self.printer, "-E", "-v", "cups-pdf:/", "-m", model]
        subprocess.run([*command, *(["-o", f"PageSize={paper}"] if paper else [])], check=True, capture_output=True)

    def printed(self, title: str) -> bytes:
        """The file that the job of that title (letters, digits and underscores) came out as."""
        folder = _root_home() / "PDF"

        def finished() -> Path | None:
            files = [path for path in folder.glob(f"*{title}*") if path.read_bytes().rstrip().endswith(b"%%EOF")]
            return files[0] if files else None

        found = wait_for(finished, f"{title} to be printed")
        pdf = found.read_bytes()
        found.unlink()
        return pdf

    def close(self) -> None:
        """Removes the printer; stops the daemon if a test started it and no other test uses it."""
        subprocess.run(["/usr/sbin/lpadmin", "-x", self.printer], check=False, capture_output=True)
        with _lock("start") as start, self._in_use as in_use:
            fcntl.flock(start, fcntl.LOCK_EX)
            try:
                fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if _OURS.exists() and _PID.exists() and _OURS.read_text() == _PID.read_text():
                os.kill(int(_PID.read_text()), signal.SIGTERM)
                wait_for(lambda: not _answers(), "cupsd to stop")
            _OURS.unlink(missing_ok=True)


def _lock(name: str) -> IO[str]:
    return Path(gettempdir(), f"officedesk-test-cups-{name}.lock").open("w")


def wait_for(what: Callable[[], Found | None], words: str, seconds: float = 100) -> Found:
    """What the question answers as soon as it has an answer; `AssertionError` after that many seconds."""
    end, pause = monotonic() + seconds, Event()
    while monotonic() < end:
        found = what()
        if found:
            return found
        pause.wait(0.05)
    raise AssertionError(f"waited {seconds} s in vain for {words}")


def _answers() -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(_SOCKET)
    except OSError:
        return False
    return True


def _root_home() -> Path:
    import pwd

    return Path(pwd.getpwuid(0).pw_dir)
