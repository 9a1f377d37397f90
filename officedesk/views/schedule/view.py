"""The board on screen: rows of technicians over hours or days, what is selected in it, and where it is scrolled to."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView

from officedesk.services.schedule.rows import Board, VisitBlock
from officedesk.views.schedule import looking, words
from officedesk.views.schedule.axis import ZOOMS, TimeAxis
from officedesk.views.schedule.block_paint import BlockPaint
from officedesk.views.schedule.brushes import Brushes
from officedesk.views.schedule.cursor import Cursor
from officedesk.views.schedule.ghost import Ghost
from officedesk.views.schedule.hand import Hand
from officedesk.views.schedule.holding import Holding
from officedesk.views.schedule.keyboard import Keyboard
from officedesk.views.schedule.layout import Plan, RowPlan, Sizes, arrange
from officedesk.views.schedule.scene import BoardScene
from officedesk.views.schedule.sides import Names, Ruler
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label


class BoardView(QGraphicsView):
    """Shows a plan. What hand and keyboard want is told by signals; nothing is stored here."""

    opened = Signal(int)
    """A job is to be opened."""
    wanted = Signal(object)
    """A :class:`~officedesk.views.schedule.drag.Proposal` was let go."""
    held = Signal(object)
    """The proposal under the hand, whenever it is another; ``None`` once nothing is held any more."""
    menu_wanted = Signal(object, QPoint)
    """The menu of a visit (or of the empty place at the cursor: ``None``), at a point of the screen."""
    row_menu_wanted = Signal(int, QPoint)
    """The menu of a technician's row."""
    selected = Signal(object)
    """The visit that the keyboard is at, or ``None``."""
    hovered = Signal(object, QPoint)
    """The visit under the pointer, or ``None``."""
    zoomed = Signal(int)
    """Another zoom is wanted."""
    day_wanted = Signal(object)
    resized = Signal()
    unassign_wanted = Signal(object)
    copy_wanted = Signal(object)
    paste_wanted = Signal()
    put_back_wanted = Signal(object)
    """A visit was dragged into the tray: it is to have no day any more."""
    new_wanted = Signal(int, object)
    """A job is to begin in a row (its id) at a moment."""
    drag_changed = Signal(bool)
    """A hand began to drag, or let go."""
    keys_changed = Signal()
    """Other keys do something now: see :attr:`keys`."""
    carried_off = Signal(bool)
    """What a hand drags is over no row; whether it is over the tray."""
    tray_wanted = Signal()
    """The keyboard goes down past the last row."""

    def __init__(self, shell: Shell, axis: TimeAxis) -> None:
        super().__init__()
        self._shell = shell
        self.brushes = Brushes(shell.theme, self.font())
        self.icons = shell.icons
        self.block_paint = BlockPaint(shell.icons, self.brushes)
        empty = Board(axis.first, axis.first + timedelta(days=axis.days - 1), (), (), ())
        self.board = empty
        plan = arrange(empty, axis, Sizes.of(axis, 1, self.brushes.line))
        self._scene = BoardScene(self.block_paint, plan)
        self._scene.setParent(self)
        self.ghost = Ghost(self.block_paint)
        self._scene.addItem(self.ghost)
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Schedule board")
        self.viewport().setMouseTracking(True)
        self.ruler = Ruler(self)
        self.names = Names(self)
        self.corner = QFrame(self)
        self._nothing = label("", "muted")
        self._nothing.setParent(self)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.people: dict[int, str] = {}
        self.read_only = False
        """Whoever sits here may only look."""
        self.holding = Holding(self)
        self.cursor_at = Cursor(self)
        self.hand = Hand(self)
        self.keyboard = Keyboard(self)
        self.ruler.day_wanted = self.day_wanted.emit
        self._spoken = ""
        self._look()
        shell.theme.changed.connect(self._look)

    # --- what is shown ---

    @property
    def plan(self) -> Plan:
        return self._scene.plan

    @property
    def board_scene(self) -> BoardScene:
        return self._scene

    @property
    def cursor_row(self) -> int:
        """The index of the row that the keyboard is at."""
        return self.cursor_at.row_index

    @property
    def room(self) -> float:
        """Pixels that the hours may take."""
        bar = self.verticalScrollBar().sizeHint().width()
        return max(self.width() - self.names.wide - bar, 200)

    @property
    def high(self) -> float:
        """Pixels that the rows may take."""
        bar = self.horizontalScrollBar().sizeHint().height()
        return max(self.height() - self.ruler.high - bar - 1, 100)

    def show_board(self, board: Board, plan: Plan) -> None:
        """Show another state of the office: selection and what is seen stay, where the same days are shown."""
        same_days = board.first == self.board.first and board.last == self.board.last
        anchor = looking.anchor(self) if same_days else None
        self.board = board
        self._scene.show_plan(plan)
        self._place_sides()
        if anchor is not None:
            looking.return_to(self, anchor)
        self._changed()

    def show_plan(self, plan: Plan) -> None:
        """Show the same board laid out in another way; what is seen stays."""
        anchor = looking.anchor(self)
        self._scene.show_plan(plan)
        self._place_sides()
        looking.return_to(self, anchor)
        self._changed()

    def show_ways(self, ways: Mapping[int, Mapping[tuple[int, int], int]]) -> None:
        """Minutes between visits, by row."""
        self._scene.shown.ways = ways
        self._scene.update()

    def tell_nothing(self, text: str) -> None:
        """Say why nothing is on the board; empty text where something is."""
        self._nothing.setText(text)
        self._place_nothing()

    def set_now(self, moment: datetime) -> bool:
        """Where the line of the present moment is."""
        return self._scene.set_now(moment)

    def names_of(self) -> dict[int, str]:
        """Names of technicians by id."""
        return self.people

    def seen(self) -> QRectF:
        """What of the scene is in view."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def block_box(self, key: int, row_id: int | None = None) -> QRectF | None:
        """Where a visit is in the scene."""
        found = self.plan.find(key, row_id)
        return None if found is None else self._scene.box(*found)

    def row_of(self, row_id: int) -> RowPlan | None:
        at = self.plan.index_of(row_id)
        return None if at is None else self.plan.rows[at]

    def _changed(self) -> None:
        self._scene.shown.left = self.horizontalScrollBar().value()
        self.cursor_at.look_again()
        self.hand.look_again()
        self.keyboard.look_again()
        self.ruler.update()
        self.names.update()

    def scroll_to(self, moment: datetime) -> None:
        """Put a moment at the left edge."""
        self.horizontalScrollBar().setValue(round(self.plan.axis.x(moment)))

    def bring_into_view(self, box: QRectF) -> None:
        """Scroll as little as need be; of what is larger than the view its beginning is seen."""
        looking.bring_into_view(self, box)

    # --- selection ---

    @property
    def keys(self) -> str:
        """What the keyboard does with the visit that it is at, or holds, in a few words."""
        if self.keyboard.lifted:
            return "Arrows move it, Enter puts it down, Esc puts it back"
        block = self.current
        if self.read_only or not self.hasFocus() or block is None or block.status in words.OVER:
            return ""
        return "Space picks it up, Alt+arrows move it, Shift+arrows resize it"

    @property
    def current(self) -> VisitBlock | None:
        """The visit that the keyboard is at."""
        return self.cursor_at.block

    def select(self, key: int, row_id: int | None = None, *, scroll: bool = True) -> bool:
        """Go to a visit; ``False`` where it is not on the board."""
        found = self.plan.find(key, row_id) or self.plan.find(key)
        if found is None:
            return False
        self.cursor_at.go_to(found[0], found[1], scroll=scroll)
        return True

    def say(self, text: str) -> None:
        """Tell a screen reader."""
        self.setAccessibleDescription(text)
        if text != self._spoken and text:
            self._spoken = text
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def describe(self, block: VisitBlock | None) -> None:
        """Say which visit the keyboard is at."""
        self.say("" if block is None else words.spoken(block, self.names_of()))

    # --- Qt ---

    def _look(self) -> None:
        self.brushes = Brushes(self._shell.theme, self.font())
        self.block_paint = BlockPaint(self._shell.icons, self.brushes)
        self.ghost.paint_with = self.block_paint
        self._scene.set_paint(self.block_paint)
        self.setBackgroundBrush(self.brushes.brush("panel"))
        self.corner.setStyleSheet(f"background: {self._shell.theme.tokens.raised};")
        self._place_sides()
        self.viewport().update()
        self.ruler.update()
        self.names.update()

    def _place_sides(self) -> None:
        wide, high = self.names.wide, self.ruler.high
        margins = self.viewportMargins()
        if (margins.left(), margins.top()) != (wide, high):
            self.setViewportMargins(wide, high, 0, 0)
        view = self.viewport().geometry()
        self.corner.setGeometry(0, 0, wide, high)
        self.ruler.setGeometry(wide, 0, self.width() - wide, high)
        self.names.setGeometry(0, high, wide, view.height())
        self._scene.set_least_height(view.height())
        self._place_nothing()
        # Qt reckons with bars of the system's width, and would show one for the other's sake.
        on, off = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(on if self.plan.height > view.height() else off)
        self.setHorizontalScrollBarPolicy(on if self.plan.axis.width > view.width() + 1 else off)

    def _place_nothing(self) -> None:
        """Under the last row, where there is room."""
        view = self.viewport().geometry()
        top = min(round(self.plan.height), view.height())
        self._nothing.setGeometry(view.left(), view.top() + top, view.width(), min(view.height() - top, 120))
        self._nothing.setVisible(bool(self._nothing.text()) and view.height() - top > 40)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_sides()
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        parts = event.region()
        shift = self.mapToScene(0, 0)
        self._scene.shown.exposed = [QRectF(one).translated(shift) for one in parts]  # type: ignore[call-overload,attr-defined]
        super().paintEvent(event)
        self._scene.shown.exposed = []

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dx:
            looking.move_words(self)
            self.ruler.update()
        if dy:
            self.names.update()
        self.hovered.emit(None, QPoint())

    def wheelEvent(self, event: QWheelEvent) -> None:
        held = event.modifiers()
        turned = event.angleDelta().y() or event.angleDelta().x()
        if held & Qt.KeyboardModifier.ControlModifier:
            if turned:
                self.zoom(-1 if turned > 0 else 1)
            event.accept()
        elif held & Qt.KeyboardModifier.ShiftModifier and event.angleDelta().y():
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - event.angleDelta().y())
            event.accept()
        else:
            super().wheelEvent(event)

    def zoom(self, by: int) -> None:
        """Nearer (-1) or further (1)."""
        at = ZOOMS.index(self.plan.axis.step) + by
        if 0 <= at < len(ZOOMS):
            self.zoomed.emit(ZOOMS[at])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hand.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hand.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.hand.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None, QPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.hand.cancel():
            # Whoever presses the other button while dragging wants to be rid of it.
            event.accept()
            return
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            box = self.cursor_at.box
            if box is not None:
                self.menu_wanted.emit(self.current, self.viewport().mapToGlobal(self.mapFromScene(box.center())))
        else:
            self.hand.point_at(self.viewport().mapFromGlobal(event.globalPos()))
            self.menu_wanted.emit(self.current, event.globalPos())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.keyboard.takes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keyboard.press(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.keyboard.release(event):
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.cursor_at.focus(on=True)
        self.names.update()
        self.keys_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        stays = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if self.keyboard.lifted and event.reason() not in stays:
            # What was picked up cannot be put down from elsewhere.
            self.keyboard.cancel()
        self.cursor_at.focus(on=False)
        self.names.update()
        self.keys_changed.emit()

    def scene_point(self, at: QPoint | QPointF) -> QPointF:
        """A point of the viewport in the scene."""
        return self.mapToScene(at.toPoint() if isinstance(at, QPointF) else at)

    def day_of(self, x: float) -> date:
        """Which day is at ``x`` of the scene."""
        return self.plan.axis.first + timedelta(days=self.plan.axis.day_at(x))
