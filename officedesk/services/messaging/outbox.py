"""The outbox: what was typed is stored, and what is to be sent waits here until a desktop sends it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.company import Company, User
from officedesk.models.customers import Contact, Customer
from officedesk.models.enums import Channel, MessageStatus
from officedesk.models.messages import Message
from officedesk.services.desk import Desk
from officedesk.services.messaging import documents
from officedesk.services.messaging.accounts import stored_mail_account, stored_sms_account
from officedesk.services.messaging.addresses import e164, email_fault, region_of
from officedesk.services.messaging.drafts import Address, MessageDraft
from officedesk.services.messaging.fields import values
from officedesk.services.messaging.frames import brand_of
from officedesk.services.messaging.marking import mark, take_mark_back
from officedesk.services.messaging.segments import segments
from officedesk.services.messaging.signatures import signed
from officedesk.services.messaging.store import begin, check, draft_of, load, new_internet_id, put, put_recipients
from officedesk.services.messaging.templates import TemplateDraft, best_template, filled
from officedesk.services.notes.logging import log_message
from officedesk.services.permissions import Permission

LARGEST = 25_000_000
"""Bytes of all files of one email: what most servers take."""


@dataclass(frozen=True, slots=True)
class OutboxState:
    """How many messages wait, are being sent, failed, or may have been sent. ``next_at``: when the first is tried."""

    waiting: int = 0
    sending: int = 0
    failed: int = 0
    unsure: int = 0
    next_at: datetime | None = None

    @property
    def going(self) -> int:
        """What is lost to nobody, but not sent either while the program is closed."""
        return self.waiting + self.sending


def new_message(
    desk: Desk,
    customer_id: int | None,
    channel: Channel = Channel.EMAIL,
    document: str = "",
    document_id: int | None = None,
    template: TemplateDraft | None = None,
) -> MessageDraft:
    """An unsaved message to the customer: addressed, and begun with the template for this document.

    ``pdf_name`` is what the document's PDF is to be called. Raises ``NotFound`` and, for a document that the role may
    not see, ``NotAllowed``.
    """
    desk.need(Permission.MESSAGES_SEND)
    with desk.read() as session:
        record = documents.record_of(session, desk, document, document_id)
        customer = session.get(Customer, customer_id) if customer_id is not None else None
        brand = brand_of(session, getattr(record, "brand_id", None) or (customer.brand_id if customer else None))
        brand_id = brand.id if brand else None
        known = values(session, desk, customer_id, document, document_id, brand_id)
        subject, body = filled(template or best_template(session, channel, document, brand_id), known)
        to = _addressed(session, channel, customer_id, getattr(record, "contact_id", None))
        paper = documents.title(document, record) if record is not None and channel is Channel.EMAIL else ""
        return MessageDraft(
            channel=channel,
            customer_id=customer_id,
            brand_id=brand_id,
            to=to,
            reply_to=reply_to(session, desk) if channel is Channel.EMAIL else "",
            subject=subject if channel is Channel.EMAIL else "",
            body=signed(session, desk, body, brand) if channel is Channel.EMAIL else body,
            document=document,
            document_id=document_id,
            pdf_name=f"{paper}.pdf" if paper else "",
        )


def reply_to(session: Session, desk: Desk) -> str:
    """Where answers go: to whoever writes; to the account itself (empty) where its mailbox is read for them."""
    user = session.get(User, desk.actor.user_id) if desk.actor.user_id else None
    return "" if user is None or stored_mail_account(session).read_answers else user.email


def draft(desk: Desk, message_id: int) -> MessageDraft:
    """A stored draft, to write on. Raises ``NotFound`` and, for what went to the outbox, ``NotAllowed``."""
    desk.need(Permission.MESSAGES_SEND)
    with desk.read() as session:
        record = load(session, message_id)
        if record.status is not MessageStatus.DRAFT:
            raise NotAllowed("This message went to the outbox.", hint="Open it there.")
        return draft_of(record)


def save_draft(desk: Desk, draft: MessageDraft) -> MessageDraft:
    """Store what was typed, however unfinished, and return it as stored. Raises ``Conflict``."""
    desk.need(Permission.MESSAGES_SEND)
    with desk.write() as session:
        record = begin(session, desk, draft)
        put(session, desk, record, draft)
        session.flush()
        return draft_of(record)


def delete_draft(desk: Desk, message_id: int) -> None:
    """Throw a draft away, or a message that was cancelled. Raises ``NotAllowed`` for any other."""
    desk.need(Permission.MESSAGES_SEND)
    with desk.write() as session:
        record = load(session, message_id, lock=True)
        if record.status not in (MessageStatus.DRAFT, MessageStatus.CANCELLED):
            raise NotAllowed("Only drafts and cancelled messages can be deleted.")
        session.delete(record)


def send(desk: Desk, draft: MessageDraft, pdf: tuple[str, bytes] | None = None) -> int:
    """Put a message into the outbox, with its document's PDF (name and bytes); its id. It is sent from there.

    An estimate that goes with it is marked as sent in the same transaction, until the message is taken out again.
    Raises ``InvalidInput`` by field, ``Conflict``, and ``NotAllowed`` where no account is set up.
    """
    desk.need(Permission.MESSAGES_SEND)
    with desk.write() as session:
        record = queue(session, desk, check(session, draft), pdf)
        session.flush()
        return record.id


def queue(session: Session, desk: Desk, draft: MessageDraft, pdf: tuple[str, bytes] | None = None) -> Message:
    """In the caller's transaction: ``draft``, already checked, into the outbox."""
    record = begin(session, desk, draft)
    put(session, desk, record, draft, pdf)
    put_recipients(record, draft.to, draft.cc, draft.bcc)
    if draft.channel is Channel.EMAIL:
        account = stored_mail_account(session)
        _need_account(account.ready, "email")
        brand = brand_of(session, draft.brand_id)
        record.sender_name = (
            account.name or (brand.name if brand else "") or session.scalars(select(Company.name)).one()
        )
        record.sender_address = account.address
        record.internet_id = record.internet_id or new_internet_id(account.address)
        _check_size(session, draft, record)
    else:
        texts = stored_sms_account(session)
        _need_account(texts.ready, "text message")
        record.sender_address = texts.sender
        record.segments = segments(record.body).count
    record.status = MessageStatus.WAITING
    _begin_anew(record, desk)
    mark(session, desk, record)
    return record


