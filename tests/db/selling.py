"""Shorthand for documents in tests. Money in cents; every function goes through the services."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

from officedesk.errors import OfficeError
from officedesk.models.enums import AmountKind, TaskStatus
from officedesk.models.states import InvoiceStatus
from officedesk.services.desk import Desk
from officedesk.services.sales import estimates, invoices, payments
from officedesk.services.sales.drafts import (
    AllocationDraft,
    EstimateDraft,
    InvoiceDraft,
    LineDraft,
    PaymentDraft,
    Pricing,
)
from officedesk.services.sales.results import ApprovalResult, IssuedInvoice
from officedesk.services.work import jobs
from officedesk.services.work.drafts import JobDraft, TaskDraft
from tests.factories import make_customer


def line(price: int, name: str = "Work", *, quantity: str = "1", tax: str | None = None, **more: Any) -> LineDraft:
    """A line; ``tax`` is the percentage as text, ``None`` for a line without tax."""
    percent = None if tax is None else Decimal(tax)
    return LineDraft(
        name=name, price=price, quantity=Decimal(quantity), tax_name="VAT" if tax else "", tax_percent=percent, **more
    )


def new(desk: Desk, customer_id: int, lines: Iterable[LineDraft], **changes: Any) -> EstimateDraft:
    return replace(estimates.new_estimate(desk, customer_id), lines=tuple(lines), **changes)


def saved(desk: Desk, customer_id: int, lines: Iterable[LineDraft], **changes: Any) -> EstimateDraft:
    return estimates.save_estimate(desk, new(desk, customer_id, lines, **changes))


def id_of(draft: EstimateDraft | InvoiceDraft | JobDraft | PaymentDraft) -> int:
    assert draft.id is not None
    return draft.id


def approved(desk: Desk, customer_id: int, lines: Iterable[LineDraft], **changes: Any) -> ApprovalResult:
    return estimates.approve_estimate(desk, id_of(saved(desk, customer_id, lines, **changes)), "Pat Doe")


def job_of(desk: Desk, customer_id: int, lines: Iterable[LineDraft], **changes: Any) -> JobDraft:
    """A saved job, typed without an estimate."""
    draft = replace(jobs.new_job(desk, customer_id), tasks=tuple(TaskDraft(each) for each in lines), **changes)
    return jobs.save_job(desk, draft)


def task_ids(desk: Desk, job_id: int, status: TaskStatus | None = None) -> list[int]:
    return [t.id for t in jobs.job(desk, job_id).tasks if t.id is not None and status in (None, t.status)]


def issued(desk: Desk, customer_id: int, lines: Iterable[LineDraft], **changes: Any) -> IssuedInvoice:
    """An issued invoice that was typed without a job."""
    draft = replace(invoices.new_invoice(desk, customer_id), lines=tuple(lines), **changes)
    return invoices.issue_invoice(desk, id_of(invoices.save_invoice(desk, draft)))


def pay(desk: Desk, customer_id: int, amount: int, *parts: tuple[int, int], **changes: Any) -> int:
    """Record a payment split over ``parts`` (invoice id, amount); what is left over is kept as credit."""
    draft = PaymentDraft(
        customer_id,
        desk.today(),
        amount,
        uuid4().hex,
        allocations=tuple(AllocationDraft(*part) for part in parts),
        **changes,
    )
    return payments.record_payment(desk, draft, allow_credit=True)


def balance(desk: Desk, invoice_id: int) -> int:
    (row,) = invoices.InvoiceList(desk).rows([invoice_id])
    return row.balance


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each call gave, or the known error it raised; all start together."""
    ready = threading.Barrier(len(calls))
    outcomes: list[object] = [None] * len(calls)

    def run(at: int) -> None:
        ready.wait()
        try:
            outcomes[at] = calls[at]()
        except OfficeError as error:
            outcomes[at] = error

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def amount_off(desk: Desk, amount: str) -> Pricing:
    """How a document with so much off is priced; ``amount`` in dollars."""
    pricing = invoices.new_invoice(desk, make_customer(desk)).pricing
    return replace(pricing, discount_kind=AmountKind.AMOUNT, discount_value=Decimal(amount))


def status(desk: Desk, invoice_id: int) -> InvoiceStatus:
    (row,) = invoices.InvoiceList(desk).rows([invoice_id])
    return row.status
