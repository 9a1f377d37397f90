"""Checking an office: whether the file is sound, and all that is stored twice agrees to the cent.

Nothing is repaired here. Documents are read a few hundred at a time, so memory stays flat however large the office.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from officedesk.database import audit, listing
from officedesk.errors import Cancelled
from officedesk.models.customers import Contact, Customer
from officedesk.models.enums import InvoiceKind, InvoiceState, LineKind, PaymentKind
from officedesk.models.listing import CustomerListing, CustomerSearch, SearchWord
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.pricing import PricingError, price
from officedesk.models.sales import Estimate, EstimateLine, Invoice, InvoiceLine
from officedesk.services import check_store
from officedesk.services.check_store import Finding, broken
from officedesk.services.contracts.checking import findings as contract_findings
from officedesk.services.customers.checking import merged
from officedesk.services.desk import Desk
from officedesk.services.equipment.checking import findings as equipment_findings
from officedesk.services.files.checking import files
from officedesk.services.forms.checking import forms
from officedesk.services.mapping.checking import fences
from officedesk.services.mapping.time_checking import crossings, time_entries
from officedesk.services.messaging.checking import messages
from officedesk.services.notes.checking import notes
from officedesk.services.office.number_checking import counters, numbers
from officedesk.services.permissions import Permission
from officedesk.services.projects.checking import projects
from officedesk.services.reminders.checking import reminders
from officedesk.services.sales.deposits import stored_deposits
from officedesk.services.sales.parts import pricing_of

CHUNK = 400
MAX_FINDINGS = 1_000
"""Findings that are told one by one; more are only counted."""
_SUMS = ("subtotal", "discount", "net", "tax", "total", "cost")


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was found. ``checked`` counts what was looked at; ``errors`` and ``notes`` count all findings."""

    findings: tuple[Finding, ...]
    errors: int
    notes: int
    checked: dict[str, int]

    @property
    def ok(self) -> bool:
        return self.errors == 0


def check(
    desk: Desk, progress: Callable[[str], None] | None = None, cancelled: Callable[[], bool] | None = None
) -> CheckReport:
    """Look at the whole office, as it is at one moment. ``progress`` hears what is looked at next.

    Others go on working meanwhile. Raises an :class:`OfficeError` where the office cannot be read at all, and
    :class:`Cancelled`.
    """
    desk.need(Permission.CHECK)
    stopped = cancelled or (lambda: False)
    found = _Found(progress or (lambda name: None), stopped)
    with check_store.at_one_moment(desk, stopped) as copy:
        with copy.read() as session:
            check_store.tables(session)
            for name, step in STEPS:
                found.take(name, step(session, found.checked))
        found.take("Attachments", check_store.attachments(copy, desk, found.checked, stopped))
        found.take("Text index", check_store.indexed_texts(copy, desk))
    return CheckReport(tuple(found.findings), found.counts["error"], found.counts["note"], found.checked)


class _Found:
    """Gathers what the steps of a check find."""

    def __init__(self, progress: Callable[[str], None], stopped: Callable[[], bool]) -> None:
        self._progress, self._stopped = progress, stopped
        self.findings: list[Finding] = []
        self.counts = {"error": 0, "note": 0}
        self.checked: dict[str, int] = {}

    def take(self, name: str, findings: Iterator[Finding]) -> None:
        self._progress(name)
        if self._stopped():
            raise Cancelled("The check was stopped.")
        for finding in _readable(name, findings):
            self.counts[finding.severity] += 1
            if len(self.findings) < MAX_FINDINGS:
                self.findings.append(finding)


