"""Office users and technicians."""

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.database.records import count_up
from officedesk.errors import InvalidInput
from officedesk.models.company import Technician, User
from officedesk.models.crew import Skill, TechnicianSkill
from officedesk.models.enums import Role
from officedesk.models.text import clean, email_problem, fold
from officedesk.services.desk import Desk
from officedesk.services.office.drafts import TechnicianDraft, UserDraft
from officedesk.services.office.records import draft_of, one_name, put_values, refuse, stored
from officedesk.services.office.week import to_stored, week_from, week_problem
from officedesk.services.permissions import Permission


def users(desk: Desk, *, active_only: bool = False) -> list[UserDraft]:
    """Office users by name."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        found = session.execute(select(User).where(*[User.active] * active_only)).scalars()
        return sorted((draft_of(record, UserDraft) for record in found), key=lambda user: (fold(user.name), user.id))


def save_user(desk: Desk, draft: UserDraft) -> UserDraft:
    """Store an office user. There is always one active admin. Raises InvalidInput, Conflict."""
    desk.need(Permission.USERS_WRITE)
    refuse(_person_problems(draft))
    with desk.write() as session:
        one_name(session, User, draft, "a user")
        record = stored(session, User, draft, "user")
        put_values(record, draft, leave=("has_password",))
        session.flush()
        if problem := admin_problem(session):
            raise InvalidInput({"role": problem})
        return draft_of(record, UserDraft)


def admin_problem(session: Session) -> str | None:
    """Why the office would be left with nobody who may change users, or ``None``."""
    rows = session.execute(select(User.role, User.password_hash.is_not(None)).where(User.active)).all()
    if not any(role is Role.ADMIN for role, _ in rows):
        return "The office needs an active admin: make another user admin first."
    if any(has for _, has in rows) and not any(has and role is Role.ADMIN for role, has in rows):
        return "The office asks for passwords, so an admin needs one: set an admin's password first."
    return None


def technicians(desk: Desk, *, active_only: bool = False) -> list[TechnicianDraft]:
    """Field employees as the schedule orders them: by position, then name."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        found = session.execute(select(Technician).where(*[Technician.active] * active_only)).scalars().all()
        skilled: dict[int, list[int]] = {}
        for technician_id, skill_id in session.execute(
            select(TechnicianSkill.technician_id, TechnicianSkill.skill_id).order_by(TechnicianSkill.skill_id)
        ):
            skilled.setdefault(technician_id, []).append(skill_id)
        drafts = [_technician_draft(record, skilled.get(record.id, ())) for record in found]
    return sorted(drafts, key=lambda person: (person.position, fold(person.name), person.id))


def save_technician(desk: Desk, draft: TechnicianDraft) -> TechnicianDraft:
    """Store a field employee; one who left is switched off, never deleted. Raises InvalidInput, Conflict."""
    desk.need(Permission.TECHNICIANS_WRITE)
    refuse(technician_problems(draft))
    with desk.write() as session:
        one_name(session, Technician, draft, "a technician")
        record = stored(session, Technician, draft, "technician", _read_technician)
        put_values(record, draft, leave=("hours", "skill_ids"))
        if record.id is None or week_from(record.hours) != draft.hours:
            record.hours = to_stored(draft.hours)
        session.flush()
        if _put_skills(session, record.id, draft.skill_ids):
            # Whoever has the form open edits an older one now, also where nothing else was changed.
            count_up(session, record)
        return _read_technician(session, record)


def order_technicians(desk: Desk, ids: Sequence[int]) -> None:
    """Let the schedule show these technicians in this order, those that are not named behind them."""
    desk.need(Permission.TECHNICIANS_WRITE)
    places = {technician_id: place for place, technician_id in enumerate(ids, start=1)}
    with desk.write() as session:
        for record in session.scalars(select(Technician).order_by(Technician.id).with_for_update()):
            place = places.get(record.id, len(ids) + 1)
            if record.position != place:
                record.position = place


def _read_technician(session: Session, record: Technician) -> TechnicianDraft:
    query = select(TechnicianSkill.skill_id).where(TechnicianSkill.technician_id == record.id)
    return _technician_draft(record, session.scalars(query.order_by(TechnicianSkill.skill_id)).all())


def _technician_draft(record: Technician, skill_ids: Iterable[int]) -> TechnicianDraft:
    return TechnicianDraft(
        name=record.name,
        phone=record.phone,
        email=record.email,
        colour=record.colour,
        hourly_cost=record.hourly_cost,
        hours=week_from(record.hours),
        position=record.position,
        skill_ids=tuple(skill_ids),
        active=record.active,
        id=record.id,
        version=record.version,
    )


def _put_skills(session: Session, technician_id: int, wanted: Iterable[int]) -> bool:
    """Make the technician's skills those; whether anything was different."""
    links = session.scalars(select(TechnicianSkill).where(TechnicianSkill.technician_id == technician_id)).all()
    there, ids = {link.skill_id: link for link in links}, set(wanted)
    known = set(session.scalars(select(Skill.id).where(Skill.id.in_(ids)))) if ids - there.keys() else ids
    if ids - known:
        raise InvalidInput({"skill_ids": "A skill was deleted at another desktop: choose again."})
    for skill_id in there.keys() - ids:
        session.delete(there[skill_id])
    session.add_all(TechnicianSkill(technician_id=technician_id, skill_id=skill_id) for skill_id in ids - there.keys())
    session.flush()
    return ids != there.keys()


def technician_problems(draft: TechnicianDraft) -> dict[str, str]:
    """What keeps ``draft`` from being saved."""
    found = _person_problems(draft)
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", draft.colour):
        found["colour"] = "A color looks like #1f6feb."
    if not 0 <= draft.hourly_cost <= 10**12:
        found["hourly_cost"] = "What an hour costs can't be negative, nor be that much."
    if not 0 <= draft.position <= 9999:
        found["position"] = "Between 0 and 9999."
    if problem := week_problem(draft.hours):
        found["hours"] = problem
    return found


def _person_problems(draft: UserDraft | TechnicianDraft) -> dict[str, str]:
    found = {}
    if not clean(draft.name):
        found["name"] = "Enter a name."
    if problem := email_problem(draft.email):
        found["email"] = problem
    return found
