"""Positions in the store: many at once, each device and instant once, whoever brings them and however often."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from officedesk.database.direct import run, run_many
from officedesk.database.rows import shape
from officedesk.models.mapping import Device, Position
from officedesk.services.sqllist import CHUNK

Row: TypeAlias = tuple[int, datetime, float, float, float | None, float | None, float | None]
"""Device, instant, latitude, longitude, accuracy, speed, heading."""
COLUMNS = ("device_id", "at", "latitude", "longitude", "accuracy", "speed", "heading", "import_id")
_AT_ONCE = 100
_BEHIND = {
    # Its min and max of two values are nothing where one of them is.
    "sqlite": "UPDATE device SET behind_from = min(coalesce(behind_from, ?1), ?1), "
    "behind_until = max(coalesce(behind_until, ?2), ?2) WHERE id = ?3",
    "postgresql": "UPDATE device SET behind_from = least(behind_from, %s), "
    "behind_until = greatest(behind_until, %s) WHERE id = %s",
}


def put_positions(session: Session, rows: Iterable[Row], import_id: int | None) -> dict[int, int]:
    """Insert positions in the caller's transaction; how many of each device were not there yet.

    Where a device already was at that instant, the first that was told stays. The devices are marked: the crossing
    engine has not looked at these positions.
    """
    # In one order, so that two desktops that bring the same wait for each other and never stop each other.
    ordered = sorted(rows, key=itemgetter(0, 1))
    lock_devices(session, {row[0] for row in ordered})
    made = shape(session, Position, COLUMNS)
    found: dict[int, int] = {}
    marks: list[tuple[int, datetime, datetime]] = []
    for device_id, group in groupby(ordered, key=itemgetter(0)):
        mine = list(group)
        stored = made.stored([*zip(*mine, strict=True), [import_id] * len(mine)])
        new = 0
        for start in range(0, len(stored), _AT_ONCE):
            some = stored[start : start + _AT_ONCE]
            new += run(session, _insertion(session, len(some)), list(chain.from_iterable(some)))
        if new:
            found[device_id] = new
            marks.append((device_id, mine[0][1], mine[-1][1]))
    mark_behind(session, marks)
    return found


def mark_behind(session: Session, marks: Sequence[tuple[int, datetime, datetime]]) -> None:
    """Positions of these devices between two instants, both included, are to be looked at by the crossing engine."""
    if not marks:
        return
    into = shape(session, Device, ("behind_from", "behind_until", "id"))
    rows = into.stored([[mark[1] for mark in marks], [mark[2] for mark in marks], [mark[0] for mark in marks]])
    run_many(session, _BEHIND[session.get_bind().dialect.name], rows)


def lock_devices(session: Session, ids: Iterable[int]) -> None:
    """Nobody else adds positions of these devices, or looks at them, until the transaction ends."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), CHUNK):
        some = Device.id.in_(wanted[start : start + CHUNK])
        session.execute(select(Device.id).where(some).order_by(Device.id).with_for_update())


def drop_positions(session: Session, import_id: int, device_id: int, first: datetime, last: datetime, most: int) -> int:
    """Take some positions of one import away again, the earliest first; how many."""
    lock_devices(session, [device_id])
    found = session.execute(
        select(Position.id, Position.at)
        .where(Position.device_id == device_id, Position.at.between(first, last), Position.import_id == import_id)
        .order_by(Position.at)
        .limit(most)
    ).all()
    for start in range(0, len(found), CHUNK):
        some = [row.id for row in found[start : start + CHUNK]]
        session.execute(delete(Position).where(Position.id.in_(some)).execution_options(synchronize_session=False))
    if found:
        mark_behind(session, [(device_id, found[0].at, found[-1].at)])
    return len(found)


def _insertion(session: Session, rows: int) -> str:
    dialect: Any = session.get_bind().dialect
    mark = "?" if dialect.name == "sqlite" else "%s"
    values = ", ".join([f"({', '.join([mark] * len(COLUMNS))})"] * rows)
    return f"INSERT INTO position ({', '.join(COLUMNS)}) VALUES {values} ON CONFLICT (device_id, at) DO NOTHING"  # noqa: S608
