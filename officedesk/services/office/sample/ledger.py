"""The rows of the large office's documents, gathered for a thousand customers and inserted table by table."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.database import listing
from officedesk.database.bulk import Ids, insert_rows
from officedesk.models.company import Brand, Technician
from officedesk.models.enums import AmountKind, JobStatus, PaymentMethod, TaskStatus
from officedesk.models.parts import TEXT_KEY_LENGTH
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.sales import Estimate, EstimateLine, Invoice, InvoiceLine
from officedesk.models.text import fold
from officedesk.models.work import Job, JobTask, Visit, VisitTechnician
from officedesk.services.desk import Desk
from officedesk.services.office.sample.bundles import Bundle
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.transfer.newcomers import Newcomer, Place
from officedesk.services.transfer.numbering import NumberBlock
from officedesk.services.transfer.storing import Storage

VALID_DAYS = 30
SUMS = ("subtotal", "discount", "net", "tax", "total", "cost")
LINE = (
    "position", "kind", "name", "description", "quantity", "unit", "price", "unit_cost", "discount_kind",
    "discount_value", "tax_name", "tax_percent", "amount", "item_id", "tax_rate_id",
)  # fmt: skip
HEAD = ("id", "number", "serial", "customer_id", "location_id", "contact_id", "description", "text_key")
STAMPS = ("created_at", "updated_at")
_ESTIMATE = (*HEAD, "terms_id", "date", "valid_until", "status", "sent_at", "decided_at", "decided_by", *SUMS, *STAMPS)
_JOB = (*HEAD, "terms_id", "estimate_id", "completed_at", *SUMS, *STAMPS)
_INVOICE = (
    *HEAD, "terms_id", "estimate_id", "job_id", "date", "due_date", "issued_at", "paid", "balance", *SUMS, *STAMPS,
)  # fmt: skip
_PAYMENT = ("id", "number", "serial", "customer_id", "date", "amount", "method", "reference", "request_key", *STAMPS)


class Books:
    """What all chunks share: ids, serials, and the office's own records."""

    def __init__(self, desk: Desk, session: Session) -> None:
        self.desk = desk
        self.numbers = NumberBlock(session, desk.today(), lambda number: False)
        self.storage = Storage(session, desk.now(), desk.actor.name, "made-up customers", self.numbers)
        self.brand_id = int(session.scalars(select(Brand.id).where(Brand.is_default)).one())
        self.technicians = list(session.scalars(select(Technician.id).order_by(Technician.id)))
        tables = (Estimate, Job, JobTask, Visit, Invoice, Payment)
        self.ids: dict[Any, Ids] = {table: Ids(session, table) for table in tables}
        self._serials = {
            table: int(session.scalar(select(func.max(table.serial))) or 0)
            for table in (Estimate, Job, Invoice, Payment)
        }

    def new_id(self, table: Any) -> int:
        """The next id of ``table``."""
        return self.ids[table].take(1)[0]

    def serial(self, table: Any) -> int:
        """The next number of ``table``'s sequence."""
        self._serials[table] += 1
        return self._serials[table]


@dataclass(slots=True)
class Issued:
    """An invoice that is still to be written: payments change it."""

    row: list[Any]
    total: int
    paid: int = 0


