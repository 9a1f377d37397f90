"""Text in table cells: inert for spreadsheets on the way out, as it was typed on the way in."""

import re

_ACTIVE = re.compile(r"'*[=+\-@\t\r]")


def inert(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula: a leading apostrophe before ``= + - @`` TAB and CR.

    A text that has apostrophes before such a character gets one more, so that :func:`typed` gives back exactly
    what was written.
    """
    return "'" + text if _ACTIVE.match(text) else text


def typed(text: str) -> str:
    """What was typed, from a cell that :func:`inert` may have guarded."""
    return text[1:] if text.startswith("'") and _ACTIVE.match(text) else text
