"""Backups of the office: made by hand or by themselves, kept in a folder, shown with what is in them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from officedesk import errors
from officedesk.config import Config, backups_dir
from officedesk.database.backup import making, restoring, shelf
from officedesk.database.backup.container import SUFFIX
from officedesk.database.backup.manifest import Kind, Manifest
from officedesk.errors import OfficeError, OfficeReadOnly
from officedesk.services.desk import Desk
from officedesk.services.office.backup_log import LastBackup, changed_since, claim, last, release, remember
from officedesk.services.permissions import Permission

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
_PACKED = 64 << 20
"""Bytes of an office up to which its backups are packed: it takes half a second at most, and leaves a quarter."""
_FOLDERS = "backup_folders"
ENDING = SUFFIX
FILTER = f"Backups (*{SUFFIX});;All files (*)"


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup in a folder as the list shows it. ``made_at`` is aware UTC; money in minor units.

    ``problem`` says why it cannot be read; the figures are empty then. ``ours``: it is of the office that is open.
    """

    id: int
    path: Path
    size: int
    problem: str = ""
    ours: bool = False
    kind: str = ""
    office: str = ""
    company: str = ""
    currency: str = ""
    made_at: datetime | None = None
    desktop: str = ""
    customers: int = 0
    documents: int = 0
    invoiced: int = 0
    owing: int = 0
    attachments: int = 0
    encrypted: bool = False
    """Then nothing is known of its figures."""

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was just made and proved; ``removed`` are the names of older ones that it superseded."""

    row: BackupRow
    seconds: float
    removed: tuple[str, ...] = ()


def default_folder() -> Path:
    """Where backups go until a folder is chosen."""
    return backups_dir()


def folder_for(config: Config, key: str) -> Path:
    """Where this desktop keeps the backups of the office with that key."""
    found = config.part(_FOLDERS, key)
    return Path(found) if isinstance(found, str) and found else default_folder()


def choose_folder(config: Config, key: str, folder: Path) -> None:
    """Keep the backups of that office in ``folder`` from now on, at this desktop."""
    config.put_part(_FOLDERS, key, str(folder))


def folder_note(desk: Desk, folder: Path) -> str:
    """What speaks against keeping backups in ``folder``; empty where nothing does."""
    desk.need(Permission.OFFICE_READ)
    office = desk.database.place.path
    if office is None:
        return ""
    there = next((place for place in (folder, *folder.parents) if place.exists()), None)
    if there is None:
        return f"{folder} cannot be reached. Is the drive connected?"
    try:
        same = there.stat().st_dev == office.parent.stat().st_dev
    except OSError:
        return ""
    if not same:
        return ""
    return (
        "This folder is on the same disk as the office: when the disk fails, both are gone. "
        "Choose another disk, a network folder or a cloud folder."
    )


def back_up(
    desk: Desk,
    folder: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    kind: Kind = Kind.MANUAL,
) -> Made:
    """Make a backup in ``folder``, prove it, and delete what it supersedes there."""
    desk.need(Permission.BACKUP)
    return _made(desk, folder, kind, progress, cancelled)


def back_up_to(desk: Desk, target: Path, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Made:
    """Make a backup as one file to mail or carry away: packed, with all attachments inside."""
    desk.need(Permission.BACKUP)
    begun = desk.now()
    wanted = making.Wanted(desktop=desk.actor.desktop, made_at=begun, inside=True, packing=3)
    manifest = making.backup(desk.database, target, progress, cancelled, wanted)
    return Made(row_of(target, manifest), (desk.now() - begun).total_seconds())


def back_up_by_itself(
    desk: Desk,
    folder: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    *,
    closing: bool = False,
) -> Made | None:
    """Make the backup that is due, whoever sits here; ``None`` where none is, or another desktop is making it.

    Due is one a day; at ``closing`` whenever something was changed since the last one.
    """
    desk.need(Permission.OFFICE_READ)
    if not is_due(desk, closing=closing):
        return None
    try:
        token = claim(desk)
    except OfficeReadOnly:
        # Where this desktop may only read, one that may write makes it.
        return None
    if token is None:
        return None
    try:
        # Whoever made it may have been done between the look and the claim.
        return _made(desk, folder, Kind.AUTOMATIC, progress, cancelled) if is_due(desk, closing=closing) else None
    finally:
        release(desk, token)


def is_due(desk: Desk, *, closing: bool = False) -> bool:
    """Whether a backup should be made now, by whichever desktop comes first."""
    desk.need(Permission.OFFICE_READ)
    before = last(desk)
    if not before.automatic:
        return False
    if not changed_since(desk, before):
        return False
    if before.at is None or before.problem:
        return True
    # Another day, also where a clock was wrong in between: not only a later one.
    return closing or before.at.astimezone(desk.zone).date() != desk.today()


def backups(desk: Desk, folder: Path) -> list[BackupRow]:
    """All backups in ``folder``, the newest of this office first, then those of others."""
    desk.need(Permission.BACKUP)
    return listed(folder, office_key(desk))


def listed(folder: Path, key: str = "") -> list[BackupRow]:
    """As :func:`backups`, where no office is open."""
    rows = [_row(0, one.path, one.size, one.manifest, key, one.problem) for one in shelf.kept_in(folder)]
    rows.sort(key=lambda row: (row.ours, row.made_at.timestamp() if row.made_at else 0.0, row.name), reverse=True)
    return [replace(row, id=number) for number, row in enumerate(rows, start=1)]


def look_into(path: Path, progress: Progress | None = None, cancelled: Cancelled | None = None) -> BackupRow:
    """What is in a backup, after all of it was read and proved. Raises :class:`OfficeDamaged` with what is damaged."""
    return row_of(path, restoring.look_into(path, progress, cancelled))


def row_of(path: Path, manifest: Manifest, key: str = "") -> BackupRow:
    """A backup that was read already, as the list shows it; ``key`` tells the office that is open."""
    return _row(1, path, path.stat().st_size, manifest, key)


def office_key(desk: Desk) -> str:
    """What tells this office from every other, wherever it lies."""
    from sqlalchemy import text

    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        return str(session.execute(text("SELECT office_key FROM company")).scalar_one())


def _made(desk: Desk, folder: Path, kind: Kind, progress: Progress | None, cancelled: Cancelled | None) -> Made:
    begun = desk.now()
    try:
        key = office_key(desk)
        office = desk.database.place.path
        name = making.name_of(office.stem if office else desk.database.place.name, begun.astimezone(desk.zone))
        target = making.unused(folder / name)
        wanted = making.Wanted(
            kind=kind,
            serial=shelf.next_serial(folder, key),
            desktop=desk.actor.desktop,
            made_at=begun,
            packing=1 if _size(office) <= _PACKED else 0,
        )
        manifest = making.backup(desk.database, target, progress, cancelled, wanted)
    except errors.Cancelled:
        raise
    except OfficeError as error:
        _remember(desk, LastBackup(problem=str(error), failed_at=begun))
        raise
    _remember(
        desk,
        LastBackup(at=begun, desktop=desk.actor.desktop, folder=str(folder), change=manifest.facts.last_change),
    )
    removed = shelf.rotate(folder, key, lambda at: at.astimezone(desk.zone).date())
    seconds = (desk.now() - begun).total_seconds()
    return Made(row_of(target, manifest, key), seconds, tuple(removed))


def _size(office: Path | None) -> int:
    return office.stat().st_size if office is not None and office.exists() else 0


def _remember(desk: Desk, told: LastBackup) -> None:
    try:
        remember(desk, told)
    except OfficeError as error:
        # The backup itself is what counts: an office that may only be read can be backed up too.
        log.warning("the last backup could not be noted in the office: %s", error)


def _row(number: int, path: Path, size: int, manifest: Manifest | None, key: str, problem: str = "") -> BackupRow:
    if manifest is None:
        return BackupRow(number, path, size, problem)
    facts = manifest.facts
    return BackupRow(
        number,
        path,
        size,
        ours=bool(key) and facts.office_key == key,
        kind=manifest.kind.value,
        office=manifest.office,
        company=facts.company,
        currency=facts.currency,
        made_at=manifest.made_at,
        desktop=manifest.desktop,
        customers=facts.rows("customer"),
        documents=facts.rows("estimate") + facts.rows("job") + facts.rows("invoice"),
        invoiced=facts.total("invoice", "total"),
        owing=facts.total("invoice", "balance"),
        attachments=manifest.attachments,
        encrypted=manifest.encrypted,
    )
