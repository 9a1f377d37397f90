"""What the systems are asked about files and volumes. Nothing here raises for what is gone: it says nothing then."""

import os
import struct
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


def _library(name: str) -> Any:
    # Costs milliseconds that a start on other systems does not need.
    import ctypes

    return getattr(ctypes.windll, name)  # type: ignore[attr-defined]


def drive_type(root: str) -> int:
    r"""``GetDriveTypeW`` of ``C:\``."""
    return int(_library("kernel32").GetDriveTypeW(root))


def volume(root: str) -> tuple[str, str]:
    """Label and file system of a Windows volume."""
    import ctypes

    label, filesystem = ctypes.create_unicode_buffer(261), ctypes.create_unicode_buffer(261)
    _library("kernel32").GetVolumeInformationW(root, label, 261, None, None, None, filesystem, 261)
    return label.value, filesystem.value


def share(drive: str) -> str:
    """The share behind a Windows drive (``Z:``), or nothing."""
    import ctypes

    name, length = ctypes.create_unicode_buffer(1024), ctypes.c_ulong(1024)
    failed = _library("mpr").WNetGetConnectionW(drive, name, ctypes.byref(length))
    return "" if failed else name.value


_FLAGS, _TYPE, _SOURCE = 64, slice(72, 88), slice(1112, 2136)
"""Where ``struct statfs`` of macOS (64-bit inodes) has them."""


def statfs(path: str) -> tuple[str, str, int] | None:
    """File system, source and flags of the volume of ``path`` on macOS."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    # On Intel the plain name is the old call with short inode numbers.
    ask = getattr(library, "statfs$INODE64", None) or library.statfs
    told = ctypes.create_string_buffer(4096)
    return read_statfs(told.raw) if not ask(os.fsencode(path), told) else None


def read_statfs(told: bytes) -> tuple[str, str, int]:
    """The three from the bytes of the structure."""
    (flags,) = struct.unpack_from("=I", told, _FLAGS)
    words = [told[part].partition(b"\0")[0].decode("utf-8", "replace") for part in (_TYPE, _SOURCE)]
    return words[0], words[1], flags