def cancel(desk: Desk, message_id: int) -> None:
    """Take a message out of the outbox, or put one that failed aside. Raises ``NotAllowed`` once it is being sent."""
    desk.need(Permission.MESSAGES_SEND)
    with desk.write() as session:
        record = load(session, message_id, lock=True)
        if record.status not in (MessageStatus.WAITING, MessageStatus.FAILED):
            raise NotAllowed(_too_late(record))
        record.status, record.next_at = MessageStatus.CANCELLED, None
        take_mark_back(session, desk, record)


def reopen(desk: Desk, message_id: int) -> MessageDraft:
    """Make a message that was not sent a draft again, to change it. Raises ``NotAllowed`` once it is being sent."""
    desk.need(Permission.MESSAGES_SEND)
    with desk.write() as session:
        record = load(session, message_id, lock=True)
        if record.status not in (MessageStatus.WAITING, MessageStatus.FAILED, MessageStatus.CANCELLED):
            raise NotAllowed(_too_late(record))
        record.status, record.next_at, record.trouble = MessageStatus.DRAFT, None, ""
        for one in record.recipients:
            one.refused = ""
        take_mark_back(session, desk, record)
        session.flush()
        return draft_of(record)


def retry(desk: Desk, message_id: int) -> None:
    """Try a message again now: one that waits for its next try, failed or was cancelled. Raises ``NotAllowed``."""
    desk.need(Permission.MESSAGES_SEND)
    with desk.write() as session:
        record = load(session, message_id, lock=True)
        if record.status is MessageStatus.UNSURE:
            raise NotAllowed("This message may have arrived.", hint="Say whether it did before it is sent again.")
        if record.status not in (MessageStatus.WAITING, MessageStatus.FAILED, MessageStatus.CANCELLED):
            raise NotAllowed(_too_late(record))
        cancelled = record.status is MessageStatus.CANCELLED
        record.status = MessageStatus.WAITING
        _begin_anew(record, desk)
        if cancelled:
            mark(session, desk, record)


