"""A mail server, an office with an account at it, and a way to send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from officedesk.secrets import MemorySecrets
from officedesk.services.desk import Desk
from officedesk.services.messaging.accounts import MailAccount, save_account
from officedesk.services.messaging.drafts import Address, MessageDraft
from officedesk.services.messaging.sender import Sender
from tests.factories import make_customer, second_desk
from tests.support.certificates import make_certificates
from tests.support.mail_server import PASSWORD, USER, MailServer


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def trusted(certificates: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tests' own authority is trusted; the server's key and certificate."""
    ca, server = certificates
    monkeypatch.setenv("SSL_CERT_FILE", str(ca))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return server


@pytest.fixture
def mail(trusted: Path) -> Iterator[MailServer]:
    server = MailServer(trusted)
    yield server
    server.close()


@pytest.fixture
def secrets() -> MemorySecrets:
    return MemorySecrets()


def account_at(server: MailServer) -> MailAccount:
    return MailAccount(address=USER, name="Lakeside Mechanical", host="127.0.0.1", port=server.port, user=USER)


@pytest.fixture
def posting(desk: Desk, mail: MailServer, secrets: MemorySecrets) -> Desk:
    """A desk whose office can send email."""
    save_account(desk, account_at(mail), PASSWORD, secrets)
    return desk


@pytest.fixture
def sender(posting: Desk, secrets: MemorySecrets) -> Iterator[Sender]:
    made = Sender(posting, secrets)
    yield made
    made.stop()


@pytest.fixture
def other_desk(desk: Desk) -> Iterator[Desk]:
    other = second_desk(desk)
    yield other
    other.database.close()


@pytest.fixture
def customer_id(desk: Desk) -> int:
    return make_customer(
        desk, "ABC Company", contacts=[{"name": "John Wilson", "email": "John@abc.example", "phone": "(612) 746-4017"}]
    )


@pytest.fixture
def written(customer_id: int) -> Callable[..., MessageDraft]:
    """A message to John Wilson that can be sent."""

    def make(**changes: object) -> MessageDraft:
        values: dict[str, object] = {
            "customer_id": customer_id,
            "to": (Address("John Wilson", "John@abc.example"),),
            "subject": "Your estimate",
            "body": "Hello John,\n\nhere it is.",
        }
        return MessageDraft(**(values | changes))  # type: ignore[arg-type]

    return make
