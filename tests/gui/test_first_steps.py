"""What comes right after an office was made: it takes up again where it stood, imports, and leads into the office."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.paging import Sort
from officedesk.views.beginning.first_steps import HOST, IMPORT, READY, SETTING, FirstSteps, take_up
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Reopening, Shell
from tests.gui.keys import CTRL, come_up, press, settle

Key = Qt.Key
OFFICE = "0123abcd"
MANY = "Name,Phone\n" + "".join(f"Customer {number},\n" for number in range(1, 400))


def at(shell: Shell) -> str:
    return str(shell.config.part(SETTING, OFFICE, ""))


@pytest.fixture
def steps(qtbot: QtBot, shell: Shell, window: MainWindow) -> FirstSteps:
    return opened(qtbot, shell, window, IMPORT)


def opened(qtbot: QtBot, shell: Shell, window: MainWindow, step: str = "") -> FirstSteps:
    if step:
        shell.config.put_part(SETTING, OFFICE, step)
    made = take_up(shell, window, OFFICE)
    assert made is not None
    come_up(qtbot, shell, made)
    return made


def names(shell: Shell) -> int:
    return len(CustomerList(shell.desk).first(CustomerFilter(), Sort("name"), 1_000))


def test_it_takes_up_again_until_it_is_finished(qtbot: QtBot, shell: Shell, window: MainWindow) -> None:
    first = opened(qtbot, shell, window, IMPORT)
    assert first.next_button.property("kind") != "primary"
    press(Key.Key_Escape)
    assert at(shell) == IMPORT
    second = opened(qtbot, shell, window)
    assert second.at == 0
    press(Key.Key_Return, modifier=CTRL)
    assert (second.at, at(shell)) == (1, READY)
    press(Key.Key_Escape)
    third = opened(qtbot, shell, window)
    assert third.at == 1
    press(Key.Key_Left, modifier=Qt.KeyboardModifier.AltModifier)
    assert third.at == 0
    press(Key.Key_Return, modifier=CTRL)
    press(Key.Key_Return, modifier=CTRL)
    assert at(shell) == ""
    assert take_up(shell, window, OFFICE) is None


def test_the_first_things_to_do_are_a_key_away(qtbot: QtBot, shell: Shell, window: MainWindow) -> None:
    for title, page in (("First customer", "customer"), ("First estimate", "estimate"), ("Price book", "settings")):
        made = opened(qtbot, shell, window, READY)
        made.doors[title].setFocus()
        press(Key.Key_Space)
        settle(qtbot, shell)
        assert window.place is not None
        assert window.place.page == page
        assert at(shell) == ""


def test_the_help_opens_without_leaving(qtbot: QtBot, shell: Shell, window: MainWindow) -> None:
    made = opened(qtbot, shell, window, READY)
    made.help_button.setFocus()
    with qtbot.waitSignal(shell.help_wanted) as told:
        press(Key.Key_Space)
    assert told.args == ["first-hour"]
    assert made.isVisible()
    assert at(shell) == READY
    made.doors["Import customers"].setFocus()
    press(Key.Key_Space)
    assert (made.at, at(shell)) == (0, IMPORT)


def test_an_import_that_is_stopped_leaves_nothing(
    qtbot: QtBot, shell: Shell, steps: FirstSteps, tmp_path: Path
) -> None:
    (tmp_path / "many.csv").write_text(MANY, encoding="utf-8")
    before = names(shell)
    steps.panel.look_at(tmp_path / "many.csv")
    settle(qtbot, shell)
    steps.panel.run()
    assert steps.stop_button.isVisible()
    assert not steps.next_button.isEnabled()
    # Esc stops what runs; the window stays to say so.
    steps.reject()
    assert steps.isVisible()
    settle(qtbot, shell)
    assert steps.panel.error.text() == "The import was stopped. Nothing was imported."
    assert names(shell) == before
    assert steps.stop_button.isHidden()
    steps.panel.run()
    qtbot.waitUntil(lambda: "were imported" in steps.panel.summary.text())
    settle(qtbot, shell)
    assert names(shell) == before + 399
    assert steps.next_button.property("kind") == "primary"
    assert steps.next_button.hasFocus()


def test_an_office_that_is_to_be_hosted_moves_first(qtbot: QtBot, shell: Shell, window: MainWindow) -> None:
    shell.config.put_part(SETTING, OFFICE, HOST)
    with qtbot.waitSignal(shell.reopen_wanted) as told:
        assert take_up(shell, window, OFFICE) is None
    (plan,) = told.args
    assert isinstance(plan, Reopening)
    assert plan.work is not None
    # Whatever comes of the move: the window after it goes on with the import.
    assert at(shell) == IMPORT


def test_who_may_not_set_the_office_up_is_not_asked(
    shell: Shell, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.config.put_part(SETTING, OFFICE, IMPORT)
    monkeypatch.setattr(shell, "may", lambda permission: False)
    assert take_up(shell, window, OFFICE) is None
