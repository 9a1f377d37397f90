"""Contents in the database of a server: the desktops that joined it share no folder."""

import hashlib
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_once
from sqlalchemy.orm import Session

from officedesk.database.attachments.folder_store import missing
from officedesk.database.attachments.layout import CHUNK, Hear
from officedesk.database.attachments.pieces import Pieces
from officedesk.database.attachments.taken import HEAD, Begin, Judge, Readable, Taken, Vanished
from officedesk.database.unit import Database
from officedesk.models.files import FilePart, StoredFile

_IN_MEMORY = 8 << 20


class ServerStore:
    """The contents of an office on a server, in pieces of a megabyte."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_in(self, source: Readable, hear: Hear, judge: Judge, now: datetime) -> Taken:
        digest, size, head = hashlib.sha256(), 0, b""
        # Whether the server has it already is known when all of it was read; the source may be gone by then.
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spool:
            while content := source.read(CHUNK):
                size += len(content)
                if len(head) < HEAD:
                    head += content[: HEAD - len(head)]
                digest.update(content)
                spool.write(content)
                hear(len(content) // 2)
            taken = Taken(digest.hexdigest(), digest.hexdigest(), size, judge(head))
            spool.seek(0)
            with self._database.known_errors(), self._database.engine.begin() as connection:
                put(connection, taken, spool, lambda count: hear(count - count // 2), now)
        return taken

    def confirm(self, session: Session, taken: Taken, now: datetime) -> None:
        there = select(StoredFile.sha256).where(StoredFile.sha256 == taken.sha256)
        # Until the transaction ends nobody deletes it.
        if session.scalar(there.with_for_update(read=True, key_share=True)) is None:
            raise Vanished

    @contextmanager
    def open(self, begin: Begin, sha256: str, name: str) -> Iterator[IO[bytes]]:
        with begin() as session, opened_parts(session.connection(), sha256, name) as file:
            yield file


@contextmanager
def opened_parts(connection: Connection, sha256: str, name: str) -> Iterator[IO[bytes]]:
    """The content that a server has, open for reading over ``connection``; ``name`` is what messages call it."""
    size = connection.scalar(select(StoredFile.size).where(StoredFile.sha256 == sha256))
    if size is None:
        raise missing(name)
    yield io.BufferedReader(_Parts(connection, sha256, size, name))


def put(connection: Connection, taken: Taken, source: Readable, hear: Hear, now: datetime) -> None:
    """Write a content and its row in ``connection``'s transaction, unless the server has it."""
    row = {"sha256": taken.sha256, "stored_as": taken.sha256, "size": taken.size, "text": ""}
    row |= {"media_type": taken.media_type, "added_at": now}
    # Whoever writes the same content in this moment is waited for.
    once = insert_once(StoredFile).values(row).on_conflict_do_nothing().returning(StoredFile.sha256)
    if connection.scalar(once) is not None:
        write_parts(connection, taken.sha256, source, hear)


def write_parts(connection: Connection, sha256: str, source: Readable, hear: Hear) -> None:
    """Write the pieces of a content."""
    position = 0
    while content := source.read(CHUNK):
        connection.execute(insert(FilePart).values(sha256=sha256, position=position, content=content))
        position += 1
        hear(len(content))


class _Parts(Pieces):
    """A content in the rows of the database."""

    def __init__(self, connection: Connection, sha256: str, size: int, name: str) -> None:
        super().__init__(size, CHUNK)
        self._connection, self._sha256, self._name = connection, sha256, name

    def load(self, position: int) -> bytes:
        found = self._connection.scalar(
            select(FilePart.content).where(FilePart.sha256 == self._sha256, FilePart.position == position)
        )
        if found is None or len(found) != min(CHUNK, self._size - position * CHUNK):
            raise missing(self._name)
        return bytes(found)
