"""Columns of the job lists: the module and the tab on the profile."""

from officedesk.formatting import time_text
from officedesk.models.enums import JobStatus
from officedesk.services.work.rows import JobRow
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.shell import Shell

JOB_CHIPS = {
    JobStatus.NOT_STARTED: Chip("Not started"),
    JobStatus.SCHEDULED: Chip("Scheduled", "accent"),
    JobStatus.ON_THE_WAY: Chip("On the way", "accent"),
    JobStatus.IN_PROGRESS: Chip("In progress", "accent"),
    JobStatus.PAUSED: Chip("Paused", "warn"),
    JobStatus.COMPLETED: Chip("Completed", "ok"),
    JobStatus.CANCELLED: Chip("Cancelled"),
}


def job_columns(shell: Shell, *, with_company: bool = True) -> tuple[Column, ...]:
    """Date, Time, Number, Field employee, Company, Description, Location, Status, Assigned and Completed tasks."""

    def time(r: JobRow) -> Cell:
        if r.starts is None:
            return Cell("—", tone="muted")
        return Cell("All day" if r.all_day else time_text(r.starts.time()))

    columns: tuple[Column, ...] = (
        Column(
            "starts",
            "Date",
            108,
            lambda r: Cell(shell.date(r.starts.date() if r.starts else None)),
            descending_first=True,
        ),
        Column("time", "Time", 72, time),
        Column("number", "Number", 78, lambda r: Cell(r.number, bold=True), descending_first=True),
        Column(
            "technicians",
            "Field employee",
            140,
            lambda r: Cell(r.technicians) if r.technicians else Cell("Unassigned", tone="muted"),
            least=112,
        ),
        Column("company", "Company", 170, lambda r: Cell(r.company)),
        Column("description", "Description", 180, lambda r: Cell(r.description), stretch=True),
        Column("location", "Location", 200, lambda r: Cell(r.location), least=140),
        Column("status", "Status", 120, lambda r: Cell(chips=(JOB_CHIPS[r.status],))),
        Column("assigned_tasks", "Assigned tasks", 124, lambda r: Cell(str(r.assigned_tasks)), right=True),
        Column("completed_tasks", "Completed tasks", 134, lambda r: Cell(str(r.completed_tasks)), right=True),
    )
    columns = on_cards(
        columns,
        number="title",
        starts="amount",
        company="1",
        time="2",
        description="2",
        location="3",
        status="chips",
        technicians="aside",
    )
    return columns if with_company else tuple(c for c in columns if c.name != "company")
