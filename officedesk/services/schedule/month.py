"""The month view: how much is on each day, and the first of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists
from sqlalchemy.orm import Session

from officedesk.models.enums import JobStatus
from officedesk.models.hours import days_of, midnights
from officedesk.models.work import Visit, VisitTechnician
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.schedule.board import EVERYTHING, board_days
from officedesk.services.schedule.filters import conditions
from officedesk.services.schedule.rows import BoardFilter, DayCell, Month, VisitBlock
from officedesk.services.schedule.times import drawn, is_late, moment, wall_now
from officedesk.services.schedule.visits import STATUS, blocks_of, during, joined, raw
from officedesk.services.schedule.working import working_times

FIRST = 4
"""So many visits of a day are told one by one."""


@dataclass(slots=True)
class _Day:
    count: int = 0
    unassigned: int = 0
    late: int = 0
    done: int = 0
    first: list[int] = field(default_factory=list)


def month(desk: Desk, first: date, last: date, narrowed: BoardFilter = EVERYTHING, each: int = FIRST) -> Month:
    """A cell for each day from ``first`` to ``last``, with the first ``each`` visits of it.

    A visit over several days counts on each of them.
    """
    desk.need(Permission.JOBS_READ)
    days = board_days(first, last)
    with desk.read() as session:
        cells = _counted(session, desk, days, narrowed, each)
        wanted = {visit for cell in cells.values() for visit in cell.first}
        told = {block.visit_id: block for block in blocks_of(session, desk, sorted(wanted))} if wanted else {}
        holidays = working_times(session).holidays_between(first, last)
    return Month(first, last, tuple(_cell(day, cells[day], told, holidays.get(day, "")) for day in days))


def _cell(day: date, counted: _Day, told: dict[int, VisitBlock], holiday: str) -> DayCell:
    first = tuple(told[visit] for visit in counted.first if visit in told)
    return DayCell(day, counted.count, counted.unassigned, counted.late, counted.done, first, holiday)


def _counted(session: Session, desk: Desk, days: Sequence[date], narrowed: BoardFilter, each: int) -> dict[date, _Day]:
    """Only what counting needs is read of twenty thousand visits."""
    somebody = exists().where(VisitTechnician.visit_id == Visit.id).correlate(Visit)
    columns = (Visit.id, Visit.starts, Visit.ends, Visit.window_ends, Visit.zone, Visit.all_day, Visit.status, somebody)
    where = (*during(desk, days[0], days[-1]), *conditions(narrowed))
    rows = raw(session, joined(*columns).where(*where).order_by(Visit.starts, Visit.id))
    zone, now = desk.zone, wall_now(desk)
    begin, end = midnights(days[0], days[-1])
    cells = {day: _Day() for day in days}
    if any(row[4] != zone.key for row in rows):
        rows.sort(key=lambda row: (_drawn(row, desk)[0], row[0]))
    for visit_id, begins, finishes, arrival, own_zone, whole, state, taken in rows:
        starts, ends, window, _open = drawn(
            moment(begins), moment(finishes), moment(arrival), own_zone, zone, all_day=bool(whole)
        )
        if starts >= end or ends <= begin:
            continue
        status = STATUS[state]
        late = starts < now and is_late(status, starts, ends, window, now, all_day=bool(whole))
        for day in (starts.date(),) if ends.date() == starts.date() else days_of(starts, ends):
            cell = cells.get(day)
            if cell is None:
                continue
            cell.count += 1
            cell.unassigned += not taken
            cell.late += late
            cell.done += status is JobStatus.COMPLETED
            if len(cell.first) < each:
                cell.first.append(visit_id)
    return cells


def _drawn(row: Any, desk: Desk) -> tuple[datetime, ...]:
    starts, ends, _window, _open = drawn(moment(row[1]), moment(row[2]), None, row[4], desk.zone, all_day=bool(row[5]))
    return starts, ends
