"""Tooltips and messages about what people typed: never markup, never wider than the screen."""

import re
from html import escape
from textwrap import wrap

from PySide6.QtGui import Qt

_WIDEST = 100
_LONGEST = 2_000
_LONG_WORD = re.compile(r"\S{40}(?=\S)")


def plain_tip(text: str) -> str:
    """``text`` for ``setToolTip``, ``QToolTip`` and tooltip roles, which take what looks like markup for markup.

    Long lines are broken, long texts cut off.
    """
    cut = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    told = "\n".join(part for line in cut.splitlines() for part in wrap(line, _WIDEST) or [""])
    if Qt.mightBeRichText(told):  # type: ignore[attr-defined]
        return f"<p style='white-space:pre'>{escape(told)}</p>"
    return told


def breakable(text: str, most: int = 400) -> str:
    """``text`` for a message that wraps: not longer than ``most``, and lines may break inside long words."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return _LONG_WORD.sub("\\g<0>\u200b", cut)
