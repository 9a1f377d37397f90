"""Settings of the crew: technicians, skills, time off and working days, by mouse and keyboard."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from officedesk.services.office.crew import save_skill, save_time_off, skills, times_off
from officedesk.services.office.drafts import SkillDraft, TechnicianDraft, TimeOffDraft, WorkingDays
from officedesk.services.office.people import save_technician, technicians
from officedesk.services.office.week import USUAL
from officedesk.services.office.working_days import save_working_days, working_days
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.gui.keys import settle


def opened(qtbot: QtBot, window: MainWindow, shell: Shell, title: str) -> Any:
    shell.go("settings", tab=title)
    settle(qtbot, shell)
    page: Any = window.page("settings")
    return page.section(title)


def dialog_of(section: Any) -> Any:
    (found,) = [one for one in section.findChildren(QDialog) if one.isVisible()]
    return found


def typed(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text) if text else qtbot.keyClick(field, Qt.Key.Key_Delete)
    field.clearFocus()


def test_a_technician_is_given_color_cost_skills_and_hours(qtbot: QtBot, window: MainWindow, shell: Shell) -> None:
    gas = save_skill(shell.desk, SkillDraft("Gas")).id
    save_skill(shell.desk, SkillDraft("Roof"))
    section = opened(qtbot, window, shell, "Technicians")
    section.add()
    dialog = dialog_of(section)
    typed(qtbot, dialog.form.control("name"), "Erick Voss")
    typed(qtbot, dialog.form.control("hourly_cost"), "42.50")
    dialog.form.control("colour").pick()
    (green,) = [one for one in dialog.form.control("colour").menu.actions() if one.text() == "Green"]
    green.trigger()
    dialog.form.control("colour").menu.close()
    dialog.boxes[gas].click()
    dialog.week.same.click()
    typed(qtbot, dialog.week.days[0], "7-12, 12:30-3:30 pm")
    dialog.week.copy_monday()
    typed(qtbot, dialog.week.days[4], "")
    qtbot.mouseClick(dialog._save, Qt.MouseButton.LeftButton)
    settle(qtbot, shell)
    (made,) = technicians(shell.desk)
    assert (made.name, made.hourly_cost, made.colour, made.skill_ids) == ("Erick Voss", 4250, "#1a7f37", (gas,))
    assert made.hours == (((420, 720), (750, 930)),) * 4 + ((), (), ())


def test_hours_that_cannot_be_read_keep_the_dialog_open(qtbot: QtBot, window: MainWindow, shell: Shell) -> None:
    section = opened(qtbot, window, shell, "Technicians")
    section.add()
    dialog = dialog_of(section)
    typed(qtbot, dialog.form.control("name"), "Erick")
    dialog.week.same.click()
    typed(qtbot, dialog.week.days[2], "after lunch")
    dialog.save()
    settle(qtbot, shell)
    assert dialog.isVisible()
    assert "Wednesday" in dialog.week.error
    assert technicians(shell.desk) == []
    dialog.reject()


def test_the_place_on_the_schedule_is_changed_from_the_menu(qtbot: QtBot, window: MainWindow, shell: Shell) -> None:
    for name in ("Anna", "Bo", "Cy"):
        save_technician(shell.desk, TechnicianDraft(name))
    section = opened(qtbot, window, shell, "Technicians")
    (_, bo, _) = technicians(shell.desk)
    (down,) = [one for one in section._menu(bo).actions() if one.text() == "Move down"]
    down.trigger()
    settle(qtbot, shell)
    assert [one.name for one in technicians(shell.desk)] == ["Anna", "Cy", "Bo"]


def test_time_off_is_added_changed_and_undone(qtbot: QtBot, window: MainWindow, shell: Shell) -> None:
    erick = save_technician(shell.desk, TechnicianDraft("Erick")).id
    section = opened(qtbot, window, shell, "Time off")
    section.add()
    dialog = dialog_of(section)
    dialog.form.control("technician_id").set_value(erick)
    typed(qtbot, dialog.form.control("reason"), "Dentist")
    dialog.form.control("all_day").click()
    assert dialog.form.fields["begins"].isEnabled()
    typed(qtbot, dialog.form.control("begins"), "1 pm")
    dialog.save()
    settle(qtbot, shell)
    assert dialog.isVisible()
    assert dialog.form.fields["ends"].error == "Say the time."
    typed(qtbot, dialog.form.control("ends"), "5 pm")
    dialog.save()
    settle(qtbot, shell)
    (stored,) = times_off(shell.desk)
    today = shell.desk.today()
    assert (stored.starts, stored.ends) == (datetime.combine(today, time(13)), datetime.combine(today, time(17)))
    section._undo()
    settle(qtbot, shell)
    assert times_off(shell.desk) == []


def test_whole_days_count_the_last_one_and_deleting_is_undone(qtbot: QtBot, window: MainWindow, shell: Shell) -> None:
    erick = save_technician(shell.desk, TechnicianDraft("Erick")).id
    monday = datetime.combine(shell.desk.today(), time()) + timedelta(days=7)
    kept = save_time_off(shell.desk, TimeOffDraft(erick, monday, monday + timedelta(days=5), reason="Vacation"))
    section = opened(qtbot, window, shell, "Time off")
    section.begin(kept)
    dialog = dialog_of(section)
    assert dialog.form.control("last").value() == (monday + timedelta(days=4)).date()
    dialog.form.control("last").set_value((monday + timedelta(days=5)).date())
    dialog.save()
    settle(qtbot, shell)
    (stored,) = times_off(shell.desk)
    assert stored.ends == monday + timedelta(days=6)
    (delete,) = [one for one in section._menu(stored).actions() if one.text() == "Delete"]
    delete.trigger()
    settle(qtbot, shell)
    assert times_off(shell.desk) == []
    section._undo()
    settle(qtbot, shell)
    assert len(times_off(shell.desk)) == 1


def test_office_hours_and_holidays_are_saved(qtbot: QtBot, window: MainWindow, shell: Shell) -> None:
    section = opened(qtbot, window, shell, "Working days")
    assert not section.dirty
    typed(qtbot, section.week.days[0], "9-15")
    section.country.set_value("US")
    section.country.edited.emit()
    settle(qtbot, shell)
    section.region.set_value("MN")
    section.region.edited.emit()
    section.year.set_value(shell.desk.today().year)
    section.year.edited.emit()
    settle(qtbot, shell)
    names = [section.days.item(at).text() for at in range(section.days.count())]
    assert any("Thanksgiving Day" in name for name in names)
    at = next(number for number, name in enumerate(names) if "Juneteenth" in name)
    section.days.item(at).setCheckState(Qt.CheckState.Unchecked)
    eve = date(shell.desk.today().year, 12, 24)
    section.day.set_value(eve)
    typed(qtbot, section.name, "Christmas Eve")
    section.add_button.click()
    settle(qtbot, shell)
    assert section.dirty
    section.save()
    settle(qtbot, shell)
    stored = working_days(shell.desk)
    assert stored.hours == (((540, 900),), *USUAL[1:])
    assert (stored.country, stored.region, stored.own) == ("US", "MN", ((eve, "Christmas Eve"),))
    assert len(stored.off) == 1
    assert "Juneteenth" in stored.off[0]
    assert not section.dirty


def test_a_day_of_the_offices_own_is_taken_off_and_nothing_is_lost_to_another_desktop(
    qtbot: QtBot, window: MainWindow, shell: Shell
) -> None:
    day = date(shell.desk.today().year, 12, 24)
    first = save_working_days(shell.desk, WorkingDays(own=((day, "Christmas Eve"),)))
    section = opened(qtbot, window, shell, "Working days")
    section.days.setCurrentRow(0)
    section.take_button.click()
    settle(qtbot, shell)
    assert section.draft().own == ()
    later = save_working_days(shell.desk, WorkingDays(first.hours, "DE", "", first.own))
    section.save()
    settle(qtbot, shell)
    assert working_days(shell.desk) == later
    assert "look at them, and save again" in section._error.text()
    section.save()
    settle(qtbot, shell)
    assert working_days(shell.desk) == WorkingDays(first.hours, "DE")


def test_skills_are_made_and_only_unused_ones_deleted(
    qtbot: QtBot, window: MainWindow, shell: Shell, failures: list[Exception]
) -> None:
    section = opened(qtbot, window, shell, "Skills")
    section.add()
    dialog = dialog_of(section)
    typed(qtbot, dialog.form.control("name"), "Gas")
    dialog.save()
    settle(qtbot, shell)
    (gas,) = skills(shell.desk)
    save_technician(shell.desk, TechnicianDraft("Erick", skill_ids=(gas.id or 0,)))
    (delete,) = [one for one in section._menu(gas).actions() if one.text() == "Delete"]
    delete.trigger()
    settle(qtbot, shell)
    assert len(skills(shell.desk)) == 1
    assert "technicians have it" in str(failures.pop())


@pytest.mark.parametrize("title", ["Technicians", "Skills", "Time off", "Working days", "Numbers", "Brand"])
def test_sections_open_again_and_forget(qtbot: QtBot, window: MainWindow, shell: Shell, title: str) -> None:
    section = opened(qtbot, window, shell, title)
    section.forget()
    section.show_section()
    settle(qtbot, shell)
    assert not section.dirty
