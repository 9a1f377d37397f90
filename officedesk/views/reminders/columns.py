"""Columns of the lists of reminders."""

from officedesk.formatting import time_text
from officedesk.models.enums import Repeat
from officedesk.services.reminders.rows import ReminderRow, ReminderState
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.reminders.dialog import REPEATS
from officedesk.views.shell import Shell

_CHIPS = {
    ReminderState.OPEN: Chip("Open", "accent"),
    ReminderState.DUE: Chip("Due", "bad"),
    ReminderState.SNOOZED: Chip("Snoozed", "warn"),
    ReminderState.DONE: Chip("Done", "ok"),
}


def reminder_columns(shell: Shell, *, with_company: bool = False) -> tuple[Column, ...]:
    """Created date, Due date, Subject, Company, Description, About, Location, Assigned to, Status."""

    def due(r: ReminderRow) -> Cell:
        again = (("repeat", "muted"),) if r.repeat is not Repeat.NEVER else ()
        tip = f"Repeats: {REPEATS[r.repeat].lower()}" if again else ""
        tone = "bad" if r.state is ReminderState.DUE else "text"
        return Cell(f"{shell.date(r.due.date())} {time_text(r.due)}", tone=tone, marks=again, tip=tip)

    def subject(r: ReminderRow) -> Cell:
        return Cell(r.subject, bold=True, tip=f"About {r.about_name}" if r.about_name else "")

    def state(r: ReminderRow) -> Cell:
        until = r.snoozed_to
        tip = f"Until {shell.date(until.date())} {time_text(until)}" if until is not None else ""
        return Cell(chips=(_CHIPS[r.state],), tip=tip)

    columns: tuple[Column, ...] = (
        Column(
            "created",
            "Created date",
            112,
            lambda r: Cell(shell.date(r.created.date())),
            descending_first=True,
            roomy=with_company,
            least=104,
        ),
        Column("due", "Due date", 172, due, least=164),
        Column("subject", "Subject", 240, subject, least=200),
        Column("company", "Company", 170, lambda r: Cell(r.company), least=150),
        Column("description", "Description", 240, lambda r: Cell(r.description), stretch=True, least=100),
        Column("about", "About", 116, lambda r: Cell(r.about_name), sortable=False, roomy=True),
        Column("location", "Location", 190, lambda r: Cell(r.location), roomy=with_company, least=110),
        Column("user", "Assigned to", 132, lambda r: Cell(r.user), least=128),
        Column("state", "Status", 96, state),
    )
    lines = {"company": "1", "description": "2"} if with_company else {"description": "1", "location": "2"}
    columns = on_cards(columns, subject="title", due="amount", state="chips", user="aside", **lines)
    return columns if with_company else tuple(column for column in columns if column.name != "company")
