"""Taking, refunding, applying and deleting payments, by keyboard over a real office file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from officedesk.models.enums import PaymentMethod
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.sales.drafts import AllocationDraft, LineDraft
from officedesk.services.sales.invoices import InvoiceList, issue_invoice, new_invoice, save_invoice
from officedesk.services.sales.payment_list import PaymentFilter, PaymentList
from officedesk.services.sales.payments import new_payment, payment, payment_detail, record_payment
from officedesk.views.sales.credit_dialog import CreditDialog
from officedesk.views.sales.payment_changes import delete_payment
from officedesk.views.sales.payment_dialog import PaymentDialog
from officedesk.views.sales.refund_dialog import RefundDialog
from tests import factories
from tests.gui.keys import CTRL, come_up, press, settle

Key = Qt.Key


@dataclass(frozen=True)
class Owed:
    """A customer who owes 100.00 since May and 250.00 since June."""

    customer: int
    older: int
    newer: int


@pytest.fixture
def owed(desk: Desk) -> Owed:
    customer = factories.make_customer(desk, "ABC Company")

    def invoice(amount: int, day: date) -> int:
        draft = replace(new_invoice(desk, customer), date=day, lines=(LineDraft(name="Labor", price=amount),))
        stored = save_invoice(desk, draft)
        issue_invoice(desk, stored.id or 0)
        return stored.id or 0

    newer = invoice(250_00, date(2023, 6, 10))
    return Owed(customer, invoice(100_00, date(2023, 5, 10)), newer)


@pytest.fixture
def window(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def balance(desk: Desk, invoice_id: int) -> int:
    return InvoiceList(desk).rows([invoice_id])[0].balance


def payments(desk: Desk) -> list:
    return PaymentList(desk).first(PaymentFilter(), Sort("number"), 20)


def opened(qtbot, shell, dialog):
    dialog.open()
    come_up(qtbot, shell, dialog)
    return dialog


def pay(desk: Desk, owed: Owed, amount: int, invoice_id: int | None = None) -> int:
    draft = replace(new_payment(desk, owed.customer), amount=amount)
    if invoice_id is not None:
        draft = replace(draft, allocations=(AllocationDraft(invoice_id, amount),))
    return record_payment(desk, draft, allow_credit=True)


def test_a_typed_amount_goes_to_the_oldest_invoice_first(qtbot, shell, desk, owed, window):
    dialog = opened(qtbot, shell, PaymentDialog(shell, owed.customer, parent=window))
    press("150")
    assert dialog.table.amounts() == {owed.older: 100_00, owed.newer: 50_00}
    with qtbot.waitSignal(dialog.stored):
        press(Key.Key_Return, modifier=CTRL)
    assert (balance(desk, owed.older), balance(desk, owed.newer)) == (0, 200_00)


def test_saving_twice_stores_one_payment(qtbot, shell, desk, owed, window):
    dialog = opened(qtbot, shell, PaymentDialog(shell, owed.customer, owed.newer, parent=window))
    with qtbot.waitSignal(dialog.stored):
        press("s", "s", modifier=CTRL)
        press(Key.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    assert [(row.amount, row.unapplied) for row in payments(desk)] == [(250_00, 0)]


def test_enter_goes_through_the_fields_and_what_is_typed_is_stored(qtbot, shell, desk, owed, window):
    dialog = opened(qtbot, shell, PaymentDialog(shell, owed.customer, owed.older, parent=window))
    press(Key.Key_Return, "6/20", Key.Key_Return, "bank", Key.Key_Return)
    qtbot.waitUntil(dialog.reference.hasFocus)
    press("Wire 77", Key.Key_Return, "June")
    with qtbot.waitSignal(dialog.stored) as stored:
        press("s", modifier=CTRL)
    draft = payment(desk, stored.args[0])
    assert (draft.date, draft.method, draft.reference, draft.note) == (
        date(2023, 6, 20),
        PaymentMethod.BANK,
        "Wire 77",
        "June",
    )


def test_an_overpayment_is_asked_about_and_kept_as_credit(qtbot, shell, desk, owed, window):
    dialog = opened(qtbot, shell, PaymentDialog(shell, owed.customer, owed.older, parent=window))
    press("400")
    press("s", modifier=CTRL)
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is not None)
    assert payments(desk) == []
    with qtbot.waitSignal(dialog.stored):
        press(Key.Key_Return)
    assert [(row.amount, row.unapplied) for row in payments(desk)] == [(400_00, 50_00)]


def test_going_back_from_the_question_stores_nothing_and_keeps_what_was_typed(qtbot, shell, desk, owed, window):
    dialog = opened(qtbot, shell, PaymentDialog(shell, owed.customer, owed.older, parent=window))
    press("400")
    press("s", modifier=CTRL)
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is not None)
    press(Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is dialog)
    settle(qtbot, shell)
    assert payments(desk) == []
    assert dialog.amount.text() == "400.00"


def test_more_to_invoices_than_the_amount_is_refused(qtbot, shell, desk, owed, window):
    dialog = opened(qtbot, shell, PaymentDialog(shell, owed.customer, owed.older, parent=window))
    edits = dialog.table.edits()
    edits[1].setFocus()
    press("20")
    press("s", modifier=CTRL)
    settle(qtbot, shell)
    assert "More is put to invoices" in dialog.error_text
    assert payments(desk) == []


def test_an_amount_that_cannot_be_read_keeps_the_dialog_open(qtbot, shell, desk, owed, window):
    dialog = opened(qtbot, shell, PaymentDialog(shell, owed.customer, parent=window))
    press("12x")
    press("s", modifier=CTRL)
    settle(qtbot, shell)
    assert dialog.isVisible()
    assert dialog.amount.error
    assert QApplication.focusWidget() is dialog.amount
    assert payments(desk) == []


def test_a_card_number_is_refused_at_its_field(qtbot, shell, desk, owed, window):
    dialog = opened(qtbot, shell, PaymentDialog(shell, owed.customer, owed.older, parent=window))
    dialog.reference.setFocus()
    press("4111 1111 1111 1111")
    press("s", modifier=CTRL)
    settle(qtbot, shell)
    assert "card number" in dialog.field_error("reference")
    assert QApplication.focusWidget() is dialog.reference
    assert payments(desk) == []


def test_fields_of_the_card_come_with_the_method(qtbot, shell, owed, window):
    dialog = opened(qtbot, shell, PaymentDialog(shell, owed.customer, parent=window))
    assert not dialog.card_last4.isVisible()
    dialog.method.setFocus()
    press("card", Key.Key_Return)
    qtbot.waitUntil(dialog.card_last4.isVisible)


def test_an_edit_moves_the_money_to_another_invoice(qtbot, shell, desk, owed, window):
    stored = pay(desk, owed, 60_00, owed.older)
    dialog = opened(qtbot, shell, PaymentDialog(shell, owed.customer, payment_id=stored, parent=window))
    assert dialog.table.amounts() == {owed.older: 60_00}
    first, second = dialog.table.edits()
    first.setFocus()
    first.selectAll()
    press(Key.Key_Delete)
    second.setFocus()
    press("60")
    with qtbot.waitSignal(dialog.stored):
        press("s", modifier=CTRL)
    assert (balance(desk, owed.older), balance(desk, owed.newer)) == (100_00, 190_00)


def test_the_toast_offers_the_receipt(qtbot, shell, owed, window):
    opened(qtbot, shell, PaymentDialog(shell, owed.customer, owed.older, parent=window))
    with qtbot.waitSignal(shell.toast_wanted) as told:
        press("s", modifier=CTRL)
    assert told.args[:2] == ["Payment $100.00 recorded.", "Print receipt"]


def test_a_refund_out_of_an_invoice_opens_it_again(qtbot, shell, desk, owed, window):
    stored = pay(desk, owed, 100_00, owed.older)
    dialog = opened(qtbot, shell, RefundDialog(shell, stored, window))
    press("40")
    assert dialog.table.amounts() == {owed.older: 40_00}
    with qtbot.waitSignal(dialog.stored):
        press(Key.Key_Return, modifier=CTRL)
    assert balance(desk, owed.older) == 40_00
    assert payment_detail(desk, stored).refunded == 40_00


def test_more_than_was_paid_is_not_refunded(qtbot, shell, desk, owed, window):
    stored = pay(desk, owed, 100_00, owed.older)
    dialog = opened(qtbot, shell, RefundDialog(shell, stored, window))
    press("140")
    press("s", modifier=CTRL)
    settle(qtbot, shell)
    assert dialog.isVisible()
    assert dialog.error_text
    assert len(payments(desk)) == 1


def test_credit_goes_to_the_invoice_it_was_asked_for(qtbot, shell, desk, owed, window):
    stored = pay(desk, owed, 80_00)
    dialog = opened(qtbot, shell, CreditDialog(shell, owed.customer, invoice_id=owed.newer, parent=window))
    assert dialog.table.amounts() == {owed.newer: 80_00}
    with qtbot.waitSignal(dialog.stored):
        press(Key.Key_Return, modifier=CTRL)
    assert (balance(desk, owed.older), balance(desk, owed.newer)) == (100_00, 170_00)
    assert payment_detail(desk, stored).unapplied == 0


def test_a_deleted_payment_comes_back_by_undo(qtbot, shell, desk, owed, window):
    stored = pay(desk, owed, 100_00, owed.older)
    with qtbot.waitSignal(shell.toast_wanted) as told:
        delete_payment(shell, window, stored, owed.customer, "5001")
    assert balance(desk, owed.older) == 100_00
    _, action, undo = told.args
    assert action == "Undo"
    with qtbot.waitSignal(shell.toast_wanted):
        undo()
    assert balance(desk, owed.older) == 0
