"""Forcing a step: what is not there yet is made from what there is."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import NotAllowed
from officedesk.models.enums import (
    EstimateStatus,
    InvoiceKind,
    InvoiceState,
    JobStatus,
    LeadStatus,
)
from officedesk.models.pipeline import Lead, Project
from officedesk.models.project_states import OPEN, Step
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.projects.ending import deliver
from officedesk.services.projects.rows import Forced
from officedesk.services.projects.store import leads_of, load_project, lock_whole
from officedesk.services.sales.answers import approve
from officedesk.services.sales.billing import bill_job, left_to_bill, lock_job
from officedesk.services.sales.drafts import InvoiceDraft
from officedesk.services.sales.invoice_store import begin_invoice, begun_invoice
from officedesk.services.work.job_store import begun_job, prepared, store_job

_ALSO_NEEDS = {Step.JOB: Permission.JOBS_WRITE, Step.INVOICE: Permission.INVOICES_WRITE}


class EstimateFirst(NotAllowed):
    """The lead was not estimated: whoever forces a later step is asked for the estimate."""

    def __init__(self, project: Project) -> None:
        super().__init__(
            f"The lead of project {project.number} was not estimated.", hint="Fill out the estimate first."
        )
        self.project_id, self.customer_id = project.id, project.customer_id


def force(desk: Desk, project_id: int, step: Step) -> Forced:
    """Make a step of a project, and those that it stands on; what is there already is only told.

    *Job* approves the estimate as :func:`force_job` does; *invoice* makes a draft of all that is not billed yet, done
    or not. Without a lead they are made empty. *Delivered* marks the project. Raises :class:`EstimateFirst` where a
    lead was not estimated (also for *estimate*: that is filled out by hand), and :class:`NotAllowed`.
    """
    desk.need(Permission.PROJECTS_WRITE)
    if step is Step.DELIVERED:
        made = bool(deliver(desk, [project_id]).ids)
        with desk.read() as session:
            return Forced(step, "project", project_id, load_project(session, project_id).number, made)
    if step in _ALSO_NEEDS:
        desk.need(_ALSO_NEEDS[step])
    with desk.write() as session:
        project = lock_whole(session, project_id)
        if step is Step.LEAD:
            return _lead(session, desk, project)
        if step is Step.ESTIMATE:
            return _estimate(session, project)
        if step is Step.JOB:
            return _job(session, desk, project)
        return _invoice(session, desk, project)


def _lead(session: Session, desk: Desk, project: Project) -> Forced:
    there = leads_of(session, project.id)
    if there:
        return Forced(Step.LEAD, "lead", there[0].id, project.number, made=False)
    row = Lead(
        project_id=project.id,
        customer_id=project.customer_id,
        location_id=project.location_id,
        estimator_id=project.estimator_id,
        description=project.description or project.title,
        created_by_id=desk.actor.user_id,
        created_at=desk.now(),
        updated_at=desk.now(),
    )
    session.add(row)
    session.flush()
    return Forced(Step.LEAD, "lead", row.id, project.number, made=True)


def _estimate(session: Session, project: Project) -> Forced:
    found = _latest(session, Estimate, project.id)
    if found is None:
        raise EstimateFirst(project)
    return Forced(Step.ESTIMATE, "estimate", found.id, found.number, made=False)


def _job(session: Session, desk: Desk, project: Project) -> Forced:
    found = _latest(session, Job, project.id, Job.status != JobStatus.CANCELLED)
    if found is not None:
        return Forced(Step.JOB, "job", found.id, found.number, made=False)
    estimate = _open_estimate(session, desk, project)
    if estimate is None:
        key, number = _bare_job(session, desk, project)
    else:
        done = approve(session, desk, estimate, desk.actor.name or "Office")
        key, number = done.job_id, done.job_number
    return Forced(Step.JOB, "job", key, number, made=True)


def _invoice(session: Session, desk: Desk, project: Project) -> Forced:
    found = _latest(session, Job, project.id, Job.status != JobStatus.CANCELLED)
    if found is None:
        there = _bill(session, project.id)
        if there is not None:
            return Forced(Step.INVOICE, "invoice", there.id, there.number or "", made=False)
        estimate = _open_estimate(session, desk, project)
        if estimate is None:
            return _made(_bare_invoice(session, desk, project))
        job_id = approve(session, desk, estimate, desk.actor.name or "Office").job_id
        session.expire_all()
    else:
        job_id = found.id
    job = lock_job(session, job_id)
    rest = left_to_bill(session, job)
    if not rest:
        there = _bill(session, project.id)
        if there is not None:
            return Forced(Step.INVOICE, "invoice", there.id, there.number or "", made=False)
        return _made(_bare_invoice(session, desk, project, job))
    return _made(bill_job(session, desk, job, rest))


def _made(draft: InvoiceDraft) -> Forced:
    return Forced(Step.INVOICE, "invoice", draft.id or 0, "", made=True)


def _open_estimate(session: Session, desk: Desk, project: Project) -> Estimate | None:
    """The estimate that a step can stand on; ``None`` for a project that nobody asked to be estimated.

    Of several the one that the customer holds, else the newest.
    """
    mine = (Estimate.project_id == project.id, Estimate.deleted_at.is_(None))
    rows = session.scalars(select(Estimate).where(*mine).order_by(Estimate.id)).all()
    waiting = [row for row in rows if row.status in OPEN]
    if waiting:
        return max(waiting, key=lambda row: (row.status is EstimateStatus.SENT, row.id))
    leads = leads_of(session, project.id)
    if any(row.status is EstimateStatus.DECLINED for row in rows):
        raise NotAllowed(
            f"The estimate of project {project.number} was declined.", hint="Reopen it, or write another one."
        )
    if any(lead.status is LeadStatus.LOST for lead in leads):
        raise NotAllowed(f"The lead of project {project.number} is lost.", hint="Take the project up again first.")
    if leads:
        raise EstimateFirst(project)
    return None


def _bare_job(session: Session, desk: Desk, project: Project) -> tuple[int, str]:
    """A job of a project that has no estimate: to be filled on its page."""
    made = store_job(session, desk, *prepared(begun_job(session, project.customer_id, project_id=project.id)))
    return made.id or 0, made.number


def _bare_invoice(session: Session, desk: Desk, project: Project, job: Any = None) -> InvoiceDraft:
    draft = begun_invoice(session, desk, project.customer_id, project_id=project.id)
    if job is not None:
        draft = replace(draft, job_id=job.id, estimate_id=job.estimate_id)
    return begin_invoice(session, desk, draft)


def _bill(session: Session, project_id: int) -> Any:
    return _latest(
        session, Invoice, project_id, Invoice.kind == InvoiceKind.INVOICE, Invoice.state != InvoiceState.VOID
    )


def _latest(session: Session, kind: Any, project_id: int, *more: Any) -> Any:
    mine = (kind.project_id == project_id, kind.deleted_at.is_(None), *more)
    return session.execute(select(kind.id, kind.number).where(*mine).order_by(kind.id.desc()).limit(1)).first()
