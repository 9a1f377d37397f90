"""Puts the sample office's records together: entities with their history, in one write transaction.

Dates are given as days before today. Sums come from the office's own pricing, snapshots from its own papers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.company import Brand, TaxRate, Technician, Terms, User
from officedesk.models.customers import Contact, Customer, CustomerTag, Favourite, Location, NotepadEntry
from officedesk.models.enums import (
    AmountKind,
    CustomerType,
    EstimateStatus,
    InvoiceState,
    JobStatus,
    PaymentMethod,
    TaskStatus,
)
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.pricebook import PriceBookItem
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.customers.tagging import tag_ids
from officedesk.services.desk import Desk
from officedesk.services.forms.giving import give_forms
from officedesk.services.sales.drafts import LineDraft, Pricing
from officedesk.services.sales.lines import ESTIMATE_LINES, INVOICE_LINES, JOB_TASKS, write_lines
from officedesk.services.sales.parts import price_lines, write_pricing

RecordT = TypeVar("RecordT", Estimate, Job, Invoice)
What = tuple[str, str | int] | tuple[str, str | int, dict[str, Any]]
"""A line: price-book code, quantity, and what differs from the price book."""


class Builder:
    """Makes records of the sample office in ``session``."""

    def __init__(self, desk: Desk, session: Session) -> None:
        self.desk, self.session, self.today = desk, session, desk.today()
        self.brand = session.scalars(select(Brand).where(Brand.is_default)).one()
        self.tax = session.scalars(select(TaxRate).order_by(TaxRate.id)).first()
        self.terms = {terms.name: terms for terms in session.scalars(select(Terms))}
        self.users = {user.name: user for user in session.scalars(select(User))}
        self.technicians = {person.name: person for person in session.scalars(select(Technician))}
        self.items = {item.code: item for item in session.scalars(select(PriceBookItem))}
        self.pricing = Pricing(desk.currency)
        self._tasks: dict[int, tuple[LineDraft, ...]] = {}
        self._payments: list[tuple[int, int, Invoice, int, PaymentMethod, str]] = []

    def day(self, ago: int) -> date:
        """The day ``ago`` days before today."""
        return self.today - timedelta(days=ago)

    def at(self, ago: int, hour: int = 10, minute: int = 0) -> datetime:
        """An instant on that day, at the office's wall time, but never later than now."""
        wall = datetime.combine(self.day(ago), time(hour, minute), self.desk.zone)
        return min(wall, self.desk.now())

    def customer(
        self,
        number: str,
        name: str,
        *,
        contacts: Sequence[dict[str, Any]],
        places: Sequence[dict[str, Any]],
        billing: dict[str, Any] | None = None,
        tags: Iterable[str] = (),
        favourite: bool = False,
        notes: Iterable[str] = (),
        terms: str = "Net 15",
        since: int = 400,
        **columns: Any,
    ) -> Customer:
        """A customer; the first contact is the primary one, and a place may name its contact by its index."""
        columns.setdefault("type", CustomerType.COMMERCIAL)
        customer = Customer(
            number=number,
            name=name,
            brand_id=self.brand.id,
            terms_id=self.terms[terms].id,
            created_at=self.at(since),
            updated_at=self.at(since),
            contacts=[Contact(position=n, is_primary=n == 0, **person) for n, person in enumerate(contacts)],
            locations=[],
            **(billing or {key: value for key, value in places[0].items() if key not in ("name", "contact")}),
            **columns,
        )
        self.session.add(customer)
        self.session.flush()
        for position, place in enumerate(places):
            values = {key: value for key, value in place.items() if key != "contact"}
            person = customer.contacts[place["contact"]] if "contact" in place else None
            customer.locations.append(
                Location(position=position, contact_id=person.id if person is not None else None, **values)
            )
        for tag_id in tag_ids(self.session, tags).values():
            self.session.add(CustomerTag(customer_id=customer.id, tag_id=tag_id))
        if favourite and self.desk.actor.user_id is not None:
            self.session.add(Favourite(user_id=self.desk.actor.user_id, customer_id=customer.id))
        for text in notes:
            self.session.add(
                NotepadEntry(customer_id=customer.id, at=self.at(since // 3), author=self.desk.actor.name, text=text)
            )
        self.session.flush()
        return customer

    def lines(self, customer: Customer, what: Iterable[What]) -> tuple[LineDraft, ...]:
        """Lines of price-book items as this customer is taxed."""
        return tuple(self._line(customer, *part) for part in what)

    def _line(
        self, customer: Customer, code: str, quantity: str | int, other: dict[str, Any] | None = None
    ) -> LineDraft:
        item = self.items[code]
        line = LineDraft(
            kind=item.kind,
            name=item.name,
            description=item.description,
            quantity=Decimal(quantity),
            unit=item.unit,
            price=item.price,
            unit_cost=item.unit_cost,
            item_id=item.id,
        )
        if item.taxable and self.tax is not None and not customer.tax_exempt:
            line = replace(line, tax_rate_id=self.tax.id, tax_name=self.tax.name, tax_percent=self.tax.percent)
        return replace(line, **(other or {}))

    def estimate(
        self,
        number: int,
        customer: Customer,
        what: Iterable[What],
        ago: int,
        *,
        place: int = 0,
        description: str = "",
        by: str = "Raz Bajwa",
        status: EstimateStatus = EstimateStatus.DRAFT,
        viewed: int | None = None,
        valid: int = 30,
        note: str = "",
        reason: str = "",
        pricing: Pricing | None = None,
    ) -> Estimate:
        """An estimate dated ``ago`` days back, valid ``valid`` days; ``viewed`` days back."""
        drafts = self.lines(customer, what)
        totals = price_lines(drafts, pricing or self.pricing)
        decided = status in (EstimateStatus.APPROVED, EstimateStatus.DECLINED)
        person = customer.contacts[0]
        estimate = Estimate(
            number=str(number),
            serial=number,
            customer_id=customer.id,
            location_id=customer.locations[place].id,
            contact_id=person.id,
            brand_id=self.brand.id,
            estimator_id=self.users[by].id,
            created_by_id=self.users[by].id,
            terms_id=customer.terms_id,
            date=self.day(ago),
            valid_until=self.day(ago - valid),
            description=description,
            note=note,
            internal_note="",
            status=status,
            revision=1,
            deposit_kind=AmountKind.NONE,
            deposit_value=Decimal(0),
            deposit=0,
            sent_at=self.at(ago, 11) if status is not EstimateStatus.DRAFT else None,
            viewed_on=self.day(viewed) if viewed is not None else None,
            decided_at=self.at(max(ago - 1, 0), 15) if decided else None,
            decided_by=person.name if decided else "",
            decline_reason=reason,
            created_at=self.at(ago, 9, 30),
            updated_at=self.at(ago, 11),
        )
        write_pricing(estimate, pricing or self.pricing, totals)
        self._added(estimate)
        write_lines(self.session, ESTIMATE_LINES, estimate.id, drafts, totals)
        return estimate

    def job(
        self,
        number: int,
        customer: Customer,
        what: Iterable[What],
        ago: int,
        *,
        place: int = 0,
        description: str = "",
        status: JobStatus = JobStatus.NOT_STARTED,
        done: int | None = None,
        estimate: Estimate | None = None,
        visits: Iterable[Visit] = (),
        **columns: Any,
    ) -> Job:
        """A job made ``ago`` days back with a task per line; the first ``done`` are completed.

        Of a completed job all are.
        """
        drafts = self.lines(customer, what)
        totals = price_lines(drafts, self.pricing)
        visits = list(visits)
        completed = status is JobStatus.COMPLETED
        count = len(drafts) if completed else done or 0
        starts = [visit.starts for visit in visits if visit.starts is not None]
        ended = max(starts).replace(tzinfo=self.desk.zone) if starts else self.at(ago, 16)
        job = Job(
            number=str(number),
            serial=number,
            customer_id=customer.id,
            location_id=customer.locations[place].id,
            contact_id=customer.contacts[0].id,
            brand_id=self.brand.id,
            estimate_id=estimate.id if estimate is not None else None,
            created_by_id=self.desk.actor.user_id,
            terms_id=customer.terms_id,
            description=description,
            status=status,
            completed_at=min(ended, self.desk.now()) if completed else None,
            created_at=self.at(ago, 14),
            updated_at=self.at(ago, 14),
            visits=visits,
            **columns,
        )
        write_pricing(job, self.pricing, totals)
        self._added(job)
        done_at = min(ended, self.desk.now())
        left = len(drafts) - count
        states = [TaskStatus.COMPLETED] * count + [TaskStatus.OPEN] * left
        more = (states, [done_at] * count + [None] * left, [False] * len(drafts))
        self._tasks[job.id] = write_lines(self.session, JOB_TASKS, job.id, drafts, totals, more=more)
        if status not in (JobStatus.COMPLETED, JobStatus.CANCELLED):
            give_forms(self.session, self.desk, job.id, customer.id)
        return job

    def visit(
        self, ago: int, start: str, end: str, technicians: Sequence[str] = (), status: JobStatus = JobStatus.SCHEDULED
    ) -> Visit:
        """An appointment ``ago`` days back (negative: to come), ``"8:30"`` to ``"10:00"``."""
        day = self.day(ago)
        return Visit(
            starts=datetime.combine(day, _clock(start)),
            ends=datetime.combine(day, _clock(end)),
            zone=str(self.desk.zone),
            status=status,
            technicians=[VisitTechnician(technician_id=self.technicians[name].id) for name in technicians],
        )

    def invoice(
        self,
        number: int | None,
        customer: Customer,
        what: Iterable[What],
        ago: int,
        *,
        place: int = 0,
        terms: str = "Net 15",
        due: int | None = None,
        job: Job | None = None,
        estimate: Estimate | None = None,
        viewed: int | None = None,
        tasks: int | None = None,
        description: str = "",
    ) -> Invoice:
        """An issued invoice, or with no ``number`` a draft. ``due`` days from its date, else as ``terms`` say.

        With ``job`` its lines bill the job's tasks one by one, the first ``tasks`` of them.
        """
        drafts = self.lines(customer, what)
        if job is not None:
            billed = self._tasks[job.id][:tasks]
            drafts = tuple(replace(line, job_task_id=task.id) for line, task in zip(drafts, billed, strict=True))
        totals = price_lines(drafts, self.pricing)
        days = self.terms[terms].due_days if due is None else due
        issued = number is not None
        invoice = Invoice(
            number=str(number) if issued else None,
            serial=number,
            state=InvoiceState.ISSUED if issued else InvoiceState.DRAFT,
            customer_id=customer.id,
            location_id=customer.locations[place].id,
            contact_id=customer.contacts[0].id,
            brand_id=self.brand.id,
            estimate_id=estimate.id if estimate is not None else None,
            job_id=job.id if job is not None else None,
            created_by_id=self.desk.actor.user_id,
            terms_id=self.terms[terms].id,
            date=self.day(ago),
            due_date=self.day(ago - days) if issued and days is not None else None,
            description=description or (job.description if job is not None else ""),
            balance=totals.total if issued else 0,
            issued_at=self.at(ago, 16) if issued else None,
            viewed_on=self.day(viewed) if viewed is not None else None,
            deposits=[],
            created_at=self.at(ago, 15),
            updated_at=self.at(ago, 16),
        )
        write_pricing(invoice, self.pricing, totals)
        self._added(invoice)
        write_lines(self.session, INVOICE_LINES, invoice.id, drafts, totals)
        if issued:
            from officedesk.models.papers import to_json
            from officedesk.services.documents import invoice_paper

            invoice.snapshot = to_json(invoice_paper(self.session, self.desk, invoice.id))
        return invoice

    def pay(
        self,
        invoice: Invoice,
        ago: int,
        amount: int | None = None,
        method: PaymentMethod = PaymentMethod.CHECK,
        reference: str = "",
    ) -> None:
        """A payment of ``amount`` cents on an invoice, of all that is open where none is given."""
        amount = invoice.balance if amount is None else amount
        invoice.paid += amount
        invoice.balance -= amount
        self._payments.append((ago, len(self._payments), invoice, amount, method, reference))

    def write_payments(self) -> int:
        """Store the payments, numbered in the order of their dates; how many there are."""
        for serial, (ago, _, invoice, amount, method, reference) in enumerate(
            sorted(self._payments, key=lambda payment: (-payment[0], payment[1])), start=1
        ):
            self.session.add(
                Payment(
                    number=str(serial),
                    serial=serial,
                    customer_id=invoice.customer_id,
                    date=self.day(ago),
                    amount=amount,
                    currency=self.desk.currency,
                    method=method,
                    reference=reference,
                    request_key=f"sample-{serial}",
                    created_by_id=self.desk.actor.user_id,
                    created_at=self.at(ago, 11),
                    updated_at=self.at(ago, 11),
                    allocations=[PaymentAllocation(invoice_id=invoice.id, amount=amount)],
                )
            )
        self.session.flush()
        return len(self._payments)

    def _added(self, record: RecordT) -> RecordT:
        self.session.add(record)
        self.session.flush()
        return record


def _clock(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute or 0))
