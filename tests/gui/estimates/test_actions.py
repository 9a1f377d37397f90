"""What becomes of an estimate: sent, approved, declined, copied, deleted; and the list of all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from officedesk.models.enums import EstimateStatus
from officedesk.services.sales import estimates
from officedesk.views.shell import Place
from tests import factories
from tests.gui.estimate_support import dialog_of, show
from tests.gui.keys import settle
from tests.gui.test_lines import press

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_change_after_sending_keeps_what_was_sent(qtbot, shell, page, stored, desk):
    show(qtbot, shell, page, stored.id)
    page.actions_.mark_sent()
    settle(qtbot, shell)
    assert page.header.chip.text == "Sent"
    page.editor.lines.table.edit_at(1, "price")
    press("90", Key.Key_Return)
    page.save()
    settle(qtbot, shell)
    assert page.draft.revision == 2
    assert "Revision 2" in page.header.note.text()
    assert [row.revision for row in estimates.revisions(desk, stored.id)] == [1]


def test_approving_asks_who_and_goes_to_the_job(qtbot, shell, page, stored, desk):
    show(qtbot, shell, page, stored.id)
    told = []
    shell.toast_wanted.connect(lambda text, *_: told.append(text))
    page.actions_.approve()
    dialog = dialog_of(qtbot)
    assert dialog.by.text() == "Pat Doe"
    with qtbot.waitSignal(shell.wanted) as wanted:
        QTest.keyClick(dialog.by, Key.Key_Return, CONTROL)
    assert wanted.args[0].page == "job"
    settle(qtbot, shell)
    assert told == ["Job 2001 created."]
    show(qtbot, shell, page, stored.id)
    assert page.header.chip.text == "Approved"
    assert page.editor.read_only
    assert page.save_button.isHidden()
    QTest.keyClicks(page.editor.fields.control("description"), "x")
    assert page.draft.description == "Roof 2"


def test_approving_without_a_name_is_refused_beside_the_field(qtbot, shell, page, stored, desk):
    show(qtbot, shell, page, stored.id)
    page.actions_.approve()
    dialog = dialog_of(qtbot)
    dialog.by.clear()
    dialog.ok.click()
    assert dialog._field.error == "Say who approved it."
    dialog.reject()
    assert estimates.estimate(desk, stored.id).status is EstimateStatus.DRAFT


def test_a_signature_drawn_with_the_mouse_is_kept(qtbot, shell, page, stored, desk):
    from officedesk.models.papers import PaperKind
    from officedesk.services.documents import paper

    show(qtbot, shell, page, stored.id)
    page.actions_.approve()
    dialog = dialog_of(qtbot)
    assert dialog.pad.png() is None
    QTest.mousePress(dialog.pad, Qt.MouseButton.LeftButton, pos=QPoint(30, 60))
    QTest.mouseMove(dialog.pad, QPoint(90, 30))
    QTest.mouseRelease(dialog.pad, Qt.MouseButton.LeftButton, pos=QPoint(140, 70))
    assert dialog.pad.png().startswith(b"\x89PNG")
    dialog.ok.click()
    settle(qtbot, shell)
    acceptance = paper(desk, PaperKind.ESTIMATE, stored.id).acceptance
    assert acceptance is not None
    assert acceptance.signature.startswith(b"\x89PNG")


def test_what_is_typed_is_saved_before_it_is_approved(qtbot, shell, page, stored, desk):
    show(qtbot, shell, page, stored.id)
    page.editor.lines.table.edit_at(1, "price")
    press("90", Key.Key_Return)
    page.actions_.approve()
    settle(qtbot, shell)
    assert estimates.estimate(desk, stored.id).lines[1].price == 90_00
    dialog_of(qtbot).reject()


def test_a_declined_estimate_can_be_reopened(qtbot, shell, page, stored, desk):
    show(qtbot, shell, page, stored.id)
    page.actions_.decline()
    dialog = dialog_of(qtbot)
    dialog.answer()
    settle(qtbot, shell)
    assert page.header.chip.text == "Declined"
    page.actions_.reopen()
    settle(qtbot, shell)
    assert page.header.chip.text == "Sent"
    assert not page.editor.read_only


def test_deleting_goes_back_and_can_be_undone(qtbot, shell, page, stored, desk):
    show(qtbot, shell, page, stored.id)
    toasts = []
    shell.toast_wanted.connect(lambda *toast: toasts.append(toast))
    with qtbot.waitSignal(shell.back_wanted):
        page.actions_.delete()
    assert page.leave()
    text, action, undo = toasts[-1]
    assert (text, action) == ("Estimate 1001 moved to the trash.", "Undo")
    undo()
    settle(qtbot, shell)
    assert estimates.estimate(desk, stored.id).number == "1001"


def test_a_copy_is_unsaved_until_it_is_saved(qtbot, shell, page, stored, desk):
    other = factories.make_customer(desk, "Other Company")
    show(qtbot, shell, page, copy_of=stored.id, customer_id=other)
    assert page.header.title.text() == "New estimate"
    assert page.editor.history.dirty
    page.save()
    settle(qtbot, shell)
    assert page.draft.customer_id == other
    assert [line.name for line in page.draft.lines] == ["Condenser", "Labor"]
    assert page.draft.number == "1002"


def test_without_a_customer_it_is_asked_for_by_keyboard(qtbot, shell, page, customer, desk):
    factories.make_customer(desk, "Zebra Ltd")
    page.show_place(Place("estimate"))
    assert page.picker.search.hasFocus()
    press("zeb")
    with qtbot.waitSignal(shell.wanted) as wanted:
        # Enter before the list is there: it means the first of what comes.
        press(Key.Key_Return)
    assert wanted.args[0].page == "estimate"
    assert wanted.args[0].context["customer_id"] != customer
    settle(qtbot, shell)


def test_the_revisions_show_their_papers(qtbot, shell, page, stored, desk):
    from officedesk.views.sales.estimate_revisions import RevisionsDialog

    estimates.send_estimate(desk, stored.id)
    sent = estimates.estimate(desk, stored.id)
    estimates.save_estimate(desk, replace(sent, description="Changed"))
    show(qtbot, shell, page, stored.id)
    page.actions_.revisions()
    dialog = page.findChild(RevisionsDialog)
    qtbot.waitUntil(lambda: dialog.view is not None)
    assert dialog.list.count() == 1
    assert "Revision 1   $1,084.00" in dialog.list.item(0).text()
    dialog.reject()


def test_the_menu_offers_what_the_state_allows(qtbot, shell, page, stored, desk):
    def offered() -> set[str]:
        page.actions_._fill()
        return {action.text() for action in page.actions_._menu.actions() if action.isEnabled() and action.text()}

    show(qtbot, shell, page, stored.id)
    assert {"Approve…", "Decline…", "Copy to…", "Revisions…", "Delete"} <= offered()
    estimates.approve_estimate(desk, stored.id, "Pat Doe")
    page.reload()
    settle(qtbot, shell)
    assert {"Open job", "Reopen", "Copy to…"} <= offered()
    assert not {"Approve…", "Decline…", "Delete"} & offered()


def test_the_list_shows_estimates_and_opens_one(qtbot, shell, stored, desk, customer):
    from officedesk.views.sales.estimates_page import EstimatesPage

    estimates.mark_viewed(desk, stored.id, date(2023, 6, 2))
    listed = EstimatesPage(shell)
    qtbot.addWidget(listed)
    listed.resize(1200, 600)
    listed.show()
    with qtbot.waitSignal(listed.panel.shown):
        listed.show_place(Place("estimates"))
    settle(qtbot, shell)
    table = listed.panel.table
    shown = [table.model().index(0, column).data() for column in range(1, table.model().columnCount())]
    assert "1001" in shown
    assert "$1,084.00" in shown
    assert any("Viewed 06/02/2023" in str(text) for text in shown)
    with qtbot.waitSignal(shell.wanted) as wanted:
        QTest.keyClick(table, Key.Key_Return)
    assert (wanted.args[0].page, wanted.args[0].id) == ("estimate", stored.id)
    filters = listed._filters
    filters.since.setFocus()
    QTest.keyClicks(filters.since, "6/23")
    QTest.keyClick(filters.since, Key.Key_Tab)
    qtbot.waitUntil(lambda: table.model().rowCount() == 0)
    filters.clear()
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    assert {action.text() for action in listed._row_menu(listed.panel.source.rows([stored.id])[0]).actions()} >= {
        "Open",
        "Copy",
        "Mark sent",
        "Delete",
    }
