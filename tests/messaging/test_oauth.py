"""Signing in in the browser, against stand-ins of both providers; tokens end up in the keyring and nowhere else."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import ProxyHandler, build_opener

import pytest

from officedesk.errors import Cancelled, NotAllowed
from officedesk.models.enums import MessageStatus
from officedesk.secrets import MemorySecrets
from officedesk.services.desk import Desk
from officedesk.services.messaging import outbox
from officedesk.services.messaging.accounts import Auth, MailAccount, save_account, secret_of
from officedesk.services.messaging.drafts import MessageDraft
from officedesk.services.messaging.oauth import Providers, SignInAgain, Tokens, sign_in
from officedesk.services.messaging.sender import AccountTrouble, Sender
from tests.support.http_server import Answer, Asked, HttpServer
from tests.support.mail_server import USER, MailServer

ACCESS, REFRESH = "S3CR3T-access", "S3CR3T-refresh"
GOOGLE = MailAccount(address=USER, host="smtp.gmail.com", user=USER, auth=Auth.XOAUTH2_GOOGLE, client_id="google-id")
MICROSOFT = replace(GOOGLE, auth=Auth.XOAUTH2_MICROSOFT, client_id="00000000-0000-0000-0000-000000000001", tenant="t")


class Provider:
    """Google or Microsoft: a page that sends the browser back, and a server that gives tokens."""

    def __init__(self, certificate: Path) -> None:
        self.server = HttpServer(self._answer, certificate)
        self.challenge = ""
        self.refused = ""
        self.refresh = REFRESH
        self.thread = threading.Thread()
        address = self.server.address
        self.providers = Providers(f"{address}/page", f"{address}/token", address)

    def visit(self, address: str, **changes: str) -> None:
        """What the browser does: the user signs in, and is sent back to the program."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["code_challenge_method"] == "S256"
        assert query["login_hint"] == USER
        self.challenge = query["code_challenge"]
        back = {"code": "the-code", "state": query["state"]} | changes
        said = urlencode({name: value for name, value in back.items() if value})
        posted = query.get("response_mode") == "form_post"
        url = query["redirect_uri"] if posted else f"{query['redirect_uri']}/?{said}"
        self.thread = threading.Thread(target=_visit, args=(url, said.encode() if posted else None))
        self.thread.start()

    def _answer(self, asked: Asked) -> Answer | None:
        if "openid-configuration" in asked.path:
            address = self.server.address
            return 200, {
                "authorization_endpoint": f"{address}/page", "token_endpoint": f"{address}/token",
                "issuer": f"{address}/t/v2.0", "device_authorization_endpoint": f"{address}/device",
            }, {}  # fmt: skip
        form = asked.form
        if self.refused:
            return 400, {"error": "invalid_grant", "error_description": self.refused}, {}
        if form.get("grant_type") == "authorization_code":
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.challenge
            assert form["code"] == "the-code"
        else:
            assert form["refresh_token"] in (REFRESH, self.refresh)
        said = {"access_token": ACCESS, "refresh_token": self.refresh, "token_type": "Bearer", "expires_in": 3600}
        return 200, said, {}


def _visit(url: str, form: bytes | None) -> None:
    with build_opener(ProxyHandler({})).open(url, form, timeout=10) as answer:
        answer.read()


@pytest.fixture
def provider(trusted: Path, certificates: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates[0]))
    made = Provider(trusted)
    yield made
    made.server.close()


def signed_in(provider: Provider, account: MailAccount, client_secret: str = "") -> str:
    try:
        return sign_in(account, client_secret, provider.visit, providers=provider.providers)
    finally:
        if provider.thread.ident is not None:
            provider.thread.join(10)


