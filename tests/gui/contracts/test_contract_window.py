"""Add membership by the keyboard: what it asks, what it tells before it is saved, and what it then creates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from officedesk.models.enums import ContractKind
from officedesk.services.contracts import contracts, plans
from officedesk.services.contracts.listing import BY_START, ContractList
from officedesk.services.contracts.report_data import report
from officedesk.services.contracts.results import PreviewKind
from officedesk.services.contracts.rows import ContractFilter
from officedesk.services.desk import Desk
from officedesk.services.equipment.drafts import EquipmentDraft
from officedesk.services.equipment.editing import save_equipment
from officedesk.views import recovery
from officedesk.views.contracts.contract_dialog import ContractDialog
from officedesk.views.contracts.report_window import ReportWindow
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from officedesk.views.widgets.conflict import ConflictDialog
from tests.db.contract_support import COMFORT
from tests.gui.contracts.conftest import Begun, Sold, child, reckon
from tests.gui.keys import CTRL, destroy, press, settle
from tests.gui.rows import Rows

KEY = Qt.Key


def cells(table: Any) -> list[list[str]]:
    model = table.model()
    return [[model.index(row, at).data() for at in range(model.columnCount())] for row in range(model.rowCount())]


def typed(dialog: ContractDialog, name: str, text: str) -> None:
    """Type into a field of the form and leave it."""
    control = dialog.form.control(name)
    # Without a window system a list of completions stays the active window.
    dialog.activateWindow()
    QApplication.processEvents()
    control.setFocus()
    control.selectAll()
    press(text, KEY.Key_Tab)


def chosen(dialog: ContractDialog, control: Any, text: str) -> None:
    """Type the beginning of a choice and leave it."""
    dialog.activateWindow()
    QApplication.processEvents()
    control.setFocus()
    control.lineEdit().selectAll()
    press(text, KEY.Key_Tab)


def test_the_design_s_membership_is_sold_with_the_keyboard_alone(
    qtbot: QtBot, shell: Shell, desk: Desk, begun: Begun, plan_id: int
) -> None:
    plans.save_plan(desk, replace(COMFORT, name="Filter Club", jobs=COMFORT.jobs[2:], months=12))
    dialog = begun()
    assert dialog.form.control("plan_id").value() is None
    assert dialog.preview.lines == ()
    press("comfort", KEY.Key_Down, KEY.Key_Return)
    reckon(qtbot, shell, dialog)
    typed(dialog, "starts", "7/1/2023")
    reckon(qtbot, shell, dialog)
    # The end goes along: the plan is for two years.
    assert dialog.form.control("ends").value() == date(2025, 6, 30)
    assert dialog.form.terms.text() == "$49.00 monthly, on the 1st"
    assert cells(dialog.jobs.table) == [
        ["Spring tune-up", "2", "yearly, 2nd Tuesday of April", "2"],
        ["Autumn tune-up", "1", "yearly, 1st Monday of October", "2"],
        ["Filter change", "1", "monthly, on the 15th, weekends moved to the next workday", "24"],
    ]
    assert dialog.preview.sums.text() == "28 visits and 24 invoices, $1,176.00"
    shown = cells(dialog.preview.table)
    assert shown[:4] == [
        ["Jul 1, 2023", "Invoice, July 2023", "$49.00"],
        ["Sat Jul 15 → Mon Jul 17", "Filter change 1 of 24", "moved: weekend"],
        ["Aug 1, 2023", "Invoice, August 2023", "$49.00"],
        ["Tue Aug 15", "Filter change 2 of 24", ""],
    ]
    assert dialog.preview.more.text() == f"… {52 - len(shown)} more"
    dialog.preview.show_all.setFocus()
    press(KEY.Key_Space)
    assert len(cells(dialog.preview.table)) == 52

    assert ContractList(desk).first(ContractFilter(), BY_START, 5) == []
    promised = dialog.preview.preview
    press(KEY.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: bool(ContractList(desk).first(ContractFilter(), BY_START, 5)))
    settle(qtbot, shell)
    (row,) = ContractList(desk).first(ContractFilter(), BY_START, 5)
    assert (row.name, row.kind, row.planned) == ("Comfort Plus", ContractKind.MEMBERSHIP, 28)
    became = report(desk, row.id)
    assert promised is not None
    assert [one.day for one in became.visits] == [one.day for one in promised.lines if one.kind is PreviewKind.VISIT]
    assert sum(one.amount for one in became.bills) == promised.total == 1176_00


def test_another_plan_brings_its_own_summary_unless_one_was_typed(
    qtbot: QtBot, shell: Shell, desk: Desk, begun: Begun, plan_id: int
) -> None:
    plans.save_plan(desk, replace(COMFORT, name="Filter Club", description="A filter a month", jobs=COMFORT.jobs[2:]))
    dialog = begun()
    assert dialog.jobs._nothing.text().startswith("Choose a plan")
    summaries = []
    plan = dialog.form.control("plan_id")
    for name in ("Comfort Plus", "Filter Club"):
        chosen(dialog, plan, name)
        reckon(qtbot, shell, dialog)
        summaries.append(dialog.draft().summary)
    assert summaries == ["Two tune-ups a year and monthly filters", "A filter a month"]
    typed(dialog, "summary", "As said by phone")
    assert dialog.draft().summary == "As said by phone"
    chosen(dialog, plan, "Comfort Plus")
    reckon(qtbot, shell, dialog)
    assert (dialog.draft().plan_id, dialog.draft().summary) == (plan_id, "As said by phone")
    dialog._go()


def test_what_is_missing_is_told_under_its_field_and_the_first_gets_the_keyboard(
    qtbot: QtBot, shell: Shell, desk: Desk, begun: Begun, plan_id: int
) -> None:
    plans.save_plan(desk, replace(COMFORT, name="Filter Club"))
    dialog = begun()
    typed(dialog, "ends", "1/1/2020")
    press(KEY.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    assert dialog.isVisible()
    assert dialog.form.fields["plan_id"].error == "Choose the plan."  # type: ignore[union-attr]
    assert dialog.form.fields["ends"].error == "It ends before it begins."  # type: ignore[union-attr]
    assert dialog.form.control("plan_id").hasFocus()
    assert ContractList(desk).first(ContractFilter(), BY_START, 5) == []
    dialog._go()


def test_one_plan_is_chosen_by_itself_and_covers_what_stands_there(
    qtbot: QtBot, shell: Shell, desk: Desk, rows: Rows, begun: Begun
) -> None:
    plans.save_plan(desk, replace(COMFORT, covers=("Rooftop unit",)))
    place = contracts.new_membership(desk, rows.abc).location_id
    unit = save_equipment(desk, EquipmentDraft(rows.abc, place, name="RTU-7", type="rooftop unit")).id
    other = save_equipment(desk, EquipmentDraft(rows.abc, place, name="Boiler", type="Boiler")).id
    dialog = begun()
    assert dialog.draft().name == "Comfort Plus"
    assert unit in dialog.draft().equipment
    assert other not in dialog.draft().equipment
    dialog._go()


def test_billing_is_opened_by_its_button_and_reckoned_anew(
    qtbot: QtBot, shell: Shell, begun: Begun, plan_id: int
) -> None:
    dialog = begun()
    assert not dialog.form.fields["price"].isVisible()
    dialog.form.terms.setFocus()
    press(KEY.Key_Space)
    assert dialog.form.fields["price"].isVisible()
    typed(dialog, "starts", "7/1/2023")
    typed(dialog, "price", "100")
    dialog.form.control("billing").setFocus()
    dialog.form.control("billing").lineEdit().selectAll()
    press("Yearly", KEY.Key_Tab)
    reckon(qtbot, shell, dialog)
    assert dialog.form.terms.text() == "$100.00 yearly, on the 1st"
    assert dialog.preview.sums.text() == "28 visits and 2 invoices, $200.00"
    dialog._go()


def test_escape_asks_only_where_something_was_typed(qtbot: QtBot, shell: Shell, begun: Begun, plan_id: int) -> None:
    plain = begun(ContractKind.AGREEMENT)
    press(KEY.Key_Escape)
    qtbot.waitUntil(lambda: not _there(plain))
    dialog = begun(ContractKind.AGREEMENT)
    press("Rooftop units", KEY.Key_Escape)
    box = dialog.findChild(QMessageBox, "discard")
    assert isinstance(box, QMessageBox)
    assert box.isVisible()
    next(one for one in box.buttons() if one.text() == "Discard").click()
    qtbot.waitUntil(lambda: not _there(dialog))


def _there(dialog: ContractDialog) -> bool:
    try:
        return dialog.isVisible()
    except RuntimeError:
        return False


def test_what_a_crash_closed_is_offered_and_saved(
    qtbot: QtBot, shell: Shell, window: MainWindow, desk: Desk, begun: Begun, plan_id: int
) -> None:
    dialog = begun()
    typed(dialog, "starts", "7/1/2023")
    dialog.form.control("summary").setPlainText("RTU-1 and RTU-2")
    dialog.keeping.keeper.keep()
    dialog.form.load(dialog.draft())
    dialog.reject()
    settle(qtbot, shell)
    # As after a start of the program: the banner's Open.
    (left,) = recovery.kept(recovery.folder_of(shell), "contract")
    recovery.open_kept(shell, left)
    settle(qtbot, shell)
    again = child(window, ContractDialog)
    assert isinstance(again, ContractDialog)
    assert "was not saved" in again.keeping.bar.text
    again.keeping.bar.restore.click()
    reckon(qtbot, shell, again)
    assert again.draft().summary == "RTU-1 and RTU-2"
    assert again.draft().starts == date(2023, 7, 1)
    again.save()
    settle(qtbot, shell)
    (row,) = ContractList(desk).first(ContractFilter(), BY_START, 5)
    assert row.starts == date(2023, 7, 1)
    assert recovery.kept(recovery.folder_of(shell), "contract") == []


def test_an_edit_tells_only_what_follows_and_keeps_what_another_desktop_changed(
    qtbot: QtBot, shell: Shell, desk: Desk, begun: Begun, sold: Sold
) -> None:
    stored = sold()
    dialog = begun(contract_id=stored.id or 0)
    assert dialog.from_field.isVisible()
    assert not dialog.form.control("plan_id").isEnabled()
    assert all(line.day >= desk.today() for line in dialog.preview.lines)
    contracts.save_contract(desk, replace(stored, notice_days=60), stored)
    dialog.form.show_terms(on=True)
    typed(dialog, "price", "59")
    dialog.save()
    settle(qtbot, shell)
    now = contracts.contract(desk, stored.id or 0)
    assert (now.price, now.notice_days) == (59_00, 60)


def test_what_both_changed_is_asked_field_by_field(
    qtbot: QtBot, shell: Shell, desk: Desk, begun: Begun, sold: Sold
) -> None:
    stored = sold()
    dialog = begun(contract_id=stored.id or 0)
    dialog.form.control("summary").setPlainText("Mine")
    contracts.save_contract(desk, replace(stored, summary="Theirs"), stored)
    dialog.save()
    settle(qtbot, shell)
    asked = dialog.findChild(ConflictDialog)
    assert isinstance(asked, ConflictDialog)
    asked._choose_all(False)
    asked._keep()
    settle(qtbot, shell)
    assert contracts.contract(desk, stored.id or 0).summary == "Theirs"


def test_a_renewal_begins_on_the_day_after_and_is_looked_at_first(
    qtbot: QtBot, shell: Shell, desk: Desk, window: MainWindow, begun: Begun, sold: Sold
) -> None:
    stored = sold()
    dialog = begun(renews_id=stored.id or 0)
    begins = dialog.draft().starts
    assert stored.ends is not None
    assert begins == stored.ends + timedelta(days=1)
    assert dialog.windowTitle() == "Renew membership"
    assert len(ContractList(desk).first(ContractFilter(), BY_START, 5)) == 1
    dialog.save()
    settle(qtbot, shell)
    later, _ = ContractList(desk).first(ContractFilter(), BY_START, 5)
    told: Any = ReportWindow(shell, window, stored.id or 0)
    told.open()
    settle(qtbot, shell)
    # Once is enough: a second one would send everybody twice.
    assert told.facts._lines[1].text().startswith(f"Renewed by {later.number}")
    assert not told.renew.isEnabled()
    told.reject()


def test_the_window_goes_with_what_it_was_reading(qtbot: QtBot, shell: Shell, begun: Begun, plan_id: int) -> None:
    dialog = begun()
    dialog.preview.ask(dialog.draft())
    shell.signals.changed.emit("contract", 0, 0)
    destroy(qtbot, dialog)
    settle(qtbot, shell)
