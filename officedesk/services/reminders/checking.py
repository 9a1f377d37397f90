"""What a check of the office looks at in reminders."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.models.customers import Location
from officedesk.models.due import instant
from officedesk.models.reminders import Reminder
from officedesk.services.check_store import Finding, broken

_AT_ONCE = 1_000


def reminders(session: Session, checked: dict[str, int]) -> Iterator[Finding]:
    """Whether each is due when its wall time says, and at a location of its customer."""
    checked["reminders"] = session.scalar(select(func.count()).select_from(Reminder)) or 0
    query = select(Reminder.id, Reminder.subject, Reminder.due, Reminder.zone, Reminder.due_at)
    for row in session.execute(query.order_by(Reminder.id).execution_options(yield_per=_AT_ONCE)):
        name = f"Reminder {row.id} ({row.subject})"
        try:
            if instant(row.due, ZoneInfo(row.zone)) != row.due_at:
                yield broken(name, f"is told at {row.due_at}, which is not {row.due} in {row.zone}")
        except (ZoneInfoNotFoundError, ValueError):
            yield broken(name, f"is in the time zone {row.zone}, which is none")
    elsewhere = (
        select(Reminder.id, Reminder.subject)
        .join(Location, Location.id == Reminder.location_id)
        .where(Location.customer_id.is_distinct_from(Reminder.customer_id))
    )
    for reminder_id, subject in session.execute(elsewhere.order_by(Reminder.id)):
        yield broken(f"Reminder {reminder_id} ({subject})", "is at a location of another customer")
