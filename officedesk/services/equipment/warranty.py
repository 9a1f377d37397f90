"""How long a warranty still runs, counted by the office's calendar."""

from calendar import monthrange
from datetime import date

SOON = 3
"""Months left below which a warranty is about to end."""


def months_left(ends: date | None, today: date) -> int | None:
    """Whole months from ``today`` until the last day of the warranty: 0 under a month, -1 once it is over.

    ``None`` where there is no warranty. On its last day it still runs. The month after January 31 ends with February.
    """
    if ends is None:
        return None
    if ends < today:
        return -1
    months = (ends.year - today.year) * 12 + ends.month - today.month
    return months - (ends.day < min(today.day, monthrange(ends.year, ends.month)[1]))


def told(months: int | None) -> str:
    """``months_left`` in words: ``14 months left``, ``Under a month left``, ``Over``; empty without a warranty."""
    if months is None:
        return ""
    if months < 0:
        return "Over"
    if months == 0:
        return "Under a month left"
    return f"{months:,} month{'s' if months != 1 else ''} left"
