"""States that follow from stored facts and the office's calendar day."""

from datetime import date, timedelta
from enum import StrEnum

from officedesk.models.enums import ContractState, EstimateStatus, InvoiceState, JobStatus


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


class ContractStatus(StrEnum):
    """*Ending*: within its notice of the last day. *Expired* and *cancelled* ones are over, or will be on that day."""

    UPCOMING = "upcoming"
    ACTIVE = "active"
    ENDING = "ending"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


def contract_status(state: ContractState, starts: date, ends: date, notice_days: int, today: date) -> ContractStatus:
    """The status of a contract on ``today``. On its last day it still runs."""
    if state is ContractState.CANCELLED:
        return ContractStatus.CANCELLED
    if ends < today:
        return ContractStatus.EXPIRED
    if starts > today:
        return ContractStatus.UPCOMING
    return ContractStatus.ENDING if ends - timedelta(days=notice_days) <= today else ContractStatus.ACTIVE


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
