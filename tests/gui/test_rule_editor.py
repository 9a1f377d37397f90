"""The editor of a rule: by keyboard, with its words and the next twelve days beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from officedesk.models.recurrence import Frequency, MonthEnd, OffDay, Rule, problems
from officedesk.views.work.rule_editor import RuleEditor, pattern_of
from officedesk.views.work.rule_parts import DayOfYearEdit, MonthDaysEdit
from tests.gui.keys import come_up, press

START = date(2023, 7, 31)
"""A Monday, some weeks after the tests' today."""
Key = Qt.Key


@pytest.fixture
def window(qtbot) -> QWidget:
    made = QWidget()
    made.resize(900, 480)
    QVBoxLayout(made)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def editor(qtbot, shell, window) -> RuleEditor:
    made = RuleEditor(shell)
    window.layout().addWidget(made)
    made.set_rule(Rule(Frequency.MONTHLY), START)
    come_up(qtbot, shell, window)
    return made


def shown(qtbot, editor, count=12) -> list[str]:
    """The days of the preview once it shows what is typed, with what is said of them."""
    preview = editor.preview
    qtbot.waitUntil(lambda: not preview._timer.isActive() and len(preview.days) == count)
    items = [preview.list.topLevelItem(place) for place in range(preview.list.topLevelItemCount())]
    return [f"{item.text(1)} {item.text(2)}".strip() for item in items]


def focus(control) -> None:
    """Go to a control; where completions were shown the window below them is the active one again."""
    control.window().activateWindow()
    QApplication.processEvents()
    control.setFocus()


def choose(control, text: str) -> None:
    """Type a choice and go on."""
    focus(control)
    control.lineEdit().selectAll()
    press(text, Key.Key_Return)


def test_the_thirty_first_is_shown_with_its_next_twelve(qtbot, editor):
    found = shown(qtbot, editor)
    assert found[:3] == ["07/31/2023", "08/31/2023", "09/30/2023"]
    assert editor.preview.words.text() == "Monthly, on the 31st"
    choose(editor.month_end, "Leave that")
    assert editor.rule().month_end is MonthEnd.SKIP
    qtbot.waitUntil(lambda: shown(qtbot, editor)[2] == "10/31/2023")


def test_a_rule_is_typed_without_the_mouse(qtbot, editor):
    choose(editor.frequency, "Yearly")
    assert editor.rule().frequency is Frequency.YEARLY
    choose(editor.pattern, "A weekday")
    choose(editor.place, "2nd")
    choose(editor.weekday, "Tuesday")
    april = editor.months.buttons[3]
    july = editor.months.buttons[6]
    for made in (april, july):
        focus(made)
        press(Key.Key_Space)
    assert editor.rule() == Rule(Frequency.YEARLY, nth=((2, 1),), months=(4,))
    assert editor.preview.words.text() == "Yearly, 2nd Tuesday of April"
    qtbot.waitUntil(lambda: shown(qtbot, editor)[0] == "04/09/2024")


def test_moved_days_are_marked_with_the_day_they_stand_for(qtbot, editor):
    choose(editor.weekends, "Move to the next")
    assert editor.rule().weekends is OffDay.NEXT
    qtbot.waitUntil(lambda: "10/02/2023 instead of Sat, Sep 30" in shown(qtbot, editor))


def test_a_day_is_left_out_taken_back_and_another_one_added(qtbot, editor):
    shown(qtbot, editor)
    days = editor.preview.list
    focus(days)
    days.setCurrentItem(days.topLevelItem(1))
    press(Key.Key_Space)
    assert editor.rule().exceptions == (date(2023, 8, 31),)
    qtbot.waitUntil(lambda: "08/31/2023 left out" in shown(qtbot, editor))
    # The list says the same twelve, and the one that is left out besides.
    assert days.topLevelItemCount() == 13
    assert editor.preview.toggle.text() == "Take back"
    press(Key.Key_Space)
    assert editor.rule().exceptions == ()
    focus(editor.preview.extra)
    press("8/5/2023", Key.Key_Return)
    assert editor.rule().extra == (date(2023, 8, 5),)
    qtbot.waitUntil(lambda: "08/05/2023 added" in shown(qtbot, editor))
    focus(days)
    days.setCurrentItem(days.topLevelItem(1))
    press(Key.Key_Delete)
    assert editor.rule().extra == ()


