"""How long an answer lasts, by its headers (RFC 9111) and by what the provider wants."""

import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from officedesk.maps.base.online.source import Policy

_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,10})")


def expiry(headers: Mapping[str, str], policy: Policy, now: float) -> float | None:
    """When a tile that came now has to be asked for again; ``None``: it may not be kept at all.

    What the headers say counts, within the policy's limit. Where they say nothing it is the policy's time.
    """
    control = headers.get("Cache-Control", "").lower()
    if "no-store" in control:
        return None
    if "no-cache" in control:
        return now
    said = _AGE.search(control)
    if said is not None:
        age = float(said[1]) - _seconds(headers.get("Age", "0"))
    elif "Expires" in headers:
        at = date(headers["Expires"])
        sent = date(headers.get("Date", ""))
        # A date that is none means “already over”.
        age = 0.0 if at is None else at - (sent if sent is not None else now)
    else:
        age = policy.keep
    return now + max(0.0, min(age, policy.most))


def wish(headers: Mapping[str, str], now: float) -> float:
    """Seconds for which a service wants to be left alone (``Retry-After``); 0 where it does not say."""
    said = headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return _seconds(said)
    at = date(said)
    return max(0.0, at - now) if at is not None else 0.0


def date(text: str) -> float | None:
    """Seconds since 1970 of a date in a header."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _seconds(text: str) -> float:
    text = text.strip()
    return float(text) if text.isascii() and text.isdecimal() and len(text) <= 10 else 0.0
