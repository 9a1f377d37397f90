"""Reminders as a table."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import select

from officedesk.models.customers import Customer
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.reminders.listing import ReminderList
from officedesk.services.reminders.rows import ReminderFilter
from officedesk.services.transfer.tables import Cell

REMINDERS = (
    "Created date", "Due date", "Time", "Subject", "Description", "Customer number", "Company", "Location",
    "Assigned to", "Repeats", "Status", "About",
)  # fmt: skip
_CHUNK = 400


def reminders(desk: Desk, progress: Callable[[int, int], None]) -> Iterator[Sequence[Cell]]:
    """Every reminder that is not in the trash, by due date; times are the office's."""
    desk.need(Permission.EXPORT)
    source = ReminderList(desk)
    ids = source.ids(ReminderFilter(), Sort("due"))
    for start in range(0, len(ids), _CHUNK):
        rows = source.rows(ids[start : start + _CHUNK])
        owners = {row.customer_id for row in rows if row.customer_id is not None}
        with desk.read() as session:
            numbers = dict(session.execute(select(Customer.id, Customer.number).where(Customer.id.in_(owners))).all())
        for row in rows:
            yield (
                row.created.date(), row.due.date(), f"{row.due:%H:%M}", row.subject, row.description,
                numbers.get(row.customer_id or 0, ""), row.company, row.location, row.user, row.repeat.value,
                row.state.value, row.about_name,
            )  # fmt: skip
        progress(start + len(rows), len(ids))
