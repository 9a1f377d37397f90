"""The file that somebody chose to attach: opened as what it is, never as what it points to."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from officedesk.errors import NotAllowed, OfficeBusy, OfficeMissing
from officedesk.files import told

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_HELD = (32, 33)
"""Windows: another program has the file open and lets nobody read it, or a part of it."""


@contextmanager
def opened(path: Path) -> "Iterator[Told]":
    """The regular file at ``path``, open for reading.

    Raises :class:`NotAllowed` for a link, a folder, a pipe or a device, :class:`OfficeBusy` for one that another
    program holds, and what the system says where it is gone or may not be read.
    """
    with _known(path):
        _refuse(path, path.lstat().st_mode)
        # It may be another one by now: a link is refused again, and a pipe is not waited for.
        handle = os.open(path, _FLAGS)
    with os.fdopen(handle, "rb", buffering=0) as file:
        _refuse(path, os.fstat(handle).st_mode)
        yield Told(file, path)


def below(folder: Path, most: int = 10_000) -> list[Path]:
    """The files in ``folder`` and its folders, in order of their names. Links are left out, hidden files too.

    Raises :class:`NotAllowed` where there are more than ``most``.
    """
    found: list[Path] = []
    with told(folder):
        for base, folders, names in os.walk(folder, followlinks=False):
            folders[:] = sorted(name for name in folders if not _left_out(Path(base, name)))
            for name in sorted(names):
                path = Path(base, name)
                if not _left_out(path) and stat.S_ISREG(path.lstat().st_mode):
                    found.append(path)
            if len(found) > most:
                raise NotAllowed(f"{folder} has more than {most:,} files.", hint="Choose a smaller folder.")
    return found


class Told:
    """A file whose reading raises known errors about ``path``: it vanished, its drive went, somebody locked it."""

    def __init__(self, raw: IO[bytes], path: Path) -> None:
        self.raw, self._path = raw, path

    @property
    def size(self) -> int:
        """Bytes that it has now."""
        return os.fstat(self.raw.fileno()).st_size

    def read(self, count: int) -> bytes:
        with _known(self._path):
            return self.raw.read(count) or b""


def _left_out(path: Path) -> bool:
    if path.name.startswith(".") or path.is_symlink():
        return True
    # A junction of Windows: a link to a folder by another name.
    return getattr(path.lstat(), "st_reparse_tag", 0) == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", 0xA0000003)


def _refuse(path: Path, mode: int) -> None:
    name = path.name
    if stat.S_ISLNK(mode):
        raise NotAllowed(f"{name} is a link to another file.", hint="Choose the file itself.")
    if stat.S_ISDIR(mode):
        raise NotAllowed(f"{name} is a folder.", hint="Choose the files in it.")
    if not stat.S_ISREG(mode):
        raise NotAllowed(f"{name} is a pipe or a device, not a file.", hint="Choose a file.")


@contextmanager
def _known(path: Path) -> Iterator[None]:
    try:
        with told(path):
            yield
    except OfficeMissing as error:
        cause = error.__cause__
        if getattr(cause, "errno", None) == errno.ELOOP:
            raise NotAllowed(f"{path.name} is a link to another file.", hint="Choose the file itself.") from error
        raise
    except Exception as error:
        if getattr(error.__cause__, "winerror", None) in _HELD:
            raise OfficeBusy(
                f"{path.name} is open in another program.", hint="Close it there and try again."
            ) from error
        raise
