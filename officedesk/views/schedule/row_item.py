"""A row of the board: working hours, time off, lines, ways between visits, and the visits. Paints what is exposed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from officedesk.views.schedule.block_paint import BlockPaint
from officedesk.views.schedule.layout import Placed, Plan, RowPlan
from officedesk.views.schedule.words import duration_text

FEW = 40
"""Parts of the view that are looked at one by one."""


@dataclass(slots=True)
class Shown:
    """What the rows of a board share: where they are, how they are painted, and what is left out for now."""

    plan: Plan
    paint: BlockPaint
    hidden: set[int] = field(default_factory=set)
    """Keys of visits that a hand holds: only their shadow is painted."""
    ways: Mapping[int, Mapping[tuple[int, int], int]] = field(default_factory=dict)
    """By row: minutes from one visit (its key) to the next."""
    exposed: list[QRectF] = field(default_factory=list)
    """What of the scene is painted now: of a row both ends may be, and nothing between."""
    left: float = 0.0
    """The left edge of what is seen: words of a visit that begins before it begin there."""


class RowItem(QGraphicsItem):
    """Row number ``at`` of the plan."""

    def __init__(self, shown: Shown, at: int) -> None:
        super().__init__()
        self._shown, self.at = shown, at
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setPos(0, self.row.y)
        # Qt's index of the scene knows the old one until it is told: it must not change with the plan.
        self._bounds = self._wanted()

    @property
    def row(self) -> RowPlan:
        return self._shown.plan.rows[self.at]

    def moved(self) -> None:
        """The plan has the row elsewhere, or with other visits."""
        self.prepareGeometryChange()
        self._bounds = self._wanted()
        self.setPos(0, self.row.y)
        self.update()

    def _wanted(self) -> QRectF:
        return QRectF(0, 0, self._shown.plan.axis.width, self.row.height)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        row = self.row
        exposed: QRectF = option.exposedRect  # type: ignore[attr-defined]
        seen = exposed.adjusted(-2, -2, 2, 2).intersected(self._bounds)
        self._ground(painter, row, seen)
        self._ways(painter, row, seen.left(), seen.right())
        for placed in self._among(row, seen):
            self._block(painter, placed)

    def _among(self, row: RowPlan, seen: QRectF) -> list[Placed]:
        """The visits that lie in what is painted."""
        parts = [
            one.translated(0, -row.y) for one in self._shown.exposed if one.bottom() > row.y and one.top() < row.bottom
        ]
        if not parts or len(parts) > FEW:
            parts = [seen]
        edges = [(one.left() - 2, one.right() + 2, one.top() - 2, one.bottom() + 2) for one in parts]
        if len(edges) == 1:
            left, right, top, bottom = edges[0]
            return [
                one
                for one in row.placed
                if one.right > left and one.left < right and one.bottom > top and one.top < bottom
            ]
        return [
            one
            for one in row.placed
            if any(
                one.right > left and one.left < right and one.bottom > top and one.top < bottom
                for left, right, top, bottom in edges
            )
        ]

    # --- what is behind ---

    def _ground(self, painter: QPainter, row: RowPlan, seen: QRectF) -> None:
        plan, brushes = self._shown.plan, self._shown.paint.brushes
        axis = plan.axis
        painter.fillRect(seen, brushes.colour("panel"))
        for day in range(axis.day_at(seen.left()), axis.day_at(seen.right()) + 1):
            self._free(painter, row, day)
        fine: list[QLineF] = []
        whole: list[QLineF] = []
        for x, _, minute in axis.ticks():
            if seen.left() <= x <= seen.right() and minute != axis.opens:
                line = QLineF(round(x) + 0.5, seen.top(), round(x) + 0.5, seen.bottom())
                (fine if minute % 60 else whole).append(line)
        painter.setPen(brushes.faint)
        painter.drawLines(fine)
        painter.setPen(brushes.pen("line"))
        painter.drawLines(whole)
        painter.setPen(brushes.pen("control_line"))
        edges = [QLineF(round(x) + 0.5, seen.top(), round(x) + 0.5, seen.bottom()) for x in self._day_edges(seen)]
        painter.drawLines(edges)
        if row.technician is not None:
            for away in row.technician.away:
                self._away(painter, away.starts, away.ends, away.reason, seen)
        y = row.height - 0.5
        painter.setPen(brushes.pen("line"))
        painter.drawLine(QPointF(seen.left(), y), QPointF(seen.right(), y))

    def _day_edges(self, seen: QRectF) -> list[float]:
        axis = self._shown.plan.axis
        return [x for day in range(1, axis.days) if seen.left() <= (x := day * axis.day_width) <= seen.right()]

    def _free(self, painter: QPainter, row: RowPlan, day: int) -> None:
        """Shade what is not worked of a day."""
        axis, brushes = self._shown.plan.axis, self._shown.paint.brushes
        spans = row.technician.hours[day] if row.technician is not None else self._shown.plan.anybody[day]
        last = axis.opens
        for begin, end in (*spans, (axis.closes, axis.closes)):
            if begin > last:
                left, right = axis.x_of(day * 1440 + last), axis.x_of(day * 1440 + begin)
                if begin >= axis.closes:
                    right = (day + 1) * axis.day_width
                painter.fillRect(QRectF(left, 0, right - left, row.height), brushes.colour("window"))
            last = max(last, end)

    def _away(self, painter: QPainter, starts: datetime, ends: datetime, reason: str, seen: QRectF) -> None:
        axis, brushes = self._shown.plan.axis, self._shown.paint.brushes
        if ends <= axis.begins or starts >= axis.ends:
            return
        left, right = axis.x(starts), axis.x_end(ends)
        box = QRectF(left, 0, right - left, self.row.height - 1)
        if not box.intersects(seen):
            return
        painter.fillRect(box, brushes.colour("window"))
        painter.fillRect(box, brushes.hatch)
        said = reason or "Time off"
        room = int(right - left - 16 * brushes.scale)
        begin = max(left, self._shown.left if axis.days == 1 else left)
        if room > 40:
            told = brushes.elided(said, False, room)
            painter.setFont(brushes.font)
            back = QRectF(
                begin + 6, self.row.height - brushes.line - 7, brushes.width(told, brushes.font) + 8, brushes.line + 2
            )
            painter.fillRect(back, brushes.colour("window"))
            painter.setPen(brushes.pen("muted"))
            painter.drawText(QPointF(back.left() + 4, back.top() + brushes.ascent + 1), told)

    # --- ways ---

    def _ways(self, painter: QPainter, row: RowPlan, left: float, right: float) -> None:
        """Between two visits the time that the way takes, red where there is less."""
        ways = self._shown.ways.get(row.id)
        if not ways or self._shown.plan.sizes.compact:
            return
        brushes = self._shown.paint.brushes
        timed = [one for one in row.placed if not one.banner]
        for before, after in pairwise(timed):
            minutes = ways.get((before.block.key, after.block.key))
            if minutes is None or after.left < left or before.right > right:
                continue
            if {before.block.key, after.block.key} & self._shown.hidden:
                continue
            ends, starts = before.block.ends, after.block.starts
            if ends is None or starts is None:
                continue
            short = starts - ends < timedelta(minutes=minutes)
            token = "bad" if short else "muted"
            gap = after.left - before.right
            y = before.top + (before.bottom - before.top) / 2
            said = duration_text(minutes)
            wide = brushes.width(said, brushes.small)
            painter.setPen(brushes.pen(token))
            if gap >= wide + 22:
                pen = brushes.pen(token)
                painter.setPen(pen)
                middle = (before.right + after.left) / 2
                painter.drawLine(QPointF(before.right + 4, y), QPointF(middle - wide / 2 - 4, y))
                painter.drawLine(QPointF(middle + wide / 2 + 4, y), QPointF(after.left - 4, y))
                painter.setFont(brushes.small)
                painter.drawText(QPointF(middle - wide / 2, y + 4 * brushes.scale), said)
            elif short and gap >= -2:
                # No room for words: the mark at the seam says that the way is longer than the time for it.
                painter.setPen(brushes.pen("bad", 2.0))
                painter.drawLine(QPointF(after.left - 1, after.top), QPointF(after.left - 1, after.bottom))

    # --- visits ---

    def _block(self, painter: QPainter, placed: Placed) -> None:
        shown = self._shown
        block = placed.block
        left = round(placed.left)
        box = QRectF(left, placed.top, round(placed.right) - left, placed.bottom - placed.top)
        if block.key in shown.hidden:
            brushes = shown.paint.brushes
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(brushes.pen("control_line"))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            return
        compact = shown.plan.sizes.compact
        stripe = (placed.begins, placed.ends) if compact and not placed.banner else None
        shown.paint.paint(painter, box, block, text_left=shown.left, stripe=stripe)
        if block.window_ends is not None and not placed.banner and not compact:
            axis = shown.plan.axis
            shown.paint.window(painter, placed.begins + 1, axis.x(block.window_ends), placed.top - 3, block)
