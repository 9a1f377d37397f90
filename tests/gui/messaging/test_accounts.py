"""Settings: the email account is typed, tried against a real server, and kept; passwords stay out of the office."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.messaging.accounts import Auth, account, secret_of, sms_account
from officedesk.services.messaging.signatures import signature
from officedesk.views.main_window import MainWindow
from officedesk.views.messaging.account_section import AccountSection
from officedesk.views.shell import Shell
from tests.gui.keys import CTRL, press, settle
from tests.support.mail_server import PASSWORD, USER, MailServer


@pytest.fixture
def section(qtbot: QtBot, shell: Shell, window: MainWindow) -> AccountSection:
    shell.go("settings", tab="Email & SMS")
    settle(qtbot, shell)
    page: Any = window.page("settings")
    made = page.section("Email & SMS")
    assert isinstance(made, AccountSection)
    qtbot.waitUntil(lambda: made._loaded)
    return made


def fill(section: AccountSection, port: int, password: str) -> None:
    for name, text in (("address", USER), ("host", "127.0.0.1"), ("port", str(port)), ("user", USER)):
        control = section.mail.control(name)
        control.setFocus()
        control.selectAll()
        press(text, Qt.Key.Key_Tab)
    section.password.setFocus()
    section.password.selectAll()
    press(password)


def test_the_account_is_typed_tried_and_saved(
    qtbot: QtBot, shell: Shell, desk: Desk, section: AccountSection, mail: MailServer
) -> None:
    fill(section, mail.port, "wrong")
    section.try_button.click()
    qtbot.waitUntil(lambda: "failed" in section.trial.said.text(), timeout=10_000)
    assert [step.ok for step in section.trial.steps] == [True, True, True, False]
    assert "Sign in" in section.trial.said.text()
    assert section.trial.steps[-1].said

    section.password.setFocus()
    section.password.selectAll()
    press(PASSWORD)
    section.try_button.click()
    qtbot.waitUntil(lambda: section.trial.said.text() == "The account works.", timeout=10_000)
    assert mail.received == []

    press(Qt.Key.Key_S, modifier=CTRL)
    qtbot.waitUntil(lambda: not section.dirty and section._loaded)
    stored = account(desk)
    assert (stored.address, stored.host, stored.port) == (USER, "127.0.0.1", mail.port)
    assert secret_of(desk, stored, shell.secrets) == PASSWORD
    assert section.password.text() == ""
    assert "keyring" in section.password.placeholderText()
    path = desk.database.place.path
    assert path is not None
    assert PASSWORD.encode() not in path.read_bytes()


def test_what_cannot_be_right_is_told_under_its_field(
    qtbot: QtBot, shell: Shell, desk: Desk, section: AccountSection
) -> None:
    control = section.mail.control("address")
    control.setFocus()
    press("nobody")
    section.answers.control("read_answers").setChecked(True)
    section.save()
    settle(qtbot, shell)
    assert "email address" in section.mail.fields["address"].error  # type: ignore[union-attr]
    assert section.mail.fields["host"].error  # type: ignore[union-attr]
    assert section.answers.fields["imap_host"].error  # type: ignore[union-attr]
    assert not account(desk).ready
    assert section.dirty
    section.forget()
    settle(qtbot, shell)
    assert not section.dirty


def test_a_provider_fills_in_its_servers_and_signs_in_in_the_browser(
    qtbot: QtBot, shell: Shell, desk: Desk, section: AccountSection, monkeypatch: pytest.MonkeyPatch
) -> None:
    control = section.mail.control("address")
    control.setFocus()
    press("office@lakeside.example", Qt.Key.Key_Tab)
    section.provider._choose("google")
    assert section.mail.control("host").text() == "smtp.gmail.com"
    assert section.mail.control("user").text() == "office@lakeside.example"
    assert section.password_field.isHidden()
    assert not section.sign_in.isHidden()
    assert "Google Cloud console" in section.registered.text()
    section.mail.control("client_id").setText("our-client")
    asked: list[Any] = []

    def sign_in(wanted: Any, client_secret: str, **_more: Any) -> str:
        asked.append((wanted.auth, wanted.client_id, client_secret))
        return '{"refresh_token": "kept-in-the-keyring"}'

    monkeypatch.setattr("officedesk.services.messaging.oauth.sign_in", sign_in)
    section.client_secret.setText("shh")
    section.sign_in.click()
    settle(qtbot, shell)
    assert asked == [(Auth.XOAUTH2_GOOGLE, "our-client", "shh")]
    assert section.signed_in.text() == "Signed in. Save to keep it."
    section.save()
    qtbot.waitUntil(lambda: not section.dirty and section._loaded)
    stored = account(desk)
    assert stored.auth is Auth.XOAUTH2_GOOGLE
    assert "kept-in-the-keyring" in (secret_of(desk, stored, shell.secrets) or "")


def test_the_account_for_texts_and_the_signature_are_saved_with_it(
    qtbot: QtBot, shell: Shell, desk: Desk, section: AccountSection
) -> None:
    section.sms.control("sid").setText("AC" + "0" * 32)
    section.sms.control("sender").setText("(612) 555-0100")
    section.token.setText("token")
    section.signature.setPlainText("Dana Reyes\nLakeside")
    section.save()
    qtbot.waitUntil(lambda: not section.dirty and section._loaded)
    assert sms_account(desk).sender == "+16125550100"
    assert secret_of(desk, sms_account(desk), shell.secrets) == "token"
    assert signature(desk) == "Dana Reyes\nLakeside"
    assert not account(desk).ready
