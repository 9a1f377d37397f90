"""Changing files: names, places, who sees them, folders, the trash."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.customers import Customer, Location
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment, Folder, StoredFile
from officedesk.models.pipeline import Project
from officedesk.models.sales import Invoice
from officedesk.models.text import clean, same_name
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.files import kinds
from officedesk.services.files.listing import seen_by
from officedesk.services.files.rows import kept_for
from officedesk.services.permissions import Permission

UNCHANGED = -1
"""For :func:`tag`: leave it as it is."""
_LONGEST = 200
_DEEPEST = 8
_TAGS: dict[str, tuple[type[Any], str]] = {
    "location_id": (Location, "location"),
    "job_id": (Job, "job"),
    "equipment_id": (Equipment, "equipment"),
    "invoice_id": (Invoice, "invoice"),
}


def rename(desk: Desk, attachment_id: int, name: str, version: int | None = None) -> None:
    """Call a file otherwise; its content stays. Raises :class:`InvalidInput`; :class:`Conflict`: an older version."""
    desk.need(Permission.FILES_WRITE)
    name = clean(kinds.told_name(name))
    if not name:
        raise InvalidInput({"name": "Give the file a name."})
    if len(name) > _LONGEST:
        raise InvalidInput({"name": f"A name has no more than {_LONGEST} letters."})
    with desk.write() as session:
        record = _one(session, desk, attachment_id, version)
        media_type = session.scalar(select(StoredFile.media_type).where(StoredFile.sha256 == record.sha256))
        record.name, record.kind, record.updated_at = name, kinds.kind_of(name, media_type or ""), desk.now()


def describe(desk: Desk, attachment_id: int, description: str, version: int | None = None) -> None:
    """Say what a file shows; empty takes it away. Raises :class:`Conflict` for an older version."""
    desk.need(Permission.FILES_WRITE)
    with desk.write() as session:
        record = _one(session, desk, attachment_id, version)
        record.description, record.updated_at = clean(description, lines=True), desk.now()


def move(desk: Desk, ids: Sequence[int], folder_id: int | None) -> int:
    """Move files to a folder, one kept for a job or project too (``None``: to none); gives how many moved."""
    desk.need(Permission.FILES_WRITE)
    with desk.write() as session:
        records = _many(session, desk, ids)
        owner = _one_customer(records)
        values: dict[str, Any] = {"folder_id": folder_id or None}
        if folder_id is not None and folder_id < 0:
            name, key = kept_for(folder_id)
            kind, word = (Project, "project") if name == "project_id" else (Job, "job")
            _own(session, kind, key, owner, word)
            # The folder of a project holds what is no job's.
            values = {"folder_id": None, name: key} | ({"job_id": None} if kind is Project else {})
        elif folder_id:
            _own(session, Folder, folder_id, owner, "folder")
        else:
            # What has a job or project lies in that one's folder unless it lies in one of its own.
            values |= {"job_id": None, "project_id": None}
        return sum(_put(desk, record, values) for record in records)


def tag(
    desk: Desk,
    ids: Sequence[int],
    *,
    location_id: int | None = UNCHANGED,
    job_id: int | None = UNCHANGED,
    equipment_id: int | None = UNCHANGED,
    invoice_id: int | None = UNCHANGED,
) -> int:
    """Say what files belong to; ``None`` takes it away, what is not given stays. Gives how many changed."""
    desk.need(Permission.FILES_WRITE)
    given = {"location_id": location_id, "job_id": job_id, "equipment_id": equipment_id, "invoice_id": invoice_id}
    values = {name: value for name, value in given.items() if value != UNCHANGED}
    with desk.write() as session:
        records = _many(session, desk, ids)
        owner = _one_customer(records)
        for name, value in values.items():
            if value is not None:
                kind, word = _TAGS[name]
                _own(session, kind, value, owner, word)
        return sum(_put(desk, record, values) for record in records)


def show_technicians(desk: Desk, ids: Sequence[int], shown: bool) -> int:
    """Let technicians see files, or not; gives how many changed."""
    desk.need(Permission.CUSTOMERS_WRITE)
    with desk.write() as session:
        return sum(_put(desk, record, {"for_technicians": shown}) for record in _many(session, desk, ids))


def delete(desk: Desk, ids: Sequence[int]) -> int:
    """Move files to the trash; gives how many."""
    desk.need(Permission.FILES_WRITE)
    with desk.write() as session:
        return sum(_put(desk, record, {"deleted_at": desk.now()}) for record in _many(session, desk, ids))


def restore(desk: Desk, ids: Sequence[int]) -> int:
    """Take files out of the trash; gives how many. Raises :class:`NotAllowed` where their customer is in it too."""
    desk.need(Permission.FILES_WRITE)
    with desk.write() as session:
        records = _many(session, desk, ids, trashed=True)
        for owner in {record.customer_id for record in records}:
            row = session.execute(select(Customer.name, Customer.deleted_at).where(Customer.id == owner)).one()
            if row.deleted_at is not None:
                raise NotAllowed(f"{row.name} is in the trash too.", hint="Restore the customer first.")
        return sum(_put(desk, record, {"deleted_at": None}) for record in records)


def new_folder(desk: Desk, customer_id: int, name: str, parent_id: int | None = None) -> int:
    """Make a folder, in another one or at the top; gives its id. Raises :class:`InvalidInput` for a name in use."""
    desk.need(Permission.FILES_WRITE)
    with desk.write() as session:
        if session.scalar(select(Customer.id).where(Customer.id == customer_id, Customer.deleted_at.is_(None))) is None:
            raise NotFound("This customer is no longer there.", hint="It may have been deleted at another desktop.")
        if parent_id is not None:
            _own(session, Folder, parent_id, customer_id, "folder")
            if _depth(session, parent_id) >= _DEEPEST:
                raise NotAllowed(f"Folders lie in each other no more than {_DEEPEST} deep.")
        made = Folder(
            customer_id=customer_id, parent_id=parent_id, name=_folder_name(session, customer_id, parent_id, name)
        )
        session.add(made)
        session.flush()
        return made.id


def rename_folder(desk: Desk, folder_id: int, name: str) -> None:
    """Call a folder otherwise. Raises :class:`InvalidInput` for a name in use."""
    desk.need(Permission.FILES_WRITE)
    with desk.write() as session:
        record = _folder(session, folder_id)
        record.name = _folder_name(session, record.customer_id, record.parent_id, name, folder_id)


def delete_folder(desk: Desk, folder_id: int) -> None:
    """Delete a folder: its files and folders go to where it lay itself."""
    desk.need(Permission.FILES_WRITE)
    with desk.write() as session:
        record = _folder(session, folder_id)
        for inner in session.scalars(select(Folder).where(Folder.parent_id == folder_id)).all():
            inner.parent_id = record.parent_id
        # Those in the trash too: they come back to where the others are.
        for file in session.scalars(select(Attachment).where(Attachment.folder_id == folder_id)).all():
            file.folder_id, file.updated_at = record.parent_id, desk.now()
        session.flush()
        session.delete(record)


def _put(desk: Desk, record: Attachment, values: dict[str, Any]) -> bool:
    if all(getattr(record, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(record, name, value)
    if "job_id" in values and record.task_id is not None:
        # It was a task of another job.
        record.task_id = None
    record.updated_at = desk.now()
    return True


def _one(session: Session, desk: Desk, attachment_id: int, version: int | None) -> Attachment:
    record = _many(session, desk, [attachment_id])[0]
    if version is not None and record.version != version:
        raise Conflict("The file was changed at another desktop.")
    return record


def _many(session: Session, desk: Desk, ids: Sequence[int], *, trashed: bool = False) -> list[Attachment]:
    found: list[Attachment] = []
    there = Attachment.deleted_at.is_not(None) if trashed else Attachment.deleted_at.is_(None)
    for start in range(0, len(ids), 400):
        mine = Attachment.id.in_(ids[start : start + 400])
        query = (
            select(Attachment).where(mine, there, *seen_by(desk.actor.role)).order_by(Attachment.id).with_for_update()
        )
        found += session.scalars(query)
    if not found:
        raise NotFound("These files are no longer there." if len(ids) > 1 else "This file is no longer there.")
    return found


def _one_customer(records: Sequence[Attachment]) -> int:
    owners = {record.customer_id for record in records}
    if len(owners) > 1:
        raise NotAllowed("These files are of several customers.", hint="Choose files of one customer.")
    return owners.pop()


def _own(session: Session, kind: type[Any], key: int, customer_id: int, word: str) -> None:
    if session.scalar(select(kind.customer_id).where(kind.id == key)) != customer_id:
        raise NotFound(f"This {word} is no longer there, or another customer’s.")


def _folder(session: Session, folder_id: int) -> Folder:
    if folder_id <= 0:
        raise NotAllowed("The folder of a job or project is kept by OfficeDesk.", hint="Move its files.")
    record = session.get(Folder, folder_id, with_for_update=True)
    if record is None:
        raise NotFound("This folder is no longer there.")
    return record


def _folder_name(session: Session, customer_id: int, parent_id: int | None, name: str, mine: int = 0) -> str:
    name = clean(kinds.told_name(name))
    if not name:
        raise InvalidInput({"name": "Give the folder a name."})
    if len(name) > _LONGEST:
        raise InvalidInput({"name": f"A name has no more than {_LONGEST} letters."})
    others = select(Folder.name).where(Folder.customer_id == customer_id, Folder.id != mine)
    beside = others.where(Folder.parent_id == parent_id if parent_id else Folder.parent_id.is_(None))
    if any(same_name(name, other) for other in session.scalars(beside)):
        raise InvalidInput({"name": "There is a folder of that name."})
    return name


def _depth(session: Session, folder_id: int) -> int:
    depth, at = 0, folder_id
    while at and depth <= _DEEPEST:
        at = session.scalar(select(Folder.parent_id).where(Folder.id == at)) or 0
        depth += 1
    return depth
