"""The list of messages, and one message to read."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, case, func, select
from sqlalchemy.orm import Session

from officedesk.models.company import User
from officedesk.models.customers import Customer
from officedesk.models.enums import Channel, MessageStatus, RecipientKind
from officedesk.models.listing import CustomerListing
from officedesk.models.messages import Message, MessageFile
from officedesk.models.sales import Invoice
from officedesk.models.text import words
from officedesk.services.desk import Desk
from officedesk.services.messaging.documents import KINDS, title
from officedesk.services.messaging.drafts import Address
from officedesk.services.messaging.store import load
from officedesk.services.permissions import Permission
from officedesk.services.sqllist import SqlList, company_key


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """``status`` and ``channel`` ``None``: all. ``open``: only what waits, is being sent, failed or is unsure.

    ``trouble``: only what failed or is unsure.
    """

    customer_id: int | None = None
    text: str = ""
    channel: Channel | None = None
    status: MessageStatus | None = None
    open: bool = False
    trouble: bool = False
    document: str = ""
    document_id: int | None = None
    date_from: date | None = None
    date_to: date | None = None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A line of the list. ``to`` is who it goes to or, of one that was received, who it came from."""

    id: int
    at: datetime
    channel: Channel
    status: MessageStatus
    customer_id: int | None
    company: str
    to: str
    subject: str
    document: str
    document_id: int | None
    document_title: str
    sent_by: str
    files: int
    trouble: str
    next_at: datetime | None
    bulk: bool
    version: int


@dataclass(frozen=True, slots=True)
class RecipientView:
    """Who a message went to; ``refused`` are the server's words where it did not take this address."""

    kind: RecipientKind
    name: str
    address: str
    refused: str
    viewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that goes with a message: ``attachment_id`` where it is one of the office's, ``None`` for its own PDF."""

    id: int
    name: str
    attachment_id: int | None
    size: int


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message, whole."""

    row: MessageRow
    sender: Address
    reply_to: str
    recipients: tuple[RecipientView, ...]
    body: str
    files: tuple[FileView, ...]
    created_at: datetime
    sent_at: datetime | None
    handed_over_at: datetime | None
    attempts: int
    segments: int
    answers_id: int | None
    answered_by: tuple[int, ...]
    """Received messages that answer this one."""


class MessageList(SqlList[MessageFilter, MessageRow]):
    """Messages of a customer, or of all. Sorts by every column; drafts stand among them."""

    permission = Permission.MESSAGES_READ

    def _id(self) -> SQLColumnExpression[Any]:
        return Message.id

    def _from(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        return statement.select_from(Message)

    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        table = Message
        return {
            "at": (table.at,),
            "channel": (table.channel, table.at),
            "company": (company_key(table.customer_id),),  # type: ignore[arg-type]
            "to": (func.lower(table.to_text),),
            "subject": (func.lower(table.subject),),
            "status": (_RANK, table.at),
            "document": (table.document, table.document_id),
            "sent_by": (func.lower(_sent_by()),),
        }[column]

    def _where(self, query: MessageFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if query.customer_id is not None:
            found.append(Message.customer_id == query.customer_id)
        if query.channel is not None:
            found.append(Message.channel == query.channel)
        if query.status is not None:
            found.append(Message.status == query.status)
        if query.trouble:
            found.append(Message.status.in_([MessageStatus.FAILED, MessageStatus.UNSURE]))
        if query.open:
            found.append(Message.status.in_(OPEN))
        if query.document:
            found.append(Message.document == query.document)
        if query.document_id is not None:
            found.append(Message.document_id == query.document_id)
        if query.date_from is not None:
            found.append(Message.at >= self._begin(query.date_from))
        if query.date_to is not None:
            found.append(Message.at < self._begin(query.date_to + timedelta(days=1)))
        for word in words(query.text):
            customers = select(CustomerListing.customer_id).where(
                CustomerListing.name_key.contains(word, autoescape=True)
            )
            found.append(Message.text_key.contains(word, autoescape=True) | Message.customer_id.in_(customers))
        return found

    def _fetch(self, session: Session, ids: list[int]) -> dict[int, MessageRow]:
        return fetch_rows(session, ids)

    def _begin(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._desk.zone).astimezone(UTC)


OPEN = (MessageStatus.WAITING, MessageStatus.SENDING, MessageStatus.FAILED, MessageStatus.UNSURE)
"""What is in the outbox."""
_RANK: ColumnElement[int] = case(
    {status.value: rank for rank, status in enumerate(MessageStatus)}, value=Message.status, else_=99
)


def message(desk: Desk, message_id: int) -> MessageView:
    """One message to read. Raises ``NotFound``."""
    desk.need(Permission.MESSAGES_READ)
    with desk.read() as session:
        record = load(session, message_id)
        row = fetch_rows(session, [message_id])[message_id]
        measured = select(MessageFile.id, func.length(MessageFile.content)).where(MessageFile.message_id == message_id)
        sizes: dict[int, int | None] = dict(session.execute(measured).all())
        answers = select(Message.id).where(Message.answers_id == message_id, Message.status == MessageStatus.RECEIVED)
        return MessageView(
            row=row,
            sender=Address(record.sender_name, record.sender_address),
            reply_to=record.reply_to,
            recipients=tuple(
                RecipientView(one.kind, one.name, one.address, one.refused, one.viewed_at) for one in record.recipients
            ),
            body=record.body,
            files=tuple(
                FileView(file.id, file.name, file.attachment_id, sizes.get(file.id) or 0) for file in record.files
            ),
            created_at=record.created_at,
            sent_at=record.sent_at,
            handed_over_at=record.handed_over_at,
            attempts=record.attempts,
            segments=record.segments,
            answers_id=record.answers_id,
            answered_by=tuple(session.scalars(answers.order_by(Message.id))),
        )


def sent_pdf(desk: Desk, file_id: int) -> tuple[str, bytes]:
    """A message's own PDF as it went out: name and bytes. Raises ``NotFound``."""
    from officedesk.errors import NotFound

    desk.need(Permission.MESSAGES_READ)
    with desk.read() as session:
        file = session.get(MessageFile, file_id)
        if file is None or file.content is None:
            raise NotFound("This file is no longer there.")
        return file.name, file.content


