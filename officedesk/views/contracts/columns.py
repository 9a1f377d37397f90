"""Columns of contracts."""

from officedesk.formatting import money
from officedesk.services.contracts.rows import ContractRow
from officedesk.views.contracts.words import INTERVALS, KINDS, STATUSES
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.shell import Shell


def contract_columns(shell: Shell, *, with_company: bool = False) -> tuple[Column, ...]:
    """Name, Number, Customer, Kind, Plan, Location, Start, End, Status, Visits done of planned, Price."""
    currency = shell.desk.currency

    def status(r: ContractRow) -> Cell:
        word, tone = STATUSES[r.status]
        return Cell(chips=(Chip(word, tone),), tip="Renews automatically" if r.auto_renew else "")

    def visits(r: ContractRow) -> Cell:
        return Cell(f"{r.done:,} / {r.planned:,}", tone="text" if r.planned else "muted")

    def price(r: ContractRow) -> Cell:
        return Cell(f"{money(r.price, currency)} {INTERVALS[r.billing]}")

    columns = (
        Column("name", "Name", 190, lambda r: Cell(r.name, bold=True), stretch=True, least=120),
        Column("number", "No.", 92, lambda r: Cell(r.number, tone="muted"), least=88),
        *((Column("company", "Customer", 180, lambda r: Cell(r.company), least=120),) * with_company),
        Column("kind", "Kind", 146, lambda r: Cell(KINDS[r.kind]), least=142),
        Column("plan", "Plan", 140, lambda r: Cell(r.plan or "—", tone="text" if r.plan else "muted"), least=90),
        Column("location", "Location", 190, lambda r: Cell(r.location or "—"), roomy=True, least=100),
        Column("starts", "Start", 108, lambda r: Cell(shell.date(r.starts)), descending_first=True),
        Column("ends", "End", 108, lambda r: Cell(shell.date(r.ends)), descending_first=True),
        Column("status", "Status", 118, status, least=108),
        Column("done", "Visits", 84, visits, right=True, descending_first=True),
        Column("price", "Price", 150, price, right=True, roomy=True, descending_first=True, least=120),
    )
    return on_cards(
        columns, name="title", status="chips", number="aside", company="1", kind="1", plan="2 Plan", ends="3 Ends",
        done="3 Visits", price="amount",
    )  # fmt: skip
