"""Settings → This office, and the ways into an office on a server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from officedesk.config import Config
from officedesk.context import Start
from officedesk.database.cipher import OfficeKey
from officedesk.database.moving import move
from officedesk.database.place import OfficePlace
from officedesk.errors import NotAllowed, OfficeBusy, OfficeReadOnly, PasswordNeeded
from officedesk.hosting.roles import JoinedDesktop, OpenInvitation
from officedesk.services.office import hosting, keeping
from officedesk.services.office.hosting import Found, Lies, ServerAddress, Step, Trial, Where
from officedesk.services.office.keeping import Guests, Invited
from officedesk.views.main_window import MainWindow
from officedesk.views.office.host_dialogs import HostQuestion
from officedesk.views.office.moved_notice import MovedNotice
from officedesk.views.office.place_section import PlaceSection
from officedesk.views.office.server_dialog import ServerDialog
from officedesk.views.office.settings_page import SettingsPage
from officedesk.views.program import Program
from officedesk.views.shell import Reopening, Shell
from tests.gui.keys import settle, show_section
from tests.support.programs import Begin

AT = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
CODE = "40GQP-A7FH0-21KKJ-ZR2EY-WEEN8"


def press(within: QWidget, text: str) -> None:
    """Click the button that says `text`."""
    found = [made for made in within.findChildren(QPushButton) if made.text() == text and made.isVisible()]
    assert len(found) == 1, (text, [made.text() for made in within.findChildren(QPushButton)])
    found[0].click()


def dialog(kind: type[QDialog] = QDialog) -> Any:
    """The dialog in front."""
    return next(made for made in QApplication.topLevelWidgets() if isinstance(made, kind) and made.isVisible())


def texts(within: QWidget) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(made.text() for made in within.findChildren(QLabel) if made.isVisible())


@pytest.fixture
def section(qtbot: QtBot, shell: Shell) -> Callable[[], PlaceSection]:
    """Builds the section and waits until it shows where the office lies."""

    def build() -> PlaceSection:
        return show_section(qtbot, shell, PlaceSection(shell))

    return build


@pytest.fixture
def hosted(monkeypatch: pytest.MonkeyPatch) -> Guests:
    """As if this computer hosted the office; the services are shown working in tests/hosting."""
    known = Guests(
        (
            JoinedDesktop("desk_a", "ANNA-PC", AT, 3, here=True),
            JoinedDesktop("desk_b", "BEN-PC", AT, 1, here=False),
        ),
        (OpenInvitation("guest_x", AT, AT + timedelta(days=7)),),
    )
    here = Where(Lies.HERE, "office on this computer", "postgresql://…", "ANNA-PC, port 54320", running=True)
    monkeypatch.setattr(hosting, "where", lambda *_: here)
    monkeypatch.setattr(keeping, "guests", lambda *_: known)
    return known


def test_an_office_in_a_file_offers_to_be_hosted(
    qtbot: QtBot, shell: Shell, section: Callable[[], PlaceSection], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = section()
    assert str(shell.desk.database.place.path) in texts(made)
    plans: list[Reopening] = []
    shell.reopen_wanted.connect(plans.append)
    press(made, "Host this office on this computer…")
    question = dialog()
    assert "every row is read again" in texts(question).lower()
    press(question, "Host this office")
    settle(qtbot, shell)
    assert len(plans) == 1
    assert plans[0].work is not None
    assert "moves" in plans[0].title


def test_whoever_hosts_an_encrypted_office_is_told_that_the_server_is_not(qtbot: QtBot, shell: Shell) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    database = shell.desk.database
    for key in (None, OfficeKey(bytes(32), bytes(16))):
        database.place = replace(database.place, key=key)
        question = HostQuestion(shell, parent)
        question.show()
        assert ("whoever takes the disk can read it" in texts(question)) is (key is not None)


def test_without_a_server_program_only_a_server_is_offered(
    section: Callable[[], PlaceSection], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosting, "can_host", lambda: False)
    shown = [made.text() for made in section().findChildren(QPushButton) if made.isVisible()]
    assert shown == ["Connect to a server…"]


def test_a_hosted_office_lists_its_desktops_and_revokes_one(
    qtbot: QtBot,
    shell: Shell,
    hosted: Guests,
    section: Callable[[], PlaceSection],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    revoked: list[str] = []
    monkeypatch.setattr(keeping, "revoke", lambda _desk, role, *_: revoked.append(role))
    made = section()
    shown = texts(made)
    for words in ("ANNA-PC, port 54320", "BEN-PC", "this computer", "connected", "May be used once until 11/29/2026"):
        assert words in shown
    press(made, "Revoke")
    question = dialog()
    assert "BEN-PC" in texts(question)
    press(question, "Revoke")
    settle(qtbot, shell)
    assert revoked == ["desk_b"]


def test_an_invitation_is_shown_and_copied(
    qtbot: QtBot,
    shell: Shell,
    hosted: Guests,
    section: Callable[[], PlaceSection],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    invited = Invited(CODE, AT + timedelta(days=7), ("192.168.1.20",), 54_320)
    monkeypatch.setattr(keeping, "invite", lambda *_: invited)
    made = section()
    press(made, "Invite a desktop…")
    settle(qtbot, shell)
    shown = dialog()
    assert shown.code.toPlainText() == CODE
    assert "192.168.1.20" in texts(shown)
    press(shown, "Copy code")
    assert QApplication.clipboard().text() == CODE


def test_the_start_with_the_computer_springs_back_where_it_cannot_be_switched(
    qtbot: QtBot,
    shell: Shell,
    hosted: Guests,
    section: Callable[[], PlaceSection],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OfficeReadOnly("Not possible here.", hint="Run it by hand: systemctl enable")

    monkeypatch.setattr(keeping, "start_with_computer", refuse)
    made = section()
    box = next(made for made in made.findChildren(QCheckBox) if made.isVisible())
    box.click()
    settle(qtbot, shell)
    assert not box.isChecked()
    assert "by hand" in made.error.text()


def test_the_way_back_asks_for_a_file_that_is_not_there(
    qtbot: QtBot,
    shell: Shell,
    hosted: Guests,
    section: Callable[[], PlaceSection],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    plans: list[Reopening] = []
    shell.reopen_wanted.connect(plans.append)
    monkeypatch.setattr("officedesk.views.office.host_dialogs.bring_back", lambda *_: lambda *_: "done")
    made = section()
    press(made, "Back to one file…")
    question = dialog()
    question.path.setText(str(shell.desk.database.place.path))
    press(question, "Bring it back")
    assert "of that name" in question.field.error
    question.path.setText(str(tmp_path / "Back.officedesk"))
    press(question, "Bring it back")
    settle(qtbot, shell)
    assert [plan.told for plan in plans] == ["The office is in Back.officedesk now."]


@pytest.fixture
def server_dialog(qtbot: QtBot, shell: Shell) -> ServerDialog:
    made = ServerDialog(shell.runner, shell.icons, shell.theme, "Move this office there")
    made.show()
    return made


def test_the_test_of_a_server_names_the_step_that_failed(
    qtbot: QtBot, shell: Shell, server_dialog: ServerDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    trials = iter(
        [
            Trial((Step.NAME,), Step.CONNECT, "It takes no connections."),
            Trial(tuple(Step), found=Found.EMPTY),
            Trial(tuple(Step), found=Found.OFFICE),
        ]
    )
    asked: list[tuple[ServerAddress, str]] = []

    def answer(address: ServerAddress, password: str) -> Trial:
        asked.append((address, password))
        return next(trials)

    monkeypatch.setattr("officedesk.views.office.server_dialog.try_address", answer)
    made = server_dialog
    press(made, "Test")
    assert made.fields["host"].error == "Needed."
    assert asked == []
    for edit, text in ((made.host, "db.example.com"), (made.user, "office"), (made.password, "S3CR3T")):
        edit.setFocus()
        qtbot.keyClicks(edit, text)
    press(made, "Test")
    settle(qtbot, shell)
    assert "It takes no connections." in texts(made)
    assert not made.go_on.isEnabled()
    press(made, "Test")
    settle(qtbot, shell)
    assert made.go_on.text() == "Move this office there"
    qtbot.keyClicks(made.user, "r")
    assert not made.go_on.isEnabled(), "what was tested is not what is typed any more"
    press(made, "Test")
    settle(qtbot, shell)
    wanted: list[tuple[ServerAddress, str]] = []
    made.open_wanted.connect(lambda address, password: wanted.append((address, password)))
    press(made, "Open office")
    assert wanted == [asked[-1]]
    assert wanted[0][1] == "S3CR3T"
    assert "S3CR3T" not in wanted[0][0].url


def test_who_has_the_old_office_open_is_told_where_it_went(
    qtbot: QtBot, shell: Shell, window: MainWindow, tmp_path: Path
) -> None:
    notice = MovedNotice(shell, window)
    notice.look()
    settle(qtbot, shell)
    assert window.banner.text == ""
    there = tmp_path / "There.officedesk"
    move(shell.desk.database, OfficePlace(path=there), "the file There", shell.desk.actor)
    shell.signals.changed.emit("company", 1, 0)
    settle(qtbot, shell)
    assert "moved to the file There" in window.banner.text
    plans: list[Reopening] = []
    shell.reopen_wanted.connect(plans.append)
    press(window.banner, "Open it there")
    assert [plan.office for plan in plans] == [str(there)]


def test_this_office_is_a_section_of_the_settings(qtbot: QtBot, shell: Shell, window: MainWindow) -> None:
    shell.go("settings", tab="This office")
    settle(qtbot, shell)
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    assert isinstance(page.stack.currentWidget(), PlaceSection)


@pytest.fixture
def program(begin: Begin, tmp_path: Path) -> tuple[Program, dict[str, Any]]:
    """The start window over made-up ways to open offices."""
    calls: dict[str, Any] = {"opened": [], "error": OfficeBusy("not this time")}

    def open_it(office: str, words: str = "") -> Any:
        calls["opened"].append(office)
        raise calls["error"]

    def join(code: str) -> str:
        if code != CODE:
            raise NotAllowed("This invitation code is not complete or was mistyped.")
        return "postgresql://desk_b@anna-pc:54320/office?sslmode=verify-ca"

    def keep(address: str, password: str) -> str:
        calls["kept"] = (address, password)
        return address

    start = Start(Config(tmp_path / "s.json"), [], open_it, lambda *_: None, lambda: "", "", join, keep)
    made = begin(start)
    made.choose()
    return made, calls


def test_joining_opens_the_office(qtbot: QtBot, program: tuple[Program, dict[str, Any]]) -> None:
    made, calls = program
    press(made.chooser, "Join an office…")
    asking = made.asking
    qtbot.keyClicks(asking.field.control, "40GQP")
    press(asking, "Join")
    qtbot.waitUntil(lambda: "mistyped" in asking.field.error)
    asking.field.control.setPlainText(CODE)
    press(asking, "Join")
    qtbot.waitUntil(lambda: calls["opened"] == ["postgresql://desk_b@anna-pc:54320/office?sslmode=verify-ca"])
    qtbot.waitUntil(lambda: "not this time" in made.chooser.message.text())


def test_a_server_that_wants_a_password_is_asked_for_it(qtbot: QtBot, program: tuple[Program, dict[str, Any]]) -> None:
    made, calls = program
    address = "postgresql://office@db.example.com/office?sslmode=verify-full"
    calls["error"] = PasswordNeeded("office on db.example.com does not let this desktop in.")
    calls["error"].address = address
    made.chooser.chosen.emit(address)
    qtbot.waitUntil(lambda: made.asking is not None and made.asking.isVisible())
    calls["error"] = OfficeBusy("not this time")
    qtbot.keyClicks(made.asking.field.control, "S3CR3T")
    press(made.asking, "Open office")
    qtbot.waitUntil(lambda: len(calls["opened"]) == 2)
    assert calls["kept"] == (address, "S3CR3T")


def test_a_desktop_that_was_revoked_is_asked_for_a_new_invitation(
    qtbot: QtBot, program: tuple[Program, dict[str, Any]]
) -> None:
    made, calls = program
    address = "postgresql://desk_b@anna-pc:54320/office?sslmode=verify-ca"
    calls["error"] = PasswordNeeded("office on anna-pc does not let this desktop in.")
    calls["error"].address = address
    made.chooser.chosen.emit(address)
    qtbot.waitUntil(lambda: made.asking is not None and made.asking.isVisible())
    assert made.asking.windowTitle() == "Join an office"
    assert "does not let" in made.asking.told.text()
    made.asking.reject()
