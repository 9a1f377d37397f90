"""Holidays of the office, for rules that move what falls on one."""

from datetime import date

from sqlalchemy.orm import Session

from officedesk.models.recurrence import IsHoliday
from officedesk.services.desk import Desk
from officedesk.services.office.working_days import holidays_of_year, read
from officedesk.services.permissions import Permission


def holidays_of(desk: Desk) -> IsHoliday:
    """Gives the name of the holiday that a day is for the office, nothing for any other; as Settings say it."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        return holidays_in(session)


def holidays_in(session: Session) -> IsHoliday:
    """:func:`holidays_of` in the caller's session."""
    set_up = read(session)
    known: dict[int, dict[date, str]] = {}

    def name(day: date) -> str:
        if day.year not in known:
            known[day.year] = dict(holidays_of_year(set_up, day.year))
        return known[day.year].get(day, "")

    return name
