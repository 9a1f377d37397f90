"""Restoring a backup: into the office's place, after what is there was saved, or to a place of its own.

The office is closed at this desktop while it happens; ``views`` and the command line see to that.
"""

import logging
import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep

from officedesk import errors
from officedesk.database.attachments.layout import folder_of, found_in, place_of
from officedesk.database.backup import making, restoring, shelf
from officedesk.database.backup.facts import facts_of
from officedesk.database.backup.manifest import Kind
from officedesk.database.canary import STEP
from officedesk.database.cipher import OfficeKey
from officedesk.database.desk_files import FileDesks
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.services.desk import Desk
from officedesk.services.office.backups import BackupRow, Cancelled, Progress, row_of
from officedesk.services.permissions import Permission

_HEARTBEATS = 2.5
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Restored:
    """``place`` is what opens the office now; ``safety`` the file that what was there before was saved to."""

    place: str
    row: BackupRow
    safety: Path | None = None


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """``safety`` is the folder for what is there now. ``others`` says who has the office open just now, by name.

    ``force`` goes ahead although others have it open (they go on in the restored one) or the office there is another.
    """

    backup: Path
    place: str
    safety: Path
    now: Callable[[], datetime]
    desktop: str = ""
    others: Callable[[], Iterable[str]] = lambda: ()
    force: bool = False
    key: OfficeKey | None = None
    """Of the office that is there, where it is encrypted."""


def need_to_restore(desk: Desk) -> None:
    """Raises ``NotAllowed`` where whoever sits here may not restore a backup."""
    desk.need(Permission.RESTORE)


def others_at(place: str) -> tuple[str, ...]:
    """Who has the office file open just now: desktop and user of each program that shows that it is alive.

    Takes a few seconds where there is a trace of somebody, to tell the living from those that ended without a word.
    """
    path = OfficePlace.parse(place).path
    if path is None:
        return ()
    desks = FileDesks(path, "", "")
    with suppress(OSError):
        desks.look()
        first = {desk.key: desk.seen_at for desk in desks.others()}
        alive: dict[str, str] = {}
        until = monotonic() + _HEARTBEATS * STEP
        while first.keys() - alive.keys() and monotonic() < until:
            sleep(STEP / 10)
            desks.look()
            moved = [desk for desk in desks.others() if desk.seen_at != first.get(desk.key)]
            alive |= {desk.key: f"{desk.desktop} ({desk.user})" if desk.user else desk.desktop for desk in moved}
        return tuple(sorted(alive.values()))
    return ()


def restore(plan: RestorePlan, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Restored:
    """Prove the backup, save what is there, and put its office there in one step; or raise and change nothing."""
    place = OfficePlace.parse(plan.place)
    if place.path is None:
        return _to_server(plan, place, progress, cancelled)
    target = place.path
    there = target.exists()
    if there:
        _refuse_early(plan, target)
    staged = restoring.stage(plan.backup, target, progress, cancelled, plan.key)
    saved: list[Path] = []
    try:
        if there:
            _refuse_another(plan, target, staged.manifest.facts.office_key)
        restoring.put_in_place(staged, lambda: saved.append(_keep(plan, target, progress, cancelled)), plan.key)
    finally:
        staged.discard()
    return Restored(str(target), row_of(plan.backup, staged.manifest), saved[0] if saved else None)


def _refuse_early(plan: RestorePlan, target: Path) -> None:
    if plan.force:
        return
    if others := sorted(set(plan.others())):
        raise errors.NotAllowed(
            f"{target.name} is open at {', '.join(others)}. Nothing was restored.",
            hint="Close OfficeDesk there first.",
        )


def _refuse_another(plan: RestorePlan, target: Path, key: str) -> None:
    if plan.force:
        return
    try:
        there = facts_of(target, plan.key)
    except errors.OfficeError:
        # Damaged: whose it was cannot be said.
        return
    if there.office_key and key and there.office_key != key:
        raise errors.NotAllowed(
            f"{target.name} is another office ({there.company}) than the one in the backup. Nothing was restored.",
            hint="Restore it to a new file.",
        )


def _keep(plan: RestorePlan, target: Path, progress: Progress | None, cancelled: Cancelled | None) -> Path:
    """Save the office that is there: as a backup, or where it is damaged as it is."""
    database = Database(OfficePlace(path=target, key=plan.key))
    now = plan.now()
    try:
        with closing(database):
            key = facts_of(target, plan.key).office_key
            path = making.unused(plan.safety / making.name_of(f"{target.stem} before restore", now.astimezone()))
            serial = shelf.next_serial(plan.safety, key)
            wanted = making.Wanted(kind=Kind.SAFETY, serial=serial, desktop=plan.desktop, made_at=now)
            making.backup(database, path, progress, cancelled, wanted)
            return path
    except (errors.OfficeDamaged, errors.NotAnOffice) as error:
        log.warning("what is there cannot be backed up, so it is kept as it is: %s", error)
        return _keep_as_it_is(target, now)


def _keep_as_it_is(target: Path, now: datetime) -> Path:
    aside = making.unused(target.with_name(f"{target.stem} as it was {now.astimezone():%Y-%m-%d %H%M}{target.suffix}"))
    for end in ("", "-journal"):
        source = target.with_name(target.name + end)
        if source.exists():
            _second_name(source, aside.with_name(aside.name + end))
    # What the restored office does not list is taken away in two days.
    contents, kept = folder_of(target), folder_of(aside)
    for key in found_in(contents):
        place_of(kept, key).parent.mkdir(parents=True, exist_ok=True)
        _second_name(place_of(contents, key), place_of(kept, key))
    return aside


def _second_name(source: Path, target: Path) -> None:
    try:
        # For the same file: nothing is read, so it is no matter how damaged it is.
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _to_server(
    plan: RestorePlan, place: OfficePlace, progress: Progress | None, cancelled: Cancelled | None
) -> Restored:
    """Copy the office of the backup into an empty database, row by row."""
    import tempfile

    from officedesk.database.moving import copy
    from officedesk.database.schema import open_office

    with tempfile.TemporaryDirectory(prefix=making.TEMPORARY) as folder:
        target = Path(folder) / "office.officedesk"
        staged = restoring.stage(plan.backup, target, progress, cancelled)
        restoring.put_in_place(staged, lambda: None)
        source = OfficePlace(path=target)
        with closing(Database(source, open_office(source))) as database:
            copy(database, place, progress or (lambda done, total: None), cancelled or (lambda: False))
    return Restored(place.address, row_of(plan.backup, staged.manifest))
