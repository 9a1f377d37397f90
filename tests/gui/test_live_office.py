"""Two windows side by side over one office: what is done in one is seen in the other, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from officedesk.config import Config
from officedesk.database.desks import DeskSeen
from officedesk.database.unit import Actor
from officedesk.services.customers.drafts import ContactDraft, CustomerDraft
from officedesk.services.customers.editing import customer, new_customer, restore, save_customer, trash
from officedesk.services.customers.marks import add_note
from officedesk.services.desk import Desk
from officedesk.services.office.company import company, save_company, save_tax_rate, tax_rates
from officedesk.services.sales import estimates
from officedesk.services.sales.drafts import EstimateDraft, LineDraft
from officedesk.services.sales.invoices import issue_invoice, new_invoice, save_invoice
from officedesk.services.work.drafts import TaskDraft
from officedesk.services.work.jobs import complete_tasks, job, new_job, save_job
from officedesk.views.application import MODULES, page_makers
from officedesk.views.customers.customer_form import CustomerForm
from officedesk.views.customers.list_page import CustomersPage
from officedesk.views.customers.profile_page import ProfilePage
from officedesk.views.icons import Icons
from officedesk.views.live import LiveOffice
from officedesk.views.main_window import MainWindow
from officedesk.views.office.sections import RecordDialog
from officedesk.views.sales.estimate_page import EstimatePage
from officedesk.views.shell import Shell
from officedesk.views.tasks import TaskRunner
from officedesk.views.theme import Theme
from officedesk.views.widgets.conflict import ConflictDialog
from tests import factories
from tests.gui.keys import press, settle

SOON = 2_000
"""Milliseconds in which a change is seen at another desktop."""


@dataclass
class Side:
    """One desktop: its desk and its window."""

    desk: Desk
    shell: Shell
    window: MainWindow
    failures: list[Exception]

    def page(self, name: str) -> Any:
        return self.window.page(name)

    def front(self, qtbot: QtBot) -> None:
        """Sit down here: the keyboard is this window's."""
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)


Two = tuple[Side, Side]


@pytest.fixture
def two(qtbot: QtBot, qapp: QApplication, theme: Theme, icons: Icons, desk: Desk, tmp_path: Path) -> Iterator[Two]:
    """Dana's window and Anna's, each with its own connections, over one file."""
    other = factories.second_desk(desk, "DESK-2")
    other = replace(other, actor=Actor(desk.actor.user_id, "Anna", "DESK-2"))
    sides = []
    for number, one in enumerate((desk, other)):
        failures: list[Exception] = []
        shell = Shell(one, Config(tmp_path / f"settings{number}.json"), TaskRunner(failures.append), theme, icons)
        shell.failed.connect(failures.append)
        window = MainWindow(shell, page_makers(), MODULES)
        window.resize(1280, 800)
        window.show()
        LiveOffice(shell).start()
        sides.append(Side(one, shell, window, failures))
    yield sides[0], sides[1]
    for side in sides:
        side.window.hide()
        side.shell.closing.emit()
        side.shell.end()
        side.window.deleteLater()
        assert not side.failures, side.failures
    other.database.close()


@pytest.fixture
def abc(desk: Desk) -> int:
    """ABC Company with two contacts and three notes' worth of neighbours."""
    for number in range(60):
        factories.make_customer(desk, f"Neighbor {number:02}", number=f"{200 + number}")
    stored = save_customer(
        desk,
        replace(
            new_customer(desk),
            name="ABC Company",
            contacts=(
                ContactDraft(name="Alice", phone="(651) 555-0101", is_primary=True),
                ContactDraft(name="Bob", phone="(651) 555-0102"),
            ),
        ),
    )
    assert stored.id is not None
    return stored.id


def change(side: Side, customer_id: int, make: Callable[[CustomerDraft], CustomerDraft]) -> CustomerDraft:
    """What that desktop saves, through its services."""
    return save_customer(side.desk, make(customer(side.desk, customer_id)))


def form_of(qtbot: QtBot, side: Side, customer_id: int) -> CustomerForm:
    side.shell.go("customer", customer_id, edit=True)
    settle(qtbot, side.shell)
    page: ProfilePage = side.page("customer")
    assert page.form.base is not None
    return page.form


