"""Files, where something is erased for good: those that go take their contents along, those that stay let go of it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from officedesk.models.files import Attachment, Folder
from officedesk.models.messages import MessageFile

_TAGS: dict[str, Any] = {
    "job": Attachment.job_id,
    "estimate": Attachment.estimate_id,
    "invoice": Attachment.invoice_id,
    "equipment": Attachment.equipment_id,
    "project": Attachment.project_id,
}
_CHUNK = 400


def let_go(session: Session, records: dict[str, set[int]]) -> set[str]:
    """Before ``records`` go: their files stay with the customer; gives the hashes of contents that may be left over."""
    going = records.get("attachment", set())
    for word, column in _TAGS.items():
        for some in _chunks(records.get(word, ())):
            values: dict[str, Any] = {column.key: None} | ({"task_id": None} if word == "job" else {})
            session.execute(update(Attachment).where(column.in_(some)).values(values).execution_options(**_BLIND))
    for some in _chunks(records.get("customer", ())):
        mine = Folder.customer_id.in_(some)
        # Its files go with the customer, and a folder would wait for the folders in it.
        session.execute(update(Folder).where(mine).values(parent_id=None).execution_options(**_BLIND))
        theirs = update(Attachment).where(Attachment.customer_id.in_(some)).values(folder_id=None)
        session.execute(theirs.execution_options(**_BLIND))
        session.execute(delete(Folder).where(mine).execution_options(**_BLIND))
    found: set[str] = set()
    for some in _chunks(going):
        found.update(session.scalars(select(Attachment.sha256).where(Attachment.id.in_(some))))
    return found


def reason_to_stay(session: Session, record: Attachment) -> str:
    """Why a file may not be erased by itself; empty where it may."""
    if session.scalar(select(exists().where(MessageFile.attachment_id == record.id))):
        return f"{record.name} stays: a message carries it."
    return ""


_BLIND: dict[str, Any] = {"synchronize_session": False}


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    wanted = sorted(ids)
    return (wanted[at : at + _CHUNK] for at in range(0, len(wanted), _CHUNK))
