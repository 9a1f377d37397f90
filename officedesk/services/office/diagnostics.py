"""What whoever helps an office has to know of it: versions, where it lies and how it is, how fast it answers.

Each fact says how it reads on screen and how in a report that leaves the office, where names and paths are left out.
"""

import shutil
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from officedesk.config import Config, data_dir
from officedesk.database.desks import LockHealth
from officedesk.errors import OfficeError
from officedesk.models.changes import ChangeLog
from officedesk.models.files import StoredFile
from officedesk.secrets import SecretStore
from officedesk.services.desk import Desk
from officedesk.services.office import backup_log, hosting, settings
from officedesk.services.permissions import Permission

QUICK = 150_000_000
"""Bytes up to which a file is looked through at once: a third of a second, in which nobody can save."""
_PROBE = "diagnostics.probe"
_LONGEST = 4.0
"""Seconds that reading, and saving, is measured at most: where each takes long, fewer say enough."""
_LATELY = 400
_OFF = timedelta(seconds=2)
"""Clocks that differ by less are taken for the same."""
_AGREES = "Agrees with the other desktops"
_SCARCE, _LITTLE = 200_000_000, 2_000_000_000
"""Free bytes below which saving is about to fail, and below which somebody should look."""
_LOCKS = {
    LockHealth.UNKNOWN: ("Not seen yet: no other desktop has the office open", ""),
    LockHealth.WORKING: ("Kept: others are kept out while one saves", "ok"),
    LockHealth.BROKEN: ("Broken: locks are not seen by the other desktops", "bad"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """``shared`` stands in a report in place of ``value`` (``None``: the same). ``tone``: ``ok``, ``warn``, ``bad``."""

    name: str
    value: str
    tone: str = ""
    shared: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that belong together."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds to the office and back, the middle of all rounds and their 99th percentile.

    ``reads`` and ``writes`` are how many rounds there were. ``write`` is ``None`` where nothing could be saved, and
    ``why`` says so.
    """

    reads: int
    writes: int
    read: tuple[float, float]
    write: tuple[float, float] | None
    why: str = ""


def groups(desk: Desk, config: Config, secrets: SecretStore) -> tuple[Group, ...]:
    """All that can be known without measuring. Off the GUI thread: a share that hangs holds it up."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        store, clock = _store(desk, session), _clock(desk, session)
        files = session.execute(select(func.count(), func.coalesce(func.sum(StoredFile.size), 0))).one()
    attached = Fact("Attached files", f"{files[0]}, {size_text(int(files[1]))}")
    office = (*_place(desk, config, secrets), *store, attached, *_backups(desk))
    return (
        Group("Program", tuple(_program(desk))),
        Group("Office", office),
        Group("Desktops and clock", (_locks(desk), *clock)),
        Group("This computer", tuple(_computer(desk, secrets))),
    )


def latency(desk: Desk, rounds: int = 50, stopped: Callable[[], bool] = lambda: False) -> Latency:
    """Read and save up to ``rounds`` times, as the program does it, and tell how long it took. Some seconds at most.

    What is saved is a setting of the user's own that is removed again; the history says nothing of it.
    """
    desk.need(Permission.OFFICE_READ)
    read = _timed(lambda: settings.get(desk, _PROBE), rounds, stopped)
    try:
        write = _timed(_saver(desk), rounds, stopped)
        settings.forget(desk, _PROBE)
    except OfficeError as error:
        return Latency(len(read), 0, _middle_and_worst(read), None, str(error))
    return Latency(len(read), len(write), _middle_and_worst(read), _middle_and_worst(write))


def quick_check(desk: Desk) -> Fact:
    """Whether an office file that is not large looks whole; what a server holds is the server's to check."""
    desk.need(Permission.OFFICE_READ)
    path = desk.database.place.path
    if path is None:
        return Fact("Quick check", "The server keeps its own files")
    if path.stat().st_size > QUICK:
        return Fact("Quick check", "Not done by itself: the file is large")
    with desk.read() as session:
        told = str(session.execute(text("PRAGMA quick_check(1)")).scalar_one())
    whole = told == "ok"
    return Fact("Quick check", "Whole" if whole else told, "ok" if whole else "bad", "whole" if whole else "damaged")


def size_text(size: float) -> str:
    """A number of bytes as people read it."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def _program(desk: Desk) -> list[Fact]:
    import platform
    import sys
    from importlib.metadata import version

    from officedesk import __version__

    packaged = " (installed program)" if getattr(sys, "frozen", False) else ""
    facts = [Fact("OfficeDesk", f"{__version__}{packaged}"), Fact("Python", platform.python_version())]
    driver = desk.database.engine.dialect.dbapi
    name = str(getattr(driver, "__name__", "")).partition(".")[0]
    try:
        named = f"{name} {version(name)}"
    except ModuleNotFoundError:
        named = name
    return [*facts, Fact("Database driver", f"{named}, SQLAlchemy {version('sqlalchemy')}")]


def _place(desk: Desk, config: Config, secrets: SecretStore) -> list[Fact]:
    place, guard = desk.database.place, desk.database.guard
    lies = hosting.where(desk, config, secrets)
    kinds = {
        hosting.Lies.FILE: "One file",
        hosting.Lies.HERE: "Hosted by this computer",
        hosting.Lies.HOST: "Hosted by another computer",
        hosting.Lies.SERVER: "On a server",
    }
    facts = [Fact("Kind", kinds[lies.lies]), Fact("Place", str(place.path or lies.reached or place.name), shared="")]
    if guard is not None:
        condition = guard.condition
        where = condition.placement
        drive = ", ".join(filter(None, [where.kind.value, where.filesystem, where.service, where.defect]))
        facts.append(Fact("Drive", f"{condition.place} ({drive})", shared=drive))
        if condition.reason is not None:
            facts.append(Fact("Saving", f"Read only: {condition.reason.short}", "warn"))
        elif condition.trouble:
            facts.append(Fact("Saving", condition.text, "warn", f"waits: {condition.trouble.value}"))
        else:
            facts.append(Fact("Saving", "Not known yet") if guard.unsettled else Fact("Saving", "Allowed", "ok"))
    return facts


def _store(desk: Desk, session: Session) -> list[Fact]:
    if desk.database.dialect == "postgresql":
        version = str(session.execute(text("SHOW server_version")).scalar_one())
        size = session.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        bare = version.partition(" ")[0]
        return [
            Fact("Engine", f"PostgreSQL {version}", shared=f"PostgreSQL {bare}"),
            Fact("Size", size_text(int(size))),
        ]

    def pragma(name: str) -> Any:
        return session.execute(text(f"PRAGMA {name}")).scalar()

    version = str(session.execute(text("SELECT sqlite_version()")).scalar_one())
    cipher = pragma("cipher_version") if desk.database.place.key is not None else None
    pages, free, page = int(pragma("page_count")), int(pragma("freelist_count")), int(pragma("page_size"))
    spare = f", {size_text(free * page)} of it unused" if free * page > 1_000_000 else ""
    mode = str(pragma("journal_mode")).upper()
    return [
        Fact("Engine", f"SQLite {version}{f', SQLCipher {cipher}' if cipher else ''}"),
        Fact("Encrypted", "Yes" if cipher else "No"),
        Fact("Size", f"{size_text(pages * page)}{spare}"),
        Fact("Format", str(pragma("user_version"))),
        Fact("Journal", f"{mode}, synchronous {pragma('synchronous')}", "" if mode == "TRUNCATE" else "warn"),
    ]


def _backups(desk: Desk) -> list[Fact]:
    last = backup_log.last(desk)
    if last.at is None:
        return [Fact("Last backup", "None yet", "warn" if last.automatic else "")]
    at = last.at.astimezone(desk.zone)
    old = desk.now() - last.at > timedelta(days=3)
    facts = [Fact("Last backup", f"{at:%Y-%m-%d %H:%M} at {last.desktop}", "warn" if old else "ok", f"{at:%b %d %Y}")]
    if last.problem:
        facts.append(Fact("Backup failed", last.problem, "bad", "yes"))
    return facts


def _locks(desk: Desk) -> Fact:
    guard = desk.database.guard
    if guard is None:
        kept = desk.database.place.path is None
        return Fact("Locks", "The server keeps them" if kept else "Nobody else has this file open")
    told, tone = _LOCKS[guard.desks.health()]
    return Fact("Locks", told, tone)


def _clock(desk: Desk, session: Session) -> list[Fact]:
    now = datetime.now(UTC).astimezone()
    offset = now.utcoffset() or timedelta()
    here = f"{now.tzname()}, UTC{_signed(offset)}"
    facts = [Fact("Time zone of the office", str(desk.zone)), Fact("Time zone of this computer", here)]
    if desk.database.dialect == "postgresql":
        before = datetime.now(UTC)
        theirs: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
        after = datetime.now(UTC)
        off = before + (after - before) / 2 - theirs
        if abs(off) <= _OFF:
            return [*facts, Fact("Clock", "Agrees with the server", "ok")]
        way = "ahead of" if off > timedelta() else "behind"
        return [*facts, Fact("Clock", f"{abs(off).total_seconds():.0f} s {way} the server", "warn")]
    return [*facts, clock_fact(session, desk.actor.desktop, datetime.now(UTC))]


def clock_fact(session: Session, here: str, now: datetime) -> Fact:
    """What the history tells of the clocks of desktops: its rows are in the order of their commits, its times are not.

    A row whose time is later than that of a row after it was written by a clock that is ahead, by that much at least.
    """
    rows = session.execute(select(ChangeLog.at, ChangeLog.desktop).order_by(ChangeLog.id.desc()).limit(_LATELY)).all()
    worst, who, behind = timedelta(), "", ""
    # From the newest to the oldest: the earliest time seen so far is that of a later commit.
    earliest, by = now, here
    for at, desktop in rows:
        if desktop != by and at - earliest > worst:
            worst, who, behind = at - earliest, desktop, by
        if at < earliest:
            earliest, by = at, desktop
    if not who:
        others = {desktop for _, desktop in rows} - {here}
        return Fact("Clock", _AGREES, "ok") if others else Fact("Clock", "No other desktop saved lately")
    if worst <= _OFF:
        return Fact("Clock", _AGREES, "ok")
    ahead = f"at least {worst.total_seconds():.0f} s ahead"
    told = f"{who} is {ahead} of {behind}"
    return Fact("Clock", told, "warn", f"one desktop is {ahead} of another")


def _computer(desk: Desk, secrets: SecretStore) -> list[Fact]:
    import os
    import platform

    facts = [
        Fact("System", f"{platform.system()} {platform.release()}, {platform.machine()}"),
        Fact("Processors", str(os.cpu_count() or 0)),
        Fact("Name", desk.actor.desktop, shared=""),
        Fact("Keyring", _keyring(secrets), "" if secrets.lasting else "warn"),
    ]
    path = desk.database.place.path
    folders = {"Free for logs and cache": data_dir()}
    if path is not None:
        folders = {"Free where the office lies": path.parent, **folders}
    for name, folder in folders.items():
        if (free := _free(folder)) is not None:
            tone = "bad" if free < _SCARCE else "warn" if free < _LITTLE else ""
            facts.append(Fact(name, size_text(free), tone))
    return facts


def _keyring(secrets: SecretStore) -> str:
    if not secrets.lasting:
        return "None: passwords are kept until OfficeDesk is closed"
    import keyring

    backend = keyring.get_keyring()
    return f"{type(backend).__module__.removeprefix('keyring.backends.')}.{type(backend).__name__}"


def _free(folder: Path) -> int | None:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _signed(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _saver(desk: Desk) -> Callable[[], None]:
    number = 0

    def save() -> None:
        nonlocal number
        number += 1
        settings.put(desk, _PROBE, number)

    return save


def _timed(work: Callable[[], object], rounds: int, stopped: Callable[[], bool]) -> list[float]:
    taken: list[float] = []
    until = perf_counter() + _LONGEST
    for _ in range(rounds):
        if taken and (stopped() or perf_counter() > until):
            break
        began = perf_counter()
        work()
        taken.append((perf_counter() - began) * 1000)
    return taken


def _middle_and_worst(taken: list[float]) -> tuple[float, float]:
    ordered = sorted(taken)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, round(len(ordered) * 0.99))]
