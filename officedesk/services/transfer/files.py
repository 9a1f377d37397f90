"""Files as a table: what they are called, where they belong, and the hash by which a backup has their content."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import select

from officedesk.files import told
from officedesk.models.customers import Customer
from officedesk.services.desk import Desk
from officedesk.services.files.kinds import safe_name
from officedesk.services.files.listing import FileList
from officedesk.services.files.reading import save_copy, unused
from officedesk.services.files.rows import FileFilter
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.transfer.tables import Cell, write_table

FILES = (
    "Date", "Time", "Customer number", "Company", "Folder", "File name", "Kind", "Bytes", "Location", "Job #",
    "Task name", "Equipment", "Invoice", "Employee name", "Notes", "For technicians", "Taken", "SHA-256",
)  # fmt: skip
_CHUNK = 400
LIST = "Files.csv"
"""What the list beside exported contents is called."""


def export_contents(desk: Desk, folder: Path, progress: Callable[[int, int], None]) -> int:
    """Write every file to ``folder``, in one folder per customer, and a list of them beside; gives how many.

    Names are made safe for every system, whatever they are in the office. What cannot be read stops it.
    """
    desk.need(Permission.EXPORT)
    source = FileList(desk)
    ids = source.ids(FileFilter(), Sort("added_at"))
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(ids), _CHUNK):
        rows = source.rows(ids[start : start + _CHUNK])
        with desk.read() as session:
            owners = {row.customer_id for row in rows}
            numbers = dict(session.execute(select(Customer.id, Customer.number).where(Customer.id.in_(owners))).all())
        for place, row in enumerate(rows, start=start + 1):
            inner = folder / safe_name(f"{numbers[row.customer_id]} {row.company}")
            if row.folder:
                inner /= safe_name(row.folder)
            with told(inner):
                inner.mkdir(parents=True, exist_ok=True)
            save_copy(desk, row.id, unused(inner, row.name))
            progress(place, len(ids))
    write_table(folder / LIST, FILES, files(desk, lambda done, total: None))
    return len(ids)


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
