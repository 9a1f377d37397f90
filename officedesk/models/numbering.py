"""How a document number is written from the next value of its sequence."""

from datetime import date
from typing import Final

LONGEST_PATTERN: Final = 40


def period_of(on: date, *, yearly: bool) -> str:
    """The period a sequence counts in: ``""``, or the year of the document's date."""
    return f"{on.year:04d}" if yearly else ""


def format_number(pattern: str, value: int, padding: int, on: date) -> str:
    """``pattern`` with ``{n}``, ``{yyyy}`` and ``{yy}`` filled in: ``("INV-{yy}-{n}", 7, 4, …) -> "INV-26-0007"``."""
    return (
        pattern.replace("{yyyy}", f"{on.year:04d}")
        .replace("{yy}", f"{on.year % 100:02d}")
        .replace("{n}", str(value).zfill(padding))
    )


def pattern_problem(pattern: str, *, yearly: bool) -> str | None:
    """Why ``pattern`` cannot number documents, or ``None``: two documents must never get the same text."""
    if pattern.count("{n}") != 1:
        return "The pattern needs {n} once, where the number goes."
    rest = pattern.replace("{n}", "").replace("{yyyy}", "").replace("{yy}", "")
    if "{" in rest or "}" in rest:
        return "The pattern knows {n}, {yyyy} and {yy} only."
    if yearly and "{yyyy}" not in pattern and "{yy}" not in pattern:
        return "A number that starts anew each year needs {yyyy} or {yy} in its pattern."
    if not pattern.isprintable() or pattern != pattern.strip():
        return "The pattern begins or ends with a space, or has characters that do not print."
    if len(pattern) > LONGEST_PATTERN:
        return f"The pattern is longer than {LONGEST_PATTERN} characters."
    return None
