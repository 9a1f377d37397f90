"""The office's tasks as a table, done or not."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import select

from officedesk.models.customers import Customer
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.tasks.listing import TaskList
from officedesk.services.tasks.rows import TaskFilter, TaskScope
from officedesk.services.transfer.tables import Cell

COLUMNS = ("Task", "Customer number", "Company", "Assigned to", "Due", "Created", "Created by", "Done", "Done by")
CHUNK = 400


def tasks(desk: Desk, progress: Callable[[int, int], None]) -> Iterator[Sequence[Cell]]:
    """All tasks that are not in the trash in the order they were added, a few hundred at a time."""
    source = TaskList(desk)
    ids = source.ids(TaskFilter(scope=TaskScope.ALL), Sort("created_at"))
    for start in range(0, len(ids), CHUNK):
        rows = source.rows(ids[start : start + CHUNK])
        with desk.read() as session:
            wanted = {row.customer_id for row in rows if row.customer_id is not None}
            found = session.execute(select(Customer.id, Customer.number).where(Customer.id.in_(wanted)))
            numbers = {row.id: row.number for row in found}
        for row in rows:
            days = [at.astimezone(desk.zone).date() if at is not None else None for at in (row.created_at, row.done_at)]
            yield (
                row.text, numbers.get(row.customer_id or 0, ""), row.customer, row.assignee, row.due,
                days[0], row.created_by, days[1], row.done_by,
            )  # fmt: skip
        progress(start + len(rows), len(ids))
