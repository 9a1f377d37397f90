"""Going on from the numbers of another product: its last number shows how numbers look, and which one comes next."""

import re
from dataclasses import dataclass
from datetime import date

from officedesk.models.enums import SequenceKind
from officedesk.models.numbering import clash, format_number, pattern_problem
from officedesk.models.text import clean

LARGEST = 10**12 - 2
"""The next one still has to fit a sequence."""
_RUN = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Continued:
    """How a sequence goes on. ``has_year``: the year stands in the number, so it may start anew each year."""

    pattern: str = "{n}"
    padding: int = 0
    next_value: int = 1
    yearly: bool = False
    has_year: bool = False

    def next_number(self, on: date) -> str:
        """The next number as papers of that day show it."""
        return format_number(self.pattern, self.next_value, self.padding, on)


def continued(last: str, on: date, *, yearly: bool = True) -> Continued:
    """What follows ``last``: ``INV-2047 -> INV-2048``, ``2026-0047 -> 2026-0048`` (while ``on`` is in 2026).

    ``yearly``: where the year stands in the number, it starts at 1 again in the next one. Raises ``ValueError`` in the
    user's words where nothing can follow.
    """
    text = clean(last)
    if "{" in text or "}" in text:
        raise ValueError("A number can't have { or } in it.")
    runs = list(_RUN.finditer(text))
    if not runs:
        raise ValueError("Type the whole last number, such as INV-2047: it needs digits.")
    year = _year_among(runs, on)
    counts = next(run for run in reversed(runs) if run is not year)
    value = int(counts.group())
    if value > LARGEST:
        raise ValueError("This number is too long to count on from: at most 12 digits.")
    parts = [(counts.start(), counts.end(), "{n}")]
    if year is not None:
        parts.append((year.start(), year.end(), "{yyyy}" if len(year.group()) == 4 else "{yy}"))
    pattern = text
    for start, end, word in sorted(parts, reverse=True):
        pattern = pattern[:start] + word + pattern[end:]
    padding = len(counts.group()) if counts.group().startswith("0") else 0
    anew = yearly and year is not None
    if problem := pattern_problem(pattern, yearly=anew):
        raise ValueError(problem)
    return Continued(pattern, padding, value + 1, anew, year is not None)


def meeting(numbers: dict[SequenceKind, Continued]) -> dict[SequenceKind, str]:
    """Kinds whose numbers could be taken for those of another kind on papers alike: invoices and credit notes."""
    invoice, credit = numbers.get(SequenceKind.INVOICE), numbers.get(SequenceKind.CREDIT_NOTE)
    if invoice is None or credit is None:
        return {}
    same = clash(invoice.pattern, invoice.padding, credit.pattern, credit.padding)
    if same is None:
        return {}
    return {SequenceKind.CREDIT_NOTE: f"“{same}” could be an invoice too: credit notes need letters of their own."}


def _year_among(runs: list[re.Match[str]], on: date) -> re.Match[str] | None:
    """The digits that are this year's, where others are there to count by."""
    if len(runs) < 2:
        return None
    full = next((run for run in runs if run.group() == f"{on.year:04d}"), None)
    if full is not None:
        return full
    # Two digits are the year only in front, with the count right behind: 26-0047.
    return runs[0] if runs[0].group() == f"{on.year % 100:02d}" and runs[0].start() != runs[-1].start() else None
