"""Messages as they are stored: loaded, written from drafts, and read back as drafts."""

import secrets
import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from officedesk.errors import Conflict, InvalidInput, NotFound
from officedesk.models.customers import Customer
from officedesk.models.enums import Channel, MessageStatus, RecipientKind
from officedesk.models.files import Attachment
from officedesk.models.messages import Message, MessageFile, MessageRecipient
from officedesk.models.text import clean
from officedesk.services.desk import Desk
from officedesk.services.messaging.addresses import checked, region_of, tidy_email
from officedesk.services.messaging.drafts import Address, MessageDraft

LONGEST_SUBJECT = 500
LONGEST_BODY = 100_000
MOST_SEGMENTS = 10
"""Of one text message: what networks put together again."""
PDF = "application/pdf"


def load(session: Session, message_id: int, *, lock: bool = False) -> Message:
    """A message with its recipients and files. Raises :class:`NotFound`."""
    query = (
        select(Message)
        .where(Message.id == message_id)
        .options(selectinload(Message.recipients), selectinload(Message.files))
    )
    record = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if record is None:
        raise NotFound("This message is no longer there.", hint="It may have been deleted at another desktop.")
    return record


def draft_of(record: Message) -> MessageDraft:
    """What a stored message says, as it is written."""
    by_kind = {
        kind: tuple(Address(one.name, one.address) for one in record.recipients if one.kind is kind)
        for kind in RecipientKind
    }
    return MessageDraft(
        channel=record.channel,
        customer_id=record.customer_id,
        brand_id=record.brand_id,
        to=by_kind[RecipientKind.TO],
        cc=by_kind[RecipientKind.CC],
        bcc=by_kind[RecipientKind.BCC],
        reply_to=record.reply_to,
        subject=record.subject,
        body=record.body,
        document=record.document,
        document_id=record.document_id,
        pdf_name=next((file.name for file in record.files if file.attachment_id is None), ""),
        attachment_ids=tuple(file.attachment_id for file in record.files if file.attachment_id is not None),
        answers_id=record.answers_id,
        bulk=record.bulk,
        id=record.id,
        version=record.version,
    )


def begin(session: Session, desk: Desk, draft: MessageDraft) -> Message:
    """The draft that ``draft`` changes, locked, or a new one. Raises :class:`NotFound` and :class:`Conflict`."""
    if draft.id is None:
        record = Message(
            channel=draft.channel, status=MessageStatus.DRAFT, created_at=desk.now(), recipients=[], files=[]
        )
        return record
    record = load(session, draft.id, lock=True)
    if record.version != draft.version or record.status is not MessageStatus.DRAFT:
        state = "sent to the outbox" if record.status is not MessageStatus.DRAFT else "changed"
        raise Conflict(f"This message was {state} at another desktop meanwhile.", theirs=draft_of(record))
    return record


def put(
    session: Session, desk: Desk, record: Message, draft: MessageDraft, pdf: tuple[str, bytes] | None = None
) -> None:
    """Write ``draft`` into ``record``; addresses as they were typed."""
    if draft.customer_id is not None and session.get(Customer, draft.customer_id) is None:
        raise NotFound("This customer is no longer there.")
    record.customer_id, record.brand_id = draft.customer_id, draft.brand_id
    record.user_id = desk.actor.user_id
    record.document, record.document_id = draft.document, draft.document_id
    record.answers_id, record.bulk = draft.answers_id, draft.bulk
    record.reply_to = clean(draft.reply_to)
    record.subject = clean(draft.subject)[:LONGEST_SUBJECT]
    record.body = clean(draft.body, lines=True)[:LONGEST_BODY]
    record.at = desk.now()
    record.touch(desk.now())
    put_recipients(record, draft.to, draft.cc, draft.bcc)
    _put_files(session, record, draft, pdf)
    session.add(record)


def put_recipients(
    record: Message, to: Iterable[Address], cc: Iterable[Address] = (), bcc: Iterable[Address] = ()
) -> None:
    """Write who it goes to. Who stays keeps the token of their link."""
    there = {(one.kind, one.address): one for one in record.recipients}
    kept = []
    for kind, addresses in ((RecipientKind.TO, to), (RecipientKind.CC, cc), (RecipientKind.BCC, bcc)):
        for address in map(tidy_email, addresses):
            if not (address.name or address.address):
                continue
            one = there.pop((kind, address.address), None)
            if one is None:
                one = MessageRecipient(kind=kind, address=address.address, token=secrets.token_urlsafe(24))
            one.name = address.name
            kept.append(one)
    record.recipients = kept
    record.to_text = ", ".join(one.name or one.address for one in kept if one.kind is RecipientKind.TO)[:1_000]


def _put_files(session: Session, record: Message, draft: MessageDraft, pdf: tuple[str, bytes] | None) -> None:
    there = {file.attachment_id: file for file in record.files}
    files = []
    paper = there.get(None)
    if pdf is not None:
        name, content = pdf
        if paper is None or paper.content != content:
            paper = MessageFile(content=content, media_type=PDF)
        paper.name = clean(name)
        files.append(paper)
    elif paper is not None and draft.pdf_name:
        files.append(paper)
    names = dict(
        session.execute(
            select(Attachment.id, Attachment.name).where(
                Attachment.id.in_(draft.attachment_ids), Attachment.deleted_at.is_(None)
            )
        ).all()
    )
    if gone := [one for one in draft.attachment_ids if one not in names]:
        raise InvalidInput({"attachment_ids": "A file of this message was deleted: take it off."}, str(gone))
    for attachment_id in dict.fromkeys(draft.attachment_ids):
        file = there.get(attachment_id) or MessageFile(attachment_id=attachment_id)
        file.name = names[attachment_id]
        files.append(file)
    for at, file in enumerate(files):
        file.position = at
    record.files = files


def check(session: Session, draft: MessageDraft) -> MessageDraft:
    """``draft`` as it can be sent, its addresses as servers take them. Raises :class:`InvalidInput` by field."""
    from officedesk.services.messaging.segments import segments

    region = region_of(session)
    faults: dict[str, str] = {}
    found = {}
    for field in ("to", "cc", "bcc"):
        found[field], wrong = checked(draft.channel, getattr(draft, field), field, region)
        faults |= wrong
    if not found["to"] and not any(name.startswith("to") for name in faults):
        faults["to"] = "Enter who it goes to."
    if draft.channel is Channel.SMS:
        if len(found["to"]) > 1 or draft.cc or draft.bcc:
            faults["to"] = "A text message goes to one number."
        if draft.attachment_ids:
            faults["attachment_ids"] = "A text message carries no files."
        if segments(clean(draft.body, lines=True)).count > MOST_SEGMENTS:
            faults["body"] = f"This is more than {MOST_SEGMENTS} text messages: shorten it."
    elif not clean(draft.subject):
        faults["subject"] = "Enter a subject."
    if draft.reply_to:
        _, wrong = checked(Channel.EMAIL, (Address("", draft.reply_to),), "reply_to", region)
        faults |= {"reply_to": next(iter(wrong.values()))} if wrong else {}
    if not clean(draft.body, lines=True):
        faults["body"] = "Write what the message says."
    if faults:
        raise InvalidInput(faults)
    from dataclasses import replace

    return replace(draft, to=found["to"], cc=found["cc"], bcc=found["bcc"])


def new_internet_id(address: str) -> str:
    """A Message-ID that is nobody else's, in the account's domain."""
    from officedesk.services.messaging.mime import wire_address

    domain = wire_address(address).rpartition("@")[2] or "officedesk.invalid"
    return f"<{uuid.uuid4().hex}@{domain}>"
