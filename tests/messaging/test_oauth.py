"""Signing in in the browser, against stand-ins of both providers; tokens end up in the keyring and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from officedesk.errors import Cancelled, NotAllowed
from officedesk.models.enums import Channel, MessageStatus
from officedesk.secrets import MemorySecrets
from officedesk.services.desk import Desk
from officedesk.services.messaging import outbox
from officedesk.services.messaging.accounts import Auth, MailAccount, keep_secret, save_account, secret_of
from officedesk.services.messaging.drafts import MessageDraft
from officedesk.services.messaging.listing import message
from officedesk.services.messaging.oauth import SignInAgain, Tokens, sign_in
from officedesk.services.messaging.sender import AccountTrouble, Remedy, Sender
from tests.support.clock import Clock
from tests.support.mail_server import USER, MailServer
from tests.support.sign_in_provider import ACCESS, REFRESH, Provider

GOOGLE = MailAccount(address=USER, host="smtp.gmail.com", user=USER, auth=Auth.XOAUTH2_GOOGLE, client_id="google-id")
MICROSOFT = replace(GOOGLE, auth=Auth.XOAUTH2_MICROSOFT, client_id="00000000-0000-0000-0000-000000000001", tenant="t")


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


@pytest.mark.parametrize("known", [GOOGLE, MICROSOFT], ids=["google", "microsoft"])
def test_a_grant_that_was_withdrawn_while_its_token_was_in_use_asks_to_sign_in_again(
    desk: Desk,
    mail: MailServer,
    provider: Provider,
    secrets: MemorySecrets,
    written: Callable[..., MessageDraft],
    clock: Clock,
    known: MailAccount,
) -> None:
    mail.token = ACCESS
    known = replace(known, host="127.0.0.1", port=mail.port)
    save_account(desk, known, signed_in(provider, known), secrets)
    troubles: list[AccountTrouble | None] = []
    sender = Sender(desk, secrets, tokens=Tokens(provider.providers), on_trouble=troubles.append)
    first = outbox.send(desk, written())
    sender.take_one()
    sender._hang_up()
    provider.refused = "Token has been revoked"
    mail.token = "none at all"
    second = outbox.send(desk, written())
    sender.take_one()
    assert isinstance(troubles[-1], AccountTrouble)
    assert (troubles[-1].remedy, "535" in troubles[-1].said) == (Remedy.WAIT, True)
    # The token was good for an hour by its own word: it is not shown a second time.
    clock.go_on(minutes=6)
    assert sender.take_one() is None
    assert troubles[-1] is not None
    assert (troubles[-1].remedy, troubles[-1].until) == (Remedy.SIGN_IN, None)
    assert troubles[-1].said.startswith(f"{USER} has to be signed in again: Token has been revoked")
    assert message(desk, second).row.status is MessageStatus.WAITING
    # Signed in again, at this desktop: what waits goes out.
    provider.refused, mail.token = "", ACCESS
    keep_secret(desk, known, signed_in(provider, known), secrets)
    sender.wake()
    sender.take_one()
    sender.stop()
    assert {message(desk, one).row.status for one in (first, second)} == {MessageStatus.SENT}
    assert troubles[-1] is None


def test_a_desktop_that_never_signed_in_says_so(
    desk: Desk, mail: MailServer, written: Callable[..., MessageDraft], secrets: MemorySecrets
) -> None:
    save_account(desk, replace(GOOGLE, host="127.0.0.1", port=mail.port), None, secrets)
    troubles: list[AccountTrouble | None] = []
    outbox.send(desk, written())
    sender = Sender(desk, secrets, on_trouble=troubles.append)
    assert sender.take_one() is None
    (trouble,) = troubles
    assert trouble == AccountTrouble(Channel.EMAIL, f"This desktop is not signed in to {USER}.", remedy=Remedy.SIGN_IN)
