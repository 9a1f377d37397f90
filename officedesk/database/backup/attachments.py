"""Attachments in backups: files named by their SHA-256, each stored once beside the backups however many need it."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from officedesk.files import replacing, told

CHUNK = 1 << 20
_KEY = re.compile(r"[0-9a-f]{64}")

Hear = Callable[[int], object]


def folder_of(office: Path) -> Path:
    """Where the attachments of the office in that file lie."""
    return office.with_name(f"{office.name}.files")


def store_of(folder: Path) -> Path:
    """Where the attachments of all backups in ``folder`` lie."""
    return folder / "attachments"


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


def is_sound(path: Path, key: str, hear: Hear) -> bool:
    """Whether the file's content has the SHA-256 that it is named by."""
    digest = hashlib.sha256()
    with told(path), path.open("rb") as file:
        while content := file.read(CHUNK):
            digest.update(content)
            hear(len(content))
    return digest.hexdigest() == key


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
