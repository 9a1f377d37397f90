"""The list beside a help page: all pages, or what was found, with the typed words marked."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPalette, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from officedesk.manual.pages import INDEX, Manual
from officedesk.manual.search import Hit, corrected, search
from officedesk.views.theme import Theme

HIT = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_LINES = 2
_PAD = 8


class Results(QAbstractListModel):
    """Hits; without anything typed every page in the order of the index."""

    def __init__(self, manual: Manual, parent: QWidget) -> None:
        super().__init__(parent)
        self._manual = manual
        self.hits: list[Hit] = []
        self.asked = ""
        """What was searched in the end: what was typed, or what was meant by it."""
        self.look("")

    def look(self, typed: str) -> None:
        """Show what is found for ``typed``."""
        self.beginResetModel()
        self.asked = typed
        if typed.strip():
            self.hits = search(self._manual, typed)
            if not self.hits and (better := corrected(self._manual, typed)):
                self.asked, self.hits = better, search(self._manual, better)
        else:
            pages = [INDEX, *self._manual.order()]
            self.hits = [Hit(name, self._manual.pages[name].title, "", "", "", ()) for name in pages]
        self.endResetModel()

    def row_of(self, page: str) -> int:
        """Where a page stands, or -1."""
        return next((at for at, hit in enumerate(self.hits) if hit.page == page), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ". ".join(filter(None, [hit.title, hit.heading, hit.excerpt]))
        return hit if role == HIT else None


class ResultDelegate(QStyledItemDelegate):
    """Title, and under it where it was found."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        hit: Hit = index.data(HIT)
        line = option.fontMetrics.height()  # type: ignore[attr-defined]
        rows = 1 + (_LINES if hit.excerpt else 0) + (1 if hit.heading else 0)
        return QSize(100, rows * line + (2 * _PAD if hit.excerpt else _PAD + 4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        hit: Hit = index.data(HIT)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        area = option.rect  # type: ignore[attr-defined]
        painter.save()
        if chosen:
            painter.fillRect(area, self._theme.colour("selected"))
        inner = area.adjusted(12, _PAD if hit.excerpt else (_PAD + 4) // 2, -10, 0)
        line = option.fontMetrics.height()  # type: ignore[attr-defined]
        bold = QFont(option.font)  # type: ignore[attr-defined]
        if hit.excerpt:
            bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(self._theme.colour("text"))
        top = inner.top()
        painter.drawText(inner.left(), top + painter.fontMetrics().ascent(), self._short(painter, hit.title, inner))
        painter.setFont(option.font)  # type: ignore[attr-defined]
        if hit.heading:
            top += line
            painter.setPen(self._theme.colour("accent_text"))
            painter.drawText(
                inner.left(), top + painter.fontMetrics().ascent(), self._short(painter, hit.heading, inner)
            )
        if hit.excerpt:
            painter.setPen(self._theme.colour("muted"))
            self._excerpt(painter, hit, inner.left(), top + line, inner.width())
        painter.restore()

    @staticmethod
    def _short(painter: QPainter, text: str, area: Any) -> str:
        return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())

    def _excerpt(self, painter: QPainter, hit: Hit, left: int, top: int, width: int) -> None:
        marked = QTextCharFormat()
        marked.setForeground(self._theme.colour("text"))
        marked.setBackground(self._theme.colour("warn_soft"))
        ranges = []
        for start, length in hit.marks:
            one = QTextLayout.FormatRange()
            one.start, one.length, one.format = start, length, marked
            ranges.append(one)
        layout = QTextLayout(hit.excerpt, painter.font())
        layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
        layout.setFormats(ranges)
        layout.beginLayout()
        height = 0.0
        for _ in range(_LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(width)
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        layout.draw(painter, QPointF(left, top))


def highlight(palette: QPalette, theme: Theme) -> QTextCharFormat:
    """How a typed word is marked in a page."""
    made = QTextCharFormat()
    made.setBackground(theme.colour("warn_soft"))
    made.setForeground(palette.color(QPalette.ColorRole.Text))
    return made
