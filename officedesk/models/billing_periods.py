"""What a contract bills and when: its periods, what each costs, and what is given back where it ends early.

The rules, all in whole days of the office's calendar and integer minor units:

1. **Periods** follow each other from the first day of a contract to its last, without a gap. One begins on each
   billing day: the day of the month that was chosen, 31 standing for the last day of shorter months, or (0) the day of
   the month on which the contract begins. The first billing day is the first one on or after the contract's first
   day; the next ones are one, three, six or twelve months apart, counted from there. *Once* is one period.
2. **Billed** is a period on its own first day, in advance.
3. **A whole period costs the price.** One that is cut short costs its share by calendar days: the days before the
   first billing day (a late start) and those after the last one (an early end) are a part of the whole period that
   would lie there. Days and price are multiplied before they are divided, and the cent is rounded half up, once.
4. **The last cent.** A contract over a whole number of intervals costs that many times the price. Where it begins
   between two billing days, its last period is what the first one left of the price, so that the two make one.
5. **Cancelled** on a last day, what was agreed stays for periods that ended by then, and falls away for those that
   begin later. Of the period in between, the share by calendar days of its own amount stays, rounded as above; the
   rest is given back. What stays and what is given back are the amount, to the cent.

From July 17 at $49.00 a month, billed on the 1st: $23.71 for July (15 of 31 days), then $49.00 a month. For a year,
July of the next year is $25.29 (49.00 - 23.71). Cancelled on December 16, $25.29 of December stays (16 of 31 days of
$49.00), and $23.71 is given back.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from officedesk.models.enums import BillingInterval
from officedesk.models.money import divide_half_up

MONTHS = {
    BillingInterval.ONCE: 0,
    BillingInterval.MONTHLY: 1,
    BillingInterval.QUARTERLY: 3,
    BillingInterval.HALF_YEARLY: 6,
    BillingInterval.YEARLY: 12,
}
"""How far billing days are apart."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a contract: billed on its first day. ``of`` are the days of the whole period that it is a part of."""

    starts: date
    ends: date
    amount: int
    of: int

    @property
    def days(self) -> int:
        """How many days it has, the first and the last among them."""
        return _days(self.starts, self.ends)

    @property
    def whole(self) -> bool:
        """Whether it was not cut short."""
        return self.days == self.of


def whole(starts: date, ends: date, amount: int) -> Period:
    """A period that is no part of another."""
    return Period(starts, ends, amount, _days(starts, ends))


def month_on(day: date, months: int, wanted: int) -> date:
    """Day ``wanted`` of the month that lies ``months`` after that of ``day``, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(wanted, monthrange(year, month + 1)[1]))


def last_day(starts: date, months: int) -> date:
    """The last day of a contract that begins on ``starts`` and goes for so many months."""
    return month_on(starts, months, starts.day) - _DAY


def months_of(starts: date, ends: date) -> int | None:
    """How many whole months a contract goes, ``None`` where days are over."""
    months = (ends.year - starts.year) * 12 + ends.month - starts.month
    return next((n for n in (months, months + 1) if n > 0 and last_day(starts, n) == ends), None)


def periods(
    starts: date, ends: date, billing: BillingInterval, billing_day: int, price: int, anchor: date | None = None
) -> tuple[Period, ...]:
    """The periods of a contract from ``starts`` to ``ends``, both included, as the rules above say; none backwards.

    ``anchor``: the first day of the contract, where these are the later ones of it: for its own billing day.
    Raises ``ValueError`` for a billing day that no month has.
    """
    if not 0 <= billing_day <= 31:
        raise ValueError(f"{billing_day} is not a day of a month")
    if ends < starts:
        return ()
    step = MONTHS[billing]
    if not step:
        return (whole(starts, ends, price),)
    day = billing_day or (anchor or starts).day
    first = month_on(starts, 0, day)
    if first < starts:
        first = month_on(starts, 1, day)
    found: list[Period] = []
    if first > starts:
        found.append(_part(starts, ends, month_on(first, -step, day), first - _DAY, price))
    begins, number = first, 0
    while begins <= ends:
        number += step
        following = month_on(first, number, day)
        found.append(_part(begins, ends, begins, following - _DAY, price))
        begins = following
    # Two parts that make one whole. Between January 29 and February 28 the 31st comes twice: no part makes up for that.
    if not found[0].whole and (months_of(starts, ends) or 0) == (len(found) - 1) * step > 0:
        found[-1] = replace(found[-1], amount=price - found[0].amount)
    return tuple(found)


def cut(planned: Iterable[Period], last: date) -> tuple[Period, ...]:
    """What stays of ``planned`` where the contract ends on ``last``."""
    kept = []
    for period in planned:
        if period.ends <= last:
            kept.append(period)
        elif period.starts <= last:
            kept.append(replace(period, ends=last, amount=share(period.amount, period.starts, period.ends, last)))
    return tuple(kept)


def share(amount: int, starts: date, ends: date, last: date) -> int:
    """What stays of the ``amount`` of a period where it ends on ``last``: all of it, a share by days, or nothing."""
    if last >= ends:
        return amount
    if last < starts:
        return 0
    return divide_half_up(amount * _days(starts, last), _days(starts, ends))


def given_back(amount: int, starts: date, ends: date, last: date) -> int:
    """What of a billed ``amount`` is given back where its period ends on ``last``."""
    return amount - share(amount, starts, ends, last)


def _part(starts: date, ends: date, whole_starts: date, whole_ends: date, price: int) -> Period:
    """The period from ``starts`` on, that ends with the whole one or with the contract."""
    closes = min(ends, whole_ends)
    of = _days(whole_starts, whole_ends)
    return Period(starts, closes, divide_half_up(price * _days(starts, closes), of), of)


def _days(first: date, last: date) -> int:
    return (last - first).days + 1
