"""Where contents lie beside an office file: ``<office>.files/ab/abcdef…``, named by the SHA-256 of their bytes."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from officedesk.files import told

CHUNK = 1 << 20
_KEY = re.compile(r"[0-9a-f]{64}")
DRAFT = ".part"
"""How what is not whole yet ends; it lies in the folder itself, where no content does."""

Hear = Callable[[int], object]
"""Told of bytes as they are done; may raise to stop."""


def folder_of(office: Path) -> Path:
    """Where the attachments of the office in that file lie."""
    return office.with_name(f"{office.name}.files")


def place_of(folder: Path, key: str) -> Path:
    """The file of one attachment in a folder of attachments."""
    return folder / key[:2] / key


def found_in(folder: Path) -> dict[str, int]:
    """SHA-256 and size of every attachment in a folder; empty where there is no such folder."""
    found = {}
    with told(folder):
        for path in folder.glob("??/*") if folder.is_dir() else ():
            if _KEY.fullmatch(path.name) and path.name.startswith(path.parent.name) and path.is_file():
                found[path.name] = path.stat().st_size
    return dict(sorted(found.items()))


def is_sound(path: Path, key: str, hear: Hear) -> bool:
    """Whether the file's content has the SHA-256 that it is named by."""
    digest = hashlib.sha256()
    with told(path), path.open("rb") as file:
        while content := file.read(CHUNK):
            digest.update(content)
            hear(len(content))
    return digest.hexdigest() == key