def sent_pdf_to_open(desk: Desk, file_id: int) -> Path:
    """A read-only copy of it for the system's program, in a folder that goes with the desk. Raises ``NotFound``."""
    from officedesk.services.files.reading import copy_of

    desk.need(Permission.MESSAGES_READ)
    return copy_of(desk.database.scratch(), *sent_pdf(desk, file_id))


def fetch_rows(session: Session, ids: Sequence[int]) -> dict[int, MessageRow]:
    """Rows by id."""
    table = Message
    files = select(func.count()).where(MessageFile.message_id == Message.id).correlate(Message).scalar_subquery()
    rows = session.execute(
        select(
            table.id,
            table.at,
            table.channel,
            table.status,
            table.customer_id,
            func.coalesce(Customer.name, "").label("company"),
            table.to_text,
            table.sender_name,
            table.sender_address,
            table.subject,
            table.body,
            table.document,
            table.document_id,
            func.coalesce(User.name, "").label("sent_by"),
            files.label("files"),
            table.trouble,
            table.next_at,
            table.bulk,
            table.version,
        )
        .outerjoin(Customer, Customer.id == table.customer_id)
        .outerjoin(User, User.id == table.user_id)
        .where(table.id.in_(ids))
    ).all()
    titles = _titles(session, rows)
    return {
        row.id: MessageRow(
            id=row.id,
            at=row.at,
            channel=row.channel,
            status=row.status,
            customer_id=row.customer_id,
            company=row.company,
            to=(row.sender_name or row.sender_address) if row.status is MessageStatus.RECEIVED else row.to_text,
            subject=row.subject or " ".join(row.body.split())[:200],
            document=row.document,
            document_id=row.document_id,
            document_title=titles.get((row.document, row.document_id), ""),
            sent_by=row.sent_by,
            files=row.files,
            trouble=row.trouble,
            next_at=row.next_at,
            bulk=row.bulk,
            version=row.version,
        )
        for row in rows
    }


def _titles(session: Session, rows: Sequence[Any]) -> dict[tuple[str, int | None], str]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.document in KINDS and row.document_id is not None:
            wanted[row.document].add(row.document_id)
    found: dict[tuple[str, int | None], str] = {}
    for document, ids in wanted.items():
        kind = KINDS[document]
        columns = [kind.id, kind.number] + ([kind.kind] if kind is Invoice else [])
        for one in session.execute(select(*columns).where(kind.id.in_(ids))):
            found[document, one.id] = title(document, one)
    return found


def _sent_by() -> ColumnElement[Any]:
    return select(User.name).where(User.id == Message.user_id).scalar_subquery()
