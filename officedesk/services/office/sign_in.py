"""The door of an office: who sits down at a desk, how often a password may be tried, where one stays signed in."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Executable, delete, select, update

from officedesk.database.unit import Actor, Database
from officedesk.errors import NotAllowed, OfficeError
from officedesk.models.company import SignInToken, User
from officedesk.models.text import same_name
from officedesk.services.desk import Desk, seat
from officedesk.services.office import passwords

TRIES = 5
"""Wrong passwords until one has to wait."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
REMEMBERED = timedelta(days=30)
"""How long a computer stays signed in without being used."""
_DAY = timedelta(days=1)
WRONG = "Name or password is wrong."
WRONG_HINT = "If you have no password yet, ask an admin for one."


class TooManyTries(NotAllowed):
    """Wrong too often: nothing is tried before ``until``."""

    def __init__(self, until: datetime, now: datetime) -> None:
        seconds = max(1, round((until - now).total_seconds()))
        wait = f"{seconds} seconds" if seconds < 120 else f"{round(seconds / 60)} minutes"
        super().__init__("Too many wrong passwords.", hint=f"Try again in {wait}.")
        self.until = until


@dataclass(frozen=True, slots=True)
class _Found:
    id: int
    hash: str | None


@dataclass(slots=True)
class _Count:
    failures: int = 0
    until: datetime | None = None


