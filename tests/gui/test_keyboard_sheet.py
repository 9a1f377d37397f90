"""The sheet of keys says what the code binds, all of it and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QFileDialog
from pytestqt.qtbot import QtBot

from officedesk.views.commands import commands
from officedesk.views.help.keys import ALL, shown
from officedesk.views.help.sheet import COMMANDS, KEYS, KeySheet
from officedesk.views.icons import Icons
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from officedesk.views.theme import Theme
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import CTRL, come_up, press, settle
from tests.gui.rows import Rows
from tests.support.bound_keys import bound_keys, last_of

PORTABLE = QKeySequence.SequenceFormat.PortableText


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


def table() -> dict[str, set[str]]:
    """Keys on the sheet by the module that is said to bind them."""
    found: dict[str, set[str]] = defaultdict(set)
    for group in ALL:
        for row in group.rows:
            for module in row.where:
                found[module] |= set(row.keys)
    return found


def test_every_key_in_the_code_is_on_the_sheet_and_every_key_on_it_is_in_the_code() -> None:
    bound, known = bound_keys(), table()
    assert len(bound) > 60
    missing, dead = {}, {}
    for module in bound.keys() | known.keys():
        there, told = bound.get(module, set()), known.get(module, set())
        last = {last_of(keys) for keys in told}
        # A handler of key events says which key; what is held down with it is asked elsewhere.
        if without := {keys for keys in there if keys not in told and ("+" in keys[:-1] or keys not in last)}:
            missing[module] = without
        if gone := {keys for keys in told if keys not in there and last_of(keys) not in there}:
            dead[module] = gone
    assert missing == {}
    assert dead == {}


def test_a_key_that_is_not_on_the_sheet_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.support import bound_keys as reading

    (tmp_path / "new.py").write_text(
        'for keys in ("Ctrl+J", "Return"):\n    QShortcut(QKeySequence(keys), self)\n'
        'made.setShortcut(QKeySequence("F9"))\nbutton("x", shortcut="Alt+Q")\nkey == Qt.Key.Key_PageUp\n'
        "event.matches(QKeySequence.StandardKey.Find)\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(reading, "VIEWS", tmp_path)
    assert reading.bound_keys() == {"new": {"Ctrl+J", "Enter", "F9", "Alt+Q", "PgUp", "QKeySequence.Find"}}


@pytest.mark.parametrize("page", ["customers", "schedule", "estimate", "job", "settings", "today"])
def test_every_shortcut_that_lives_in_the_window_is_on_the_sheet(
    qtbot: QtBot, window: MainWindow, shell: Shell, rows: Rows, page: str
) -> None:
    from tests.gui.test_accessibility import show

    show("estimate/draft" if page == "estimate" else page, shell, rows, shell.desk)
    settle(qtbot, shell)
    found = {one.key().toString(PORTABLE) for one in window.findChildren(QShortcut)}
    found |= {keys.toString(PORTABLE) for one in window.findChildren(QAction) for keys in one.shortcuts()}
    # A letter after Alt that the text of a button underlines is no shortcut of ours.
    found |= {
        one.shortcut().toString(PORTABLE) for one in window.findChildren(QAbstractButton) if "&" not in one.text()
    }
    known = {key for keys in table().values() for key in keys} | {f"Alt+{number}" for number in range(1, 10)}
    known |= {key.replace("Enter", "Return") for key in known} | {"", "Alt+0", "Back"}
    assert len(found) > 5
    assert found - known == set()


@pytest.fixture
def sheet(qtbot: QtBot, theme: Theme, icons: Icons, shell: Shell) -> Iterator[KeySheet]:
    made = KeySheet(theme, icons)
    qtbot.addWidget(made)
    made.tell(shell)
    come_up(qtbot, shell, made)
    yield made
    made.close()


def test_the_sheet_shows_every_group_and_every_command(sheet: KeySheet, shell: Shell) -> None:
    titles = [title for title, _ in shown()]
    items = [sheet.tree.topLevelItem(at) for at in range(sheet.tree.topLevelItemCount())]
    texts = [item.text(0) for item in items if item is not None]
    heads = [item.text(0) for item in items if item is not None and not item.flags() & Qt.ItemFlag.ItemIsSelectable]
    assert heads == [*titles, COMMANDS]
    assert {one.title for one in commands(shell)} <= set(texts)
    assert all(len(rows) == len({what for what, _ in rows}) for _, rows in shown())


def test_it_is_filtered_by_what_a_key_does_its_screen_or_the_key(sheet: KeySheet) -> None:
    press(Qt.Key.Key_F, modifier=CTRL)
    press(*"day sheets")
    assert {screen for screen, _, _ in sheet.rows()} >= {"Schedule"}
    assert all("day sheets" in what.lower() for _, what, _ in sheet.rows())
    press(Qt.Key.Key_Escape)
    press(*"ctrl+k")
    assert ("Everywhere", "Search everything, or type a command", ("Ctrl+K",)) in sheet.rows()
    row = next(at for at in range(sheet.tree.topLevelItemCount()) if sheet.tree.topLevelItem(at).text(1))  # type: ignore[union-attr]
    assert sheet.tree.topLevelItem(row).data(1, KEYS) == ("Ctrl+K",)  # type: ignore[union-attr]
    press(Qt.Key.Key_Escape)
    press(*"no such thing")
    assert sheet.said.text()
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_what_is_shown_is_saved_as_pdf(sheet: KeySheet, tmp_path: Path) -> None:
    from pypdf import PdfReader

    sheet.save()
    dialog = sheet.findChild(QFileDialog)
    assert dialog is not None
    target = tmp_path / "keys.pdf"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    text = "".join(page.extract_text() for page in PdfReader(target).pages)
    text = " ".join(text.split())
    for what in ("Search everything, or type a command", "Ctrl+K", "Schedule", "New invoice"):
        assert what in text
    assert sheet.said.text() == "Saved."
    sheet.write(str(tmp_path))
    assert sheet.said.text().startswith("Couldn’t save")
