"""Who has an office open that lies on a server: a row per running program in the table ``presence``.

All times are the server's: clocks of desktops differ.
"""

import logging
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, select, text, update

from officedesk.database.desks import DeskSeen, Editing, LockHealth
from officedesk.database.noticing import troubles
from officedesk.database.unit import Database

log = logging.getLogger(__name__)
GONE_AFTER = timedelta(seconds=20)
"""A desktop that said nothing for so long is not there any more."""
SWEPT_AFTER = timedelta(hours=1)


class ServerDesks:
    """:class:`~officedesk.database.desks.Desks` on PostgreSQL."""

    def __init__(self, database: Database, desktop: str, program: str) -> None:
        self._database, self._desktop, self._program = database, desktop, program
        self._troubles = troubles(database)
        self._key = uuid4().hex
        self._seen: tuple[DeskSeen, ...] = ()

    def announce(self, who: str, editing: Editing) -> None:
        try:
            with self._database.engine.begin() as connection:
                self._announce(connection, who, editing)
        except self._troubles as problem:
            log.debug("the server was not told of this desktop: %s", problem)

    def others(self) -> tuple[DeskSeen, ...]:
        from officedesk.models.presence import Presence

        query = (
            select(
                Presence.key,
                Presence.desktop,
                Presence.user_name,
                Presence.program,
                Presence.since,
                Presence.seen_at,
                Presence.editing,
            )
            .where(Presence.key != self._key, Presence.seen_at > func.now() - GONE_AFTER)
            .order_by(Presence.since, Presence.id)
        )
        try:
            with self._database.engine.connect() as connection:
                rows = connection.execute(query).all()
        except self._troubles as problem:
            # Nobody left because the server does not answer just now.
            log.debug("the server does not say who is there: %s", problem)
            return self._seen
        self._seen = tuple(
            DeskSeen(
                row.key,
                row.desktop,
                row.user_name,
                row.program,
                row.since,
                row.seen_at,
                tuple((str(entity), int(entity_id)) for entity, entity_id in row.editing),
            )
            for row in rows
        )
        return self._seen

    def health(self) -> LockHealth:
        return LockHealth.WORKING

    def close(self) -> None:
        from officedesk.models.presence import Presence

        try:
            with self._database.engine.begin() as connection:
                connection.execute(delete(Presence).where(Presence.key == self._key))
        except self._troubles as problem:
            log.debug("the server was not told that this desktop is gone: %s", problem)

    def _announce(self, connection: Connection, who: str, editing: Editing) -> None:
        from officedesk.models.presence import Presence

        # A heartbeat need not be on disk: it is old in a moment.
        connection.execute(text("SET LOCAL synchronous_commit = off"))
        told = {"user_name": who, "seen_at": func.now(), "editing": [list(pair) for pair in editing]}
        if connection.execute(update(Presence).where(Presence.key == self._key).values(**told)).rowcount:
            return
        # New here, or swept away while this computer slept: those who did not say good-bye go.
        connection.execute(delete(Presence).where(Presence.seen_at < func.now() - SWEPT_AFTER))
        connection.execute(
            insert(Presence).values(
                key=self._key, desktop=self._desktop, program=self._program, since=func.now(), user_id=None, **told
            )
        )
