"""What a series plans: windows right after its beginning and two years on, beside the usual library's ``between``.

The yardstick expands the same rule with ``dateutil``, which walks from the beginning to every window.
"""

import gc
import statistics
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from time import process_time

from dateutil import rrule as usual

from benchmarks.figures import Figure
from officedesk.models.recurrence import Frequency, MonthEnd, OffDay, Planned, Rule, days, upcoming

BEGIN = date(2024, 1, 1)
MONTHS = 24
"""So far behind its beginning a series is looked at."""
FASTER = 10
"""A month, as a board shows it."""
FASTER_YEAR = 5
"""A year, as it is made ahead: the walk to its beginning weighs less."""
STEADY = 1.5
ROUNDS = 7
TIMES = 200
"""Windows of a round: one takes microseconds."""
_YEAR = timedelta(days=365)
_SHOWN = timedelta(days=30)
RULES: dict[str, tuple[Rule, usual.rrule]] = {
    "daily": (Rule(Frequency.DAILY), usual.rrule(usual.DAILY, datetime.combine(BEGIN, time()))),
    "workdays": (
        Rule(Frequency.WEEKLY, weekdays=(0, 1, 2, 3, 4)),
        usual.rrule(usual.WEEKLY, datetime.combine(BEGIN, time()), byweekday=range(5)),
    ),
    "every second Tuesday and Friday": (
        Rule(Frequency.WEEKLY, 2, weekdays=(1, 4)),
        usual.rrule(usual.WEEKLY, datetime.combine(BEGIN, time()), interval=2, byweekday=(1, 4)),
    ),
    "2nd Tuesday of the month": (
        Rule(Frequency.MONTHLY, nth=((2, 1),)),
        usual.rrule(usual.MONTHLY, datetime.combine(BEGIN, time()), byweekday=usual.TU(2)),
    ),
    "31st, skipped": (
        Rule(Frequency.MONTHLY, month_days=(31,), month_end=MonthEnd.SKIP),
        usual.rrule(usual.MONTHLY, datetime.combine(BEGIN, time()), bymonthday=31),
    ),
    "April and October": (
        Rule(Frequency.YEARLY, months=(4, 10), nth=((2, 1),)),
        usual.rrule(usual.YEARLY, datetime.combine(BEGIN, time()), bymonth=(4, 10), byweekday=usual.TU(2)),
    ),
}
OURS: dict[str, Rule] = {
    "200 times": Rule(Frequency.WEEKLY, weekdays=(0, 2), count=200),
    "moved by weekends and holidays": Rule(
        Frequency.MONTHLY, month_days=(1, 15), weekends=OffDay.NEXT, holidays=OffDay.NEXT
    ),
    "in a season": Rule(Frequency.WEEKLY, weekdays=(0,), season=((4, 1), (10, 15))),
}


def run(sizes: tuple[int, ...]) -> list[Figure]:
    """``sizes`` of offices do not matter: a rule knows no office."""
    figures = []
    for name, (rule, theirs) in RULES.items():
        for what, span, target in (("a month", _SHOWN, FASTER), ("a year", _YEAR, FASTER_YEAR)):
            first = _month(MONTHS)
            last = first + span
            _same(rule, theirs, first, last)
            ours = _best(partial(_expand, rule, first, last))
            other = _best(partial(theirs.between, _at(first), _at(last), inc=True))
            words = f"{what}, {MONTHS} months on, {name}"
            figures.append(Figure("recurrence", words, 1 / ours, "/s", target, 1 / other, at_least=True))
    for name, rule in ({name: rule for name, (rule, _) in RULES.items()} | OURS).items():
        near = _best(partial(_expand, rule, _month(1), _month(1) + _YEAR))
        far = _best(partial(_expand, rule, _month(MONTHS), _month(MONTHS) + _YEAR))
        words = f"month {MONTHS} beside month 1, {name}"
        figures.append(Figure("recurrence", words, far * 1e6, "µs", STEADY, near * 1e6))
    every = Rule(Frequency.MONTHLY, weekends=OffDay.NEXT, holidays=OffDay.NEXT)
    shown = _best(partial(upcoming, every, BEGIN, _month(MONTHS), 12, _holiday))
    figures.append(Figure("recurrence", "the next twelve, for a screen", shown * 1e3, "ms", 5))
    return figures


def _month(number: int) -> date:
    year, month = divmod(BEGIN.month - 1 + number, 12)
    return date(BEGIN.year + year, month + 1, 1)


def _at(day: date) -> datetime:
    return datetime.combine(day, time())


def _holiday(day: date) -> str:
    return "Holiday" if (day.month, day.day) in ((1, 1), (7, 4), (12, 25)) else ""


def _expand(rule: Rule, first: date, last: date) -> list[Planned]:
    return list(days(rule, BEGIN, first, last, _holiday))


def _same(rule: Rule, theirs: usual.rrule, first: date, last: date) -> None:
    """Only what gives the same days may be compared."""
    found = [each.nominal for each in _expand(rule, first, last)]
    if found != [at.date() for at in theirs.between(_at(first), _at(last), inc=True)]:
        raise AssertionError(f"{rule} is another rule than its yardstick")


def _best(work: Callable[[], object]) -> float:
    """Processor seconds of one call, the median of some rounds: whatever else runs on the computer."""
    work()
    gc.collect()
    rounds = []
    for _ in range(ROUNDS):
        begun = process_time()
        for _ in range(TIMES):
            work()
        rounds.append((process_time() - begun) / TIMES)
    return statistics.median(rounds)
