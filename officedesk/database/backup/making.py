"""Making a backup: copied while others work, packed, read again from the disk, and only then given its name."""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from officedesk import __version__, errors
from officedesk.database.backup.attachments import (
    folder_of,
    from_office,
    listed_in,
    missing_in,
    place_of,
    store_of,
    take_over,
)
from officedesk.database.backup.container import SUFFIX, Container, ContainerWriter
from officedesk.database.backup.counting import WHOLE, Counter, share
from officedesk.database.backup.facts import facts_of, prove_sound
from officedesk.database.backup.manifest import ATTACHMENTS, OFFICE, Kind, Manifest, Part
from officedesk.database.backup.snapshot import Cancelled, Progress, copy_living
from officedesk.database.unit import Database
from officedesk.files import replacing, told
from officedesk.models.files import StoredFile

TEMPORARY = "officedesk-copy-"
_STALE = 86_400.0
"""Seconds after which a copy that somebody left behind is nobody's any more."""
Copying = Callable[[Database, Path, Progress, Cancelled], None]
"""Copies the office to a file that is not there yet, as :func:`copy_living` does."""
_STOPPED = "The backup was stopped. Nothing was written."


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a backup is made. ``inside``: attachments go into the file itself, else into the store beside it.

    ``packing`` is zlib's level, 0 for as it is: five times as fast, and three times as large.
    """

    kind: Kind = Kind.MANUAL
    serial: int = 1
    desktop: str = ""
    made_at: datetime | None = None
    inside: bool = False
    packing: int = 0


def backup(
    database: Database,
    target: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    wanted: Wanted = Wanted(),
    copying: Copying = copy_living,
) -> Manifest:
    """Make a backup of the office in the file ``target``; all of it is there and proved, or nothing.

    ``progress(done, total)`` is told as it goes on; ``copying`` takes the copy that is packed.
    Raises :class:`Cancelled`, :class:`OfficeDamaged` where the office itself is not sound, and what the disk says.
    """
    stop = _Stop(cancelled)
    with told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    path = database.place.path
    with _workspace(_size(path), target.parent) as folder:
        copy = folder / OFFICE
        attachments = _copied(database, copy, target, copying, share(progress, 0, 300), stop, inside=wanted.inside)
        # The copy is looked through while it is packed: both only read it.
        with ThreadPoolExecutor(1) as other, stop.at_the_end():
            # A server's may have a folder in it.
            name, key = database.place.name.replace("/", " "), database.place.key
            sound = other.submit(prove_sound, copy, name, stop.asked, key)
            facts = facts_of(copy, key)
            manifest: Manifest | None = None

            def prove(draft: Path) -> None:
                with Container(draft) as made:
                    made.prove(Counter(made.size, share(progress, 700, 980), stop.asked, _STOPPED))
                    if made.manifest != manifest:
                        raise made.damaged("it reads otherwise than it was written")

            with replacing(target, prove=prove) as file, ContainerWriter(file, packing=wanted.packing) as writer:
                total = copy.stat().st_size + (sum(attachments.values()) if wanted.inside else 0)
                hear = Counter(total, share(progress, 300, 700), stop.asked, _STOPPED)
                members = {OFFICE: writer.add_file(OFFICE, copy, hear)}
                members |= _add_attachments(
                    writer, attachments, folder_of(path or copy) if wanted.inside else None, hear
                )
                sound.result()
                manifest = Manifest(
                    kind=wanted.kind,
                    serial=wanted.serial,
                    office=path.stem if path is not None else facts.company,
                    made_at=(wanted.made_at or datetime.now(UTC)).astimezone(UTC),
                    desktop=wanted.desktop,
                    program=__version__,
                    engine=database.dialect,
                    facts=facts.without_figures() if key is not None else facts,
                    members=members,
                    encrypted=key is not None,
                    attachments=len(attachments),
                    attachments_size=sum(attachments.values()),
                    attachments_inside=wanted.inside,
                )
                writer.finish(manifest)
    if progress is not None:
        progress(WHOLE, WHOLE)
    return manifest


def name_of(office: str, made_at: datetime) -> str:
    """``Lakeside 2026-11-22 0319.officebackup``; ``made_at`` is in the office's time zone."""
    return f"{plain(office)} {made_at:%Y-%m-%d %H%M}{SUFFIX}"