def _readable(name: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    """What a step found; where a stored value cannot even be read, that is the last of it."""
    try:
        yield from findings
    except (ValueError, LookupError, TypeError, ArithmeticError) as error:
        yield broken(name, f"a stored value cannot be read ({type(error).__name__}: {str(error)[:200]})")


def _totals(session: Session, checked: dict[str, int], kind: type[Any], line: type[Any]) -> Iterator[Finding]:
    name = "estimates" if kind is Estimate else "invoices"
    checked[name] = 0
    after = 0
    while rows := session.execute(
        select(*kind.__table__.c).where(kind.id > after).order_by(kind.id).limit(CHUNK)
    ).all():
        first, after = rows[0].id, rows[-1].id
        checked[name] += len(rows)
        lines = _lines(session, line, first, after)
        for row in rows:
            yield from _priced(kind, row, lines.get(row.id, []))
            if kind is Invoice:
                yield from _printed(row)


def _lines(session: Session, line: type[Any], first: int, last: int) -> dict[int, list[Any]]:
    owner = line.estimate_id if line is EstimateLine else line.invoice_id
    columns = [
        line.kind,
        line.name,
        line.quantity,
        line.price,
        line.unit_cost,
        line.discount_kind,
        line.discount_value,
        line.tax_name,
        line.tax_percent,
        line.amount,
    ]
    if line is EstimateLine:
        columns += [line.optional, line.selected, line.alternative]
    else:
        columns += [literal(False).label("optional"), literal(True).label("selected"), literal("").label("alternative")]
    found: dict[int, list[Any]] = {}
    query = select(owner.label("owner"), *columns).where(owner.between(first, last))
    for row in session.execute(query.order_by(owner, line.position, line.id)):
        found.setdefault(row.owner, []).append(row)
    return found


def _priced(kind: type[Any], row: Any, lines: list[Any]) -> Iterator[Finding]:
    where = _name(kind, row)
    try:
        totals = price(lines, pricing_of(row), stored_deposits(row) if kind is Invoice else ())
    except PricingError as error:
        yield broken(where, f"cannot be priced: {error.message}")
        return
    for name in _SUMS:
        stored, right = getattr(row, name), getattr(totals, name)
        if stored != right:
            yield broken(where, f"{name} is {stored}, its lines make {right} (minor units)")
    for line, sums in zip(lines, totals.lines, strict=True):
        if line.kind is not LineKind.SECTION and line.amount != sums.amount:
            yield broken(where, f"line “{line.name[:60]}” says {line.amount}, it comes to {sums.amount} (minor units)")


def _printed(row: Any) -> Iterator[Finding]:
    """What an issued document says on paper is what it comes to."""
    if row.snapshot is None:
        return
    said = row.snapshot.get("totals", {}).get("total")
    # The paper of a credit note says what is given back, without a sign.
    if not isinstance(said, int) or abs(said) != abs(row.total):
        yield broken(_name(Invoice, row), f"is printed with a total of {said}, it is {row.total} (minor units)")


def _name(kind: type[Any], row: Any) -> str:
    if kind is Estimate:
        return f"Estimate {row.number}"
    word = row.kind.value.replace("_", " ").capitalize()
    return f"{word} {row.number}" if row.number else f"{word} draft {row.id}"


def _money(session: Session, checked: dict[str, int]) -> Iterator[Finding]:
    checked["payments"] = session.scalar(select(func.count()).select_from(Payment)) or 0
    sign = case((Payment.kind == PaymentKind.REFUND, -1), else_=1)
    paid = (
        select(PaymentAllocation.invoice_id, func.sum(PaymentAllocation.amount * sign).label("amount"))
        .join(Payment, Payment.id == PaymentAllocation.payment_id)
        .where(Payment.deleted_at.is_(None))
        .group_by(PaymentAllocation.invoice_id)
        .subquery()
    )
    note = Invoice.__table__.alias("note")
    credited = (
        select(note.c.credits_id, (-func.sum(note.c.total)).label("amount"))
        .where(note.c.state == InvoiceState.ISSUED, note.c.credits_id.is_not(None))
        .group_by(note.c.credits_id)
        .subquery()
    )
    right_paid, right_credit = func.coalesce(paid.c.amount, 0), func.coalesce(credited.c.amount, 0)
    # A credit note is settled with its invoice and never has a balance of its own.
    owing = and_(Invoice.state == InvoiceState.ISSUED, Invoice.kind != InvoiceKind.CREDIT_NOTE)
    right_balance = case((owing, Invoice.total - right_paid - right_credit), else_=0)
    wrong = or_(Invoice.paid != right_paid, Invoice.credited != right_credit, Invoice.balance != right_balance)
    rows = session.execute(
        select(
            Invoice.id,
            Invoice.kind,
            Invoice.number,
            Invoice.paid,
            Invoice.credited,
            Invoice.balance,
            right_paid.label("right_paid"),
            right_credit.label("right_credited"),
            right_balance.label("right_balance"),
        )
        .outerjoin(paid, paid.c.invoice_id == Invoice.id)
        .outerjoin(credited, credited.c.credits_id == Invoice.id)
        .where(wrong)
    )
    for row in rows:
        for name in ("paid", "credited", "balance"):
            stored, right = getattr(row, name), int(getattr(row, f"right_{name}"))
            if stored != right:
                yield broken(_name(Invoice, row), f"{name} is {stored}, it should be {right} (minor units)")
    spent = func.coalesce(func.sum(PaymentAllocation.amount), 0)
    over = session.execute(
        select(Payment.number, Payment.amount, spent.label("spent"))
        .join(PaymentAllocation, PaymentAllocation.payment_id == Payment.id)
        .group_by(Payment.id, Payment.number, Payment.amount)
        .having(spent > Payment.amount)
    )
    for row in over:
        yield broken(f"Payment {row.number}", f"of {row.amount} is put to invoices with {row.spent} (minor units)")


def _contacts(session: Session, checked: dict[str, int]) -> Iterator[Finding]:
    checked["customers"] = session.scalar(select(func.count()).select_from(Customer)) or 0
    primary = func.sum(case((Contact.is_primary, 1), else_=0))
    rows = session.execute(
        select(Customer.number, Customer.name, primary)
        .join(Contact, Contact.customer_id == Customer.id)
        .group_by(Customer.id, Customer.number, Customer.name)
        .having(primary != 1)
    )
    for number, name, count in rows:
        yield broken(f"Customer {number} {name}", f"has {count} primary contacts instead of one")


def _listing(session: Session, _checked: dict[str, int]) -> Iterator[Finding]:
    after = 0
    while ids := list(
        session.scalars(select(Customer.id).where(Customer.id > after).order_by(Customer.id).limit(listing.CHUNK))
    ):
        rows, bodies = listing.drawn(session, ids)
        stored = {
            row.customer_id: row._asdict()
            for row in session.execute(
                select(*CustomerListing.__table__.c).where(CustomerListing.customer_id.between(ids[0], ids[-1]))
            )
        }
        found = select(CustomerSearch.customer_id, CustomerSearch.body)
        texts = dict(session.execute(found.where(CustomerSearch.customer_id.between(ids[0], ids[-1]))).all())
        words = listing.words_of(body["body"] for body in bodies)
        known = set(session.scalars(select(SearchWord.word).where(SearchWord.word.in_(words))))
        for row, body in zip(rows, bodies, strict=True):
            where = f"Customer {row['number']} {row['name']}"
            there = stored.pop(row["customer_id"], None)
            if there is None:
                yield broken(where, "is missing in the customer list")
            else:
                wrong = ", ".join(name for name, value in row.items() if there[name] != value)
                if wrong:
                    yield broken(where, f"is out of date in the customer list: {wrong}")
            if texts.pop(row["customer_id"], None) != body["body"]:
                yield broken(where, "is out of date in the search")
            if missing := listing.words_of([body["body"]]) - known:
                yield broken(where, f"has words that the search doesn't know: {', '.join(sorted(missing)[:5])}")
        for customer_id in {*stored, *texts}:
            yield broken(f"Customer id {customer_id}", "is listed or found although it is in the trash")
        after = ids[-1]
    yield from check_store.text_index(session)


def _history(session: Session, checked: dict[str, int]) -> Iterator[Finding]:
    found = audit.verify(session)
    checked["changes"] = found.rows
    for place in found.broken:
        yield broken(f"Change {place.row_id}", place.text)


STEPS: tuple[tuple[str, Callable[[Session, dict[str, int]], Iterator[Finding]]], ...] = (
    ("File", check_store.file),
    ("Estimates", lambda session, counted: _totals(session, counted, Estimate, EstimateLine)),
    ("Invoices", lambda session, counted: _totals(session, counted, Invoice, InvoiceLine)),
    ("Payments", _money),
    ("Numbers", numbers),
    ("Sequences", counters),
    ("Contacts", _contacts),
    ("Merged customers", merged),
    ("Notes", notes),
    ("Files", files),
    ("Messages", messages),
    ("Equipment", equipment_findings),
    ("Reminders", reminders),
    ("Geofences", fences),
    ("Crossings", crossings),
    ("Timesheets", time_entries),
    ("Forms", forms),
    ("Projects", projects),
    ("Contracts", contract_findings),
    ("List and search", _listing),
    ("History", _history),
)
