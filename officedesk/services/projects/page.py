"""What a project's page shows beside its draft, and its folder and cover picture."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput, NotFound
from officedesk.models.enums import FileKind, InvoiceKind
from officedesk.models.files import Attachment
from officedesk.models.notes import Todo
from officedesk.models.pipeline import Project
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.states import estimate_state, invoice_status
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.files.listing import seen_by
from officedesk.services.permissions import Permission
from officedesk.services.projects.listing import read
from officedesk.services.projects.rows import ProjectDocument, ProjectPage
from officedesk.services.projects.steps import strips
from officedesk.services.projects.store import load_project

_DEPOSIT = {InvoiceKind.DEPOSIT: "deposit", InvoiceKind.CREDIT_NOTE: "credit_note"}


def project_page(desk: Desk, project_id: int) -> ProjectPage:
    """Row, strip, documents and counts of a project. Raises :class:`NotFound`."""
    desk.need(Permission.PROJECTS_READ)
    with desk.read() as session:
        row = read(session, desk, Project.id == project_id, Project.deleted_at.is_(None)).get(project_id)
        if row is None:
            raise NotFound("This project is no longer there.", hint="It may be in the trash.")
        files = (Attachment.project_id == project_id, Attachment.deleted_at.is_(None), *seen_by(desk.actor.role))
        tasks = (Todo.project_id == project_id, Todo.deleted_at.is_(None), Todo.done_at.is_(None))
        return ProjectPage(
            row,
            strips(session, desk, [project_id])[project_id],
            tuple(_documents(session, desk, project_id)),
            _count(session, Attachment, *files),
            _count(session, Todo, *tasks),
        )


def set_cover(desk: Desk, project_id: int, attachment_id: int | None) -> None:
    """Show this picture as the project's cover; ``None``: none. Raises :class:`InvalidInput` for any other file."""
    desk.need(Permission.PROJECTS_WRITE)
    with desk.write() as session:
        row = load_project(session, project_id, lock=True)
        if attachment_id is not None:
            file = session.get(Attachment, attachment_id)
            if file is None or file.deleted_at is not None or file.project_id != row.id:
                raise InvalidInput({"cover_id": "This file is not in the folder of the project."})
            if file.kind is not FileKind.IMAGE:
                raise InvalidInput({"cover_id": "Choose a picture: a JPEG, PNG, GIF, WebP, TIFF or HEIC file."})
        if row.cover_id != attachment_id:
            row.cover_id, row.updated_at = attachment_id, desk.now()


def _count(session: Session, kind: Any, *where: Any) -> int:
    return int(session.scalar(select(func.count()).select_from(kind).where(*where)) or 0)


def _documents(session: Session, desk: Desk, project_id: int) -> list[ProjectDocument]:
    today, found = desk.today(), []
    mine = (Estimate.project_id == project_id, Estimate.deleted_at.is_(None))
    for one in session.execute(
        select(Estimate.id, Estimate.number, Estimate.description, Estimate.date, Estimate.status, Estimate.valid_until)
        .add_columns(Estimate.total)
        .where(*mine)
        .order_by(Estimate.id)
    ):
        state = estimate_state(one.status, one.valid_until, today).value
        found.append(ProjectDocument("estimate", one.id, one.number, one.description, one.date, state, one.total))
    for job in session.execute(
        select(Job.id, Job.number, Job.description, Job.created_at, Job.status, Job.total)
        .where(Job.project_id == project_id, Job.deleted_at.is_(None))
        .order_by(Job.id)
    ):
        day = job.created_at.astimezone(desk.zone).date()
        found.append(ProjectDocument("job", job.id, job.number, job.description, day, job.status.value, job.total))
    bills = (Invoice.project_id == project_id, Invoice.deleted_at.is_(None))
    if desk.may(Permission.INVOICES_READ):
        for bill in session.scalars(select(Invoice).where(*bills).order_by(Invoice.id)):
            status = invoice_status(bill.state, bill.total, bill.balance, bill.due_date, today).value
            kind, number = _DEPOSIT.get(bill.kind, "invoice"), bill.number or ""
            told = (kind, bill.id, number, bill.description, bill.date, status, bill.total, bill.balance)
            found.append(ProjectDocument(*told))
    return found
