"""The finds under the top bar's search: customers, addresses and documents while typing."""

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from officedesk.services.customers.rows import SearchHit
from officedesk.views.shell import Shell
from officedesk.views.widgets.search_box import SearchBox

Index = QModelIndex | QPersistentModelIndex
_ICONS = {"customer": "users", "location": "map-pin", "estimate": "file-text", "job": "wrench", "invoice": "receipt"}

ROW = 32


class SearchPopup(QListWidget):
    """Asks at every keystroke; a late answer to an earlier text is dropped, an early Enter waits for its answer.

    Whoever leaves the field leaves nothing in it: the next call begins with an empty one.
    """

    def __init__(self, shell: Shell, box: SearchBox) -> None:
        super().__init__(box.window())
        self._shell, self._box = shell, box
        self._generation = self._answered = 0
        self._entered = False
        self.setProperty("role", "popup")
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Search results")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_HitDelegate(shell, self))
        box.typed.connect(self._typed)
        box.entered.connect(self._open_current)
        box.installEventFilter(self)
        self.itemClicked.connect(self._open)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent):
            self._focus_changed(event)
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self.isVisible():
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)

    def _focus_changed(self, event: QFocusEvent) -> None:
        other_window = event.reason() in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if event.gotFocus():
            # Back from another window: the finds are there again.
            if other_window and self._box.text():
                self._typed(self._box.text())
            return
        self.hide()
        if not other_window:
            self._box.clear()
            self._generation += 1

    def _typed(self, text: str) -> None:
        self._generation += 1
        self._entered = False
        generation, desk = self._generation, self._shell.desk
        if not text.strip():
            self.hide()
            return

        def work() -> list[SearchHit]:
            from officedesk.services.customers.search import find

            return find(desk, text, 14)

        self._shell.load(self, work, lambda hits: self._arrived(generation, hits))

    def _arrived(self, generation: int, hits: list[SearchHit]) -> None:
        if generation != self._generation or not self._box.hasFocus():
            return
        self._answered = generation
        self.clear()
        for hit in hits:
            item = QListWidgetItem(f"{hit.title} {hit.detail}".rstrip())
            item.setData(Qt.ItemDataRole.UserRole, hit)
            self.addItem(item)
        if not hits:
            item = QListWidgetItem("Nothing found")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
        else:
            self.setCurrentRow(0)
        if self._entered and hits:
            self._open(self.item(0))
            return
        # The finds may be wider than the field, but not than the window.
        widest = self.sizeHintForColumn(0) + 2 * self.frameWidth() + 2
        width = min(
            max(680, widest), self._box.window().width() - self._box.mapTo(self._box.window(), QPoint()).x() - 16
        )
        self.resize(width, ROW * self.count() + 2 * self.frameWidth() + 2)
        self.move(self._box.mapToGlobal(QPoint(0, self._box.height() + 4)))
        self.show()

    def _open_current(self) -> None:
        if self._answered != self._generation:
            self._entered = bool(self._box.text().strip())
        elif self.isVisible() and self.currentItem() is not None:
            self._open(self.currentItem())

    def _open(self, item: QListWidgetItem) -> None:
        hit: Any = item.data(Qt.ItemDataRole.UserRole)
        if not isinstance(hit, SearchHit):
            return
        self.hide()
        self._box.clear()
        if hit.kind in ("customer", "location"):
            self._shell.go("customer", hit.customer_id, location_id=hit.location_id)
        else:
            self._shell.go(hit.kind, hit.id)


class _HitDelegate(QStyledItemDelegate):
    """One find a line: its kind as an icon, what it is called, and where it belongs, cut off at the edge."""

    def __init__(self, shell: Shell, parent: QListWidget) -> None:
        super().__init__(parent)
        self._shell = shell

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hit = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(hit, SearchHit):
            return QSize(200, ROW)
        font = option.font  # type: ignore[attr-defined]
        title, detail = (" ".join(text.split()) for text in (hit.title, hit.detail))
        room = QFontMetrics(_bold(font)).horizontalAdvance(title) + QFontMetrics(font).horizontalAdvance(detail)
        return QSize(12 + 26 + room + 12 + 14, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect  # type: ignore[attr-defined]
        theme = self._shell.theme
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(area, theme.colour("selected"))
        hit = index.data(Qt.ItemDataRole.UserRole)
        inside = area.adjusted(12, 0, -12, 0)
        upright = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if not isinstance(hit, SearchHit):
            painter.setPen(theme.colour("muted"))
            painter.drawText(inside, upright, str(index.data()))
            painter.restore()
            return
        icon = QRect(inside.left(), area.center().y() - 7, 16, 16)
        self._shell.icons.paint(painter, icon, _ICONS[hit.kind], theme.colour("muted"))
        bold = _bold(option.font)  # type: ignore[attr-defined]
        left = inside.left() + 26
        for text, font, tone in ((hit.title, bold, "text"), (hit.detail, option.font, "muted")):  # type: ignore[attr-defined]
            room = inside.right() - left
            if room < 20:
                break
            metrics = QFontMetrics(font)
            shown = metrics.elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, room)
            painter.setFont(font)
            painter.setPen(theme.colour(tone))
            painter.drawText(QRect(left, area.top(), room, area.height()), upright, shown)
            left += metrics.horizontalAdvance(shown) + 12
        painter.restore()


def _bold(font: QFont) -> QFont:
    made = QFont(font)
    made.setWeight(QFont.Weight.DemiBold)
    return made
