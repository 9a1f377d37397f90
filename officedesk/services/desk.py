"""The desk at which a use case is done: the office's database, who sits there, and the office's clock."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from officedesk.database.unit import Actor, Database
from officedesk.errors import OfficeDamaged
from officedesk.models.enums import Role
from officedesk.services.permissions import ALLOWED, Permission, refusal

# Written out: an office is opened, and its customers shown, before its tables are mapped.
_COMPANY = text("SELECT time_zone, currency FROM company")
_USER = text("SELECT id, name, role FROM user_account WHERE active ORDER BY id LIMIT 1")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """Immutable and thread-safe: every service call takes one. ``zone`` and ``currency`` are the office's."""

    database: Database
    actor: Actor
    zone: ZoneInfo
    currency: str
    now: Callable[[], datetime] = field(default=_now)
    """Aware UTC now; tests and the sample office hand in their own."""

    def today(self) -> date:
        """The office's calendar day."""
        return self.now().astimezone(self.zone).date()

    def may(self, permission: Permission) -> bool:
        """Does the role of whoever sits here have ``permission``?"""
        role = self.actor.role
        return role is None or permission in ALLOWED[role]

    def need(self, permission: Permission) -> None:
        """Raise :class:`NotAllowed` where the role of whoever sits here does not have ``permission``."""
        role = self.actor.role
        if role is not None and permission not in ALLOWED[role]:
            raise refusal(role, permission)

    def read(self) -> AbstractContextManager[Session]:
        return self.database.read()

    def write(self) -> AbstractContextManager[Session]:
        return self.database.write(self.actor)


def sit_down(database: Database, desktop: str, now: Callable[[], datetime] = _now) -> Desk:
    """The desk of the first active user: sign-in comes with the shared office."""
    with database.read() as session:
        company = session.execute(_COMPANY).first()
        user = session.execute(_USER).first()
    if company is None:
        raise OfficeDamaged(f"{database.place.name} has no company in it.", hint="Restore the last backup.")
    actor = Actor(user.id, user.name, desktop, Role(user.role)) if user else Actor(None, "", desktop)
    return Desk(database, actor, ZoneInfo(company.time_zone), company.currency, now)
