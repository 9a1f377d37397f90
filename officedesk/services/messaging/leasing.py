"""Who sends a message: a lease, stored in a transaction of its own before the server hears anything.

Clocks of desktops differ, so a lease that ran out only lets others try. What keeps a message from being sent twice is
that handing over is stored before the last byte goes out, and only while the lease is still one's own: whoever lost it
breaks off, and whoever takes a message that was handed over does not send it but asks.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, selectinload

from officedesk.models.company import Company
from officedesk.models.enums import Channel, MessageStatus
from officedesk.models.messages import Message
from officedesk.services.desk import Desk
from officedesk.services.messaging.notices import tell_failed, tell_partly
from officedesk.services.messaging.outcome import Outcome, Result
from officedesk.services.notes.logging import log_message
from officedesk.services.permissions import Permission

log = logging.getLogger(__name__)
LEASE = 180.0
"""Seconds that a desktop has a message for itself, longer than it ever waits for one step of the server."""
HANDED_OVER = 420.0
"""Seconds for the server's answer once everything was handed over."""
DELAYS = (60, 300, 900, 1_800, 3_600, 7_200, 14_400)
"""Seconds until the next try, after each try that failed; the last one counts from then on."""
MOST_TRIES = 16
"""About two days."""
PATIENT_TRIES = 5
"""Tries for which a recipient whom the server wants to be asked for later keeps the others waiting."""
SAMPLE = "This is the sample office: messages can be written here, and none is ever sent."
MAYBE = (
    "The connection ended after the whole message was handed over and before the server answered. It may have arrived."
)


@dataclass(frozen=True, slots=True)
class Lease:
    """A message that this program, and no other, may send now. ``attempts`` counts this one."""

    message_id: int
    customer_id: int | None
    channel: Channel
    key: str
    attempts: int


def withheld(desk: Desk) -> str:
    """Why nothing is sent from this office whatever waits, or nothing."""
    desk.need(Permission.MESSAGES_SEND)
    with desk.read() as session:
        return SAMPLE if _is_sample(session) else ""


