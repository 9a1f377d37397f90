"""Transactions. A use case reads in one, or writes in one; nothing else holds a connection."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, configure_mappers

from officedesk.database.attachments.scratch import Scratch
from officedesk.database.direct import forget_connection, keep_connection
from officedesk.database.engine import WRITE, OfficeReplaced, known_error, make_engine
from officedesk.database.place import OfficePlace
from officedesk.models.enums import Role

if TYPE_CHECKING:
    from officedesk.database.guard import Guard

CHANNEL = "officedesk_changes"
"""On PostgreSQL every commit tells those who listen here, so that nobody has to ask."""
_TELL = text(f"SELECT pg_notify('{CHANNEL}', '')")
_OWN = 1_000


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, and at which desktop: goes into the change log."""

    user_id: int | None
    name: str
    desktop: str
    role: Role | None = None
    """``None`` is the program itself (founding, moving, sample offices): it may do everything."""


class Database:
    """One office's database. Thread-safe; sessions are not and stay inside their ``with``."""

    def __init__(self, place: OfficePlace, engine: Engine | None = None, guard: "Guard | None" = None) -> None:
        self.place = place
        self.guard = guard
        """Watches over a file that others may have open; ``None`` for a server, and where nobody else comes."""
        self.engine = engine or make_engine(place)
        self.dialect = self.engine.dialect.name
        self._own: deque[str] = deque(maxlen=_OWN)
        self._scratch = Scratch()

    @property
    def generation(self) -> int:
        """Grows whenever connections that were made before are of no use any more."""
        return self.guard.generation if self.guard is not None else 0

    @property
    def read_only(self) -> str | None:
        """Why nothing may be written just now, in the user's words; ``None`` where it may."""
        reason = self.guard.reason if self.guard is not None else None
        return str(reason) if reason is not None else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for queries; whatever is changed in it is rolled back."""
        with self.known_errors(), Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self, actor: Actor) -> Iterator[Session]:
        """A session in one write transaction: all of it is stored, or none.

        Before the commit every changed record gets its row in the change log, and the listing and search rows of
        the customers it touched are brought up to date. Raises a known :class:`OfficeError` where the file is
        busy, full, read-only or gone.
        """
        # Writing takes all tables; a desktop that only shows its list has not mapped them yet.
        from officedesk.database import listing, pipeline
        from officedesk.database.changes import ChangeRecorder, WriteSession

        # Once, and now: the first query would do it, a twentieth of a second for which everybody else waits.
        configure_mappers()
        guard = self.guard
        if guard is not None:
            guard.before_write()
        with self.known_errors(), WriteSession(self.engine, expire_on_commit=False) as session:
            try:
                session.connection(execution_options={WRITE: True})
            except OfficeReplaced:
                # Nothing was done yet: it is done in the office that lies there now.
                session.close()
                session.connection(execution_options={WRITE: True})
            keep_connection(session)
            recorder = ChangeRecorder(session, actor.user_id, actor.name, actor.desktop)
            if guard is not None:
                guard.saving(begun=True)
            try:
                yield session
                session.flush()
                pipeline.refresh(session, recorder.projects)
                listing.refresh(session, recorder.profiles, recorder.balances)
                # Last of all: from here to the commit others wait, so that the log has one order.
                recorder.write(datetime.now(UTC))
                tell_listeners(session.connection())
                # Before the commit: whoever reads the change log may see the rows a moment after it.
                self._own.append(recorder.key)
                if guard is not None:
                    guard.still_allowed()
                session.commit()
            finally:
                if guard is not None:
                    guard.saving(begun=False)
                recorder.detach()
                forget_connection(session)

    def wrote(self, transaction_key: str) -> bool:
        """Whether the change log's rows with this key were written by this program, lately."""
        return transaction_key in self._own

    def scratch(self) -> Path:
        """A folder that only this person reads, for copies of contents; it goes when the office is closed."""
        return self._scratch.folder()

    def close(self) -> None:
        self._scratch.close()
        if self.guard is not None:
            self.guard.close()
        self.engine.dispose()

    @contextmanager
    def known_errors(self) -> Iterator[None]:
        """Errors of the driver in the user's words."""
        try:
            yield
        except DBAPIError as error:
            known = known_error(error, self.place)
            if known is None:
                raise
            if self.guard is not None:
                known = self.guard.explain(known, error)
            raise known from error


def tell_listeners(connection: Connection) -> None:
    """With this transaction's commit, tell everyone who listens to a server; a file is looked at instead."""
    if connection.dialect.name != "postgresql":
        return
    driver: Any = connection.connection.driver_connection
    # CockroachDB speaks PostgreSQL's protocol and takes no notifications.
    if driver.info.parameter_status("crdb_version") is None:
        connection.execute(_TELL)
