"""What a check of the office looks at of leads and projects: whom and what they name."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.database.pipeline import facts_of
from officedesk.models.customers import Contact, Location
from officedesk.models.enums import ProjectState
from officedesk.models.files import Attachment
from officedesk.models.notes import Note, Todo
from officedesk.models.pipeline import Lead, Project
from officedesk.models.project_states import project_state
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job
from officedesk.services.check_store import Finding, broken

_AT_ONCE = 400
_OWNED: tuple[tuple[type[Any], str], ...] = (
    (Lead, "a lead"),
    (Estimate, "an estimate"),
    (Job, "a job"),
    (Invoice, "an invoice"),
    (Attachment, "a file"),
    (Note, "a note"),
    (Todo, "a task"),
)


def projects(session: Session, checked: dict[str, int]) -> Iterator[Finding]:
    """Projects that name what is another customer's, that something of another customer names, or in a wrong state."""
    checked["projects"] = session.scalar(select(func.count()).select_from(Project)) or 0
    named = select(Project.id, Project.number)
    for kind, column, word in (
        (Location, Project.location_id, "location"),
        (Contact, Project.contact_id, "contact"),
    ):
        wrong = named.join(kind, kind.id == column).where(kind.customer_id != Project.customer_id)
        for row in session.execute(wrong.order_by(Project.id)):
            yield broken(_where(row), f"names a {word} of another customer")
    for kind, word in _OWNED:
        wrong = named.join(kind, kind.project_id == Project.id).where(kind.customer_id != Project.customer_id)
        for row in session.execute(wrong.distinct().order_by(Project.id)):
            yield broken(_where(row), f"has {word} of another customer")
    covers = named.join(Attachment, Attachment.id == Project.cover_id)
    for row in session.execute(covers.where(Attachment.customer_id != Project.customer_id).order_by(Project.id)):
        yield broken(_where(row), "shows a picture of another customer")
    yield from _states(session)


def _states(session: Session) -> Iterator[Finding]:
    last = 0
    columns = (Project.id, Project.number, Project.state, Project.state_before, Project.delivered_at)
    while rows := session.execute(
        select(*columns).where(Project.id > last, Project.deleted_at.is_(None)).order_by(Project.id).limit(_AT_ONCE)
    ).all():
        last = rows[-1].id
        facts = facts_of(session, [row.id for row in rows])
        for row in rows:
            if (row.delivered_at is None) != (row.state_before is None):
                yield broken(_where(row), "is half delivered")
            elif row.delivered_at is not None and row.state is not ProjectState.COMPLETED:
                yield broken(_where(row), "was delivered and is not completed")
            state = row.state if row.delivered_at is None else row.state_before
            if state is not None and project_state(state, facts[row.id]) is not state:
                yield broken(_where(row), "has another state than its documents make it")


def _where(row: Any) -> str:
    return f"Project {row.number}"
