"""Attachments in backups: files named by their SHA-256, each stored once beside the backups however many need it."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from officedesk.database.attachments.layout import CHUNK, Hear, folder_of, found_in, is_sound, place_of
from officedesk.files import replacing, told

__all__ = ["folder_of", "found_in", "is_sound", "missing_in", "place_of", "store_of", "take_over"]


def store_of(folder: Path) -> Path:
    """Where the attachments of all backups in ``folder`` lie."""
    return folder / "attachments"


def take_over(source: Path, target: Path, keys: Iterable[str], hear: Hear) -> list[str]:
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
        if not _copy(place_of(source, key), there, key, hear):
            broken.append(key)
    return broken


def missing_in(folder: Path, wanted: Mapping[str, int]) -> list[str]:
    """Those of ``wanted`` that are not in ``folder`` with their size."""
    there = found_in(folder)
    return [key for key, size in wanted.items() if there.get(key) != size]


class _NotSound(Exception):
    """What was copied is not what its name says."""


def _copy(source: Path, target: Path, key: str, hear: Hear) -> bool:
    digest = hashlib.sha256()
    try:
        with told(source), source.open("rb") as file, replacing(target) as made:
            while content := file.read(CHUNK):
                digest.update(content)
                made.write(content)
                hear(len(content))
            if digest.hexdigest() != key:
                # Thrown out of the block, so that nothing takes the place of the file.
                raise _NotSound
    except _NotSound:
        return False
    return True