def test_an_end_is_a_day_or_a_number_of_times(qtbot, editor):
    choose(editor.end, "After a number")
    focus(editor.count)
    editor.count.selectAll()
    press("3", Key.Key_Tab)
    assert editor.rule().count == 3
    assert shown(qtbot, editor, 3) == ["07/31/2023", "08/31/2023", "09/30/2023"]
    choose(editor.end, "On a day")
    assert editor.rule().count is None
    focus(editor.until)
    editor.until.selectAll()
    press("8/31/2023", Key.Key_Tab)
    assert editor.rule().until == date(2023, 8, 31)
    assert len(shown(qtbot, editor, 2)) == 2


def test_what_cannot_be_read_is_told_and_stays_in_its_field(qtbot, editor):
    choose(editor.pattern, "Days of the month")
    focus(editor.month_days)
    editor.month_days.selectAll()
    press("1, 32", Key.Key_Tab)
    assert editor.month_days.text() == "1, 32"
    assert "32" in editor.problem
    assert "32" in editor.preview.words.text()
    focus(editor.month_days)
    editor.month_days.selectAll()
    press("1, 15th, last", Key.Key_Tab)
    assert editor.problem == ""
    assert editor.rule().month_days == (1, 15, -1)


def test_a_season(qtbot, editor):
    choose(editor.season, "Only in")
    for control, text in ((editor.season_first, "nov 15"), (editor.season_last, "3/31")):
        focus(control)
        control.selectAll()
        press(text, Key.Key_Tab)
    assert editor.rule().season == ((11, 15), (3, 31))
    qtbot.waitUntil(lambda: shown(qtbot, editor)[0] == "11/30/2023")


@pytest.mark.parametrize(
    "rule",
    [
        Rule(Frequency.DAILY, 3),
        Rule(Frequency.WEEKLY, 2, weekdays=(0, 4)),
        Rule(Frequency.MONTHLY),
        Rule(Frequency.MONTHLY, month_days=(1, -1)),
        Rule(Frequency.MONTHLY, weekdays=(0, 1, 2, 3, 4), positions=(-1,)),
        Rule(Frequency.MONTHLY, weekdays=(4,), month_days=(13,)),
        Rule(Frequency.MONTHLY, nth=((1, 0), (3, 0)), months=(5, 6, 7)),
        Rule(Frequency.YEARLY, nth=((-1, 4),), months=(9,)),
        Rule(Frequency.YEARLY, month_days=(29,), months=(2,), month_end=MonthEnd.SKIP),
    ],
)
def test_whatever_a_rule_says_another_change_leaves_it(qtbot, editor, rule):
    editor.set_rule(rule, START)
    assert editor.rule() == rule
    choose(editor.holidays, "Leave out")
    assert editor.rule() == replace(rule, holidays=OffDay.SKIP)
    assert problems(editor.rule()) == {}


def test_another_frequency_begins_anew(editor):
    editor.set_rule(Rule(Frequency.MONTHLY, nth=((2, 1),), holidays=OffDay.NEXT), START)
    choose(editor.frequency, "Weekly")
    assert editor.rule() == Rule(Frequency.WEEKLY, holidays=OffDay.NEXT)
    assert problems(editor.rule()) == {}
    assert pattern_of(Rule(Frequency.MONTHLY)) == "start"


def test_arrows_go_through_the_days_of_a_week(editor):
    choose(editor.frequency, "Weekly")
    focus(editor.weekdays)
    press(Key.Key_Space, Key.Key_Right, Key.Key_Right, Key.Key_Space)
    assert editor.rule().weekdays == (0, 2)


@pytest.mark.parametrize(("text", "days"), [("last", (-1,)), ("2nd to last; 5", (5,)), ("1 and 15", (1, 15))])
def test_days_of_a_month_are_read_as_people_write_them(qtbot, text, days):
    edit = MonthDaysEdit()
    qtbot.addWidget(edit)
    if "2nd" in text:
        with pytest.raises(ValueError, match="no day"):
            edit.parse(text)
    else:
        assert edit.parse(text) == days


@pytest.mark.parametrize("text", ["2/30", "Ma 3", "3", "13/1", "Feb", ""])
def test_no_day_of_the_year(qtbot, text):
    edit = DayOfYearEdit()
    qtbot.addWidget(edit)
    with pytest.raises(ValueError, match="day of the year"):
        edit.parse(text)