@dataclass(slots=True)
class Ledger:
    """Documents of one chunk of customers."""

    books: Books
    estimates: list[tuple[Any, ...]] = field(default_factory=list)
    estimate_lines: list[tuple[Any, ...]] = field(default_factory=list)
    jobs: list[tuple[Any, ...]] = field(default_factory=list)
    tasks: list[tuple[Any, ...]] = field(default_factory=list)
    visits: list[tuple[Any, ...]] = field(default_factory=list)
    crews: list[tuple[Any, ...]] = field(default_factory=list)
    invoices: list[Issued] = field(default_factory=list)
    invoice_lines: list[tuple[Any, ...]] = field(default_factory=list)
    payments: list[tuple[Any, ...]] = field(default_factory=list)
    allocations: list[tuple[Any, ...]] = field(default_factory=list)
    owing: set[int] = field(default_factory=set)

    def estimate(self, newcomer: Newcomer, place: Place, work: Bundle, on: date, status: str) -> int:
        """An estimate of ``on``; its id."""
        at, decided = self._at(on), status in ("approved", "declined")
        head = self._head(Estimate, newcomer, place, work)
        row = (
            *head, newcomer.terms_id, on, on + timedelta(days=VALID_DAYS), status,
            None if status == "draft" else at, at if decided else None,
            newcomer.contacts[0].name if decided else "", *_sums(work), at, at,
        )  # fmt: skip
        self.estimates.append(row)
        self.estimate_lines += [(head[0], *line) for line in _lines(work)]
        return head[0]

    def job(
        self, newcomer: Newcomer, place: Place, work: Bundle, estimate: int, start: datetime, technician: int
    ) -> tuple[int, list[int]]:
        """A completed job with one visit; its id and its tasks'."""
        at = self._at(start.date())
        head = self._head(Job, newcomer, place, work)
        self.jobs.append((*head, newcomer.terms_id, estimate, at, *_sums(work), at, at))
        tasks = list(self.books.ids[JobTask].take(len(work.lines)))
        self.tasks += [(task, head[0], at, *line) for task, line in zip(tasks, _lines(work), strict=True)]
        visit = self.books.new_id(Visit)
        self.visits.append((visit, head[0], start, start + timedelta(hours=2)))
        self.crews.append((visit, technician))
        return head[0], tasks

    def invoice(
        self,
        newcomer: Newcomer,
        place: Place,
        work: Bundle,
        on: date,
        due_days: int | None,
        estimate: int | None = None,
        job: tuple[int, list[int]] | None = None,
    ) -> Issued:
        """An issued invoice of ``on``."""
        at = self._at(on)
        head = self._head(Invoice, newcomer, place, work)
        due = None if due_days is None else on + timedelta(days=due_days)
        total = work.totals.total
        row = [
            *head, newcomer.terms_id, estimate, job[0] if job else None, on, due, at, 0, total, *_sums(work), at, at,
        ]  # fmt: skip
        issued = Issued(row, total)
        self.invoices.append(issued)
        tasks = job[1] if job else [None] * len(work.lines)
        self.invoice_lines += [(head[0], task, *line) for task, line in zip(tasks, _lines(work), strict=True)]
        self.owing.add(newcomer.id)
        return issued

    def payment(self, newcomer: Newcomer, on: date, parts: list[tuple[Issued, float]]) -> None:
        """One payment of a share of each invoice."""
        payment_id, serial = self.books.new_id(Payment), self.books.serial(Payment)
        amounts = [(issued, int(issued.total * share)) for issued, share in parts]
        for issued, amount in amounts:
            issued.paid += amount
            self.allocations.append((payment_id, issued.row[0], amount))
        at = self._at(on)
        method = (PaymentMethod.CHECK, PaymentMethod.BANK, PaymentMethod.CARD)[serial % 3]
        reference = f"Check {1000 + serial % 9000}" if method is PaymentMethod.CHECK else ""
        total = sum(amount for _, amount in amounts)
        key = f"sample-{serial}"
        self.payments.append(
            (payment_id, str(serial), serial, newcomer.id, on, total, method.value, reference, key, at, at)
        )

    def store(self, session: Session) -> None:
        """Insert everything; then the balances in the customer list."""
        books = self.books
        made = {"brand_id": books.brand_id, "created_by_id": books.desk.actor.user_id, "version": 1}
        priced = {
            "currency": books.desk.currency, "prices_include_tax": False, "tax_rounding": "group",
            "discount_kind": AmountKind.NONE, "discount_value": Decimal(0),
        }  # fmt: skip
        plain = {**made, **priced}
        empty = {"note": "", "internal_note": ""}
        insert_rows(
            session, Estimate, _ESTIMATE, self.estimates,
            {**plain, **empty, "estimator_id": books.desk.actor.user_id, "revision": 1, "decline_reason": "",
             "deposit_kind": AmountKind.NONE, "deposit_value": Decimal(0), "deposit": 0},
        )  # fmt: skip
        counted = {"optional": False, "selected": True, "alternative": ""}
        insert_rows(session, EstimateLine, ("estimate_id", *LINE), self.estimate_lines, counted)
        done = {"category": "", "priority": "normal", "status": JobStatus.COMPLETED, "crew_note": ""}
        insert_rows(session, Job, _JOB, self.jobs, {**plain, **done})
        task = ("id", "job_id", "completed_at", *LINE)
        insert_rows(session, JobTask, task, self.tasks, {"status": TaskStatus.COMPLETED})
        zone = {"zone": str(books.desk.zone), "all_day": False, "status": JobStatus.COMPLETED, "note": "", "version": 1}
        insert_rows(session, Visit, ("id", "job_id", "starts", "ends"), self.visits, zone)
        insert_rows(session, VisitTechnician, ("visit_id", "technician_id"), self.crews)
        paid, balance = _INVOICE.index("paid"), _INVOICE.index("balance")
        for issued in self.invoices:
            issued.row[paid], issued.row[balance] = issued.paid, issued.total - issued.paid
        insert_rows(
            session, Invoice, _INVOICE, [tuple(issued.row) for issued in self.invoices],
            {**plain, **empty, "kind": "invoice", "kind_series": "invoice", "state": "issued", "deposits": [],
             "credited": 0, "void_reason": ""},
        )  # fmt: skip
        insert_rows(session, InvoiceLine, ("invoice_id", "job_task_id", *LINE), self.invoice_lines)
        received = {"kind": "payment", "currency": books.desk.currency, "note": "", "card_brand": "", "card_last4": ""}
        by = {"created_by_id": books.desk.actor.user_id, "version": 1, "card_expiry": ""}
        insert_rows(session, Payment, _PAYMENT, self.payments, {**received, **by})
        insert_rows(session, PaymentAllocation, ("payment_id", "invoice_id", "amount"), self.allocations)
        listing.refresh(session, (), self.owing)

    def _head(
        self, table: Any, newcomer: Newcomer, place: Place, work: Bundle
    ) -> tuple[int, str, int, int, int, int, str, str]:
        serial = self.books.serial(table)
        number = str(serial)
        key = fold(f"{number} {work.text}")[:TEXT_KEY_LENGTH]
        record = self.books.new_id(table)
        return record, number, serial, newcomer.id, place.id, newcomer.contacts[0].id, work.text, key

    def _at(self, on: date) -> datetime:
        return datetime.combine(on, time(10), self.books.desk.zone)


def _sums(work: Bundle) -> tuple[int, ...]:
    return tuple(getattr(work.totals, name) for name in SUMS)


def _lines(work: Bundle) -> list[tuple[Any, ...]]:
    return [_line(position, line, work.totals.lines[position].amount) for position, line in enumerate(work.lines)]


def _line(position: int, line: LineDraft, amount: int) -> tuple[Any, ...]:
    return (
        position, line.kind.value, line.name, line.description, line.quantity, line.unit, line.price,
        line.unit_cost, line.discount_kind.value, line.discount_value, line.tax_name, line.tax_percent, amount,
        line.item_id, line.tax_rate_id,
    )  # fmt: skip
