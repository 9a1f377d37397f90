"""The strip of a project: lead, estimate, job and invoice, each with its state."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from officedesk.errors import NotFound
from officedesk.models.enums import EstimateStatus, InvoiceKind, InvoiceState, JobStatus, LeadStatus
from officedesk.models.pipeline import Lead, Project
from officedesk.models.project_states import Step, is_put_off
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.states import estimate_state, invoice_status
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.projects.rows import StepFact, Strip
from officedesk.services.sqllist import CHUNK


def steps(desk: Desk, project_id: int) -> Strip:
    """The steps of a project. Raises :class:`NotFound`."""
    desk.need(Permission.PROJECTS_READ)
    with desk.read() as session:
        found = strips(session, desk, [project_id]).get(project_id)
    if found is None:
        raise NotFound("This project is no longer there.", hint="It may be in the trash.")
    return found


def steps_of(desk: Desk, project_ids: Collection[int]) -> dict[int, Strip]:
    """The steps of several projects by id; those that are gone are left out."""
    desk.need(Permission.PROJECTS_READ)
    with desk.read() as session:
        return strips(session, desk, project_ids)


def strips(session: Session, desk: Desk, ids: Collection[int]) -> dict[int, Strip]:
    """The steps of several projects by id, in a handful of queries."""
    found: dict[int, Strip] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), CHUNK):
        found |= _strips(session, desk, wanted[start : start + CHUNK])
    return found


def _strips(session: Session, desk: Desk, ids: Sequence[int]) -> dict[int, Strip]:
    projects = session.execute(select(Project.id, Project.delivered_at).where(Project.id.in_(ids))).all()
    leads, estimates = _by_project(session, Lead, ids), _estimates(session, ids)
    jobs, invoices = _by_project(session, Job, ids), _by_project(session, Invoice, ids)
    return {
        row.id: Strip(
            row.id,
            _lead(desk, leads[row.id]),
            _estimate(desk, estimates[row.id]),
            _job(desk, jobs[row.id]),
            _invoice(desk, invoices[row.id]),
            _delivered(desk, row),
        )
        for row in projects
    }


def _by_project(session: Session, kind: Any, ids: Sequence[int]) -> dict[int, list[Any]]:
    names = {
        Lead: ("status", "postponed_until", "appointment", "created_at"),
        Job: ("status", "number", "total", "created_at"),
        Invoice: ("kind", "state", "number", "total", "balance", "due_date", "date"),
    }[kind]
    columns = [kind.id, kind.project_id, *(getattr(kind, name) for name in names)]
    rows = session.execute(
        select(*columns).where(kind.project_id.in_(ids), kind.deleted_at.is_(None)).order_by(kind.id)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.project_id].append(row)
    return found


def _estimates(session: Session, ids: Sequence[int]) -> dict[int, list[Any]]:
    has_technician = exists().where(Visit.job_id == Job.id, VisitTechnician.visit_id == Visit.id)
    rows = session.execute(
        select(
            Estimate.id,
            Estimate.project_id,
            Estimate.number,
            Estimate.status,
            Estimate.valid_until,
            Estimate.total,
            Estimate.date,
            Job.status.label("job_status"),
            has_technician.label("has_technician"),
        )
        .outerjoin(Job, (Job.estimate_id == Estimate.id) & Job.deleted_at.is_(None))
        .where(Estimate.project_id.in_(ids), Estimate.deleted_at.is_(None))
        .order_by(Estimate.id, Job.id)
    )
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    for row in rows:
        found[row.project_id][row.id] = row
    return defaultdict(list, {key: list(estimates.values()) for key, estimates in found.items()})


def _lead(desk: Desk, rows: list[Any]) -> StepFact:
    if not rows:
        return StepFact(Step.LEAD)
    row, today = rows[0], desk.today()
    state, words = row.status.value, _said(row.status.value)
    if row.status is LeadStatus.POSTPONED and row.postponed_until is not None:
        until = row.postponed_until
        if is_put_off(row.status, until, today):
            words = f"Until {until:%b} {until.day}"
        else:
            state, words = "back", "Back again"
    elif row.status is LeadStatus.APPOINTMENT and row.appointment is not None:
        words = f"Visit {row.appointment:%b} {row.appointment.day}"
    day = row.created_at.astimezone(desk.zone).date()
    return StepFact(Step.LEAD, row.id, "", state, words, day, others=len(rows) - 1)


def _estimate(desk: Desk, rows: list[Any]) -> StepFact:
    if not rows:
        return StepFact(Step.ESTIMATE)
    row = max(rows, key=lambda one: (_ESTIMATES.index(one.status), one.id))
    state = estimate_state(
        row.status, row.valid_until, desk.today(), row.job_status, has_technician=bool(row.has_technician)
    )
    word = "approved" if row.status is EstimateStatus.APPROVED else state.value
    return StepFact(Step.ESTIMATE, row.id, row.number, word, _said(word), row.date, row.total, len(rows) - 1)


_ESTIMATES = (EstimateStatus.DECLINED, EstimateStatus.DRAFT, EstimateStatus.SENT, EstimateStatus.APPROVED)
"""The one that counts is the one that got furthest."""


def _job(desk: Desk, rows: list[Any]) -> StepFact:
    if not rows:
        return StepFact(Step.JOB)
    row = max(rows, key=lambda one: (one.status is not JobStatus.CANCELLED, one.id))
    day, word = row.created_at.astimezone(desk.zone).date(), row.status.value
    return StepFact(Step.JOB, row.id, row.number, word, _said(word), day, row.total, len(rows) - 1)


def _invoice(desk: Desk, rows: list[Any]) -> StepFact:
    bills = [row for row in rows if row.kind is InvoiceKind.INVOICE]
    if not bills:
        return StepFact(Step.INVOICE)
    row = max(bills, key=lambda one: (one.state is not InvoiceState.VOID, one.id))
    status = invoice_status(row.state, row.total, row.balance, row.due_date, desk.today())
    word, number = status.value, row.number or ""
    return StepFact(Step.INVOICE, row.id, number, word, _said(word), row.date, row.total, len(bills) - 1)


def _delivered(desk: Desk, row: Any) -> StepFact:
    if row.delivered_at is None:
        return StepFact(Step.DELIVERED)
    day = row.delivered_at.astimezone(desk.zone).date()
    return StepFact(Step.DELIVERED, row.id, "", "delivered", "Delivered", day)


def _said(word: str) -> str:
    return word.replace("_", " ").capitalize()
