"""Which tasks of a job are billed."""

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from officedesk.models.enums import InvoiceKind, InvoiceState, TaskStatus
from officedesk.models.sales import Invoice, InvoiceLine
from officedesk.models.work import JobTask

DRAFT = "draft"
"""Stands for the number of an invoice that has none yet."""


def billed_tasks(session: Session, job_id: int, *, but: int | None = None, drafts: bool = True) -> dict[int, str]:
    """Tasks that are billed, with the number of their invoice, or :data:`DRAFT`.

    A line of an invoice that is not void bills its task, until issued credit notes have taken all of it back.
    ``but``: an invoice to leave out. ``drafts=False``: only what is issued.
    """
    credited = Invoice.kind == InvoiceKind.CREDIT_NOTE
    counts = Invoice.state == InvoiceState.ISSUED
    if drafts:
        counts |= (Invoice.state == InvoiceState.DRAFT) & ~credited
    query = (
        select(
            InvoiceLine.job_task_id,
            func.max(case((~credited, func.coalesce(Invoice.number, DRAFT)))),
            func.sum(case((credited, 0), else_=1)),
            func.sum(case((credited, 1), else_=0)),
            func.sum(InvoiceLine.quantity),
        )
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(JobTask, JobTask.id == InvoiceLine.job_task_id)
        .where(JobTask.job_id == job_id, counts, Invoice.deleted_at.is_(None))
        .group_by(InvoiceLine.job_task_id)
    )
    if but is not None:
        query = query.where(Invoice.id != but)
    return {
        task_id: number
        for task_id, number, lines, credits, quantity in session.execute(query)
        if lines and (quantity != 0 or not credits)
    }


def fully_billed(session: Session, job_id: int, *, drafts: bool = True) -> bool:
    """Whether no task of the job, cancelled and covered ones apart, is left to bill."""
    billed = billed_tasks(session, job_id, drafts=drafts)
    wanted = JobTask.job_id == job_id, JobTask.status != TaskStatus.CANCELLED, JobTask.covered.is_(False)
    return all(task_id in billed for task_id in session.scalars(select(JobTask.id).where(*wanted)))


def to_bill(task: JobTask) -> bool:
    """Whether it is billed once it is done: neither cancelled nor covered by the job's contract."""
    return not task.covered and task.status is not TaskStatus.CANCELLED
