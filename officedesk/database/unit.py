"""Transactions. A use case reads in one, or writes in one; nothing else holds a connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from officedesk.database.engine import WRITE, known_error, make_engine
from officedesk.database.place import OfficePlace


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, and at which desktop: goes into the change log."""

    user_id: int | None
    name: str
    desktop: str


class Database:
    """One office's database. Thread-safe; sessions are not and stay inside their ``with``."""

    def __init__(self, place: OfficePlace, engine: Engine | None = None) -> None:
        self.place = place
        self.engine = engine or make_engine(place)
        self.dialect = self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for queries; whatever is changed in it is rolled back."""
        with self._known_errors(), Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self, actor: Actor) -> Iterator[Session]:
        """A session in one write transaction: all of it is stored, or none.

        Before the commit every changed record gets its row in the change log, and the listing and search rows of
        the customers it touched are brought up to date. Raises a known :class:`OfficeError` where the file is
        busy, full, read-only or gone.
        """
        # Writing takes all tables; a desktop that only shows its list has not mapped them yet.
        from officedesk.database import listing
        from officedesk.database.changes import ChangeRecorder

        with self._known_errors(), Session(self.engine, expire_on_commit=False) as session:
            session.connection(execution_options={WRITE: True})
            recorder = ChangeRecorder(session, actor.user_id, actor.name, actor.desktop)
            try:
                yield session
                session.flush()
                recorder.write(datetime.now(UTC))
                listing.refresh(session, recorder.profiles, recorder.balances)
                session.commit()
            finally:
                recorder.detach()

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _known_errors(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            known = known_error(error, self.place)
            if known is None:
                raise
            raise known from error
