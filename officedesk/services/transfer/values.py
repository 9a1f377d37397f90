"""Is this a phone number, an email address, a ZIP? Each check gives a message, or an empty text for a good value."""

import re
from decimal import Decimal, InvalidOperation

from officedesk.models.text import email_problem

YES = frozenset({"yes", "y", "true", "t", "1", "x", "on"})
NO = frozenset({"", "no", "n", "false", "f", "0", "off"})
_EMAILS = re.compile(r"\s*[;,]\s*|\s+:::\s+|\s+(?=\S+@)")
_SEPARATED = re.compile(r"@.*[,;\s].*@|[,;]", re.DOTALL)
# A comma only between whole numbers: “555-0142, ext. 4” is one.
_COMMA = r"(?<=\d{4}),\s*(?=\+?[\d(][\d .()-]{8})"
_SEPARATED_PHONES = re.compile(rf";|:::|\n| or |{_COMMA}")
_PHONES = re.compile(rf"\s*;\s*|\s+:::\s+|\s*\n\s*|\s+or\s+|{_COMMA}")
# The common shape, checked without loading anything: area code and exchange never begin with 0 or 1.
_NORTH_AMERICAN = re.compile(r"(?:\+?1[ .-]?)?(?:\([2-9]\d\d\)|[2-9]\d\d)[ .-]*[2-9]\d\d[ .-]?\d{4}")
_NO_ZIPS = ("00000", "99999")
_US_ZIP = re.compile(r"(\d{5})(-?\d{4})?")
_CANADIAN = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d", re.IGNORECASE)
_US = frozenset({"", "us", "usa", "u.s.", "u.s.a.", "united states", "united states of america"})
_CANADA = frozenset({"ca", "can", "canada"})


def phone_message(text: str, region: str) -> str:
    """What is wrong with a phone number of ``region`` (``US``)."""
    if not text or _NORTH_AMERICAN.fullmatch(text):
        return ""
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return f"“{short(text)}” is not a phone number"
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == phonenumbers.ValidationResult.TOO_SHORT:
        return f"the phone number “{short(text)}” is too short"
    if reason == phonenumbers.ValidationResult.TOO_LONG:
        return f"the phone number “{short(text)}” is too long"
    if reason not in (
        phonenumbers.ValidationResult.IS_POSSIBLE,
        phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY,
    ):
        return f"“{short(text)}” is not a phone number"
    if reason == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        return f"the phone number “{short(text)}” has no area code"
    return ""


def email_message(text: str) -> str:
    """What is wrong with an email address; empty for none."""
    return (email_problem(text) or "").rstrip(".")


def postal_message(text: str, country: str) -> str:
    """What is wrong with a postal code; only those of the United States and Canada are looked at."""
    if not text or (not country and len(text) == 5 and text.isdecimal() and text not in _NO_ZIPS):
        return ""
    place = country.casefold()
    if place in _CANADA or (place in _US and text[:1].isalpha()):
        return "" if _CANADIAN.fullmatch(text) else f"“{short(text)}” is not a postal code"
    if place not in _US:
        return ""
    match = _US_ZIP.fullmatch(text)
    if match is None:
        lost = text.isdigit() and len(text) in (3, 4)
        return (
            f"the ZIP “{short(text)}” is too short: its leading zeros may have been lost"
            if lost
            else (f"“{short(text)}” is not a ZIP code")
        )
    return f"the ZIP “{short(text)}” does not exist" if match[1] in _NO_ZIPS else ""


def split_emails(text: str) -> list[str]:
    """The addresses in a cell that may hold several."""
    if not _SEPARATED.search(text):
        return [text] if text else []
    return [part for part in _EMAILS.split(text.strip()) if part]


def split_phones(text: str) -> list[str]:
    """The numbers in a cell that may hold several."""
    if not _SEPARATED_PHONES.search(text):
        return [text] if text else []
    return [part for part in _PHONES.split(text.strip()) if part]


def yes_or_no(text: str) -> bool | None:
    """``None`` where the text says neither."""
    plain = text.strip().casefold()
    if plain in NO:
        return False
    return True if plain in YES else None


def stars(text: str) -> int | None:
    """A rating of 0 to 5, or ``None`` where the text is none."""
    try:
        value = Decimal(text.strip() or "0")
    except InvalidOperation:
        return None
    return int(value) if value.is_finite() and value == value.to_integral_value() and 0 <= value <= 5 else None


def short(text: str) -> str:
    """``text`` for a message: one line, at most 60 characters."""
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else plain[:57] + "…"
