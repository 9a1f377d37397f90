"""Tooltips of what people typed: never markup, never wider than the screen."""

from html import escape
from textwrap import wrap

from PySide6.QtGui import Qt

_WIDEST = 100
_LONGEST = 2_000


def plain_tip(text: str) -> str:
    """``text`` for ``setToolTip``, ``QToolTip`` and tooltip roles, which take what looks like markup for markup.

    Long lines are broken, long texts cut off.
    """
    cut = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    told = "\n".join(part for line in cut.splitlines() for part in wrap(line, _WIDEST) or [""])
    if Qt.mightBeRichText(told):  # type: ignore[attr-defined]
        return f"<p style='white-space:pre'>{escape(told)}</p>"
    return told
