"""Text messages through a stand-in that answers as Twilio documents it."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from officedesk.errors import InvalidInput
from officedesk.models.enums import Channel, MessageStatus
from officedesk.models.messages import Message
from officedesk.secrets import MemorySecrets
from officedesk.services.desk import Desk
from officedesk.services.messaging import outbox
from officedesk.services.messaging.accounts import SmsAccount, save_sms_account, sms_account
from officedesk.services.messaging.listing import message
from officedesk.services.messaging.sender import Sender
from officedesk.services.messaging.twilio import Twilio
from tests.support.clock import Clock
from tests.support.http_server import Answer, Asked, HttpServer

SID, TOKEN, SMS_ID = "AC" + "0123456789abcdef" * 2, "S3CR3T-token", "SM" + "f" * 32
TAKEN: Answer = (201, {"sid": SMS_ID, "status": "queued", "num_segments": "1"}, {})
Text = Callable[[], int]


class Provider:
    """Twilio: an account, and what is answered to a message."""

    def __init__(self) -> None:
        self.reply: Callable[[], Answer | None] = lambda: TAKEN
        self.account: Answer = (200, {"friendly_name": "Lakeside"}, {})
        self.server = HttpServer(self._answer)
        self.texts: list[dict[str, str]] = []

    def _answer(self, asked: Asked) -> Answer | None:
        expected = "Basic " + base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
        if asked.headers.get("Authorization") != expected:
            return 401, {"code": 20003, "message": "Authenticate", "status": 401}, {}
        if asked.method == "GET":
            return self.account
        assert asked.path == f"/2010-04-01/Accounts/{SID}/Messages.json"
        answer = self.reply()
        if answer is None or answer[0] == 201:
            self.texts.append(asked.form)
        return answer


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    made = Provider()
    yield made
    made.server.close()


@pytest.fixture
def texting(desk: Desk, secrets: MemorySecrets) -> Desk:
    save_sms_account(desk, SmsAccount(SID, "(612) 746-4000"), TOKEN, secrets)
    return desk


@pytest.fixture
def sender(texting: Desk, secrets: MemorySecrets, provider: Provider) -> Iterator[Sender]:
    def dial(known: object, secret: str) -> Twilio:
        assert isinstance(known, SmsAccount)
        return Twilio(known, secret, provider.server.address, (1.0, 1.0))

    made = Sender(texting, secrets, dial={Channel.SMS: dial})
    yield made
    made.stop()


@pytest.fixture
def text(texting: Desk, customer_id: int) -> Text:
    def make() -> int:
        draft = outbox.new_message(texting, customer_id, Channel.SMS)
        return outbox.send(texting, replace(draft, body="We are on the way – 9:30"))

    return make


def test_a_text_is_sent_once(texting: Desk, sender: Sender, provider: Provider, text: Text) -> None:
    sent_id = text()
    taken = sender.take_one()
    assert taken is not None
    assert taken.status is MessageStatus.SENT
    assert provider.texts == [{"To": "+16127464017", "From": "+16127464000", "Body": "We are on the way – 9:30"}]
    with texting.read() as session:
        stored = session.get(Message, sent_id)
        assert stored is not None
        assert (stored.internet_id, stored.segments) == (SMS_ID, 1)
    assert sender.take_one() is None


def test_a_bad_number_is_told_in_twilios_words(texting: Desk, sender: Sender, provider: Provider, text: Text) -> None:
    provider.reply = lambda: (400, {"code": 21211, "message": "The 'To' number is not valid.", "status": 400}, {})
    sent_id = text()
    sender.take_one()
    row = message(texting, sent_id).row
    assert (row.status, row.trouble) == (MessageStatus.FAILED, "The 'To' number is not valid. (Twilio 21211)")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_provider_is_asked_again(
    texting: Desk, sender: Sender, provider: Provider, text: Text, clock: Clock, status: int
) -> None:
    provider.reply = lambda: (status, {"code": 20429, "message": "Too many requests"}, {"Retry-After": "7"})
    sent_id = text()
    sender.take_one()
    row = message(texting, sent_id).row
    assert row.status is MessageStatus.WAITING
    assert row.next_at is not None
    assert (row.next_at - clock.at).total_seconds() == 7
    provider.reply = lambda: TAKEN
    clock.go_on(seconds=8)
    sender.take_one()
    assert message(texting, sent_id).row.status is MessageStatus.SENT
    assert len(provider.texts) == 1


def test_a_provider_that_never_answers_leaves_it_unsure(
    texting: Desk, sender: Sender, provider: Provider, text: Text, clock: Clock
) -> None:
    late = threading.Event()

    def wait() -> Answer:
        late.wait(5)
        return TAKEN

    provider.reply = wait
    sent_id = text()
    sender.take_one()
    late.set()
    assert message(texting, sent_id).row.status is MessageStatus.UNSURE
    clock.go_on(days=3)
    assert sender.take_one() is None


def test_a_connection_closed_without_a_word_leaves_it_unsure(
    texting: Desk, sender: Sender, provider: Provider, text: Text
) -> None:
    provider.reply = lambda: None
    sent_id = text()
    sender.take_one()
    assert message(texting, sent_id).row.status is MessageStatus.UNSURE
    assert len(provider.texts) == 1


def test_a_provider_that_is_not_there_is_tried_later(
    texting: Desk, sender: Sender, provider: Provider, text: Text
) -> None:
    provider.server.close()
    sent_id = text()
    sender.take_one()
    row = message(texting, sent_id).row
    assert (row.status, row.trouble) == (MessageStatus.WAITING, "The connection to the server failed.")


def test_a_wrong_token_is_the_accounts_trouble(texting: Desk, provider: Provider, text: Text) -> None:
    known = sms_account(texting)
    step = Twilio(known, "S3CR3T-wrong", provider.server.address).try_account()
    assert (step.name, step.ok, step.said) == ("login", False, "Authenticate")
    good = Twilio(known, TOKEN, provider.server.address)
    assert good.try_account().ok
    good.close()


def test_what_is_no_account_is_refused(desk: Desk) -> None:
    for wrong in (SmsAccount("nonsense", "612 746 4000"), SmsAccount(SID, "nobody")):
        with pytest.raises(InvalidInput):
            save_sms_account(desk, wrong, None, MemorySecrets())
    assert save_sms_account(desk, SmsAccount(SID, "MG" + "0" * 32), None, MemorySecrets()).sender.startswith("MG")
