"""The tray: jobs and visits that wait for a day, to be dragged onto the board or picked up with the space bar."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from officedesk.services.schedule.rows import VisitBlock
from officedesk.views.icons import Icons
from officedesk.views.schedule import words
from officedesk.views.schedule.brushes import Brushes
from officedesk.views.schedule.waiting_card import card_size, paint_card
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, line, restyle, row
from officedesk.views.widgets.tips import plain_tip

if TYPE_CHECKING:
    from officedesk.views.schedule.hand import Hand
    from officedesk.views.schedule.view import BoardView

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
AROUND = 8
"""Pixels between two cards."""
CLOSED = "schedule_tray"
"""Setting of the desktop: the tray is folded up."""


class WaitingModel(QAbstractListModel):
    """A row for each that waits."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.blocks: tuple[VisitBlock, ...] = ()

    def set_blocks(self, blocks: tuple[VisitBlock, ...]) -> None:
        if blocks != self.blocks:
            self.beginResetModel()
            self.blocks = blocks
            self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.blocks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        block = self.blocks[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return words.title(block)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words.spoken(block, {})
        if role == Qt.ItemDataRole.UserRole:
            return block
        return None


class WaitingCards(QListView):
    """Cards side by side. What is dragged out of it is in the board's hand."""

    opened = Signal(int)
    lift_wanted = Signal(object)
    copy_wanted = Signal(object)
    menu_wanted = Signal(object, QPoint)
    board_wanted = Signal()

    def __init__(self, brushes: Brushes, icons: Icons) -> None:
        super().__init__()
        self.hand: Hand | None = None
        self._pressed: QPoint | None = None
        self.setProperty("role", "tray")
        self.setAccessibleName("Jobs that wait for a day")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(False)
        self.waiting = WaitingModel(self)
        self.setModel(self.waiting)
        self._card = _Card(self, brushes, icons)
        self.setItemDelegate(self._card)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.waiting.blocks[index.row()].job_id))

    def set_brushes(self, brushes: Brushes) -> None:
        self._card.brushes = brushes
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    @property
    def current(self) -> VisitBlock | None:
        index = self.currentIndex()
        return self.waiting.blocks[index.row()] if index.isValid() else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self.indexAt(event.position().toPoint()).isValid():
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hand, block = self.hand, self.current
        if self._pressed is None or hand is None or block is None:
            return
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._pressed = None
            hand.cancel()
            return
        at = event.globalPosition().toPoint()
        if not hand.dragging:
            far = (event.position().toPoint() - self._pressed).manhattanLength()
            if far < QApplication.startDragDistance():
                return
            card = self.visualRect(self.currentIndex()).topLeft() + QPoint(AROUND, AROUND) / 2
            hand.take(block, at, self._pressed - card)
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        hand.drag_to(at, event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        self.viewport().unsetCursor()
        hand = self.hand
        if hand is not None and hand.dragging:
            hand.drag_to(event.globalPosition().toPoint(), event.modifiers())
            hand.drop()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, block = event.key(), self.current
        if key == Qt.Key.Key_Escape and self.hand is not None and self.hand.cancel():
            self._pressed = None
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and block is not None:
            self.opened.emit(block.job_id)
        elif key == Qt.Key.Key_Space and block is not None:
            self.lift_wanted.emit(block)
        elif event.matches(QKeySequence.StandardKey.Copy) and block is not None:
            self.copy_wanted.emit(block)
        elif key == Qt.Key.Key_Up and (not self.currentIndex().isValid() or self._in_first_line()):
            self.board_wanted.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        block = self.current
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        else:
            at = event.globalPos()
            index = self.indexAt(self.viewport().mapFromGlobal(at))
            block = self.waiting.blocks[index.row()] if index.isValid() else None
        if block is not None:
            self.menu_wanted.emit(block, at)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.waiting.blocks:
            self.setCurrentIndex(self.waiting.index(0))

    def _in_first_line(self) -> bool:
        return self.visualRect(self.currentIndex()).top() <= self.visualRect(self.waiting.index(0)).top()


class _Card(QStyledItemDelegate):
    def __init__(self, view: WaitingCards, brushes: Brushes, icons: Icons) -> None:
        super().__init__(view)
        self._view, self._icons = view, icons
        self.brushes = brushes

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return card_size(self.brushes) + QSize(AROUND, AROUND)

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        view = self._view
        current = view.currentIndex() == index and view.hasFocus()
        block: VisitBlock = index.data(Qt.ItemDataRole.UserRole)
        box = QRectF(option.rect).adjusted(4, 4, -4, -4)
        paint_card(painter, box, block, self.brushes, self._icons, current=current)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: Any, index: Index) -> bool:
        if index.isValid():
            from PySide6.QtWidgets import QToolTip

            QToolTip.showText(
                event.globalPos(), plain_tip(words.spoken(index.data(Qt.ItemDataRole.UserRole), {})), view
            )
        return True


