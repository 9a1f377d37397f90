"""A week's working hours: as they are stored, checked, typed and told. Minutes since midnight; 0 is Monday."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Any

from officedesk.formatting import time_text
from officedesk.models.hours import DAY, Spans, Week
from officedesk.parsing import parse_time

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
USUAL: Week = (((8 * 60, 17 * 60),),) * 5 + ((), ())
"""What an office works that never said: Monday to Friday from 8 to 5."""
MOST_SPANS = 6
"""In a day."""


def week_from(stored: Mapping[str, Any] | None) -> Week | None:
    """The week of ``{"0": [[480, 1020]], …}``; ``None`` for none. Days that are not named are days off.

    What nobody could have typed (an import, an older program) is left out, so that a schedule still opens.
    """
    if stored is None:
        return None
    return tuple(_tidy(stored.get(str(number), ())) for number in range(7))


def to_stored(week: Week | None) -> dict[str, list[list[int]]] | None:
    """``week`` as the column holds it, all seven days named."""
    if week is None:
        return None
    return {str(number): [list(span) for span in day] for number, day in enumerate(week)}


def week_problem(week: Week | None) -> str | None:
    """Why these hours cannot stand, or ``None``."""
    if week is None:
        return None
    if len(week) != 7:
        return "A week has seven days."
    for name, day in zip(DAYS, week, strict=True):
        if problem := day_problem(day):
            return f"{name}: {problem}"
    return None


def day_problem(day: Spans) -> str | None:
    """Why a day's spans cannot stand, or ``None``."""
    if len(day) > MOST_SPANS:
        return f"at most {MOST_SPANS} spans of time in a day."
    before = 0
    for start, end in day:
        if not 0 <= start < end <= DAY:
            return "hours begin before they end, between midnight and midnight."
        if start < before:
            return "spans of time may not overlap."
        before = end
    return None


def parse_day(text: str) -> Spans:
    """What is typed for a day: ``8-12, 12:30-5 pm``. Empty, “off” and “closed” are a day off.

    Raises :class:`ValueError` with words for the user.
    """
    typed = " ".join(text.replace("–", "-").replace("—", "-").split())
    if typed.casefold() in ("", "-", "off", "closed", "none"):
        return ()
    spans = []
    for part in typed.replace(";", ",").replace(" and ", ",").split(","):
        first, dash, last = part.replace(" to ", "-").partition("-")
        if not dash or not first.strip() or not last.strip():
            raise ValueError("Hours look like 8-12, 12:30-5 pm.")
        spans.append(_span(first.strip(), last.strip()))
    day = tuple(sorted(spans))
    if problem := day_problem(day):
        raise ValueError(problem[0].upper() + problem[1:])
    return day


def day_text(day: Spans) -> str:
    """``8:00 – 12:00, 12:30 – 17:00``; empty for a day off."""
    return ", ".join(span_text(span) for span in day)


def span_text(span: tuple[int, int]) -> str:
    """``8:00 – 12:00``."""
    start, end = span
    return f"{_clock(start)} – {_clock(end)}"


def week_text(week: Week) -> str:
    """``Mon–Fri 8:00 – 17:00``: days of the same hours together."""
    told: list[tuple[int, int, Spans]] = []
    for number, day in enumerate(week):
        if told and told[-1][2] == day:
            told[-1] = (told[-1][0], number, day)
        elif day:
            told.append((number, number, day))
        else:
            told.append((number, number, ()))
    parts = [f"{_days(first, last)} {day_text(day)}" for first, last, day in told if day]
    return "; ".join(parts) or "no hours"


def _days(first: int, last: int) -> str:
    names = [DAYS[first][:3], DAYS[last][:3]]
    return names[0] if first == last else "–".join(names)


def _clock(minute: int) -> str:
    return "24:00" if minute == DAY else time_text(time(minute // 60, minute % 60))


def _span(first: str, last: str) -> tuple[int, int]:
    start, end = _minute(first), DAY if last.casefold() in ("midnight", "24:00", "24") else _minute(last)
    # “8-5” and “1-5” are said of a day's work: what ends before it begins, ends in the afternoon.
    bare = not any(letter in last.casefold() for letter in "apm")
    if bare and end <= start and end + 12 * 60 > start and end + 12 * 60 <= DAY:
        end += 12 * 60
    return start, end or DAY


def _minute(text: str) -> int:
    at = parse_time(text)
    return at.hour * 60 + at.minute


def _tidy(spans: Any) -> Spans:
    kept: list[tuple[int, int]] = []
    for span in sorted(_pairs(spans)):
        if 0 <= span[0] < span[1] <= DAY and (not kept or span[0] >= kept[-1][1]):
            kept.append(span)
    return tuple(kept)


def _pairs(spans: Any) -> Iterable[tuple[int, int]]:
    for span in spans if isinstance(spans, Sequence) and not isinstance(spans, str) else ():
        if isinstance(span, Sequence) and len(span) == 2 and all(type(part) is int for part in span):
            yield span[0], span[1]
