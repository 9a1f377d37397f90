"""What is deleted, and in which order, where something is erased for good; and what of the log goes with it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import delete, false, func, insert, select, text, update
from sqlalchemy.orm import Session

from officedesk.database.attachments.collecting import drop_unused
from officedesk.database.audit import ERASURE
from officedesk.database.changes import recorder_of
from officedesk.database.listing import words_of
from officedesk.models.changes import ChangeLog, ErasedNumber
from officedesk.models.contracts import Contract
from officedesk.models.customers import Contact, Customer, Location, NotepadEntry
from officedesk.models.enums import ChangeAction
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment
from officedesk.models.forms import JobForm
from officedesk.models.listing import CustomerSearch, SearchWord
from officedesk.models.mapping import FoundPlace
from officedesk.models.messages import Message
from officedesk.models.notes import Note, Todo
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.reminders import Notification
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.series import Series
from officedesk.models.text import fold
from officedesk.models.work import Job
from officedesk.services.activity.erasing_files import let_go
from officedesk.services.activity.erasing_settings import forget_remembered
from officedesk.services.activity.stored import TRASHED

# Whatever names another goes before it.
KINDS: Mapping[str, type[Any]] = dict(reversed(TRASHED.items()))
_CHUNK = 400
_AT_ONCE = 5_000
Records = dict[str, set[int]]


def belongings(session: Session, customers: Iterable[int]) -> Records:
    """The customers' documents and payments, in the trash or not, and the customers that were merged into them."""
    ids = sorted(customers)
    for some in chunks(list(ids)):
        ids += session.scalars(select(Customer.id).where(Customer.merged_into_id.in_(some)))
    found: Records = {"customer": set(ids)}
    for word, kind in KINDS.items():
        if word != "customer":
            found[word] = set()
            if "customer_id" not in kind.__table__.c:
                continue
            for some in chunks(ids):
                found[word].update(session.scalars(select(kind.id).where(kind.customer_id.in_(some))))
    return found


def take_away(session: Session, records: Records, numbers: Mapping[tuple[str, int], str]) -> list[str]:
    """Delete the records with all their parts, empty what the log says of them, and log that this was done.

    ``numbers`` (by kind and id) are not given out again. Gives what contents of attachments are stored as that
    nothing names any more: their files go after the commit.
    """
    contents = let_go(session, records)
    customers = sorted(records.get("customer", ()))
    # Names are looked for in what is stored and in what the log says of earlier: both are gone after this.
    doubtful = _words_stored(session, customers)
    ranges: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for customer_id in customers:
        mine = ChangeLog.customer_id == customer_id
        ranges["customer", customer_id] = _empty(session, mine, doubtful)
    for job_id in sorted(records.get("job", ())):
        # Forms go with their job, and what was answered with them.
        mine = (ChangeLog.entity == "form") & ChangeLog.entity_id.in_(_forms_of(session, job_id))
        ranges.setdefault(("job", job_id), []).extend(_empty(session, mine, doubtful))
    for word, ids in records.items():
        for entity_id in sorted(ids):
            mine = (ChangeLog.entity == word) & (ChangeLog.entity_id == entity_id)
            ranges.setdefault((word, entity_id), []).extend(_empty(session, mine, doubtful))
    payments = sorted(records.get("payment", ()))
    # A refund goes before the payment that it gave back.
    for some in chunks(payments):
        session.execute(delete(PaymentAllocation).where(PaymentAllocation.payment_id.in_(some)))
        session.execute(delete(Payment).where(Payment.id.in_(some), Payment.refunds_id.is_not(None)))
    _take_messages(session, customers)
    if customers:
        # Answers of a geocoder hold addresses, former ones too, and name no customer: they can be asked for again.
        session.execute(delete(FoundPlace))
    _leave_projects(session, sorted(records.get("project", ())))
    _leave_contracts(session, sorted(records.get("contract", ())), customers)
    for word, kind in KINDS.items():
        if kind is Equipment:
            _let_go(session, sorted(records.get(word, ())))
        for some in chunks(sorted(records.get(word, ()))):
            told = (Notification.entity == word) & Notification.entity_id.in_(some)
            session.execute(delete(Notification).where(told))
            session.execute(delete(kind).where(kind.id.in_(some)))
    forget_remembered(session, records)
    _keep_numbers(session, numbers)
    _forget_words(session, doubtful)
    _log(session, records, numbers, ranges)
    return drop_unused(session, contents)


def _forms_of(session: Session, job_id: int) -> set[int]:
    """Ids of the forms of a job, also of those that were taken off it: the log alone still knows these."""
    found = set(session.scalars(select(JobForm.id).where(JobForm.job_id == job_id)))
    customer_id = session.scalar(select(Job.customer_id).where(Job.id == job_id))
    told = (ChangeLog.entity == "form") & (ChangeLog.action == ChangeAction.DELETED)
    query = select(ChangeLog.entity_id, ChangeLog.before).where(told, ChangeLog.customer_id == customer_id)
    return found | {row.entity_id for row in session.execute(query) if row.before.get("job_id") == job_id}


def messages_of(session: Session, customers: Iterable[int]) -> int:
    """How many messages these customers have."""
    count = select(func.count()).select_from(Message)
    return sum(session.scalar(count.where(Message.customer_id.in_(some))) or 0 for some in chunks(sorted(customers)))


def _take_messages(session: Session, customers: Sequence[int]) -> None:
    """Messages with their recipients, and the files that are theirs alone; the notes that log them go before."""
    for some in chunks(customers):
        theirs = select(Message.id).where(Message.customer_id.in_(some))
        session.execute(delete(Note).where(Note.message_id.in_(theirs)))
        session.execute(delete(Message).where(Message.customer_id.in_(some)))


