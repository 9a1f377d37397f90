"""What people type into fields, read: amounts, quantities, percentages, discounts, dates and times.

US convention: a point before the decimals, commas (or spaces or apostrophes) between thousands. What could be read in
two ways, such as ``1,5`` or ``1.234,50``, is refused rather than guessed. Every problem is a ``ValueError`` whose text
is shown beside the field.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Final

from officedesk.formatting import DATE_FORMATS, MINUS, SYMBOLS, date_text
from officedesk.models.enums import AmountKind
from officedesk.models.money import PLACES, exponent_of, scaled, to_minor

YEARS: Final = range(1900, 2200)
"""Years that a date of the office may have."""

_LONGEST: Final = 40
_NUMBER = re.compile(r"(\d{1,3}(?:([, '])\d{3})(?:\2\d{3})*|\d*)(?:\.(\d*))?", re.ASCII)
# In English whatever the system speaks, as is everything else on the screen.
_MONTHS: Final = tuple("january february march april may june july august september october november december".split())
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMED_DAYS: Final = {"today": 0, "tomorrow": 1, "yesterday": -1}
_OFFSET = re.compile(r"([+-]) ?(\d{1,5}) ?([dwmy]?)", re.ASCII)
_ISO = re.compile(r"(\d{4})([-/.]?)(\d{2}|(?<=[-/.])\d)\2(\d{2}|(?<=[-/.])\d)", re.ASCII)
_DAY_MONTH = re.compile(r"(\d{1,2}) ?[-/. ] ?(\d{1,2})(?: ?[-/. ] ?(\d{4}|\d{2}))?\.?", re.ASCII)
_WORDY = re.compile(r"(?:(\d{1,2})\.? ?([a-z]{3,9})|([a-z]{3,9})\.? ?(\d{1,2})),?\.?(?: ?(\d{4}|\d{2}))?", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))? ?([ap])?\.?(?:m\.?)?", re.ASCII)


def parse_money(text: str, currency: str = "USD") -> int:
    """Minor units of an amount: ``1,234.5``, ``$1,234.50``, ``(12)``, ``−5 USD`` -> 123450, 123450, -1200, -500."""
    plain = _plain(text)
    exponent = exponent_of(currency)
    example = "1234" if exponent == 0 else "1234." + "50000"[:exponent]
    if not plain:
        raise ValueError(f"Enter an amount, such as {example}.")
    negative, bare = _sign(plain)
    bare = _without_currency(bare, currency, text)
    if not negative:
        negative, bare = _sign(bare)
    value = _number(bare, text, "an amount", example)
    if (places := _places(value)) > exponent:
        decimals = "1 decimal" if places == 1 else f"{places} decimals"
        raise ValueError(
            f"{_quoted(text)} has {decimals}, {currency} has {exponent or 'none'}. Write it like {example}."
        )
    minor = to_minor(value, exponent)
    return -minor if negative else minor


def parse_quantity(text: str) -> Decimal:
    """A quantity with at most four decimal places, without needless zeros: ``8``, ``1.5``, ``-2``, ``1,000``."""
    plain = _plain(text)
    if not plain:
        raise ValueError("Enter a quantity, such as 1.5.")
    negative, bare = _sign(plain)
    value = _number(bare, text, "a quantity", "1.5")
    return _exact(-value if negative else value, text, "quantity")


def parse_percent(text: str, highest: Decimal = Decimal(100)) -> Decimal:
    """A percentage from 0 to ``highest``, with or without its sign: ``7.525``, ``7.525 %``."""
    plain = _plain(text)
    bare = plain.removesuffix("%").strip()
    if not bare:
        raise ValueError("Enter a percentage, such as 7.525 %.")
    negative, bare = _sign(bare)
    value = _exact(_number(bare, text, "a percentage", "7.525 %"), text, "percentage")
    if value > highest or (negative and value):
        raise ValueError(f"{_quoted(text)} is not between 0 % and {highest} %.")
    return value


def parse_discount(text: str, currency: str = "USD", *, negative: bool = False) -> tuple[AmountKind, Decimal]:
    """A discount or deposit: ``10 %``, an amount in major units (``15``, ``$15.00``), or none (empty, ``—``, ``0``).

    Amounts below zero are for the lines of credit notes, only with ``negative``.
    """
    plain = _plain(text)
    if plain in ("", "-", "—", "–"):
        return AmountKind.NONE, Decimal(0)
    if plain.endswith("%"):
        value = parse_percent(text)
        return (AmountKind.PERCENT, value) if value else (AmountKind.NONE, value)
    minor = parse_money(text, currency)
    if minor < 0 and not negative:
        raise ValueError(f"A discount is written without a minus: {_quoted(text)}.")
    if not minor:
        return AmountKind.NONE, Decimal(0)
    return AmountKind.AMOUNT, _exact(Decimal(minor).scaleb(-exponent_of(currency)), text, "discount")


def parse_date(text: str, today: date, date_format: str = "MM/DD/YYYY") -> date:
    """A day as people type it, counted from ``today`` (the office's calendar day).

    ``today``, ``tomorrow``, ``yesterday``; ``+14``, ``-3`` days, ``+2w``, ``+1m``, ``+1y``; ``fri`` (the next one);
    ``6/30``, ``6/30/26``, ``06/30/2026`` in the order of ``date_format``; ``2026-06-30``; ``30 Jun``,
    ``June 30, 2026``. Without a year it is this year's; a year of two digits is the nearest one.
    """
    plain = _plain(text).casefold().replace("—", "-")
    example = date_text(date(today.year, 6, 30), date_format)
    problem = ValueError(f"{_quoted(text)} is not a date. Write it like {example}, 6 Jun, +14 or today.")
    if not plain:
        raise ValueError(f"Enter a date, such as {example} or today.")
    try:
        found = _relative(plain, today) or _absolute(plain, today, date_format)
    except (ValueError, OverflowError):
        raise problem from None
    if found is None:
        raise problem
    if found.year not in YEARS:
        raise ValueError(f"{_quoted(text)} is in the year {found.year}. Dates are from {YEARS[0]} to {YEARS[-1]}.")
    return found


def parse_time(text: str) -> time:
    """Wall time: ``9``, ``9:30``, ``14.30``, ``0930``, ``2:30 pm``, ``noon``."""
    plain = _plain(text).casefold()
    if plain in ("noon", "midnight"):
        return time(12 if plain == "noon" else 0)
    match = _TIME.fullmatch(plain)
    if match:
        hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
            half = None
        if half is None and hour < 24 and minute < 60:
            return time(hour, minute)
    raise ValueError(f"{_quoted(text)} is not a time. Write it like 9:30, 14:30 or 2:30 pm.")


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}”"


def _plain(text: str) -> str:
    """``text`` with plain spaces, minus signs, apostrophes and digits, trimmed."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace(MINUS, "-").replace("’", "'")
    return " ".join(text.split())


def _sign(text: str) -> tuple[bool, str]:
    """Whether ``text`` is negative (``-5``, ``5-``, ``(5)``), and what is left of it."""
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text.startswith("-"):
        return True, text[1:].strip()
    if text.endswith("-"):
        return True, text[:-1].strip()
    return False, text.removeprefix("+").strip()


def _without_currency(text: str, currency: str, typed: str) -> str:
    """``text`` without the symbol or code of ``currency`` before or after it; another currency is refused."""
    upper = text.upper()
    symbol = SYMBOLS.get(currency, currency)
    own = [currency, symbol] + (["$"] if "$" in symbol else []) + (["¥"] if "¥" in symbol else [])
    for mark in sorted(own, key=len, reverse=True):
        if upper.startswith(mark.upper()):
            return text[len(mark) :].strip()
        if upper.endswith(mark.upper()):
            return text[: -len(mark)].strip()
    for mark in SYMBOLS.values():
        if mark in text:
            raise ValueError(f"{_quoted(typed)} is in another currency. This document is in {currency}.")
    return text


def _number(text: str, typed: str, kind: str, example: str) -> Decimal:
    match = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None or not (match[1] or match[3]):
        raise ValueError(f"{_quoted(typed)} is not {kind}. Write it like {example}.")
    whole = re.sub(r"\D", "", match[1])
    return Decimal(f"{whole or 0}.{match[3]}" if match[3] else whole)


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _exact(value: Decimal, typed: str, what: str) -> Decimal:
    """``value`` without needless zeros, refused where a column could not hold it."""
    try:
        whole, rest = divmod(abs(ten_thousandths := scaled(value, what)), 10**PLACES)
    except ValueError as problem:
        raise ValueError(f"{problem} ({_quoted(typed)})") from None
    number = Decimal(f"{whole}.{rest:04d}".rstrip("0")) if rest else Decimal(whole)
    return -number if ten_thousandths < 0 else number


def _named(text: str, names: Sequence[str]) -> int | None:
    """Which of ``names`` begins with ``text``, of which at least three letters are typed."""
    if len(text) < 3:
        return None
    return next((index for index, name in enumerate(names) if name.startswith(text)), None)


def _relative(text: str, today: date) -> date | None:
    if text in _NAMED_DAYS:
        return today + timedelta(days=_NAMED_DAYS[text])
    if (weekday := _named(text, _WEEKDAYS)) is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    count = int(match[2]) if match[1] == "+" else -int(match[2])
    if match[3] in ("m", "y"):
        return _months_on(today, count * (12 if match[3] == "y" else 1))
    return today + timedelta(days=count * (7 if match[3] == "w" else 1))


def _months_on(day: date, months: int) -> date:
    """The same day ``months`` later; the last of the month where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError("no such year")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _absolute(text: str, today: date, date_format: str) -> date | None:
    if match := _ISO.fullmatch(text):
        return date(int(match[1]), int(match[3]), int(match[4]))
    if match := _DAY_MONTH.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), match[3]
        day, month = (second, first) if date_format in (DATE_FORMATS[0], DATE_FORMATS[3]) else (first, second)
        return date(_year(year, today), month, day)
    if match := _WORDY.fullmatch(text):
        month_named = _named(match[2] or match[3], _MONTHS)
        if month_named is not None:
            return date(_year(match[5], today), month_named + 1, int(match[1] or match[4]))
    return None


def _year(text: str | None, today: date) -> int:
    """The year that was typed; with two digits the one of that ending nearest to today."""
    if text is None:
        return today.year
    if len(text) == 4:
        return int(text)
    ending = int(text)
    return min((century + ending for century in range(1900, 2200, 100)), key=lambda year: abs(year - today.year))
