"""Lists of files, folders, and the files of a record."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from officedesk.database.finds import newest
from officedesk.database.listing import location_line
from officedesk.models.company import Technician
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import Role
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment, Folder, StoredFile
from officedesk.models.pipeline import Project
from officedesk.models.sales import Invoice
from officedesk.models.text import words
from officedesk.models.wanted import wanted
from officedesk.models.work import Job, JobTask
from officedesk.services.desk import Desk
from officedesk.services.files.opened import lately_opened
from officedesk.services.files.rows import TOP, FileFilter, FileRow, FolderRow, kept_for, project_folder
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.sqllist import CHUNK, SqlList, company_key, location_key

_INSIDE = 500
"""Files that are found by what is in them, at most."""
_OF = {
    "customer": Attachment.customer_id,
    "location": Attachment.location_id,
    "job": Attachment.job_id,
    "task": Attachment.task_id,
    "equipment": Attachment.equipment_id,
    "estimate": Attachment.estimate_id,
    "invoice": Attachment.invoice_id,
    "note": Attachment.note_id,
    "folder": Attachment.folder_id,
    "project": Attachment.project_id,
}


class FileList(SqlList[FileFilter, FileRow]):
    """Files that are not in the trash. A technician sees those that are for technicians."""

    permission = Permission.FILES_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Attachment.id

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        return {
            "added_at": (Attachment.added_at,),
            "name": (func.lower(Attachment.name),),
            "location": (location_key(Attachment.location_id),),
            "job_number": (_of_job(Job.serial), _of_job(Job.number)),
            "task_name": (func.lower(_task_name()),),
            "employee": (func.lower(_employee()),),
            "description": (func.lower(Attachment.description),),
            "size": (_of_content(StoredFile.size),),
            "kind": (Attachment.kind, Attachment.added_at),
            "added_by": (func.lower(Attachment.added_by),),
            "taken_at": (func.coalesce(Attachment.taken_at, Attachment.added_at),),
            "for_technicians": (Attachment.for_technicians,),
            "company": (company_key(Attachment.customer_id),),
        }[column]

    def _where(self, query: FileFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Attachment.deleted_at.is_(None), *seen_by(self._desk.actor.role)]
        for column, value in (
            (Attachment.customer_id, query.customer_id),
            (Attachment.location_id, query.location_id),
            (Attachment.job_id, query.job_id),
            (Attachment.equipment_id, query.equipment_id),
            (Attachment.project_id, query.project_id),
            (Attachment.kind, query.kind),
        ):
            if value is not None:
                found.append(column == value)
        if query.folder_id is not None:
            found += in_folder(query.folder_id)
        if query.opened:
            found.append(Attachment.id.in_(lately_opened(self._desk)))
        if query.customer_id is None:
            gone = exists().where(Customer.id == Attachment.customer_id, Customer.deleted_at.is_not(None))
            found.append(~gone)
        at = func.coalesce(Attachment.taken_at, Attachment.added_at)
        if query.date_from is not None:
            found.append(at >= self._begin(query.date_from))
        if query.date_to is not None:
            found.append(at < self._begin(query.date_to + timedelta(days=1)))
        if named := [_has(word) for word in words(query.text)]:
            found.append(or_(and_(*named), Attachment.id.in_(self._inside(query))))
        return found

    def _inside(self, query: FileFilter) -> list[int]:
        """The newest files with the text in them: by the index that searches everything."""
        asked = wanted(query.text)
        if asked is None:
            return []
        where = "r.customer_id = :customer_id" if query.customer_id is not None else ""
        with self._desk.read() as session:
            return newest(session, "attachment", asked, _INSIDE, where, {"customer_id": query.customer_id})

    def _begin(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._desk.zone).astimezone(UTC)

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, FileRow]:
        return rows_of(session, ids)


def recent(desk: Desk, limit: int = 20, customer_id: int | None = None) -> tuple[FileRow, ...]:
    """The files that were added last, of everyone or of one customer."""
    desk.need(Permission.FILES_READ)
    files = FileList(desk)
    return tuple(files.first(FileFilter(customer_id=customer_id), Sort("added_at", descending=True), limit))


def files_of(desk: Desk, entity: str, entity_id: int) -> tuple[FileRow, ...]:
    """The files of a record, the newest first: ``job``, ``equipment``, ``note``, ``invoice``, ``location``, …."""
    desk.need(Permission.FILES_READ)
    mine = select(Attachment.id).where(
        _OF[entity] == entity_id, Attachment.deleted_at.is_(None), *seen_by(desk.actor.role)
    )
    with desk.read() as session:
        ids = session.scalars(mine.order_by(Attachment.added_at.desc(), Attachment.id.desc())).all()
        return _ordered(session, ids)


def file_row(desk: Desk, attachment_id: int) -> FileRow | None:
    """One file, or ``None`` where it is gone, in the trash, or not for who asks."""
    desk.need(Permission.FILES_READ)
    return file_rows(desk, [attachment_id]).get(attachment_id)


def file_rows(desk: Desk, ids: Collection[int]) -> dict[int, FileRow]:
    """Some files by id; those that are gone, in the trash, or not for who asks are left out."""
    desk.need(Permission.FILES_READ)
    mine = select(Attachment.id).where(
        Attachment.id.in_(ids), Attachment.deleted_at.is_(None), *seen_by(desk.actor.role)
    )
    with desk.read() as session:
        return {row.id: row for row in _ordered(session, session.scalars(mine).all())}


def folders(desk: Desk, customer_id: int) -> tuple[FolderRow, ...]:
    """The customer's own folders by name, then one for each project, then one for each job with files, newest first.

    A project has its folder from the beginning, with files in it or none.
    """
    desk.need(Permission.FILES_READ)
    there = (Attachment.customer_id == customer_id) & Attachment.deleted_at.is_(None)
    with desk.read() as session:
        count = func.count(Attachment.id)
        counted = select(Attachment.folder_id, count).where(
            there, *seen_by(desk.actor.role), Attachment.folder_id.is_not(None)
        )
        counts = dict(session.execute(counted.group_by(Attachment.folder_id)).all())
        own = session.execute(select(Folder.id, Folder.name, Folder.parent_id).where(Folder.customer_id == customer_id))
        found = [FolderRow(row.id, row.name, row.parent_id, counts.get(row.id, 0), own=True) for row in own]
        found.sort(key=lambda folder: (folder.name.casefold(), folder.id))
        found += _of_projects(session, customer_id, count, [there, *seen_by(desk.actor.role)])
        jobs = session.execute(
            select(Job.id, Job.number, Job.description, count)
            .join(Attachment, Attachment.job_id == Job.id)
            .where(there, *seen_by(desk.actor.role), Attachment.folder_id.is_(None))
            .group_by(Job.id, Job.number, Job.description, Job.serial)
            .order_by(Job.serial.desc(), Job.id.desc())
        )
        found += [FolderRow(-row.id, job_folder(row.number, row.description), None, row[3], own=False) for row in jobs]
    return tuple(found)


def _of_projects(session: Session, customer_id: int, count: Any, seen: list[ColumnElement[bool]]) -> list[FolderRow]:
    inside = (Attachment.project_id == Project.id, Attachment.folder_id.is_(None), Attachment.job_id.is_(None))
    rows = session.execute(
        select(Project.id, Project.number, Project.title, count)
        .outerjoin(Attachment, and_(*inside, *seen))
        .where(Project.customer_id == customer_id, Project.deleted_at.is_(None))
        .group_by(Project.id, Project.number, Project.title, Project.serial)
        .order_by(Project.serial.desc(), Project.id.desc())
    )
    return [
        FolderRow(project_folder(row.id), project_folder_name(row.number, row.title), None, row[3], own=False)
        for row in rows
    ]


def project_folder_name(number: str, title: str) -> str:
    """What the folder of a project is called."""
    return f"Project {number} – {title[:60]}" if title else f"Project {number}"


def job_folder(number: str, description: str) -> str:
    """What the folder of a job is called."""
    first = description.strip().split("\n", 1)[0]
    return f"Job {number} – {first[:60]}" if first else f"Job {number}"


def seen_by(role: Role | None) -> list[ColumnElement[bool]]:
    """What a technician does not see is as if it were not there."""
    return [Attachment.for_technicians.is_(True)] if role is Role.TECHNICIAN else []


def in_folder(folder_id: int) -> Iterator[ColumnElement[bool]]:
    """What lies in a folder, in one kept for a job or project, or in none."""
    if folder_id > 0:
        yield Attachment.folder_id == folder_id
        return
    yield Attachment.folder_id.is_(None)
    if folder_id == TOP:
        yield Attachment.job_id.is_(None)
        yield Attachment.project_id.is_(None)
        return
    name, key = kept_for(folder_id)
    if name == "project_id":
        yield Attachment.job_id.is_(None)
    yield getattr(Attachment, name) == key


def rows_of(session: Session, ids: Sequence[int]) -> dict[int, FileRow]:
    """Rows by id, of whatever files: who asks has looked whether they may be seen."""
    place = Location.__table__.c
    statement = (
        select(
            *(Attachment.__table__.c[name] for name in _COLUMNS),
            StoredFile.size,
            StoredFile.media_type,
            Customer.name.label("company"),
            Job.number.label("job_number"),
            Job.description.label("job_description"),
            Project.number.label("project_number"),
            Project.title.label("project_title"),
            JobTask.name.label("task_name"),
            Technician.name.label("employee"),
            Folder.name.label("folder"),
            Equipment.name.label("equipment"),
            Invoice.number.label("invoice_number"),
            *(place[name] for name in ("street", "street2", "city", "region", "postal_code")),
            place.name.label("location_name"),
        )
        .join(StoredFile, StoredFile.sha256 == Attachment.sha256)
        .join(Customer, Customer.id == Attachment.customer_id)
        .outerjoin(Location, Location.id == Attachment.location_id)
        .outerjoin(Job, Job.id == Attachment.job_id)
        .outerjoin(Project, Project.id == Attachment.project_id)
        .outerjoin(JobTask, JobTask.id == Attachment.task_id)
        .outerjoin(Technician, Technician.id == Attachment.technician_id)
        .outerjoin(Folder, Folder.id == Attachment.folder_id)
        .outerjoin(Equipment, Equipment.id == Attachment.equipment_id)
        .outerjoin(Invoice, Invoice.id == Attachment.invoice_id)
    )
    return {row.id: _row(row) for row in session.execute(statement.where(Attachment.id.in_(ids)))}


_COLUMNS = (
    "id customer_id folder_id location_id job_id task_id equipment_id estimate_id invoice_id note_id sha256 name kind "
    "description for_technicians added_at added_by taken_at version project_id"
).split()


def _row(row: Any) -> FileRow:
    values = {name: getattr(row, name) for name in _COLUMNS}
    folder = row.folder or ""
    if row.folder_id is None and row.job_id is not None:
        values["folder_id"], folder = -row.job_id, job_folder(row.job_number, row.job_description)
    elif row.folder_id is None and row.project_id is not None:
        values["folder_id"] = project_folder(row.project_id)
        folder = project_folder_name(row.project_number, row.project_title)
    return FileRow(
        **values,
        size=row.size,
        media_type=row.media_type,
        location=row.location_name or location_line(row) or "",
        job_number=row.job_number or "",
        task_name=row.task_name or "",
        employee=row.employee or row.added_by,
        company=row.company,
        folder=folder,
        project_number=row.project_number or "",
        equipment=row.equipment or "",
        invoice_number=row.invoice_number or "",
    )


def _ordered(session: Session, ids: Sequence[int]) -> tuple[FileRow, ...]:
    found: dict[int, FileRow] = {}
    for start in range(0, len(ids), CHUNK):
        found |= rows_of(session, ids[start : start + CHUNK])
    return tuple(found[number] for number in ids if number in found)


def _of_job(column: Any) -> ColumnElement[Any]:
    return select(column).where(Job.id == Attachment.job_id).scalar_subquery()


def _of_content(column: Any) -> ColumnElement[Any]:
    return select(column).where(StoredFile.sha256 == Attachment.sha256).scalar_subquery()


def _task_name() -> ColumnElement[Any]:
    return select(JobTask.name).where(JobTask.id == Attachment.task_id).scalar_subquery()


def _employee() -> ColumnElement[Any]:
    named = select(Technician.name).where(Technician.id == Attachment.technician_id).scalar_subquery()
    return func.coalesce(named, Attachment.added_by)


def _has(word: str) -> ColumnElement[bool]:
    jobs = select(Job.id).where(Job.text_key.contains(word, autoescape=True))
    places = select(Location.id).where(Location.text_key.contains(word, autoescape=True))
    projects = select(Project.id).where(Project.text_key.contains(word, autoescape=True))
    tasks = select(JobTask.id).where(func.lower(JobTask.name).contains(word, autoescape=True))
    return or_(
        Attachment.text_key.contains(word, autoescape=True),
        Attachment.job_id.in_(jobs),
        Attachment.project_id.in_(projects),
        Attachment.location_id.in_(places),
        Attachment.task_id.in_(tasks),
    )
