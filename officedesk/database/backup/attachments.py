"""Attachments in backups: files named by their SHA-256, each stored once beside the backups however many need it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import IO

from officedesk.database.attachments.layout import CHUNK, Hear, folder_of, found_in, is_sound, place_of
from officedesk.database.attachments.sealing import sealed_size
from officedesk.database.attachments.server_store import opened_parts
from officedesk.database.backup.snapshot import connect
from officedesk.database.cipher import OfficeKey
from officedesk.database.unit import Database
from officedesk.errors import OfficeMissing
from officedesk.files import replacing, told

Opener = Callable[[str], AbstractContextManager[IO[bytes]]]
"""Opens a content by what it is stored as, and reads its bytes as they are stored."""

__all__ = [
    "folder_of",
    "found_in",
    "from_folder",
    "from_office",
    "is_sound",
    "listed_in",
    "missing_in",
    "place_of",
    "store_of",
    "take_over",
]


def store_of(folder: Path) -> Path:
    """Where the attachments of all backups in ``folder`` lie."""
    return folder / "attachments"


def listed_in(office: Path, key: OfficeKey | None) -> dict[str, int]:
    """What the contents that an office's file lists are stored as, and the bytes of each; of any format."""
    with closing(connect(office, key, read_only=True)) as connection:
        there = "SELECT 1 FROM sqlite_master WHERE name = 'stored_file'"
        if connection.execute(there).fetchone() is None:
            return {}
        rows = connection.execute("SELECT stored_as, size FROM stored_file ORDER BY stored_as").fetchall()
    return {str(name): sealed_size(int(size)) if key else int(size) for name, size in rows}


def from_folder(folder: Path) -> Opener:
    """Contents as they lie in a folder."""

    @contextmanager
    def opened(key: str) -> Iterator[IO[bytes]]:
        path = place_of(folder, key)
        with told(path), path.open("rb") as file:
            yield file

    return opened


def from_office(database: Database) -> Opener:
    """Contents as they lie beside an office that lives, or in its server."""
    path = database.place.path
    if path is not None:
        return from_folder(folder_of(path))

    @contextmanager
    def opened(key: str) -> Iterator[IO[bytes]]:
        with database.read() as session, opened_parts(session.connection(), key, f"{key[:12]}…") as file:
            yield file

    return opened


def take_over(opened: Opener, target: Path, keys: Iterable[str], hear: Hear) -> list[str]:
    """Copy the attachments that ``target`` lacks, each whole or not at all; gives the keys of those that are not sound.

    ``hear`` is told of the bytes and may raise to stop.
    """
    broken = []
    for key in keys:
        there = place_of(target, key)
        if there.is_file():
            continue
        with told(there):
            there.parent.mkdir(parents=True, exist_ok=True)
        if not _copy(opened, there, key, hear):
            broken.append(key)
    return broken


def missing_in(folder: Path, wanted: Mapping[str, int]) -> list[str]:
    """Those of ``wanted`` that are not in ``folder`` with their size."""
    there = found_in(folder)
    return [key for key, size in wanted.items() if there.get(key) != size]


class _NotSound(Exception):
    """What was copied is not what its name says."""


def _copy(opened: Opener, target: Path, key: str, hear: Hear) -> bool:
    digest = hashlib.sha256()
    try:
        with opened(key) as file, replacing(target) as made:
            while content := file.read(CHUNK):
                digest.update(content)
                made.write(content)
                hear(len(content))
            if digest.hexdigest() != key:
                # Thrown out of the block, so that nothing takes the place of the file.
                raise _NotSound
    except (_NotSound, OfficeMissing):
        return False
    return True
