"""Settings, Trash: things come back, or go for good after a typed word."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officedesk.database.unit import Actor
from officedesk.errors import OfficeBusy
from officedesk.models.enums import Role
from officedesk.services.activity import erase as erasing
from officedesk.services.activity.erase import erase, gone
from officedesk.services.activity.trash import row_id
from officedesk.services.customers import editing
from officedesk.services.sales import estimates
from officedesk.views.activity.erase_dialog import EraseDialog
from officedesk.views.activity.trash_section import TrashSection
from officedesk.views.recovery import folder_of, kept, offer_kept
from officedesk.views.shell import Shell
from tests.db.customers import ABC, names
from tests.db.selling import id_of, line, saved
from tests.factories import make_customer
from tests.gui.keys import show_section


@pytest.fixture
def abc(shell: Shell) -> int:
    """In the trash with an estimate; beside an estimate of somebody who is not."""
    customer_id = editing.save_customer(shell.desk, ABC).id or 0
    saved(shell.desk, customer_id, [line(100_00)])
    other = make_customer(shell.desk, "Paper Mill")
    estimates.delete_estimate(shell.desk, id_of(saved(shell.desk, other, [line(70_00)], description="Roof")))
    editing.trash(shell.desk, [customer_id])
    return customer_id


@pytest.fixture
def open_section(qtbot: QtBot, shell: Shell, abc: int) -> Callable[[], TrashSection]:
    def make() -> TrashSection:
        made = show_section(qtbot, shell, TrashSection(shell))
        qtbot.waitUntil(lambda: not shell.runner.busy and made.panel.model.rowCount() == 2)
        return made

    return make


@pytest.fixture
def section(open_section: Callable[[], TrashSection]) -> TrashSection:
    return open_section()


def told(section: TrashSection) -> list[str]:
    model = section.panel.model
    return [model.index(row, 2).data() for row in range(model.rowCount())]


def choose(section: TrashSection, *names_: str) -> None:
    model = section.panel.model
    for row in range(model.rowCount()):
        checked = Qt.CheckState.Checked if model.index(row, 2).data() in names_ else Qt.CheckState.Unchecked
        model.setData(model.index(row, 0), checked, Qt.ItemDataRole.CheckStateRole)


def dialog() -> EraseDialog:
    [found] = [made for made in QApplication.topLevelWidgets() if isinstance(made, EraseDialog) and made.isVisible()]
    return found


def asked(qtbot: QtBot, section: TrashSection) -> EraseDialog:
    qtbot.mouseClick(section.erase_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: any(isinstance(made, EraseDialog) and made.isVisible() for made in QApplication.topLevelWidgets())
    )
    return dialog()


def test_things_come_back_many_at_once(qtbot: QtBot, shell: Shell, section: TrashSection) -> None:
    assert sorted(told(section)) == ["ABC Company", "Estimate 1002"]
    changed: list[str] = []
    shell.signals.changed.connect(lambda entity, *_: changed.append(entity))
    choose(section, "ABC Company", "Estimate 1002")
    assert section.restore_button.text() == "Restore (2)"
    qtbot.mouseClick(section.restore_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: names(shell.desk) == ["ABC Company", "Paper Mill"])
    qtbot.waitUntil(lambda: section.panel.model.rowCount() == 0)
    assert sorted(set(changed)) == ["customer", "estimate"]


def test_filters_narrow_it(qtbot: QtBot, section: TrashSection) -> None:
    qtbot.keyClicks(section.filters.search, "roof")
    qtbot.waitUntil(lambda: told(section) == ["Estimate 1002"])
    section.filters.clear()
    section.filters.kind.set_value((0,))
    section.filters.tell()
    qtbot.waitUntil(lambda: told(section) == ["ABC Company"])


def test_erasing_asks_for_the_name_and_names_what_goes(
    qtbot: QtBot, shell: Shell, section: TrashSection, abc: int
) -> None:
    choose(section, "ABC Company")
    box = asked(qtbot, section)
    assert not box.ok.isEnabled()
    qtbot.keyClicks(box.typed, "ABC Comp")
    assert not box.ok.isEnabled()
    qtbot.keyClick(box.typed, Qt.Key.Key_Return)
    qtbot.keyClicks(box.typed, "any")
    assert box.ok.isEnabled()
    qtbot.keyClick(box.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: gone(shell.desk, [("customer", abc)]) == {("customer", abc)})
    qtbot.waitUntil(lambda: told(section) == ["Estimate 1002"])
    assert not section.traces.isVisible()


def test_escape_erases_nothing(qtbot: QtBot, shell: Shell, section: TrashSection, abc: int) -> None:
    choose(section, "ABC Company")
    box = asked(qtbot, section)
    qtbot.keyClicks(box.typed, "ABC Company")
    with qtbot.waitSignal(box.rejected):
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert gone(shell.desk, [("customer", abc)]) == set()


def test_drafts_that_were_kept_of_the_erased_are_thrown_away(
    qtbot: QtBot, shell: Shell, section: TrashSection, abc: int
) -> None:
    folder = folder_of(shell)
    folder.mkdir(parents=True)
    for name, kind, key, data in (
        ("customer-1", "customer", abc, {"name": "ABC Company"}),
        ("estimate-0", "estimate", 0, {"customer_id": abc}),
        ("estimate-9", "estimate", 0, {"customer_id": 777}),
    ):
        content = {
            "format": 1,
            "kind": kind,
            "id": key,
            "title": kind,
            "at": "2023-06-22T12:00:00+00:00",
            "draft": data,
        }
        (folder / f"{name}-x.json").write_text(json.dumps(content))
    choose(section, "ABC Company")
    box = asked(qtbot, section)
    qtbot.keyClicks(box.typed, "ABC Company")
    qtbot.keyClick(box.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: told(section) == ["Estimate 1002"] and not shell.runner.busy)
    assert len(kept(folder)) == 1
    # The customer of the other one may be in a backup that is restored: it is kept.
    shown: list[str] = []
    offer_kept(shell, lambda text, _open: shown.append(text))
    qtbot.waitUntil(lambda: bool(shown))
    assert len(kept(folder)) == 1


def test_what_was_erased_at_another_desktop_is_thrown_away_at_the_next_start(
    qtbot: QtBot, shell: Shell, abc: int
) -> None:
    folder = folder_of(shell)
    folder.mkdir(parents=True)
    content = {
        "format": 1, "kind": "estimate", "id": 0, "title": "New estimate", "at": "2023-06-22T12:00:00+00:00",
        "draft": {"customer_id": abc},
    }  # fmt: skip
    (folder / "estimate-0-x.json").write_text(json.dumps(content))
    erase(shell.desk, [row_id("customer", abc)], "ABC Company")
    shown: list[str] = []
    offer_kept(shell, lambda text, _open: shown.append(text))
    # Not looked at meanwhile: whoever looks holds the file for a moment.
    qtbot.waitUntil(lambda: not shell.runner.busy)
    assert kept(folder) == []
    assert shown == []


def test_only_admins_are_offered_to_erase(qtbot: QtBot, shell: Shell, open_section: Callable[[], TrashSection]) -> None:
    from dataclasses import replace

    shell.desk = replace(shell.desk, actor=Actor(1, "Kim", "Desktop A", Role.OFFICE))
    section = open_section()
    assert section.restore_button.isVisible()
    assert not section.erase_button.isVisible()
    menu = section._menu(section.panel.model.row_at(0))
    assert [action.text() for action in menu.actions()] == ["Restore"]


def test_a_file_that_could_not_be_cleaned_is_offered_again(
    qtbot: QtBot, shell: Shell, section: TrashSection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_database: object) -> None:
        raise OfficeBusy("The office is busy.")

    monkeypatch.setattr(erasing.sweeping, "sweep", busy)
    choose(section, "Estimate 1002")
    box = asked(qtbot, section)
    qtbot.keyClicks(box.typed, "Estimate 1002")
    qtbot.keyClick(box.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(section.traces.isVisible)
    monkeypatch.undo()
    section.traces._run_retry()
    qtbot.waitUntil(lambda: not erasing.traces(shell.desk))
