"""Passwords of users: set, changed, taken away; and the computers on which users stay signed in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from officedesk.database.changes import note_record
from officedesk.errors import InvalidInput, NotAllowed, NotFound
from officedesk.models.company import Company, SignInToken, User
from officedesk.services.desk import Desk
from officedesk.services.office import passwords
from officedesk.services.office.people import admin_problem
from officedesk.services.office.sign_in import Door
from officedesk.services.permissions import Permission


@dataclass(frozen=True, slots=True)
class SignedInRow:
    """A computer that stays signed in as a user."""

    id: int
    user_id: int
    user: str
    desktop: str
    used_at: datetime
    expires_at: datetime


def change_password(desk: Desk, old: str, new: str) -> None:
    """Change the password of whoever sits at ``desk``; ``old`` is empty where they have none yet.

    All their computers are signed out. Raises :class:`InvalidInput` for ``old`` or ``new``, and ``TooManyTries``.
    """
    desk.need(Permission.OWN_WRITE)
    user_id = _own_id(desk)
    with desk.read() as session:
        has_password = _user(session, user_id).has_password
    _refuse_weak(desk, user_id, new)
    if has_password:
        # The same door as for signing in: at a desk left open nobody guesses faster than outside.
        try:
            Door(desk.database, desk.actor.desktop, desk.now).check(user_id, old)
        except NotAllowed as wrong:
            raise InvalidInput({"old": str(wrong)}) from wrong
    _store(desk, user_id, passwords.hashed(new))


def set_password(desk: Desk, user_id: int, new: str) -> None:
    """Set another user's password; they are told it and change it. Their computers are signed out."""
    desk.need(Permission.USERS_WRITE)
    _refuse_weak(desk, user_id, new)
    _store(desk, user_id, passwords.hashed(new))


def remove_password(desk: Desk, user_id: int) -> None:
    """Take a user's password away. An office in which nobody has one opens without asking. Raises NotAllowed."""
    desk.need(Permission.USERS_WRITE)
    _store(desk, user_id, None)


def signed_in(desk: Desk) -> list[SignedInRow]:
    """Computers that stay signed in, the last used first: those of whoever asks, for an admin everyone's."""
    desk.need(Permission.OWN_WRITE)
    query = select(
        SignInToken.id, User.id, User.name, SignInToken.desktop, SignInToken.used_at, SignInToken.expires_at
    ).join(User)
    if not desk.may(Permission.USERS_WRITE):
        query = query.where(User.id == desk.actor.user_id)
    with desk.read() as session:
        rows = session.execute(
            query.where(SignInToken.expires_at > desk.now()).order_by(SignInToken.used_at.desc(), SignInToken.id)
        )
        return [SignedInRow(*row) for row in rows]


def sign_out(desk: Desk, token_id: int) -> None:
    """Let a computer ask for the password again the next time. Another user's needs the admin role."""
    desk.need(Permission.OWN_WRITE)
    with desk.write() as session:
        row = session.get(SignInToken, token_id)
        if row is not None and row.user_id != desk.actor.user_id:
            desk.need(Permission.USERS_WRITE)
        if row is not None:
            session.delete(row)


def _own_id(desk: Desk) -> int:
    if desk.actor.user_id is None:
        raise NotAllowed("Nobody is signed in at this desk.", hint="Sign in first.")
    return desk.actor.user_id


def _user(session: Session, user_id: int) -> User:
    user = session.get(User, user_id, with_for_update=True)
    if user is None:
        raise NotFound("This user is no longer there.", hint="Close the form and open the list again.")
    return user


def _refuse_weak(desk: Desk, user_id: int, new: str) -> None:
    with desk.read() as session:
        user = _user(session, user_id)
        company = session.scalars(select(Company.name)).one()
    if problem := passwords.password_problem(new, user.name, user.email, company):
        raise InvalidInput({"new": problem})


def _store(desk: Desk, user_id: int, stored: str | None) -> None:
    with desk.write() as session:
        user = _user(session, user_id)
        had = user.has_password
        user.password_hash, user.failures, user.locked_until = stored, 0, None
        session.execute(delete(SignInToken).where(SignInToken.user_id == user_id))
        session.flush()
        if problem := admin_problem(session):
            raise NotAllowed(problem)
        # That it was changed is told in the history, what it is never.
        before = {"password": "set" if had else "none", "id": user_id}
        note_record(session, User, user_id, before, {"password": "changed" if stored else "none", "id": user_id})
