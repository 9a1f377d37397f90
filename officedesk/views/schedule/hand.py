"""The mouse on the board: what is taken, where it is dragged, and where it is let go."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from officedesk.services.schedule.rows import VisitBlock
from officedesk.views.schedule.drag import Act, Grip, may_be_taken
from officedesk.views.schedule.layout import Placed
from officedesk.views.schedule.waiting_card import HELD, CardInHand

if TYPE_CHECKING:
    from officedesk.views.schedule.view import BoardView

EDGE = 6.0
"""Pixels at either end of a visit that draw its beginning or its end."""
NEAR_EDGE = 32
"""Pixels from the view's edge within which it scrolls by itself."""
FRAME = 16
"""Milliseconds between two steps of that."""


class Hand(QObject):
    """A press takes hold, a move of some pixels begins the drag, Esc puts everything back."""

    def __init__(self, view: "BoardView") -> None:
        super().__init__(view)
        self._view = view
        self._grip: Grip | None = None
        self._pressed: QPointF | None = None
        self._at = QPoint()
        self._copying = False
        self.dragging = False
        self.over_tray: Callable[[QPoint], bool] = lambda _: False
        """Whether a point of the screen is over the tray."""
        self._under: int | None = None
        self._held_at = HELD
        self.card: CardInHand | None = None
        """What is seen of what is held where the board does not show it."""
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(FRAME)
        self._scrolling.timeout.connect(self._scroll_on)

    # --- events of the board ---

    def press(self, event: QMouseEvent) -> None:
        view = self._view
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        view.keyboard.finish()
        point = view.scene_point(event.position())
        self.point_at(event.position().toPoint())
        found = view.plan.hit(point.x(), point.y())
        view.hovered.emit(None, QPoint())
        if found is None or view.read_only or not may_be_taken(found[1].block):
            return
        at, placed = found
        act = self._zone(placed, point.x())
        self._pressed = event.position()
        self._grip = Grip(act, placed.block, view.plan.rows[at].id, point.x(), point.x() - placed.left)

    def point_at(self, at: QPoint) -> None:
        """Stand where the pointer is: at a visit or at an empty place."""
        view = self._view
        point = view.scene_point(at)
        row = view.plan.row_at(point.y())
        if row is None:
            view.cursor_at.clear()
            return
        found = view.plan.hit(point.x(), point.y())
        if found is not None:
            view.cursor_at.go_to(*found, scroll=False)
        else:
            view.cursor_at.go_to_place(row, view.plan.axis.snapped(point.x()), scroll=False)

    def move(self, event: QMouseEvent) -> None:
        if self._grip is None:
            self._hover(event)
            return
        if not event.buttons() & Qt.MouseButton.LeftButton:
            # The button was let go where nobody saw it.
            self.cancel()
            return
        if not self.dragging:
            if self._pressed is None or not self._far(event.position()):
                return
            self._begin()
        self.drag_to(event.globalPosition().toPoint(), event.modifiers())

    def release(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if self.dragging:
            self.drag_to(event.globalPosition().toPoint(), event.modifiers())
            self.drop()
        else:
            self._grip = self._pressed = None

    def double_click(self, event: QMouseEvent) -> None:
        view = self._view
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        point = view.scene_point(event.position())
        found = view.plan.hit(point.x(), point.y())
        self._grip = self._pressed = None
        if found is not None:
            view.opened.emit(found[1].block.job_id)
        elif (at := view.plan.row_at(point.y())) is not None:
            view.new_wanted.emit(view.plan.rows[at].id, view.plan.axis.snapped(point.x()))

    # --- dragging, also for the tray ---

    def take(self, block: VisitBlock, at: QPoint, held: QPoint) -> None:
        """Something of the tray is in hand, at a point of the screen; ``held`` is where on its card."""
        self._grip = Grip(Act.PLACE, block, 0, 0.0, 12.0)
        self._at, self._held_at = at, held
        self._begin()

    def drag_to(self, at: QPoint, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """The hand is at a point of the screen."""
        self._at = at
        self._copying = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        self._propose()
        self._scrolling_wanted()

    def drop(self) -> None:
        """Let go: what is held is wanted, or put back where nothing is to be done."""
        view = self._view
        grip, off = self._grip, self.off_board()
        held = view.holding.put_down()
        self._end()
        if grip is None:
            return
        if self.over_tray(self._at):
            if grip.act is Act.MOVE:
                view.put_back_wanted.emit(grip.block)
        elif not off and held is not None and held.changes:
            view.wanted.emit(held)

    def cancel(self) -> bool:
        """Put everything back; ``False`` where nothing was held."""
        held = self.dragging
        self._view.holding.put_down()
        self._end()
        return held

    def look_again(self) -> None:
        """The board is laid out in another way: what is held is somewhere else on it."""
        if self.dragging:
            self._propose()

    @property
    def act(self) -> Act | None:
        """What is done with what is held."""
        return None if self._grip is None else self._grip.act

    def off_board(self) -> bool:
        """The hand is not over the rows, nor beside them where it only went too far."""
        viewport = self._view.viewport()
        at = viewport.mapFromGlobal(self._at)
        around = viewport.rect().adjusted(-self._view.names.wide, -self._view.ruler.height(), 40, 40)
        return not around.contains(at) or self.over_tray(self._at)

    # --- inside ---

    def _begin(self) -> None:
        self.dragging = True
        self._view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self._view.drag_changed.emit(True)

    def _end(self) -> None:
        was = self.dragging
        self._grip = self._pressed = None
        self.dragging = self._copying = False
        self._scrolling.stop()
        self._view.viewport().unsetCursor()
        self._put_card_away()
        self._held_at = HELD
        if was:
            self._view.drag_changed.emit(False)

    def _far(self, at: QPointF) -> bool:
        if self._pressed is None:
            return False
        return (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()

    def _propose(self) -> None:
        view, grip = self._view, self._grip
        if grip is None:
            return
        act = grip.act
        if self.off_board():
            view.holding.hide()
            if act in (Act.MOVE, Act.PLACE):
                self._show_card(grip.block)
            view.carried_off.emit(self.over_tray(self._at))
            return
        self._put_card_away()
        if act is Act.MOVE and self._copying:
            grip = Grip(Act.COPY, grip.block, grip.row_id, grip.x, grip.held)
        point = view.scene_point(view.viewport().mapFromGlobal(self._at))
        plan = view.plan
        at = plan.row_at(min(max(point.y(), 0.0), plan.height - 1))
        row_id = grip.row_id if at is None or act in (Act.START, Act.END) else plan.rows[at].id
        view.holding.hold(grip.at(plan.axis, point.x(), row_id), point.y())

    def _show_card(self, block: VisitBlock) -> None:
        view = self._view
        if self.card is None:
            self.card = CardInHand(view.window(), block, self._held_at, view.brushes, view.icons)
        self.card.carry(self._at)

    def _put_card_away(self) -> None:
        if self.card is not None:
            self.card.hide()
            self.card.deleteLater()
            self.card = None

    def _zone(self, placed: Placed, x: float) -> Act:
        """What a press there takes hold of: an end, or all of it."""
        wide = placed.right - placed.left
        edge = min(EDGE, wide / 4)
        axis = self._view.plan.axis
        if placed.banner and axis.days == 1:
            return Act.MOVE
        if x < placed.left + edge and placed.begins > 0:
            return Act.START
        if x >= placed.right - edge and placed.ends < axis.width:
            return Act.END
        return Act.MOVE

    def _hover(self, event: QMouseEvent) -> None:
        view = self._view
        point = view.scene_point(event.position())
        found = view.plan.hit(point.x(), point.y())
        key = found[1].block.key if found is not None else None
        if found is None:
            view.viewport().unsetCursor()
        elif not view.read_only and self._zone(found[1], point.x()) is not Act.MOVE:
            view.viewport().setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            view.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        if key != self._under:
            self._under = key
            view.hovered.emit(found[1].block if found is not None else None, event.globalPosition().toPoint())

    def _scrolling_wanted(self) -> None:
        if any(self._push()):
            if not self._scrolling.isActive():
                self._scrolling.start()
        else:
            self._scrolling.stop()

    def _push(self) -> tuple[int, int]:
        """Pixels by which the board goes on in a step, along and down."""
        viewport = self._view.viewport()
        at = viewport.mapFromGlobal(self._at)
        if self.off_board():
            return 0, 0
        return _beyond(at.x(), viewport.width()), _beyond(at.y(), viewport.height())

    def _scroll_on(self) -> None:
        along, down = self._push()
        view = self._view
        x, y = view.horizontalScrollBar(), view.verticalScrollBar()
        before = x.value(), y.value()
        x.setValue(before[0] + along)
        y.setValue(before[1] + down)
        if (x.value(), y.value()) == before:
            self._scrolling.stop()
        else:
            self._propose()


def _beyond(at: int, length: int) -> int:
    """How fast the view goes on: the nearer the edge, the faster."""
    if at < NEAR_EDGE:
        return -min((NEAR_EDGE - at) // 2 + 1, 24)
    if at > length - NEAR_EDGE:
        return min((at - length + NEAR_EDGE) // 2 + 1, 24)
    return 0
