"""The scene of the board: its rows, and what lies over them."""

from datetime import datetime

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from officedesk.services.schedule.rows import VisitBlock
from officedesk.views.schedule.block_paint import RADIUS, BlockPaint
from officedesk.views.schedule.brushes import Brushes
from officedesk.views.schedule.layout import UNASSIGNED, Placed, Plan
from officedesk.views.schedule.row_item import RowItem, Shown


class NowLine(QGraphicsItem):
    """The red line of the present moment; it lies over everything and takes no mouse."""

    WIDTH = 2.0

    def __init__(self, brushes: Brushes) -> None:
        super().__init__()
        self._brushes = brushes
        self._height = 0.0
        self.setZValue(30)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def set_height(self, height: float) -> None:
        self.prepareGeometryChange()
        self._height = height

    def boundingRect(self) -> QRectF:
        return QRectF(-1, 0, self.WIDTH, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.fillRect(self.boundingRect(), self._brushes.colour("bad"))


class Frame(QGraphicsItem):
    """The outline of the visit, or the empty place, that the keyboard is at."""

    def __init__(self, brushes: Brushes) -> None:
        super().__init__()
        self._brushes = brushes
        self._box = QRectF()
        self.active = True
        """The board has the keyboard."""
        self.empty = False
        """There is no visit: only the place is marked."""
        self.setZValue(10)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def surround(self, box: QRectF | None, *, empty: bool = False) -> None:
        self.prepareGeometryChange()
        self._box = box or QRectF()
        self.empty = empty
        self.setVisible(box is not None)
        self.update()

    def boundingRect(self) -> QRectF:
        return self._box.adjusted(-3, -3, 3, 3)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = self._brushes.pen("accent_text" if self.active else "muted", 1.0 if self.empty else 2.0)
        painter.setPen(pen)
        painter.drawRoundedRect(self._box.adjusted(-0.5, -0.5, 0.5, 0.5), RADIUS, RADIUS)


class BoardScene(QGraphicsScene):
    """Rows are made for a plan; a plan that only moved visits changes the rows that are there."""

    def __init__(self, paint: BlockPaint, plan: Plan) -> None:
        super().__init__()
        self.shown = Shown(plan, paint)
        self.rows: list[RowItem] = []
        self.now = NowLine(paint.brushes)
        self.frame = Frame(paint.brushes)
        self.addItem(self.now)
        self.addItem(self.frame)
        self.frame.hide()
        self.now.hide()
        self._least = 0.0
        self._moment: datetime | None = None
        self._hidden: VisitBlock | None = None

    @property
    def plan(self) -> Plan:
        return self.shown.plan

    def set_paint(self, paint: BlockPaint) -> None:
        """Another scheme or font."""
        self.shown.paint = paint
        self.now._brushes = self.frame._brushes = paint.brushes
        self.update()

    def show_plan(self, plan: Plan) -> None:
        """Show another plan; items of rows that are the same in number are kept."""
        before = self.shown.plan
        while len(self.rows) > len(plan.rows):
            self.removeItem(self.rows.pop())
        self.shown.plan = plan
        while len(self.rows) < len(plan.rows):
            made = RowItem(self.shown, len(self.rows))
            self.rows.append(made)
            self.addItem(made)
        wider = before.axis != plan.axis
        for at, item in enumerate(self.rows):
            same = not wider and at < len(before.rows) and before.rows[at] is plan.rows[at]
            if not same:
                item.moved()
        self._fit()
        if self._moment is not None:
            self.set_now(self._moment)

    def set_least_height(self, height: float) -> None:
        """The view is so high: the line of the present moment goes down to its end."""
        self._least = height
        self._fit()

    def _fit(self) -> None:
        height = max(self.plan.height, self._least)
        self.setSceneRect(0, 0, self.plan.axis.width, height)
        self.now.set_height(height)

    def set_now(self, moment: datetime) -> bool:
        """Move the line; ``False`` where the moment is not on the board."""
        self._moment = moment
        axis = self.plan.axis
        on = axis.begins <= moment < axis.ends
        minute = moment.hour * 60 + moment.minute
        on = on and axis.opens <= minute <= axis.closes
        self.now.setVisible(on)
        if on:
            self.now.setPos(round(axis.x(moment)), 0)
        return on

    def box(self, at: int, placed: Placed) -> QRectF:
        """Where a visit of row ``at`` is in the scene."""
        y = self.plan.rows[at].y
        return QRectF(placed.left, y + placed.top, placed.right - placed.left, placed.bottom - placed.top)

    def hide_block(self, block: VisitBlock | None) -> None:
        """Show only the shadow of a visit, which a hand holds; ``None``: of none any more."""
        before, self._hidden = self._hidden, block
        self.shown.hidden = set() if block is None else {block.key}
        concerned = [one for one in (before, block) if one is not None]
        rows = {row_id for one in concerned for row_id in one.technician_ids or (UNASSIGNED,)}
        for at, row in enumerate(self.plan.rows):
            if row.id in rows:
                self.rows[at].update()
