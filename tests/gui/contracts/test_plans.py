"""Settings → Plans: the list, the editor of a plan and of its jobs, by the keyboard, and what another desktop saves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from officedesk.models.enums import ContractKind
from officedesk.models.recurrence import Frequency
from officedesk.services.contracts import contracts, plans
from officedesk.services.contracts.drafts import PlanDraft
from officedesk.services.desk import Desk
from officedesk.services.sales.drafts import ItemDraft
from officedesk.services.sales.pricebook import save_item
from officedesk.views import recovery
from officedesk.views.contracts.job_dialog import JobDialog
from officedesk.views.contracts.plan_dialog import PlanDialog
from officedesk.views.contracts.plans_section import PlansSection
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from officedesk.views.widgets.conflict import ConflictDialog
from tests.db.contract_support import COMFORT
from tests.gui.contracts.conftest import Begun, Sold, child
from tests.gui.keys import CTRL, come_up, destroy, press, settle

KEY = Qt.Key
Opened = Callable[..., PlanDialog]


@pytest.fixture
def section(qtbot: QtBot, shell: Shell, window: MainWindow) -> PlansSection:
    shell.go("settings", tab="Plans")
    settle(qtbot, shell)
    page: Any = window.page("settings")
    made = page.section("Plans")
    assert isinstance(made, PlansSection)
    return made


@pytest.fixture
def editor(qtbot: QtBot, shell: Shell, window: MainWindow) -> Opened:
    def make(plan_id: int = 0) -> PlanDialog:
        dialog = PlanDialog(shell, window, plan_id)
        dialog.open()
        come_up(qtbot, shell, dialog)
        rest(qtbot, shell, dialog)
        return dialog

    return make


def rest(qtbot: QtBot, shell: Shell, dialog: PlanDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.preview._later.isActive())
    settle(qtbot, shell)


def fill(dialog: Any, control: Any, text: str) -> None:
    dialog.activateWindow()
    QApplication.processEvents()
    control.setFocus()
    control.selectAll()
    press(text, KEY.Key_Tab)


def test_a_plan_with_a_job_is_made_by_the_keyboard_and_sold(
    qtbot: QtBot, shell: Shell, desk: Desk, section: PlansSection, begun: Begun
) -> None:
    save_item(desk, ItemDraft(name="RTU filter change", price=45_00))
    section.add()
    dialog: Any = child(section.window(), PlanDialog)  # type: ignore[arg-type]
    come_up(qtbot, shell, dialog)
    press("Filter Club")
    fill(dialog, dialog.form.control("price"), "19")
    fill(dialog, dialog.form.control("months"), "6")
    dialog.form.covers.setFocus()
    press("Rooftop unit, Boiler", KEY.Key_Tab)
    dialog.jobs.add_button.setFocus()
    press(KEY.Key_Space)
    job: Any = dialog.findChild(JobDialog)
    come_up(qtbot, shell, job)
    press("Filter change", KEY.Key_Tab)
    job.lines.entry.setFocus()
    press("rtu filter")
    settle(qtbot, shell)
    qtbot.waitUntil(job.lines.entry.popup.isVisible)
    press(KEY.Key_Return)
    settle(qtbot, shell)
    qtbot.waitUntil(lambda: len(job.lines.lines) == 1)
    job.activateWindow()
    assert job.rule.rule().frequency is Frequency.MONTHLY
    press(KEY.Key_Escape)
    fill(job, job.minutes, "30")
    press(KEY.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    rest(qtbot, shell, dialog)
    (made,) = dialog.draft().jobs
    assert (made.name, made.minutes, [line.name for line in made.tasks]) == (
        "Filter change", 30, ["RTU filter change"],
    )  # fmt: skip
    assert dialog.preview.sums.text().startswith("6 visits and ")
    dialog.activateWindow()
    QApplication.processEvents()
    press(KEY.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    (row,) = plans.plans(desk)
    stored = plans.plan(desk, row.id)
    assert (stored.name, stored.price, stored.months, stored.covers) == (
        "Filter Club", 19_00, 6, ("Boiler", "Rooftop unit"),
    )  # fmt: skip
    assert section.panel.model.rowCount() == 1
    sale = begun()
    assert sale.draft().name == "Filter Club"
    assert sale.draft().price == 19_00
    sale._go()


def test_what_keeps_a_plan_from_being_saved_is_told_where_it_is(
    qtbot: QtBot, shell: Shell, desk: Desk, editor: Opened
) -> None:
    plans.save_plan(desk, COMFORT)
    dialog = editor()
    dialog.form.control("months").set_value(0)
    dialog.save()
    settle(qtbot, shell)
    assert dialog.form.fields["name"].error.startswith("Give the plan a name")  # type: ignore[union-attr]
    assert dialog.form.fields["months"].error  # type: ignore[union-attr]
    assert dialog.form.control("name").hasFocus()
    assert dialog.jobs._error.text().startswith("Add the jobs that it brings")
    fill(dialog, dialog.form.control("price"), "19")
    fill(dialog, dialog.form.control("name"), "comfort plus")
    fill(dialog, dialog.form.control("months"), "12")
    dialog.save()
    settle(qtbot, shell)
    assert "already" in dialog.form.fields["name"].error  # type: ignore[union-attr]
    assert len(plans.plans(desk)) == 1


def test_jobs_are_moved_removed_and_taken_back(qtbot: QtBot, shell: Shell, desk: Desk, editor: Opened) -> None:
    plan_id = plans.save_plan(desk, COMFORT).id or 0
    dialog = editor(plan_id)
    toasts: list[Any] = []
    shell.toast_wanted.connect(lambda *told: toasts.append(told))
    dialog.jobs.table.setFocus()
    dialog.jobs.table.selectRow(0)
    press(KEY.Key_Delete)
    assert [job.name for job in dialog.draft().jobs] == ["Autumn tune-up", "Filter change"]
    toasts[-1][2]()
    assert len(dialog.draft().jobs) == 3
    next(one for one in dialog.jobs.menu(0).actions() if one.text() == "Move down").trigger()
    dialog.save()
    settle(qtbot, shell)
    assert [job.name for job in plans.plan(desk, plan_id).jobs] == ["Autumn tune-up", "Spring tune-up", "Filter change"]


def test_what_two_desktops_change_of_a_plan_goes_together_or_is_asked(
    qtbot: QtBot, shell: Shell, desk: Desk, editor: Opened
) -> None:
    stored = plans.save_plan(desk, COMFORT)
    untouched = editor(stored.id or 0)
    changed: PlanDraft = plans.save_plan(desk, replace(stored, notice_days=45), stored)
    shell.signals.changed.emit("plan", stored.id or 0, 0)
    settle(qtbot, shell)
    assert untouched.form.control("notice_days").value() == 45
    fill(untouched, untouched.form.control("price"), "59")
    theirs = plans.save_plan(desk, replace(changed, price=69_00, months=12), changed)
    untouched.save()
    settle(qtbot, shell)
    asked: Any = untouched.findChild(ConflictDialog)
    asked._keep()
    settle(qtbot, shell)
    now = plans.plan(desk, theirs.id or 0)
    assert (now.price, now.months, now.notice_days) == (59_00, 12, 45)


def test_a_plan_is_switched_off_copied_and_deleted_from_its_menu(
    qtbot: QtBot,
    qtmodeltester: ModelTester,
    shell: Shell,
    desk: Desk,
    section: PlansSection,
    sold: Sold,
    begun: Begun,
) -> None:
    sold()
    shell.signals.changed.emit("plan", 0, 0)
    settle(qtbot, shell)
    qtmodeltester.check(section.panel.model)

    def act(text: str) -> None:
        (row,) = [one for one in plans.plans(desk) if one.name == "Comfort Plus"]
        next(one for one in section._menu(row).actions() if one.text() == text).trigger()
        settle(qtbot, shell)

    act("Switch off")
    assert plans.plans(desk, active_only=True) == ()
    sale = begun(ContractKind.MEMBERSHIP)
    assert "no plan" in sale._error.text()
    sale._go()
    act("Switch on")
    act("Copy…")
    copy: Any = child(section.window(), PlanDialog)  # type: ignore[arg-type]
    assert copy.draft().name == "Comfort Plus (copy)"
    copy.save()
    settle(qtbot, shell)
    assert [row.name for row in plans.plans(desk)] == ["Comfort Plus", "Comfort Plus (copy)"]
    toasts: list[Any] = []
    shell.toast_wanted.connect(lambda *told: toasts.append(told))
    act("Delete")
    assert [row.name for row in plans.plans(desk)] == ["Comfort Plus (copy)"]
    assert toasts[-1][0] == "Comfort Plus deleted. 1 sold before go on."
    toasts[-1][2]()
    settle(qtbot, shell)
    assert len(plans.plans(desk)) == 2


def test_an_agreement_of_its_own_has_a_job_with_a_rule(qtbot: QtBot, shell: Shell, desk: Desk, begun: Begun) -> None:
    dialog = begun(ContractKind.AGREEMENT)
    press("Rooftop units")
    fill(dialog, dialog.form.control("price"), "100")
    dialog.jobs.add()
    job: Any = dialog.findChild(JobDialog)
    come_up(qtbot, shell, job)
    press(KEY.Key_Return, modifier=CTRL)
    assert job.name_field.error.startswith("Give the job a name")
    press("Inspection")
    press(KEY.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    dialog.save()
    settle(qtbot, shell)
    from officedesk.services.contracts.listing import BY_START, ContractList
    from officedesk.services.contracts.rows import ContractFilter

    (row,) = ContractList(desk).first(ContractFilter(), BY_START, 5)
    assert (row.name, row.kind, row.price, row.planned) == ("Rooftop units", ContractKind.AGREEMENT, 100_00, 12)
    assert [one.name for one in contracts.contract(desk, row.id).jobs] == ["Inspection"]


def test_the_editor_goes_with_what_it_was_reading(qtbot: QtBot, shell: Shell, desk: Desk, editor: Opened) -> None:
    dialog = editor(plans.save_plan(desk, COMFORT).id or 0)
    dialog.form.edited.emit()
    shell.signals.changed.emit("plan", 0, 0)
    destroy(qtbot, dialog)
    settle(qtbot, shell)


def test_what_a_crash_closed_of_a_new_plan_is_offered_and_saved(
    qtbot: QtBot, shell: Shell, desk: Desk, section: PlansSection
) -> None:
    section.add()
    dialog: Any = child(section.window(), PlanDialog)  # type: ignore[arg-type]
    come_up(qtbot, shell, dialog)
    press("Filter Club")
    fill(dialog, dialog.form.control("price"), "19")
    fill(dialog, dialog.form.control("months"), "6")
    rest(qtbot, shell, dialog)
    (left,) = crashed(qtbot, shell, dialog)
    assert (left.id, left.title) == (0, "Plan Filter Club")
    # As after a start of the program: the banner's Open.
    shell.go("customers")
    settle(qtbot, shell)
    recovery.open_kept(shell, left)
    settle(qtbot, shell)
    again: Any = child(section.window(), PlanDialog)  # type: ignore[arg-type]
    come_up(qtbot, shell, again)
    assert "was not saved" in again.keeping.bar.text
    assert again.draft().name == ""
    again.keeping.bar.restore.click()
    rest(qtbot, shell, again)
    assert (again.draft().name, again.draft().price, again.draft().months) == ("Filter Club", 19_00, 6)
    assert again.dirty
    press(KEY.Key_Return, modifier=CTRL)
    settle(qtbot, shell)
    assert [(row.name, row.months) for row in plans.plans(desk)] == [("Filter Club", 6)]
    assert recovery.kept(recovery.folder_of(shell), "plan") == []


def test_what_a_crash_left_of_a_stored_plan_comes_over_what_is_stored_now(
    qtbot: QtBot, shell: Shell, desk: Desk, plan_id: int, editor: Opened
) -> None:
    dialog = editor(plan_id)
    fill(dialog, dialog.form.control("name"), "Comfort First")
    (left,) = crashed(qtbot, shell, dialog)
    stored = plans.plan(desk, plan_id)
    plans.save_plan(desk, replace(stored, price=stored.price + 1_00), stored)
    again = editor(plan_id)
    assert again.draft().name == stored.name
    again.keeping.bar.restore.click()
    again.save()
    settle(qtbot, shell)
    assert plans.plan(desk, plan_id).name == "Comfort First"
    assert not left.path.exists()
    # What is thrown away is offered to nobody.
    dialog = editor(plan_id)
    fill(dialog, dialog.form.control("name"), "Comfort Last")
    crashed(qtbot, shell, dialog)
    again = editor(plan_id)
    again.keeping.bar.discard.click()
    settle(qtbot, shell)
    assert recovery.kept(recovery.folder_of(shell), "plan") == []
    again.reject()
    settle(qtbot, shell)
    assert plans.plan(desk, plan_id).name == "Comfort First"


def crashed(qtbot: QtBot, shell: Shell, dialog: PlanDialog) -> list[recovery.Kept]:
    """The program ended while a plan was typed; what is left of it."""
    dialog.keeping.keeper.keep()
    dialog.form.load(dialog.draft())
    dialog.reject()
    settle(qtbot, shell)
    return recovery.kept(recovery.folder_of(shell), "plan")
