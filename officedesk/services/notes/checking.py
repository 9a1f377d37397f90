"""What a check of the office looks at in notes."""

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from officedesk.models.customers import Location
from officedesk.models.enums import NoteKind
from officedesk.models.messages import Message
from officedesk.models.notes import Note
from officedesk.models.work import Job, JobTask
from officedesk.services.check_store import Finding, broken

_WRONG = (
    (and_(Note.kind == NoteKind.SITE, Note.location_id.is_(None)), "is a site note of no location"),
    (and_(Note.kind == NoteKind.JOB, Note.job_id.is_(None)), "is a job note of no job"),
    (Location.customer_id != Note.customer_id, "is about a location of another customer"),
    (Job.customer_id != Note.customer_id, "is about a job of another customer"),
    (JobTask.job_id != Note.job_id, "is about a task of another job"),
    (and_(Note.task_id.is_not(None), Note.job_id.is_(None)), "is about a task and no job"),
    (Message.customer_id != Note.customer_id, "logs a message to another customer"),
)


def notes(session: Session, checked: dict[str, int]) -> Iterator[Finding]:
    """Whether what a note names goes with its kind and its customer."""
    checked["notes"] = session.scalar(select(func.count()).select_from(Note)) or 0
    joined = (
        select(Note.id, *(condition.label(f"wrong_{at}") for at, (condition, _) in enumerate(_WRONG)))
        .outerjoin(Location, Location.id == Note.location_id)
        .outerjoin(Job, Job.id == Note.job_id)
        .outerjoin(JobTask, JobTask.id == Note.task_id)
        .outerjoin(Message, Message.id == Note.message_id)
        .where(or_(*(condition for condition, _ in _WRONG)))
    )
    for row in session.execute(joined.order_by(Note.id)):
        for at, (_, text) in enumerate(_WRONG):
            if row[at + 1]:
                yield broken(f"Note {row.id}", text)
