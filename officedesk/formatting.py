"""Money, dates, phone numbers and quantities as people read them; for screen, paper and exports.

US style throughout: 1,234.56 with a point, a real minus sign (U+2212). What people type is read in ``parsing``.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Final, Protocol

from officedesk.models.enums import AmountKind
from officedesk.models.money import exponent_of

MINUS: Final = "\N{MINUS SIGN}"
NO_BREAK: Final = "\N{NO-BREAK SPACE}"

DATE_FORMATS: Final = ("MM/DD/YYYY", "DD.MM.YYYY", "DD/MM/YYYY", "YYYY-MM-DD")
"""What ``Company.date_format`` may be."""

SYMBOLS: Final = {
    "AUD": "A$",
    "BRL": "R$",
    "CAD": "CA$",
    "CNY": "CN¥",
    "EUR": "€",
    "GBP": "£",
    "HKD": "HK$",
    "ILS": "₪",
    "INR": "₹",
    "JPY": "¥",
    "KRW": "₩",
    "KWD": "KD",
    "MXN": "MX$",
    "NGN": "₦",
    "NZD": "NZ$",
    "PHP": "₱",
    "SGD": "S$",
    "TWD": "NT$",
    "UAH": "₴",
    "USD": "$",
    "VND": "₫",
}
"""Currencies that are not written with their code."""

# A number of the North American plan as people write it: area code and exchange never begin with 0 or 1.
_NANP = re.compile(
    r"(?:\+?1[ .-]*)?\(?([2-9]\d\d)\)?[ ./-]*([2-9]\d\d)[ .-]*(\d{4})(?:\s*(?:,|x|ext\.?|extension|#)\s*(\d{1,7}))?",
    re.ASCII | re.IGNORECASE,
)
_HOME: Final = frozenset({"", "us", "usa", "u.s.", "u.s.a.", "united states", "united states of america"})


class AddressLike(Protocol):
    """An address in parts, as drafts and rows have it."""

    @property
    def street(self) -> str: ...
    @property
    def street2(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def postal_code(self) -> str: ...
    @property
    def country(self) -> str: ...


@lru_cache(maxsize=64)
def _style(currency: str) -> tuple[str, int, int]:
    """What stands before an amount, how many minor units a major one has, and its exponent."""
    symbol = SYMBOLS.get(currency, currency)
    exponent = exponent_of(currency)
    return symbol + NO_BREAK if symbol[-1].isalpha() else symbol, 10**exponent, exponent


def money(minor: int, currency: str = "USD", *, symbol: bool = True) -> str:
    """``minor`` units as people read them: ``$1,234.56``, ``−$162.29``, ``¥1,235``, ``CHF 5.00``.

    Without ``symbol`` only the number, as the columns of a table show it. ``ValueError`` for an unknown currency.
    """
    before, units, exponent = _style(currency)
    if not symbol:
        before = ""
    if minor < 0:
        before = MINUS + before
        minor = -minor
    if exponent == 2:
        return f"{before}{minor // 100:,}.{minor % 100:02d}"
    if not exponent:
        return f"{before}{minor:,}"
    return f"{before}{minor // units:,}.{minor % units:0{exponent}d}"


def quantity(value: Decimal) -> str:
    """A quantity without needless zeros: ``8``, ``1.5``, ``1,250``, ``−2``."""
    text = f"{value:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text.startswith("-"):
        return MINUS + text[1:] if text != "-0" else "0"
    return text


def percent(value: Decimal) -> str:
    """A percentage: ``7.525 %``."""
    return f"{quantity(value)} %"


def discount(kind: AmountKind, value: Decimal, currency: str = "USD") -> str:
    """A discount or deposit as it is stated: ``10 %``, ``15.00``, or nothing."""
    if kind is AmountKind.PERCENT:
        return percent(value)
    if kind is AmountKind.NONE:
        return ""
    minor = value.scaleb(exponent_of(currency))
    whole = int(minor)
    return money(whole, currency, symbol=False) if whole == minor else quantity(value)


def date_text(value: date | None, date_format: str = "MM/DD/YYYY") -> str:
    """A calendar day in one of ``DATE_FORMATS``; nothing for ``None``. ``ValueError`` for another format."""
    if value is None:
        return ""
    if date_format == "MM/DD/YYYY":
        return f"{value.month:02d}/{value.day:02d}/{value.year:04d}"
    if date_format == "YYYY-MM-DD":
        return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    if date_format == "DD.MM.YYYY":
        return f"{value.day:02d}.{value.month:02d}.{value.year:04d}"
    if date_format == "DD/MM/YYYY":
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    raise ValueError(f"{date_format!r} is not a date format. Use one of {', '.join(DATE_FORMATS)}.")


def time_text(value: time | datetime | None) -> str:
    """Wall time as the schedule shows it: ``8:00``, ``14:30``; nothing for ``None``."""
    return "" if value is None else f"{value.hour}:{value.minute:02d}"


def time_range(start: time | datetime | None, end: time | datetime | None) -> str:
    """``8:00 – 9:30``; one of them where the other is open."""
    return " – ".join(text for text in (time_text(start), time_text(end)) if text)


@lru_cache(maxsize=4096)
def file_size(size: int) -> str:
    """Bytes as people read them: ``812 bytes``, ``14 KB``, ``5.2 MB``, ``1.4 GB``."""
    if size < 1_000:
        return f"{size} bytes"
    value = Decimal(size)
    for unit in ("KB", "MB", "GB"):
        value /= 1_000
        if value < 1_000 or unit == "GB":
            break
    shown = f"{value:,.0f}" if unit == "KB" or value >= 100 else f"{value:,.1f}"
    return f"{shown} {unit}"


def phone(text: str) -> str:
    """A phone number as people read it: ``(612) 746-4017``, ``+44 20 7946 0958``; otherwise as it was typed."""
    text = text.strip()
    match = _NANP.fullmatch(text)
    if match:
        area, exchange, line, extension = match.groups()
        return f"({area}) {exchange}-{line}" + (f" x{extension}" if extension else "")
    if not text.startswith("+"):
        return text
    import phonenumbers

    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_valid_number(number):
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def address_lines(
    street: str | AddressLike = "",
    street2: str = "",
    city: str = "",
    region: str = "",
    postal_code: str = "",
    country: str = "",
) -> list[str]:
    """An address, in parts or whole, as lines: ``400 S 4th St., Suite 1000M`` / ``Minneapolis, MN 55415``.

    Empty parts leave nothing behind; the country is a line of its own unless it is the United States.
    """
    if not isinstance(street, str):
        whole = street
        return address_lines(whole.street, whole.street2, whole.city, whole.region, whole.postal_code, whole.country)
    place = " ".join(part for part in (region.strip(), postal_code.strip()) if part)
    lines = (
        ", ".join(part for part in (street.strip(), street2.strip()) if part),
        ", ".join(part for part in (city.strip(), place) if part),
        "" if country.strip().casefold() in _HOME else country.strip(),
    )
    return [line for line in lines if line]
