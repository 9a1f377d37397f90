"""Byte locks, of the kind that SQLite takes: what works for them works for it, and the other way round.

On Linux they belong to the open file (OFD locks), so that another handle of this program neither takes nor drops
them; on Windows they always do. Elsewhere they belong to the program.
"""

import errno
import os
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

LOCK_BYTE = 0x4000_0000
"""Where SQLite's own locks begin; far behind the content, because Windows keeps others from reading what is locked."""
_DENIED = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
_BINARY = getattr(os, "O_BINARY", 0)


class Fitness(StrEnum):
    """What a try of the locks of a folder showed."""

    GOOD = "good"
    MISSING = "missing"
    """There are no locks."""
    IGNORED = "ignored"
    """A second handle is not kept out."""
    NO_UPGRADE = "no upgrade"
    """Who reads cannot go on to write: no save would ever come through."""


def _granted(ask: Callable[[], object]) -> bool:
    """Whether the lock that is asked for is ours now. Raises ``OSError`` where there are no locks."""
    try:
        ask()
    except OSError as error:
        if error.errno in _DENIED:
            return False
        raise
    return True


if sys.platform == "win32":  # pragma: no cover - not this system
    import msvcrt

    def take(handle: int, *, shared: bool = False, byte: int = LOCK_BYTE) -> bool:
        """Lock one byte now, or say that another holds it. Raises ``OSError`` where there are no locks."""
        os.lseek(handle, byte, os.SEEK_SET)
        return _granted(lambda: msvcrt.locking(handle, msvcrt.LK_NBRLCK if shared else msvcrt.LK_NBLCK, 1))

    def free(handle: int, *, byte: int = LOCK_BYTE) -> None:
        """Let go of a lock."""
        os.lseek(handle, byte, os.SEEK_SET)
        with suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    OWNED_BY_FILE = sys.platform == "linux"
    _SET = fcntl.F_OFD_SETLK if sys.platform == "linux" else fcntl.F_SETLK

    def _take_as_program(handle: int, *, shared: bool) -> bool:
        """As :func:`take`, with the lock that SQLite takes: on some shares the two are not treated alike."""
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        return _granted(lambda: fcntl.lockf(handle, kind | fcntl.LOCK_NB, 1, LOCK_BYTE, os.SEEK_SET))

    def _flock(kind: int, byte: int, platform: str = sys.platform) -> bytes:
        # Not written as a comparison of its own: who checks types on Linux would take the rest for dead.
        if platform == "linux":
            return struct.pack("hhqqi4x", kind, os.SEEK_SET, byte, 1, 0)
        return struct.pack("qqihh", byte, 1, 0, kind, os.SEEK_SET)

    def take(handle: int, *, shared: bool = False, byte: int = LOCK_BYTE) -> bool:
        """Lock one byte now, or say that another holds it. Raises ``OSError`` where there are no locks."""
        kind = fcntl.F_RDLCK if shared else fcntl.F_WRLCK
        return _granted(lambda: fcntl.fcntl(handle, _SET, _flock(kind, byte)))

    def free(handle: int, *, byte: int = LOCK_BYTE) -> None:
        """Let go of a lock."""
        with suppress(OSError):
            fcntl.fcntl(handle, _SET, _flock(fcntl.F_UNLCK, byte))


def try_out(folder: Path) -> Fitness:
    """Take locks on a file of our own in ``folder`` as a save would. Raises ``OSError`` where none can be made.

    This shows what one computer alone can see: whether other computers see the locks shows only when there are two.
    """
    path = folder / f"{uuid4().hex[:12]}.try"
    first = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        second = os.open(path, os.O_RDWR | _BINARY)
        try:
            return _fitness(first, second)
        except OSError:
            return Fitness.MISSING
        finally:
            os.close(second)
    finally:
        os.close(first)
        with suppress(OSError):
            path.unlink()


def _fitness(first: int, second: int) -> Fitness:
    if os.name == "nt":
        return _exclusive(first, second)
    if not _take_as_program(first, shared=True):
        return Fitness.MISSING
    if OWNED_BY_FILE and take(second):
        return Fitness.IGNORED
    if not _take_as_program(first, shared=False):
        return Fitness.NO_UPGRADE
    if OWNED_BY_FILE and take(second, shared=True):
        return Fitness.IGNORED
    return Fitness.GOOD


def _exclusive(first: int, second: int) -> Fitness:
    if not take(first):
        return Fitness.MISSING
    return Fitness.IGNORED if take(second) else Fitness.GOOD
