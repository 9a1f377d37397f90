"""The estimate page over a real office file, by keyboard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from officedesk.errors import OfficeBusy
from officedesk.models.enums import AmountKind
from officedesk.services.sales import estimates
from officedesk.services.sales.drafts import LineDraft
from officedesk.views.sales.estimate_page import EstimatePage
from officedesk.views.shell import Place
from officedesk.views.widgets.conflict import ConflictDialog
from tests import factories
from tests.gui.estimate_support import show
from tests.gui.keys import settle
from tests.gui.test_lines import editing, press

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def box(page) -> QMessageBox:
    found = page.findChild(QMessageBox, "discard")
    assert found is not None
    return found


def test_a_new_estimate_is_written_and_saved_by_keyboard(qtbot, shell, page, customer, desk):
    show(qtbot, shell, page, customer_id=customer)
    assert page.editor.lines.entry.hasFocus()
    press("labor", Key.Key_Return)
    qtbot.waitUntil(lambda: editing(page).endswith(",2"))
    press("8", Key.Key_Return, Key.Key_Return, "10%", Key.Key_Return)
    press("Crane lift", Key.Key_Return)
    qtbot.waitUntil(lambda: editing(page) == "1,2")
    press("1", Key.Key_Return, "390", Key.Key_Return, Key.Key_Return)
    assert page.header.state.text() == "Unsaved changes"
    with qtbot.waitSignal(shell.signals.changed) as changed:
        press(Key.Key_S, modifier=CONTROL)
        assert page.header.state.text() == "Saving…"
        assert not page.save_button.isEnabled()
    settle(qtbot, shell)
    assert changed.args[0] == "estimate"
    assert changed.args[2] == customer
    assert page.header.title.text() == "Estimate 1001"
    assert page.header.state.text() == "Saved 07:00"
    assert not page.editor.history.dirty
    found = estimates.estimate(desk, changed.args[1])
    assert [(line.name, line.quantity, line.price) for line in found.lines] == [
        ("Labor, certified technician", Decimal(8), 84_00),
        ("Crane lift", Decimal(1), 390_00),
    ]
    assert page.editor.totals.texts["subtotal"] == "$994.80"


def test_the_first_save_gives_the_document_a_place_of_its_own_without_losing_undo(qtbot, shell, page, customer):
    shell.replaced.connect(page.show_place)
    show(qtbot, shell, page, customer_id=customer)
    press("Crane lift", Key.Key_Return)
    qtbot.waitUntil(lambda: editing(page) == "0,2")
    with qtbot.waitSignal(shell.replaced) as replaced:
        page.save()
    settle(qtbot, shell)
    assert replaced.args[0].id == page.draft.id
    press(Key.Key_Escape)
    page.editor.undo()
    assert page.draft.lines == ()
    assert page.draft.id is not None
    assert page.editor.history.dirty


def test_totals_are_those_of_the_document(qtbot, shell, page, stored):
    show(qtbot, shell, page, stored.id)
    page.editor.totals.discount.setFocus()
    press("5 %", Key.Key_Tab)
    assert page.editor.totals.texts["discount"] == "−$54.20"
    page.editor.totals.deposit.setFocus()
    press("30%", Key.Key_Tab)
    texts = page.editor.totals.texts
    assert (texts["total"], texts["deposit"], texts["margin"]) == ("$1,029.80", "$308.94", "$429.80 · 41.7 %")
    assert page.draft.pricing.discount_kind is AmountKind.PERCENT
    assert page.draft.deposit_value == 30


def test_undo_and_redo_cover_every_field_and_typing_in_one_is_one_step(qtbot, shell, page, stored):
    show(qtbot, shell, page, stored.id)
    before = page.draft
    fields = page.editor.fields
    fields.control("description").setFocus()
    fields.control("description").selectAll()
    press("Cellar", Key.Key_Tab)
    page.editor.notes.boxes[0].setFocus()
    press("Thanks")
    fields.control("valid_until").setFocus()
    fields.control("valid_until").selectAll()
    press("+7", Key.Key_Tab)
    page.editor.lines.table.edit_at(0, "quantity")
    press("25", Key.Key_Return)
    press(Key.Key_Escape)
    assert (page.draft.description, page.draft.note, page.draft.lines[0].quantity) == ("Cellar", "Thanks", 25)
    after = page.draft
    for _ in range(4):
        page.editor.undo()
    assert page.draft == before
    assert fields.control("description").text() == "Roof 2"
    assert page.editor.notes.boxes[0].toPlainText() == ""
    assert not page.editor.history.can_undo
    for _ in range(4):
        page.editor.undo(redo=True)
    assert page.draft == after
    assert fields.control("valid_until").text() == "06/29/2023"


def test_ctrl_z_in_a_field_is_the_documents_undo(qtbot, shell, page, stored):
    show(qtbot, shell, page, stored.id)
    page.editor.fields.control("description").setFocus()
    page.editor.fields.control("description").selectAll()
    press("Cellar")
    press(Key.Key_Z, modifier=CONTROL)
    assert page.draft.description == "Roof 2"
    assert page.editor.fields.control("description").text() == "Roof 2"
    press(Key.Key_Z, modifier=CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert page.editor.fields.control("description").text() == "Cellar"


def test_undo_goes_on_past_a_save_and_what_comes_back_is_saved_to_the_same_estimate(qtbot, shell, page, stored, desk):
    show(qtbot, shell, page, stored.id)
    page.editor.fields.control("description").setFocus()
    page.editor.fields.control("description").selectAll()
    press("Cellar")
    page.save()
    settle(qtbot, shell)
    page.editor.undo()
    assert page.editor.history.dirty
    page.save()
    settle(qtbot, shell)
    assert estimates.estimate(desk, stored.id).description == "Roof 2"


def test_what_is_typed_while_saving_stays_unsaved_and_is_not_lost(qtbot, shell, page, stored, desk):
    show(qtbot, shell, page, stored.id)
    page.editor.fields.control("description").setFocus()
    page.editor.fields.control("description").selectAll()
    press("Cellar")
    page.save()
    press(" two")
    settle(qtbot, shell)
    assert page.draft.description == "Cellar two"
    assert page.editor.history.dirty
    page.save()
    settle(qtbot, shell)
    assert estimates.estimate(desk, stored.id).description == "Cellar two"


def test_a_field_that_cannot_be_read_is_shown_and_nothing_is_saved(qtbot, shell, page, stored, desk):
    show(qtbot, shell, page, stored.id)
    field = page.editor.fields.fields["date"]
    field.control.setFocus()
    field.control.selectAll()
    press("soon")
    page.save()
    assert "soon" in field.error
    assert field.control.hasFocus()
    assert field.control.text() == "soon"
    assert estimates.estimate(desk, stored.id).version == stored.version


def test_what_the_office_refuses_is_shown_in_the_cell(qtbot, shell, page, stored):
    show(qtbot, shell, page, stored.id)
    page.editor.lines.model.put((*page.editor.lines.lines, LineDraft()))
    page.save()
    settle(qtbot, shell)
    assert editing(page) == "2,0"
    assert page.editor.lines.model.error_at(2, "item")
    assert len(page.draft.lines) == 3


def test_a_busy_office_keeps_everything_and_can_be_tried_again(qtbot, shell, page, stored, desk, monkeypatch):
    show(qtbot, shell, page, stored.id)
    page.editor.fields.control("description").setFocus()
    page.editor.fields.control("description").selectAll()
    press("Cellar")
    real = estimates.save_estimate
    monkeypatch.setattr(
        estimates, "save_estimate", lambda *_: (_ for _ in ()).throw(OfficeBusy("The office file is busy."))
    )
    page.save()
    settle(qtbot, shell)
    assert "busy" in page.banner.text
    assert page.draft.description == "Cellar"
    monkeypatch.setattr(estimates, "save_estimate", real)
    page.banner._run_retry()
    settle(qtbot, shell)
    assert page.banner.text == ""
    assert estimates.estimate(desk, stored.id).description == "Cellar"


def test_independent_changes_of_two_desktops_are_both_kept(qtbot, shell, page, stored, desk):
    show(qtbot, shell, page, stored.id)
    estimates.save_estimate(desk, replace(stored, note="Theirs"))
    page.editor.fields.control("description").setFocus()
    page.editor.fields.control("description").selectAll()
    press("Mine")
    page.save()
    settle(qtbot, shell)
    found = estimates.estimate(desk, stored.id)
    assert (found.description, found.note) == ("Mine", "Theirs")


@pytest.mark.parametrize(("mine", "kept"), [(True, "Mine"), (False, "Theirs")])
def test_the_same_field_changed_on_two_desktops_is_asked_about(qtbot, shell, page, stored, desk, mine, kept):
    show(qtbot, shell, page, stored.id)
    estimates.save_estimate(desk, replace(stored, description="Theirs", note="Theirs too"))
    page.editor.fields.control("description").setFocus()
    page.editor.fields.control("description").selectAll()
    press("Mine")
    page.save()
    settle(qtbot, shell)
    dialog = page.findChild(ConflictDialog)
    assert dialog is not None
    assert estimates.estimate(desk, stored.id).description == "Theirs"
    dialog.accept()
    dialog.chosen.emit([mine])
    settle(qtbot, shell)
    found = estimates.estimate(desk, stored.id)
    assert (found.description, found.note) == (kept, "Theirs too")
    assert page.draft.description == kept
    assert not page.editor.history.dirty


def test_leaving_with_unsaved_changes_asks_and_goes_on_after_saving(qtbot, shell, page, stored, desk):
    show(qtbot, shell, page, stored.id)
    assert page.leave(), "nothing was changed"
    show(qtbot, shell, page, stored.id)
    page.editor.fields.control("description").setFocus()
    press("x")
    assert not page.leave()
    with qtbot.waitSignal(shell.settled):
        next(b for b in box(page).buttons() if b.text() == "Save").click()
    assert page.leave()
    assert estimates.estimate(desk, stored.id).description != "Roof 2"


def test_leaving_and_discarding_forgets_what_was_typed(qtbot, shell, page, stored, desk):
    show(qtbot, shell, page, stored.id)
    page.editor.fields.control("description").setFocus()
    press("x")
    assert not page.leave()
    with qtbot.waitSignal(shell.settled):
        next(b for b in box(page).buttons() if b.text() == "Discard").click()
    assert page.leave()
    assert estimates.estimate(desk, stored.id).description == "Roof 2"


def test_the_answer_to_an_estimate_left_meanwhile_is_dropped(qtbot, shell, page, stored, desk, customer):
    other = estimates.save_estimate(desk, replace(estimates.new_estimate(desk, customer), description="Other"))
    page.show_place(Place("estimate", stored.id))
    page.show_place(Place("estimate", other.id))
    settle(qtbot, shell)
    assert page.draft.id == other.id


def test_what_was_typed_before_a_crash_can_be_restored(qtbot, shell, page, stored, desk):
    show(qtbot, shell, page, stored.id)
    page.editor.fields.control("description").setFocus()
    page.editor.fields.control("description").selectAll()
    press("typed before the crash")
    page.keeper.write()
    settle(qtbot, shell)
    # The crash: the file stays and nobody holds its lock.
    page.keeper._store._lock.unlock()
    page.keeper._store._path = None
    again = EstimatePage(shell)
    qtbot.addWidget(again)
    again.show()
    show(qtbot, shell, again, stored.id)
    assert "06/22/2023 at 07:00" in again.restore.text
    assert again.draft.description == "Roof 2"
    again.restore.restore.click()
    settle(qtbot, shell)
    assert again.draft.description == "typed before the crash"
    assert again.editor.history.dirty
    assert again.restore.text == ""
    again.editor.undo()
    assert again.draft.description == "Roof 2", "restoring can be undone"


def test_the_lines_follow_the_tax_of_another_location(qtbot, shell, page, desk):
    rate = factories.make_tax_rate(desk, "City tax", "9")
    places = [{"street": "1 A St"}, {"street": "2 B St", "tax_rate_id": rate}]
    customer_id = factories.make_customer(desk, locations=places)
    show(qtbot, shell, page, customer_id=customer_id)
    first = page.draft.location_id
    assert first is not None
    press("Work", Key.Key_Return)
    qtbot.waitUntil(lambda: editing(page) == "0,2")
    press(Key.Key_Escape)
    assert page.draft.lines[0].tax_percent == Decimal("7.5")
    first = page.draft.location_id
    combo = page.editor.fields.control("location_id")
    combo.setFocus()
    combo.lineEdit().selectAll()
    press("2 B")
    QTest.keyClick(QApplication.activePopupWidget() or combo.lineEdit(), Key.Key_Tab)
    settle(qtbot, shell)
    assert page.draft.lines[0].tax_percent == 9
    page.editor.undo()
    assert (page.draft.location_id, page.draft.lines[0].tax_percent) == (first, Decimal("7.5"))


def test_the_date_of_an_expired_estimate_shows(qtbot, shell, page, stored, desk):
    estimates.save_estimate(desk, replace(stored, valid_until=date(2023, 6, 1)))
    show(qtbot, shell, page, stored.id)
    assert page.header.chip.text == "Expired"


def test_the_customers_name_is_shown_as_it_is_and_leads_back(qtbot, shell, page, desk):
    customer_id = factories.make_customer(desk, "<b>A & B</b>" + "W" * 200)
    show(qtbot, shell, page, customer_id=customer_id)
    assert page.header.back.text().startswith("<b>A && B")
    assert page.header.minimumSizeHint().width() < 1100
    with qtbot.waitSignal(shell.wanted) as wanted:
        page.header.back.click()
    assert (wanted.args[0].page, wanted.args[0].id) == ("customer", customer_id)


def test_the_page_is_destroyed_while_answers_are_on_their_way(qtbot, shell, stored):
    page = EstimatePage(shell)
    page.show_place(Place("estimate", stored.id))
    gone = []
    page.destroyed.connect(lambda: gone.append(True))
    page.deleteLater()
    qtbot.waitUntil(lambda: bool(gone))
    settle(qtbot, shell)
