"""Rules as RFC 5545 writes them (RRULE, EXDATE, RDATE), for other calendars."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from officedesk.models.recurrence.rule import Frequency, MonthEnd, OffDay, Rule, RuleProblem, settled

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SHORTEST = 28
"""Days that every month has."""
_NO_WORDS = "Other calendars have no word for {}. Give them its days instead."


def to_rrule(rule: Rule, starts_on: date) -> str:
    """The rule as lines of an iCalendar file, for something that begins on ``starts_on``; days are dates.

    The 31st that becomes a shorter month's last day is written as the last of the days 28 to 31. Raises
    :class:`RuleProblem` for what the format cannot say: several such days, seasons that begin or end within a month,
    weekends and holidays that are moved.
    """
    rule = settled(rule, starts_on)
    _refuse(rule)
    days, positions = rule.month_days, rule.positions
    if _clamps(rule):
        days, positions = tuple(range(SHORTEST, days[0] + 1)), (-1,)
        if len(rule.months) > 1:
            # The last of each month, not of the year.
            rule = replace(rule, frequency=Frequency.MONTHLY)
    parts = [f"FREQ={rule.frequency.upper()}"]
    if rule.interval > 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.week_start:
        parts.append(f"WKST={CODES[rule.week_start]}")
    if months := _months(rule):
        parts.append(f"BYMONTH={_list(months)}")
    if days:
        parts.append(f"BYMONTHDAY={_list(days)}")
    weekdays = [CODES[day] for day in rule.weekdays] + [f"{number}{CODES[day]}" for number, day in rule.nth]
    if weekdays:
        parts.append(f"BYDAY={_list(weekdays)}")
    if positions:
        parts.append(f"BYSETPOS={_list(positions)}")
    if rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    if rule.until is not None:
        parts.append(f"UNTIL={rule.until:%Y%m%d}")
    lines = [f"RRULE:{';'.join(parts)}"]
    for name, dates in (("EXDATE", rule.exceptions), ("RDATE", rule.extra)):
        if dates:
            lines.append(f"{name};VALUE=DATE:{_list(f'{day:%Y%m%d}' for day in dates)}")
    return "\n".join(lines)


def _refuse(rule: Rule) -> None:
    problems = {}
    for name, what in (("weekends", rule.weekends), ("holidays", rule.holidays)):
        if what is not OffDay.KEEP:
            problems[name] = _NO_WORDS.format(f"{name} that are moved or left out")
    if _clamps(rule):
        lone = len(rule.month_days) == 1 and rule.month_days[0] > 0
        per_month = rule.frequency is Frequency.MONTHLY or len(rule.months) == 1 or rule.interval == 1
        if not lone or not per_month or rule.positions or rule.weekdays or rule.nth:
            problems["month_end"] = _NO_WORDS.format("month ends that move")
    of_year = rule.frequency is Frequency.YEARLY and rule.positions
    if rule.season is not None and (of_year or _season_months(rule) is None):
        problems["season"] = _NO_WORDS.format("a season that begins or ends within a month")
    if problems:
        raise RuleProblem(problems)


def _clamps(rule: Rule) -> bool:
    return rule.month_end is MonthEnd.CLAMP and any(day > SHORTEST or day < -SHORTEST for day in rule.month_days)


def _season_months(rule: Rule) -> tuple[int, ...] | None:
    """The months of a season of whole ones; ``None`` where it is not of whole ones."""
    if rule.season is None:
        return None
    (first, from_day), (last, to_day) = rule.season
    # A season to February 28 leaves out the 29th.
    length = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}.get(last, 31)
    if from_day != 1 or to_day != length:
        return None
    count = (last - first) % 12 + 1
    return tuple(sorted((first - 1 + step) % 12 + 1 for step in range(count)))


def _months(rule: Rule) -> tuple[int, ...]:
    season = _season_months(rule)
    if season is None:
        return rule.months
    both = tuple(month for month in rule.months or range(1, 13) if month in season)
    if not both:
        raise RuleProblem({"season": "No month of the rule is in its season."})
    return both


def _list(values: Iterable[object]) -> str:
    return ",".join(map(str, values))