def _let_go(session: Session, equipment: Sequence[int]) -> None:
    """Files that stay are no longer about what goes; parts go before what they belong to."""
    for some in chunks(equipment):
        session.execute(update(Attachment).where(Attachment.equipment_id.in_(some)).values(equipment_id=None))
        session.execute(delete(Equipment).where(Equipment.id.in_(some), Equipment.parent_id.is_not(None)))


def _leave_projects(session: Session, projects: Sequence[int]) -> None:
    """Documents, notes and tasks of a project stay with their customer."""
    for some in chunks(projects):
        for kind in (Estimate, Job, Invoice, Note, Todo):
            mine = update(kind).where(kind.project_id.in_(some)).values(project_id=None)
            session.execute(mine.execution_options(synchronize_session=False))


def _leave_contracts(session: Session, contracts: Sequence[int], customers: Sequence[int]) -> None:
    """Visits of a contract stay with their customer; what comes again of it or of an erased customer does not."""
    for some in chunks(contracts):
        for kind in (Job, Contract):
            column = kind.contract_id if kind is Job else Contract.renews_id
            mine = update(kind).where(column.in_(some)).values({column.key: None})
            session.execute(mine.execution_options(synchronize_session=False))
    for column, owners in ((Series.contract_id, contracts), (Series.customer_id, customers)):
        for some in chunks(owners):
            session.execute(delete(Series).where(column.in_(some)).execution_options(synchronize_session=False))


def _words_stored(session: Session, customers: Sequence[int]) -> set[str]:
    found: set[str] = set()
    for some in chunks(customers):
        for kind, column in ((Customer, Customer.id), (Contact, Contact.customer_id), (Location, Location.customer_id)):
            for row in session.execute(select(*kind.__table__.c).where(column.in_(some))):
                found |= words_of(fold(value) for value in row if isinstance(value, str))
        notes = session.scalars(select(NotepadEntry.text).where(NotepadEntry.customer_id.in_(some)))
        found |= words_of(map(fold, notes))
    return found


def _empty(session: Session, mine: Any, doubtful: set[str]) -> list[tuple[int, int]]:
    """Empty rows of the log and tell which, as ranges of ids; adds their words to ``doubtful``."""
    ids: list[int] = []
    query = select(ChangeLog.id, ChangeLog.label, ChangeLog.before, ChangeLog.after)
    rows = session.execute(query.where(mine, ChangeLog.erased.is_(false())).order_by(ChangeLog.id)).all()
    for row in rows:
        ids.append(row.id)
        doubtful |= words_of(fold(said) for said in _strings((row.label, row.before, row.after)))
    for some in chunks(ids):
        session.execute(
            update(ChangeLog)
            .where(ChangeLog.id.in_(some))
            .values(label="", before={}, after={}, erased=True)
            .execution_options(synchronize_session=False)
        )
    return _ranges(ids)


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


def _ranges(ids: Sequence[int]) -> list[tuple[int, int]]:
    if not ids:
        return []
    starts = [ids[0], *(after for before, after in pairwise(ids) if after != before + 1)]
    ends = [*(before for before, after in pairwise(ids) if after != before + 1), ids[-1]]
    return list(zip(starts, ends, strict=True))


def _keep_numbers(session: Session, numbers: Mapping[tuple[str, int], str]) -> None:
    rows = [{"kind": kind, "number": number} for (kind, _), number in sorted(numbers.items()) if number]
    there = {tuple(row) for row in session.execute(select(ErasedNumber.kind, ErasedNumber.number))} if rows else set()
    new = [row for row in rows if (row["kind"], row["number"]) not in there]
    if new:
        session.execute(insert(ErasedNumber), new)


def _forget_words(session: Session, doubtful: set[str]) -> None:
    """Words that only the erased customers were found by are no longer suggested to whoever misspells."""
    left = set(doubtful)
    last = 0
    while left and (
        rows := session.execute(
            select(CustomerSearch.customer_id, CustomerSearch.body)
            .where(CustomerSearch.customer_id > last)
            .order_by(CustomerSearch.customer_id)
            .limit(_AT_ONCE)
        ).all()
    ):
        last = rows[-1].customer_id
        for row in rows:
            left.difference_update(row.body.split())
    sqlite = session.get_bind().dialect.name == "sqlite"
    for some in chunks(sorted(left)):
        known = session.execute(select(SearchWord.id, SearchWord.word).where(SearchWord.word.in_(some))).all()
        if sqlite and known:
            # The text index of the words has no content of its own: it is told what to forget.
            session.execute(
                text("INSERT INTO search_word_fts(search_word_fts, rowid, word) VALUES('delete', :id, :word)"),
                [{"id": row.id, "word": f"^{row.word}$"} for row in known],
            )
        session.execute(delete(SearchWord).where(SearchWord.id.in_([row.id for row in known])))


def _log(
    session: Session,
    records: Records,
    numbers: Mapping[tuple[str, int], str],
    ranges: Mapping[tuple[str, int], list[tuple[int, int]]],
) -> None:
    recorder = recorder_of(session)
    for word in TRASHED:
        for entity_id in sorted(records.get(word, ())):
            gone = ranges.get((word, entity_id), [])
            if recorder is not None:
                number = numbers.get((word, entity_id), "")
                recorder.sum_up(
                    recorder.key,
                    {
                        "action": ChangeAction.DELETED,
                        "entity": word,
                        "entity_id": entity_id,
                        "customer_id": entity_id if word == "customer" else None,
                        # Numbers stay; names do not.
                        "label": f"{word.capitalize()} {number}".strip(),
                        "after": {ERASURE: gone},
                    },
                )


def chunks(ids: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Ids in bites that a statement takes."""
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
