"""What of the board is seen: kept when the board changes, brought to a visit, and words that follow the view's edge."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from officedesk.views.schedule.layout import UNASSIGNED

if TYPE_CHECKING:
    from officedesk.views.schedule.view import BoardView

BAND = 24
"""Pixels that stay free around what is brought into view."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The row at the upper edge and how far into it, and the moment at the left edge."""

    row_id: int
    inside: float
    left: datetime
    scrolled: bool
    """``False``: the beginning is seen, and whoever looks at it goes on looking at it."""


def anchor(view: "BoardView") -> Anchor:
    """What is seen now."""
    top = view.verticalScrollBar().value()
    at = view.plan.row_at(top)
    row_id, inside = (UNASSIGNED, 0.0) if at is None else (view.plan.rows[at].id, top - view.plan.rows[at].y)
    return Anchor(row_id, inside, view.plan.axis.at(view.horizontalScrollBar().value()), top > 0)


def return_to(view: "BoardView", seen: Anchor) -> None:
    """See it again, wherever it is by now."""
    row = view.row_of(seen.row_id)
    view.verticalScrollBar().setValue(round(row.y + seen.inside) if row is not None and seen.scrolled else 0)
    view.horizontalScrollBar().setValue(round(view.plan.axis.x(seen.left)))


def bring_into_view(view: "BoardView", box: QRectF) -> None:
    """Scroll as little as need be; of what is larger than the view its beginning is seen."""
    seen = view.seen()
    x, y = view.horizontalScrollBar(), view.verticalScrollBar()
    if box.left() < seen.left() or box.width() > seen.width():
        x.setValue(round(box.left() - BAND))
    elif box.right() > seen.right():
        x.setValue(round(box.right() + BAND - seen.width()))
    if box.top() < seen.top() or box.height() > seen.height():
        y.setValue(round(box.top() - BAND))
    elif box.bottom() > seen.bottom():
        y.setValue(round(box.bottom() + BAND - seen.height()))


def move_words(view: "BoardView") -> None:
    """Words of visits that begin left of what is seen follow the view's edge: paint them anew."""
    scene, plan = view.board_scene, view.plan
    before, now = scene.shown.left, float(view.horizontalScrollBar().value())
    scene.shown.left = now
    edge, seen = max(before, now), view.seen()
    at = plan.row_at(max(seen.top(), 0))
    while at is not None and at < len(plan.rows) and plan.rows[at].y < seen.bottom():
        for placed in plan.rows[at].placed:
            if placed.left < edge < placed.right + abs(now - before):
                scene.update(scene.box(at, placed))
        at += 1