@pytest.mark.parametrize("account", [GOOGLE, MICROSOFT], ids=["google", "microsoft"])
def test_signing_in_gives_what_to_stay_signed_in_with(provider: Provider, account: MailAccount) -> None:
    secret = signed_in(provider, account)
    assert json.loads(secret) == {"refresh_token": REFRESH}
    tokens = Tokens(provider.providers)
    before = len(provider.server.asked)
    assert tokens.current(account, secret) == (ACCESS, secret)
    asked = [one for one in provider.server.asked[before:] if one.form]
    assert [one.form["grant_type"] for one in asked] == ["refresh_token"]
    assert tokens.current(account, secret) == (ACCESS, secret)
    assert len([one for one in provider.server.asked[before:] if one.form]) == 1, "an access token is used for an hour"


def test_googles_secret_of_the_program_goes_along(provider: Provider) -> None:
    secret = signed_in(provider, GOOGLE, "S3CR3T-client")
    assert json.loads(secret)["client_secret"] == "S3CR3T-client"
    Tokens(provider.providers).current(GOOGLE, secret)
    assert {one.form["client_secret"] for one in provider.server.asked if one.form} == {"S3CR3T-client"}


@pytest.mark.parametrize("account", [GOOGLE, MICROSOFT], ids=["google", "microsoft"])
def test_a_refusal_is_told_in_the_providers_words(provider: Provider, account: MailAccount) -> None:
    def refuse(address: str) -> None:
        provider.visit(address, code="", error="access_denied", error_description="The user said no")

    with pytest.raises(NotAllowed, match="The user said no"):
        sign_in(account, "", refuse, providers=provider.providers)
    provider.thread.join(10)


@pytest.mark.parametrize("account", [GOOGLE, MICROSOFT], ids=["google", "microsoft"])
def test_an_answer_to_another_question_is_refused(provider: Provider, account: MailAccount) -> None:
    def forge(address: str) -> None:
        provider.visit(address, state="forged")

    with pytest.raises(NotAllowed):
        sign_in(account, "", forge, providers=provider.providers)
    provider.thread.join(10)


def test_signing_in_can_be_stopped(provider: Provider) -> None:
    with pytest.raises(Cancelled):
        sign_in(GOOGLE, "", lambda address: None, lambda: True, provider.providers)


@pytest.mark.parametrize("account", [GOOGLE, MICROSOFT], ids=["google", "microsoft"])
def test_who_was_signed_out_has_to_sign_in_again(provider: Provider, account: MailAccount) -> None:
    secret = signed_in(provider, account)
    provider.refused = "Token has been revoked"
    with pytest.raises(SignInAgain, match="revoked"):
        Tokens(provider.providers).current(account, secret)
    for nothing in ("", "nonsense", "{}", "[]"):
        with pytest.raises(SignInAgain):
            Tokens(provider.providers).current(account, nothing)


def test_a_provider_that_is_not_there_is_tried_later(provider: Provider) -> None:
    secret = json.dumps({"refresh_token": REFRESH})
    provider.server.close()
    for account in (GOOGLE, MICROSOFT):
        with pytest.raises(OSError, match="Error"):
            Tokens(provider.providers).current(account, secret)


def test_mail_goes_out_with_an_access_token(
    desk: Desk, mail: MailServer, provider: Provider, secrets: MemorySecrets, written: Callable[..., MessageDraft]
) -> None:
    mail.token = ACCESS
    known = replace(GOOGLE, host="127.0.0.1", port=mail.port)
    save_account(desk, known, signed_in(provider, known), secrets)
    provider.refresh = "S3CR3T-rotated"
    sender = Sender(desk, secrets, tokens=Tokens(provider.providers))
    outbox.send(desk, written())
    taken = sender.take_one()
    assert taken is not None
    assert taken.status is MessageStatus.SENT
    assert json.loads(secret_of(desk, known, secrets) or "") == {"refresh_token": "S3CR3T-rotated"}
    sender.stop()
    mail.token = "another"
    troubles: list[AccountTrouble | None] = []
    sender = Sender(desk, secrets, tokens=Tokens(provider.providers), on_trouble=troubles.append)
    outbox.send(desk, written())
    sender.take_one()
    sender.stop()
    assert isinstance(troubles[-1], AccountTrouble)
    assert "S3CR3T" not in troubles[-1].said
