"""Invoices: written, issued, read as issued, credited, voided and deleted, by keyboard over a real office file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox

from officedesk.archive import drawn
from officedesk.models.enums import InvoiceKind, InvoiceState
from officedesk.models.papers import PaperKind
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.sales.drafts import AllocationDraft, LineDraft
from officedesk.services.sales.invoices import (
    InvoiceList,
    invoice,
    issue_invoice,
    new_invoice,
    save_invoice,
    stored_pdf,
)
from officedesk.services.sales.payments import new_payment, record_payment
from officedesk.services.sales.rows import InvoiceFilter
from officedesk.views.application import page_makers
from officedesk.views.main_window import MainWindow
from officedesk.views.sales.invoice_page import InvoicePage
from officedesk.views.sales.invoices_page import InvoicesPage
from officedesk.views.shell import Place
from tests import factories
from tests.gui.keys import CTRL, come_up, destroy, press, settle

Key = Qt.Key


@pytest.fixture
def customer(desk: Desk) -> int:
    factories.make_item(desk, "Labor, certified technician", 84_00, unit="h", taxable=False)
    return factories.make_customer(desk, "ABC Company")


@pytest.fixture
def page(qtbot, shell) -> InvoicePage:
    made = InvoicePage(shell)
    made.resize(1280, 800)
    qtbot.addWidget(made)
    return made


def written(desk: Desk, customer: int, *amounts: int, **changes) -> int:
    lines = tuple(LineDraft(name=f"Work {number}", price=amount) for number, amount in enumerate(amounts, start=1))
    draft = save_invoice(desk, replace(new_invoice(desk, customer), lines=lines, **changes))
    return draft.id or 0


def issued(desk: Desk, customer: int, *amounts: int, **changes) -> int:
    invoice_id = written(desk, customer, *amounts, **changes)
    issue_invoice(desk, invoice_id)
    return invoice_id


def rows(desk: Desk):
    return InvoiceList(desk).first(InvoiceFilter(), Sort("date"), 20)


def show(qtbot, shell, page, place: Place) -> None:
    page.show_place(place)
    come_up(qtbot, shell, page)


def asked(page, kind: type[QDialog] = QDialog) -> QDialog:
    return next(made for made in page.findChildren(kind) if made.isVisible())


def test_an_invoice_is_written_saved_and_issued_without_the_mouse(qtbot, shell, desk, customer, page):
    show(qtbot, shell, page, Place("invoice", context={"customer_id": customer}))
    press("labor")
    qtbot.waitUntil(lambda: page.editor.lines.entry.popup.isVisible() and page.editor.lines.entry.popup.count() > 0)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.draft.lines) == 1)
    settle(qtbot, shell)
    press("2.5", Key.Key_Return)
    assert page.editor.totals.texts["total"] == "$210.00"
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: page.draft is not None and page.draft.id is not None)
    assert page.name() == "Invoice draft"
    settle(qtbot, shell)
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: page.draft is not None and page.draft.number == "3001")
    assert page.editor.read_only
    assert page.editor.money.balance.text() == "$210.00"
    stored = invoice(desk, page.draft.id)
    assert (stored.state, stored.lines[0].quantity) == (InvoiceState.ISSUED, page.draft.lines[0].quantity)


def test_back_comes_to_the_saved_invoice_not_to_an_empty_form(qtbot, shell, desk, customer):
    window = MainWindow(shell, page_makers(), [])
    qtbot.addWidget(window)
    window.go(Place("invoice", context={"customer_id": customer}))
    come_up(qtbot, shell, window)
    page = window.page("invoice")
    page.editor.fields.control("description").setFocus()
    press("Roof")
    press("s", modifier=CTRL)
    qtbot.waitUntil(lambda: page.draft is not None and page.draft.id is not None and not page.saving)
    stored = page.draft.id
    assert page.editor.history.can_undo
    window.go(Place("invoices"))
    settle(qtbot, shell)
    window.back()
    settle(qtbot, shell)
    assert window.place == Place("invoice", stored)
    assert (page.draft.id, page.draft.description) == (stored, "Roof")


def test_issuing_twice_takes_one_number(qtbot, shell, desk, customer, page):
    show(qtbot, shell, page, Place("invoice", written(desk, customer, 100_00)))
    page.issue()
    page.issue()
    qtbot.waitUntil(lambda: page.draft is not None and page.draft.number != "")
    settle(qtbot, shell)
    other = issued(desk, customer, 50_00)
    assert invoice(desk, other).number == "3002"


def test_an_issued_invoice_takes_no_typing(qtbot, shell, desk, customer, page):
    invoice_id = issued(desk, customer, 100_00)
    show(qtbot, shell, page, Place("invoice", invoice_id))
    assert not page.editor.fields.isVisible()
    assert not page.editor.lines.entry.isVisible()
    assert not page.save_button.isVisible()
    page.editor.change("description", description="changed")
    page.save()
    settle(qtbot, shell)
    assert invoice(desk, invoice_id).description == ""


def test_an_issued_invoice_says_what_it_said_although_the_customer_was_renamed(qtbot, shell, desk, customer, page):
    from officedesk.services.customers.editing import customer as load_customer
    from officedesk.services.customers.editing import save_customer

    invoice_id = issued(desk, customer, 100_00)
    save_customer(desk, replace(load_customer(desk, customer), name="XYZ Incorporated"))
    show(qtbot, shell, page, Place("invoice", invoice_id))
    assert page.facts.paper.bill_to[0] == "ABC Company"
    assert page.header.back.text() == "XYZ Incorporated"


def test_an_empty_draft_is_not_issued_and_says_why(qtbot, shell, desk, customer, page):
    show(qtbot, shell, page, Place("invoice", written(desk, customer)))
    page.issue()
    qtbot.waitUntil(lambda: "nothing on it" in page.editor.lines.problem + page.banner.text)
    assert page.draft.number == ""


def test_a_due_date_before_the_date_is_shown_at_its_field(qtbot, shell, desk, customer, page):
    show(qtbot, shell, page, Place("invoice", written(desk, customer, 100_00)))
    due = page.editor.fields.control("due_date")
    due.setFocus()
    press("6/1/2023", Key.Key_Tab)
    press("s", modifier=CTRL)
    qtbot.waitUntil(lambda: "before the date" in page.editor.fields.fields["due_date"].error)
    assert due.hasFocus()
    assert invoice(desk, page.draft.id).due_date is None


def test_leaving_with_unsaved_changes_asks_and_saves(qtbot, shell, desk, customer, page):
    invoice_id = written(desk, customer, 100_00)
    show(qtbot, shell, page, Place("invoice", invoice_id))
    page.editor.fields.control("description").setFocus()
    press("Roof unit")
    assert page.leave() is False
    with qtbot.waitSignal(shell.settled):
        next(b for b in asked(page, QMessageBox).buttons() if b.text() == "Save").click()
    assert invoice(desk, invoice_id).description == "Roof unit"
    assert page.leave() is True


def test_undo_takes_back_typing_and_the_paper_follows(qtbot, shell, desk, customer, page):
    show(qtbot, shell, page, Place("invoice", written(desk, customer, 100_00)))
    page.editor.fields.control("description").setFocus()
    press("Roof")
    assert page.draft.description == "Roof"
    press("z", modifier=CTRL)
    assert (page.draft.description, page.editor.history.dirty) == ("", False)


def test_two_desktops_that_change_different_fields_both_keep_theirs(qtbot, shell, desk, customer, page):
    invoice_id = written(desk, customer, 100_00)
    show(qtbot, shell, page, Place("invoice", invoice_id))
    save_invoice(desk, replace(invoice(desk, invoice_id), note="From the other desktop"))
    page.editor.fields.control("description").setFocus()
    press("Mine")
    press("s", modifier=CTRL)
    qtbot.waitUntil(lambda: invoice(desk, invoice_id).description == "Mine")
    assert invoice(desk, invoice_id).note == "From the other desktop"


def test_two_desktops_that_change_the_same_field_are_asked(qtbot, shell, desk, customer, page):
    invoice_id = written(desk, customer, 100_00)
    show(qtbot, shell, page, Place("invoice", invoice_id))
    save_invoice(desk, replace(invoice(desk, invoice_id), description="Theirs"))
    page.editor.fields.control("description").setFocus()
    press("Mine")
    press("s", modifier=CTRL)
    qtbot.waitUntil(lambda: any(made.isVisible() for made in page.findChildren(QDialog)))
    assert invoice(desk, invoice_id).description == "Theirs"
    dialog = asked(page)
    come_up(qtbot, shell, dialog)
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: invoice(desk, invoice_id).description == "Mine")


def test_voiding_wants_a_reason(qtbot, shell, desk, customer, page):
    invoice_id = issued(desk, customer, 100_00)
    show(qtbot, shell, page, Place("invoice", invoice_id))
    page.actions_.void()
    dialog = asked(page)
    come_up(qtbot, shell, dialog)
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: dialog.ok.isEnabled() and "Say why" in dialog.problem)
    assert invoice(desk, invoice_id).state is InvoiceState.ISSUED
    press("Wrong customer")
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: invoice(desk, invoice_id).state is InvoiceState.VOID)
    qtbot.waitUntil(lambda: page.header.chip.text == "Void")
    assert page.editor.money.void_reason.text() == "Voided: Wrong customer"
    assert page.editor.money.void_reason.isVisible()


def test_a_credit_note_for_a_part_opens_as_a_draft(qtbot, shell, desk, customer, page):
    show(qtbot, shell, page, Place("invoice", issued(desk, customer, 100_00, 40_00)))
    page.actions_.credit()
    dialog = asked(page)
    come_up(qtbot, shell, dialog)
    qtbot.waitUntil(dialog.ok.isEnabled)
    press(Key.Key_Delete)
    with qtbot.waitSignal(shell.wanted) as wanted:
        press(Key.Key_Return, modifier=CTRL)
    made = invoice(desk, wanted.args[0].id)
    assert (made.kind, [(line.name, int(line.quantity)) for line in made.lines]) == (
        InvoiceKind.CREDIT_NOTE,
        [("Work 2", -1)],
    )
    show(qtbot, shell, page, Place("invoice", made.id or 0))
    assert page.name() == "Credit note draft"
    assert page.editor.totals.texts["total"] == "−$40.00"


def test_a_deleted_draft_comes_back_by_undo(qtbot, shell, desk, customer, page):
    invoice_id = written(desk, customer, 100_00)
    show(qtbot, shell, page, Place("invoice", invoice_id))
    with qtbot.waitSignal(shell.toast_wanted) as told:
        page.actions_.delete()
    assert rows(desk) == []
    assert page.leave() is True
    with qtbot.waitSignal(shell.wanted):
        told.args[2]()
    assert [row.id for row in rows(desk)] == [invoice_id]


def test_a_payment_is_seen_on_the_open_page(qtbot, shell, desk, customer, page):
    invoice_id = issued(desk, customer, 100_00)
    show(qtbot, shell, page, Place("invoice", invoice_id))
    draft = replace(new_payment(desk, customer), amount=60_00, allocations=(AllocationDraft(invoice_id, 60_00),))
    shell.signals.changed.emit("payment", record_payment(desk, draft), customer)
    qtbot.waitUntil(lambda: page.editor.money.balance.text() == "$40.00")
    assert page.header.chip.text == "Part paid"
    assert [paid.amount for paid in page.facts.paid] == [60_00]


def test_the_paper_of_an_issued_invoice_is_kept_and_stays_the_same(desk, customer):
    invoice_id = issued(desk, customer, 100_00)
    assert stored_pdf(desk, invoice_id) is None
    first = drawn(desk, PaperKind.INVOICE, invoice_id)
    assert first.content.startswith(b"%PDF")
    assert stored_pdf(desk, invoice_id) == first.content
    assert drawn(desk, PaperKind.INVOICE, invoice_id) == drawn(desk, PaperKind.INVOICE, "3001") == first
    assert (first.title, first.file_name) == ("Invoice 3001", "Invoice 3001.pdf")


def test_what_was_paid_is_printed_and_the_kept_paper_is_not_touched(desk, customer):
    invoice_id = issued(desk, customer, 100_00)
    first = drawn(desk, PaperKind.INVOICE, invoice_id).content
    draft = replace(new_payment(desk, customer), amount=60_00, allocations=(AllocationDraft(invoice_id, 60_00),))
    record_payment(desk, draft)
    assert drawn(desk, PaperKind.INVOICE, invoice_id).content != first
    assert stored_pdf(desk, invoice_id) == first


def test_the_list_sums_what_is_issued_and_issues_checked_drafts(qtbot, shell, desk, customer):
    issued(desk, customer, 100_00, date=date(2023, 6, 1))
    written(desk, customer, 40_00)
    page = InvoicesPage(shell)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    show(qtbot, shell, page, Place("invoices"))
    panel = page.panel
    qtbot.waitUntil(lambda: "Balance $100.00" in panel.sums_text)
    assert "drafts not counted" in panel.footer_text
    panel.table.setFocus()
    press(Key.Key_Home, Key.Key_Space)
    with qtbot.waitSignal(shell.toast_wanted) as told:
        page._issue(panel.table.chosen_ids())
    assert told.args[0] == "1 invoice issued."
    qtbot.waitUntil(lambda: "Balance $140.00" in panel.sums_text)


def test_every_state_of_the_page_can_be_built_shown_and_destroyed(qtbot, shell, desk, customer):
    for place in (
        Place("invoice"),
        Place("invoice", context={"customer_id": customer}),
        Place("invoice", written(desk, customer, 10_00)),
        Place("invoice", issued(desk, customer, 10_00)),
    ):
        page = InvoicePage(shell)
        page.resize(1600, 900)
        show(qtbot, shell, page, place)
        shell.signals.changed.emit("invoice", 0, customer)
        settle(qtbot, shell)
        destroy(qtbot, page)
