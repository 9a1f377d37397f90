"""What a list shows of an estimate or an invoice on a day."""

from datetime import date, timedelta

import pytest

from officedesk.models.enums import EstimateStatus, InvoiceState, JobStatus
from officedesk.models.states import EstimateState, InvoiceStatus, estimate_state, invoice_status

TODAY = date(2026, 11, 22)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
ISSUED = InvoiceState.ISSUED


@pytest.mark.parametrize(
    ("total", "balance", "due", "status"),
    [
        (100, 100, None, InvoiceStatus.UNPAID),
        (100, 100, TOMORROW, InvoiceStatus.UNPAID),
        (100, 100, TODAY, InvoiceStatus.UNPAID),
        (100, 100, YESTERDAY, InvoiceStatus.OVERDUE),
        (100, 99, None, InvoiceStatus.PART_PAID),
        (100, 1, TODAY, InvoiceStatus.PART_PAID),
        (100, 1, YESTERDAY, InvoiceStatus.OVERDUE),
        (100, 0, YESTERDAY, InvoiceStatus.PAID),
        (100, 0, None, InvoiceStatus.PAID),
        (0, 0, YESTERDAY, InvoiceStatus.PAID),
        (100, -5, YESTERDAY, InvoiceStatus.PAID),
    ],
)
def test_an_issued_invoice_follows_balance_and_due_date(
    total: int, balance: int, due: date | None, status: InvoiceStatus
) -> None:
    assert invoice_status(ISSUED, total, balance, due, TODAY) is status


@pytest.mark.parametrize(
    ("state", "status"), [(InvoiceState.DRAFT, InvoiceStatus.DRAFT), (InvoiceState.VOID, InvoiceStatus.VOID)]
)
@pytest.mark.parametrize("due", [None, YESTERDAY])
def test_drafts_and_voided_invoices_are_never_overdue(
    state: InvoiceState, status: InvoiceStatus, due: date | None
) -> None:
    assert invoice_status(state, 100, 100, due, TODAY) is status


@pytest.mark.parametrize("status", [EstimateStatus.DRAFT, EstimateStatus.SENT])
def test_an_unanswered_estimate_expires_the_day_after_it_was_valid(status: EstimateStatus) -> None:
    assert estimate_state(status, YESTERDAY, TODAY) is EstimateState.EXPIRED
    for still_valid in (TODAY, TOMORROW, None):
        assert estimate_state(status, still_valid, TODAY) is EstimateState(status.value)


@pytest.mark.parametrize("status", [EstimateStatus.APPROVED, EstimateStatus.DECLINED])
def test_an_answered_estimate_does_not_expire(status: EstimateStatus) -> None:
    assert estimate_state(status, YESTERDAY, TODAY) is EstimateState(status.value)


@pytest.mark.parametrize("job", [status for status in JobStatus if status is not JobStatus.NOT_STARTED])
@pytest.mark.parametrize("has_technician", [False, True])
def test_a_converted_estimate_shows_its_jobs_state(job: JobStatus, has_technician: bool) -> None:
    state = estimate_state(EstimateStatus.APPROVED, YESTERDAY, TODAY, job, has_technician=has_technician)

    assert state.value == job.value


def test_a_converted_estimate_is_assigned_once_a_technician_has_its_job() -> None:
    not_started = JobStatus.NOT_STARTED

    assert estimate_state(EstimateStatus.APPROVED, None, TODAY, not_started) is EstimateState.APPROVED
    assert (
        estimate_state(EstimateStatus.APPROVED, None, TODAY, not_started, has_technician=True) is EstimateState.ASSIGNED
    )


def test_an_estimate_without_approval_does_not_show_a_job() -> None:
    assert estimate_state(EstimateStatus.DECLINED, None, TODAY, JobStatus.SCHEDULED) is EstimateState.DECLINED
    assert estimate_state(EstimateStatus.SENT, None, TODAY, JobStatus.SCHEDULED) is EstimateState.SENT
