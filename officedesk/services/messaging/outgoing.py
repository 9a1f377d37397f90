"""Everything of a stored message that goes out, gathered in one read."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.company import Brand
from officedesk.models.enums import Channel, RecipientKind
from officedesk.models.files import Attachment, StoredFile
from officedesk.models.messages import Message
from officedesk.services.desk import Desk
from officedesk.services.messaging.drafts import Address
from officedesk.services.messaging.frames import brand_of, frame_of
from officedesk.services.messaging.leasing import PATIENT_TRIES
from officedesk.services.messaging.mime import Attached, Outgoing
from officedesk.services.messaging.outbox import LARGEST
from officedesk.services.messaging.store import PDF, load
from officedesk.services.permissions import Permission

CLOSING = "You get this because you signed up for our news. Reply “unsubscribe” and it ends."
_GENERATIONS = 20


def outgoing(desk: Desk, message_id: int) -> Outgoing:
    """The message as it is sent now. Raises ``NotFound`` where it, or a file of it, is no longer there."""
    desk.need(Permission.MESSAGES_SEND)
    with desk.read() as session:
        record = load(session, message_id)
        by_kind: dict[RecipientKind, list[Address]] = {kind: [] for kind in RecipientKind}
        for one in record.recipients:
            by_kind[one.kind].append(Address(one.name, one.address))
        email = record.channel is Channel.EMAIL
        brand = brand_of(session, record.brand_id) if email else None
        files = _files(session, record)
        found = Outgoing(
            internet_id=record.internet_id,
            at=_at(desk),
            sender=Address(record.sender_name, record.sender_address),
            to=tuple(by_kind[RecipientKind.TO]),
            cc=tuple(by_kind[RecipientKind.CC]),
            bcc=tuple(by_kind[RecipientKind.BCC]),
            reply_to=Address("", record.reply_to) if record.reply_to else None,
            subject=record.subject,
            text=record.body,
            answers=_thread(session, record.answers_id) if email else (),
            frame=frame_of(session, record.brand_id, logo=True, closing=CLOSING if record.bulk else ""),
            logo=_logo(brand),
            patient=record.attempts <= PATIENT_TRIES,
            unsubscribe=(record.reply_to or record.sender_address) if record.bulk and email else "",
        )
    # Files are read after the session is closed: they lie beside the office and may be large.
    return _with_files(desk, found, files)


def _at(desk: Desk) -> datetime:
    return desk.now().astimezone(desk.zone).replace(microsecond=0)


def _logo(brand: Brand | None) -> bytes | None:
    return brand.logo if brand is not None else None


def _thread(session: Session, answers_id: int | None) -> tuple[str, ...]:
    """Message-IDs from the first of a conversation to the one that is answered."""
    found: list[str] = []
    while answers_id is not None and len(found) < _GENERATIONS:
        row = session.execute(select(Message.internet_id, Message.answers_id).where(Message.id == answers_id)).first()
        if row is None:
            break
        if row.internet_id:
            found.append(row.internet_id)
        answers_id = row.answers_id
    return tuple(reversed(found))


def _files(session: Session, record: Message) -> list[tuple[str, int | None, bytes | None, str]]:
    ids = [file.attachment_id for file in record.files if file.attachment_id is not None]
    query = select(Attachment.id, StoredFile.media_type).join(StoredFile, StoredFile.sha256 == Attachment.sha256)
    kinds: dict[int, str] = dict(session.execute(query.where(Attachment.id.in_(ids))).all())
    return [
        (file.name, file.attachment_id, file.content, kinds.get(file.attachment_id or 0) or file.media_type)
        for file in record.files
    ]


def _with_files(desk: Desk, found: Outgoing, files: list[tuple[str, int | None, bytes | None, str]]) -> Outgoing:
    from dataclasses import replace

    attached = []
    for name, attachment_id, content, media_type in files:
        if attachment_id is None:
            attached.append(Attached(name, content or b"", media_type or PDF))
        else:
            attached.append(_of_office(desk, attachment_id, name, media_type))
    return replace(found, files=tuple(attached))


def _of_office(desk: Desk, attachment_id: int, name: str, media_type: str) -> Attached:
    from officedesk.services.files.reading import read

    return Attached(name, read(desk, attachment_id, LARGEST), media_type)
