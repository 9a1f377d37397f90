"""Contents in a folder beside the office file. A power cut, or a kill, at any moment leaves no half one.

A content is written to a draft in the folder itself, hashed on the way, synced, and renamed to its hash; only then may
a row list it. What no row lists is taken away later (``collecting``).
"""

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from officedesk.database.attachments.layout import CHUNK, DRAFT, Hear, folder_of, place_of
from officedesk.database.attachments.sealing import Sealer, Unsealed, sealed_size
from officedesk.database.attachments.taken import HEAD, Begin, Judge, Readable, Taken, Vanished
from officedesk.database.cipher import OfficeKey
from officedesk.errors import OfficeMissing
from officedesk.files import sync_folder, told, umask
from officedesk.models.files import StoredFile

_ZEROS = bytes(CHUNK)
_ROW = select(StoredFile.stored_as, StoredFile.size)


class FolderStore:
    """The contents of the office in the file ``office``, sealed where it is encrypted."""

    def __init__(self, office: Path, key: OfficeKey | None = None) -> None:
        self.folder = folder_of(office)
        self.key = key

    def take_in(self, source: Readable, hear: Hear, judge: Judge, now: datetime) -> Taken:
        with told(self.folder):
            self.folder.mkdir(exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".incoming-", suffix=DRAFT, dir=self.folder)
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                taken = self._copy(source, file, hear, judge)
                with told(self.folder):
                    file.flush()
                    os.fsync(file.fileno())
            with told(self.folder):
                self._put_in_place(draft, taken)
        except BaseException:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise
        return taken

    def confirm(self, session: Session, taken: Taken, now: datetime) -> None:
        row = session.execute(_ROW.where(StoredFile.sha256 == taken.sha256)).one_or_none()
        if row is None:
            self._need(taken)
            values = {"sha256": taken.sha256, "stored_as": taken.stored_as, "size": taken.size, "text": ""}
            session.execute(insert(StoredFile).values(values | {"media_type": taken.media_type, "added_at": now}))
        elif not self.has(row.stored_as, row.size):
            # It was lost, and here it is again.
            self._need(taken)
            mine = StoredFile.sha256 == taken.sha256
            session.execute(update(StoredFile).where(mine).values(stored_as=taken.stored_as))
        elif row.stored_as != taken.stored_as:
            # Sealed twice, and nobody was told of the second one.
            with suppress(OSError):
                place_of(self.folder, taken.stored_as).unlink()

    @contextmanager
    def open(self, begin: Begin, sha256: str, name: str) -> Iterator[IO[bytes]]:
        # Nobody could save while the content is read, if the session were still open.
        with begin() as session:
            row = session.execute(_ROW.where(StoredFile.sha256 == sha256)).one_or_none()
        if row is None:
            raise missing(name)
        with self.opened(row.stored_as, row.size, name) as file:
            yield file

    @contextmanager
    def opened(self, stored_as: str, size: int, name: str) -> Iterator[IO[bytes]]:
        """As :meth:`open`, for who knows what its row says."""
        path = place_of(self.folder, stored_as)
        if not path.is_file():
            raise missing(name, self.folder)
        with told(path):
            raw: Any = path.open("rb", buffering=0)
        try:
            yield io.BufferedReader(Unsealed(raw, self.key, size, name) if self.key else raw)
        finally:
            raw.close()

    def path_of(self, stored_as: str) -> Path:
        """The file of a content as it lies there."""
        return place_of(self.folder, stored_as)

    def lies_in(self, size: int) -> int:
        """Bytes of the file of a content of ``size`` bytes."""
        return sealed_size(size) if self.key else size

    def has(self, stored_as: str, size: int) -> bool:
        """Whether the file of a content is there with the bytes that it should have."""
        try:
            # Opened: a share may go on telling for a while about a file that another desktop took away.
            handle = os.open(place_of(self.folder, stored_as), os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except OSError:
            return False
        try:
            return os.fstat(handle).st_size == self.lies_in(size)
        finally:
            os.close(handle)

    def _need(self, taken: Taken) -> None:
        if not self.has(taken.stored_as, taken.size):
            raise Vanished

    def _copy(self, source: Readable, file: IO[bytes], hear: Hear, judge: Judge) -> Taken:
        plain = hashlib.sha256()
        out = _Hashed(file, self.folder)
        sealer = Sealer(out, self.key) if self.key else None
        put = sealer.write if sealer else out.write
        size, head = 0, b""
        while content := source.read(CHUNK):
            size += len(content)
            if len(head) < HEAD:
                head += content[: HEAD - len(head)]
            plain.update(content)
            put(content)
            hear(len(content))
        if sealer:
            sealer.finish()
        return Taken(plain.hexdigest(), out.hexdigest(), size, judge(head))

    def _put_in_place(self, draft: Path, taken: Taken) -> None:
        target = place_of(self.folder, taken.stored_as)
        target.parent.mkdir(exist_ok=True)
        # mkstemp makes files that only their owner reads; these are for every desktop.
        draft.chmod(0o666 & ~umask())
        try:
            # Also where it is there already: what was just hashed is sound, and young (see ``collecting``).
            draft.replace(target)
        except PermissionError:
            # Windows replaces no file that somebody reads: it has the same bytes.
            if not self.has(taken.stored_as, taken.size):
                raise
            draft.unlink(missing_ok=True)
        sync_folder(target.parent)
        sync_folder(self.folder)


def missing(name: str, folder: Path | None = None) -> OfficeMissing:
    """The content of an attachment is not where it should be."""
    where = f" It should be in {folder}." if folder else ""
    return OfficeMissing(
        f"The content of {name} is not there.{where}",
        hint="Was the office copied without that folder? Put it back, or restore a backup.",
    )


class _Hashed:
    """Writes through and hashes what is written."""

    def __init__(self, file: IO[bytes], folder: Path) -> None:
        self._file, self._folder = file, folder
        self._digest = hashlib.sha256()

    def write(self, content: bytes) -> None:
        self._digest.update(content)
        with told(self._folder):
            if content == _ZEROS:
                # A hole: it takes no room where the disk knows holes.
                self._file.truncate(self._file.seek(len(content), 1))
            else:
                self._file.write(content)

    def hexdigest(self) -> str:
        return self._digest.hexdigest()
