"""F1 from anywhere opens the page about what is on screen; the help is read, searched and left by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from officedesk.bootstrap import start
from officedesk.config import Config
from officedesk.manual.pages import INDEX, Manual
from officedesk.services.permissions import Permission
from officedesk.tour_steps import PROFILE_TABS
from officedesk.views.application import MODULES, page_makers
from officedesk.views.help.context import DIALOGS, PAGES, SECTIONS, TABS, page_of_module
from officedesk.views.help.desk import HelpDesk
from officedesk.views.help.keys import ALL
from officedesk.views.help.menu import open_help_menu
from officedesk.views.help.window import HelpWindow
from officedesk.views.icons import Icons
from officedesk.views.main_window import MainWindow
from officedesk.views.office.settings_page import SettingsPage
from officedesk.views.shell import Shell
from officedesk.views.theme import Theme
from tests.gui.conftest import LivelyOffices
from tests.gui.keys import CTRL, come_up, press, settle
from tests.gui.rows import Rows
from tests.support.programs import Begin

VIEWS = Path(__file__).parents[2] / "officedesk" / "views"
ALT = Qt.KeyboardModifier.AltModifier
# Bases that are never shown by themselves, and the window that has pages of its own.
NO_DIALOGS = {"main_window", "widgets/popover", "widgets/question", "widgets/date_edit"}


@pytest.fixture(scope="session")
def sqlite_offices(lively_offices: LivelyOffices) -> LivelyOffices:
    return lively_offices


@pytest.fixture
def helper(qapp: QApplication, theme: Theme, icons: Icons) -> Iterator[HelpDesk]:
    made = HelpDesk(qapp, theme, icons)
    yield made
    made.end()


def pages(helper: HelpDesk) -> HelpWindow:
    assert helper.pages is not None
    return helper.pages


def dialogs() -> set[str]:
    """The modules of views that define a window of its own or a popover."""
    bases: dict[str, tuple[str, list[str]]] = {}
    for path in VIEWS.rglob("*.py"):
        module = path.relative_to(VIEWS).with_suffix("").as_posix()
        for name, named in re.findall(r"^ *class (\w+)\(([^)]*)\):", path.read_text(encoding="utf-8"), re.MULTILINE):
            bases[name] = (module, [base.strip().rsplit(".", 1)[-1] for base in named.split(",")])

    def is_window(name: str) -> bool:
        if name in ("QDialog", "QMainWindow", "Popover"):
            return True
        return name in bases and any(is_window(base) for base in bases[name][1])

    return {module for name, (module, _) in bases.items() if is_window(name)}


def test_every_module_tab_section_and_dialog_has_a_page_that_is_there() -> None:
    manual = Manual.load()
    assert set(PAGES) == set(page_makers())
    assert {name for name, *_ in MODULES} <= set(PAGES)
    assert set(TABS) == set(PROFILE_TABS)
    without = {module for module in dialogs() if not page_of_module(f"officedesk.views.{module.replace('/', '.')}")}
    assert without <= NO_DIALOGS
    for target in {*PAGES.values(), *TABS.values(), *SECTIONS.values(), *DIALOGS.values()}:
        page, _, anchor = target.partition("#")
        assert page in manual.pages, target
        assert not anchor or anchor in manual.pages[page].anchors, target


def test_every_section_of_the_settings_has_a_page(shell: Shell) -> None:
    assert {title for title, *_ in SettingsPage.sections_for(shell)} == set(SECTIONS)


def test_f1_opens_the_page_about_what_is_on_screen(
    qtbot: QtBot, helper: HelpDesk, window: MainWindow, shell: Shell, rows: Rows
) -> None:
    helper.join(shell, window)
    helper.arm(window)
    ways: list[tuple[Any, str]] = [
        (lambda: shell.go("customers"), "customers"),
        (lambda: shell.go("invoice", rows.invoices[0]), "invoices"),
        (lambda: shell.go("customer", rows.abc, "notes"), "notes"),
        (lambda: shell.go("settings", tab="Taxes"), "taxes"),
    ]
    for go, page in ways:
        go()
        settle(qtbot, shell)
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
        press(Qt.Key.Key_F1)
        assert pages(helper).shown == page
        assert pages(helper).isVisible()


def test_f1_in_a_dialog_that_blocks_its_window(
    qtbot: QtBot, helper: HelpDesk, window: MainWindow, shell: Shell, rows: Rows
) -> None:
    from officedesk.views.sales.payment_dialog import PaymentDialog

    helper.join(shell, window)
    shell.go("customer", rows.abc, "notes")
    settle(qtbot, shell)
    dialog = PaymentDialog(shell, rows.abc, parent=window)
    dialog.open()
    come_up(qtbot, shell, dialog)
    # The dialog was given its keys when it came up: nothing else was done for it.
    press(Qt.Key.Key_F1)
    assert pages(helper).shown == "payments"
    # The help is not blocked by it.
    assert pages(helper).isEnabled()
    assert QApplication.activeModalWidget() in (dialog, None)
    come_up(qtbot, shell, pages(helper))
    press(Qt.Key.Key_F, modifier=CTRL)
    press("refund")
    assert pages(helper).results.hits[0].page == "payments"
    dialog.reject()


def test_f1_in_what_hangs_under_the_bell(qtbot: QtBot, helper: HelpDesk, window: MainWindow, shell: Shell) -> None:
    helper.join(shell, window)
    shell.go("jobs")
    settle(qtbot, shell)
    window.top.bell.open()
    settle(qtbot, shell)
    popover = window.top.bell.popover
    assert popover is not None
    qtbot.waitUntil(popover.isVisible)
    helper.arm(popover)
    press(Qt.Key.Key_F1)
    assert pages(helper).shown == "reminders"
    popover.close()


def test_a_dialog_without_a_page_of_its_own_has_that_of_its_window(
    qtbot: QtBot, helper: HelpDesk, window: MainWindow, shell: Shell
) -> None:
    helper.join(shell, window)
    shell.go("contracts")
    settle(qtbot, shell)
    box = QDialog(window)
    helper.show_about(box)
    assert pages(helper).shown == "contracts"
    helper.show_about(QDialog())
    assert pages(helper).shown == INDEX
    shell.help_wanted.emit("here")
    assert pages(helper).shown == "contracts"


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme, icons: Icons, shell: Shell) -> Iterator[HelpWindow]:
    made = HelpWindow(theme, icons)
    qtbot.addWidget(made)
    made.open(INDEX)
    come_up(qtbot, shell, made)
    yield made
    made.close()


def test_searched_as_one_types_and_opened_by_enter(qtbot: QtBot, shown: HelpWindow) -> None:
    press(Qt.Key.Key_F, modifier=CTRL)
    for letter in "void":
        press(letter)
        assert shown.results.hits
    assert shown.list.currentIndex().row() == 0
    press(Qt.Key.Key_Down)
    assert shown.list.currentIndex().row() == min(1, len(shown.results.hits) - 1)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Return)
    assert shown.shown.partition("#")[0] == "invoices"
    marked = [one.cursor.selectedText().lower() for one in shown.paper.extraSelections()]
    assert marked
    assert set(marked) <= {"void", "voided"}
    press(Qt.Key.Key_Escape)
    assert shown.search.text() == ""
    assert len(shown.results.hits) == len(shown.manual.pages)
    press(*"invioce")
    assert shown.results.hits[0].page == "invoices"
    assert shown.nothing.text() == "Shown for “invoice”."
    press(Qt.Key.Key_Escape)
    assert shown.nothing.isHidden()
    press(*"zzzz")
    assert not shown.nothing.isHidden()
    assert "zzzz" in shown.nothing.text()
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_back_and_forward(shown: HelpWindow) -> None:
    assert not shown.back_button.isEnabled()
    shown.follow("invoices.md")
    shown.follow("payments.md#refunds")
    assert shown.shown == "payments#refunds"
    assert shown.paper.verticalScrollBar().value() > 0 or shown.paper.verticalScrollBar().maximum() == 0
    press(Qt.Key.Key_Left, modifier=ALT)
    assert shown.shown == "invoices"
    assert shown.windowTitle().startswith("Invoices")
    press(Qt.Key.Key_Left, modifier=ALT)
    assert shown.shown == INDEX
    press(Qt.Key.Key_Right, modifier=ALT)
    assert shown.shown == "invoices"
    assert shown.forward_button.isEnabled()
    shown.follow("taxes.md")
    assert not shown.forward_button.isEnabled()
    press(Qt.Key.Key_Home, modifier=ALT)
    assert shown.shown == INDEX


def test_every_page_is_drawn_with_its_pictures_in_both_schemes(
    qtbot: QtBot, shown: HelpWindow, theme: Theme, qtlog: Any
) -> None:
    try:
        for scheme in ("dark", "light"):
            theme.choose(scheme)
            for name in shown.manual.pages:
                shown.open(name)
                assert shown.paper.horizontalScrollBar().maximum() == 0, name
                assert len(shown.paper.toPlainText()) > 200, name
    finally:
        theme.choose("light")
    shown.follow("picture:invoice.png")
    assert shown.shown == "picture:invoice.png"
    assert shown.paper.document().size().width() > 1280
    shown.back()
    assert shown.shown.partition("#")[0] == name


def test_a_link_leads_into_the_program(
    qtbot: QtBot, helper: HelpDesk, window: MainWindow, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper.show_help("taxes")
    pages(helper).follow("open:settings/Taxes")
    assert "Open an office first" in pages(helper).said.text()
    helper.join(shell, window)
    pages(helper).follow("open:settings/Taxes")
    settle(qtbot, shell)
    assert window.page("settings").shown_title == "Taxes"  # type: ignore[attr-defined]
    window.toasts.silent = True
    pages(helper).follow("open:map")
    assert "locked" in pages(helper).said.text()
    window.toasts.silent = False
    may = shell.may
    monkeypatch.setattr(shell, "may", lambda needs: needs is not Permission.OFFICE_WRITE and may(needs))
    pages(helper).follow("open:settings/Numbers")
    assert "role" in pages(helper).said.text()
    assert window.page("settings").shown_title == "Taxes"  # type: ignore[attr-defined]
    pages(helper).follow("open:keys")
    assert helper.sheet is not None
    assert helper.sheet.isVisible()


def test_the_help_menu_and_commands_lead_there(
    qtbot: QtBot, helper: HelpDesk, window: MainWindow, shell: Shell
) -> None:
    from officedesk.views.commands import commands, run

    helper.join(shell, window)
    shell.go("jobs")
    settle(qtbot, shell)
    menu = open_help_menu(shell, window.top.help)
    by_name = {action.text().partition("\t")[0].replace("&", ""): action for action in menu.actions()}
    by_name["Help on this page"].trigger()
    assert pages(helper).shown == "jobs"
    by_name["All help pages"].trigger()
    assert pages(helper).shown == INDEX
    by_name["Keyboard shortcuts"].trigger()
    assert helper.sheet is not None
    helper.sheet.close()
    by_name["Diagnostics"].trigger()
    settle(qtbot, shell)
    assert window.page("settings").shown_title == "Diagnostics"  # type: ignore[attr-defined]
    known = {one.title: one for one in commands(shell)}
    run(shell, known["Keyboard shortcuts"])
    assert helper.sheet.isVisible()
    run(shell, known["Help"])
    assert pages(helper).shown == "diagnostics"
    assert not pages(helper).testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)


def test_every_control_of_the_help_has_a_name(shown: HelpWindow) -> None:
    from tests.gui.test_accessibility import nameless, stops, told

    found = stops(shown)
    assert len(found) >= 5
    assert not [told(one) for one in found if nameless(one)]


def test_f1_before_there_is_an_office(qtbot: QtBot, begin: Begin, tmp_path: Path, qapp: QApplication) -> None:
    program = begin(start(Config(tmp_path / "settings.json")))
    program.choose()
    qtbot.waitExposed(program.chooser)
    program.chooser.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is program.chooser)
    press(Qt.Key.Key_F1)
    assert pages(program.help).shown == "first-hour"
    pages(program.help).follow("open:settings/Taxes")
    assert "Open an office first" in pages(program.help).said.text()
    press(Qt.Key.Key_Slash, modifier=CTRL)
    assert program.help.sheet is not None
    # Without an office there are no commands of one.
    assert [screen for screen, _ in program.help.sheet.groups] == [group.screen for group in ALL]


def test_help_ends_with_the_program(qtbot: QtBot, helper: HelpDesk, window: MainWindow, shell: Shell) -> None:
    helper.join(shell, window)
    helper.show_help("here")
    helper.show_keys()
    made = pages(helper)
    helper.end()
    assert helper.pages is None
    assert not made.isVisible()
