"""How a document number is written from the next value of its sequence."""

import re
from collections.abc import Iterator
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


def clash(pattern: str, padding: int, other: str, other_padding: int) -> str | None:
    """A number that both patterns could write, or ``None``: two sequences of one kind must never meet.

    Capital and small letters count as one: nobody tells ``INV-7`` from ``Inv-7`` on the phone.
    """
    one, two = _atoms(pattern, padding), _atoms(other, other_padding)
    seen = {(0, 0)}
    waiting = [(0, 0, "")]
    for first, second, text in waiting:
        if first == len(one) and second == len(two):
            return text
        for i, j, char in _steps(one, two, first, second):
            if (i, j) not in seen:
                seen.add((i, j))
                waiting.append((i, j, text + char))
    return None


_DIGIT, _DIGITS = "\\d", "\\d*"


def _atoms(pattern: str, padding: int) -> list[str]:
    """The pattern as characters, digits, and any number of digits."""
    for name, count in (("{yyyy}", 4), ("{yy}", 2)):
        pattern = pattern.replace(name, "\0" * count)
    atoms: list[str] = []
    for part in re.split(r"(\{n\})", pattern):
        if part == "{n}":
            atoms += [_DIGIT] * max(1, padding) + [_DIGITS]
        else:
            atoms += [_DIGIT if char == "\0" else char.casefold() for char in part]
    return atoms


def _steps(one: list[str], two: list[str], i: int, j: int) -> Iterator[tuple[int, int, str]]:
    """Where both patterns may stand after one more character, and which; nothing where digits end."""
    mine, theirs = (atoms[at] if at < len(atoms) else "" for atoms, at in ((one, i), (two, j)))
    if mine == _DIGITS:
        yield i + 1, j, ""
    if theirs == _DIGITS:
        yield i, j + 1, ""
    if not mine or not theirs:
        return
    both = _shared(mine, theirs)
    if both:
        yield i + (mine != _DIGITS), j + (theirs != _DIGITS), both


def _shared(mine: str, theirs: str) -> str:
    """A character that both atoms stand for."""
    any_digit = (_DIGIT, _DIGITS)
    if mine in any_digit:
        return "1" if theirs in any_digit else theirs * (theirs.isascii() and theirs.isdigit())
    return mine * (mine.isascii() and mine.isdigit() if theirs in any_digit else mine == theirs)
