"""A list as cards: chosen by its button, worked by keys, over the rows and the selection of the table."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from officedesk.services.paging import Footer, Sort
from officedesk.views.customers.list_page import CustomersPage
from officedesk.views.lists.card_plan import CardPlan
from officedesk.views.lists.cards import CardsView
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.lists.filters import FilterRow
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Place, Shell
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import CTRL, double_click, press, settle
from tests.gui.rows import NAMES

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, shell: Shell) -> CustomersPage:
    """The customers as cards, the keyboard on the first."""
    window.resize(1280, 720)
    shell.go("customers")
    made = window.page("customers")
    assert isinstance(made, CustomersPage)
    settle(qtbot, shell)
    made.panel.style_button.setFocus()
    press(Qt.Key.Key_Space)
    settle(qtbot, shell)
    made.panel.table.setFocus()
    return made


def cards(page: CustomersPage) -> CardsView:
    view = page.panel.view
    assert isinstance(view, CardsView)
    return view


def current(page: CustomersPage) -> str:
    return str(page.panel.table.current_row.name)  # type: ignore[union-attr]


def selected(page: CustomersPage) -> list[int]:
    return sorted(index.row() for index in cards(page).selectionModel().selectedRows())


def test_the_button_changes_to_cards_and_back_and_keeps_the_row(
    qtbot: QtBot, window: MainWindow, shell: Shell, page: CustomersPage
) -> None:
    panel = page.panel
    assert cards(page).isVisible()
    assert not panel.table.isVisible()
    assert panel.style_button.accessibleName() == "Show as a table"
    press(Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert current(page) == NAMES[1]

    panel.style_button.setFocus()
    press(Qt.Key.Key_Space)

    assert panel.view is panel.table
    assert panel.table.isVisible()
    assert panel.style_button.accessibleName() == "Show as cards"
    assert current(page) == NAMES[1]
    panel.table.setFocus()
    assert QApplication.focusWidget() is panel.table


def test_the_choice_is_remembered_for_this_list_only(qtbot: QtBot, shell: Shell, page: CustomersPage) -> None:
    assert shell.config.get("list/customers/style") == "cards"
    again = CustomersPage(shell)
    qtbot.addWidget(again)
    assert isinstance(again.panel.view, CardsView)
    assert shell.config.get("list/estimates/style") is None


def test_a_list_left_as_cards_comes_up_as_cards_with_its_choices(qtbot: QtBot, shell: Shell) -> None:
    shell.config.put("list/customers/style", "cards")
    again = CustomersPage(shell)
    qtbot.addWidget(again)
    again.resize(900, 600)
    again.show()
    again.show_place(Place("customers"))
    qtbot.waitUntil(lambda: bool(again.panel.filters._tags._choices))  # type: ignore[attr-defined]
    assert again.panel.view.isVisible()


def test_arrows_go_as_the_cards_stand(page: CustomersPage) -> None:
    across = cards(page).across
    assert across == 3
    everyone = ["ABC Company", *NAMES]
    press(Qt.Key.Key_Right)
    assert current(page) == everyone[1]
    press(Qt.Key.Key_Down)
    assert current(page) == everyone[1 + across]
    press(Qt.Key.Key_Left)
    assert current(page) == everyone[across]
    press(Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert current(page) == everyone[0]
    press(Qt.Key.Key_End)
    assert current(page) == everyone[-1]
    press(Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert current(page) == everyone[-1]
    press(Qt.Key.Key_Home)
    assert current(page) == everyone[0]


def test_down_from_above_the_gap_in_the_last_line_goes_to_the_last_card(page: CustomersPage) -> None:
    count, across = page.panel.model.rowCount(), cards(page).across
    assert count % across, "the last line is full"
    page.panel.table.select_id(page.panel.model.id_at(count - count % across - 1))
    press(Qt.Key.Key_Down)
    assert page.panel.table.currentIndex().row() == count - 1


def test_enter_opens_the_customer(qtbot: QtBot, window: MainWindow, shell: Shell, page: CustomersPage) -> None:
    press(Qt.Key.Key_Right, Qt.Key.Key_Return)
    settle(qtbot, shell)
    assert window.place == Place("customer", page.panel.model.id_at(1))


def test_space_checks_and_control_a_checks_all(page: CustomersPage) -> None:
    model = page.panel.model
    press(Qt.Key.Key_Space)
    assert model.checked == {model.id_at(0)}
    assert "1 selected" in page.panel.footer_text
    press("a", modifier=CTRL)
    assert model.checked == set(model.all_ids())
    press("a", modifier=CTRL)
    assert not model.checked


def test_shift_selects_a_run_and_space_checks_it(page: CustomersPage) -> None:
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right, Qt.Key.Key_Right, modifier=SHIFT)
    assert selected(page) == [1, 2, 3]
    press(Qt.Key.Key_Left, modifier=SHIFT)
    assert selected(page) == [1, 2]
    press(Qt.Key.Key_Space)
    model = page.panel.model
    assert model.checked == {model.id_at(1), model.id_at(2)}
    assert page.panel.table.chosen_ids() == sorted(model.checked)


def test_typing_on_cards_searches_and_down_comes_back_to_them(qtbot: QtBot, shell: Shell, page: CustomersPage) -> None:
    press("fairview")
    settle(qtbot, shell)
    assert page.panel.filters.search.hasFocus()
    assert page.panel.filters.search.text() == "fairview"
    press(Qt.Key.Key_Down)
    assert QApplication.focusWidget() is cards(page)
    assert current(page) == "Fairview Apartments"


def test_the_menu_key_opens_the_menu_of_the_card(qtbot: QtBot, page: CustomersPage) -> None:
    view = cards(page)
    press(Qt.Key.Key_Right)
    QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert "Archive" in [action.text() for action in menu.actions()]
    menu.close()


def test_a_click_on_the_box_checks_and_elsewhere_selects(qtbot: QtBot, page: CustomersPage) -> None:
    view, model = cards(page), page.panel.model
    area = view.card_area(4)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=area.topLeft() + QPoint(18, 18))
    assert model.checked == {model.id_at(4)}
    assert selected(page) == [0]
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert selected(page) == [4]
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, CTRL, pos=view.card_area(1).center())
    assert selected(page) == [1, 4]
    with qtbot.waitSignal(page.panel.opened) as told:
        double_click(view.viewport(), area.center())
    assert told.args == [model.id_at(4)]


def test_every_card_is_where_a_click_finds_it(page: CustomersPage) -> None:
    view = cards(page)
    areas = [view.card_area(row) for row in range(page.panel.model.rowCount())]
    assert [view.indexAt(area.center()).row() for area in areas if area.bottom() < view.viewport().height()]
    for row, area in enumerate(areas):
        assert view.indexAt(area.topLeft()).row() == row
        assert not view.indexAt(area.bottomRight() + QPoint(2, 2)).isValid()
        assert not any(area.intersects(other) for other in areas[:row])
        assert area.right() < view.width()


def test_the_order_is_changed_by_the_bar(qtbot: QtBot, shell: Shell, page: CustomersPage) -> None:
    bar = page.panel._cards
    assert bar is not None
    assert bar.sort_button.text() == "Company"
    balance = next(action for action in bar.menu_now().actions() if action.text() == "Balance")
    balance.trigger()
    settle(qtbot, shell)
    assert bar.sort_button.text() == "Balance"
    assert bar.sort_button.accessibleName() == "Sorted by Balance, descending"
    balances = [page.panel.model.row_at(row).balance for row in range(page.panel.model.rowCount())]  # type: ignore[union-attr]
    assert balances == sorted(balances, reverse=True)


def test_copy_takes_the_selected_rows(page: CustomersPage) -> None:
    press("c", modifier=CTRL)
    assert QGuiApplication.clipboard().text().startswith("ABC Company\t12345\tJohn Wilson")


def test_no_page_grows_wider_than_1280_by_the_button(
    qtbot: QtBot, window: MainWindow, shell: Shell, page: CustomersPage
) -> None:
    page.panel.filters.search.setText("abc")
    page.panel.filters.tell()
    settle(qtbot, shell)
    assert window.minimumSizeHint().width() <= 1280
    abc = page.panel.model.id_at(0)
    for tab in ("locations", "estimates", "jobs", "invoices", "payments"):
        shell.go("customer", abc, tab)
        settle(qtbot, shell)
        view = window.page("customer").view  # type: ignore[attr-defined]
        view.tab.panel.style_button.click()
        view.tab.filters._clear.show()
        qtbot.waitUntil(view.tab.panel.view.isVisible)
        assert window.minimumSizeHint().width() <= 1280, tab
    for module in ("estimates", "jobs", "invoices"):
        shell.go(module)
        settle(qtbot, shell)
        assert window.minimumSizeHint().width() <= 1280, module


# --- what stands on a card ---


def test_a_card_says_what_the_columns_say() -> None:
    columns = on_cards(
        (
            Column("name", "Name", 10, lambda r: Cell(r, marks=(("star-fill", "star"),))),
            Column("a", "A", 10, lambda r: Cell("one")),
            Column("b", "B", 10, lambda r: Cell("—", tone="muted")),
            Column("c", "C", 10, lambda r: Cell("two")),
            Column("due", "Due", 10, lambda r: Cell("1/2")),
            Column("status", "Status", 10, lambda r: Cell("Viewed", chips=(Chip("Sent"),))),
            Column("sum", "Sum", 10, lambda r: Cell("$5.00", tone="bad", chips=(Chip("Refund"),)), right=True),
        ),
        name="title",
        a="1",
        b="1",
        c="2",
        due="aside Due",
        status="chips",
        sum="amount",
    )
    card = CardPlan(columns).card("Me")
    assert (card.title.text, card.title.bold, len(card.title.marks)) == ("Me", True, 1)
    assert (card.amount.text, card.amount.tone) == ("$5.00", "bad")
    assert [(line.text, line.tone) for line in card.lines] == [("one", "text"), ("two", "muted")]
    assert [chip.text for chip in card.foot.chips] == ["Sent", "Refund"]
    assert (card.foot.text, card.aside.text) == ("Viewed", "Due 1/2")


def test_columns_that_say_nothing_are_placed_by_what_they_are() -> None:
    columns = (
        Column("name", "Name", 10, lambda r: Cell("State tax")),
        Column("percent", "Percent", 10, lambda r: Cell("7.375"), right=True),
        Column("number", "Registration", 10, lambda r: Cell("12")),
    )
    plan = CardPlan(columns)
    card = plan.card(None)
    assert (card.title.text, card.amount.text) == ("State tax", "7.375")
    assert [line.text for line in card.lines] == ["Registration: 12"]
    assert not plan.foot


# --- long lists ---


@dataclass(frozen=True)
class Line:
    id: int
    name: str


class Long:
    """A hundred thousand rows, made when they are asked for."""

    def __init__(self, count: int = 100_000) -> None:
        self.count, self.asked = count, 0

    def first(self, _query: Any, _sort: Sort, limit: int) -> list[Line]:
        return self.rows(range(1, limit + 1))

    def ids(self, _query: Any, _sort: Sort) -> array[int]:
        return array("q", range(1, self.count + 1))

    def rows(self, ids: Sequence[int]) -> list[Line]:
        self.asked += len(ids)
        return [Line(one, f"Row {one}") for one in ids]

    def footer(self, _query: Any) -> Footer:
        return Footer(self.count)


class AnyFilter(FilterRow):
    def query(self) -> str:
        return self.search.text()


def test_a_long_list_holds_only_the_cards_in_sight(qtbot: QtBot, shell: Shell, qtmodeltester: ModelTester) -> None:
    source = Long()
    columns = (Column("name", "Name", 100, lambda r: Cell(r.name)),)
    kind = ListKind("long", columns, Sort("name"), "row", "rows", "None.")
    shell.config.put("list/long/style", "cards")
    panel = ListPanel(shell, kind, source, AnyFilter(shell, "Search"))
    qtbot.addWidget(panel)
    panel.resize(1000, 700)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    with qtbot.waitSignal(panel.model.counted):
        panel.load()
    view = panel.view
    assert isinstance(view, CardsView)
    panel.table.setFocus()

    press(Qt.Key.Key_End)
    qtbot.waitUntil(lambda: panel.model.row_at(99_999) is not None)
    assert panel.table.current_id == 100_000
    sight = QRect(view.viewport().rect())
    assert sight.contains(view.card_area(99_999))
    assert source.asked < 1_000

    press(Qt.Key.Key_Home, modifier=SHIFT)
    press(Qt.Key.Key_PageDown)
    row = panel.table.currentIndex().row()
    assert row
    assert row % view.across == 0
    assert view.verticalScrollBar().value() > 0
    settle(qtbot, shell)
    qtmodeltester.check(panel.model)
