"""How a document number is written from the next value of its sequence."""

from datetime import date


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
    if yearly and "{yy" not in pattern:
        return "A number that starts anew each year needs {yyyy} or {yy} in its pattern."
    if len(pattern) > 40:
        return "The pattern is longer than 40 characters."
    return None
