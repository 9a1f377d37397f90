"""What a check of the office looks at in files and their folders: whom and what they name."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from officedesk.models.customers import Location
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment, Folder
from officedesk.models.notes import Note
from officedesk.models.pipeline import Project
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job, JobTask
from officedesk.services.check_store import Finding, broken

_NAMED: tuple[tuple[type[Any], Any, str], ...] = (
    (Folder, Attachment.folder_id, "lies in a folder"),
    (Location, Attachment.location_id, "belongs to a location"),
    (Job, Attachment.job_id, "belongs to a job"),
    (Equipment, Attachment.equipment_id, "belongs to a piece of equipment"),
    (Estimate, Attachment.estimate_id, "belongs to an estimate"),
    (Invoice, Attachment.invoice_id, "belongs to an invoice"),
    (Note, Attachment.note_id, "belongs to a note"),
    (Project, Attachment.project_id, "belongs to a project"),
)


def files(session: Session, checked: dict[str, int]) -> Iterator[Finding]:
    """Files and folders that name what is another customer's, and tasks of another job."""
    checked["files"] = session.scalar(select(func.count()).select_from(Attachment)) or 0
    named = select(Attachment.id, Attachment.name)
    for kind, column, text in _NAMED:
        wrong = named.join(kind, kind.id == column).where(kind.customer_id != Attachment.customer_id)
        for row in session.execute(wrong.order_by(Attachment.id)):
            yield broken(_where(row.id, row.name), f"{text} of another customer")
    other = named.join(JobTask, JobTask.id == Attachment.task_id)
    for row in session.execute(other.where(JobTask.job_id.is_distinct_from(Attachment.job_id))):
        yield broken(_where(row.id, row.name), "belongs to a task of another job")
    above = aliased(Folder)
    lost = select(Folder.id, Folder.name).join(above, above.id == Folder.parent_id)
    for row in session.execute(lost.where(above.customer_id != Folder.customer_id)):
        yield broken(f"Folder {row.id} {row.name[:60]}", "lies in a folder of another customer")


def _where(attachment_id: int, name: str) -> str:
    return f"File {attachment_id} {name[:60]}"
