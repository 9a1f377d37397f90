"""The desk at which a use case is done: the office's database, who sits there, and the office's clock."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from time import monotonic
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, column, text
from sqlalchemy.orm import Session

from officedesk.database.direct import Prepared
from officedesk.database.unit import Actor, Database
from officedesk.errors import NotFound, OfficeDamaged, SignInNeeded, StandingChanged
from officedesk.models.enums import Role
from officedesk.services.permissions import ROLE_NAMES, Permission, may, refusal

# Written out: an office is opened, and its customers shown, before its tables are mapped.
_COMPANY = text("SELECT time_zone, currency FROM company")
_FIRST = text("SELECT id, name, role FROM user_account WHERE active ORDER BY id LIMIT 1")
_USER = text("SELECT id, name, role FROM user_account WHERE active AND id = :id")
_GUARDED = text("SELECT 1 FROM user_account WHERE active AND password_hash IS NOT NULL LIMIT 1")
_STANDING = Prepared(
    text("SELECT role, active FROM user_account WHERE id = :id").columns(column("role"), column("active", Boolean))
)
LATELY = 1.0
"""Seconds for which a look at the user's role counts when reading; every write looks for itself."""


def _now() -> datetime:
    return datetime.now(UTC)


class Looked:
    """When a desk last looked up the role of its user: a list asks many times a second, a role changes once a year."""

    __slots__ = ("_at",)

    def __init__(self) -> None:
        self._at = monotonic()

    def lately(self) -> bool:
        """Less than a second ago."""
        return monotonic() - self._at < LATELY

    def now(self) -> None:
        """Just now."""
        self._at = monotonic()

    def forget(self) -> None:
        """Look again before anything else is read: a user was changed at another desktop."""
        self._at = float("-inf")


@dataclass(frozen=True, slots=True)
class Desk:
    """Immutable and thread-safe: every service call takes one. ``zone`` and ``currency`` are the office's."""

    database: Database
    actor: Actor
    zone: ZoneInfo
    currency: str
    now: Callable[[], datetime] = field(default=_now)
    """Aware UTC now; tests and the sample office hand in their own."""
    looked: Looked = field(default_factory=Looked, repr=False, compare=False)

    def today(self) -> date:
        """The office's calendar day."""
        return self.now().astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """When the office's calendar ``day`` begins, aware UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def may(self, permission: Permission) -> bool:
        """Whether the role of whoever sits here has ``permission``."""
        return may(self.actor.role, permission)

    def need(self, permission: Permission) -> None:
        """Raise :class:`NotAllowed` where the role of whoever sits here does not have ``permission``."""
        role = self.actor.role
        if role is not None and not may(role, permission):
            raise refusal(role, permission)

    def by_program(self) -> "Desk":
        """The same desk, where nobody does it: what follows by itself is no step that a user could take back."""
        return replace(self, actor=Actor(None, self.actor.name, self.actor.desktop))

    def read(self) -> AbstractContextManager[Session]:
        """A session for queries. Raises :class:`StandingChanged` where the user's role is not what it was."""
        opened = self.database.read()
        return opened if self.actor.role is None or self.looked.lately() else self._standing(opened)

    def write(self) -> AbstractContextManager[Session]:
        """A session in one write transaction, as :meth:`Database.write`; the role is looked up in it."""
        opened = self.database.write(self.actor)
        return opened if self.actor.role is None else self._standing(opened)

    @contextmanager
    def _standing(self, opened: AbstractContextManager[Session]) -> Iterator[Session]:
        with opened as session:
            actor = self.actor
            row = _STANDING.first(session, id=actor.user_id)
            if row is None or not row.active:
                raise StandingChanged(
                    f"{actor.name} may not use this office any more: an admin switched the user off.",
                    hint="Nothing was changed. Ask an admin.",
                )
            if row.role != actor.role:
                raise StandingChanged(
                    f"An admin changed your role to {ROLE_NAMES[Role(row.role)]}.",
                    hint="Nothing was changed. Sign in again to go on with it.",
                )
            self.looked.now()
            yield session


def sit_down(database: Database, desktop: str, now: Callable[[], datetime] = _now) -> Desk:
    """The desk of the first active user of an office without passwords; else :class:`SignInNeeded` is raised."""
    with database.read() as session:
        company = session.execute(_COMPANY).first()
        user = session.execute(_FIRST).first()
        guarded = session.execute(_GUARDED).first()
    if company is None:
        raise OfficeDamaged(f"{database.place.name} has no company in it.", hint="Restore the last backup.")
    if guarded is not None:
        raise SignInNeeded(f"{database.place.name} asks who you are.")
    actor = Actor(user.id, user.name, desktop, Role(user.role)) if user else Actor(None, "", desktop)
    return Desk(database, actor, ZoneInfo(company.time_zone), company.currency, now)


def seat(database: Database, desktop: str, user_id: int, now: Callable[[], datetime] = _now) -> Desk:
    """The desk of an active user, whom somebody else has asked for the password."""
    with database.read() as session:
        company = session.execute(_COMPANY).one()
        user = session.execute(_USER, {"id": user_id}).first()
    if user is None:
        raise NotFound("This user may not use this office any more.", hint="Ask an admin.")
    actor = Actor(user.id, user.name, desktop, Role(user.role))
    return Desk(database, actor, ZoneInfo(company.time_zone), company.currency, now)