class Tray(QWidget):
    """Stands under the board; the arrow folds it up. While a visit is dragged it takes what is let go over it."""

    folded = Signal(bool)

    def __init__(self, shell: Shell, view: "BoardView") -> None:
        super().__init__()
        self._shell = shell
        self.setObjectName("tray")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.cards = WaitingCards(view.brushes, shell.icons)
        self.cards.hand = None if view.read_only else view.hand
        self.title = label("", "heading")
        self.hint = label("", "muted")
        self.fold = button("", self.toggle, kind="plain", icon=shell.icons("caret-down"), tip="Fold the tray up")
        head = row(self.title, self.hint, None, self.fold, spacing=10, margins=(12, 2, 8, 2))
        self.setLayout(column(line(), head, self.cards, spacing=0))
        self._count = 0
        self._dragging = False
        self._open = shell.config.get(CLOSED, "") != "closed"
        self._view = view
        shell.theme.changed.connect(self._look)
        self.tell((), 0)

    def tell(self, waiting: Sequence[VisitBlock], count: int) -> None:
        """What waits; ``count`` may be more than is listed."""
        self.cards.waiting.set_blocks(tuple(waiting))
        self._count = count
        self._show()

    def toggle(self) -> None:
        """Fold the tray up, or open it."""
        self._open = not self._open
        self._shell.config.put(CLOSED, "" if self._open else "closed")
        self._show()
        self.folded.emit(not self._open)

    def receive(self, *, on: bool, over: bool = False) -> None:
        """A visit is dragged: the tray would take it, and it is over the tray now."""
        if (on, over) != (self._dragging, bool(self.property("over"))):
            self._dragging = on
            restyle(self, "over", over)
            self._show()

    @property
    def head_height(self) -> int:
        """Of the line over the cards."""
        return self.cards.y() if self.cards.isVisible() else self.height()

    def covers(self, at: QPoint) -> bool:
        """Whether a point of the screen is over the tray."""
        return self.isVisible() and self.rect().contains(self.mapFromGlobal(at))

    def _show(self) -> None:
        count = self._count
        self.title.setText(f"Waiting for a day · {count:,}" if count else "Nothing waits for a day")
        self.tell_hint()
        self.cards.setVisible(bool(count) and self._open)
        self.fold.setVisible(bool(count))
        self.fold.setIcon(self._shell.icons("caret-down" if self._open else "caret-up"))
        said = "Fold the tray up" if self._open else "Open the tray"
        self.fold.setToolTip(plain_tip(said))
        self.fold.setAccessibleName(said)
        self.fit()

    def tell_hint(self, *_told: object) -> None:
        """What can be done now."""
        count, shown = self._count, len(self.cards.waiting.blocks)
        if self._dragging:
            said = "Drop it here to take it off the board"
        elif keys := self._view.keys:
            said = keys
        elif shown < count:
            said = f"The first {shown:,} are shown; a filter finds the others"
        else:
            said = "Drag onto the board, or press Space to pick one up" if count and not self._view.read_only else ""
        self.hint.setText(said)

    def fit(self) -> None:
        """One line of cards, two where the window is high."""
        lines = 2 if self.window().height() > 840 and len(self.cards.waiting.blocks) > 4 else 1
        self.cards.setFixedHeight((card_size(self._view.brushes).height() + AROUND) * lines + 2)

    def _look(self) -> None:
        self.cards.set_brushes(self._view.brushes)
