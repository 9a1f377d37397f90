"""What the systems are asked about files and volumes. Nothing here raises for what is gone: it says nothing then."""

import ctypes
import os
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from officedesk.database.clouds import Files

_MOST = 100_000


def text(path: PurePath) -> str:
    """The beginning of a small text file; nothing where there is none."""
    try:
        with Path(path).open(encoding="utf-8", errors="replace") as file:
            return file.read(_MOST)
    except OSError:
        return ""


def exists(path: PurePath) -> bool:
    """Whether there is such a file or folder."""
    try:
        return Path(path).exists()
    except OSError:
        return False


def attributes(path: PurePath) -> tuple[int, int]:
    """Windows' file attributes and reparse tag; zeros elsewhere."""
    try:
        told = Path(path).lstat()
    except OSError:
        return 0, 0
    return getattr(told, "st_file_attributes", 0), getattr(told, "st_reparse_tag", 0)


def dotted(folder: PurePath) -> tuple[str, ...]:
    """Names in a folder that begin with a dot."""
    # Asked by name where it can be: a folder may hold a hundred thousand files.
    try:
        with os.scandir(folder) as entries:
            return tuple(entry.name for entry, _ in zip(entries, range(5_000), strict=False) if entry.name[:1] == ".")
    except OSError:
        return ()


def files() -> Files:
    """The disk of this computer."""
    return Files(exists, text, attributes, dotted)


def environment() -> Mapping[str, str]:
    """The program's environment."""
    return os.environ


def _kernel() -> Any:
    # ``windll`` exists on Windows alone.
    return getattr(ctypes, "windll").kernel32  # noqa: B009


def drive_type(root: str) -> int:
    r"""``GetDriveTypeW`` of ``C:\``."""
    return int(_kernel().GetDriveTypeW(ctypes.c_wchar_p(root)))


def volume(root: str) -> tuple[str, str]:
    """Label and file system of a Windows volume."""
    label, filesystem = ctypes.create_unicode_buffer(261), ctypes.create_unicode_buffer(261)
    _kernel().GetVolumeInformationW(ctypes.c_wchar_p(root), label, 261, None, None, None, filesystem, 261)
    return label.value, filesystem.value


def share(drive: str) -> str:
    """The share behind a Windows drive (``Z:``), or nothing."""
    name, length = ctypes.create_unicode_buffer(1024), ctypes.c_ulong(1024)
    network = getattr(ctypes, "windll").mpr  # noqa: B009
    failed = network.WNetGetConnectionW(ctypes.c_wchar_p(drive), name, ctypes.byref(length))
    return "" if failed else name.value


class _Statfs(ctypes.Structure):
    """``struct statfs`` of macOS with 64-bit inodes."""

    _fields_ = (
        ("bsize", ctypes.c_uint32),
        ("iosize", ctypes.c_int32),
        ("counts", ctypes.c_uint64 * 5),
        ("fsid", ctypes.c_int32 * 2),
        ("owner", ctypes.c_uint32),
        ("type", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("subtype", ctypes.c_uint32),
        ("fstypename", ctypes.c_char * 16),
        ("mntonname", ctypes.c_char * 1024),
        ("mntfromname", ctypes.c_char * 1024),
        ("reserved", ctypes.c_uint32 * 8),
    )


def statfs(path: str) -> tuple[str, str, int] | None:
    """File system, source and flags of the volume of ``path`` on macOS."""
    library = ctypes.CDLL(None, use_errno=True)
    # On Intel the plain name is the old call with short inode numbers.
    ask = getattr(library, "statfs$INODE64", None) or library.statfs
    told = _Statfs()
    if ask(os.fsencode(path), ctypes.byref(told)):
        return None
    return told.fstypename.decode(), told.mntfromname.decode("utf-8", "replace"), int(told.flags)
