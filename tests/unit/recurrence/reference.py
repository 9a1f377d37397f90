"""The slow and obvious way to the days of a rule: every day from the beginning on is asked whether it is meant.

Nothing of it is shared with the rules' own arithmetic but the rule itself.
"""

from calendar import Calendar
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache, lru_cache

from officedesk.models.recurrence import Frequency, MonthEnd, OffDay, Rule

DAY = timedelta(days=1)
FAR = 31


def plan(rule: Rule, starts_on: date, until: date, holiday: Callable[[date], str]) -> list[tuple[date, date, str]]:
    """``(nominal, due, why)`` of everything up to ``until``, as :func:`officedesk.models.recurrence.days` gives it."""
    meant = sorted(set(regular(rule, starts_on, until)) | {day for day in rule.extra if day <= until})
    meant = [day for day in meant if day not in rule.exceptions]
    put = [(day, day if day in rule.extra else moved(rule, starts_on, day, holiday)) for day in meant]
    found = []
    for day, due in put:
        if due is None:
            continue
        others = [other for other, there in put if there == due and other != day]
        if due != day and any(other == due or other < day for other in others):
            continue
        found.append((day, due, "" if due == day else holiday(day) or day.strftime("%A")))
    return found


def regular(rule: Rule, starts_on: date, until: date) -> list[date]:
    """What the rule names up to ``until``, before exceptions and extra days."""
    last = until if rule.until is None else min(until, rule.until)
    found: list[date] = []
    day = starts_on
    while day <= last and (rule.count is None or len(found) < rule.count):
        if meant(rule, starts_on, day) and seasonal(rule, day):
            found.append(day)
        day += DAY
    return found


def meant(rule: Rule, starts_on: date, day: date) -> bool:
    """Whether the rule means a day, its season apart."""
    if rule.frequency is Frequency.DAILY:
        on = not rule.weekdays or day.weekday() in rule.weekdays
        return on and in_month(rule, day) and (day - starts_on).days % rule.interval == 0
    if rule.frequency is Frequency.WEEKLY:
        weeks = (begin_of_week(rule, day) - begin_of_week(rule, starts_on)).days // 7
        on = day.weekday() in (rule.weekdays or (starts_on.weekday(),))
        return on and in_month(rule, day) and weeks % rule.interval == 0
    if rule.frequency is Frequency.MONTHLY:
        months = (day.year - starts_on.year) * 12 + day.month - starts_on.month
        if months % rule.interval or not in_month(rule, day):
            return False
        return day in picked(rule, candidates(rule, starts_on, day.year, day.month))
    if (day.year - starts_on.year) % rule.interval:
        return False
    wanted = rule.months or (starts_on.month,)
    if day.month not in wanted:
        return False
    if not rule.positions:
        return day in candidates(rule, starts_on, day.year, day.month)
    return day in picked(
        rule, [each for month in sorted(set(wanted)) for each in candidates(rule, starts_on, day.year, month)]
    )


@lru_cache(maxsize=4096)
def candidates(rule: Rule, starts_on: date, year: int, month: int) -> list[date]:
    """The days of a month that the rule means."""
    return [day for day in days_of(year, month) if wanted_in_month(rule, starts_on, day)]


def wanted_in_month(rule: Rule, starts_on: date, day: date) -> bool:
    """Whether its place in the month, and its weekday, are meant."""
    of_week = bool(rule.weekdays or rule.nth)
    numbers = rule.month_days or (() if of_week else (starts_on.day,))
    there = days_of(day.year, day.month)
    by_number = not numbers or any(is_number(rule, number, day, there) for number in numbers)
    same = [each for each in there if each.weekday() == day.weekday()]
    by_weekday = not of_week or day.weekday() in rule.weekdays
    for number, weekday in rule.nth:
        if weekday == day.weekday():
            place = same.index(day)
            by_weekday = by_weekday or place == number - 1 or place - len(same) == number
    return by_number and by_weekday


def is_number(rule: Rule, number: int, day: date, there: list[date]) -> bool:
    """Whether a day is the ``number`` th of its month, or stands for one that the month does not have."""
    place = there.index(day)
    if number in (place + 1, place - len(there)):
        return True
    if rule.month_end is MonthEnd.SKIP:
        return False
    return (number > len(there) and day == there[-1]) or (-number > len(there) and day == there[0])


def picked(rule: Rule, days: list[date]) -> list[date]:
    """Those at the rule's places."""
    if not rule.positions:
        return days
    return [day for place, day in enumerate(days) if place + 1 in rule.positions or place - len(days) in rule.positions]


@cache
def days_of(year: int, month: int) -> list[date]:
    """All days of a month."""
    return [day for day in _CALENDAR.itermonthdates(year, month) if day.month == month]


_CALENDAR = Calendar()


def in_month(rule: Rule, day: date) -> bool:
    return not rule.months or day.month in rule.months


def begin_of_week(rule: Rule, day: date) -> date:
    """The last first day of a week that is not behind ``day``."""
    while day.weekday() != rule.week_start:
        day -= DAY
    return day


def seasonal(rule: Rule, day: date) -> bool:
    """Whether a day lies in the season, asked day by day of the year."""
    if rule.season is None:
        return True
    return (day.month, day.day) in _in_season(rule.season)


@lru_cache(maxsize=64)
def _in_season(season: tuple[tuple[int, int], tuple[int, int]]) -> frozenset[tuple[int, int]]:
    return frozenset(days_of_season(season))


def days_of_season(season: tuple[tuple[int, int], tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Walk through a leap year from the first day to the last, over its turn where need be."""
    day = date(2024, *season[0])
    while True:
        yield day.month, day.day
        if (day.month, day.day) == season[1]:
            return
        day = date(2024, 1, 1) if (day.month, day.day) == (12, 31) else day + DAY


def moved(rule: Rule, starts_on: date, day: date, holiday: Callable[[date], str]) -> date | None:
    """The day on which it is planned; ``None``: left out."""
    orders = []
    if holiday(day):
        orders.append(rule.holidays)
    if day.weekday() in (5, 6):
        orders.append(rule.weekends)
    orders = [order for order in orders if order is not OffDay.KEEP]
    if OffDay.SKIP in orders:
        return None
    if not orders:
        return day
    for step in (-DAY, DAY) if orders[0] is OffDay.PREVIOUS else (DAY,):
        at = day
        for _ in range(FAR):
            at += step
            if at.weekday() not in (5, 6) and not holiday(at):
                if at >= starts_on:
                    return at
                break
    return day
