"""The cards of a column of the board: a list that paints them, and tells where one is dragged."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QStyle, QStyledItemDelegate

from officedesk.models.project_states import Step
from officedesk.services.projects.rows import ProjectRow
from officedesk.views.lists.columns import Chip
from officedesk.views.projects.card_model import CardModel, Index, chips_of
from officedesk.views.shell import Shell

GAP = 8
_TONES = {
    "accent": ("accent_soft", "accent_text"),
    "ok": ("ok_soft", "ok"),
    "warn": ("warn_soft", "warn"),
    "bad": ("bad_soft", "bad"),
    "plain": ("chip", "chip_text"),
}


class CardDelegate(QStyledItemDelegate):
    """Paints a card: title, customer, chips; below them the day it is due, who has it and what it comes to."""

    def __init__(self, shell: Shell, parent: QListView) -> None:
        super().__init__(parent)
        self._shell = shell

    def sizeHint(self, option: Any, index: Index) -> QSize:
        line = QFontMetrics(option.font).height()
        return QSize(120, 4 * line + 38 + GAP)

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        row: ProjectRow | None = index.data(Qt.ItemDataRole.UserRole)
        theme, area = self._shell.theme, option.rect.adjusted(0, 0, 0, -GAP)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = chosen and bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("accent" if focused else "muted" if chosen else "line"))
        painter.setBrush(theme.colour("panel"))
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 6, 6)
        if row is None:
            # It is just being read.
            painter.restore()
            return
        if row.put_off:
            painter.setOpacity(0.62)
        inside = area.adjusted(11, 8, -11, -8)
        line = QFontMetrics(option.font).height()
        self._text(painter, QRect(inside.topLeft(), QSize(inside.width(), line)), row.title, "text", bold=True)
        second = QRect(inside.left(), inside.top() + line + 2, inside.width(), line)
        self._text(painter, second, f"{row.number} · {row.company}", "muted")
        left, top = inside.left(), inside.top() + 2 * line + 8
        for chip in chips_of(row):
            left = self._chip(painter, chip, left, top, inside.right(), line)
        foot = QRect(inside.left(), inside.bottom() - line, inside.width(), line)
        value = self._shell.money(row.value) if row.value else ""
        if value:
            self._text(painter, foot, value, "text", right=True)
            foot.adjust(0, 0, -QFontMetrics(option.font).horizontalAdvance(value) - 10, 0)
        metrics = QFontMetrics(option.font)
        fitting = (text for text in self.feet(row) if metrics.horizontalAdvance(text) <= foot.width())
        self._text(painter, foot, next(fitting, self.feet(row)[-1]), "bad" if row.late else "muted")
        painter.restore()

    def feet(self, row: ProjectRow) -> tuple[str, ...]:
        """When it is due and who has it, from the longest to the shortest: the day is never cut."""
        if row.due is None:
            return (row.estimator,)
        short = f"{row.due:%b} {row.due.day}"
        day, who = self._shell.date(row.due), "".join(word[0] for word in row.estimator.split()[:2])
        if not who:
            return f"Due {day}", day, short
        return f"Due {day} · {row.estimator}", f"Due {day} · {who}", f"{day} · {who}", day, short

    def _text(
        self, painter: QPainter, area: QRect, text: str, tone: str, *, bold: bool = False, right: bool = False
    ) -> None:
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(self._shell.theme.colour(tone))
        line = " ".join(text.split())
        shown = QFontMetrics(font).elidedText(line, Qt.TextElideMode.ElideRight, area.width())
        at = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, int(at | Qt.AlignmentFlag.AlignVCenter), shown)

    def _chip(self, painter: QPainter, chip: Chip, left: int, top: int, right: int, line: int) -> int:
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.Medium)
        wide = QFontMetrics(font).horizontalAdvance(chip.text) + 14
        if left + wide > right:
            return left
        ground, ink = _TONES[chip.tone]
        area = QRect(left, top, wide, line + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._shell.theme.colour(ground))
        painter.drawRoundedRect(area, 9, 9)
        painter.setFont(font)
        painter.setPen(self._shell.theme.colour(ink))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), chip.text)
        return left + wide + 6


class CardList(QListView):
    """Up and Down choose a card, Left and Right go to the next column; with Ctrl they move the card.

    ``opened(project id)``. ``dragged(row, global position)`` while one is carried, ``dropped`` where it is let go,
    ``let_go`` where that was given up.
    """

    opened = Signal(int)
    dragged = Signal(object, QPoint)
    dropped = Signal(object, QPoint)
    let_go = Signal()
    beside = Signal(int)
    moved = Signal(object, int)
    menu_wanted = Signal(object, QPoint)

    def __init__(self, shell: Shell, step: Step, title: str) -> None:
        super().__init__()
        self.step = step
        self.cards = CardModel(shell, self)
        self.setModel(self.cards)
        self.setItemDelegate(CardDelegate(shell, self))
        self.setAccessibleName(title)
        self.setProperty("role", "cards")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.activated.connect(self._activated)
        self._pressed: QPoint | None = None
        self._carried: ProjectRow | None = None
        shell.theme.changed.connect(self.viewport().update)

    @property
    def current(self) -> ProjectRow | None:
        """The card that the keyboard is on."""
        row: ProjectRow | None = self.currentIndex().data(Qt.ItemDataRole.UserRole)
        return row

    def choose(self, project_id: int) -> bool:
        """Put the keyboard on the card of a project; ``False`` where it is not here."""
        if project_id not in self.cards.ids:
            return False
        self.setCurrentIndex(self.cards.index(self.cards.ids.index(project_id), 0))
        self.setFocus()
        return True

    @property
    def current_id(self) -> int:
        """The project that the keyboard is on, read or not; 0 for none."""
        place = self.currentIndex().row()
        return self.cards.ids[place] if 0 <= place < len(self.cards.ids) else 0

    def put(self, ids: Sequence[int], rows: Iterable[ProjectRow]) -> None:
        """Show these. Somebody who looked further down still sees the same cards, with the keyboard where it was."""
        first, current, bar = self.indexAt(QPoint(GAP, GAP)), self.current_id, self.verticalScrollBar()
        at_top = not bar.value() or not first.isValid()
        seen, above = (0, 0) if at_top else (self.cards.ids[first.row()], self.visualRect(first).top())
        before = self.cards.ids
        self.cards.put(ids, rows)
        if self.cards.ids == before:
            return
        if current in self.cards.ids:
            self.setCurrentIndex(self.cards.index(self.cards.ids.index(current), 0))
        self.doItemsLayout()
        if at_top:
            bar.setValue(0)
        elif seen in self.cards.ids:
            self.scrollTo(self.cards.index(self.cards.ids.index(seen), 0), QAbstractItemView.ScrollHint.PositionAtTop)
            bar.setValue(bar.value() - above)

    def picture(self, row: ProjectRow) -> QPixmap:
        """What is carried under the pointer."""
        at = self.cards.ids.index(row.id)
        return self.viewport().grab(self.visualRect(self.cards.index(at, 0)).adjusted(0, 0, 0, -GAP))

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        self.begin()

    def begin(self) -> None:
        """Put the keyboard on the first card, unless it is on one."""
        if not self.currentIndex().isValid() and self.cards.ids:
            self.setCurrentIndex(self.cards.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        row = self.current
        if event.key() == Qt.Key.Key_Escape and self._carried is not None:
            self._give_up()
        elif step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if row is not None:
                self.moved.emit(row, step)
        elif step:
            self.beside.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id:
            self.opened.emit(self.current_id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            at = event.position().toPoint()
            self._pressed = at if self.indexAt(at).isValid() else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        # Not passed on: the list would choose what the pointer comes over.
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        at = event.position().toPoint()
        if self._carried is None:
            if (at - self._pressed).manhattanLength() < QApplication.startDragDistance():
                return
            self._carried = self.indexAt(self._pressed).data(Qt.ItemDataRole.UserRole)
            if self._carried is None:
                return
        self.dragged.emit(self._carried, event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        carried, self._carried, self._pressed = self._carried, None, None
        if carried is not None and event.button() is Qt.MouseButton.LeftButton:
            self.dropped.emit(carried, event.globalPosition().toPoint())
        else:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.indexAt(event.position().toPoint()).data(Qt.ItemDataRole.UserRole)
        self._pressed = None
        if row is not None and event.button() is Qt.MouseButton.LeftButton:
            self.opened.emit(row.id)

    def _give_up(self) -> None:
        self._carried = self._pressed = None
        self.let_go.emit()

    def _activated(self, index: Index) -> None:
        # A double click and Enter are told by themselves: styles differ in what activates.
        del index

    def _menu(self, at: QPoint) -> None:
        index = self.indexAt(at) if self.indexAt(at).isValid() else self.currentIndex()
        row = index.data(Qt.ItemDataRole.UserRole)
        if row is not None:
            self.setCurrentIndex(index)
            self.menu_wanted.emit(row, self.viewport().mapToGlobal(at))
