"""The files of positions that were taken in, and taking one away again, with the keyboard."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from officedesk.services.desk import Desk
from officedesk.services.mapping.imports import imports, take_in
from officedesk.services.permissions import Permission
from officedesk.views.main_window import MainWindow
from officedesk.views.map.past_imports import PastImports, UndoQuestion
from officedesk.views.map.track_import import TrackImportDialog
from officedesk.views.shell import Shell
from tests.db.positions.ground import MORNING, crossings, csv, drive, fence, van
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import CTRL, come_up, destroy, press, settle

VISIT = [(0.0, 0.0), (1_000.0, 0.0), (1_000.0, 0.0), (3_000.0, 0.0)]
KEY = Qt.Key


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def taken(desk: Desk) -> tuple[int, int]:
    """Positions of two files: of the way there, and of the visit with an hour of nonsense."""
    van(desk)
    fence(desk)
    before = take_in(desk, "before.csv", csv(drive([(-3_000.0, 0.0), (0.0, 0.0)], start=MORNING - timedelta(hours=1))))
    spoiled = csv(drive(VISIT)) + b"\nVan 1,2023-06-22T99:00:00Z,44.9,-93.2\nVan 1,,44.9,-93.2"
    return before.positions, take_in(desk, "visit.csv", spoiled).positions


def cells(told: PastImports) -> list[list[str]]:
    model = told.table.model()
    return [[model.index(row, at).data() for at in range(1, 5)] for row in range(model.rowCount())]


def test_an_import_is_looked_at_and_undone(
    qtbot: QtBot, shell: Shell, desk: Desk, window: MainWindow, taken: tuple[int, int]
) -> None:
    shell.go("crossings")
    settle(qtbot, shell)
    page: Any = window.page("crossings")
    assert len(crossings(desk)) == 2
    made = next(one for one in page.findChildren(QPushButton) if one.text() == "More actions")
    made.menu().aboutToShow.emit()
    next(one for one in made.menu().actions() if one.text() == "Past imports…").trigger()
    (told,) = window.findChildren(PastImports)
    come_up(qtbot, shell, told)
    before, visit = taken
    assert cells(told) == [
        ["visit.csv", desk.actor.name, str(visit), "2"],
        ["before.csv", desk.actor.name, str(before), "0"],
    ]
    assert told.told.text().startswith("Left out: 2 ")
    press(KEY.Key_Down)
    assert told.told.text() == "Nothing was left out."
    press(KEY.Key_Up, KEY.Key_Delete)
    (question,) = told.findChildren(UndoQuestion)
    come_up(qtbot, shell, question)
    toasts: list[str] = []
    shell.toast_wanted.connect(lambda text, *_: toasts.append(text))
    press(KEY.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    assert toasts == [f"visit.csv undone: {visit} positions taken away."]
    assert [row[0] for row in cells(told)] == ["before.csv"]
    assert [one.source for one in imports(desk)] == ["before.csv"]
    assert crossings(desk) == []
    settle(qtbot, shell)
    assert page.panel.model.rowCount() == 0
    told.close()


def test_the_import_window_leads_to_what_was_imported_before(
    qtbot: QtBot, shell: Shell, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    may = shell.may
    monkeypatch.setattr(shell, "may", lambda one: one != Permission.POSITIONS_WRITE and may(one))
    dialog = TrackImportDialog(shell, window)
    dialog.open()
    come_up(qtbot, shell, dialog)
    dialog.past_button.click()
    (told,) = dialog.findChildren(PastImports)
    come_up(qtbot, shell, told)
    # Nothing there yet, and nothing that this user may take away.
    assert (told.nothing.isVisible(), told.undo.isVisible()) == (True, False)
    told.ask()
    assert told.findChildren(UndoQuestion) == []
    told.close()
    destroy(qtbot, dialog)
