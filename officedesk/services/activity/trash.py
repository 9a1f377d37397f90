"""The trash: what was deleted and can come back."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, case, func, literal, null, select
from sqlalchemy.orm import Session, aliased

from officedesk.database.recorded import beginning
from officedesk.errors import NotAllowed, OfficeError
from officedesk.models.base import Table
from officedesk.models.changes import ChangeLog
from officedesk.models.company import Technician
from officedesk.models.contracts import Contract, Plan
from officedesk.models.customers import Customer
from officedesk.models.enums import InvoiceKind, PaymentKind
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment
from officedesk.models.mapping import Geofence, TimeEntry
from officedesk.models.notes import Note, Todo
from officedesk.models.payments import Payment
from officedesk.models.pipeline import Lead, Project
from officedesk.models.reminders import Reminder
from officedesk.models.sales import Invoice
from officedesk.models.text import fold, words
from officedesk.services.activity.rows import Restored, TrashFilter, TrashRow
from officedesk.services.activity.stored import TRASHED
from officedesk.services.contracts.deleting import restore_contract
from officedesk.services.contracts.plans import restore_plan
from officedesk.services.customers import editing
from officedesk.services.desk import Desk
from officedesk.services.equipment.editing import restore_equipment
from officedesk.services.files import editing as files
from officedesk.services.mapping.fences import restore_fence
from officedesk.services.mapping.time_editing import restore_time
from officedesk.services.notes import writing
from officedesk.services.paging import Footer, Sort
from officedesk.services.permissions import Permission
from officedesk.services.projects.editing import restore_project
from officedesk.services.projects.leads import restore_lead
from officedesk.services.reminders.editing import restore_reminders
from officedesk.services.sales import estimate_store, invoice_store, payments
from officedesk.services.tasks.editing import restore_tasks
from officedesk.services.work import job_store

_WORDS = tuple(TRASHED)
_ROOM = 32
"""More than there are kinds: the id of a row is that of its record times this, and the place of its kind."""
_CHUNK = 400


def row_id(kind: str, entity_id: int) -> int:
    """What lists call a record in the trash."""
    return entity_id * _ROOM + _WORDS.index(kind)


def record_of(row: int) -> tuple[str, int]:
    """Kind and id of the record that lists call ``row``."""
    return _WORDS[row % _ROOM], row // _ROOM


class TrashList:
    """Everything in the trash, whatever it is. Sorts by ``at``, ``kind``, ``name``, ``customer`` and ``amount``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def first(self, query: TrashFilter, sort: Sort, limit: int) -> list[TrashRow]:
        self._desk.need(Permission.TRASH_READ)
        return self.rows(self._sorted(query, sort)[:limit])

    def ids(self, query: TrashFilter, sort: Sort) -> "array[int]":
        self._desk.need(Permission.TRASH_READ)
        return self._sorted(query, sort)

    def rows(self, ids: Sequence[int]) -> list[TrashRow]:
        self._desk.need(Permission.TRASH_READ)
        found: dict[int, TrashRow] = {}
        with self._desk.read() as session:
            for number, word in enumerate(_WORDS):
                wanted = [row // _ROOM for row in ids if row % _ROOM == number]
                for start in range(0, len(wanted), _CHUNK):
                    found |= _read(session, word, wanted[start : start + _CHUNK])
        return [found[row] for row in ids if row in found]

    def footer(self, query: TrashFilter) -> Footer:
        self._desk.need(Permission.TRASH_READ)
        return Footer(len(self._sorted(query, Sort("at", True))))

    def _sorted(self, query: TrashFilter, sort: Sort) -> "array[int]":
        # Few things lie in the trash, and of several kinds: they are sorted here.
        wanted = words(query.text)
        found: list[tuple[Any, int]] = []
        with self._desk.read() as session:
            for word, kind in TRASHED.items():
                if query.kind in ("", word):
                    for row in session.execute(_trashed(kind, *self._days(kind, query))):
                        key = row_id(word, row.id)
                        body = fold(f"{row.name} {row.detail} {row.customer}") if wanted else ""
                        if all(part in body for part in wanted):
                            found.append((_key(sort.column, word, row), key))
        found.sort(reverse=sort.descending)
        return array("q", [key for _, key in found])

    def _days(self, kind: type[Any], query: TrashFilter) -> Iterator[Any]:
        if query.date_from is not None:
            yield kind.deleted_at >= self._desk.start_of(query.date_from)
        if query.date_to is not None:
            yield kind.deleted_at < self._desk.start_of(query.date_to + timedelta(days=1))


def restore(desk: Desk, rows: Sequence[int]) -> Restored:
    """Bring things back, as :class:`TrashList` calls them; what is refused does not keep the others.

    Each as its own use case does it: where work is billed elsewhere by now its draft stays, and papers come back
    only with their customer.
    """
    desk.need(Permission.TRASH_READ)
    done, refused = [], []
    for row in sorted(set(rows), key=lambda row: (row % _ROOM, row)):
        kind, entity_id = record_of(row)
        try:
            customer_id = _check_customer(desk, kind, entity_id)
            _RESTORE[kind](desk, entity_id)
        except OfficeError as error:
            refused.append(str(error))
        else:
            done.append((kind, entity_id, customer_id))
    return Restored(tuple(done), tuple(refused))


def _check_customer(desk: Desk, kind: str, entity_id: int) -> int:
    if kind == "customer":
        return entity_id
    table = TRASHED[kind]
    if "customer_id" not in table.__table__.c:
        return 0
    with desk.read() as session:
        owner = session.execute(
            select(Customer.id, Customer.name, Customer.deleted_at)
            .join(table, table.customer_id == Customer.id)
            .where(table.id == entity_id)
        ).first()
    if owner is not None and owner.deleted_at is not None:
        raise NotAllowed(f"{owner.name} is in the trash too.", hint="Restore the customer first.")
    return owner.id if owner is not None else 0


_RESTORE: dict[str, Callable[[Desk, int], object]] = {
    "customer": lambda desk, entity_id: editing.restore(desk, [entity_id]),
    "estimate": estimate_store.restore_estimate,
    "job": job_store.restore_job,
    "invoice": invoice_store.restore_draft,
    "payment": payments.restore_payment,
    "note": writing.restore_note,
    "task": lambda desk, entity_id: restore_tasks(desk, [entity_id]),
    "equipment": restore_equipment,
    "geofence": restore_fence,
    "plan": restore_plan,
    "contract": restore_contract,
    "project": restore_project,
    "lead": restore_lead,
    "attachment": lambda desk, entity_id: files.restore(desk, [entity_id]),
    "reminder": lambda desk, entity_id: restore_reminders(desk, [entity_id]),
    "time_entry": lambda desk, entity_id: restore_time(desk, [entity_id]),
}
PLAIN: dict[str, tuple[Any, Any]] = {
    "equipment": (
        Equipment.name,
        func.trim(Equipment.manufacturer + " " + Equipment.model + " " + Equipment.serial_number),
    ),
    "geofence": (Geofence.name, literal("")),
    "plan": (Plan.name, Plan.description),
    "contract": (Contract.name, literal("Contract ") + Contract.number),
    "project": (literal("Project ") + Project.number, Project.title),
    "lead": (case((Lead.description != "", func.substr(Lead.description, 1, 200)), else_=literal("Lead")), Lead.source),
    "attachment": (Attachment.name, Attachment.description),
    "task": (Todo.text, literal("")),
    "note": (case((Note.subject != "", Note.subject), else_=func.substr(Note.text, 1, 200)), Note.author),
    "reminder": (Reminder.subject, Reminder.description),
    "time_entry": (
        select(Technician.name).where(Technician.id == TimeEntry.technician_id).scalar_subquery(),
        TimeEntry.note,
    ),
}
"""What has no number and no amount: what it is called by, and what more is told of it. It may be nobody's."""


def _key(column: str, word: str, row: Any) -> Any:
    if column == "at":
        return row.deleted_at
    if column == "kind":
        return (_WORDS.index(word), row.deleted_at)
    if column == "amount":
        return row.amount if row.amount is not None else -1
    return fold(str(getattr(row, column)))


def _trashed(kind: type[Any], *where: Any) -> Select[*tuple[Any, ...]]:
    owner = aliased(Customer)
    if kind is Customer:
        columns: tuple[Any, ...] = (Customer.name, Customer.number.label("detail"), literal("").label("customer"))
        amount: Any = null().label("amount")
        query = select(Customer.id, Customer.id.label("customer_id"), Customer.deleted_at, *columns, amount)
        # Who was merged is not deleted: undoing the merge brings them back.
        query = query.where(Customer.merged_into_id.is_(None))
    elif plain := next((word for word in PLAIN if TRASHED[word] is kind), ""):
        columns = (PLAIN[plain][0].label("name"), PLAIN[plain][1].label("detail"))
        named = func.coalesce(owner.name, "").label("customer")
        # A plan is the office's own.
        of: Any = getattr(kind, "customer_id", null()).label("customer_id")
        query = select(kind.id, of, kind.deleted_at, *columns, named, null().label("amount"))
        query = query.outerjoin(owner, owner.id == of)
    else:
        detail = Payment.reference if kind is Payment else kind.description
        amount = (Payment.amount if kind is Payment else kind.total).label("amount")
        name = func.coalesce(kind.number, literal("")).label("name")
        columns = (name, detail.label("detail"), owner.name.label("customer"))
        query = select(kind.id, kind.customer_id, kind.deleted_at, *columns, amount).join(
            owner, owner.id == kind.customer_id
        )
        if kind in (Invoice, Payment):
            query = query.add_columns(kind.kind)
    return query.where(kind.deleted_at.is_not(None), *where)


def _read(session: Session, word: str, ids: Sequence[int]) -> dict[int, TrashRow]:
    kind: type[Table] = TRASHED[word]
    last = (
        select(func.max(ChangeLog.id))
        .where(ChangeLog.entity == word, ChangeLog.entity_id.in_(ids))
        .group_by(ChangeLog.entity_id)
    )
    who = dict(session.execute(select(ChangeLog.entity_id, ChangeLog.actor).where(ChangeLog.id.in_(last))).all())
    return {
        row_id(word, row.id): TrashRow(
            id=row_id(word, row.id),
            kind=word,
            entity_id=row.id,
            name=_name(word, row),
            detail=f"No. {row.detail}" if word == "customer" else row.detail,
            customer_id=row.customer_id or 0,
            customer=row.customer,
            amount=row.amount,
            at=row.deleted_at,
            actor=who.get(row.id, ""),
        )
        for row in session.execute(_trashed(kind, kind.id.in_(ids)))
    }


def _name(word: str, row: Any) -> str:
    if word in ("customer", "equipment", "geofence", "plan", "contract"):
        return str(row.name)
    if word in PLAIN:
        return beginning(row.name)
    if word == "invoice":
        return {InvoiceKind.CREDIT_NOTE: "Credit note draft", InvoiceKind.DEPOSIT: "Deposit invoice draft"}.get(
            row.kind, "Invoice draft"
        )
    if word == "payment" and row.kind is PaymentKind.REFUND:
        return f"Refund {row.name}"
    return f"{word.capitalize()} {row.name}"
