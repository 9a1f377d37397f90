"""A project: new, read, saved, put into the trash and brought back with what hangs on it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import NotAllowed
from officedesk.models.customers import Customer
from officedesk.models.files import Attachment
from officedesk.models.pipeline import Lead, Project
from officedesk.models.text import clean
from officedesk.services.desk import Desk
from officedesk.services.lost_races import merge_fields, merged
from officedesk.services.permissions import Permission
from officedesk.services.projects.drafts import ProjectDraft
from officedesk.services.projects.store import (
    LONGEST,
    PEOPLE,
    begin_project,
    brand_of,
    check_people,
    load_project,
    lock_whole,
    put,
    spread,
)
from officedesk.services.projects.telling import handed_over
from officedesk.services.sales.checks import refuse
from officedesk.services.sales.parts import defaults

FIELDS = ("brand_id", "title", "description", "location_id", "contact_id", "estimator_id", "due")
_READ = (*FIELDS, "customer_id", "number", "state", "delivered_at", "cover_id", "id", "version")
_YEARS = range(1990, 2101)


def new_project(desk: Desk, customer_id: int, location_id: int | None = None) -> ProjectDraft:
    """An unsaved project with the customer's brand, contact and first location. No number is taken."""
    desk.need(Permission.PROJECTS_WRITE)
    with desk.read() as session:
        given = defaults(session, customer_id, location_id)
    return ProjectDraft(
        customer_id,
        given.brand_id,
        location_id=given.location_id,
        contact_id=given.contact_id,
        estimator_id=desk.actor.user_id,
    )


def project(desk: Desk, project_id: int) -> ProjectDraft:
    """The stored project. Raises :class:`NotFound`."""
    desk.need(Permission.PROJECTS_READ)
    with desk.read() as session:
        return draft_of(load_project(session, project_id))


def save_project(desk: Desk, draft: ProjectDraft, base: ProjectDraft | None = None) -> ProjectDraft:
    """Store ``draft`` and return it as stored; it gets its number when it is first saved.

    Contact, estimator and location go on to the lead and to documents that nobody holds yet. ``base`` is the draft as
    it was read: with it, what another desktop changed meanwhile stays where it is something else. Raises
    :class:`InvalidInput` and, where both changed the same, :class:`Conflict` with ``theirs`` and ``fields``.
    """
    desk.need(Permission.PROJECTS_WRITE)
    draft = tidy(draft)
    refuse(problems(draft))
    with desk.write() as session:
        if draft.id is None:
            draft = replace(draft, brand_id=draft.brand_id or brand_of(session, draft.customer_id))
            refuse(check_people(session, draft))
            values = {name: getattr(draft, name) for name in FIELDS}
            return draft_of(begin_project(session, desk, {"customer_id": draft.customer_id, **values}))
        row = lock_whole(session, draft.id)
        draft = replace(draft, customer_id=row.customer_id)
        if row.version != draft.version:
            draft = _merged(row, draft, base)
        refuse(check_people(session, draft))
        people = {name: getattr(draft, name) for name in PEOPLE if getattr(draft, name) != getattr(row, name)}
        put(row, {name: getattr(draft, name) for name in FIELDS}, desk.now())
        spread(session, desk, row.id, people)
        if "estimator_id" in people:
            handed_over(session, desk, row)
        session.flush()
        return draft_of(row)


def change_people(
    desk: Desk,
    project_id: int,
    *,
    contact_id: int | None = 0,
    estimator_id: int | None = 0,
    location_id: int | None = 0,
) -> ProjectDraft:
    """Another contact, estimator or address at any stage; 0 leaves it as it is, ``None`` takes it away.

    Goes on to the lead and to documents that nobody holds yet. The new estimator is told.
    """
    desk.need(Permission.PROJECTS_WRITE)
    given = {"contact_id": contact_id, "estimator_id": estimator_id, "location_id": location_id}
    values: dict[str, Any] = {name: value for name, value in given.items() if value != 0}
    with desk.write() as session:
        row = lock_whole(session, project_id)
        draft = replace(draft_of(row), **values)
        refuse(check_people(session, draft))
        handed = "estimator_id" in values and row.estimator_id != values["estimator_id"]
        spread(session, desk, project_id, values)
        if handed:
            handed_over(session, desk, row)
        return draft_of(row)


