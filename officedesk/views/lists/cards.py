"""The rows of a list as cards: beside and below each other, over the model and the selection of its table."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from officedesk.views.lists.card_painter import CardPainter
from officedesk.views.lists.card_plan import CardPlan
from officedesk.views.lists.columns import Pictures
from officedesk.views.lists.gestures import RowGestures
from officedesk.views.lists.kept_place import KeptPlace
from officedesk.views.lists.paged_model import PagedTableModel
from officedesk.views.lists.table import ListTable
from officedesk.views.shell import Shell
from officedesk.views.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
GAP = 10
MARGIN = 16
LEAST = 290
"""Pixels that a card is wide at least; cards share what is left."""
Flag = QItemSelectionModel.SelectionFlag


class CardsView(QAbstractItemView):
    """Places are computed, never stored: a hundred thousand cards cost as much as a screen of them."""

    opened = Signal(int)
    """Enter or double click on a card: its id."""

    def __init__(
        self,
        table: ListTable,
        model: PagedTableModel,
        shell: Shell,
        parent: QWidget | None = None,
        *,
        pictures: Pictures | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._shell = model, shell
        self._anchor = 0
        self._across, self._width = 1, LEAST
        self._painter = CardPainter(CardPlan(model.columns), shell.theme, shell.icons, self, pictures)
        self._gestures = RowGestures(self, model, self.opened, table.removed, table.row_menu)
        self.setModel(model)
        own = self.selectionModel()
        self.setSelectionModel(table.selectionModel())
        own.deleteLater()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setProperty("role", "cards")
        self.setAccessibleName(table.accessibleName())
        shell.theme.changed.connect(self.viewport().update)
        if pictures is not None:
            pictures.changed.connect(self.viewport().update)
        model.rowsRemoved.connect(self._changed)
        self._keeper = KeptPlace(self, model)

    # --- where cards are ---

    @property
    def across(self) -> int:
        """How many cards stand side by side."""
        return self._across

    @property
    def _pitch(self) -> int:
        return self._painter.height + GAP

    def card_area(self, row: int) -> QRect:
        """Where the card of a row is, in the viewport."""
        line, place = divmod(row, self._across)
        left = MARGIN + place * (self._width + GAP)
        return QRect(
            left, MARGIN + line * self._pitch - self.verticalScrollBar().value(), self._width, self._painter.height
        )

    def visualRect(self, index: Index) -> QRect:
        return self.card_area(index.row()) if index.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        line, y = divmod(point.y() + self.verticalScrollBar().value() - MARGIN, self._pitch)
        place, x = divmod(point.x() - MARGIN, self._width + GAP)
        row = line * self._across + place
        inside = 0 <= place < self._across and y < self._painter.height and x < self._width
        return self._model.index(row, 1) if inside and 0 <= row < self._model.rowCount() else QModelIndex()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not index.isValid():
            return
        area, height, bar = self.visualRect(index), self.viewport().height(), self.verticalScrollBar()
        if hint is QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(bar.value() + area.center().y() - height // 2)
        elif area.top() < MARGIN or hint is QAbstractItemView.ScrollHint.PositionAtTop:
            bar.setValue(bar.value() + area.top() - MARGIN)
        elif area.bottom() > height - GAP or hint is QAbstractItemView.ScrollHint.PositionAtBottom:
            bar.setValue(bar.value() + area.bottom() - height + GAP)

    def updateGeometries(self) -> None:
        # Cards end where buttons above them end, with the scroll bar or without.
        room = self.width() - 2 * MARGIN
        self._across = max(1, (room + GAP) // (LEAST + GAP))
        self._width = max(80, (room - GAP * (self._across - 1)) // self._across)
        lines = -(-self._model.rowCount() // self._across)
        height = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setPageStep(height)
        bar.setSingleStep(self._pitch // 2)
        bar.setRange(0, max(0, 2 * MARGIN - GAP + lines * self._pitch - height))
        super().updateGeometries()

    def resizeEvent(self, event: QResizeEvent) -> None:
        # More or fewer cards in a line: what was at the top stays in sight.
        first = (self.verticalScrollBar().value() // self._pitch) * self._across
        before = self._across
        super().resizeEvent(event)
        self.updateGeometries()
        if self._across != before:
            self.verticalScrollBar().setValue(first // self._across * self._pitch)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        # What stays in sight is moved, not painted again.
        self.viewport().scroll(dx, dy)

    def _in_sight(self) -> tuple[int, int]:
        """First and last row with a card in the viewport (the last is before the first where there are none)."""
        top = self.verticalScrollBar().value() - MARGIN
        first = max(0, top // self._pitch) * self._across
        last = (top + self.viewport().height()) // self._pitch * self._across + self._across - 1
        return first, min(last, self._model.rowCount() - 1)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: Index) -> bool:
        return False

    def first_row(self) -> tuple[int, int]:
        """The row at the top, and how many of its card's pixels are out of sight."""
        line, hidden = divmod(self.verticalScrollBar().value(), self._pitch)
        return line * self._across, hidden

    def show_first(self, row: int, hidden: int) -> None:
        """Scroll to where the card of ``row`` is in the top line."""
        self.updateGeometries()
        self.verticalScrollBar().setValue(row // self._across * self._pitch + hidden)

    # --- what the model tells ---

    def reset(self) -> None:
        # The table has found its row again by now: the selection is not ours to clear.
        self._anchor = 0
        self._changed()

    def rowsInserted(self, _parent: Index, _first: int, _last: int) -> None:
        self._changed()

    def dataChanged(self, _first: Index, _last: Index, _roles: Sequence[int] = ()) -> None:
        self.viewport().update()

    def _changed(self) -> None:
        self.updateGeometries()
        self.viewport().update()

    # --- selection ---

    def setSelection(self, _rect: QRect, _command: QItemSelectionModel.SelectionFlag) -> None:
        """Cards are selected one by one or as a run, never by a rectangle."""

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        # Only cards in sight: a run may be as long as the list.
        first, last = self._in_sight()
        region = QRegion()
        for part in selection:  # type: ignore[attr-defined]
            for row in range(max(first, part.top()), min(last, part.bottom()) + 1):
                region += self.card_area(row)
        return region

    def moveCursor(self, _action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        return self.currentIndex()

    def _go(self, row: int, modifiers: Qt.KeyboardModifier, *, pick: bool = False) -> None:
        """Make a row current. Shift selects the run up to it; Ctrl with ``pick`` adds it or takes it away."""
        chosen, index = self.selectionModel(), self._model.index(row, 1)
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            start = min(self._anchor, self._model.rowCount() - 1)
            first, last = self._model.index(min(start, row), 0), self._model.index(max(start, row), 0)
            chosen.select(QItemSelection(first, last), Flag.ClearAndSelect | Flag.Rows)
            chosen.setCurrentIndex(index, Flag.NoUpdate)
            return
        self._anchor = row
        add = pick and bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        chosen.setCurrentIndex(index, (Flag.Toggle if add else Flag.ClearAndSelect) | Flag.Rows)

    # --- input ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        index = self.currentIndex()
        if index.isValid() and not shift:
            self._anchor = index.row()
        if self._gestures.key(event):
            return
        target = self._target(event.key(), index.row()) if index.isValid() else None
        if target is None:
            event.ignore()
        else:
            self._go(target, event.modifiers())

    def _target(self, key: int, row: int) -> int | None:
        """The row that an arrow or a page key goes to from ``row``; ``None`` for other keys."""
        last, page = self._model.rowCount() - 1, max(1, self.viewport().height() // self._pitch) * self._across
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return min(last, max(0, row + (1 if key == Qt.Key.Key_Right else -1)))
        if key == Qt.Key.Key_Up:
            return row - self._across if row >= self._across else row
        if key == Qt.Key.Key_Down:
            # From above a gap in the last line to the last card.
            below = row // self._across < last // self._across
            return min(last, row + self._across) if below else row
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            return min(last, max(0, row + (page if key == Qt.Key.Key_PageDown else -page)))
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        if not index.isValid():
            return
        left = event.button() is Qt.MouseButton.LeftButton
        if left and self._painter.check_area(self.visualRect(index)).contains(at):
            self._gestures.toggle(index)
        elif left:
            self._go(index.row(), event.modifiers(), pick=True)
        elif not self.selectionModel().isSelected(index):
            self._go(index.row(), Qt.KeyboardModifier.NoModifier)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Nothing is dragged."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """All was done at the press."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        if not index.isValid() or event.button() is not Qt.MouseButton.LeftButton:
            return
        if self._painter.check_area(self.visualRect(index)).contains(at):
            self._gestures.toggle(index)
        else:
            self._gestures.open(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._gestures.show_menu(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip:
            at = event.pos()  # type: ignore[attr-defined]
            index = self.indexAt(at)
            row = self._model.row_at(index.row()) if index.isValid() else None
            tip = self._painter.tip(self.visualRect(index), row, at) if row is not None else ""
            self.setToolTip(plain_tip(tip))
        return super().viewportEvent(event)

    # --- drawing ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._shell.theme.colour("window"))
        first, last = self._in_sight()
        chosen = self.selectionModel()
        here = self.currentIndex().row() if self.hasFocus() else -1
        for row in range(first, last + 1):
            area = self.card_area(row)
            if not event.region().intersects(area):
                continue
            self._painter.paint_card(
                painter,
                area,
                self._model.row_at(row),
                checked=self._model.index(row, 0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked,
                selected=chosen.isSelected(self._model.index(row, 1)),
                current=row == here,
            )
