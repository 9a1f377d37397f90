"""What becomes of an estimate: sent, viewed, approved (which makes the job), declined, reopened."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.enums import (
    EstimateStatus,
    InvoiceKind,
    InvoiceState,
    JobStatus,
    LineKind,
    SequenceKind,
    TaskStatus,
)
from officedesk.models.equipment import JobEquipment
from officedesk.models.pricing import Totals, split_deposit
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.text import clean
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.equipment.links import write_links
from officedesk.services.forms.giving import give_forms
from officedesk.services.office.numbers import take_number
from officedesk.services.permissions import Permission
from officedesk.services.reminders.events import estimate_viewed
from officedesk.services.sales import deposits, parts
from officedesk.services.sales.drafts import EstimateDraft, InvoiceDraft, LineDraft, Pricing
from officedesk.services.sales.estimate_store import draft_of, load
from officedesk.services.sales.invoice_store import begin_invoice
from officedesk.services.sales.lines import JOB_TASKS, write_lines
from officedesk.services.sales.results import ApprovalResult

_PNG = b"\x89PNG\r\n\x1a\n"
_LARGEST_SIGNATURE = 2_000_000


def send_estimate(desk: Desk, estimate_id: int) -> EstimateDraft:
    """Mark the present revision as sent: the customer holds it from now on."""
    desk.need(Permission.ESTIMATES_WRITE)
    with desk.write() as session:
        row = load(session, estimate_id, lock=True)
        if row.status not in (EstimateStatus.DRAFT, EstimateStatus.SENT):
            raise NotAllowed(f"Estimate {row.number} is {row.status.value}.", hint="Reopen it to send it again.")
        row.status = EstimateStatus.SENT
        row.sent_at = row.updated_at = desk.now()
        session.flush()
        return draft_of(session, row)


def mark_viewed(desk: Desk, estimate_id: int, on: date) -> None:
    """Note that the customer has seen it: a fact beside the status."""
    desk.need(Permission.ESTIMATES_WRITE)
    with desk.write() as session:
        row = load(session, estimate_id, lock=True)
        row.viewed_on, row.updated_at = on, desk.now()
        estimate_viewed(session, desk, row)


def approve_estimate(desk: Desk, estimate_id: int, by: str, signature: bytes | None = None) -> ApprovalResult:
    """Record that ``by`` approved it, and make its job.

    The job has a task per counted line; where the estimate asks for a deposit, the draft of the deposit invoice is made
    too. All of it is one transaction, and a second approval is refused. ``signature`` is a PNG.

    An expired estimate may be approved: the office decides whether it still stands by it.
    Raises :class:`NotAllowed`, or :class:`InvalidInput` for no name or a picture that is none.
    """
    desk.need(Permission.ESTIMATES_WRITE)
    with desk.write() as session:
        return approve(session, desk, load(session, estimate_id, lock=True), by, signature)


def approve(session: Session, desk: Desk, row: Estimate, by: str, signature: bytes | None = None) -> ApprovalResult:
    """Approve a locked estimate in the caller's transaction, as :func:`approve_estimate` does."""
    by = clean(by)
    if not by:
        raise InvalidInput({"by": "Say who approved it."})
    if signature is not None and (not signature.startswith(_PNG) or len(signature) > _LARGEST_SIGNATURE):
        raise InvalidInput({"signature": "The signature is not a PNG picture of at most 2 MB."})
    if row.status not in (EstimateStatus.DRAFT, EstimateStatus.SENT):
        raise NotAllowed(
            f"Estimate {row.number} is {row.status.value} already.",
            hint="Reopen it first." if row.status is EstimateStatus.DECLINED else "Its job is under Jobs.",
        )
    draft = draft_of(session, row)
    totals = parts.price_lines(draft.lines, draft.pricing)
    _refuse_undecided(row, draft, totals)
    row.status = EstimateStatus.APPROVED
    row.decided_by = by
    row.decided_at = row.updated_at = desk.now()
    row.decline_reason = ""
    row.signature = signature
    job = _make_job(session, desk, row, draft, totals)
    deposit_id = _ask_deposit(session, desk, row, job, totals)
    return ApprovalResult(job.id, job.number, deposit_id)


def force_job(desk: Desk, estimate_id: int) -> ApprovalResult:
    """Make the job although the customer has not answered: approved by whoever sits at the desk."""
    desk.need(Permission.ESTIMATES_WRITE)
    return approve_estimate(desk, estimate_id, desk.actor.name or "Office")


def decline_estimate(desk: Desk, estimate_id: int, reason: str) -> None:
    """Record that the customer does not want it. ``reason`` may be empty."""
    desk.need(Permission.ESTIMATES_WRITE)
    with desk.write() as session:
        row = load(session, estimate_id, lock=True)
        if row.status not in (EstimateStatus.DRAFT, EstimateStatus.SENT):
            raise NotAllowed(f"Estimate {row.number} is {row.status.value} already.")
        put_declined(row, desk, reason)


def put_declined(row: Estimate, desk: Desk, reason: str) -> None:
    """The customer does not want it, in the caller's transaction."""
    row.status = EstimateStatus.DECLINED
    row.decline_reason = clean(reason, lines=True)
    row.decided_by = desk.actor.name
    row.decided_at = row.updated_at = desk.now()


