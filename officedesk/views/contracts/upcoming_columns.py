"""Columns and filters of upcoming services."""

from datetime import date
from typing import Any

from officedesk.formatting import time_text
from officedesk.services.work.upcoming import UpcomingFilter, UpcomingRow, UpcomingState
from officedesk.views.contracts.words import counted
from officedesk.views.customers.tabs.filters import DatedFilters
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.shell import Shell
from officedesk.views.widgets.choice import ChoiceButton

STATES = {
    UpcomingState.TO_SCHEDULE: ("To schedule", "accent"),
    UpcomingState.SCHEDULED: ("Scheduled", "ok"),
    UpcomingState.OVERDUE: ("Overdue", "bad"),
    UpcomingState.DISMISSED: ("Dismissed", "plain"),
}
_ORDER = tuple(STATES)


def upcoming_columns(shell: Shell) -> tuple[Column, ...]:
    """Due, Time, Service, Customer, Location, Contract, Repeats, Technician, Status, Reason."""

    def due(r: UpcomingRow) -> Cell:
        late = r.state is UpcomingState.OVERDUE
        tips = [f"{counted(r.late_days, 'day')} late"] if late else []
        if r.day != r.nominal:
            tips.append(f"Instead of {shell.date(r.nominal)}{f': {r.why}' if r.why else ''}")
        return Cell(shell.date(r.day), bold=late, tone="bad" if late else "text", tip="\n".join(tips))

    def at(r: UpcomingRow) -> Cell:
        settled = r.starts is not None and not r.all_day
        return Cell(time_text(r.starts) if settled else "—", tone="text" if settled else "muted")

    def contract(r: UpcomingRow) -> Cell:
        if not r.contract:
            return Cell("—", tone="muted", tip="A job that comes again by itself")
        return Cell(f"{r.contract} {r.contract_name}".strip())

    def state(r: UpcomingRow) -> Cell:
        word, tone = STATES[r.state]
        late = f" {r.late_days:,} d" if r.state is UpcomingState.OVERDUE and r.late_days else ""
        return Cell(chips=(Chip(f"{word}{late}", tone),), tip=r.reason)

    def who(r: UpcomingRow) -> Cell:
        return Cell(r.technicians or "Nobody yet", tone="text" if r.technicians else "muted")

    columns = (
        Column("day", "Due", 108, due),
        Column("starts", "Time", 66, at, sortable=False, roomy=True),
        Column("what", "Service", 170, lambda r: Cell(r.what, bold=True, tip=r.repeats), stretch=True, least=150),
        Column("company", "Customer", 170, lambda r: Cell(r.company), least=130),
        Column("location", "Location", 190, lambda r: Cell(r.location or "—"), roomy=True, least=150),
        Column("contract", "Contract", 170, contract, least=120),
        Column("repeats", "Repeats", 190, lambda r: Cell(r.repeats), sortable=False, roomy=True, least=170),
        Column("number", "Job", 70, lambda r: Cell(r.number), least=62),
        Column("technicians", "Technician", 130, who, least=90),
        Column("state", "Status", 118, state, least=112),
        Column("reason", "Reason", 150, lambda r: Cell(r.reason), roomy=True, least=90),
    )
    return on_cards(
        columns, what="title", day="aside", state="chips", company="1", contract="2", technicians="3", number="amount"
    )


class UpcomingFilters(DatedFilters):
    """Search, days and status."""

    query_type = UpcomingFilter

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.state = ChoiceButton("Status", None, single=True, none="still to do")
        self.state.set_choices([(at, STATES[state][0]) for at, state in enumerate(_ORDER, 1)])
        self.state.chosen.connect(self.tell)
        self.add(self.state)

    def own(self) -> dict[str, Any]:
        chosen = self.state.value
        return {"state": _ORDER[chosen[0] - 1] if chosen else None}

    def reset(self) -> None:
        super().reset()
        self.state.set_value(())

    def put(self, query: UpcomingFilter) -> None:
        self.state.set_value(() if query.state is None else (_ORDER.index(query.state) + 1,))
        super().put(query)


def day_text(shell: Shell, row: UpcomingRow) -> str:
    """``Filter change on 07/17/2023``."""
    day: date = row.day
    return f"{row.what} on {shell.date(day)}"
