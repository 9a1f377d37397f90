"""Notes as a table: all of their text, and what each is about."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import select

from officedesk.models.customers import Customer
from officedesk.services.desk import Desk
from officedesk.services.notes.listing import NoteList
from officedesk.services.notes.reading import rows_by_id
from officedesk.services.notes.rows import NoteFilter
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.transfer.tables import Cell

NOTES = (
    "Date", "Time", "Kind", "Customer number", "Company", "Location", "Job #", "Task name", "Subject", "Notes", "User",
    "Pinned",
)  # fmt: skip
_CHUNK = 400


def notes(desk: Desk, progress: Callable[[int, int], None]) -> Iterator[Sequence[Cell]]:
    """Every note that is not in the trash, by date; times are the office's."""
    desk.need(Permission.EXPORT)
    ids = NoteList(desk).ids(NoteFilter(), Sort("at"))
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        with desk.read() as session:
            found = rows_by_id(session, some, desk.actor.role, whole=True)
            owners = {found[key].customer_id for key in some if key in found}
            numbers = dict(session.execute(select(Customer.id, Customer.number).where(Customer.id.in_(owners))).all())
        for row in (found[key] for key in some if key in found):
            at = row.at.astimezone(desk.zone)
            kind = row.channel.value if row.channel is not None else row.kind.value
            yield (
                at.date(), f"{at:%H:%M}", kind, numbers[row.customer_id], row.company, row.location, row.job_number,
                row.task_name, row.subject, row.text, row.author, row.pinned,
            )  # fmt: skip
        progress(start + len(some), len(ids))
