"""The piece of a long text that a search is about."""

from officedesk.models.text import fold
from officedesk.models.wanted import Wanted

_LOOKED_AT = 10_000
_AROUND = 40
_LONG = 120


def line_with(text: str, asked: Wanted) -> str:
    """The first line of ``text`` with a word that was asked for; its first line where none has one."""
    lines = [line for line in (line.strip() for line in text[:_LOOKED_AT].splitlines()) if line]
    terms = _terms(asked)
    found = next((line for line in lines if any(term in fold(line) for term in terms)), lines[0] if lines else "")
    return found if len(found) <= _LONG else f"{found[: _LONG - 1]}…"


def excerpt(folded: str, asked: Wanted) -> str:
    """What stands around the first word that was asked for in folded text, whole words; empty where it has none."""
    at = min((place for term in _terms(asked) if (place := folded.find(term)) >= 0), default=-1)
    if at < 0:
        return ""
    start, end = max(0, at - _AROUND), min(len(folded), at + 2 * _AROUND)
    if start:
        start = folded.find(" ", start, at) + 1 or start
    if end < len(folded):
        end = folded.rfind(" ", at, end) if folded.rfind(" ", at, end) > at else end
    return f"{'…' if start else ''}{folded[start:end].strip()}{'…' if end < len(folded) else ''}"


def _terms(asked: Wanted) -> list[str]:
    return [term for way in asked.ways for group in way for term in group]
