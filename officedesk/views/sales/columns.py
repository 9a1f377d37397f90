"""Columns of the lists of estimates, invoices, jobs and payments: the same in the modules and on the profile."""

from officedesk.models.states import EstimateState, InvoiceStatus
from officedesk.services.sales.rows import EstimateRow, InvoiceRow, PaymentRow
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.shell import Shell

ESTIMATE_CHIPS = {
    EstimateState.DRAFT: Chip("Draft"),
    EstimateState.SENT: Chip("Sent", "accent"),
    EstimateState.EXPIRED: Chip("Expired", "warn"),
    EstimateState.APPROVED: Chip("Approved", "ok"),
    EstimateState.DECLINED: Chip("Declined", "bad"),
    EstimateState.ASSIGNED: Chip("Assigned", "accent"),
    EstimateState.SCHEDULED: Chip("Scheduled", "accent"),
    EstimateState.ON_THE_WAY: Chip("On the way", "accent"),
    EstimateState.IN_PROGRESS: Chip("In progress", "accent"),
    EstimateState.PAUSED: Chip("Paused", "warn"),
    EstimateState.COMPLETED: Chip("Completed", "ok"),
    EstimateState.CANCELLED: Chip("Cancelled"),
}
INVOICE_CHIPS = {
    InvoiceStatus.DRAFT: Chip("Draft"),
    InvoiceStatus.UNPAID: Chip("Unpaid", "accent"),
    InvoiceStatus.PART_PAID: Chip("Part paid", "warn"),
    InvoiceStatus.PAID: Chip("Paid", "ok"),
    InvoiceStatus.OVERDUE: Chip("Overdue", "bad"),
    InvoiceStatus.VOID: Chip("Void"),
}
DASH = Cell("—", tone="muted")


def _text(text: str) -> Cell:
    return Cell(text) if text else DASH


def estimate_columns(shell: Shell, *, profile: bool = False) -> tuple[Column, ...]:
    """Number, Company, Location, Description, Date, Created by, Value, Status (and when it was viewed).

    On a customer's ``profile`` the company is the first to go where there is little room.
    """

    def status(r: EstimateRow) -> Cell:
        viewed = f"Viewed {shell.date(r.viewed_on)}" if r.viewed_on else ""
        return Cell(viewed, tone="muted", chips=(ESTIMATE_CHIPS[r.status],))

    columns: tuple[Column, ...] = (
        Column("number", "Number", 84, lambda r: Cell(r.number, bold=True), descending_first=True),
        Column("company", "Company", 150, lambda r: Cell(r.company), roomy=profile),
        Column("location", "Location", 230, lambda r: _text(r.location), least=150),
        Column("description", "Description", 200, lambda r: Cell(r.description), stretch=True),
        Column("date", "Date", 108, lambda r: Cell(shell.date(r.date)), descending_first=True),
        Column("created_by", "Created by", 130, lambda r: Cell(r.created_by), least=104),
        Column("total", "Value", 110, lambda r: Cell(shell.money(r.total)), right=True, descending_first=True),
        Column("status", "Status", 210, status, least=126),
    )
    return on_cards(
        columns,
        number="title",
        total="amount",
        company="" if profile else "1",
        description="2",
        location="3",
        status="chips",
        date="aside",
    )


def invoice_chip(row: InvoiceRow) -> Chip:
    """The status of an invoice; an overdue one says for how long."""
    if row.status is InvoiceStatus.OVERDUE:
        return Chip(f"Overdue {row.days_overdue} d", "bad")
    return INVOICE_CHIPS[row.status]


def invoice_columns(shell: Shell, *, profile: bool = False) -> tuple[Column, ...]:
    """Date, Number, Est #, Job #, Company, Location, Due date, Balance, Total, Status (and when it was viewed).

    On a customer's ``profile`` the company is the first to go where there is little room.
    """

    def number(r: InvoiceRow) -> Cell:
        if not r.number:
            return Cell("Draft", tone="muted")
        return Cell(r.number, bold=True)

    def status(r: InvoiceRow) -> Cell:
        viewed = f"Viewed {shell.date(r.viewed_on)}" if r.viewed_on else ""
        kind = {"deposit": Chip("Deposit"), "credit_note": Chip("Credit note")}.get(r.kind.value)
        return Cell(viewed, tone="muted", chips=(invoice_chip(r), *((kind,) if kind else ())))

    columns: tuple[Column, ...] = (
        Column("date", "Date", 108, lambda r: Cell(shell.date(r.date)), descending_first=True),
        Column("number", "Number", 80, number, descending_first=True, least=78),
        Column("estimate_number", "Est #", 64, lambda r: _text(r.estimate_number)),
        Column("job_number", "Job #", 64, lambda r: _text(r.job_number)),
        Column("company", "Company", 150, lambda r: Cell(r.company), roomy=profile),
        Column("location", "Location", 132, lambda r: _text(r.location), stretch=True),
        Column("due_date", "Due date", 108, lambda r: _text(shell.date(r.due_date) if r.due_date else "")),
        Column(
            "balance",
            "Balance",
            108,
            lambda r: Cell(shell.money(r.balance)) if r.number else DASH,
            right=True,
            descending_first=True,
        ),
        Column("total", "Total", 100, lambda r: Cell(shell.money(r.total)), right=True, descending_first=True),
        Column("status", "Status", 200, status, least=122),
    )
    return on_cards(
        columns,
        number="title",
        total="amount",
        company="" if profile else "1",
        location="2",
        date="3",
        due_date="3 Due",
        status="chips",
        balance="aside Balance",
    )


def payment_columns(shell: Shell, *, with_company: bool = True) -> tuple[Column, ...]:
    """Date, Number, Company, Method, Reference, Invoices, Amount, Unapplied."""

    def amount(r: PaymentRow) -> Cell:
        refund = r.kind.value == "refund"
        return Cell(shell.money(-r.amount if refund else r.amount), chips=(Chip("Refund", "warn"),) if refund else ())

    columns: tuple[Column, ...] = (
        Column("date", "Date", 108, lambda r: Cell(shell.date(r.date)), descending_first=True),
        Column("number", "Number", 84, lambda r: Cell(r.number, bold=True), descending_first=True),
        Column("company", "Company", 150, lambda r: Cell(r.company)),
        Column("method", "Method", 100, lambda r: Cell(r.method.value.capitalize())),
        Column("reference", "Reference", 150, lambda r: _text(r.reference), stretch=True),
        Column("invoices", "Invoices", 150, lambda r: _text(r.invoices)),
        Column("amount", "Amount", 120, amount, right=True, descending_first=True),
        Column(
            "unapplied",
            "Unapplied",
            110,
            lambda r: Cell(shell.money(r.unapplied)) if r.unapplied else DASH,
            right=True,
            descending_first=True,
        ),
    )
    columns = on_cards(
        columns,
        number="title",
        amount="amount",
        company="1",
        method="2",
        reference="2",
        invoices="3 Invoices",
        date="aside",
        unapplied="chips Unapplied",
    )
    return columns if with_company else tuple(c for c in columns if c.name != "company")
