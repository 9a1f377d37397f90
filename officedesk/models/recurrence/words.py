"""What a rule says, in words."""

from calendar import day_abbr, day_name, month_abbr, month_name, monthrange
from collections.abc import Sequence
from datetime import date

from officedesk.models.recurrence.rule import Frequency, MonthEnd, OffDay, Rule, settled

_UNITS = {
    Frequency.DAILY: ("daily", "days"),
    Frequency.WEEKLY: ("weekly", "weeks"),
    Frequency.MONTHLY: ("monthly", "months"),
    Frequency.YEARLY: ("yearly", "years"),
}
_ORDERS = {-1: "last", -2: "second to last", -3: "third to last"}
_WORKDAYS, _WEEKEND = (0, 1, 2, 3, 4), (5, 6)
_QUARTER, _HALF = 3, 6
_ENOUGH = 3
"""So many exceptions are named; of more the number is told."""
_TEENS = range(11, 14)


def words(rule: Rule, starts_on: date | None = None) -> str:
    """“yearly, 2nd Tuesday of April”; with ``starts_on`` what follows from the first day is said too."""
    if starts_on is not None:
        rule = settled(rule, starts_on)
    said = [_every(rule), *_when(rule)]
    if rule.season is not None:
        said.append(f"from {_day_of_year(rule.season[0])} to {_day_of_year(rule.season[1])}")
    said.extend(_moves(rule))
    if rule.month_end is MonthEnd.SKIP and _beyond(rule):
        said.append("not in shorter months")
    if rule.count is not None:
        said.append("once" if rule.count == 1 else f"{rule.count:,} times")
    if rule.until is not None:
        said.append(f"until {date_words(rule.until)}")
    if rule.exceptions:
        said.append(f"not on {_some(rule.exceptions)}")
    if rule.extra:
        said.append(f"also on {_some(rule.extra)}")
    return ", ".join(said)


def ordinal(number: int) -> str:
    """“2nd”, “last”, “second to last”."""
    if number < 0:
        return _ORDERS.get(number) or f"{ordinal(-number)} to last"
    ending = "th" if number % 100 in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def date_words(day: date) -> str:
    """“Mar 5, 2026”."""
    return f"{month_abbr[day.month]} {day.day}, {day.year}"


def listed(parts: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _every(rule: Rule) -> str:
    plain, unit = _UNITS[rule.frequency]
    if rule.interval == 1:
        return plain
    if rule.frequency is Frequency.MONTHLY and rule.interval in (_QUARTER, _HALF):
        return "quarterly" if rule.interval == _QUARTER else "every half year"
    return f"every {rule.interval:,} {unit}"


def _when(rule: Rule) -> list[str]:
    months = listed([month_name[month] for month in rule.months])
    if rule.frequency in (Frequency.DAILY, Frequency.WEEKLY):
        said = [f"on {_weekdays(rule.weekdays)}"] if rule.weekdays else []
        return [*said, f"in {months}"] if months else said
    if rule.positions:
        return [f"the {_positions(rule)}{f' of {months}' if months else ''}"]
    plain = rule.month_days and not (rule.weekdays or rule.nth)
    if plain and len(rule.months) == 1 and min(rule.month_days) > 0:
        # “on March 1 and 15”.
        return [f"on {months} {listed([str(day) for day in rule.month_days])}"]
    if plain:
        said = [f"on {_month_days(rule.month_days)}"]
        return [f"{said[0]} of {months}"] if months else said
    days = [f"{ordinal(number)} {day_name[weekday]}" for number, weekday in rule.nth]
    if rule.weekdays:
        days.append(f"every {_weekdays(rule.weekdays)}")
    if rule.month_days and days:
        days = [f"{listed(days)} that is {_month_days(rule.month_days)}"]
    if not days:
        return [f"in {months}"] if months else []
    return [f"{listed(days)}{f' of {months}' if months else ''}"]


def _positions(rule: Rule) -> str:
    which = listed([ordinal(place) for place in rule.positions])
    if rule.month_days or rule.nth:
        inner = ", ".join(_when_plain(rule))
        return f"{which} of {inner}"
    if rule.weekdays == _WORKDAYS:
        return f"{which} workday"
    if rule.weekdays == _WEEKEND:
        return f"{which} weekend day"
    return f"{which} day that is a {' or '.join(day_name[day] for day in rule.weekdays)}"


def _when_plain(rule: Rule) -> list[str]:
    said = [f"{ordinal(number)} {day_name[weekday]}" for number, weekday in rule.nth]
    if rule.weekdays:
        said.append(_weekdays(rule.weekdays))
    if rule.month_days:
        said.append(_month_days(rule.month_days))
    return said


def _weekdays(days: Sequence[int]) -> str:
    if tuple(days) == _WORKDAYS:
        return "workdays"
    if tuple(days) == _WEEKEND:
        return "weekends"
    if len(days) == 1:
        return day_name[days[0]]
    return listed([day_abbr[day] for day in days])


def _month_days(days: Sequence[int]) -> str:
    return "the " + listed([ordinal(day) if day > 0 else f"{ordinal(day)} day" for day in days])


def _beyond(rule: Rule) -> bool:
    """Whether some month is shorter than what is wanted of it."""
    shortest = min((monthrange(2023, month)[1] for month in rule.months or range(1, 13)), default=28)
    return any(day > shortest for day in rule.month_days)


def _day_of_year(day: tuple[int, int]) -> str:
    return f"{month_abbr[day[0]]} {day[1]}"


def _moves(rule: Rule) -> list[str]:
    said = {
        OffDay.NEXT: "moved to the next workday",
        OffDay.PREVIOUS: "moved to the workday before",
        OffDay.SKIP: "left out",
    }
    if rule.weekends is rule.holidays and rule.weekends is not OffDay.KEEP:
        return [f"weekends and holidays {said[rule.weekends]}"]
    found = []
    for name, what in (("weekends", rule.weekends), ("holidays", rule.holidays)):
        if what is not OffDay.KEEP:
            found.append(f"{name} {said[what]}")
    return found


def _some(days: Sequence[date]) -> str:
    return f"{len(days)} days" if len(days) > _ENOUGH else listed([date_words(day) for day in days])
