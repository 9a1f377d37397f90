"""Reading files: their content for a preview, and a copy that may be opened in the system's program."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import select

from officedesk.database.attachments.folder_store import FolderStore
from officedesk.database.attachments.layout import CHUNK
from officedesk.database.attachments.store import store_for
from officedesk.errors import NotFound, OfficeDamaged
from officedesk.files import replacing, told, write_bytes
from officedesk.models.enums import FileKind
from officedesk.models.files import Attachment, StoredFile
from officedesk.services.desk import Desk
from officedesk.services.files import kinds
from officedesk.services.files.kinds import kind_of
from officedesk.services.files.listing import seen_by
from officedesk.services.permissions import Permission

__all__ = [
    "FileKind",
    "content",
    "content_path",
    "copy_of",
    "copy_to_open",
    "kind_of",
    "read",
    "read_only_copy",
    "save_copy",
    "unused",
]


@contextmanager
def content(desk: Desk, attachment_id: int) -> Iterator[IO[bytes]]:
    """The content of a file, open for reading from any place on. Raises :class:`NotFound`, :class:`OfficeMissing`."""
    desk.need(Permission.FILES_READ)
    mine = select(Attachment.sha256, Attachment.name).where(Attachment.id == attachment_id, *seen_by(desk.actor.role))
    with desk.read() as session:
        row = session.execute(mine).one_or_none()
    if row is None:
        raise NotFound("This file is no longer there.")
    with store_for(desk.database).open(desk.read, row.sha256, kinds.shown(row.name)) as file:
        yield file


def read(desk: Desk, attachment_id: int, limit: int) -> bytes:
    """The first ``limit`` bytes of a file. Errors as :func:`content`."""
    desk.need(Permission.FILES_READ)
    with content(desk, attachment_id) as file:
        return file.read(limit)


def content_path(desk: Desk, attachment_id: int) -> Path:
    """A file with the content that only this program reads: as it is stored, else a copy that goes with the desk.

    Nothing may write to it, and nothing but this program may be given it: for that there is :func:`read_only_copy`.
    """
    desk.need(Permission.FILES_READ)
    store = store_for(desk.database)
    with desk.read() as session:
        row = session.execute(
            select(Attachment.sha256, StoredFile.stored_as, StoredFile.size)
            .join(StoredFile, StoredFile.sha256 == Attachment.sha256)
            .where(Attachment.id == attachment_id, *seen_by(desk.actor.role))
        ).one_or_none()
    if row is None:
        raise NotFound("This file is no longer there.")
    if isinstance(store, FolderStore) and store.key is None and store.has(row.stored_as, row.size):
        return store.path_of(row.stored_as)
    target: Path = desk.database.scratch() / row.sha256
    if not target.is_file():
        _copy(desk, attachment_id, target)
    return target


def read_only_copy(desk: Desk, attachment_id: int, folder: Path) -> Path:
    """A copy in ``folder`` for the system's program, proved as it was stored, and under a name that is safe everywhere.

    Errors as :func:`content`, and :class:`OfficeDamaged` where the content is not what was stored.
    """
    desk.need(Permission.FILES_READ)
    with desk.read() as session:
        name = session.scalar(select(Attachment.name).where(Attachment.id == attachment_id, *seen_by(desk.actor.role)))
    if name is None:
        raise NotFound("This file is no longer there.")
    with told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = unused(folder, name)
    _copy(desk, attachment_id, target)
    with told(target):
        target.chmod(0o400)
    return target


def copy_to_open(desk: Desk, attachment_id: int) -> Path:
    """A read-only copy for the system's program, in a folder of its own that goes with the desk. Errors as above."""
    desk.need(Permission.FILES_READ)
    return read_only_copy(desk, attachment_id, desk.database.scratch() / os.urandom(6).hex())


def copy_of(scratch: Path, name: str, content: bytes) -> Path:
    """A read-only copy of ``content`` under a safe name, in a folder of its own below ``scratch``."""
    folder = scratch / os.urandom(6).hex()
    with told(folder):
        folder.mkdir(mode=0o700, parents=True)
    target = unused(folder, name)
    write_bytes(target, content)
    with told(target):
        target.chmod(0o400)
    return target


def save_copy(desk: Desk, attachment_id: int, target: Path) -> None:
    """Write the content to ``target``, which somebody chose: proved and whole, or what was there stays.

    Errors as :func:`read_only_copy`.
    """
    desk.need(Permission.FILES_READ)
    _copy(desk, attachment_id, target)


def unused(folder: Path, name: str) -> Path:
    """A safe name made of ``name`` that is free in ``folder``."""
    stem, ending = kinds.parted(kinds.safe_name(name))
    number = 1
    while (target := folder / (f"{stem} ({number}){ending}" if number > 1 else f"{stem}{ending}")).exists():
        number += 1
    return target


def _copy(desk: Desk, attachment_id: int, target: Path) -> None:
    mine = select(Attachment.sha256, Attachment.name).where(Attachment.id == attachment_id, *seen_by(desk.actor.role))
    with desk.read() as session:
        row = session.execute(mine).one_or_none()
    if row is None:
        raise NotFound("This file is no longer there.")
    name, digest = kinds.shown(row.name), hashlib.sha256()
    with store_for(desk.database).open(desk.read, row.sha256, name) as source, replacing(target) as file:
        while piece := source.read(CHUNK):
            digest.update(piece)
            file.write(piece)
        if digest.hexdigest() != row.sha256:
            # Out of the block, so that nothing takes the place of what is there.
            raise OfficeDamaged(
                f"The content of {name} is not as it was stored.", hint="Restore it from a backup of the office."
            )