def settle_unsure(desk: Desk, message_id: int, sent: bool) -> None:
    """Say whether a message that may have been sent was: it counts as sent then, else it is sent again."""
    desk.need(Permission.MESSAGES_SEND)
    with desk.write() as session:
        record = load(session, message_id, lock=True)
        if record.status is not MessageStatus.UNSURE:
            raise NotAllowed("It is known by now whether this message was sent.")
        if sent:
            record.status, record.sent_at = MessageStatus.SENT, record.handed_over_at or desk.now()
            record.at, record.trouble = record.sent_at, ""
            log_message(session, record)
        else:
            record.status = MessageStatus.WAITING
            _begin_anew(record, desk)


def waiting(desk: Desk) -> OutboxState:
    """What is in the outbox."""
    desk.need(Permission.MESSAGES_READ)
    shown = [MessageStatus.WAITING, MessageStatus.SENDING, MessageStatus.FAILED, MessageStatus.UNSURE]
    query = select(Message.status, func.count(), func.min(Message.next_at)).where(Message.status.in_(shown))
    with desk.read() as session:
        found = {status: (count, first) for status, count, first in session.execute(query.group_by(Message.status))}
    nothing = (0, None)
    waits, sends, fails, doubts = (found.get(status, nothing)[0] for status in shown)
    return OutboxState(waits, sends, fails, doubts, found.get(MessageStatus.WAITING, nothing)[1])


def _begin_anew(record: Message, desk: Desk) -> None:
    record.attempts, record.next_at, record.trouble = 0, desk.now(), ""
    record.sender, record.lease_until, record.handed_over_at = "", None, None
    record.touch(desk.now())
    for one in record.recipients:
        one.refused = ""


def _too_late(record: Message) -> str:
    return {
        MessageStatus.SENDING: "This message is being sent just now.",
        MessageStatus.UNSURE: "This message may have arrived: say whether it did.",
        MessageStatus.DRAFT: "This message is a draft.",
        MessageStatus.CANCELLED: "This message was cancelled.",
        MessageStatus.RECEIVED: "This message came from the customer.",
        MessageStatus.WAITING: "This message waits in the outbox.",
    }.get(record.status, "This message was sent.")


def _need_account(ready: bool, what: str) -> None:
    if not ready:
        raise NotAllowed(f"No {what} account is set up yet.", hint="Set one up under Settings, Email & SMS.")


def _addressed(
    session: Session, channel: Channel, customer_id: int | None, contact_id: int | None
) -> tuple[Address, ...]:
    """The document's contact if it can be reached, else the primary one, else whoever can."""
    if customer_id is None:
        return ()
    people = session.scalars(
        select(Contact).where(Contact.customer_id == customer_id).order_by(Contact.is_primary.desc(), Contact.position)
    ).all()
    region = region_of(session) if channel is Channel.SMS else ""
    for person in sorted(people, key=lambda one: one.id != contact_id):
        if address := reachable(person, channel, region):
            return (address,)
    return ()


def reachable(person: Contact, channel: Channel, region: str) -> Address | None:
    """Where a contact gets messages of this channel; ``None`` where nowhere."""
    if channel is Channel.EMAIL:
        address = Address(person.name, person.email.strip())
        return address if address.address and email_fault(address) is None else None
    for number in (person.mobile, person.phone):
        try:
            return Address(person.name, e164(number, region))
        except ValueError:
            continue
    return None


def _check_size(session: Session, draft: MessageDraft, record: Message) -> None:
    from officedesk.models.files import Attachment, StoredFile

    size = sum(len(file.content) for file in record.files if file.content is not None)
    if draft.attachment_ids:
        query = (
            select(func.coalesce(func.sum(StoredFile.size), 0))
            .join(Attachment, Attachment.sha256 == StoredFile.sha256)
            .where(Attachment.id.in_(draft.attachment_ids))
        )
        size += int(session.scalar(query) or 0)
    if size > LARGEST:
        raise InvalidInput(
            {"attachment_ids": f"The files have {size / 1e6:.0f} MB; an email carries {LARGEST // 1_000_000} MB."}
        )
