"""What of a job is billed, and the invoice drafts that bill the rest."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from officedesk.errors import NotAllowed, NotFound
from officedesk.models.enums import AmountKind, EstimateStatus, InvoiceKind, InvoiceState, TaskStatus
from officedesk.models.pricing import discount_share, exponent_of, to_major, to_minor
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job, JobTask
from officedesk.services.contracts.discounts import for_member
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.sales import deposits, parts
from officedesk.services.sales.billed import DRAFT, billed_tasks, to_bill
from officedesk.services.sales.drafts import InvoiceDraft, Pricing
from officedesk.services.sales.invoice_store import begin_invoice, totals_of
from officedesk.services.sales.lines import line_draft
from officedesk.services.sales.results import BatchDraft, BatchResult, BatchSkipped


def invoice_from_job(desk: Desk, job_id: int, task_ids: Collection[int] | None = None) -> InvoiceDraft:
    """Store a draft that bills tasks of a job: the named ones, or all that are done and not billed yet.

    A discount in percent applies to each invoice; one in an amount is shared between them, the last takes the rest.
    Issued deposits are taken off. Two desktops at once: the second finds the tasks billed.
    Raises :class:`NotAllowed` where nothing is left to bill or a task is billed already.
    """
    desk.need(Permission.INVOICES_WRITE)
    with desk.write() as session:
        return bill_job(session, desk, lock_job(session, job_id), task_ids)


def invoice_from_estimate(desk: Desk, estimate_id: int) -> InvoiceDraft:
    """Store a draft for everything of an approved estimate that is not billed yet, done or not."""
    desk.need(Permission.INVOICES_WRITE)
    with desk.read() as session:
        number, status = _estimate(session, estimate_id)
        job_id = session.scalar(
            select(Job.id).where(Job.estimate_id == estimate_id, Job.deleted_at.is_(None)).order_by(Job.id.desc())
        )
    if status is not EstimateStatus.APPROVED or job_id is None:
        raise NotAllowed(f"Estimate {number} is not approved.", hint="Approve it first: that makes the job to invoice.")
    with desk.write() as session:
        job = lock_job(session, job_id)
        return bill_job(session, desk, job, left_to_bill(session, job))


def batch_invoice(desk: Desk, job_ids: Sequence[int]) -> BatchResult:
    """Drafts for the done work of several jobs, each in its own transaction; what cannot be billed says why."""
    desk.need(Permission.INVOICES_WRITE)
    created, skipped = [], []
    for job_id in dict.fromkeys(job_ids):
        number = f"#{job_id}"
        try:
            with desk.write() as session:
                job = lock_job(session, job_id)
                number = job.number
                draft = bill_job(session, desk, job, None)
                done = BatchDraft(job_id, number, draft.id or 0, totals_of(draft).total)
        except (NotAllowed, NotFound) as error:
            skipped.append(BatchSkipped(job_id, number, error.message))
        else:
            created.append(done)
    return BatchResult(tuple(created), tuple(skipped))


def lock_job(session: Session, job_id: int, *, trashed: bool = False) -> Job:
    """The job with tasks, locked: who bills or completes it decides alone. Raises :class:`NotFound`."""
    row = session.scalars(
        select(Job).where(Job.id == job_id).options(selectinload(Job.tasks)).with_for_update()
    ).one_or_none()
    if row is None or (row.deleted_at is not None and not trashed):
        raise NotFound("This job does not exist or is in the trash.", hint="Restore it from the trash first.")
    return row


def left_to_bill(session: Session, job: Job) -> list[int]:
    """Ids of the tasks of a locked job that no invoice names yet, done or not."""
    billed = billed_tasks(session, job.id)
    return [task.id for task in job.tasks if task.id not in billed and to_bill(task)]


def bill_job(session: Session, desk: Desk, job: Job, task_ids: Collection[int] | None) -> InvoiceDraft:
    """The draft of an invoice for these tasks, in the caller's transaction; ``job`` is locked and has its tasks."""
    billed = billed_tasks(session, job.id)
    if task_ids is None:
        done = [task for task in job.tasks if task.status is TaskStatus.COMPLETED and task.id not in billed]
        chosen = [task for task in done if not task.covered]
        if done and not chosen:
            raise NotAllowed(f"What is done of job {job.number} is covered by its contract.")
        if not chosen:
            raise NotAllowed(
                f"Job {job.number} has no completed work that is not invoiced yet.",
                hint="Complete its services first, or choose the ones to invoice.",
            )
    else:
        chosen = [task for task in job.tasks if task.id in set(task_ids)]
        if len(chosen) != len(set(task_ids)):
            raise NotFound(f"Job {job.number} does not have all of these tasks any more.", hint="Open it again.")
        for task in chosen:
            if task.covered:
                raise NotAllowed(f"“{task.name}” of job {job.number} is covered by its contract and not billed.")
            if task.id in billed:
                number = billed[task.id]
                where = "an invoice draft" if number == DRAFT else f"invoice {number}"
                raise NotAllowed(f"“{task.name}” of job {job.number} is on {where} already.")
        if not chosen:
            raise NotAllowed(f"Everything of job {job.number} is invoiced already.")
    gone = billed.keys() | {task.id for task in chosen}
    last = all(task.id in gone or not to_bill(task) for task in job.tasks)
    pricing = _share_of_discount(session, job, chosen, last=last)
    today = desk.today()
    if job.estimate_id is None and job.discount_kind is AmountKind.NONE:
        # What an estimate said is what the customer agreed to.
        pricing = for_member(session, pricing, job.customer_id, job.location_id, today)
    lines = tuple(line_draft(task, job_task_id=task.id) for task in chosen)
    taken = deposits.take_off(
        deposits.open_deposits(session, job.id, job.estimate_id), parts.price_lines(lines, pricing), last=last
    )
    return begin_invoice(session, desk, replace(begun_for(job, today, pricing), deposits=taken, lines=lines))