def take(desk: Desk, key: str, channels: Collection[Channel], seconds: float = LEASE) -> Lease | None:
    """Lease the message that waits longest; ``None`` where none is due. ``key`` is this program's alone.

    Of the sample office none is ever due: its addresses may be real ones that somebody typed to try it out.
    """
    desk.need(Permission.MESSAGES_SEND)
    if not channels:
        return None
    with desk.by_program().write() as session:
        if _is_sample(session):
            return None
        # One moment for both: what is taken from a desktop that is gone can be leased at once.
        now = desk.now()
        _sweep(session, desk, now)
        first = (
            select(Message.id, Message.customer_id, Message.channel, Message.attempts)
            .where(
                Message.status == MessageStatus.WAITING,
                Message.channel.in_(list(channels)),
                or_(Message.next_at.is_(None), Message.next_at <= now),
            )
            .order_by(Message.next_at, Message.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = session.execute(first).first()
        if row is None:
            return None
        session.execute(
            update(Message)
            .where(Message.id == row.id)
            .values(
                status=MessageStatus.SENDING,
                sender=key,
                lease_until=now + timedelta(seconds=seconds),
                handed_over_at=None,
                attempts=row.attempts + 1,
            )
        )
        return Lease(row.id, row.customer_id, row.channel, key, row.attempts + 1)


def _is_sample(session: Session) -> bool:
    return bool(session.scalar(select(Company.is_sample)))


def keep(desk: Desk, lease: Lease, seconds: float = LEASE) -> bool:
    """Go on having the message; ``False`` where another desktop has it by now."""
    desk.need(Permission.MESSAGES_SEND)
    return _extend(desk, lease, {"lease_until": desk.now() + timedelta(seconds=seconds)})


def hand_over(desk: Desk, lease: Lease) -> bool:
    """Store that the last byte goes out now. ``False``: the lease is lost, and it must not go out."""
    desk.need(Permission.MESSAGES_SEND)
    now = desk.now()
    return _extend(desk, lease, {"handed_over_at": now, "lease_until": now + timedelta(seconds=HANDED_OVER)})


def finish(desk: Desk, lease: Lease, outcome: Outcome) -> MessageStatus | None:
    """Store what became of it; the message's status now, or ``None`` where somebody else decided meanwhile."""
    desk.need(Permission.MESSAGES_SEND)
    with desk.by_program().write() as session:
        query = select(Message).where(Message.id == lease.message_id).options(selectinload(Message.recipients))
        record = session.scalars(query.with_for_update()).one_or_none()
        if record is None or record.sender != lease.key:
            return None
        # Somebody may have found the lease to be over; the server's answer says more than that.
        if record.status not in (MessageStatus.SENDING, MessageStatus.UNSURE):
            return None
        _settle(session, desk, record, outcome, lease.attempts, desk.now())
        return record.status


def sweep(desk: Desk) -> None:
    """Take messages from desktops that are gone: what was not handed over is sent by another, the rest is asked for."""
    desk.need(Permission.MESSAGES_SEND)
    with desk.by_program().write() as session:
        _sweep(session, desk, desk.now())


def due(desk: Desk) -> bool:
    """Whether something is to be sent now, or was left behind: else no transaction that others wait for is worth it."""
    desk.need(Permission.MESSAGES_SEND)
    now = desk.now()
    waits = (Message.status == MessageStatus.WAITING) & (Message.next_at.is_(None) | (Message.next_at <= now))
    over = (Message.status == MessageStatus.SENDING) & (Message.lease_until <= now)
    with desk.read() as session:
        return session.execute(select(Message.id).where(waits | over).limit(1)).first() is not None


def _extend(desk: Desk, lease: Lease, values: dict[str, object]) -> bool:
    with desk.by_program().write() as session:
        done = session.execute(
            update(Message)
            .where(
                Message.id == lease.message_id,
                Message.sender == lease.key,
                Message.status == MessageStatus.SENDING,
                Message.handed_over_at.is_(None),
            )
            .values(**values)
        )
        return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def _sweep(session: Session, desk: Desk, now: datetime) -> None:
    query = select(Message).where(Message.status == MessageStatus.SENDING, Message.lease_until <= now)
    for record in session.scalars(query.options(selectinload(Message.recipients)).with_for_update(skip_locked=True)):
        log.warning("message %s was left behind while it was being sent", record.id)
        result = Result.UNSURE if record.handed_over_at is not None else Result.LATER
        said = "" if result is Result.UNSURE else "The desktop that was sending it stopped."
        _settle(session, desk, record, Outcome(result, said, after=0), record.attempts, now)


def _settle(session: Session, desk: Desk, record: Message, outcome: Outcome, attempts: int, now: datetime) -> None:
    record.touch(now)
    if outcome.result is Result.UNSURE:
        record.status, record.next_at = MessageStatus.UNSURE, None
        record.trouble = f"{MAYBE} {outcome.said}".strip()
        # Its key stays: should the answer still come, it counts.
        tell_failed(session, desk, record)
        return
    record.lease_until, record.sender = None, ""
    for one in record.recipients:
        one.refused = outcome.refused.get(one.address) or outcome.refused.get(_wire(one.address), "")
    if outcome.result is Result.SENT:
        record.status, record.sent_at, record.next_at = MessageStatus.SENT, now, None
        record.at = now
        refused = [f"{one.address}: {one.refused}" for one in record.recipients if one.refused]
        record.trouble = "; ".join(refused)
        if outcome.provider_id:
            record.internet_id = outcome.provider_id
        log_message(session, record)
        if refused:
            tell_partly(session, desk, record)
        return
    record.trouble, record.handed_over_at = outcome.said, None
    if outcome.result is Result.FAILED or attempts >= MOST_TRIES:
        record.status, record.next_at = MessageStatus.FAILED, None
        tell_failed(session, desk, record)
        return
    wait = DELAYS[min(attempts, len(DELAYS)) - 1] if outcome.after is None else outcome.after
    record.status, record.next_at = MessageStatus.WAITING, now + timedelta(seconds=wait)


def _wire(address: str) -> str:
    from officedesk.services.messaging.mime import wire_address

    return wire_address(address) if "@" in address else address
