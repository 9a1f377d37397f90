"""A folder with backups: what is in it, and which of an office's can go."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from time import time

from officedesk import errors
from officedesk.database.backup.attachments import found_in, place_of, store_of
from officedesk.database.backup.container import SUFFIX, Container
from officedesk.database.backup.manifest import Kind, Manifest
from officedesk.database.backup.rotation import Stamp, superseded
from officedesk.files import told

_YOUNG = 2 * 86_400.0
"""Seconds for which an attachment stays that no backup names: another desktop may be making the one that does."""

_BY_HAND = 7
"""Newest backups that somebody wanted, and of states that were replaced, which stay whatever day they are of."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup file. Where ``manifest`` is ``None``, ``problem`` says why it cannot be read."""

    path: Path
    size: int
    manifest: Manifest | None
    problem: str = ""


def kept_in(folder: Path) -> list[Kept]:
    """Every backup in a folder, of whatever office, read as far as its manifest; empty where there is no folder."""
    with told(folder):
        paths = sorted(path for path in folder.glob(f"*{SUFFIX}") if path.is_file()) if folder.is_dir() else []
    return [_read(path) for path in paths]


def next_serial(folder: Path, office_key: str) -> int:
    """The place in the order of an office's backups in this folder that the next one takes."""
    return max((found.serial for found in _of(kept_in(folder), office_key)), default=0) + 1


def rotate(folder: Path, office_key: str, day_of: Callable[[datetime], date]) -> list[str]:
    """Delete what newer backups of the same office and kind supersede; gives the names of the files.

    ``day_of`` is the office's calendar day of an instant. A backup that cannot be read, or of another office, is left
    alone. Where a file cannot be deleted it stays until the next time.
    """
    gone: list[str] = []
    if not office_key:
        return gone
    kept = kept_in(folder)
    for kind in Kind:
        stamps = [
            Stamp(one.path.name, one.manifest.serial, day_of(one.manifest.made_at))
            for one in kept
            if one.manifest is not None and one.manifest.kind is kind and one.manifest.facts.office_key == office_key
        ]
        for name in superseded(stamps, 1 if kind is Kind.AUTOMATIC else _BY_HAND):
            with suppress(OSError):
                (folder / name).unlink()
                gone.append(name)
    if gone:
        _sweep_attachments(folder)
    return gone


def _of(kept: list[Kept], office_key: str) -> list[Manifest]:
    return [one.manifest for one in kept if one.manifest is not None and one.manifest.facts.office_key == office_key]


def _read(path: Path) -> Kept:
    size = 0
    try:
        with told(path):
            size = path.stat().st_size
        with Container(path) as container:
            return Kept(path, size, container.manifest)
    except errors.OfficeError as error:
        return Kept(path, size, None, error.message)


def _sweep_attachments(folder: Path) -> None:
    """Delete attachments that no backup in the folder names. Where one of them cannot be read, all stay."""
    store = store_of(folder)
    there = found_in(store)
    if not there:
        return
    needed: set[str] = set()
    try:
        for path in folder.glob(f"*{SUFFIX}"):
            with Container(path) as container:
                needed |= container.attachments().keys()
    except errors.OfficeError:
        return
    for key in there.keys() - needed:
        with suppress(OSError):
            path = place_of(store, key)
            if time() - path.stat().st_mtime > _YOUNG:
                path.unlink()
