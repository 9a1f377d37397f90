"""The list of customers: found by typing, filtered, sorted, checked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from officedesk.services.customers.editing import customer
from officedesk.services.customers.rows import Quick
from officedesk.services.desk import Desk
from officedesk.views.customers.list_filters import CustomerFilters
from officedesk.views.customers.list_page import CustomersPage
from officedesk.views.lists.paged_model import ROW
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Place, Shell
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import settle
from tests.gui.rows import NAMES, Rows


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, shell: Shell) -> CustomersPage:
    shell.go("customers")
    made = window.page("customers")
    assert isinstance(made, CustomersPage)
    settle(qtbot, shell)
    return made


def shown(page: CustomersPage) -> list[str]:
    model = page.panel.model
    return [model.index(row, 0).data(ROW).name for row in range(model.rowCount())]


def press(page: CustomersPage, segment: str) -> None:
    page.panel.filters._quick._buttons[segment].click()  # type: ignore[attr-defined]


def test_everyone_is_listed_by_name(page: CustomersPage) -> None:
    assert shown(page) == ["ABC Company", *NAMES]
    assert page._count.text() == str(1 + len(NAMES))


def test_typing_on_the_list_searches(qtbot: QtBot, shell: Shell, page: CustomersPage) -> None:
    page.panel.table.setFocus()
    qtbot.keyClick(page.panel.table, Qt.Key.Key_F)
    search = page.panel.filters.search
    assert search.hasFocus()
    qtbot.keyClicks(search, "airview")
    settle(qtbot, shell)

    assert search.text() == "fairview"
    assert shown(page) == ["Fairview Apartments"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("746-4017", "ABC Company"),
        ("(612) 7464", "ABC Company"),
        ("lovers ln", "ABC Company"),
        ("kowalski luk", "Kowalski Łukasz"),
        ("CAFE", "Juniper Café"),
        ("c3@x", "Elm Street Brewing"),
        ("12345", "ABC Company"),
    ],
)
def test_a_customer_is_found_by_whatever_is_known(
    qtbot: QtBot, shell: Shell, page: CustomersPage, text: str, name: str
) -> None:
    qtbot.keyClicks(page.panel.filters.search, text)
    settle(qtbot, shell)

    assert name in shown(page)
    assert len(shown(page)) < 1 + len(NAMES)


def test_escape_clears_the_search(qtbot: QtBot, shell: Shell, page: CustomersPage) -> None:
    search = page.panel.filters.search
    qtbot.keyClicks(search, "zzzz")
    settle(qtbot, shell)
    assert shown(page) == []

    qtbot.keyClick(search, Qt.Key.Key_Escape)
    settle(qtbot, shell)
    assert len(shown(page)) == 1 + len(NAMES)


@pytest.mark.parametrize(
    ("segment", "names"),
    [
        ("favourites", ["ABC Company", "Birchwood Dental"]),
        ("flagged", ["ABC Company"]),
        ("owing", ["ABC Company", "Kowalski Łukasz"]),
        ("overdue", ["ABC Company"]),
    ],
)
def test_quick_filters(qtbot: QtBot, shell: Shell, page: CustomersPage, segment: str, names: list[str]) -> None:
    press(page, segment)
    settle(qtbot, shell)
    assert shown(page) == names


def test_tags_filter_and_clear_filter_takes_all_back(qtbot: QtBot, shell: Shell, page: CustomersPage) -> None:
    filters = page.panel.filters
    tags = filters._tags  # type: ignore[attr-defined]
    contract = next(number for number, name in tags._choices if name == "Contract")
    tags.set_value((contract,))
    tags.chosen.emit()
    settle(qtbot, shell)
    assert shown(page) == list(NAMES[1::2])
    assert filters._clear.isVisible()

    filters._clear.click()
    settle(qtbot, shell)
    assert len(shown(page)) == 1 + len(NAMES)
    assert not filters._clear.isVisible()


def test_the_box_in_the_header_checks_all_and_tells_how_many_are(
    qtbot: QtBot, shell: Shell, page: CustomersPage
) -> None:
    table, model = page.panel.table, page.panel.model
    header = table.horizontalHeader()
    box = QRect(0, 0, header.sectionSize(0), header.height())

    def painted() -> tuple[bool, bool]:
        """Whether the box is filled, and whether a tick is in it."""
        picture = header.viewport().grab(box).toImage()
        filled, corner = (picture.pixelColor(box.center() + at) for at in (QPoint(5, 5), QPoint(-1, 3)))
        accent = shell.theme.colour("accent")
        return filled == accent, filled == accent and corner != accent

    def click() -> None:
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=box.center())

    every = {model.id_at(row) for row in range(model.rowCount())}
    assert (model.check_state, painted()) == (Qt.CheckState.Unchecked, (False, False))
    click()
    assert (model.checked, model.check_state, painted()) == (every, Qt.CheckState.Checked, (True, True))
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert (len(model.checked), model.check_state) == (len(every) - 1, Qt.CheckState.PartiallyChecked)
    assert painted() == (True, False)
    click()
    assert model.checked == every
    click()
    assert (model.checked, painted()) == (set(), (False, False))
    assert model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) == "Check all (Ctrl+A)"


def test_each_row_shows_where_its_menu_is(qtbot: QtBot, shell: Shell, page: CustomersPage) -> None:
    table = page.panel.table
    handle = table.handle
    assert handle is not None
    assert (handle.isVisible(), handle.row) == (True, 0)
    roomy = next(at for at, one in enumerate(page.panel.model.columns, start=1) if one.stretch)
    name = table.visualRect(table.model().index(0, roomy))
    assert name.contains(handle.geometry())
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert (handle.row, handle.y() > name.bottom()) == (1, True)
    # Under the mouse it is that row's, and a click opens the menu of it.
    qtbot.mouseMove(table.viewport(), name.center())
    assert name.contains(handle.geometry())
    qtbot.mouseClick(handle, Qt.MouseButton.LeftButton)
    assert table.currentIndex().row() == 0
    (menu,) = [one for one in page.findChildren(QMenu) if one.isVisible()]
    assert "Open" in next(one.text() for one in menu.actions())
    menu.close()
    QApplication.sendEvent(table.viewport(), QEvent(QEvent.Type.Leave))
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert handle.row == 1
    page.panel.filters.search.setFocus()
    qtbot.keyClicks(page.panel.filters.search, "nobody is called so")
    qtbot.waitUntil(lambda: page.panel.model.rowCount() == 0)
    assert not handle.isVisible()


@pytest.mark.parametrize("column", range(1, 9))
def test_every_column_sorts_both_ways(qtbot: QtBot, shell: Shell, page: CustomersPage, column: int) -> None:
    header = page.panel.table.horizontalHeader()
    header.sectionClicked.emit(column)
    settle(qtbot, shell)
    one = shown(page)
    header.sectionClicked.emit(column)
    settle(qtbot, shell)
    other = shown(page)

    assert sorted(one) == sorted(other) == sorted(["ABC Company", *NAMES])
    assert one[0] != other[0] or one != other


def test_space_checks_and_ctrl_a_checks_all(qtbot: QtBot, shell: Shell, rows: Rows, page: CustomersPage) -> None:
    table, model = page.panel.table, page.panel.model
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert model.checked == {rows.others[0]}

    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert model.checked == {rows.abc, *rows.others}
    assert "11 selected" in page.panel._footer.text()


def test_enter_opens_the_profile(
    qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows, page: CustomersPage
) -> None:
    page.panel.table.setFocus()
    qtbot.keyClick(page.panel.table, Qt.Key.Key_Return)
    settle(qtbot, shell)

    assert window.place == Place("customer", rows.abc)


def test_the_row_menu_archives_with_undo(
    qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows, page: CustomersPage
) -> None:
    row = page.panel.table.current_row
    assert row is not None
    menu = page._row_menu(row)
    next(action for action in menu.actions() if action.text() == "Archive").trigger()
    settle(qtbot, shell)
    assert "ABC Company" not in shown(page)

    window.toasts.act()
    settle(qtbot, shell)
    assert "ABC Company" in shown(page)


def test_a_customer_with_invoices_is_not_thrown_away(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, page: CustomersPage, failures: list[Exception]
) -> None:
    row = page.panel.table.current_row
    assert row is not None
    menu = page._row_menu(row)
    next(action for action in menu.actions() if action.text() == "Move to trash").trigger()
    settle(qtbot, shell)

    assert "ABC Company" in shown(page)
    assert "invoices" in str(failures.pop())
    assert customer(desk, rows.abc).name == "ABC Company"


def test_the_star_of_the_row_menu_is_seen_at_once(qtbot: QtBot, shell: Shell, page: CustomersPage) -> None:
    model = page.panel.model
    row = model.row_at(2)
    assert row is not None
    assert not row.favourite
    page._set_favourite(row)
    settle(qtbot, shell)

    after = model.row_at(2)
    assert after is not None
    assert after.favourite


def test_columns_remember_width_order_and_choice(qtbot: QtBot, shell: Shell, page: CustomersPage) -> None:
    from officedesk.views.lists.panel import ListPanel

    table = page.panel.table
    table.setColumnWidth(3, 222)
    table._columns.show(5, on=False)
    header = table.horizontalHeader()
    header.moveSection(header.visualIndex(8), 1)
    qtbot.waitUntil(lambda: "order" in shell.config.get("columns/customers", {}))
    qtbot.waitUntil(lambda: shell.config.get("columns/customers")["order"][0] == "balance")

    kind = page.panel.kind
    again = ListPanel(shell, kind, page.panel.source, CustomerFilters(shell))
    qtbot.addWidget(again)
    assert again.table.columnWidth(3) == 222
    assert again.table.isColumnHidden(5)
    assert again.table.horizontalHeader().visualIndex(8) == 1


def test_the_model_keeps_the_rules_of_models(qtmodeltester: ModelTester, page: CustomersPage) -> None:
    qtmodeltester.check(page.panel.model)


def test_long_names_and_many_tags_fit_a_small_window(
    qtbot: QtBot, shell: Shell, window: MainWindow, page: CustomersPage
) -> None:
    window.resize(1280, 720)
    settle(qtbot, shell)
    table = page.panel.table
    assert window.width() == 1280
    # The last column is in sight.
    assert table.columnViewportPosition(8) + table.columnWidth(8) <= table.viewport().width()


def test_a_filter_is_saved_under_a_name_and_brought_back(
    qtbot: QtBot, shell: Shell, desk: Desk, page: CustomersPage
) -> None:
    filters = page.panel.filters
    assert isinstance(filters, CustomerFilters)
    press(page, "owing")
    qtbot.keyClicks(filters.search, "kowal")
    settle(qtbot, shell)
    filters.saved.ask_name()
    assert filters.saved.popover is not None
    entry = filters.saved.popover.findChild(QLineEdit)
    assert entry is not None
    qtbot.keyClicks(entry, "Owing K")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    filters.clear()
    settle(qtbot, shell)
    assert len(shown(page)) == 1 + len(NAMES)

    again = CustomerFilters(shell)
    qtbot.addWidget(again)
    again.saved.load()
    settle(qtbot, shell)
    assert again.saved.names == ["Owing K"]
    again.saved.use("Owing K")
    assert (again.query().text, again.query().quick) == ("kowal", Quick.OWING)

    filters.saved.use("Owing K")
    settle(qtbot, shell)
    assert shown(page) == ["Kowalski Łukasz"]


def test_checked_customers_get_a_tag_together(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, page: CustomersPage
) -> None:
    page.panel.model.set_checked(rows.others[:3], on=True)
    page.bulk.ask_tag(page.panel.table.chosen_ids())
    assert page.bulk.popover is not None
    entry = page.bulk.popover.findChild(QLineEdit)
    assert entry is not None
    qtbot.keyClicks(entry, "Spring offer")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    settle(qtbot, shell)

    assert all("Spring offer" in customer(desk, one).tags for one in rows.others[:3])
    assert "Contract" in customer(desk, rows.others[1]).tags
    assert page.panel.model.checked == set()


def test_of_several_customers_only_those_without_invoices_go_to_the_trash(
    qtbot: QtBot, shell: Shell, window: MainWindow, rows: Rows, page: CustomersPage, failures: list[Exception]
) -> None:
    page.bulk.trash([rows.abc, rows.others[1]])
    settle(qtbot, shell)
    assert NAMES[1] not in shown(page)
    assert "ABC Company" in shown(page)
    assert "ABC Company" in str(failures.pop())
    assert window.toasts.text == "1 customer moved to the trash."

    window.toasts.act()
    settle(qtbot, shell)
    assert NAMES[1] in shown(page)
