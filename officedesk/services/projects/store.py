"""Projects and leads in the store: load, check, and what changes with them."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput, NotFound
from officedesk.models.company import Brand, User
from officedesk.models.enums import EstimateStatus, InvoiceState, SequenceKind
from officedesk.models.pipeline import Lead, Project
from officedesk.models.project_states import ENDED
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.office.numbers import take_number
from officedesk.services.sales import checks, parts

LONGEST = 300
"""Letters of a title or a source."""
PEOPLE = ("contact_id", "estimator_id", "location_id")
"""What is changed at any stage, and then also on documents that nobody holds yet."""


def load_project(session: Session, project_id: int, *, lock: bool = False, trashed: bool = False) -> Project:
    """The record, locked if asked. Raises :class:`NotFound`."""
    query = select(Project).where(Project.id == project_id)
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None or (row.deleted_at is not None and not trashed):
        raise NotFound("This project does not exist or is in the trash.", hint="Restore it from the trash first.")
    return row


def load_lead(session: Session, lead_id: int, *, lock: bool = False, trashed: bool = False) -> Lead:
    """The record, locked if asked. Raises :class:`NotFound`."""
    query = select(Lead).where(Lead.id == lead_id)
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None or (row.deleted_at is not None and not trashed):
        raise NotFound("This lead does not exist or is in the trash.", hint="Restore it from the trash first.")
    return row


def leads_of(session: Session, project_id: int) -> list[Lead]:
    """The leads of a project that are not in the trash, the first first."""
    query = select(Lead).where(Lead.project_id == project_id, Lead.deleted_at.is_(None)).order_by(Lead.id)
    return list(session.scalars(query))


def lock_whole(session: Session, project_id: int, *, trashed: bool = False) -> Project:
    """The project with all that belongs to it, locked in the order in which everyone locks.

    Estimates, jobs, invoices, leads, the project: two desktops wait for each other, they never stop each other.
    """
    for kind in (Estimate, Job, Invoice, Lead):
        mine = select(kind.id).where(kind.project_id == project_id, kind.deleted_at.is_(None)).order_by(kind.id)
        session.execute(mine.with_for_update())
    return load_project(session, project_id, lock=True, trashed=trashed)


def begin_project(session: Session, desk: Desk, values: dict[str, Any]) -> Project:
    """Store a new project in the caller's transaction: it gets its number."""
    number, serial = take_number(session, SequenceKind.PROJECT, desk.today(), values.get("brand_id"))
    row = Project(
        number=number,
        serial=serial,
        created_by_id=desk.actor.user_id,
        created_at=desk.now(),
        updated_at=desk.now(),
        **values,
    )
    session.add(row)
    session.flush()
    return row


def check_people(session: Session, draft: Any) -> dict[str, str]:
    """The customer is there, location and contact are theirs, estimator and brand are the office's."""
    found = checks.check_party(session, draft.customer_id, draft.location_id, draft.contact_id)
    if draft.estimator_id is not None:
        active = session.scalar(select(User.active).where(User.id == draft.estimator_id))
        if active is None:
            found["estimator_id"] = "This user is no longer there."
    if draft.brand_id and session.scalar(select(Brand.id).where(Brand.id == draft.brand_id)) is None:
        found["brand_id"] = "This brand is no longer there."
    if "customer_id" in found:
        raise InvalidInput(found, found["customer_id"])
    return found


def brand_of(session: Session, customer_id: int) -> int:
    """The brand that a new project of a customer carries."""
    return parts.defaults(session, customer_id).brand_id


def put(record: Any, values: dict[str, Any], now: datetime) -> bool:
    """Assign what differs, so that the change log tells only that; whether anything did."""
    changed = {name: value for name, value in values.items() if getattr(record, name) != value}
    for name, value in changed.items():
        setattr(record, name, value)
    if changed:
        record.updated_at = now
    return bool(changed)


def spread(session: Session, desk: Desk, project_id: int, values: dict[str, Any], *, but: int | None = None) -> None:
    """Give contact, estimator or place of a project to what belongs to it and nobody holds yet.

    That is its leads (``but`` this one), estimates that were not sent, jobs that go on, invoice drafts, and the
    project, all of them locked. What a customer has in hand stays as it was sent.
    """
    wanted = {name: value for name, value in values.items() if name in PEOPLE}
    if not wanted:
        return
    now = desk.now()
    here = {name: value for name, value in wanted.items() if name != "estimator_id"}
    for kind, open_ones, given in (
        (Job, Job.status.not_in(ENDED), here),
        (Estimate, Estimate.status == EstimateStatus.DRAFT, wanted),
        (Invoice, Invoice.state == InvoiceState.DRAFT, here),
    ):
        mine = (kind.project_id == project_id, kind.deleted_at.is_(None), open_ones)
        for document in session.scalars(select(kind).where(*mine).order_by(kind.id)):
            put(document, given, now)
    of_lead = {name: value for name, value in wanted.items() if name != "contact_id"}
    for lead in leads_of(session, project_id):
        if lead.id != but:
            put(lead, of_lead, now)
    put(load_project(session, project_id, trashed=True), wanted, now)
    session.flush()
