"""Erasing for good what lies in the trash: for admins, after a typed confirmation.

A customer goes with everything that belongs to them: people, places, notes, estimates, jobs, drafts and payments, what
searches know of them and what the history said of them. Numbers and ids are not given out again, and the history still
holds together. A customer with issued invoices can be archived, never erased.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, null, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from officedesk.database import sweeping
from officedesk.database.attachments import collecting
from officedesk.database.recorded import RECORDS
from officedesk.errors import InvalidInput, NotAllowed, OfficeError
from officedesk.models.changes import ChangeLog
from officedesk.models.company import Setting
from officedesk.models.contracts import Contract, Plan
from officedesk.models.customers import Customer
from officedesk.models.enums import ChangeAction, InvoiceState
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment
from officedesk.models.mapping import TimeEntry
from officedesk.models.notes import Note
from officedesk.models.payments import Payment
from officedesk.models.pipeline import Lead
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.text import fold
from officedesk.models.work import Job
from officedesk.services.activity.erasing import KINDS, Records, belongings, chunks, messages_of, take_away
from officedesk.services.activity.erasing_files import reason_to_stay
from officedesk.services.activity.rows import Erased, ErasePlan
from officedesk.services.activity.stored import TRASHED
from officedesk.services.activity.trash import record_of
from officedesk.services.desk import Desk
from officedesk.services.office.settings import store
from officedesk.services.permissions import Permission

_ADDING = timedelta(minutes=10)
"""A content may lie there for so long before it is listed."""
TRACES = "erase.traces"
"""Setting of the office while the unused space of its file may hold something that was erased."""
_COUNTED = (
    ("estimate", "estimates"),
    ("job", "jobs"),
    ("invoice", "invoice drafts"),
    ("payment", "payments"),
    ("task", "tasks"),
    ("note", "notes"),
    ("equipment", "pieces of equipment"),
    ("geofence", "geofences"),
    ("plan", "plans"),
    ("contract", "contracts"),
    ("time_entry", "time entries"),
    ("attachment", "files"),
    ("project", "projects"),
    ("lead", "leads"),
    ("reminder", "reminders"),
)


def plan(desk: Desk, rows: Sequence[int]) -> ErasePlan:
    """What erasing these rows of the trash would take away, and the word that has to be typed for it."""
    desk.need(Permission.ERASE)
    with desk.read() as session:
        chosen, refused = _chosen(session, rows)
        return _plan(session, chosen, refused)


def erase(desk: Desk, rows: Sequence[int], typed: str, progress: Callable[[str], None] | None = None) -> Erased:
    """Erase these rows of the trash for good; ``typed`` is the word of :func:`plan`. It cannot be undone.

    What may not be erased stays and is told. ``progress`` hears what is done next. Raises :class:`InvalidInput` for
    another word, :class:`NotAllowed` where nothing may be erased.
    """
    desk.need(Permission.ERASE)
    tell = progress or (lambda what: None)
    tell("Erasing")
    try:
        with desk.write() as session:
            if session.get_bind().dialect.name == "sqlite":
                session.connection().exec_driver_sql(sweeping.OVERWRITE)
            chosen, refused = _chosen(session, rows, lock=True)
            wanted = _plan(session, chosen, refused)
            if not any(chosen.values()):
                raise NotAllowed(refused[0] if refused else "There is nothing to erase.")
            if fold(typed) != fold(wanted.word):
                raise InvalidInput({"typed": f"Type {wanted.word} to erase for good."})
            records = _with_belongings(session, chosen)
            numbers, owners = _known(session, records)
            contents = take_away(session, records, numbers)
            store(session, TRACES, True)
    except IntegrityError:
        raise NotAllowed(
            "Other records name what would be erased.", hint="Look at the papers of these customers."
        ) from None
    tell("Cleaning the office file")
    done = tuple((word, key, owners.get((word, key), 0)) for word, ids in records.items() for key in sorted(ids))
    try:
        collecting.remove(desk.database, desk.actor, contents)
        clean(desk)
    except OfficeError:
        # Somebody reads or writes just now: the note stays, and the Trash page offers to try again.
        return Erased(done, tuple(refused), clean=False)
    return Erased(done, tuple(refused))


def traces(desk: Desk) -> bool:
    """Whether the unused space of the office file may still hold something that was erased."""
    desk.need(Permission.TRASH_READ)
    with desk.read() as session:
        return bool(session.scalar(select(exists().where(_TRACES))))


def clean(desk: Desk) -> None:
    """Take what was erased out of the unused space of the office file, and contents of files that nothing lists.

    Raises a known error where the office is busy.
    """
    desk.need(Permission.ERASE)
    collecting.collect_files(desk.database, desk.actor, _ADDING)
    sweeping.sweep(desk.database)
    with desk.write() as session:
        for note in session.scalars(select(Setting).where(_TRACES)):
            session.delete(note)


def gone(desk: Desk, records: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
    """Which of these records (kind, id) were erased for good: what desktops keep of them is thrown away."""
    desk.need(Permission.CUSTOMERS_READ)
    found = set()
    with desk.read() as session:
        for word, key in records:
            kind = KINDS.get(word)
            if kind is None or session.scalar(select(kind.id).where(kind.id == key)) is not None:
                continue
            told = (
                (ChangeLog.entity == word) & (ChangeLog.entity_id == key) & (ChangeLog.action == ChangeAction.DELETED)
            )
            if session.scalar(select(exists().where(told))):
                found.add((word, key))
    return found


_TRACES = (Setting.key == TRACES) & Setting.user_id.is_(None)


def _chosen(session: Session, rows: Sequence[int], *, lock: bool = False) -> tuple[Records, list[str]]:
    """What of ``rows`` may be erased, and why the rest may not. Papers of an erased customer are not looked at."""
    wanted: Records = {word: set() for word in KINDS}
    for row in rows:
        word, key = record_of(row)
        wanted[word].add(key)
    chosen: Records = {word: set() for word in KINDS}
    refused = []
    for word in ("customer", *(word for word in KINDS if word != "customer")):
        kind = KINDS[word]
        for key in sorted(wanted[word], reverse=word == "equipment"):
            record = session.get(kind, key, with_for_update=True if lock else None)
            if record is None:
                continue
            if word != "customer" and getattr(record, "customer_id", None) in chosen["customer"]:
                continue
            reason = _reason(session, record, chosen)
            if reason:
                refused.append(reason)
            else:
                chosen[word].add(key)
    return chosen, refused


def _reason(session: Session, record: Any, chosen: Records) -> str:
    """Why a record may not be erased; empty where it may."""
    name = _name(record)
    if record.deleted_at is None:
        return f"{name} is not in the trash."
    if isinstance(record, Customer):
        return _reason_of_customer(session, record)
    if isinstance(record, Attachment):
        return reason_to_stay(session, record)
    if isinstance(record, Invoice) and record.state is not InvoiceState.DRAFT:
        return f"{name} was issued and stays."
    for kind, column, word, what in _NAMING:
        if isinstance(record, kind):
            named_by = KINDS[word]
            query = select(exists().where(column == record.id, named_by.id.not_in(chosen[word] or {0})))
            if session.scalar(query):
                return f"{name} stays: {what} stands on it, in the trash or not."
    return ""


_NAMING: tuple[tuple[type[Any], Any, str, str], ...] = (
    (Estimate, Job.estimate_id, "job", "a job"),
    (Estimate, Invoice.estimate_id, "invoice", "an invoice"),
    (Job, Invoice.job_id, "invoice", "an invoice"),
    (Job, TimeEntry.job_id, "time_entry", "time on a timesheet"),
    (Invoice, Invoice.credits_id, "invoice", "a credit note"),
    (Payment, Payment.refunds_id, "payment", "a refund"),
    (Equipment, Equipment.parent_id, "equipment", "a part"),
    (Plan, Contract.plan_id, "contract", "a membership"),
)


def _reason_of_customer(session: Session, record: Customer) -> str:
    issued = (Invoice.customer_id == record.id) & (Invoice.state != InvoiceState.DRAFT)
    if session.scalar(select(exists().where(issued))):
        return f"{record.name} has issued invoices, so they can be archived but not erased."
    paid = (Payment.customer_id == record.id) & Payment.deleted_at.is_(None)
    if session.scalar(select(exists().where(paid))):
        return f"{record.name} has payments. Delete those first."
    if session.scalar(select(exists().where(Customer.parent_id == record.id))):
        return f"{record.name} pays the bills of another customer. Choose another payer there first."
    return ""


def _name(record: Any) -> str:
    return RECORDS[type(record)][1](record)


def _with_belongings(session: Session, chosen: Records) -> Records:
    found = belongings(session, chosen["customer"])
    for some in chunks(sorted(chosen["job"])):
        found["note"].update(session.scalars(select(Note.id).where(Note.job_id.in_(some))))
    for some in chunks(sorted(chosen["project"])):
        found["lead"].update(session.scalars(select(Lead.id).where(Lead.project_id.in_(some))))
    return {word: found[word] | chosen[word] for word in KINDS}


def _plan(session: Session, chosen: Records, refused: list[str]) -> ErasePlan:
    names = []
    for word in TRASHED:
        for key in sorted(chosen[word]):
            record = session.get(KINDS[word], key)
            if record is not None:
                names.append(_name(record))
    records = _with_belongings(session, chosen)
    counts = tuple((text, len(records[word])) for word, text in _COUNTED if records[word])
    if sent := messages_of(session, records["customer"]):
        counts += (("messages", sent),)
    word = names[0] if len(names) == 1 else f"erase {len(names)}"
    return ErasePlan(word, tuple(names), counts, tuple(refused))


def _known(session: Session, records: Records) -> tuple[dict[tuple[str, int], str], dict[tuple[str, int], int]]:
    """Numbers, and whose they were."""
    numbers: dict[tuple[str, int], str] = {}
    owners: dict[tuple[str, int], int] = {}
    for word, ids in records.items():
        kind = KINDS[word]
        owner = kind.id if kind is Customer else getattr(kind, "customer_id", null())
        for key in sorted(ids):
            number = getattr(kind, "number", null())
            row = session.execute(select(number, owner).where(kind.id == key)).one()
            owners[word, key] = row[1] or 0
            if row[0]:
                numbers[word, key] = row[0]
    return numbers, owners