class Door:
    """One office at one desktop. Thread-safe. Whoever edits the file itself passes by it: see docs/roles.md."""

    def __init__(
        self, database: Database, desktop: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database, self._desktop, self._now = database, desktop, now
        self._lock = threading.Lock()
        self._counts: dict[str, _Count] = {}

    def asks(self) -> bool:
        """Whether the office asks for passwords: it does once an active user has one."""
        with self._database.read() as session:
            query = select(User.id).where(User.active, User.password_hash.is_not(None)).limit(1)
            return session.execute(query).first() is not None

    def names(self) -> list[str]:
        """Whom an office without passwords offers to sit down: nothing is told where it asks for passwords."""
        if self.asks():
            return []
        with self._database.read() as session:
            return sorted(session.scalars(select(User.name).where(User.active)), key=str.casefold)

    def sign_in(self, who: str, password: str) -> Desk:
        """The desk of the user of that name or email. Raises :class:`NotAllowed` and :class:`TooManyTries`.

        A name that nobody has is refused after the same time, in the same words and as often as a wrong password. In
        an office without passwords the name is enough.
        """
        found = self._find(who)
        if not self.asks():
            if found is None:
                raise NotAllowed(f"There is no user called {who.strip()[:80]}.", hint="Check the name.")
        else:
            self._try(who.strip().casefold()[:200], found, password)
        assert found is not None  # noqa: S101 - nobody is let in without a name
        return seat(self._database, self._desktop, found.id, self._now)

    def check(self, user_id: int, password: str) -> None:
        """Raise as :meth:`sign_in` does where this is not the password of a user who is known."""
        with self._database.read() as session:
            stored = session.scalars(select(User.password_hash).where(User.id == user_id, User.active)).first()
        self._try(str(user_id), _Found(user_id, stored), password)

    def _try(self, key: str, found: _Found | None, password: str) -> None:
        self._count(key, found)
        stored = found.hash if found is not None else None
        right = passwords.is_right(stored or passwords.NOBODYS, password)
        if found is None or stored is None or not right:
            raise NotAllowed(WRONG, hint=WRONG_HINT)
        with self._lock:
            self._counts.pop(key, None)
        dated = passwords.is_dated(stored)
        values = {"password_hash": passwords.hashed(password)} if dated else {}
        self._write(_plain(found.id, failures=0, locked_until=None, **values))

    def remember(self, desk: Desk) -> str:
        """Keep this desktop signed in; gives the token for its keyring."""
        token, now = secrets.token_urlsafe(32), self._now()
        with self._database.write(_program(self._desktop)) as session:
            session.execute(delete(SignInToken).where(SignInToken.expires_at < now))
            session.add(
                SignInToken(
                    user_id=desk.actor.user_id,
                    token_hash=_hash(token),
                    desktop=self._desktop,
                    created_at=now,
                    used_at=now,
                    expires_at=now + REMEMBERED,
                )
            )
        return token

    def resume(self, token: str) -> Desk | None:
        """The desk of whoever stayed signed in with ``token``; ``None`` where it counts no more."""
        now = self._now()
        with self._database.read() as session:
            query = select(SignInToken.id, SignInToken.user_id, SignInToken.used_at).join(User)
            row = session.execute(
                query.where(
                    SignInToken.token_hash == _hash(token),
                    SignInToken.expires_at > now,
                    User.active,
                    User.password_hash.is_not(None),
                )
            ).first()
        if row is None:
            return None
        if now - row.used_at > _DAY:
            self._write(
                update(SignInToken).where(SignInToken.id == row.id).values(used_at=now, expires_at=now + REMEMBERED)
            )
        return seat(self._database, self._desktop, row.user_id, self._now)

    def forget(self, token: str) -> None:
        """This desktop does not stay signed in any more."""
        self._write(delete(SignInToken).where(SignInToken.token_hash == _hash(token)))

    def _find(self, who: str) -> _Found | None:
        who = who.strip()
        with self._database.read() as session:
            rows = session.execute(select(User.id, User.name, User.email, User.password_hash).where(User.active)).all()
        named = [row for row in rows if who and same_name(row.name, who)]
        mailed = [row for row in rows if who and row.email.strip().casefold() == who.casefold()]
        for found in (named, mailed):
            # An address that two users share is nobody's name.
            if len(found) == 1:
                return _Found(found[0].id, found[0].password_hash)
        return None

    def _count(self, key: str, found: _Found | None) -> None:
        """Count the try before the password is looked at: a hundred tries at once are a hundred tries."""
        now = self._now()
        with self._lock:
            count = self._counts.setdefault(key, _Count())
            if len(self._counts) > 10_000:
                self._counts = {key: count}
            if _waits(count.until, now):
                raise TooManyTries(count.until or now, now)
            if found is None:
                count.failures, count.until = _after(count.failures, now)
                return
        try:
            with self._database.write(_program(self._desktop)) as session:
                query = select(User.failures, User.locked_until).where(User.id == found.id).with_for_update()
                row = session.execute(query).one()
                if _waits(row.locked_until, now):
                    raise TooManyTries(row.locked_until, now)
                failures, until = _after(row.failures, now)
                session.execute(_plain(found.id, failures=failures, locked_until=until))
        except TooManyTries:
            raise
        except OfficeError:
            # An office that cannot be written to (read-only, busy) is still entered: this desktop counts by itself.
            with self._lock:
                count.failures, count.until = _after(count.failures, now)

    def _write(self, statement: Executable) -> None:
        """Housekeeping that must not keep anybody out of a read-only or busy office."""
        try:
            with self._database.write(_program(self._desktop)) as session:
                session.execute(statement)
        except OfficeError:
            return


def _program(desktop: str) -> Actor:
    return Actor(None, "OfficeDesk", desktop)


def _plain(user_id: int, **values: object) -> Executable:
    """Past the entities: a wrong password is no change of the user, neither in its version nor in the history."""
    return update(User).where(User.id == user_id).values(**values).execution_options(synchronize_session=False)


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _waits(until: datetime | None, now: datetime) -> bool:
    # Further off than one ever has to wait: the clock was set back.
    return until is not None and now < until <= now + LONGEST_WAIT


def _after(failures: int, now: datetime) -> tuple[int, datetime | None]:
    failures += 1
    if failures < TRIES:
        return failures, None
    return failures, now + min(FIRST_WAIT * 2 ** min(failures - TRIES, 10), LONGEST_WAIT)
