"""A real print queue: the system's CUPS with a printer whose paper is a PDF file."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TypeVar

Found = TypeVar("Found")
PRINTER = "OfficeDeskTest"
_BACKEND = Path("/usr/lib/cups/backend/cups-pdf")
_SOCKET = "/run/cups/cups.sock"


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
    """Starts the daemon where none runs, adds the printer, and gives back what it printed."""

    def __init__(self) -> None:
        self._daemon: subprocess.Popen[bytes] | None = None
        if not _answers():
            self._daemon = subprocess.Popen(["/usr/sbin/cupsd", "-f"], stderr=subprocess.DEVNULL)
            wait_for(_answers, "cupsd to answer")
        model = "lsb/usr/cups-pdf/CUPS-PDF_opt.ppd"
        command = ["/usr/sbin/lpadmin", "-p", PRINTER, "-E", "-v", "cups-pdf:/", "-m", model]
        subprocess.run(command, check=True, capture_output=True)

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
        """Removes the printer, and the daemon that was started."""
        subprocess.run(["/usr/sbin/lpadmin", "-x", PRINTER], check=False, capture_output=True)
        if self._daemon:
            self._daemon.terminate()
            self._daemon.wait(20)


def wait_for(what: Callable[[], Found | None], words: str, seconds: float = 30) -> Found:
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
