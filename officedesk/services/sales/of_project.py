"""What documents have from the project that they belong to."""

from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import NotFound
from officedesk.models.pipeline import Lead, Project
from officedesk.services.sales.parts import defaults

DraftT = TypeVar("DraftT", bound=Any)


def begun_in(session: Session, draft: DraftT, project_id: int | None, *, here: bool = False) -> DraftT:
    """A new ``draft`` as the document of a project: its brand (with its terms), place, people and words.

    Without a project it stays as it is.

    ``here``: the location was chosen already. Raises :class:`NotFound` for a project that is gone or another
    customer's.
    """
    if project_id is None:
        return draft
    row = session.execute(select(*Project.__table__.c).where(Project.id == project_id)).one_or_none()
    if row is None or row.deleted_at is not None or row.customer_id != draft.customer_id:
        raise NotFound("This project is no longer there.", hint="It may be in the trash.")
    values: dict[str, Any] = {"project_id": row.id}
    if row.brand_id != draft.brand_id:
        given = defaults(session, draft.customer_id, draft.location_id, row.brand_id)
        values |= {"brand_id": given.brand_id, "terms_id": given.terms_id}
    if row.location_id is not None and not here:
        values["location_id"] = row.location_id
    if row.contact_id is not None:
        values["contact_id"] = row.contact_id
    if row.estimator_id is not None and hasattr(draft, "estimator_id"):
        values["estimator_id"] = row.estimator_id
    asked = session.scalar(
        select(Lead.description).where(Lead.project_id == row.id, Lead.deleted_at.is_(None)).order_by(Lead.id).limit(1)
    )
    values["description"] = asked or row.description or row.title
    return replace(draft, **values)


def own_project(session: Session, draft: DraftT) -> DraftT:
    """``draft`` without its project where that is another customer's: put to somebody else a document leaves it."""
    if draft.project_id is None:
        return draft
    owner = session.scalar(select(Project.customer_id).where(Project.id == draft.project_id))
    return draft if owner == draft.customer_id else replace(draft, project_id=None)
