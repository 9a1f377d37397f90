"""A lead: new, read, saved, put into the trash and brought back."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from officedesk.database.pipeline import refresh
from officedesk.errors import NotAllowed
from officedesk.models.enums import LeadStatus
from officedesk.models.files import Attachment
from officedesk.models.pipeline import Lead, Project
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.text import clean
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.lost_races import merge_fields, merged
from officedesk.services.permissions import Permission
from officedesk.services.projects.drafts import LeadDraft
from officedesk.services.projects.editing import bring_back
from officedesk.services.projects.store import (
    LONGEST,
    PEOPLE,
    begin_project,
    brand_of,
    check_people,
    load_lead,
    load_project,
    lock_whole,
    put,
    spread,
)
from officedesk.services.projects.telling import appointment_set, handed_over
from officedesk.services.sales.checks import refuse
from officedesk.services.sales.parts import defaults

FIELDS = (
    "location_id", "estimator_id", "status", "priority", "source", "description", "postponed_until", "appointment",
    "appointment_ends", "call_requested", "lost_reason",
)  # fmt: skip
MERGED = (*FIELDS, "contact_id", "title", "brand_id")
_TITLE = 80
_YEARS = range(1990, 2101)


def new_lead(desk: Desk, customer_id: int, location_id: int | None = None, project_id: int | None = None) -> LeadDraft:
    """An unsaved lead with the customer's contact and first location; of a project with that one's."""
    desk.need(Permission.PROJECTS_WRITE)
    with desk.read() as session:
        if project_id is not None:
            row = load_project(session, project_id)
            names = ("brand_id", "title", "description", "location_id", "contact_id", "estimator_id", "number")
            return LeadDraft(row.customer_id, row.id, **{name: getattr(row, name) for name in names})
        given = defaults(session, customer_id, location_id)
    return LeadDraft(
        customer_id,
        brand_id=given.brand_id,
        location_id=given.location_id,
        contact_id=given.contact_id,
        estimator_id=desk.actor.user_id,
    )


def lead(desk: Desk, lead_id: int) -> LeadDraft:
    """The stored lead. Raises :class:`NotFound`."""
    desk.need(Permission.PROJECTS_READ)
    with desk.read() as session:
        row = load_lead(session, lead_id)
        return draft_of(row, load_project(session, row.project_id, trashed=True))


def save_lead(desk: Desk, draft: LeadDraft, base: LeadDraft | None = None) -> LeadDraft:
    """Store ``draft`` and return it as stored. A new one without a project begins one, in the same transaction.

    Contact, estimator and address go on to the project and to documents that nobody holds yet. ``base`` is the draft
    as it was read: with it, what another desktop changed meanwhile stays where it is something else. Raises
    :class:`InvalidInput` and, where both changed the same, :class:`Conflict` with ``theirs`` and ``fields``.
    """
    desk.need(Permission.PROJECTS_WRITE)
    draft = tidy(draft)
    refuse(problems(draft))
    with desk.write() as session:
        if draft.id is None:
            return _begin(session, desk, draft)
        project = lock_whole(session, load_lead(session, draft.id).project_id, trashed=True)
        row = load_lead(session, draft.id, lock=True)
        theirs = draft_of(row, project)
        if row.version != draft.version or (base is not None and theirs.title != base.title):
            message = "This lead was changed at another desktop meanwhile."
            draft = merged(theirs, draft, base, message, merge=merge, problems=problems, tidy=tidy)
        draft = replace(draft, customer_id=row.customer_id, project_id=row.project_id)
        refuse(check_people(session, draft) | _of_status(session, row, draft))
        _write(session, desk, row, project, draft, theirs)
        return draft_of(row, project)


def delete_lead(desk: Desk, lead_id: int) -> int:
    """Put it into the trash; a project of which nothing else is there goes along. Gives the id of the project."""
    desk.need(Permission.PROJECTS_WRITE)
    with desk.write() as session:
        project = lock_whole(session, load_lead(session, lead_id).project_id, trashed=True)
        row = load_lead(session, lead_id, lock=True)
        at = desk.now()
        row.deleted_at = row.updated_at = at
        session.flush()
        if project.deleted_at is None and not _stands(session, project.id):
            project.deleted_at = project.updated_at = at
        return project.id


def restore_lead(desk: Desk, lead_id: int) -> None:
    """Take it out of the trash, with its project where that went along."""
    desk.need(Permission.PROJECTS_WRITE)
    with desk.write() as session:
        row = load_lead(session, lead_id, trashed=True)
        project = lock_whole(session, row.project_id, trashed=True)
        if row.deleted_at is None:
            return
        if project.deleted_at is not None and project.deleted_at != row.deleted_at:
            raise NotAllowed(f"Project {project.number} is in the trash too.", hint="Restore the project first.")
        bring_back(session, desk, project)
        row.deleted_at, row.updated_at = None, desk.now()


def tidy(draft: LeadDraft) -> LeadDraft:
    """``draft`` as it is stored: what does not go with its status is left out."""
    description = clean(draft.description, lines=True)
    title = clean(draft.title) or description.split("\n", 1)[0][:_TITLE]
    draft = replace(
        draft,
        title=title,
        description=description,
        source=clean(draft.source),
        lost_reason=clean(draft.lost_reason, lines=True),
    )
    if draft.status is not LeadStatus.POSTPONED:
        draft = replace(draft, postponed_until=None)
    if draft.status is not LeadStatus.LOST:
        draft = replace(draft, lost_reason="")
    if draft.appointment is None:
        return replace(draft, appointment_ends=None)
    return replace(draft, status=LeadStatus.APPOINTMENT) if draft.status is LeadStatus.NEW else draft


def problems(draft: LeadDraft) -> dict[str, str]:
    """What keeps a tidied ``draft`` from being saved."""
    found = {}
    if not draft.description and not draft.title:
        found["description"] = "Say what they asked for."
    if len(draft.title) > LONGEST:
        found["title"] = f"This is longer than {LONGEST} characters."
    if len(draft.source) > LONGEST:
        found["source"] = f"This is longer than {LONGEST} characters."
    if draft.status is LeadStatus.POSTPONED and draft.postponed_until is None:
        found["postponed_until"] = "Say until which day."
    if draft.status is LeadStatus.APPOINTMENT and draft.appointment is None:
        found["appointment"] = "Say when the estimator comes."
    days: dict[str, date | None] = {name: getattr(draft, name) for name in ("postponed_until", "appointment")}
    for name, day in days.items():
        if day is not None and day.year not in _YEARS:
            found[name] = f"The year must be between {_YEARS[0]} and {_YEARS[-1]}."
    times: tuple[datetime | None, ...] = (draft.appointment, draft.appointment_ends)
    if any(time is not None and time.tzinfo is not None for time in times):
        found["appointment"] = "Appointments are kept in the office's wall time, without a zone."
    elif draft.appointment and draft.appointment_ends and draft.appointment_ends < draft.appointment:
        found["appointment_ends"] = "It ends before it begins."
    return found


def merge(base: LeadDraft, mine: LeadDraft, theirs: LeadDraft) -> tuple[LeadDraft, tuple[str, ...]]:
    """My changes since ``base`` on top of ``theirs``, and the fields that both changed differently."""
    return merge_fields(MERGED, base, mine, theirs)


def draft_of(row: Lead, project: Project) -> LeadDraft:
    """The record as its form edits it, with what is its project's."""
    return LeadDraft(
        row.customer_id,
        row.project_id,
        brand_id=project.brand_id,
        title=project.title,
        contact_id=project.contact_id,
        number=project.number,
        id=row.id,
        version=row.version,
        **{name: getattr(row, name) for name in FIELDS},
    )


