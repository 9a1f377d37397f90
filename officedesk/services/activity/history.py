"""The office's audit trail: who changed what, when, at which desktop; and whether it is as it was written."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, select
from sqlalchemy.orm import Session

from officedesk.database import audit
from officedesk.models.changes import ChangeLog
from officedesk.models.company import User
from officedesk.models.customers import Customer
from officedesk.models.enums import ChangeAction
from officedesk.models.forms import JobForm
from officedesk.models.pipeline import Lead
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.text import words
from officedesk.models.work import Job
from officedesk.services.activity.chain import Chain, floor_of
from officedesk.services.activity.names import Names, sides_of
from officedesk.services.activity.rows import HistoryChoices, HistoryFilter, HistoryRow, SealReport
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.sqllist import SqlList

_COLUMNS = (
    "id", "at", "user_id", "actor", "desktop", "action", "entity", "entity_id", "customer_id", "label", "before",
    "after", "transaction_key", "undoes", "erased", "seal",
)  # fmt: skip


class HistoryList(SqlList[HistoryFilter, HistoryRow]):
    """All changes of the office, sorted by ``at`` alone."""

    permission = Permission.AUDIT_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return ChangeLog.id

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        return {"at": (ChangeLog.at,)}[column]

    def _where(self, query: HistoryFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if query.user_id is not None:
            found.append(ChangeLog.user_id == query.user_id)
        if query.desktop:
            found.append(ChangeLog.desktop == query.desktop)
        if query.entity:
            found.append(ChangeLog.entity == query.entity)
        if query.action:
            found.append(ChangeLog.action == ChangeAction(query.action))
        if query.date_from is not None:
            found.append(ChangeLog.at >= self._desk.start_of(query.date_from))
        if query.date_to is not None:
            found.append(ChangeLog.at < self._desk.start_of(query.date_to + timedelta(days=1)))
        # Names are not folded here: upper and lower case are the same, accents are not.
        found += [ChangeLog.label.icontains(word, autoescape=True) for word in words(query.text)]
        return found

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, HistoryRow]:
        query = select(*(getattr(ChangeLog, name) for name in _COLUMNS), Customer.name.label("customer"))
        found = session.execute(
            query.outerjoin(Customer, Customer.id == ChangeLog.customer_id).where(ChangeLog.id.in_(ids))
        ).all()
        return {row.id: row for row in told(session, found)}


def told(session: Session, rows: Sequence[Any]) -> list[HistoryRow]:
    """Rows of the change log as they are shown."""
    sides = {row.id: sides_of(row) for row in rows}
    names = Names(session, (side for both in sides.values() for side in both))
    chain = Chain(session)
    return [
        HistoryRow(
            id=row.id,
            at=row.at,
            actor=row.actor,
            action=row.action.value,
            entity=row.entity,
            entity_id=row.entity_id,
            label=row.label,
            before=names.told(sides[row.id][0]),
            after=names.told(sides[row.id][1]),
            desktop=row.desktop,
            user_id=row.user_id,
            customer_id=row.customer_id,
            customer=getattr(row, "customer", "") or "",
            transaction_key=row.transaction_key,
            undone=not chain.counts(row.transaction_key),
            undoes=row.undoes is not None,
            erased=row.erased,
            sealed=bool(row.seal),
        )
        for row in rows
    ]


def of_customer(desk: Desk, customer_id: int, before_id: int | None = None, limit: int = 200) -> list[HistoryRow]:
    """What was changed of a customer and its documents, newest first; ``before_id`` asks for the rows after.

    What was changed of customers that were merged into it is told too.
    """
    desk.need(Permission.HISTORY_READ)
    query = select(*(getattr(ChangeLog, name) for name in _COLUMNS))
    if before_id is not None:
        query = query.where(ChangeLog.id < before_id)
    with desk.read() as session:
        merged = session.scalars(select(Customer.id).where(Customer.merged_into_id == customer_id)).all()
        query = query.where(ChangeLog.customer_id.in_([customer_id, *merged]))
        return told(session, session.execute(query.order_by(ChangeLog.id.desc()).limit(limit)).all())


def of_job(desk: Desk, job_id: int, limit: int = 50) -> list[HistoryRow]:
    """What was changed of a job and of its forms, newest first."""
    desk.need(Permission.HISTORY_READ)
    with desk.read() as session:
        forms = session.scalars(select(JobForm.id).where(JobForm.job_id == job_id)).all()
        mine = (ChangeLog.entity == "job") & (ChangeLog.entity_id == job_id)
        if forms:
            mine |= (ChangeLog.entity == "form") & ChangeLog.entity_id.in_(forms)
        query = select(*(getattr(ChangeLog, name) for name in _COLUMNS)).where(mine)
        return told(session, session.execute(query.order_by(ChangeLog.id.desc()).limit(limit)).all())


def of_project(desk: Desk, project_id: int, limit: int = 60) -> list[HistoryRow]:
    """What was changed of a project, its leads and the documents that belong to it, newest first."""
    desk.need(Permission.HISTORY_READ)
    query = select(*(getattr(ChangeLog, name) for name in _COLUMNS))
    mine = (ChangeLog.entity == "project") & (ChangeLog.entity_id == project_id)
    with desk.read() as session:
        for word, kind in (("lead", Lead), ("estimate", Estimate), ("job", Job), ("invoice", Invoice)):
            ids = session.scalars(select(kind.id).where(kind.project_id == project_id)).all()
            if ids:
                mine |= (ChangeLog.entity == word) & ChangeLog.entity_id.in_(ids)
        newest = query.where(mine).order_by(ChangeLog.at.desc(), ChangeLog.id.desc()).limit(limit)
        return told(session, session.execute(newest).all())


def choices(desk: Desk) -> HistoryChoices:
    """Users, and the desktops at which something was changed lately."""
    desk.need(Permission.AUDIT_READ)
    with desk.read() as session:
        users = session.execute(select(User.id, User.name).order_by(User.name, User.id)).all()
        lately = select(ChangeLog.desktop).where(ChangeLog.id > floor_of(session)).distinct()
        desktops = sorted(name for name in session.scalars(lately) if name)
    return HistoryChoices(tuple((row.id, row.name) for row in users), tuple(desktops))


def look_at_seals(
    desk: Desk,
    progress: Callable[[int, int], None] | None = None,
    noted: Iterable[tuple[int, str]] = (),
) -> SealReport:
    """Read the whole history and tell whether anybody changed it. ``noted``: ids and seals from an earlier look."""
    desk.need(Permission.AUDIT_READ)
    with desk.read() as session:
        found = audit.verify(session, progress, noted)
    return SealReport(
        found.ok,
        found.rows,
        found.rows - found.sealed,
        found.last_id,
        found.seal,
        tuple((one.row_id, one.text) for one in found.broken),
    )
