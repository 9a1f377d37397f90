"""What becomes of a project and its lead, from the documents that belong to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from officedesk.models.enums import EstimateStatus, InvoiceState, JobStatus, LeadStatus, ProjectState

OPEN = (EstimateStatus.DRAFT, EstimateStatus.SENT)
"""An estimate that waits for its answer."""
ENDED = (JobStatus.COMPLETED, JobStatus.CANCELLED)
"""A job that does not go on."""
ASKED = (LeadStatus.NEW, LeadStatus.CONTACTED, LeadStatus.APPOINTMENT, LeadStatus.POSTPONED)
"""A lead that waits for its estimate."""


class Step(StrEnum):
    """The steps of a project, and what a board of projects has columns of."""

    LEAD = "lead"
    ESTIMATE = "estimate"
    JOB = "job"
    INVOICE = "invoice"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is of a project that is not in the trash: statuses of its documents, and of invoices also balances.

    Deposit invoices and credit notes are not among ``invoices``. ``job_total`` is what its jobs come to.
    """

    leads: Sequence[LeadStatus] = ()
    estimates: Sequence[EstimateStatus] = ()
    jobs: Sequence[JobStatus] = ()
    job_total: int = 0
    invoices: Sequence[tuple[InvoiceState, int]] = ()
    owed: int = 0
    """Of its issued deposit invoices too."""


def lead_status(now: LeadStatus, facts: Facts, *, appointment: bool) -> LeadStatus:
    """A lead is *estimated* once there is an estimate (or the work itself), and *lost* with the last one declined."""
    went_on = any(status is not JobStatus.CANCELLED for status in facts.jobs) or bool(facts.invoices)
    if went_on or any(status is not EstimateStatus.DECLINED for status in facts.estimates):
        return LeadStatus.ESTIMATED
    if facts.estimates:
        return LeadStatus.LOST
    if now is LeadStatus.ESTIMATED:
        return LeadStatus.APPOINTMENT if appointment else LeadStatus.CONTACTED
    return now


def project_state(now: ProjectState, facts: Facts) -> ProjectState:
    """*Completed*: all work done, billed and paid. *Declined*: nothing is left that could become work."""
    jobs = [status for status in facts.jobs if status is not JobStatus.CANCELLED]
    invoices = [invoice for invoice in facts.invoices if invoice[0] is not InvoiceState.VOID]
    waiting = any(status in OPEN for status in facts.estimates)
    if not jobs and not invoices and not waiting:
        if any(status in ASKED for status in facts.leads):
            return ProjectState.IN_PROGRESS
        ended = bool(facts.leads or facts.estimates or facts.jobs)
        if ended or now is ProjectState.DECLINED:
            return ProjectState.DECLINED
        return ProjectState.IN_PROGRESS
    if waiting or any(status is not JobStatus.COMPLETED for status in jobs):
        return ProjectState.IN_PROGRESS
    billed = bool(invoices) or facts.job_total == 0
    paid = facts.owed <= 0 and all(state is InvoiceState.ISSUED and balance <= 0 for state, balance in invoices)
    return ProjectState.COMPLETED if billed and paid else ProjectState.IN_PROGRESS


def is_put_off(status: LeadStatus, postponed_until: date | None, today: date) -> bool:
    """Whether a lead is still postponed on ``today``: on its day it is back."""
    return status is LeadStatus.POSTPONED and postponed_until is not None and postponed_until > today
