"""A folder for copies of contents that only this person reads; it goes with the office's window."""

import os
import shutil
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

_PREFIX = "officedesk-files-"
_STALE = 2 * 86_400.0
"""Seconds after which such a folder is nobody's, where the system cannot tell whether its program still runs."""


class Scratch:
    """Made when it is first wanted; what programs that were killed left behind goes then."""

    def __init__(self) -> None:
        self._made: Path | None = None
        self._lock = threading.Lock()

    def folder(self) -> Path:
        """The folder; only its owner may look into it."""
        with self._lock:
            if self._made is None:
                base = Path(tempfile.gettempdir())
                _sweep(base)
                self._made = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=base))
            return self._made

    def close(self) -> None:
        """Take it away."""
        if self._made is not None:
            _remove(self._made)
            self._made = None


def _sweep(base: Path) -> None:
    for left in base.glob(f"{_PREFIX}*"):
        with suppress(OSError, ValueError):
            about = left.lstat()
            if os.name == "nt":
                gone = time.time() - about.st_mtime > _STALE
            else:
                gone = about.st_uid == os.geteuid() and not _runs(int(left.name.removeprefix(_PREFIX).split("-")[0]))
            if gone and left.is_dir() and not left.is_symlink():
                _remove(left)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _remove(folder: Path) -> None:
    for path in folder.rglob("*"):
        # Windows deletes nothing that may only be read.
        with suppress(OSError):
            if path.is_file():
                path.chmod(0o600)
    shutil.rmtree(folder, ignore_errors=True)
