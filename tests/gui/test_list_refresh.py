"""A list over which somebody else works: rows come, go and change, and nothing under the user's eyes moves."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from officedesk.errors import OfficeBusy
from officedesk.services.paging import Footer, Sort
from officedesk.views.lists.columns import Cell, Column
from officedesk.views.lists.filters import FilterRow
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.lists.refreshing import look_again, runs
from officedesk.views.shell import Shell
from tests.gui.keys import settle

ROWS = 1_000


@dataclass(frozen=True)
class Row:
    id: int
    name: str


class Source:
    """Rows in memory, which the test changes as another desktop would."""

    def __init__(self) -> None:
        self.all = {n: f"Row {n}" for n in range(1, ROWS + 1)}
        self.order = list(self.all)
        self.error: Exception | None = None

    def first(self, _query: object, _sort: Sort, limit: int) -> list[Row]:
        return [Row(n, self.all[n]) for n in self.order[:limit]]

    def ids(self, _query: object, _sort: Sort) -> array[int]:
        if self.error is not None:
            raise self.error
        return array("q", self.order)

    def rows(self, ids: Sequence[int]) -> list[Row]:
        return [Row(n, self.all[n]) for n in ids if n in self.all]

    def footer(self, _query: object) -> Footer:
        return Footer(len(self.order))


class Filters(FilterRow):
    def query(self) -> str:
        return self.search.text()


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture(params=["table", "cards"])
def style(request: pytest.FixtureRequest) -> str:
    style: str = request.param
    return style


@pytest.fixture
def panel(qtbot: QtBot, shell: Shell, source: Source, style: str) -> ListPanel:
    kind = ListKind(
        "rows",
        (Column("name", "Name", 200, lambda r: Cell(r.name)),),
        Sort("name"),
        "row",
        "rows",
        "",
        entities=frozenset({"row"}),
    )
    shell.config.put("list/rows/style", style if style == "cards" else None)
    made = ListPanel(shell, kind, source, Filters(shell, "Search"))
    made.resize(700, 500)
    qtbot.addWidget(made)
    made.show()
    made.load()
    qtbot.waitUntil(lambda: made.model.complete)
    settle(qtbot, shell)
    return made


def told(qtbot: QtBot, shell: Shell, panel: ListPanel) -> None:
    """Another desktop saved something of this list."""
    with qtbot.waitSignal(panel.model.refreshed):
        shell.signals.changed.emit("row", 0, 0)
    settle(qtbot, shell)


def top(panel: ListPanel) -> tuple[set[int], int]:
    """What is at the top, of cards the whole line, and how much of it is out of sight."""
    row, hidden = panel.view.first_row()  # type: ignore[attr-defined]
    across = getattr(panel.view, "across", 1)
    return {panel.model.id_at(n) for n in range(row, row + across)}, hidden


def look_at(panel: ListPanel, row: int) -> None:
    panel.view.show_first(row, 7)  # type: ignore[attr-defined]


def select(panel: ListPanel, rows: Sequence[int]) -> None:
    chosen = QItemSelection()
    for row in rows:
        chosen.select(panel.model.index(row, 0), panel.model.index(row, 1))
    model = panel.table.selectionModel()
    model.setCurrentIndex(panel.model.index(rows[0], 1), QItemSelectionModel.SelectionFlag.NoUpdate)
    model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows)


def selected(panel: ListPanel) -> list[int]:
    return sorted(panel.model.id_at(index.row()) for index in panel.table.selectionModel().selectedRows())


CHANGES = {
    "values": lambda s: s.all.__setitem__(500, "Changed"),
    "a row above": lambda s: (s.all.__setitem__(5_000, "New"), s.order.insert(3, 5_000)),
    "a row below": lambda s: (s.all.__setitem__(5_000, "New"), s.order.insert(900, 5_000)),
    "a row gone above": lambda s: s.order.remove(4),
    "rows gone and come": lambda s: (
        s.order.remove(4),
        s.order.remove(900),
        s.all.__setitem__(5_000, "N"),
        s.order.insert(20, 5_000),
    ),
    "another order": lambda s: s.order.insert(0, s.order.pop(700)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_scroll_selection_checks_and_focus_stay(
    qtbot: QtBot, shell: Shell, panel: ListPanel, source: Source, change: str
) -> None:
    look_at(panel, 480)
    select(panel, [501, 503])
    panel.model.set_checked([502, 700], on=True)
    panel.view.setFocus()
    before, hidden = top(panel)
    CHANGES[change](source)
    told(qtbot, shell, panel)
    after, still_hidden = top(panel)
    assert min(before) in after
    assert still_hidden == hidden
    assert selected(panel) == [502, 504]
    assert panel.table.current_id == 502
    assert panel.model.checked == {502, 700}
    assert list(panel.model.all_ids()) == source.order
    # What is in view is there at once: no row is blank.
    assert panel.model._pages.keys() >= {4, 5}


def test_changed_values_are_seen(qtbot: QtBot, shell: Shell, panel: ListPanel, source: Source) -> None:
    source.all[2] = "Changed"
    told(qtbot, shell, panel)
    assert panel.model.index(1, 1).data() == "Changed"


def test_who_looks_at_the_beginning_sees_what_comes_there(
    qtbot: QtBot, shell: Shell, panel: ListPanel, source: Source
) -> None:
    source.all[5_000] = "New"
    source.order.insert(0, 5_000)
    told(qtbot, shell, panel)
    assert 5_000 in top(panel)[0]


def test_the_neighbour_of_a_current_row_that_is_gone_takes_its_place(
    qtbot: QtBot, shell: Shell, panel: ListPanel, source: Source
) -> None:
    select(panel, [10])
    panel.model.set_checked([11, 12], on=True)
    source.order.remove(11)
    source.order.remove(900)
    source.all[5_000] = "New"
    source.order.insert(950, 5_000)
    told(qtbot, shell, panel)
    assert panel.table.current_id == 12
    # A bulk action is not about rows that are gone.
    assert panel.model.checked == {12}


def test_a_list_that_was_empty_shows_what_comes(qtbot: QtBot, shell: Shell, panel: ListPanel, source: Source) -> None:
    kept, source.order = source.order, []
    told(qtbot, shell, panel)
    assert panel.footer_text == "0 rows"
    source.order = kept[:3]
    told(qtbot, shell, panel)
    assert panel.footer_text == "3 rows"
    assert panel.table.current_id == 1


def test_nothing_moves_under_a_menu_that_is_open(qtbot: QtBot, shell: Shell, panel: ListPanel, source: Source) -> None:
    menu = QMenu(panel)
    menu.addAction("Open")
    menu.popup(panel.mapToGlobal(panel.rect().center()))
    source.order.remove(1)
    shell.signals.changed.emit("row", 0, 0)
    settle(qtbot, shell)
    assert panel.model.id_at(0) == 1
    with qtbot.waitSignal(panel.model.refreshed):
        menu.close()
    assert panel.model.id_at(0) == 2


def test_a_list_out_of_sight_waits_until_it_is_seen(
    qtbot: QtBot, shell: Shell, panel: ListPanel, source: Source
) -> None:
    panel.hide()
    source.order.remove(1)
    shell.signals.changed.emit("row", 0, 0)
    settle(qtbot, shell)
    assert panel.model.id_at(0) == 1
    panel.show()
    with qtbot.waitSignal(panel.model.refreshed):
        panel.load()
    assert panel.model.id_at(0) == 2


def test_rows_stay_while_the_office_is_busy_and_are_looked_at_again(
    qtbot: QtBot, shell: Shell, panel: ListPanel, source: Source, failures: list[Exception]
) -> None:
    source.error = OfficeBusy("The office is busy.")
    with qtbot.waitSignal(panel.model.unrefreshed):
        shell.signals.changed.emit("row", 0, 0)
    source.order.remove(1)
    source.error = None
    assert panel.model.rowCount() == ROWS
    with qtbot.waitSignal(panel.model.refreshed):
        pass
    assert panel.model.id_at(0) == 2
    assert not failures


def test_a_page_asked_for_while_rows_come_shows_the_rows_of_their_places(
    qtbot: QtBot, shell: Shell, panel: ListPanel, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, asked, held = panel.model, Event(), Event()
    ids, rows = source.ids, source.rows

    def ids_later(query: object, sort: Sort) -> array[int]:
        assert asked.wait(10)
        return ids(query, sort)

    def page_last(wanted: Sequence[int]) -> list[Row]:
        if wanted[0] == 801:
            asked.set()
            assert held.wait(10)
        return rows(wanted)

    monkeypatch.setattr(source, "ids", ids_later)
    monkeypatch.setattr(source, "rows", page_last)
    source.all[5_000] = "New"
    source.order.insert(3, 5_000)
    with qtbot.waitSignal(model.refreshed):
        model.refresh()
        assert model.row_at(850) is None
    held.set()
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: model.row_at(850) is not None)
    row = model.row_at(850)
    assert row is not None
    assert row.id == model.id_at(850) == 850


def test_what_is_typed_into_the_filter_stays(qtbot: QtBot, shell: Shell, panel: ListPanel, source: Source) -> None:
    qtbot.keyClicks(panel.filters.search, "row")
    source.order.remove(1)
    shell.signals.changed.emit("row", 0, 0)
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: panel.model.rowCount() == ROWS - 1)
    assert panel.filters.search.text() == "row"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ([1, 2, 3], [1, 2, 3], (3, 0, 0)),
        ([1, 2, 3], [1, 9, 2, 3], (1, 0, 1)),
        ([1, 2, 3], [1, 3], (1, 1, 0)),
        ([1, 2, 3], [2, 1, 3], (0, 2, 2)),
        ([], [1], (0, 0, 1)),
        ([1, 1], [1], (1, 1, 0)),
    ],
)
def test_what_differs_is_found(old: list[int], new: list[int], said: tuple[int, int, int]) -> None:
    source = Source()
    source.order = new
    fresh = look_again(source, None, Sort("name"), old, [0], [])
    assert (fresh.start, fresh.removed, fresh.added) == said


def test_runs_are_rows_that_follow_each_other() -> None:
    assert runs([5, 1, 2, 3, 7]) == [(1, 3), (5, 5), (7, 7)]


def test_the_model_passes_qts_own_tests_while_rows_come_and_go(
    qtbot: QtBot, shell: Shell, panel: ListPanel, source: Source, qtmodeltester: object
) -> None:
    qtmodeltester.check(panel.model)  # type: ignore[attr-defined]
    for change in CHANGES.values():
        source.order = list(range(1, ROWS + 1))
        change(source)
        told(qtbot, shell, panel)
    assert panel.view.currentIndex().flags() & Qt.ItemFlag.ItemIsSelectable
