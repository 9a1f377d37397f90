"""Office users and technicians."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput
from officedesk.models.company import Technician, User
from officedesk.models.enums import Role
from officedesk.models.text import clean, email_problem, fold
from officedesk.services.desk import Desk
from officedesk.services.office.drafts import TechnicianDraft, UserDraft
from officedesk.services.office.records import draft_of, one_name, put_values, refuse, stored
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
    """Field employees by name."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        found = session.execute(select(Technician).where(*[Technician.active] * active_only)).scalars()
        drafts = [draft_of(record, TechnicianDraft) for record in found]
    return sorted(drafts, key=lambda person: (fold(person.name), person.id))


def save_technician(desk: Desk, draft: TechnicianDraft) -> TechnicianDraft:
    """Store a field employee; one who left is switched off, never deleted. Raises InvalidInput, Conflict."""
    desk.need(Permission.TECHNICIANS_WRITE)
    refuse(_person_problems(draft))
    with desk.write() as session:
        one_name(session, Technician, draft, "a technician")
        record = stored(session, Technician, draft, "technician")
        put_values(record, draft)
        session.flush()
        return draft_of(record, TechnicianDraft)


def _person_problems(draft: UserDraft | TechnicianDraft) -> dict[str, str]:
    found = {}
    if not clean(draft.name):
        found["name"] = "Enter a name."
    if problem := email_problem(draft.email):
        found["email"] = problem
    return found
