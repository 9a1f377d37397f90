"""Holidays of the office, for rules that move what falls on one."""

from sqlalchemy.orm import Session

from officedesk.models.recurrence import IsHoliday
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.schedule.working import working_times


def holidays_of(desk: Desk) -> IsHoliday:
    """Gives the name of the holiday that a day is for the office, nothing for any other; as Settings say it."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        return holidays_in(session)


def holidays_in(session: Session) -> IsHoliday:
    """:func:`holidays_of` in the caller's session."""
    return working_times(session).holiday
