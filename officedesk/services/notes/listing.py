"""The list of notes: pinned ones stay on top, however it is sorted."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, or_, select
from sqlalchemy.orm import Session

from officedesk.models.customers import Location
from officedesk.models.enums import NoteKind
from officedesk.models.notes import Note
from officedesk.models.text import words
from officedesk.models.work import Job, JobTask
from officedesk.services.notes.reading import rows_by_id
from officedesk.services.notes.rows import NoteFilter, NoteRow
from officedesk.services.permissions import Permission
from officedesk.services.sqllist import SqlList


class NoteList(SqlList[NoteFilter, NoteRow]):
    """Notes that are not in the trash.

    Sorts by every column: ``at``, ``location``, ``text``, ``author``, ``job_number``, ``task_name`` and ``kind``.
    """

    permission = Permission.CUSTOMERS_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Note.id

    def _on_top(self) -> Sequence[ColumnElement[Any]]:
        return (Note.pinned.desc(),)

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        return {
            "at": (Note.at,),
            "location": (_of(Location.text_key, Location.id == _place()),),
            "text": (Note.text_key,),
            "author": (Note.author, Note.at),
            "job_number": (_of(Job.serial, Job.id == Note.job_id), Note.at),
            "task_name": (_of(JobTask.name, JobTask.id == Note.task_id), Note.at),
            "kind": (case({member.value: at for at, member in enumerate(NoteKind)}, value=Note.kind), Note.at),
        }[column]

    def _where(self, query: NoteFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Note.deleted_at.is_(None)]
        if query.customer_id is not None:
            found.append(Note.customer_id == query.customer_id)
        if query.location_id is not None:
            found.append(_place() == query.location_id)
        if query.kind is not None:
            found.append(Note.kind == query.kind)
        return found + [_has(word) for word in words(query.text)]

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, NoteRow]:
        return rows_by_id(session, ids, self._desk.actor.role)


def count_notes(session: Session, customer_id: int, location_id: int | None = None) -> int:
    """How many notes a customer has, or one of their locations with its jobs: the number in the tab's label."""
    query = select(func.count()).where(Note.customer_id == customer_id, Note.deleted_at.is_(None))
    if location_id is not None:
        query = query.where(_place() == location_id)
    return int(session.scalar(query) or 0)


def _of(column: Any, where: ColumnElement[bool]) -> ColumnElement[Any]:
    return select(column).where(where).correlate(Note).scalar_subquery()


def _place() -> ColumnElement[Any]:
    """Where a note belongs, without a join: only who filters or sorts by it pays for it."""
    return case((Note.kind == NoteKind.JOB, _of(Job.location_id, Job.id == Note.job_id)), else_=Note.location_id)


def _has(word: str) -> ColumnElement[bool]:
    """A word is part of the note, its address, or its job's number."""
    there = select(Location.id).where(Location.text_key.contains(word, autoescape=True))
    jobs = select(Job.id).where(Job.number.icontains(word, autoescape=True))
    return or_(Note.text_key.contains(word, autoescape=True), _place().in_(there), Note.job_id.in_(jobs))
