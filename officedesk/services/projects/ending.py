"""How projects end: delivered and taken back, declined and taken up again."""

from collections.abc import Sequence

from sqlalchemy import select

from officedesk.database.pipeline import facts_of, refresh
from officedesk.errors import NotAllowed
from officedesk.models.enums import EstimateStatus, InvoiceState, JobStatus, LeadStatus, ProjectState
from officedesk.models.pipeline import Project
from officedesk.models.project_states import ENDED, OPEN, Facts
from officedesk.models.sales import Estimate
from officedesk.models.text import clean
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.projects.drafts import ProjectDraft
from officedesk.services.projects.editing import draft_of
from officedesk.services.projects.rows import Delivered
from officedesk.services.projects.store import leads_of, lock_whole
from officedesk.services.sales.answers import put_declined, put_sent_again


def deliver(desk: Desk, project_ids: Sequence[int]) -> Delivered:
    """Mark projects as delivered to the customer: they are among the completed then. Those that are stay so.

    Raises :class:`NotAllowed` where nothing was done yet, or a job still goes on; all of them are done or none.
    """
    desk.need(Permission.PROJECTS_WRITE)
    done = []
    with desk.write() as session:
        for project_id in sorted(set(project_ids)):
            row = lock_whole(session, project_id)
            if row.delivered_at is not None:
                continue
            facts = facts_of(session, [row.id])[row.id]
            going = session.execute(
                select(Job.number)
                .where(Job.project_id == row.id, Job.deleted_at.is_(None), Job.status.not_in(ENDED))
                .order_by(Job.id)
            ).first()
            if going is not None:
                raise NotAllowed(
                    f"Job {going.number} of project {row.number} still goes on.", hint="Complete it first."
                )
            billed = any(state is not InvoiceState.VOID for state, _ in facts.invoices)
            if JobStatus.COMPLETED not in facts.jobs and not billed:
                raise NotAllowed(
                    f"Nothing of project {row.number} was done yet.", hint="Make its job or its invoice first."
                )
            row.state_before, row.state = row.state, ProjectState.COMPLETED
            row.delivered_at = row.updated_at = desk.now()
            done.append(row.id)
    return Delivered(tuple(done))


def undeliver(desk: Desk, project_ids: Sequence[int]) -> Delivered:
    """Take *delivered* back: each project is in the state that it had before."""
    desk.need(Permission.PROJECTS_WRITE)
    done = []
    with desk.write() as session:
        for project_id in sorted(set(project_ids)):
            row = lock_whole(session, project_id)
            if row.delivered_at is None:
                continue
            row.state = row.state_before or ProjectState.IN_PROGRESS
            row.state_before, row.delivered_at, row.updated_at = None, None, desk.now()
            done.append(row.id)
    return Delivered(tuple(done))


def decline(desk: Desk, project_id: int, reason: str = "") -> ProjectDraft:
    """The customer does not want it: its lead is lost and its open estimates are declined, with this reason.

    Raises :class:`NotAllowed` where there is a job or an invoice: work that was agreed on is cancelled, not declined.
    """
    desk.need(Permission.PROJECTS_WRITE)
    reason = clean(reason, lines=True)
    with desk.write() as session:
        row = lock_whole(session, project_id)
        _refuse_agreed(row, facts_of(session, [row.id])[row.id])
        now = desk.now()
        mine = (Estimate.project_id == row.id, Estimate.deleted_at.is_(None), Estimate.status.in_(OPEN))
        for estimate in session.scalars(select(Estimate).where(*mine).order_by(Estimate.id)):
            put_declined(estimate, desk, reason)
        for lead in leads_of(session, row.id):
            if lead.status is not LeadStatus.LOST:
                lead.status, lead.lost_reason, lead.postponed_until = LeadStatus.LOST, reason, None
                lead.updated_at = now
        if row.state is not ProjectState.DECLINED:
            row.state, row.updated_at = ProjectState.DECLINED, now
        session.flush()
        refresh(session, [row.id])
        return draft_of(row)


def reopen(desk: Desk, project_id: int) -> ProjectDraft:
    """Take a declined project up again: its lead waits once more, and estimates declined with it are sent again."""
    desk.need(Permission.PROJECTS_WRITE)
    with desk.write() as session:
        row = lock_whole(session, project_id)
        if row.state is not ProjectState.DECLINED:
            raise NotAllowed(f"Project {row.number} was not declined.")
        now = desk.now()
        last = session.scalars(
            select(Estimate)
            .where(
                Estimate.project_id == row.id,
                Estimate.deleted_at.is_(None),
                Estimate.status == EstimateStatus.DECLINED,
            )
            .order_by(Estimate.decided_at.desc(), Estimate.id.desc())
            .limit(1)
        ).one_or_none()
        if last is not None:
            put_sent_again(last, desk)
        for lead in leads_of(session, row.id):
            if lead.status is LeadStatus.LOST:
                lead.status = LeadStatus.APPOINTMENT if lead.appointment is not None else LeadStatus.CONTACTED
                lead.lost_reason, lead.updated_at = "", now
        row.state, row.updated_at = ProjectState.IN_PROGRESS, now
        session.flush()
        refresh(session, [row.id])
        return draft_of(row)


def _refuse_agreed(row: Project, facts: Facts) -> None:
    if any(status is not JobStatus.CANCELLED for status in facts.jobs):
        raise NotAllowed(f"There is a job for project {row.number}.", hint="Cancel that job first.")
    if any(state is not InvoiceState.VOID for state, _ in facts.invoices):
        raise NotAllowed(f"There is an invoice for project {row.number}.", hint="Void or delete it first.")