def begun_for(job: Job, on: date, pricing: Pricing) -> InvoiceDraft:
    """An invoice of a job, dated ``on``, with nothing on it yet; not stored."""
    return InvoiceDraft(
        customer_id=job.customer_id,
        brand_id=job.brand_id,
        date=on,
        location_id=job.location_id,
        contact_id=job.contact_id,
        estimate_id=job.estimate_id,
        job_id=job.id,
        project_id=job.project_id,
        terms_id=job.terms_id,
        description=job.description,
        pricing=pricing,
    )


def bill_rest(session: Session, desk: Desk, job: Job) -> int | None:
    """The draft for what a completed job has not billed yet; ``None`` where there is nothing."""
    billed = billed_tasks(session, job.id)
    if all(task.id in billed or task.covered or task.status is not TaskStatus.COMPLETED for task in job.tasks):
        return None
    return bill_job(session, desk, job, None).id


def _share_of_discount(session: Session, job: Job, chosen: Sequence[JobTask], *, last: bool) -> Pricing:
    pricing = parts.pricing_of(job)
    if pricing.discount_kind is not AmountKind.AMOUNT:
        return pricing
    exponent = exponent_of(pricing.currency)
    whole = to_minor(pricing.discount_value, exponent)
    used = session.scalar(
        select(func.coalesce(func.sum(Invoice.discount), 0)).where(
            Invoice.job_id == job.id,
            Invoice.kind != InvoiceKind.DEPOSIT,
            (Invoice.state == InvoiceState.ISSUED)
            | ((Invoice.state == InvoiceState.DRAFT) & (Invoice.kind == InvoiceKind.INVOICE)),
            Invoice.deleted_at.is_(None),
        )
    )
    rest = whole - int(used or 0)
    worth = sum(task.amount for task in chosen)
    if last:
        share = min(rest, worth)
    else:
        share = discount_share(whole, worth, sum(task.amount for task in job.tasks if to_bill(task)))
        share = min(share, rest)
    value = to_major(max(share, 0), exponent)
    return replace(pricing, discount_kind=AmountKind.AMOUNT if value else AmountKind.NONE, discount_value=value)


def _estimate(session: Session, estimate_id: int) -> tuple[str, EstimateStatus]:
    row = session.execute(
        select(Estimate.number, Estimate.status).where(Estimate.id == estimate_id, Estimate.deleted_at.is_(None))
    ).first()
    if row is None:
        raise NotFound("This estimate does not exist or is in the trash.")
    return row.number, row.status
