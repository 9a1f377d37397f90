"""Files as a table: what they are called, where they belong, and the hash by which a backup has their content."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import select

from officedesk.models.customers import Customer
from officedesk.services.desk import Desk
from officedesk.services.files.listing import FileList
from officedesk.services.files.rows import FileFilter
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.transfer.tables import Cell

FILES = (
    "Date", "Time", "Customer number", "Company", "Folder", "File name", "Kind", "Bytes", "Location", "Job #",
    "Task name", "Equipment", "Invoice", "Employee name", "Notes", "For technicians", "Taken", "SHA-256",
)  # fmt: skip
_CHUNK = 400


def files(desk: Desk, progress: Callable[[int, int], None]) -> Iterator[Sequence[Cell]]:
    """Every file that is not in the trash, by date; times are the office's."""
    desk.need(Permission.EXPORT)
    source = FileList(desk)
    ids = source.ids(FileFilter(), Sort("added_at"))
    for start in range(0, len(ids), _CHUNK):
        rows = source.rows(ids[start : start + _CHUNK])
        with desk.read() as session:
            owners = {row.customer_id for row in rows}
            numbers = dict(session.execute(select(Customer.id, Customer.number).where(Customer.id.in_(owners))).all())
        for row in rows:
            at = row.added_at.astimezone(desk.zone)
            taken = row.taken_at.astimezone(desk.zone) if row.taken_at is not None else None
            yield (
                at.date(), f"{at:%H:%M}", numbers[row.customer_id], row.company, row.folder, row.shown, row.kind.value,
                row.size, row.location, row.job_number, row.task_name, row.equipment, row.invoice_number, row.employee,
                row.description, row.for_technicians, taken.date() if taken is not None else None, row.sha256,
            )  # fmt: skip
        progress(start + len(rows), len(ids))