def _begin(session: Session, desk: Desk, draft: LeadDraft) -> LeadDraft:
    if draft.status in (LeadStatus.ESTIMATED, LeadStatus.LOST):
        draft = replace(draft, status=LeadStatus.NEW, lost_reason="")
    of_project = ("title", "location_id", "contact_id", "estimator_id")
    if draft.project_id is None:
        draft = replace(draft, brand_id=draft.brand_id or brand_of(session, draft.customer_id))
        refuse(check_people(session, draft))
        values: dict[str, Any] = {name: getattr(draft, name) for name in (*of_project, "brand_id", "customer_id")}
        project = begin_project(session, desk, values)
    else:
        project = lock_whole(session, draft.project_id)
        draft = replace(draft, customer_id=project.customer_id)
        refuse(check_people(session, draft))
        people = {name: getattr(draft, name) for name in PEOPLE if getattr(draft, name) != getattr(project, name)}
        spread(session, desk, project.id, people)
    values = {name: getattr(draft, name) for name in FIELDS}
    row = Lead(
        project_id=project.id,
        customer_id=project.customer_id,
        created_by_id=desk.actor.user_id,
        created_at=desk.now(),
        updated_at=desk.now(),
        **values,
    )
    session.add(row)
    session.flush()
    refresh(session, [project.id])
    handed_over(session, desk, row)
    appointment_set(session, desk, row)
    return draft_of(row, project)


def _write(session: Session, desk: Desk, row: Lead, project: Project, draft: LeadDraft, theirs: LeadDraft) -> None:
    people = {name: getattr(draft, name) for name in PEOPLE if getattr(draft, name) != getattr(theirs, name)}
    handed, moved = "estimator_id" in people, draft.appointment != theirs.appointment
    put(row, {name: getattr(draft, name) for name in FIELDS}, desk.now())
    put(project, {"title": draft.title, "brand_id": draft.brand_id or project.brand_id}, desk.now())
    spread(session, desk, project.id, people, but=row.id)
    session.flush()
    refresh(session, [project.id])
    if handed:
        handed_over(session, desk, row)
    if moved:
        appointment_set(session, desk, row)


def _of_status(session: Session, row: Lead, draft: LeadDraft) -> dict[str, str]:
    """*Estimated* follows from an estimate, and stays while there is one."""
    if draft.status is row.status:
        return {}
    if draft.status is LeadStatus.ESTIMATED:
        return {"status": "Fill out the estimate first: the lead is estimated then."}
    if row.status is LeadStatus.ESTIMATED:
        return {"status": "There is an estimate by now. Decline or delete that first."}
    return {}


def _stands(session: Session, project_id: int) -> bool:
    """Whether anything of a project is there beside what lies in the trash."""
    return any(
        session.scalar(select(exists().where(kind.project_id == project_id, kind.deleted_at.is_(None))))
        for kind in (Lead, Estimate, Job, Invoice, Attachment)
    )
