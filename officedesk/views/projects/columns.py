"""Columns of lists of projects."""

from officedesk.models.project_states import Step
from officedesk.services.projects.rows import ProjectRow
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.projects.words import PRIORITIES, STEPS, lead_chip, state_chip, urgency_chip
from officedesk.views.shell import Shell


def project_columns(shell: Shell, *, of_customer: bool = False) -> tuple[Column, ...]:
    """Number, title, customer, step and state, priority, estimator, due, delivered, value, source, brand, created."""

    def title(r: ProjectRow) -> Cell:
        marks = (("phone-call", "warn"),) if r.call_requested else ()
        return Cell(r.title, bold=True, marks=marks, tip=r.description or ("Wants a call" if marks else ""))

    def step(r: ProjectRow) -> Cell:
        lead = lead_chip(r)
        chip = Chip(STEPS[r.step][0], "ok" if r.step is Step.DELIVERED else "plain")
        tone = lead.tone if lead is not None and lead.tone in ("warn", "bad") else "muted"
        return Cell(lead.text if lead is not None else "", tone=tone, chips=(chip,))

    def urgency(r: ProjectRow) -> Cell:
        chip = urgency_chip(r)
        return Cell(chips=(chip,)) if chip is not None else Cell(PRIORITIES[r.priority].text, tone="muted")

    def due(r: ProjectRow) -> Cell:
        if r.due is None:
            return Cell()
        return Cell(shell.date(r.due), tone="bad" if r.late else "text", tip="Overdue" if r.late else "")

    def day(at: object) -> str:
        return shell.date(at.astimezone(shell.desk.zone).date()) if at is not None else ""  # type: ignore[attr-defined]

    columns = [
        Column("number", "Number", 92, lambda r: Cell(r.number, tone="accent_text"), least=86),
        Column("title", "Title", 230, title, stretch=True, least=150),
        Column("company", "Customer", 170, lambda r: Cell(r.company), least=110),
        Column("location", "Location", 170, lambda r: Cell(r.location), roomy=True),
        Column("step", "Step", 160, step, least=130),
        Column("state", "State", 110, lambda r: Cell(chips=(state_chip(r),)), least=108),
        Column("priority", "Priority", 86, urgency, least=84, descending_first=True),
        Column("estimator", "Estimator", 120, lambda r: Cell(r.estimator), least=100),
        Column("due", "Due", 106, due, least=106),
        Column("value", "Value", 104, lambda r: Cell(shell.money(r.value) if r.value else ""), right=True, least=96,
               descending_first=True),
        Column("source", "Source", 110, lambda r: Cell(r.source), roomy=True),
        Column("brand", "Brand", 120, lambda r: Cell(r.brand), roomy=True),
        Column("delivered_at", "Delivered", 96, lambda r: Cell(day(r.delivered_at)), roomy=True, descending_first=True),
        Column("created_at", "Created", 96, lambda r: Cell(day(r.created_at)), roomy=True, descending_first=True),
    ]  # fmt: skip
    if of_customer:
        columns = [one for one in columns if one.name != "company"]
    return on_cards(
        columns, title="title", number="1", company="2", step="chips", value="amount", due="aside Due", estimator="3"
    )
