"""The field that searches the price book while typing, and the list under it."""

from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from officedesk import formatting
from officedesk.services.sales.rows import ItemRow
from officedesk.views.shell import Shell

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ROW = 30


class PriceBookEdit(QLineEdit):
    """Type a name: Down and Enter take an item of the price book, Enter without one takes what was typed.

    ``picked(ItemRow)`` or ``typed(text)`` is told by Enter, or Shift+Enter for a typed line although items match. Enter
    before the list has arrived waits for it; what is typed meanwhile is kept and goes to where the focus is then.
    """

    picked = Signal(object)
    typed = Signal(str)

    def __init__(self, shell: Shell, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._asked = 0
        self._pending: bool | None = None
        """Enter was pressed (``True`` with Shift) while the list was on its way."""
        self._waiting = False
        self._held: list[QKeyEvent] = []
        self._holding = False
        self.popup = PriceBookPopup(shell, currency, self)
        self.textEdited.connect(self._ask)
        self.popup.itemClicked.connect(self._clicked)

    def hold(self) -> None:
        """Keep what is typed until :meth:`release`: the line that was just picked is on its way."""
        self._holding = True

    def release(self) -> None:
        """Hand what was typed meanwhile to the widget that has the focus now."""
        self._holding = False
        held, self._held = self._held, []
        for event in held:
            target = QApplication.focusWidget() or self
            QApplication.sendEvent(target, event)

    def reset(self) -> None:
        """Empty the field; late answers to what was typed are dropped."""
        # Not clear(): that would count as typing.
        self.setText("")
        self._asked += 1
        self._waiting = False
        self.popup.dismiss()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._holding or self._pending is not None:
            self._held.append(event.clone())
            return
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        shown = self.popup.isVisible()
        if key in ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not self.text().strip() and not (shown and self.popup.chosen):
                event.ignore()
            elif self._waiting:
                self._pending = shift
            else:
                self._take(shift)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and shown:
            self.popup.step(1 if key is Qt.Key.Key_Down else -1)
        elif key is Qt.Key.Key_Down:
            self._ask(self.text())
        elif key is Qt.Key.Key_Escape and shown:
            self.popup.dismiss()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event) -> None:
        self.popup.dismiss()
        super().focusOutEvent(event)

    def _ask(self, text: str) -> None:
        self._asked += 1
        asked, desk = self._asked, self._shell.desk
        self._waiting = True

        def work() -> list[ItemRow]:
            from officedesk.services.sales.pricebook import complete

            return complete(desk, text, 10)

        self._shell.load(self, work, lambda rows: self._arrived(asked, rows), lambda error: self._failed(asked, error))

    def _arrived(self, asked: int, rows: list[ItemRow]) -> None:
        if asked != self._asked:
            return
        self._waiting = False
        if self.hasFocus() or self._pending is not None:
            self.popup.tell(rows, self.text().strip())
        if self._pending is not None:
            shift, self._pending = self._pending, None
            self._take(shift)
            if not self._holding:
                self.release()

    def _failed(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self._waiting = False
            self._pending = None
            self.release()
            self._shell.fail(error)

    def _take(self, as_typed: bool) -> None:
        item = None if as_typed or not self.popup.rows else self.popup.chosen
        text = self.text().strip()
        self.popup.dismiss()
        if item is not None:
            self.picked.emit(item)
        elif text:
            self.typed.emit(text)

    def _clicked(self, item: QListWidgetItem) -> None:
        self.popup.setCurrentItem(item)
        self._take(item.data(Qt.ItemDataRole.UserRole) is None)


class PriceBookPopup(QListWidget):
    """The items found, first one chosen; the last entry adds what was typed as it stands."""

    def __init__(self, shell: Shell, currency: str, box: QLineEdit) -> None:
        super().__init__(box)
        self._box = box
        self.rows: tuple[ItemRow, ...] = ()
        self.setProperty("role", "popup")
        # A tooltip-like window takes no focus: typing goes on in the field.
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setAccessibleName("Price book")
        self.setItemDelegate(_ItemDelegate(shell, currency, self))

    @property
    def chosen(self) -> ItemRow | None:
        """The item under the cursor; ``None`` for the entry of what was typed."""
        # The binding says it is always there; an empty list has none.
        item: QListWidgetItem | None = self.currentItem()
        row: ItemRow | None = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return row

    def dismiss(self) -> None:
        """Hide the list and forget what it offered."""
        self.rows = ()
        self.hide()

    def step(self, by: int) -> None:
        self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + by)))

    def tell(self, rows: list[ItemRow], text: str) -> None:
        self.rows = tuple(rows)
        self.clear()
        for row in rows:
            item = QListWidgetItem(row.name)
            item.setData(Qt.ItemDataRole.UserRole, row)
            self.addItem(item)
        if text:
            self.addItem(QListWidgetItem(f"Add “{text}” as typed" + ("   Shift+Enter" if rows else "")))
        if not self.count():
            self.hide()
            return
        self.setCurrentRow(0)
        height = self.sizeHintForRow(0) * self.count() + 6
        self.resize(max(440, min(640, self._box.width())), height)
        below = self._box.mapToGlobal(QPoint(0, self._box.height() + 2))
        room = self._box.screen().availableGeometry()
        if below.y() + height > room.bottom():
            below = self._box.mapToGlobal(QPoint(0, -height - 2))
        self.move(below)
        self.show()


class _ItemDelegate(QStyledItemDelegate):
    """Name and code at the left, unit and price at the right."""

    def __init__(self, shell: Shell, currency: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._currency = shell.theme, currency

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        return QSize(200, max(ROW, option.fontMetrics.height() + 12))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        row: ItemRow | None = index.data(Qt.ItemDataRole.UserRole)
        area: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, self._theme.colour("selected"))
        area = area.adjusted(10, 0, -10, 0)
        metrics = option.fontMetrics
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        right = ""
        if row is not None:
            right = "Kit" if row.is_kit else formatting.money(row.price, self._currency)
            if row.unit and not row.is_kit:
                right += f" / {row.unit}"
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(area, middle | int(Qt.AlignmentFlag.AlignRight), right)
        area.setRight(area.right() - metrics.horizontalAdvance(right) - 16)
        name = row.name if row is not None else index.data()
        painter.setPen(self._theme.colour("text" if row is not None else "accent_text"))
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, middle, shown)
        if row is not None and row.code:
            used = metrics.horizontalAdvance(shown) + 10
            code = metrics.elidedText(row.code, Qt.TextElideMode.ElideRight, max(0, area.width() - used))
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(area.adjusted(used, 0, 0, 0), middle, code)
        painter.restore()
