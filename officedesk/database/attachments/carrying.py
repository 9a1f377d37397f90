"""Contents go with their office: to a server, back to a file, and under another key."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from typing import IO

from sqlalchemy import Connection, select, update

from officedesk.database.attachments.folder_store import FolderStore
from officedesk.database.attachments.layout import CHUNK, place_of
from officedesk.database.attachments.server_store import opened_parts, write_parts
from officedesk.database.place import OfficePlace
from officedesk.errors import OfficeDamaged
from officedesk.models.files import Attachment, StoredFile

WEIGHT = 100
"""What a piece of a content counts in the progress, which counts rows."""

Passed = Callable[[int], None]
"""Told of what is done, in rows; may raise to stop."""


class Carrying:
    """Brings every content that ``old`` lists from ``source`` to ``target``, each proved by its hash."""

    def __init__(self, source: OfficePlace, target: OfficePlace) -> None:
        self._source, self._target = source, target
        self._before: set[str] = set()
        self._made: set[str] = set()

    def weight(self, old: Connection) -> int:
        """What the contents count in the progress."""
        return sum(WEIGHT * (1 + int(size) // CHUNK) for size in old.scalars(select(StoredFile.size)))

    def carry(self, old: Connection, new: Connection, passed: Passed) -> None:
        """Do it; ``new`` has the rows already, and gets what the contents are stored as."""
        rows = old.execute(select(StoredFile.sha256, StoredFile.stored_as, StoredFile.size)).all()
        self._before = {row.stored_as for row in rows}
        for row in rows:
            name = old.scalar(select(Attachment.name).where(Attachment.sha256 == row.sha256).limit(1)) or "a file"
            with self._opened(old, row.sha256, row.stored_as, row.size, name) as content:
                counted = _Counted(content, passed)
                stored_as = self._put(new, row.sha256, counted)
            if counted.hexdigest() != row.sha256:
                raise OfficeDamaged(
                    f"The content of {name} is not as it was stored.",
                    hint="Restore it from a backup, or erase it from the office, then try again.",
                )
            passed(WEIGHT)
            if stored_as != row.stored_as:
                mine = StoredFile.sha256 == row.sha256
                new.execute(update(StoredFile).where(mine).values(stored_as=stored_as))

    def discard(self) -> None:
        """What was brought is not wanted after all."""
        same = self._source.path == self._target.path
        self._unlink(self._made - self._before if same else self._made)

    def leave(self) -> None:
        """The office is at its new place, which is the old folder: what is not listed there any more goes."""
        self._unlink(self._before - self._made)

    def _opened(
        self, old: Connection, sha256: str, stored_as: str, size: int, name: str
    ) -> AbstractContextManager[IO[bytes]]:
        path = self._source.path
        if path is None:
            return opened_parts(old, sha256, name)
        return FolderStore(path, self._source.key).opened(stored_as, size, name)

    def _put(self, new: Connection, sha256: str, content: "_Counted") -> str:
        path = self._target.path
        if path is None:
            write_parts(new, sha256, content, lambda count: None)
            return sha256
        store = FolderStore(path, self._target.key)
        taken = store.take_in(content, lambda count: None, lambda head: "", datetime.now(UTC))
        self._made.add(taken.stored_as)
        return taken.stored_as

    def _unlink(self, names: set[str]) -> None:
        path = self._target.path
        if path is None:
            return
        folder = FolderStore(path).folder
        for name in names:
            # What stays is taken away by the next collection.
            with suppress(OSError):
                place_of(folder, name).unlink(missing_ok=True)
        with suppress(OSError):
            for inner in folder.iterdir():
                if inner.is_dir() and not any(inner.iterdir()):
                    inner.rmdir()
            folder.rmdir()


class _Counted:
    """Reads through, hashes and counts."""

    def __init__(self, file: IO[bytes], passed: Passed) -> None:
        self._file, self._passed = file, passed
        self._digest = hashlib.sha256()

    def read(self, count: int) -> bytes:
        content = self._file.read(count)
        self._digest.update(content)
        if len(content) == CHUNK:
            self._passed(WEIGHT)
        return content

    def hexdigest(self) -> str:
        return self._digest.hexdigest()