def plain(office: str) -> str:
    """An office's name as it may stand in the name of a file."""
    kept = "".join(letter for letter in office if letter.isprintable() and letter not in '<>:"/\\|?*').strip(" .")
    return kept[:80] or "Office"


def unused(path: Path) -> Path:
    """``path``, or where something is there already the same name with a number."""
    found, number = path, 2
    while found.exists():
        found = path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
    return found


class _Stop:
    """Whether to stop: the person says so, or something else has failed already."""

    def __init__(self, cancelled: Cancelled | None) -> None:
        self._cancelled = cancelled
        self._failed = threading.Event()

    def asked(self) -> bool:
        return self._failed.is_set() or (self._cancelled is not None and self._cancelled())

    @contextmanager
    def at_the_end(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._failed.set()
            raise


def _copied(
    database: Database, copy: Path, target: Path, copying: Copying, progress: Progress, stop: _Stop, *, inside: bool
) -> dict[str, int]:
    """Copy the office and bring the contents that it lists into the store beside the backup.

    Gives what each content is stored as, and its bytes. Where they go into the backup itself those of a file stay
    where they are, those of a server come beside the copy.
    """
    path = database.place.path
    store = store_of(target.parent) if not inside else folder_of(path or copy)
    hear = Counter(0, share(None, 0, 0), stop.asked, _STOPPED)
    for last in (False, False, True):
        copy.unlink(missing_ok=True)
        copying(database, copy, progress, stop.asked)
        listed = listed_in(copy, database.place.key)
        broken = take_over(from_office(database), store, listed, hear) if not inside or path is None else []
        broken = broken or missing_in(store, listed)
        if not broken:
            return listed
        if last or _still_listed(database, broken):
            raise errors.OfficeDamaged(
                f"{len(broken)} attachment{'s'[: len(broken) > 1]} of the office cannot be read as stored "
                f"({broken[0][:12]}…): no backup was made.",
                hint="“Check the office” names them. Restore them from an older backup, or erase them.",
            )
        # Somebody erased what was copied a moment ago: the next copy does not list it.
    raise AssertionError


def _still_listed(database: Database, names: list[str]) -> bool:
    with database.read() as session:
        return (
            session.scalar(select(StoredFile.sha256).where(StoredFile.stored_as.in_(names[:400])).limit(1)) is not None
        )


def _add_attachments(
    writer: ContainerWriter, listed: dict[str, int], inside: Path | None, hear: Counter
) -> dict[str, Part]:
    if not listed:
        return {}
    members = {}
    for key in listed if inside is not None else ():
        name = f"attachments/{key[:2]}/{key}"
        members[name] = writer.add_file(name, place_of(inside, key), hear)  # type: ignore[arg-type]
        if members[name].sha256 != key:
            raise errors.OfficeDamaged(f"The attachment {key[:12]}… is damaged: no backup was made.")
    lines = "".join(f"{key} {size}\n" for key, size in listed.items())
    members[ATTACHMENTS] = writer.add_bytes(ATTACHMENTS, lines.encode("ascii"))
    return members


def _size(path: Path | None) -> int:
    with suppress(OSError):
        return path.stat().st_size if path is not None else 0
    return 0


@contextmanager
def _workspace(size: int, beside: Path) -> Iterator[Path]:
    """A folder for the copy that is looked through and packed: on the system's own disk, else beside the backup."""
    choices = ((Path(tempfile.gettempdir()), TEMPORARY), (beside, f".{TEMPORARY}"))
    for folder, prefix in choices:
        _sweep(folder, prefix)
    for folder, prefix in choices:
        if folder != beside and shutil.disk_usage(folder).free < 2 * size:
            continue
        with told(folder):
            made = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)
        return


def _sweep(folder: Path, prefix: str) -> None:
    """Take away what a program that was killed left behind, of this person and older than a day."""
    now = time.time()
    with suppress(OSError):
        for left in (*folder.glob(f"{prefix}*"), *folder.glob(f".*{SUFFIX}.*.part")):
            with suppress(OSError):
                about = left.lstat()
                if now - about.st_mtime > _STALE and (os.name == "nt" or about.st_uid == os.geteuid()):
                    shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
