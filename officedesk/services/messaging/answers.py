"""Files what came into the mailbox: answers as messages and notes of the customer, what came back on its message."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, selectinload

from officedesk.models.company import Setting
from officedesk.models.customers import Contact, Customer
from officedesk.models.enums import Channel, MessageStatus
from officedesk.models.messages import Message
from officedesk.models.text import fold
from officedesk.secrets import SecretStore
from officedesk.services.desk import Desk
from officedesk.services.messaging.accounts import MailAccount, account, secret_of
from officedesk.services.messaging.incoming import Incoming, read_mail
from officedesk.services.messaging.mailbox import Mailbox, MailboxTrouble
from officedesk.services.messaging.notices import tell_answered, tell_came_back, tell_partly
from officedesk.services.messaging.oauth import Tokens, access_token
from officedesk.services.notes.logging import log_message
from officedesk.services.permissions import Permission

log = logging.getLogger(__name__)
READ = "messaging.read"
"""Setting of the office: up to where the mailbox was read, ``{account, validity, uid}``."""
_SENT = (MessageStatus.SENT, MessageStatus.UNSURE, MessageStatus.FAILED)


@dataclass(frozen=True, slots=True)
class Filed:
    """A message that is new (an answer) or different (one that came back)."""

    message_id: int
    customer_id: int | None
    status: MessageStatus


def read_answers(desk: Desk, secrets: SecretStore, tokens: Tokens) -> list[Filed]:
    """Look into the mailbox once and file what is new. Nothing where the office did not ask for it.

    Several desktops may look: each message is filed once. Raises :class:`MailboxTrouble`, ``SignInAgain``, ``OSError``.
    """
    desk.need(Permission.MESSAGES_SEND)
    known = account(desk)
    if not (known.ready and known.read_answers):
        return []
    secret = secret_of(desk, known, secrets)
    if secret is None:
        return []
    mailbox = Mailbox(known, access_token(desk, known, secret, secrets, tokens))
    try:
        begun = _begun(desk, known, mailbox)
        filed = []
        for uid, raw in mailbox.after(begun):
            found = file_mail(desk, known, mailbox.validity, uid, read_mail(raw))
            if found is not None:
                filed.append(found)
        return filed
    finally:
        mailbox.close()


def file_mail(desk: Desk, known: MailAccount, validity: int, uid: int, mail: Incoming) -> Filed | None:
    """File one message, and note that it was read, in one transaction; ``None`` where it is no business of ours."""
    desk.need(Permission.MESSAGES_SEND)
    with desk.by_program().write() as session:
        state = _state(session)
        if state is None or not _same(state.value, known, validity) or state.value["uid"] >= uid:
            return None
        state.value = {**state.value, "uid": uid}
        if mail.sender.address == known.address:
            return None
        answered = _answered(session, mail)
        if mail.bounce is not None:
            return _came_back(session, desk, mail, answered)
        return _answer(session, desk, known, mail, answered)


def _begun(desk: Desk, known: MailAccount, mailbox: Mailbox) -> int:
    """Up to where the mailbox was read. The first time nothing in it is ours: only what comes from now on is."""
    with desk.by_program().write() as session:
        state = _state(session)
        if state is not None and _same(state.value, known, mailbox.validity):
            return int(state.value["uid"])
        begun = max(mailbox.next_uid - 1, 0)
        value = {"account": _called(known), "validity": mailbox.validity, "uid": begun}
        if state is None:
            session.add(Setting(user_id=None, key=READ, value=value))
        else:
            state.value = value
        return begun


def _state(session: Session) -> Setting | None:
    query = select(Setting).where(Setting.key == READ, Setting.user_id.is_(None)).order_by(Setting.id)
    return session.scalars(query.limit(1).with_for_update()).first()


def _same(value: object, known: MailAccount, validity: int) -> bool:
    return (
        isinstance(value, dict)
        and value.get("account") == _called(known)
        and value.get("validity") == validity
        and isinstance(value.get("uid"), int)
    )


def _called(known: MailAccount) -> str:
    return f"{known.user}@{known.imap_host}/{known.imap_folder}"


def _answered(session: Session, mail: Incoming) -> Message | None:
    """The message of ours that is meant: by its Message-ID, the nearest first."""
    for internet_id in mail.answers:
        query = (
            select(Message)
            .where(Message.internet_id == internet_id, Message.channel == Channel.EMAIL)
            .options(selectinload(Message.recipients))
            .order_by(Message.id)
            .limit(1)
        )
        if (found := session.scalars(query.with_for_update()).first()) is not None:
            return found
    return None


def _came_back(session: Session, desk: Desk, mail: Incoming, answered: Message | None) -> Filed | None:
    bounce = mail.bounce
    if bounce is None or answered is None or not bounce.final or answered.status not in _SENT:
        return None
    said = bounce.said or mail.subject
    meant = [one for one in answered.recipients if one.address == bounce.address or len(answered.recipients) == 1]
    if meant and all(one.refused == said for one in meant):
        # Some servers say it twice.
        return None
    for one in meant:
        one.refused = said
    answered.trouble = f"It came back from {bounce.address}: {said}" if bounce.address else f"It came back: {said}"
    # Whoever else it went to may have it: it failed only where nobody does.
    if all(one.refused for one in answered.recipients) or answered.status is not MessageStatus.SENT:
        answered.status = MessageStatus.FAILED
    answered.touch(desk.now())
    tell = tell_came_back if answered.status is MessageStatus.FAILED else tell_partly
    tell(session, desk, answered)
    return Filed(answered.id, answered.customer_id, answered.status)


def _answer(session: Session, desk: Desk, known: MailAccount, mail: Incoming, answered: Message | None) -> Filed | None:
    customer_id = answered.customer_id if answered is not None else None
    if customer_id is None:
        customer_id = _customer_of(session, mail.sender.address)
    if customer_id is None or (mail.automatic and answered is None):
        # Not from a customer: it is none of the office file's business.
        return None
    if mail.internet_id and session.scalar(
        select(exists().where(Message.internet_id == mail.internet_id, Message.status == MessageStatus.RECEIVED))
    ):
        return None
    now = desk.now()
    at = mail.at if mail.at is not None and now - timedelta(days=60) < mail.at <= now else now
    record = Message(
        channel=Channel.EMAIL,
        status=MessageStatus.RECEIVED,
        customer_id=customer_id,
        brand_id=answered.brand_id if answered is not None else None,
        answers_id=answered.id if answered is not None and answered.status is not MessageStatus.RECEIVED else None,
        document=answered.document if answered is not None else "",
        document_id=answered.document_id if answered is not None else None,
        at=at,
        sender_name=mail.sender.name,
        sender_address=mail.sender.address,
        to_text=known.address,
        subject=mail.subject,
        body=mail.text,
        internet_id=mail.internet_id[:200],
        created_at=now,
        updated_at=now,
        recipients=[],
        files=[],
    )
    session.add(record)
    session.flush()
    log_message(session, record)
    if answered is not None and not mail.automatic:
        tell_answered(session, desk, record, answered.user_id)
    _unsubscribe(session, customer_id, mail)
    return Filed(record.id, customer_id, record.status)


def _customer_of(session: Session, address: str) -> int | None:
    """Whose contact has this address; where several have it, the one that was written to last, else the oldest."""
    if not address:
        return None
    query = (
        select(Contact.customer_id)
        .join(Customer, Customer.id == Contact.customer_id)
        .where(func.lower(Contact.email) == address, Customer.deleted_at.is_(None))
        .order_by(Customer.archived_at.is_not(None), Customer.id)
    )
    ids = list(dict.fromkeys(session.scalars(query)))
    if len(ids) > 1:
        last = select(Message.customer_id).where(Message.customer_id.in_(ids)).order_by(Message.at.desc()).limit(1)
        if (found := session.scalar(last)) is not None:
            return found
    return ids[0] if ids else None


def _unsubscribe(session: Session, customer_id: int, mail: Incoming) -> None:
    """Whoever answers “unsubscribe” gets no more news; only from an address that is theirs."""
    first = mail.text.strip().split("\n", 1)[0]
    if "unsubscribe" not in (fold(mail.subject), fold(first)):
        return
    theirs = select(Contact.id).where(
        Contact.customer_id == customer_id, func.lower(Contact.email) == mail.sender.address
    )
    customer = session.get(Customer, customer_id, with_for_update=True)
    if customer is not None and customer.newsletter and session.scalar(theirs.limit(1)) is not None:
        customer.newsletter = False


__all__ = ["Filed", "MailboxTrouble", "file_mail", "read_answers"]
