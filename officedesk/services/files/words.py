"""Words in files, so that searches find them: looked for after a file was added, by whichever desktop comes first."""

import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select, update

from officedesk.database.attachments.store import store_for
from officedesk.errors import OfficeDamaged, OfficeMissing
from officedesk.models.enums import FileKind
from officedesk.models.files import Attachment, StoredFile
from officedesk.models.text import clean
from officedesk.services.desk import Desk
from officedesk.services.files import kinds
from officedesk.services.files.apart import Reader
from officedesk.services.files.extracting import DOCX, PDF, TEXT
from officedesk.services.permissions import Permission

log = logging.getLogger(__name__)
LARGEST = 64 << 20
"""Bytes of a file that is looked into; of a plain text its beginning is, however long it is."""
_PLAIN = 1 << 20
_AT_ONCE = 20
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def waiting(desk: Desk) -> int:
    """How many contents nobody has looked into yet."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        return session.scalar(select(func.count()).select_from(StoredFile).where(StoredFile.read_at.is_(None))) or 0


def read_waiting(desk: Desk, cancelled: Callable[[], bool] | None = None, reader: Reader | None = None) -> int:
    """Look for the words in every file that waits for it, whoever sits here; gives how many were looked into.

    No file stops it: one that cannot be read has no words.
    """
    desk.need(Permission.OFFICE_READ)
    done = 0
    stopped = cancelled or (lambda: False)
    own = reader is None
    reader = reader or Reader()
    try:
        while not stopped() and (found := _next(desk)):
            looked: dict[str, str] = {}
            for row in found:
                if stopped():
                    break
                looked[row.sha256] = _words(desk, row, reader)
            _store(desk, looked)
            done += len(looked)
    finally:
        if own:
            reader.close()
    return done


def _next(desk: Desk) -> list[Any]:
    name = select(func.min(Attachment.name)).where(Attachment.sha256 == StoredFile.sha256).scalar_subquery()
    query = (
        select(StoredFile.sha256, StoredFile.size, StoredFile.media_type, name.label("name"))
        .where(StoredFile.read_at.is_(None))
        .order_by(StoredFile.added_at, StoredFile.sha256)
        .limit(_AT_ONCE)
    )
    with desk.read() as session:
        return list(session.execute(query))


def _words(desk: Desk, row: Any, reader: Reader) -> str:
    kind = _kind(row.name or "", row.media_type)
    if not kind or (kind != TEXT and row.size > LARGEST):
        return ""
    try:
        with store_for(desk.database).open(desk.read, row.sha256, row.name or "") as file:
            content = file.read(_PLAIN if kind == TEXT else LARGEST)
    except (OfficeMissing, OfficeDamaged) as error:
        # The check tells of it.
        log.warning("%s", error)
        return ""
    return clean(reader.words(kind, content))


def _kind(name: str, media_type: str) -> str:
    kind = kinds.kind_of(name, media_type)
    if kind is FileKind.PDF:
        return PDF
    if media_type == _WORD or (kind is FileKind.OFFICE and kinds.ending_of(name) == "docx"):
        return DOCX
    return TEXT if kind is FileKind.TEXT else ""


def _store(desk: Desk, looked: dict[str, str]) -> None:
    if not looked:
        return
    with desk.write() as session:
        for sha256, text in looked.items():
            mine = (StoredFile.sha256 == sha256) & StoredFile.read_at.is_(None)
            session.execute(
                update(StoredFile)
                .where(mine)
                .values(text=text, read_at=desk.now())
                .execution_options(synchronize_session=False)
            )
