"""What the board shows."""

from datetime import date

from officedesk.models.hours import days_between
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.schedule.crew import booked_minutes, crew, technician_rows
from officedesk.services.schedule.filters import NOBODY
from officedesk.services.schedule.rows import Board, BoardFilter, TechnicianRow
from officedesk.services.schedule.visits import blocks
from officedesk.services.schedule.waiting import waiting
from officedesk.services.schedule.working import working_times

EVERYTHING = BoardFilter()
MOST_DAYS = 62
"""A board shows so many days at most."""


def board(desk: Desk, first: date, last: date, narrowed: BoardFilter = EVERYTHING) -> Board:
    """The visits and technicians of the days from ``first`` to ``last``, both on it, and what waits for a day.

    ``booked`` of a technician counts everything that is planned, whatever the filter leaves.
    """
    desk.need(Permission.JOBS_READ)
    days = board_days(first, last)
    with desk.read() as session:
        shown = blocks(session, desk, first, last, narrowed)
        planned = shown
        if narrowed.narrows:
            planned = blocks(session, desk, first, last, EVERYTHING)
        busy = {person for block in shown for person in block.technician_ids}
        found = crew(session, first, last, busy)
        times = working_times(session)
        rows = technician_rows(found, days, times, booked_minutes(planned, days, desk.zone))
        tray, count = waiting(session, desk, narrowed)
    return Board(
        first,
        last,
        tuple(row for row in rows if _row_shown(row, narrowed, busy)),
        tuple(shown),
        tuple(tray),
        count,
        times.holidays_between(first, last),
    )


def _row_shown(row: TechnicianRow, narrowed: BoardFilter, busy: set[int]) -> bool:
    """By technician only the chosen ones; by skill those who have one, and those who have a visit that needs one."""
    chosen = [person for person in narrowed.technician_ids if person != NOBODY]
    if narrowed.technician_ids and row.id not in chosen:
        return False
    return not narrowed.skill_ids or row.id in busy or not set(narrowed.skill_ids).isdisjoint(row.skill_ids)


def board_days(first: date, last: date) -> list[date]:
    """Each day from ``first`` to ``last``; ``ValueError`` for none, and for more than anybody looks at."""
    if not first <= last or (last - first).days >= MOST_DAYS:
        raise ValueError(f"a board shows 1 to {MOST_DAYS} days, not {first} to {last}")
    return days_between(first, last)
