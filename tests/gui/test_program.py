"""From the start window to an office, and from one office to another without leaving the program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from officedesk.bootstrap import open_context, start
from officedesk.config import Config
from officedesk.database.place import OfficePlace
from officedesk.errors import DiskFull
from officedesk.services.office.beginning import Lie
from officedesk.views.program import Program
from officedesk.views.shell import Reopening
from tests import factories
from tests.support.programs import Begin


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(tmp_path / "settings.json")


@pytest.fixture
def program(begin: Begin, config: Config) -> Program:
    return begin(start(config))


@pytest.fixture
def another(tmp_path: Path) -> str:
    path = tmp_path / "another.officedesk"
    factories.found(OfficePlace(path=path))
    return str(path)


@pytest.fixture
def opened(program: Program, office: OfficePlace, config: Config, qtbot: QtBot) -> Program:
    program.show(open_context(office.address, config))
    return program


def name(program: Program) -> str:
    return program.desktop.shell.desk.database.place.name if program.desktop is not None else ""


def test_another_office_opens_in_place_of_this_one(opened: Program, another: str, qtbot: QtBot) -> None:
    before = opened.desktop
    before.shell.reopen(Reopening(another, told="Welcome back."))
    qtbot.waitUntil(lambda: name(opened) == "another.officedesk")
    assert opened.desktop.window.isVisible()
    assert "Welcome back." in opened.desktop.window.toasts.text
    assert before.context.desk.database.engine.pool.checkedin() == 0


def test_an_office_without_customers_is_watched_and_backed_up_as_any_other(opened: Program, qtbot: QtBot) -> None:
    assert not opened.desktop.window.page("customers").panel.model.rowCount()
    qtbot.waitUntil(lambda: opened.desktop.painted)
    qtbot.waitUntil(lambda: opened.desktop.window.keeper is not None)


def test_work_is_done_while_the_office_is_closed(opened: Program, office: OfficePlace, qtbot: QtBot) -> None:
    seen: list[object] = []

    def work(report, cancelled) -> None:
        report(1, 2)
        seen.extend([opened.desktop, cancelled()])

    opened.desktop.shell.reopen(Reopening(title="Restoring…", work=work))
    qtbot.waitUntil(lambda: name(opened) == office.name)
    assert seen == [None, False]


def test_failed_work_opens_the_office_again_and_says_why(opened: Program, office: OfficePlace, qtbot: QtBot) -> None:
    def work(_report, _cancelled) -> None:
        raise DiskFull("The disk is full.", hint="Free some space.")

    opened.desktop.shell.reopen(Reopening(title="Restoring…", work=work))
    qtbot.waitUntil(lambda: name(opened) == office.name)
    assert "The disk is full." in opened.desktop.window.banner.text


def test_cancel_reaches_the_work(opened: Program, office: OfficePlace, qtbot: QtBot) -> None:
    asked: list[bool] = []

    def work(_report, cancelled) -> None:
        while not cancelled():
            pass
        asked.append(True)

    opened.desktop.shell.reopen(Reopening(title="Restoring…", work=work))
    qtbot.keyClick(opened.waiting, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: name(opened) == office.name)
    assert asked == [True]


def test_an_office_that_cannot_be_opened_leads_to_the_start_window(opened: Program, qtbot: QtBot) -> None:
    opened.desktop.shell.reopen(Reopening("/nowhere/gone.officedesk"))
    qtbot.waitUntil(lambda: opened.chooser is not None)
    assert "gone.officedesk" in opened.chooser.message.text() or "/nowhere" in opened.chooser.message.text()


def test_an_office_that_is_hosted_from_the_start_asks_for_no_password_after_its_move(
    program: Program, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from officedesk.services.office import hosting

    moved: list[str] = []

    def host_here(desk, config, secrets):
        # The move itself is tested where servers are.
        address = desk.database.place.address

        def work(_report, _cancelled) -> str:
            moved.append(address)
            return address

        return work

    monkeypatch.setattr(hosting, "host_here", host_here)
    monkeypatch.setattr(hosting, "can_host", lambda: True)
    program.choose()
    program.begin()
    assistant = program.beginner.assistant
    words = "four nice words here"
    assistant.beginning = replace(
        assistant.beginning, name="Lakeside", user="Kim", lie=Lie.HOST, path=str(tmp_path / "L.officedesk")
    )
    people = next(page for page in assistant.pages if page.name == "people")
    people.password.first.setText(words)
    assistant.make()
    qtbot.waitUntil(lambda: program.first_steps is not None, timeout=20_000)
    assert moved == [str(tmp_path / "L.officedesk")]
    assert program.asking is None
    assert program.desktop.shell.desk.actor.name == "Kim"
    assert program.first_steps.isVisible()
    qtbot.waitUntil(lambda: not program.desktop.shell.runner.busy)


def test_a_form_with_unsaved_changes_asks_first(opened: Program, another: str, qtbot: QtBot) -> None:
    desktop = opened.desktop
    desktop.shell.go("estimate", customer_id=factories.make_customer(desktop.shell.desk, "ABC Company"))
    page = desktop.window.page("estimate")
    qtbot.waitUntil(lambda: not desktop.shell.runner.busy)
    page.editor.notes.boxes[0].setFocus()
    qtbot.keyClicks(page.editor.notes.boxes[0], "typed")
    desktop.shell.reopen(Reopening(another))
    box = desktop.window.findChild(QMessageBox) or page.findChild(QMessageBox)
    assert box is not None
    assert opened.desktop is desktop
    box.reject()
    qtbot.waitUntil(lambda: not box.isVisible())
    assert desktop.window.isVisible()
