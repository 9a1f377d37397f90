"""States that follow from stored facts and the office's calendar day."""

from datetime import date
from enum import StrEnum

from officedesk.models.enums import EstimateStatus, InvoiceState, JobStatus


class EstimateState(StrEnum):
    """What a list shows of an estimate; once converted it is its job's state."""

    DRAFT = "draft"
    SENT = "sent"
    EXPIRED = "expired"
    APPROVED = "approved"
    DECLINED = "declined"
    ASSIGNED = "assigned"
    SCHEDULED = "scheduled"
    ON_THE_WAY = "on_the_way"
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class InvoiceStatus(StrEnum):
    DRAFT = "draft"
    UNPAID = "unpaid"
    PART_PAID = "part_paid"
    PAID = "paid"
    OVERDUE = "overdue"
    VOID = "void"


def invoice_status(state: InvoiceState, total: int, balance: int, due_date: date | None, today: date) -> InvoiceStatus:
    """The status of an invoice on ``today``. Due today is not overdue; no due date is never overdue."""
    if state is InvoiceState.DRAFT:
        return InvoiceStatus.DRAFT
    if state is InvoiceState.VOID:
        return InvoiceStatus.VOID
    if balance <= 0:
        return InvoiceStatus.PAID
    if due_date is not None and due_date < today:
        return InvoiceStatus.OVERDUE
    return InvoiceStatus.PART_PAID if balance < total else InvoiceStatus.UNPAID


def estimate_state(
    status: EstimateStatus,
    valid_until: date | None,
    today: date,
    job_status: JobStatus | None = None,
    *,
    has_technician: bool = False,
) -> EstimateState:
    """The state of an estimate on ``today``.

    Of a converted one it is the job's: *scheduled* where a visit has a date, *assigned* where a technician has it.
    """
    if status is EstimateStatus.APPROVED and job_status is not None:
        if job_status is JobStatus.NOT_STARTED:
            return EstimateState.ASSIGNED if has_technician else EstimateState.APPROVED
        return EstimateState(job_status.value)
    if status in (EstimateStatus.DRAFT, EstimateStatus.SENT) and valid_until is not None and valid_until < today:
        return EstimateState.EXPIRED
    return EstimateState(status.value)