def dialog_of(qtbot: QtBot) -> ConflictDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ConflictDialog))
    found = QApplication.activeModalWidget()
    assert isinstance(found, ConflictDialog)
    return found


def texts(dialog: ConflictDialog) -> str:
    """All that a conflict shows."""
    return "\n".join(one.text().replace("\N{ZERO WIDTH SPACE}", "") for one in dialog.findChildren(QLabel))


# --- lists and profile ---


def test_a_customer_saved_in_one_window_is_in_the_list_of_the_other(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    hers.shell.go("customers")
    settle(qtbot, hers.shell)
    page: CustomersPage = hers.page("customers")
    qtbot.waitUntil(lambda: page.panel.model.complete)
    count = page.panel.model.rowCount()

    form = form_of(qtbot, mine, abc)
    mine.front(qtbot)
    form.fields.name.setFocus()
    press("X")
    form.save()

    def seen() -> bool:
        return any(page.panel.model.index(row, 1).data() == "ABC CompanyX" for row in range(count))

    qtbot.waitUntil(seen, timeout=SOON)
    assert page.panel.model.rowCount() == count


def test_selection_scroll_and_typed_filter_of_a_list_stay(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    hers.shell.go("customers")
    settle(qtbot, hers.shell)
    panel = hers.page("customers").panel
    qtbot.waitUntil(lambda: panel.model.complete)
    hers.front(qtbot)
    panel.table.select_id(panel.model.id_at(40))
    chosen, top = panel.table.current_id, panel.table.verticalScrollBar().value()
    panel.model.set_checked([panel.model.id_at(41)], on=True)
    checked = panel.model.checked
    assert top > 0
    before = panel.table.visualRect(panel.table.currentIndex()).top()

    factories.make_customer(mine.desk, "Aaron first of all")
    count = panel.model.rowCount()
    qtbot.waitUntil(lambda: panel.model.rowCount() == count + 1, timeout=SOON)
    assert panel.table.current_id == chosen
    assert panel.table.visualRect(panel.table.currentIndex()).top() == before
    assert panel.model.checked == checked

    panel.filters.search.setFocus()
    press("neigh")
    settle(qtbot, hers.shell)
    change(mine, abc, lambda one: replace(one, name="Neighborly Company"))
    qtbot.waitUntil(lambda: panel.model.rowCount() == 61, timeout=SOON)
    assert panel.filters.search.text() == "neigh"
    assert panel.filters.search.hasFocus()


def test_a_profile_follows_while_a_note_and_a_tag_are_being_typed(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    hers.shell.go("customer", abc)
    settle(qtbot, hers.shell)
    view = hers.page("customer").view
    hers.front(qtbot)
    view.toggle_notepad()
    press("Gate code 12")
    change(mine, abc, lambda one: replace(one, name="ABC & Daughters"))
    add_note(mine.desk, abc, "Ring twice")
    qtbot.waitUntil(lambda: view.profile.name == "ABC & Daughters", timeout=SOON)
    qtbot.waitUntil(lambda: len(view.notepad._rows) == 1, timeout=SOON)
    assert view.notepad.entry.toPlainText() == "Gate code 12"
    assert view.notepad.entry.hasFocus()

    view.header.tags.start()
    press("vi")
    change(mine, abc, lambda one: replace(one, tags=("Gold",)))
    qtbot.waitUntil(lambda: view.header.tags.names == ["Gold"], timeout=SOON)
    assert view.header.tags.entry.text() == "vi"


# --- the customer form ---


def test_an_unchanged_form_quietly_takes_what_others_save(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    form = form_of(qtbot, hers, abc)
    hers.front(qtbot)
    box = form.fields.contacts.rows[1].parts["name"]
    box.setFocus()
    change(mine, abc, lambda one: replace(one, name="ABC & Daughters", rating=4))
    qtbot.waitUntil(lambda: form.fields.name.text() == "ABC & Daughters", timeout=SOON)
    assert form.fields.stars.stars == 4
    assert not form.dirty
    assert not form.live.fellows.news.text
    assert box.hasFocus()


def test_different_fields_are_merged_and_told(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    form = form_of(qtbot, mine, abc)
    mine.front(qtbot)
    box = form.fields.contacts.rows[1].parts["role"]
    box.setFocus()
    press("Owne")

    def phones(one: CustomerDraft) -> CustomerDraft:
        first = replace(one.contacts[0], phone="(651) 555-0199")
        return replace(one, contacts=(first, *one.contacts[1:]))

    change(hers, abc, phones)
    qtbot.waitUntil(lambda: bool(form.live.fellows.news.text), timeout=SOON)
    assert form.live.fellows.news.text == "Anna (DESK-2) changed Phone just now. Your changes are kept."
    assert form.fields.contacts.rows[0].parts["phone"].text() == "(651) 555-0199"
    # Typing goes on where it was.
    assert box.hasFocus()
    press("r")
    form.save()
    settle(qtbot, mine.shell)
    stored = customer(mine.desk, abc)
    assert [one.role for one in stored.contacts] == ["", "Owner"]
    assert stored.contacts[0].phone == "(651) 555-0199"


def test_the_same_field_is_reviewed_with_both_texts(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    form = form_of(qtbot, mine, abc)
    mine.front(qtbot)
    form.fields.name.setFocus()
    press(Qt.Key.Key_End, " of Minnesota")
    change(hers, abc, lambda one: replace(one, name="ABC of Wisconsin", rating=2))
    news = form.live.fellows.news
    qtbot.waitUntil(lambda: bool(news.text), timeout=SOON)
    assert news.text == "Anna (DESK-2) changed Name just now, which you changed too."
    assert form.fields.name.text() == "ABC Company of Minnesota"
    press_action(news)
    dialog = dialog_of(qtbot)
    shown = texts(dialog)
    assert "ABC Company of Minnesota" in shown
    assert "ABC of Wisconsin" in shown
    assert "Anna (DESK-2)" in shown
    dialog._choose_all(False)
    dialog._keep()
    settle(qtbot, mine.shell)
    stored = customer(mine.desk, abc)
    assert (stored.name, stored.rating) == ("ABC of Wisconsin", 2)


def test_saving_without_a_review_asks_all_the_same(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    form = form_of(qtbot, mine, abc)
    mine.front(qtbot)
    form.fields.name.setFocus()
    press("Mine")
    change(hers, abc, lambda one: replace(one, name="Her ABC"))
    form.save()
    dialog = dialog_of(qtbot)
    assert "ABC CompanyMine" in texts(dialog)
    assert "Her ABC" in texts(dialog)
    dialog._keep()
    settle(qtbot, mine.shell)
    assert customer(mine.desk, abc).name == "ABC CompanyMine"


def test_a_customer_put_into_the_trash_elsewhere_loses_nothing_typed(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    form = form_of(qtbot, mine, abc)
    mine.front(qtbot)
    form.fields.name.setFocus()
    press("Mine")
    trash(hers.desk, [abc])
    news = form.live.fellows.news
    qtbot.waitUntil(lambda: "trash" in news.text, timeout=SOON)
    assert news.text == "Anna (DESK-2) moved this customer to the trash just now. What you typed is still here."
    typed = form.fields.name.text()
    press_action(news)
    settle(qtbot, mine.shell)
    form.save()
    settle(qtbot, mine.shell)
    assert customer(mine.desk, abc).name == typed
    restore(mine.desk, [abc])


# --- the estimate editor ---


@pytest.fixture
def estimate_id(desk: Desk, abc: int) -> int:
    draft = estimates.new_estimate(desk, abc)
    lines = tuple(LineDraft(name=f"Line {n}", price=100_00) for n in range(1, 31))
    stored = estimates.save_estimate(desk, replace(draft, lines=lines, description="Roof"))
    assert stored.id is not None
    return stored.id


def page_of(qtbot: QtBot, side: Side, estimate_id: int) -> EstimatePage:
    side.shell.go("estimate", estimate_id)
    settle(qtbot, side.shell)
    page: EstimatePage = side.page("estimate")
    assert page.draft is not None
    return page


def save(side: Side, estimate_id: int, make: Callable[[EstimateDraft], EstimateDraft]) -> EstimateDraft:
    return estimates.save_estimate(side.desk, make(estimates.estimate(side.desk, estimate_id)))


def priced(draft: EstimateDraft, row: int, price: int) -> EstimateDraft:
    lines = (*draft.lines[:row], replace(draft.lines[row], price=price), *draft.lines[row + 1 :])
    return replace(draft, lines=lines)


def test_an_unchanged_estimate_follows_with_its_place(qtbot: QtBot, two: Two, estimate_id: int) -> None:
    mine, hers = two
    page = page_of(qtbot, hers, estimate_id)
    hers.front(qtbot)
    table = page.editor.lines.table
    table.setFocus()
    table.select_rows([20], "price")
    scroll = page.editor.area.verticalScrollBar().value(), table.verticalScrollBar().value()
    save(mine, estimate_id, lambda one: priced(replace(one, description="Roof 2"), 3, 250_00))
    qtbot.waitUntil(lambda: page.draft.description == "Roof 2", timeout=SOON)
    assert page.draft.lines[3].price == 250_00
    assert not page.editor.history.dirty
    assert table.hasFocus()
    assert table.currentIndex().row() == 20
    assert (page.editor.area.verticalScrollBar().value(), table.verticalScrollBar().value()) == scroll


def test_different_fields_and_lines_of_an_estimate_are_merged(qtbot: QtBot, two: Two, estimate_id: int) -> None:
    mine, hers = two
    page = page_of(qtbot, mine, estimate_id)
    mine.front(qtbot)
    box = page.editor.fields.control("description")
    box.setFocus()
    press(Qt.Key.Key_End, " of the barn")
    page.editor.lines.model.change(5, replace(page.draft.lines[5], quantity=Decimal(3)), "quantity")
    save(hers, estimate_id, lambda one: priced(replace(one, note="Call first"), 3, 250_00))
    news = page.live.fellows.news
    qtbot.waitUntil(lambda: bool(news.text), timeout=SOON)
    assert news.text == "Anna (DESK-2) changed Note to customer and Lines just now. Your changes are kept."
    assert page.draft.note == "Call first"
    assert page.draft.lines[3].price == 250_00
    assert page.draft.lines[5].quantity == 3
    assert page.draft.description == "Roof of the barn"
    # Undo is about what was done here.
    page.editor.undo()
    page.editor.undo()
    assert page.draft.description == "Roof"
    assert page.draft.note == "Call first"
    assert not page.editor.history.dirty
    page.editor.undo(redo=True)
    page.editor.undo(redo=True)
    page.save()
    settle(qtbot, mine.shell)
    stored = estimates.estimate(mine.desk, estimate_id)
    assert (stored.description, stored.note) == ("Roof of the barn", "Call first")
    assert (stored.lines[3].price, stored.lines[5].quantity) == (250_00, 3)


def test_the_same_line_of_an_estimate_is_reviewed(qtbot: QtBot, two: Two, estimate_id: int) -> None:
    mine, hers = two
    page = page_of(qtbot, mine, estimate_id)
    mine.front(qtbot)
    page.editor.lines.model.change(3, replace(page.draft.lines[3], price=300_00), "price")
    save(hers, estimate_id, lambda one: priced(one, 3, 250_00))
    news = page.live.fellows.news
    qtbot.waitUntil(lambda: bool(news.text), timeout=SOON)
    assert news.text == "Anna (DESK-2) changed Lines just now, which you changed too."
    press_action(news)
    dialog = dialog_of(qtbot)
    assert "$3,200.00" in texts(dialog) or "3,200" in texts(dialog)
    dialog._keep()
    settle(qtbot, mine.shell)
    assert estimates.estimate(mine.desk, estimate_id).lines[3].price == 300_00


def test_a_cell_that_is_being_typed_into_is_left_alone(qtbot: QtBot, two: Two, estimate_id: int) -> None:
    mine, hers = two
    page = page_of(qtbot, mine, estimate_id)
    mine.front(qtbot)
    table = page.editor.lines.table
    table.setFocus()
    assert table.edit_at(2, "price")
    press("77")
    save(hers, estimate_id, lambda one: replace(one, lines=one.lines[:1] + one.lines[2:]))
    with qtbot.waitSignal(mine.shell.signals.elsewhere, timeout=SOON):
        pass
    settle(qtbot, mine.shell)
    assert table.is_editing
    assert QApplication.focusWidget().text() == "77"
    press(Qt.Key.Key_Return, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(page.draft.lines) == 29, timeout=SOON)
    assert [one.price for one in page.draft.lines if one.name == "Line 3"] == [77_00]


def test_what_stands_elsewhere_in_the_lines_comes_while_a_cell_is_typed_into(
    qtbot: QtBot, two: Two, estimate_id: int
) -> None:
    mine, hers = two
    page = page_of(qtbot, mine, estimate_id)
    mine.front(qtbot)
    table = page.editor.lines.table
    table.setFocus()
    assert table.edit_at(2, "price")
    press("77")
    save(hers, estimate_id, lambda one: priced(one, 7, 250_00))
    qtbot.waitUntil(lambda: page.draft.lines[7].price == 250_00, timeout=SOON)
    assert table.is_editing
    assert QApplication.focusWidget().text() == "77"
    press(Qt.Key.Key_Return, Qt.Key.Key_Escape)
    assert page.draft.lines[2].price == 77_00


def test_an_estimate_put_into_the_trash_elsewhere_can_be_brought_back(qtbot: QtBot, two: Two, estimate_id: int) -> None:
    mine, hers = two
    page = page_of(qtbot, mine, estimate_id)
    mine.front(qtbot)
    page.editor.fields.control("description").setFocus()
    press("X")
    estimates.delete_estimate(hers.desk, estimate_id)
    news = page.live.fellows.news
    qtbot.waitUntil(lambda: bool(news.text), timeout=SOON)
    assert news.text == "Anna (DESK-2) moved this estimate to the trash just now. What you typed is still here."
    typed = page.draft.description
    press_action(news)
    settle(qtbot, mine.shell)
    qtbot.waitUntil(lambda: page.draft.version == estimates.estimate(mine.desk, estimate_id).version, timeout=SOON)
    page.save()
    settle(qtbot, mine.shell)
    assert estimates.estimate(mine.desk, estimate_id).description == typed


def test_an_estimate_approved_elsewhere_is_told_and_keeps_what_was_typed(
    qtbot: QtBot, two: Two, estimate_id: int
) -> None:
    mine, hers = two
    page = page_of(qtbot, mine, estimate_id)
    mine.front(qtbot)
    page.editor.fields.control("description").setFocus()
    press("X")
    estimates.send_estimate(hers.desk, estimate_id)
    qtbot.waitUntil(lambda: page.draft.status.value == "sent", timeout=SOON)
    estimates.decline_estimate(hers.desk, estimate_id, "Too dear")
    news = page.live.fellows.news
    qtbot.waitUntil(lambda: "closed" in news.text, timeout=SOON)
    assert "X" in page.draft.description
    press_action(news)
    settle(qtbot, mine.shell)
    assert page.draft.description == "Roof"
    assert page.editor.read_only


# --- jobs and invoices ---


def test_services_completed_elsewhere_come_into_a_job_that_is_being_changed(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    tasks = tuple(TaskDraft(LineDraft(name=f"Step {n}", price=n * 10_00)) for n in (1, 2, 3))
    stored = save_job(mine.desk, replace(new_job(mine.desk, abc), description="Roof unit", tasks=tasks))
    assert stored.id is not None
    mine.shell.go("job", stored.id)
    settle(qtbot, mine.shell)
    page = mine.page("job")
    mine.front(qtbot)
    page.editor.fields.control("description").setFocus()
    press(Qt.Key.Key_End, " 7")
    page.editor.lines_edited(
        tuple(replace(one, price=99_00) if one.name == "Step 3" else one for one in page.editor.lines.lines), "price"
    )
    complete_tasks(hers.desk, stored.id, [stored.tasks[0].id or 0])
    news = page.live.fellows.news
    qtbot.waitUntil(lambda: "Services" in news.text, timeout=SOON)
    assert [task.status.value for task in page.draft.tasks] == ["completed", "open", "open"]
    page.save()
    settle(qtbot, mine.shell)
    found = job(mine.desk, stored.id)
    assert found.description == "Roof unit 7"
    assert [(task.status.value, task.line.price) for task in found.tasks] == [
        ("completed", 10_00),
        ("open", 20_00),
        ("open", 99_00),
    ]


def test_an_invoice_issued_elsewhere_keeps_what_was_typed_here(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    draft = replace(new_invoice(mine.desk, abc), lines=(LineDraft(name="Labor", price=84_00),))
    stored = save_invoice(mine.desk, draft)
    assert stored.id is not None
    mine.shell.go("invoice", stored.id)
    settle(qtbot, mine.shell)
    page = mine.page("invoice")
    mine.front(qtbot)
    page.editor.fields.control("description").setFocus()
    press("Typed here")
    issued = issue_invoice(hers.desk, stored.id)
    news = page.live.fellows.news
    qtbot.waitUntil(lambda: "closed this invoice" in news.text, timeout=SOON)
    assert page.draft.description == "Typed here"
    assert not page.editor.read_only
    press_action(news)
    settle(qtbot, mine.shell)
    assert page.name() == f"Invoice {issued.number}"
    assert page.editor.read_only


# --- settings ---


def company_form(qtbot: QtBot, side: Side) -> Any:
    side.shell.go("settings", tab="Company")
    settle(qtbot, side.shell)
    made = side.page("settings").section("Company")
    assert made.form.base is not None
    return made


def test_company_settings_follow_and_merge(qtbot: QtBot, two: Two) -> None:
    mine, hers = two
    section = company_form(qtbot, mine)
    mine.front(qtbot)
    save_company(hers.desk, replace(company(hers.desk), phone="(651) 555-0100"))
    qtbot.waitUntil(lambda: section.form.control("phone").text() == "(651) 555-0100", timeout=SOON)
    assert not section.dirty

    section.form.control("email").setFocus()
    section.form.control("email").clear()
    press("office@abc.example")
    stored = company(hers.desk)
    save_company(hers.desk, replace(stored, address=replace(stored.address, city="Duluth")))
    news = section.live.fellows.news
    qtbot.waitUntil(lambda: bool(news.text), timeout=SOON)
    assert news.text == "Anna (DESK-2) changed City just now. Your changes are kept."
    assert section.form.control("email").hasFocus()
    section.save()
    settle(qtbot, mine.shell)
    now = company(mine.desk)
    assert (now.email, now.address.city) == ("office@abc.example", "Duluth")


def test_the_same_setting_is_reviewed(qtbot: QtBot, two: Two) -> None:
    mine, hers = two
    section = company_form(qtbot, mine)
    mine.front(qtbot)
    section.form.control("phone").setFocus()
    section.form.control("phone").clear()
    press("111")
    save_company(hers.desk, replace(company(hers.desk), phone="222"))
    news = section.live.fellows.news
    qtbot.waitUntil(lambda: bool(news.text), timeout=SOON)
    press_action(news)
    dialog = dialog_of(qtbot)
    assert {"111", "222"} <= set(texts(dialog).split("\n"))
    dialog._keep()
    settle(qtbot, mine.shell)
    assert company(mine.desk).phone == "111"


def test_two_dialogs_over_one_tax_rate_merge_or_ask(qtbot: QtBot, two: Two) -> None:
    mine, hers = two
    rate = tax_rates(mine.desk)[0]
    mine.shell.go("settings", tab="Taxes")
    settle(qtbot, mine.shell)
    section = mine.page("settings").section("Taxes")
    mine.front(qtbot)
    for number, percent in (("7", Decimal("6.5")), ("8", Decimal(9))):
        section.begin(tax_rates(mine.desk)[0])
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), RecordDialog))
        dialog = QApplication.activeModalWidget()
        assert mine.shell.others.editing == (("tax_rate", rate.id),)
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        dialog.form.control("name").setFocus()
        press(number)
        theirs = tax_rates(hers.desk)[0]
        changed = replace(theirs, percent=percent) if number == "7" else replace(theirs, name="Hers")
        save_tax_rate(hers.desk, changed)
        dialog.save()
        if number == "8":
            conflict = dialog_of(qtbot)
            assert "Hers" in texts(conflict)
            conflict._keep()
        settle(qtbot, mine.shell)
        qtbot.waitUntil(lambda: mine.shell.others.editing == ())
    stored = tax_rates(mine.desk)[0]
    assert stored.percent == Decimal("6.5")
    assert stored.name.endswith("78")


# --- who is there ---


def test_connected_desktops_and_what_they_edit_are_seen(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, _ = two
    others = mine.shell.others
    assert mine.window.status.desks.isHidden()
    now = mine.desk.now()
    anna = DeskSeen("k", "DESK-2", "Anna", "0.1.0", now, now, (("customer", abc),))
    others.tell((anna,))
    button = mine.window.status.desks
    assert button.text() == "2 desktops"
    form = form_of(qtbot, mine, abc)
    assert form.live.fellows.chip.text == "Anna is editing this"
    assert others.editing == (("customer", abc),)
    button.click()
    qtbot.waitUntil(lambda: button.popover is not None)
    said = [one.text() for one in button.popover.findChildren(QLabel)]
    assert "Anna" in said
    assert said.count("ABC Company") == 2
    button.popover.close()
    others.tell((replace(anna, editing=()),))
    assert not form.live.fellows.chip.text
    mine.shell.back()
    settle(qtbot, mine.shell)
    assert others.editing == ()
    others.tell(())
    assert button.isHidden()


def press_action(news: Any) -> None:
    """Press the button of a line of news."""
    news._retry.click()


def test_the_history_grows_above_what_is_read(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    for number in range(40):
        change(mine, abc, lambda one, number=number: replace(one, rating=number % 5))
    hers.shell.go("customer", abc, "history")
    settle(qtbot, hers.shell)
    tab = hers.page("customer").view.tab
    rows = tab.model.rowCount()
    tab.table.selectRow(20)
    tab.table.scrollTo(tab.model.index(20, 0))
    bar = tab.table.verticalScrollBar()
    assert bar.value() > 0
    before = tab.table.visualRect(tab.model.index(20, 0)).top()
    change(mine, abc, lambda one: replace(one, name="ABC & Daughters"))
    qtbot.waitUntil(lambda: tab.model.rowCount() == rows + 1, timeout=SOON)
    assert tab.table.currentIndex().row() == 21
    assert tab.table.visualRect(tab.model.index(21, 0)).top() == before


# --- what a crash left behind, after others went on ---


def test_a_restored_draft_asks_about_all_that_others_changed_since(qtbot: QtBot, two: Two, estimate_id: int) -> None:
    mine, hers = two
    typed = replace(estimates.estimate(mine.desk, estimate_id), description="Typed before the crash")
    save(hers, estimate_id, lambda one: replace(one, note="Call first"))
    page = page_of(qtbot, mine, estimate_id)
    mine.front(qtbot)
    page.editor.replace_draft(typed)
    # What others do now does not make anybody forget what they did before.
    save(hers, estimate_id, lambda one: replace(one, internal_note="Hurry"))
    news = page.live.fellows.news
    qtbot.waitUntil(lambda: bool(news.text), timeout=SOON)
    assert "Note to customer" in news.text
    page.save()
    dialog = dialog_of(qtbot)
    said = texts(dialog)
    assert {"Description", "Note to customer", "Internal note", "Call first", "Hurry"} <= set(said.split("\n"))
    for group, title in zip(
        dialog._groups, [one for one in said.split("\n") if one in page.titles.values()], strict=True
    ):
        group.button(1 if title == "Description" else 2).setChecked(True)
    dialog._keep()
    settle(qtbot, mine.shell)
    stored = estimates.estimate(mine.desk, estimate_id)
    assert (stored.description, stored.note, stored.internal_note) == ("Typed before the crash", "Call first", "Hurry")


def test_a_restored_customer_asks_about_all_that_others_changed_since(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    typed = replace(customer(mine.desk, abc), name="Typed before the crash")
    change(hers, abc, lambda one: replace(one, flag_reason="Gate dog"))
    form = form_of(qtbot, mine, abc)
    mine.front(qtbot)
    form.fields.load(typed, form._choices)
    form._edited()
    form.save()
    dialog = dialog_of(qtbot)
    assert {"Name", "Typed before the crash", "Flag", "Gate dog"} <= set(texts(dialog).split("\n"))
    dialog._choose_all(False)
    dialog._keep()
    settle(qtbot, mine.shell)
    stored = customer(mine.desk, abc)
    assert (stored.name, stored.flag_reason) == ("ABC Company", "Gate dog")