def delete_projects(desk: Desk, project_ids: Sequence[int]) -> None:
    """Put projects into the trash, with their leads and the files of their folders.

    Estimates, jobs and invoices stay with their customer; they are the project's again when it is restored.
    """
    desk.need(Permission.PROJECTS_WRITE)
    with desk.write() as session:
        for project_id in sorted(set(project_ids)):
            _trash(session, desk, load_project(session, project_id, lock=True))


def restore_project(desk: Desk, project_id: int) -> None:
    """Take it out of the trash, with the leads and files that went there with it."""
    desk.need(Permission.PROJECTS_WRITE)
    with desk.write() as session:
        bring_back(session, desk, load_project(session, project_id, lock=True, trashed=True))


def bring_back(session: Session, desk: Desk, row: Project) -> None:
    """Out of the trash in the caller's transaction."""
    if row.deleted_at is None:
        return
    owner = session.execute(select(Customer.name, Customer.deleted_at).where(Customer.id == row.customer_id)).one()
    if owner.deleted_at is not None:
        raise NotAllowed(f"{owner.name} is in the trash too.", hint="Restore the customer first.")
    for one in _hanging(session, row.id, row.deleted_at):
        one.deleted_at, one.updated_at = None, desk.now()
    row.deleted_at, row.updated_at = None, desk.now()


def _trash(session: Session, desk: Desk, row: Project) -> None:
    at = desk.now()
    for one in (row, *_hanging(session, row.id, None)):
        one.deleted_at = one.updated_at = at


def _hanging(session: Session, project_id: int, deleted_at: Any) -> list[Any]:
    """Leads and files of a project that went to the trash at that moment; ``None``: that are not in it."""
    found: list[Any] = []
    for kind in (Lead, Attachment):
        when = kind.deleted_at.is_(None) if deleted_at is None else kind.deleted_at == deleted_at
        query = select(kind).where(kind.project_id == project_id, when).order_by(kind.id)
        if kind is Attachment:
            query = query.where(Attachment.folder_id.is_(None), Attachment.job_id.is_(None))
        found += session.scalars(query.with_for_update())
    return found


def tidy(draft: ProjectDraft) -> ProjectDraft:
    """``draft`` as it is stored."""
    return replace(draft, title=clean(draft.title), description=clean(draft.description, lines=True))


def problems(draft: ProjectDraft) -> dict[str, str]:
    """What keeps a tidied ``draft`` from being saved."""
    found = {}
    if not draft.title:
        found["title"] = "Give the project a title."
    elif len(draft.title) > LONGEST:
        found["title"] = f"This is longer than {LONGEST} characters."
    if draft.due is not None and draft.due.year not in _YEARS:
        found["due"] = f"The year must be between {_YEARS[0]} and {_YEARS[-1]}."
    return found


def draft_of(row: Project) -> ProjectDraft:
    """The record as its form edits it."""
    return ProjectDraft(**{name: getattr(row, name) for name in _READ})


def merge(base: ProjectDraft, mine: ProjectDraft, theirs: ProjectDraft) -> tuple[ProjectDraft, tuple[str, ...]]:
    """My changes since ``base`` on top of ``theirs``, and the fields that both changed differently."""
    return merge_fields(FIELDS, base, mine, theirs)


def _merged(row: Project, draft: ProjectDraft, base: ProjectDraft | None) -> ProjectDraft:
    message = f"Project {row.number} was changed at another desktop meanwhile."
    return merged(draft_of(row), draft, base, message, merge=merge, problems=problems, tidy=tidy)
