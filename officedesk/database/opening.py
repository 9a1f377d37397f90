"""Opens an office for a program that works with it: where does it lie, may it be written to, who else is there."""

import os
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from officedesk import errors
from officedesk.database import schema
from officedesk.database.access import Access
from officedesk.database.desk_files import FileDesks
from officedesk.database.guard import Guard
from officedesk.database.locks import try_out
from officedesk.database.place import OfficePlace
from officedesk.database.placement import Kind, Placement, System, placement
from officedesk.database.safety import Ruling, rule, unfit, unsafe
from officedesk.database.systems import this_system
from officedesk.database.unit import Database

_HEADER = 20
_TRIES, _BETWEEN_TRIES = 4, 0.5
_PAUSE = threading.Event()


def open_database(
    place: OfficePlace,
    desktop: str,
    program: str,
    system: System | None = None,
    backups: Callable[[str], Path] | None = None,
) -> Database:
    """The office at ``place``, with a guard where it is a file. ``desktop`` and ``program`` are what others see.

    ``backups`` is for an older one on a server: see :func:`officedesk.database.schema.open_office`.
    Nothing is written where that is not safe: such an office is only read, and its guard says why. Raises the errors
    of :func:`officedesk.database.schema.open_office`.
    """
    if place.path is None:
        return Database(place, schema.open_office(place, backups=backups))
    if "\0" in str(place.path):
        raise errors.OfficeMissing("That is no name of a file.", hint="Check the name.")
    path, system = place.path, system or this_system()
    told, ruling = judge(path, system, first=True)
    if ruling.reason is not None and _logged(path) and told.kind is not Kind.LOCAL:
        # Even reading would write beside it.
        raise errors.OfficeReadOnly(
            f"{path.name} can’t be opened here. {ruling.reason.what}", hint=ruling.reason.advice
        )
    access = Access(alone=ruling.alone, key=place.key)
    desks = FileDesks(path, desktop, program, sync=told.kind is not Kind.LOCAL)
    guard = Guard(path, access, desks, told, ruling, partial(judge, path, system))
    if ruling.shared and path.is_file():
        # Known sooner than anybody saves.
        guard.start()
    try:
        engine = _open(place, access, guard, told)
    except BaseException:
        guard.close()
        raise
    return Database(place, engine, guard)


def _open(place: OfficePlace, access: Access, guard: Guard, told: Placement) -> Engine:
    before_update = partial(_before_update, guard, place.name)
    for _ in range(0 if told.kind is Kind.LOCAL else _TRIES):
        try:
            return schema.open_office(place, access, before_update)
        except errors.OfficeDamaged:
            # Over a share it may be half a save of another desktop.
            access.renew()
            _PAUSE.wait(_BETWEEN_TRIES)
    try:
        return schema.open_office(place, access, before_update)
    except errors.OfficeDamaged as error:
        if told.kind is Kind.LOCAL or not guard.desks.others():
            raise
        raise errors.OfficeBusy(
            f"{place.name} can’t be read over this share while other desktops save in it.",
            hint="Try again in a moment. If it stays so, open it on the computer whose disk it is on.",
        ) from error


def _before_update(guard: Guard, name: str) -> None:
    try:
        guard.before_write()
    except errors.OfficeReadOnly as error:
        reason = guard.reason
        told = f"{name} was last used by an older OfficeDesk and has to be updated before it can be opened."
        raise errors.OfficeReadOnly(f"{told} {reason.what if reason else ''}".strip(), hint=error.hint) from error


def judge(path: Path, system: System, *, first: bool = False) -> tuple[Placement, Ruling]:
    """Where ``path`` lies and what may be done there. Only the ``first`` time is the file itself looked into."""
    told = placement(path, system)
    return told, rule(told, _header(path) if first else b"", writable=_writable(path), log=_logged(path))


def refuse_unsafe(path: Path, system: System | None = None) -> None:
    """Raise :class:`OfficeReadOnly` where a new office at ``path`` could never be written to."""
    told = placement(path, system or this_system())
    reason = unsafe(told)
    if reason is None and told.kind is not Kind.LOCAL:
        try:
            reason = unfit(told, try_out(path.parent))
        except OSError:
            # Making the file will say what is wrong.
            reason = None
    if reason is not None:
        raise errors.OfficeReadOnly(
            f"{path.name} can’t be made there ({reason.short}).", hint="Choose a folder on a disk of this computer."
        )


def _header(path: Path) -> bytes:
    # Before any connection: closing a file lets go of all locks that this program holds on it.
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(_HEADER)
    except OSError:
        return b""


def _writable(path: Path) -> bool:
    try:
        return not path.exists() or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    except OSError:
        # No name of a file at all: whoever opens it says so.
        return True


def _logged(path: Path) -> bool:
    try:
        return path.with_name(path.name + "-wal").stat().st_size > 0
    except OSError:
        return False
