"""A rule of when something comes again, edited by keyboard or mouse, with its words and its next days beside it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officedesk.models.recurrence import Frequency, MonthEnd, OffDay, Rule, problems
from officedesk.models.recurrence.rule import MOST_COUNT, MOST_INTERVAL
from officedesk.models.recurrence.words import ordinal
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import even, holder, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.work.rule_parts import DAYS, MONTHS, DayOfYearEdit, MonthDaysEdit, TimesEdit, Toggles
from officedesk.views.work.rule_preview import RulePreview

FREQUENCIES = [
    (Frequency.DAILY, "Daily"),
    (Frequency.WEEKLY, "Weekly"),
    (Frequency.MONTHLY, "Monthly"),
    (Frequency.YEARLY, "Yearly"),
]
UNITS = {
    Frequency.DAILY: "day",
    Frequency.WEEKLY: "week",
    Frequency.MONTHLY: "month",
    Frequency.YEARLY: "year",
}
START, ON_DAYS, ON_WEEKDAY, AS_IS = "start", "days", "weekday", "as_is"
WORKDAY, ANY_DAY = 7, 8
_WORKDAYS = (0, 1, 2, 3, 4)
_ALL = (0, 1, 2, 3, 4, 5, 6)
OFF = [
    (OffDay.KEEP, "Come all the same"),
    (OffDay.NEXT, "Move to the next workday"),
    (OffDay.PREVIOUS, "Move to the workday before"),
    (OffDay.SKIP, "Leave out"),
]
NEVER, ON_A_DAY, AFTER = "never", "day", "times"
SHORTEST = 28
SEASON = ((4, 1), (10, 31))


class RuleEditor(QWidget):
    """``changed`` when the user changes the rule. Where it cannot stand, :attr:`problem` says why."""

    changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None, *, ends: bool = True) -> None:
        """``ends``: whether the rule says when it ends; where something else does (a contract), it is not asked."""
        super().__init__(parent)
        self._shell = shell
        self._rule = Rule(Frequency.MONTHLY)
        self._starts_on = shell.desk.today()
        self._ends_on: date | None = None
        self._showing = False
        self._make_controls()
        self.preview = RulePreview(shell)
        form = QVBoxLayout()
        form.setSpacing(10)
        form.addLayout(row(self._frequency_field, self._interval_field, spacing=12))
        for made in (self._weekdays_field, self._months_field, self._pattern_row, self._month_end_field):
            form.addWidget(made)
        form.addLayout(even(self._weekends_field, self._holidays_field))
        form.addWidget(self._season_row)
        form.addWidget(self._end_row)
        form.addStretch(1)
        self._end_row.setVisible(ends)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(20)
        layout.addLayout(form, 3)
        layout.addWidget(self.preview, 2)
        self.setFocusProxy(self.frequency)
        self.preview.left_out.connect(self._leave_out)
        self.preview.added.connect(self._add_day)
        self.preview.removed.connect(self._remove_day)
        self.set_rule(self._rule, self._starts_on)

    def _make_controls(self) -> None:
        icons, theme, shell = self._shell.icons, self._shell.theme, self._shell

        def combo(choices: Iterable[tuple[Any, str]]) -> Combo:
            made = Combo(icons, theme)
            made.set_choices(choices)
            made.edited.connect(self._edited)
            return made

        self.frequency = combo(FREQUENCIES)
        self.interval = TimesEdit(MOST_INTERVAL)
        self._unit = label("month")
        self.weekdays = Toggles(DAYS, 2)
        self.months = Toggles(MONTHS, 3, 1)
        self.pattern = combo([])
        self.month_days = MonthDaysEdit()
        self.place = combo([(number, ordinal(number).capitalize()) for number in (1, 2, 3, 4, 5, -1)])
        names = [*enumerate(DAYS), (WORKDAY, "Workday"), (ANY_DAY, "Day")]
        self.weekday = combo(names)
        self.month_end = combo([(MonthEnd.CLAMP, "Come on the last day"), (MonthEnd.SKIP, "Leave that month out")])
        self.weekends, self.holidays = combo(OFF), combo(OFF)
        self.season = combo([(False, "All year round"), (True, "Only in a season")])
        self.season_first, self.season_last = DayOfYearEdit(), DayOfYearEdit()
        self.end = combo([(NEVER, "Never"), (ON_A_DAY, "On a day"), (AFTER, "After a number of times")])
        self.until = DateEdit(shell)
        self.count = TimesEdit(MOST_COUNT)
        for typed in (self.interval, self.month_days, self.season_first, self.season_last, self.until, self.count):
            typed.edited.connect(self._edited)
            typed.error_changed.connect(self._typed_wrong)
        for toggles in (self.weekdays, self.months):
            toggles.edited.connect(self._edited)
        self._frequency_field = FormField("Repeats", self.frequency)
        self._interval_field = FormField("Every", holder(row(self.interval, self._unit, None)))
        self.interval.setAccessibleName("Every")
        self._weekdays_field = FormField("On", self.weekdays)
        self._months_field = FormField("In", self.months)
        self._days_field = FormField("Days of the month", self.month_days)
        self._place_field, self._weekday_field = FormField("Which", self.place), FormField("Weekday", self.weekday)
        self._pattern_row = holder(
            even(FormField("On", self.pattern), self._days_field, self._place_field, self._weekday_field)
        )
        self._month_end_field = FormField("In shorter months", self.month_end)
        self._weekends_field = FormField("On weekends", self.weekends)
        self._holidays_field = FormField("On holidays", self.holidays)
        self._first_field = FormField("From", self.season_first)
        self._last_field = FormField("To", self.season_last)
        self._season_row = holder(even(FormField("Season", self.season), self._first_field, self._last_field))
        self._until_field, self._count_field = FormField("Last day", self.until), FormField("Times", self.count)
        self._end_row = holder(even(FormField("Ends", self.end), self._until_field, self._count_field))
        for made in (self._pattern_row, self._season_row, self._end_row):
            made.layout().setContentsMargins(0, 0, 0, 0)
        EnterMovesOn(self).watch(
            self.frequency, self.interval, self.pattern, self.month_days, self.place, self.weekday, self.month_end,
            self.weekends, self.holidays, self.season, self.season_first, self.season_last, self.end, self.until,
            self.count,
        )  # fmt: skip

    # --- from outside ---

    def set_rule(self, rule: Rule, starts_on: date, ends_on: date | None = None) -> None:
        """Show a rule without telling. ``ends_on``: where something else ends it."""
        self._rule, self._starts_on, self._ends_on = rule, starts_on, ends_on
        self._showing = True
        try:
            self._show(rule)
        finally:
            self._showing = False
        self._tell()

    def set_start(self, starts_on: date, ends_on: date | None = None) -> None:
        """It begins on another day: what follows from that is shown anew."""
        if (starts_on, ends_on) != (self._starts_on, self._ends_on):
            self.set_rule(self._rule, starts_on, ends_on)

    def rule(self) -> Rule:
        """The rule as it is shown."""
        return self._rule

    @property
    def problem(self) -> str:
        """Why it cannot stand; empty where it can."""
        wrong = next((made.error for made in self._typed() if made.isVisibleTo(self) and made.error), "")
        return wrong or next(iter(problems(self._rule).values()), "")

    def set_read_only(self, read_only: bool) -> None:
        for made in (self.weekdays, self.months, *self._typed(), *self._combos()):
            made.setEnabled(not read_only)
        self.preview.set_read_only(read_only)

    def _typed(self) -> tuple[Any, ...]:
        return (self.interval, self.month_days, self.season_first, self.season_last, self.until, self.count)

    def _combos(self) -> tuple[Combo, ...]:
        return (
            self.frequency, self.pattern, self.place, self.weekday, self.month_end, self.weekends, self.holidays,
            self.season, self.end,
        )  # fmt: skip

    # --- rule to controls ---

    def _show(self, rule: Rule) -> None:
        by_month = rule.frequency in (Frequency.MONTHLY, Frequency.YEARLY)
        self.frequency.set_value(rule.frequency)
        self.interval.set_value(rule.interval)
        self._unit.setText(f"{UNITS[rule.frequency]}{'s' if rule.interval != 1 else ''}")
        self.weekdays.set_value(rule.weekdays if not by_month else ())
        self.months.set_value(rule.months)
        pattern = pattern_of(rule)
        self.pattern.set_choices(
            [(START, "The day it begins"), (ON_DAYS, "Days of the month"), (ON_WEEKDAY, "A weekday")]
            + ([(AS_IS, "As it is")] if pattern == AS_IS else [])
        )
        self.pattern.set_value(pattern)
        self.month_days.set_value(rule.month_days or (self._starts_on.day,))
        place, weekday = weekday_of(rule) or (1, self._starts_on.weekday())
        self.place.set_value(place)
        self.weekday.set_value(weekday)
        self.month_end.set_value(rule.month_end)
        self.weekends.set_value(rule.weekends)
        self.holidays.set_value(rule.holidays)
        self.season.set_value(rule.season is not None)
        first, last = rule.season or SEASON
        self.season_first.set_value(first)
        self.season_last.set_value(last)
        self.end.set_value(AFTER if rule.count is not None else ON_A_DAY if rule.until is not None else NEVER)
        self.until.set_value(rule.until or self._starts_on.replace(day=1).replace(year=self._starts_on.year + 1))
        self.count.set_value(rule.count or 12)
        self._tell_fields(pattern)

    def _tell_fields(self, pattern: str) -> None:
        rule = self._rule
        by_month = rule.frequency in (Frequency.MONTHLY, Frequency.YEARLY)
        self._weekdays_field.setVisible(not by_month)
        self._months_field.setVisible(rule.frequency is Frequency.YEARLY or (bool(rule.months) and not by_month))
        if rule.frequency is Frequency.MONTHLY:
            self._months_field.setVisible(bool(rule.months))
        self._pattern_row.setVisible(by_month)
        self._days_field.setVisible(pattern == ON_DAYS)
        self._place_field.setVisible(pattern == ON_WEEKDAY)
        self._weekday_field.setVisible(pattern == ON_WEEKDAY)
        days = rule.month_days or ((self._starts_on.day,) if pattern == START else ())
        self._month_end_field.setVisible(by_month and any(abs(day) > SHORTEST for day in days))
        for made in (self._first_field, self._last_field):
            made.setVisible(rule.season is not None)
        self._until_field.setVisible(rule.until is not None)
        self._count_field.setVisible(rule.count is not None)

    # --- controls to rule ---

    def _edited(self) -> None:
        if self._showing:
            return
        was = self._rule
        frequency = self.frequency.value()
        if frequency is not was.frequency:
            # What belonged to the other frequency goes; what goes with any stays.
            was = replace(was, weekdays=(), nth=(), month_days=(), months=(), positions=())
        months = self.months.value() if frequency is was.frequency is self._rule.frequency else ()
        season = (self.season_first.value() or SEASON[0], self.season_last.value() or SEASON[1])
        rule = replace(
            was,
            frequency=frequency,
            interval=self.interval.value() or 1,
            month_end=self.month_end.value(),
            weekends=self.weekends.value(),
            holidays=self.holidays.value(),
            season=season if self.season.value() else None,
            until=self.until.value() if self.end.value() == ON_A_DAY else None,
            count=self.count.value() if self.end.value() == AFTER else None,
            months=months,
        )
        self._rule = self._with_pattern(rule)
        self.set_rule(self._rule, self._starts_on, self._ends_on)
        self.changed.emit()

    def _with_pattern(self, rule: Rule) -> Rule:
        if rule.frequency in (Frequency.DAILY, Frequency.WEEKLY):
            return replace(rule, weekdays=self.weekdays.value() if rule.frequency is self._rule.frequency else ())
        pattern = self.pattern.value() if rule.frequency is self._rule.frequency else START
        if pattern == AS_IS:
            return rule
        rule = replace(rule, month_days=(), weekdays=(), nth=(), positions=())
        if pattern == START:
            # Without its day a yearly rule names its months all the same.
            return rule
        if rule.frequency is Frequency.YEARLY and not rule.months:
            rule = replace(rule, months=(self._starts_on.month,))
        if pattern == ON_DAYS:
            return replace(rule, month_days=self.month_days.value() or (self._starts_on.day,))
        place, weekday = self.place.value(), self.weekday.value()
        if weekday in (WORKDAY, ANY_DAY):
            return replace(rule, weekdays=_WORKDAYS if weekday == WORKDAY else _ALL, positions=(place,))
        return replace(rule, nth=((place, weekday),))

    def _leave_out(self, day: date, out: bool) -> None:
        rest = [other for other in self._rule.exceptions if other != day]
        self._put(replace(self._rule, exceptions=tuple(sorted([*rest, day] if out else rest))))

    def _add_day(self, day: date) -> None:
        exceptions = tuple(other for other in self._rule.exceptions if other != day)
        extra = tuple(sorted({*self._rule.extra, day}))
        self._put(replace(self._rule, exceptions=exceptions, extra=extra))

    def _remove_day(self, day: date) -> None:
        self._put(replace(self._rule, extra=tuple(other for other in self._rule.extra if other != day)))

    def _put(self, rule: Rule) -> None:
        self.set_rule(rule, self._starts_on, self._ends_on)
        self.changed.emit()

    def _typed_wrong(self, _text: str) -> None:
        if not self._showing:
            self._tell()

    def _tell(self) -> None:
        problem = self.problem
        if problem:
            self.preview.show_problem(problem)
        else:
            self.preview.show_rule(self._rule, self._starts_on, self._ends_on)


def pattern_of(rule: Rule) -> str:
    """Which of the editor's ways says what days of a month are meant; ``as_is`` where none does."""
    if not (rule.month_days or rule.nth or rule.weekdays or rule.positions):
        return START
    if weekday_of(rule) is not None:
        return ON_WEEKDAY
    plain = rule.month_days and not (rule.nth or rule.weekdays or rule.positions)
    return ON_DAYS if plain else AS_IS


def weekday_of(rule: Rule) -> tuple[int, int] | None:
    """“The second Tuesday”, “the last workday”: its place and day, where the rule says just one."""
    if rule.month_days:
        return None
    if len(rule.nth) == 1 and not (rule.weekdays or rule.positions):
        return rule.nth[0]
    if len(rule.positions) == 1 and not rule.nth and abs(rule.positions[0]) <= 5:
        days = {_WORKDAYS: WORKDAY, _ALL: ANY_DAY}.get(tuple(sorted(rule.weekdays)))
        return (rule.positions[0], days) if days is not None else None
    return None
