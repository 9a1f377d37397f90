"""Keeps projects and leads true to their documents: before a commit, for the projects of what was written."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.enums import InvoiceKind, InvoiceState, LeadStatus, ProjectState
from officedesk.models.pipeline import Lead, Project
from officedesk.models.project_states import Facts, lead_status, project_state
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job


def refresh(session: Session, project_ids: Iterable[int]) -> None:
    """Give these projects and their leads the state that follows from what belongs to them.

    Documents are locked before projects by everyone, so that two desktops never wait for each other.
    """
    ids = sorted(project_ids)
    if not ids:
        return
    leads: dict[int, list[Lead]] = {key: [] for key in ids}
    there = (Lead.project_id.in_(ids), Lead.deleted_at.is_(None))
    fresh = {"populate_existing": True}
    for lead in session.scalars(
        select(Lead).where(*there).order_by(Lead.id).with_for_update().execution_options(**fresh)
    ):
        leads[lead.project_id].append(lead)
    found = facts_of(session, ids)
    projects = select(Project).where(Project.id.in_(ids)).order_by(Project.id).with_for_update()
    for project in session.scalars(projects.execution_options(**fresh)):
        facts = found[project.id]
        for lead in leads[project.id]:
            status = lead_status(lead.status, facts, appointment=lead.appointment is not None)
            if status is not lead.status:
                _move(session, lead, status)
        statuses = tuple(lead.status for lead in leads[project.id])
        _put(project, project_state(_was(project), _with_leads(facts, statuses)))
    session.flush()


def facts_of(session: Session, ids: Iterable[int]) -> dict[int, Facts]:
    """What the state of each of these projects follows from, in four queries."""
    wanted = list(ids)
    leads: dict[int | None, list[Any]] = {key: [] for key in wanted}
    estimates: dict[int | None, list[Any]] = {key: [] for key in wanted}
    jobs: dict[int | None, list[Any]] = {key: [] for key in wanted}
    invoices: dict[int | None, list[Any]] = {key: [] for key in wanted}
    totals: dict[int | None, int] = dict.fromkeys(wanted, 0)
    owed: dict[int | None, int] = dict.fromkeys(wanted, 0)
    for kind, found in ((Lead, leads), (Estimate, estimates)):
        query = select(kind.project_id, kind.status).where(kind.project_id.in_(wanted), kind.deleted_at.is_(None))
        for key, status in session.execute(query.order_by(kind.id)):
            found[key].append(status)
    work = select(Job.project_id, Job.status, Job.total).where(Job.project_id.in_(wanted), Job.deleted_at.is_(None))
    for key, status, total in session.execute(work.order_by(Job.id)):
        jobs[key].append(status)
        totals[key] += total
    bills = select(Invoice.project_id, Invoice.kind, Invoice.state, Invoice.balance).where(
        Invoice.project_id.in_(wanted), Invoice.deleted_at.is_(None), Invoice.kind != InvoiceKind.CREDIT_NOTE
    )
    for key, kind_of, state, balance in session.execute(bills.order_by(Invoice.id)):
        if kind_of is InvoiceKind.INVOICE:
            invoices[key].append((state, balance))
        if state is InvoiceState.ISSUED:
            owed[key] += balance
    return {
        key: Facts(
            tuple(leads[key]), tuple(estimates[key]), tuple(jobs[key]), totals[key], tuple(invoices[key]), owed[key]
        )
        for key in wanted
    }


def _with_leads(facts: Facts, leads: tuple[LeadStatus, ...]) -> Facts:
    return Facts(leads, facts.estimates, facts.jobs, facts.job_total, facts.invoices, facts.owed)


def _was(project: Project) -> ProjectState:
    """Its state apart from having been delivered."""
    if project.delivered_at is not None and project.state_before is not None:
        return project.state_before
    return project.state


def _put(project: Project, state: ProjectState) -> None:
    if project.delivered_at is None:
        if project.state is not state:
            project.state = state
    elif project.state_before is not state:
        # Taken back from the customer it is what its documents make of it by now.
        project.state_before = state


def _move(session: Session, lead: Lead, status: LeadStatus) -> None:
    if status is LeadStatus.LOST and not lead.lost_reason:
        declined = select(Estimate.decline_reason).where(
            Estimate.project_id == lead.project_id, Estimate.deleted_at.is_(None)
        )
        lead.lost_reason = session.scalar(declined.order_by(Estimate.decided_at.desc()).limit(1)) or ""
    elif lead.status is LeadStatus.LOST:
        lead.lost_reason = ""
    lead.status = status
