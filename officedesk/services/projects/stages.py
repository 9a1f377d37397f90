"""Where a project stands, as SQL: what its lists sort and filter by, and its board has columns of."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from officedesk.models.enums import (
    EstimateStatus,
    InvoiceKind,
    InvoiceState,
    JobStatus,
    LeadStatus,
    Priority,
    ProjectState,
    TaskStatus,
)
from officedesk.models.pipeline import Lead, Project
from officedesk.models.project_states import ENDED, Step
from officedesk.models.sales import Estimate, Invoice, InvoiceLine
from officedesk.models.work import Job, JobTask

ORDER = {step: place for place, step in enumerate(Step)}


@cache
def stage() -> ColumnElement[Any]:
    """The step that a project is at, as its word.

    Work that goes on counts until all of it is billed: a partial invoice does not move the project on.
    """
    billed = (
        select(InvoiceLine.id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(
            InvoiceLine.job_task_id == JobTask.id,
            Invoice.kind == InvoiceKind.INVOICE,
            Invoice.state != InvoiceState.VOID,
            Invoice.deleted_at.is_(None),
        )
        .correlate(JobTask)
        .exists()
    )
    going = (Job.project_id == Project.id) & Job.deleted_at.is_(None) & Job.status.not_in(ENDED)
    unbilled = (
        select(JobTask.id)
        .join(Job, Job.id == JobTask.job_id)
        .where(going, JobTask.status != TaskStatus.CANCELLED, ~JobTask.covered, ~billed)
        .correlate(Project)
        .exists()
    )
    invoice = _there(Invoice, Invoice.kind == InvoiceKind.INVOICE, Invoice.state != InvoiceState.VOID)
    job = _there(Job, Job.status != JobStatus.CANCELLED)
    return case(
        (Project.delivered_at.is_not(None), Step.DELIVERED.value),
        (unbilled, Step.JOB.value),
        (invoice, Step.INVOICE.value),
        (job, Step.JOB.value),
        (_there(Estimate), Step.ESTIMATE.value),
        else_=Step.LEAD.value,
    )


def place_of_stage() -> ColumnElement[Any]:
    """The stage to sort by."""
    return case({step.value: place for step, place in ORDER.items()}, value=stage())


def _there(kind: Any, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(kind.project_id == Project.id, kind.deleted_at.is_(None), *more).correlate(Project)


@cache
def first_lead() -> ColumnElement[Any]:
    """The id of the lead that counts: the first that is not in the trash."""
    mine = (Lead.project_id == Project.id) & Lead.deleted_at.is_(None)
    return select(func.min(Lead.id)).where(mine).correlate(Project).scalar_subquery()


def of_lead(column: Any) -> ColumnElement[Any]:
    """A column of the lead that counts."""
    mine = (Lead.project_id == Project.id) & Lead.deleted_at.is_(None)
    return select(column).where(mine).order_by(Lead.id).limit(1).correlate(Project).scalar_subquery()


def urgency() -> ColumnElement[Any]:
    """The priority to sort by: urgent above all, what has no lead is normal."""
    places = {priority: place for place, priority in enumerate(Priority)}
    return func.coalesce(case(places, value=of_lead(Lead.priority)), places[Priority.NORMAL])


@cache
def value() -> ColumnElement[Any]:
    """What a project comes to: its invoices, else its jobs, else the estimates that were not declined."""
    invoices = _sum(Invoice, Invoice.total, Invoice.kind == InvoiceKind.INVOICE, Invoice.state != InvoiceState.VOID)
    deposits = _sum(Invoice, Invoice.total, Invoice.kind == InvoiceKind.DEPOSIT, Invoice.state == InvoiceState.ISSUED)
    jobs = _sum(Job, Job.total, Job.status != JobStatus.CANCELLED)
    estimates = _sum(Estimate, Estimate.total, Estimate.status != EstimateStatus.DECLINED)
    whole = func.coalesce(invoices, 0) + func.coalesce(deposits, 0)
    work = func.coalesce(jobs, 0)
    return case((work > whole, work), (whole != 0, whole), else_=func.coalesce(estimates, 0))


def _sum(kind: Any, column: Any, *more: ColumnElement[bool]) -> ColumnElement[Any]:
    mine = and_(kind.project_id == Project.id, kind.deleted_at.is_(None), *more)
    return select(func.sum(column)).where(mine).correlate(Project).scalar_subquery()


def put_off(today: Any) -> ColumnElement[bool]:
    """Whether all that a project waits for is a day to come."""
    later = and_(Lead.status == LeadStatus.POSTPONED, Lead.postponed_until > today)
    return _there(Lead, later)


def open_projects() -> ColumnElement[bool]:
    """Neither delivered nor declined, and not in the trash: what the profile counts."""
    return and_(
        Project.deleted_at.is_(None),
        Project.delivered_at.is_(None),
        or_(Project.state == ProjectState.IN_PROGRESS, Project.state == ProjectState.COMPLETED),
    )
