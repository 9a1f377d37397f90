"""Sends what is in the outbox, from a thread of its own: one message after the other, each by one desktop only."""

import logging
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from time import monotonic

from officedesk.errors import NotFound, OfficeError
from officedesk.models.enums import Channel, MessageStatus
from officedesk.secrets import SecretStore
from officedesk.services.desk import Desk
from officedesk.services.messaging import leasing
from officedesk.services.messaging.accounts import MailAccount, SmsAccount, account, secret_of, sms_account
from officedesk.services.messaging.answers import Filed, read_answers
from officedesk.services.messaging.leasing import Lease
from officedesk.services.messaging.mailbox import MailboxTrouble
from officedesk.services.messaging.oauth import SignInAgain, Tokens, access_token
from officedesk.services.messaging.outcome import LeaseLost, Outcome, Result, Transport
from officedesk.services.messaging.outgoing import outgoing
from officedesk.services.messaging.smtp import Smtp
from officedesk.services.permissions import Permission

log = logging.getLogger(__name__)
LOOK = 15.0
"""Seconds between two looks into an outbox that was empty; a message of this desktop wakes it at once."""
IDLE = 20.0
"""Seconds that a connection is kept open for the next message."""
PAUSE = 300.0
"""Seconds without a try after the server did not take the account itself."""
AFTER_A_BUG = 60.0
READ_EVERY = 300.0
"""Seconds between two looks into the mailbox."""
_RENEW = 30.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that this desktop tried to send, and its status now."""

    message_id: int
    customer_id: int | None
    status: MessageStatus


class Remedy(StrEnum):
    """What helps: nothing but time, typing the password at this desktop, or signing in in the browser there."""

    WAIT = "wait"
    PASSWORD = "password"  # noqa: S105 - a word
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True)
class AccountTrouble:
    """Why messages of a channel wait at this desktop, and until when; ``None``: until somebody changes something."""

    channel: Channel
    said: str
    until: datetime | None = None
    remedy: Remedy = Remedy.WAIT


Dial = Callable[[MailAccount | SmsAccount, str], Transport]


class Sender:
    """Sends the office's messages while it runs, and files answers. What it tells, it tells on its own thread.

    Messages of an account whose password this desktop does not have are left to other desktops.
    """

    def __init__(
        self,
        desk: Desk,
        secrets: SecretStore,
        on_sent: Callable[[Sent], object] = lambda sent: None,
        on_trouble: Callable[[AccountTrouble | None], object] = lambda trouble: None,
        on_filed: Callable[[Filed], object] = lambda filed: None,
        *,
        dial: Mapping[Channel, Dial] | None = None,
        tokens: Tokens | None = None,
        lease: float = leasing.LEASE,
    ) -> None:
        self._desk, self._secrets = desk, secrets
        self._on_sent, self._on_trouble, self._on_filed = on_sent, on_trouble, on_filed
        self._dial = {**_DIAL, **(dial or {})}
        self._lease_seconds = lease
        self._tokens = tokens or Tokens()
        self.key = uuid.uuid4().hex
        """Whose leases are this program's."""
        self._ways: dict[Channel, tuple[object, Transport]] = {}
        self._paused: dict[Channel, datetime] = {}
        self._unstored: list[tuple[Lease, Outcome]] = []
        self._used_at = 0.0
        self._read_at = 0.0
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        """Begin; once."""
        self._thread.start()

    def wake(self) -> None:
        """Look into the outbox now, and try the account anew: something was sent, or an account was changed."""
        self._paused.clear()
        self._awake.set()

    def stop(self, seconds: float = 5.0) -> bool:
        """End it. A message that is just being handed over has ``seconds`` to get its answer.

        ``False`` where the server does not answer in time: the message is then asked about after the next start.
        """
        self._stopping.set()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join(seconds)
        if self._thread.is_alive():
            for _, way in list(self._ways.values()):
                way.abort()
            self._thread.join(1.0)
        if self._thread.is_alive():
            return False
        self._hang_up()
        return True

    def take_one(self) -> Sent | None:
        """Send the message that waits longest; ``None`` where none can be sent from here now."""
        self._desk.need(Permission.MESSAGES_SEND)
        self._store_results()
        if not leasing.due(self._desk):
            # The keyring is not asked for nothing: some ask the user in turn.
            return None
        if told := leasing.withheld(self._desk):
            self._on_trouble(AccountTrouble(Channel.EMAIL, told))
            return None
        ready = self._ready()
        lease = leasing.take(self._desk, self.key, ready.keys(), self._lease_seconds)
        if lease is None:
            return None
        status = self._send(lease, *ready[lease.channel])
        sent = Sent(lease.message_id, lease.customer_id, status)
        self._on_sent(sent)
        return sent

    def read_answers(self) -> list[Filed]:
        """Look into the mailbox for answers, where the office asked for it; what was filed."""
        try:
            filed = read_answers(self._desk, self._secrets, self._tokens)
        except (MailboxTrouble, SignInAgain) as trouble:
            self._on_trouble(AccountTrouble(Channel.EMAIL, f"Answers can't be read: {trouble}"))
            return []
        for one in filed:
            self._on_filed(one)
        return filed

    def _ready(self) -> dict[Channel, tuple[MailAccount | SmsAccount, str]]:
        """The accounts that can be used from here, with what they are signed in with."""
        found: dict[Channel, tuple[MailAccount | SmsAccount, str]] = {}
        now = self._desk.now()
        for channel, read in ((Channel.EMAIL, account), (Channel.SMS, sms_account)):
            if self._paused.get(channel, now) > now:
                continue
            known = read(self._desk)
            if not known.ready:
                continue
            secret = secret_of(self._desk, known, self._secrets)
            if secret is None:
                self._pause(channel, *_unknown(known))
                continue
            try:
                found[channel] = known, access_token(self._desk, known, secret, self._secrets, self._tokens)
            except SignInAgain as trouble:
                self._pause(channel, str(trouble), Remedy.SIGN_IN)
            except OSError as error:
                self._pause(channel, f"The sign-in server of {_called(known)} can't be reached: {error}")
        return found

    def _send(self, lease: Lease, known: MailAccount | SmsAccount, secret: str) -> MessageStatus:
        renewed = monotonic()

        def alive() -> None:
            nonlocal renewed
            if monotonic() - renewed > _RENEW:
                renewed = monotonic()
                if not leasing.keep(self._desk, lease, self._lease_seconds):
                    raise LeaseLost
            if self._stopping.is_set():
                raise LeaseLost

        try:
            content = outgoing(self._desk, lease.message_id)
            outcome = self._way(lease.channel, known, secret).send(
                content, lambda: leasing.hand_over(self._desk, lease), alive
            )
        except LeaseLost:
            outcome = Outcome(Result.LATER, "It was stopped.", after=0)
        except NotFound as error:
            outcome = Outcome(Result.FAILED, str(error))
        except OfficeError as error:
            # Nothing went out: handing over is stored before.
            outcome = Outcome(Result.LATER, str(error), after=60)
        self._used_at = monotonic()
        if outcome.account and outcome.result is Result.LATER:
            # A token that is refused before its time was withdrawn: the next try asks for a new one, and hears why.
            self._tokens.forget()
            self._pause(lease.channel, outcome.said)
        elif outcome.result is Result.SENT:
            self._on_trouble(None)
        return self._store(lease, outcome)

    def _store(self, lease: Lease, outcome: Outcome) -> MessageStatus:
        try:
            status = leasing.finish(self._desk, lease, outcome)
        except OfficeError as error:
            # The office is busy or gone; what the server said is stored as soon as it is back.
            log.warning("what became of message %s could not be stored yet: %s", lease.message_id, error)
            self._unstored.append((lease, outcome))
            return MessageStatus.SENDING
        return status or MessageStatus.SENDING

    def _store_results(self) -> None:
        for pair in list(self._unstored):
            leasing.finish(self._desk, *pair)
            self._unstored.remove(pair)

    def _way(self, channel: Channel, known: MailAccount | SmsAccount, secret: str) -> Transport:
        there = self._ways.get(channel)
        if there is not None and there[0] == (known, secret):
            return there[1]
        if there is not None:
            there[1].close()
        way = self._dial[channel](known, secret)
        self._ways[channel] = ((known, secret), way)
        return way

    def _pause(self, channel: Channel, said: str, remedy: Remedy = Remedy.WAIT) -> None:
        now = self._desk.now()
        until = now + timedelta(seconds=PAUSE) if remedy is Remedy.WAIT else None
        self._paused[channel] = until or now + timedelta(days=1)
        self._on_trouble(AccountTrouble(channel, said, until, remedy))

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                sent = self.take_one()
            except OfficeError as error:
                # Busy, gone, or the role of whoever sits here is another now: it is looked again.
                log.info("the outbox waits: %s", error)
                sent = None
            except Exception:
                log.exception("sending failed")
                self._stopping.wait(AFTER_A_BUG)
                sent = None
            if sent is None:
                self._look_for_answers()
                if monotonic() - self._used_at > IDLE:
                    self._hang_up()
                self._awake.wait(LOOK)
                self._awake.clear()
        self._hang_up()

    def _look_for_answers(self) -> None:
        if self._stopping.is_set() or monotonic() < self._read_at:
            return
        self._read_at = monotonic() + READ_EVERY
        try:
            self.read_answers()
        except (OfficeError, OSError) as error:
            log.info("answers wait: %s", error)
        except Exception:
            log.exception("reading answers failed")

    def _hang_up(self) -> None:
        ways, self._ways = self._ways, {}
        for _, way in ways.values():
            way.close()


def _mail(known: MailAccount | SmsAccount, secret: str) -> Transport:
    if not isinstance(known, MailAccount):
        raise TypeError(known)
    return Smtp(known, secret)


def _sms(known: MailAccount | SmsAccount, secret: str) -> Transport:
    from officedesk.services.messaging.twilio import Twilio

    if not isinstance(known, SmsAccount):
        raise TypeError(known)
    return Twilio(known, secret)


_DIAL: dict[Channel, Dial] = {Channel.EMAIL: _mail, Channel.SMS: _sms}


def _unknown(known: MailAccount | SmsAccount) -> tuple[str, Remedy]:
    if isinstance(known, MailAccount) and known.in_browser:
        return f"This desktop is not signed in to {_called(known)}.", Remedy.SIGN_IN
    return f"This desktop does not know the password of {_called(known)}.", Remedy.PASSWORD


def _called(known: MailAccount | SmsAccount) -> str:
    return known.user or known.address if isinstance(known, MailAccount) else known.sender