def reopen_estimate(desk: Desk, estimate_id: int) -> EstimateDraft:
    """Take an answer back: it is *sent* again, and a change of it keeps the answered version as a revision.

    The job of an approved one goes to the trash, with the draft of its deposit; that is refused as soon as work was
    done or an invoice issued.
    """
    desk.need(Permission.ESTIMATES_WRITE)
    with desk.write() as session:
        row = load(session, estimate_id, lock=True)
        if row.status not in (EstimateStatus.APPROVED, EstimateStatus.DECLINED):
            raise NotAllowed(f"Estimate {row.number} is open already.")
        if row.status is EstimateStatus.APPROVED:
            _undo_jobs(session, desk, row)
        put_sent_again(row, desk)
        session.flush()
        return draft_of(session, row)


def put_sent_again(row: Estimate, desk: Desk) -> None:
    """Its answer is taken back, in the caller's transaction."""
    row.sent_at = row.sent_at or row.decided_at
    row.status = EstimateStatus.SENT
    row.decided_at, row.decided_by, row.decline_reason, row.signature = None, "", "", None
    row.updated_at = desk.now()


def _refuse_undecided(row: Estimate, draft: EstimateDraft, totals: Totals) -> None:
    if not any(sums.counted for sums in totals.lines):
        raise NotAllowed(f"Estimate {row.number} has nothing to approve.", hint="Add lines or select options.")
    if totals.total < 0:
        raise NotAllowed(f"Estimate {row.number} has a negative total.", hint="Check its lines and discount.")
    groups: dict[str, int] = {}
    for line, sums in zip(draft.lines, totals.lines, strict=True):
        if line.alternative and line.kind is not LineKind.SECTION:
            groups[line.alternative] = groups.get(line.alternative, 0) + sums.counted
    for name, chosen in groups.items():
        if chosen > 1:
            raise NotAllowed(
                f"Of the alternatives “{name}” in estimate {row.number} {chosen} are chosen.", hint="Choose one."
            )


def _make_job(session: Session, desk: Desk, row: Estimate, draft: EstimateDraft, totals: Totals) -> Job:
    number, serial = take_number(session, SequenceKind.JOB, desk.today(), row.brand_id)
    job = Job(
        number=number,
        serial=serial,
        customer_id=row.customer_id,
        location_id=row.location_id,
        contact_id=row.contact_id,
        brand_id=row.brand_id,
        estimate_id=row.id,
        project_id=row.project_id,
        terms_id=row.terms_id,
        created_by_id=desk.actor.user_id,
        description=row.description,
        status=JobStatus.NOT_STARTED,
        created_at=desk.now(),
        updated_at=desk.now(),
    )
    counted = [line for line, sums in zip(draft.lines, totals.lines, strict=True) if sums.counted]
    tasks = [_plain(line) for line in counted]
    again = parts.price_lines(tasks, draft.pricing)
    parts.write_pricing(job, draft.pricing, again)
    session.add(job)
    session.flush()
    give_forms(session, desk, job.id, job.customer_id)
    if draft.equipment:
        write_links(session, JobEquipment, job.id, draft.equipment)
    count = len(tasks)
    more = [TaskStatus.OPEN] * count, [None] * count, [False] * count
    write_lines(session, JOB_TASKS, job.id, tasks, again, more=more)
    return job


def _plain(line: LineDraft) -> LineDraft:
    return replace(line, id=None, optional=False, selected=True, alternative="")


def _ask_deposit(session: Session, desk: Desk, row: Estimate, job: Job, totals: Totals) -> int | None:
    if not row.deposit:
        return None
    return begin_invoice(
        session,
        desk,
        InvoiceDraft(
            customer_id=row.customer_id,
            brand_id=row.brand_id,
            date=desk.today(),
            kind=InvoiceKind.DEPOSIT,
            location_id=row.location_id,
            contact_id=row.contact_id,
            estimate_id=row.id,
            job_id=job.id,
            project_id=row.project_id,
            terms_id=row.terms_id,
            description=row.description,
            pricing=Pricing(row.currency, prices_include_tax=True, tax_rounding=row.tax_rounding),
            lines=deposits.deposit_lines(split_deposit(totals, row.deposit), f"Deposit for estimate {row.number}"),
        ),
    ).id


def _undo_jobs(session: Session, desk: Desk, row: Estimate) -> None:
    jobs = session.scalars(
        select(Job)
        .where(Job.estimate_id == row.id, Job.deleted_at.is_(None))
        .options(selectinload(Job.tasks))
        .with_for_update()
    ).all()
    invoices = session.scalars(
        select(Invoice)
        .where(Invoice.estimate_id == row.id, Invoice.deleted_at.is_(None), Invoice.state != InvoiceState.VOID)
        .with_for_update()
    ).all()
    for invoice in invoices:
        if invoice.state is InvoiceState.ISSUED:
            raise NotAllowed(
                f"Invoice {invoice.number} was issued for estimate {row.number}.", hint="Copy the estimate instead."
            )
        if invoice.kind is not InvoiceKind.DEPOSIT:
            raise NotAllowed(f"There is an invoice draft for estimate {row.number}.", hint="Delete that draft first.")
        invoice.deleted_at = invoice.updated_at = desk.now()
    for job in jobs:
        if any(task.status is TaskStatus.COMPLETED for task in job.tasks):
            raise NotAllowed(f"Work on job {job.number} is done already.", hint="Copy the estimate instead.")
        job.deleted_at = job.updated_at = desk.now()
