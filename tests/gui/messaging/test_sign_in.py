"""Signing in in the browser as a user goes through it: in the settings, and again at a desktop that is signed out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from officedesk.models.enums import MessageStatus
from officedesk.services.desk import Desk
from officedesk.services.messaging import oauth
from officedesk.services.messaging.accounts import Auth, Security, account, secret_of
from officedesk.services.messaging.sender import Remedy
from officedesk.views.main_window import MainWindow
from officedesk.views.messaging.account_section import AccountSection
from officedesk.views.messaging.outbox_popover import OutboxPopover
from officedesk.views.messaging.sign_in_dialog import SignInDialog
from officedesk.views.shell import Shell
from tests.gui.keys import come_up, press, settle
from tests.gui.messaging.conftest import Put, statuses
from tests.gui.messaging.test_outbox_window import button_of
from tests.support.mail_server import USER, MailServer
from tests.support.sign_in_provider import ACCESS, Provider


@pytest.fixture
def provider(mail: MailServer, certificates: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """The browser goes to a stand-in of Google's page, and comes back by itself."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates[0]))
    made = Provider(certificates[1])

    def opening(address: str) -> bool:
        made.visit(address)
        return True

    mail.token = ACCESS
    monkeypatch.setattr(oauth, "Providers", lambda: made.providers)
    monkeypatch.setattr("webbrowser.open", opening)
    yield made
    if made.thread.ident is not None:
        made.thread.join(10)
    made.server.close()


@pytest.fixture
def account_set_up(
    qtbot: QtBot, shell: Shell, window: MainWindow, posting: Desk, provider: Provider, mail: MailServer
) -> None:
    """Somebody set another account up under Settings, and signed in there."""
    shell.go("settings", tab="Email & SMS")
    settle(qtbot, shell)
    section = window.findChild(AccountSection)
    assert isinstance(section, AccountSection)
    qtbot.waitUntil(lambda: section._loaded)
    section.provider._choose("google")
    for name, typed in (("host", "127.0.0.1"), ("port", str(mail.port)), ("client_id", "our-client")):
        section.mail.control(name).setFocus()
        section.mail.control(name).selectAll()
        press(typed, Qt.Key.Key_Tab)
    section.client_secret.setText("S3CR3T-client")
    section.sign_in.click()
    qtbot.waitUntil(lambda: section.signed_in.text() == "Signed in. Save to keep it.", timeout=10_000)
    assert section.trial.copy.isHidden()
    section.save()
    qtbot.waitUntil(lambda: not section.dirty and section._loaded)
    assert section.signed_in.text() == "Signed in at this computer."
    stored = account(posting)
    assert (stored.auth, stored.security) == (Auth.XOAUTH2_GOOGLE, Security.STARTTLS)
    assert "S3CR3T-refresh" in (secret_of(posting, stored, shell.secrets) or "")


@pytest.mark.usefixtures("account_set_up")
def test_a_grant_that_was_withdrawn_is_given_again_from_the_outbox(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, put: Put, provider: Provider, mail: MailServer
) -> None:
    put(subject="Before")
    window.send_messages()
    room = window.post
    assert room is not None
    qtbot.waitUntil(lambda: statuses(desk) == [MessageStatus.SENT], timeout=10_000)
    assert mail.logins == [True]

    provider.refused = "Token has been revoked"
    assert room.worker is not None
    room.worker._tokens.forget()
    put(subject="After")
    room.wake()
    qtbot.waitUntil(lambda: room.trouble is not None and room.trouble.remedy is Remedy.SIGN_IN, timeout=10_000)
    button_of(window).click()
    settle(qtbot, shell)
    popover = window.findChild(OutboxPopover)
    assert isinstance(popover, OutboxPopover)
    assert "has to be signed in again: Token has been revoked" in popover.trouble.text()
    assert not popover.password.isVisible()
    popover.sign_in.click()
    dialog = window.findChild(SignInDialog)
    assert isinstance(dialog, SignInDialog)
    come_up(qtbot, shell, dialog)
    qtbot.waitUntil(dialog.go.isEnabled)
    assert USER in dialog.about.text()
    provider.refused = ""
    # Nothing is typed: the program's own secret is known here from the first time.
    gone = qtbot.waitSignal(dialog.accepted, timeout=10_000)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    gone.wait()
    qtbot.waitUntil(lambda: statuses(desk) == [MessageStatus.SENT, MessageStatus.SENT], timeout=10_000)
    assert {one.form["client_secret"] for one in provider.server.asked if one.form} == {"S3CR3T-client"}
    qtbot.waitUntil(lambda: room.trouble is None)


def test_where_no_browser_opens_the_address_can_be_copied(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.go("settings", tab="Email & SMS")
    settle(qtbot, shell)
    section = window.findChild(AccountSection)
    assert isinstance(section, AccountSection)
    qtbot.waitUntil(lambda: section._loaded)
    monkeypatch.setattr("webbrowser.open", lambda _address: False)
    wanted = replace(account(desk), address=USER, user=USER, host="smtp.gmail.com", client_id="our-client")
    section.trial.sign_in(replace(wanted, auth=Auth.XOAUTH2_GOOGLE), "")
    qtbot.waitUntil(lambda: "No browser could be opened" in section.trial.said.text(), timeout=10_000)
    section.trial.copy.click()
    assert QGuiApplication.clipboard().text().startswith(provider.providers.google_page)
    section.trial.stop.click()
    qtbot.waitUntil(lambda: section.trial.said.text() == "Not signed in.", timeout=10_000)
