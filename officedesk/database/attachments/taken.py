"""What every store of contents gives and takes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Protocol

from sqlalchemy.orm import Session

from officedesk.database.attachments.layout import Hear

HEAD = 8_192
"""Bytes of a content's beginning, which show what it is."""


class Readable(Protocol):
    """Where a content comes from."""

    def read(self, count: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Taken:
    """A content that lies whole and safe in the store, and that no row lists yet.

    ``stored_as`` is the SHA-256 of its bytes as they lie there.
    """

    sha256: str
    stored_as: str
    size: int
    media_type: str


class Vanished(Exception):
    """The content that was taken in went before its row was written: it has to be taken in again."""


Begin = Callable[[], AbstractContextManager[Session]]
Judge = Callable[[bytes], str]
"""The media type that the beginning of a content shows; empty where nobody knows."""


class ContentStore(Protocol):
    """Contents of one office."""

    def take_in(self, source: Readable, hear: Hear, judge: Judge, now: datetime) -> Taken:
        """Copy ``source`` in, piece by piece; whole and on the disk when this returns, or nothing is left of it.

        ``hear`` is told of the bytes and may raise to stop. Raises what the disk says, and what reading raises.
        """

    def confirm(self, session: Session, taken: Taken, now: datetime) -> None:
        """In the write transaction that lists it: see that the content is there still, and write its row.

        Raises :class:`Vanished`.
        """

    def open(self, begin: Begin, sha256: str, name: str) -> AbstractContextManager[IO[bytes]]:
        """The content, open for reading from any place on; ``name`` is what messages call it.

        ``begin`` gives a session to read its row in. Raises :class:`OfficeMissing` where it is not there.
        """
