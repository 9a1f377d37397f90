"""Which backups are kept: the last of each of seven days, five weeks and twelve months. Pure; touches no file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

DAILY, WEEKLY, MONTHLY = 7, 5, 12


@dataclass(frozen=True, slots=True)
class Stamp:
    """One backup of an office. ``serial`` is the order in which they were made, ``day`` what the clock said then."""

    name: str
    serial: int
    day: date


def superseded(
    stamps: Sequence[Stamp], newest: int = 1, daily: int = DAILY, weekly: int = WEEKLY, monthly: int = MONTHLY
) -> list[str]:
    """Names of those that can go; never those of the ``newest``, of which there is at least one.

    Days count backwards from the newest in the order in which backups were made, not from today: a clock that is years
    wrong costs nothing, and an office that was closed for months keeps what it had.
    """
    newest_first = sorted(stamps, key=lambda stamp: (stamp.serial, stamp.day, stamp.name), reverse=True)
    kept: set[str] = {stamp.name for stamp in newest_first[: max(newest, 1)]}
    for many, period in ((daily, _day), (weekly, _week), (monthly, _month)):
        kept |= _last_of_each(newest_first, many, period)
    return [stamp.name for stamp in newest_first if stamp.name not in kept]


def _last_of_each(newest_first: Sequence[Stamp], many: int, period: Callable[[date], tuple[int, ...]]) -> set[str]:
    seen: set[tuple[int, ...]] = set()
    kept = set()
    for stamp in newest_first:
        of = period(stamp.day)
        if of not in seen and len(seen) < many:
            seen.add(of)
            kept.add(stamp.name)
    return kept


def _day(day: date) -> tuple[int, ...]:
    return day.year, day.month, day.day


def _week(day: date) -> tuple[int, ...]:
    return tuple(day.isocalendar()[:2])


def _month(day: date) -> tuple[int, ...]:
    return day.year, day.month
