"""Things of the map as a list: what the mouse does on the map, the keyboard does here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from officedesk.views.shell import Shell
from officedesk.views.widgets.tips import plain_tip

ROW = 34
_GAP, _ICON = 8, 16


@dataclass(frozen=True, slots=True)
class Thing:
    """A row: something of a layer of the map. ``spoken`` is what screen readers say of its kind."""

    layer: str
    id: int
    title: str
    note: str = ""
    icon: str = ""
    spoken: str = ""
    tone: str = "muted"
    """Of the icon: a colour of the theme by its name, or ``#rrggbb``."""


class ThingsModel(QAbstractListModel):
    """Rows that are all there."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.things: Sequence[Thing] = ()

    def put(self, things: Sequence[Thing]) -> None:
        """Show these in place of those before."""
        self.beginResetModel()
        self.things = things
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.things)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.things):
            return None
        thing = self.things[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return thing.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (thing.spoken, thing.title, thing.note)))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(filter(None, (thing.title, thing.note))))
        if role == Qt.ItemDataRole.UserRole:
            return thing
        return None


class ThingsList(QListView):
    """``chosen(thing)`` when the keyboard or a click comes to a row, ``opened(thing)`` on Enter and double-click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, shell: Shell, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.things_model = ThingsModel(self)
        self.setModel(self.things_model)
        self.setItemDelegate(_Painter(shell, self))
        self._quiet = False
        self.selectionModel().currentChanged.connect(self._moved)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(Qt.ItemDataRole.UserRole)))
        self.clicked.connect(lambda index: self.chosen.emit(index.data(Qt.ItemDataRole.UserRole)))

    @property
    def things(self) -> Sequence[Thing]:
        return self.things_model.things

    def put(self, things: Sequence[Thing]) -> None:
        """Show these rows; the current one stays current if it is still there."""
        before = self.currentIndex().data(Qt.ItemDataRole.UserRole) if self.currentIndex().isValid() else None
        if list(things) == list(self.things):
            return
        self._quiet = True
        self.things_model.put(things)
        if before is not None:
            self.show_current(before.layer, before.id)
        self._quiet = False

    def show_current(self, layer: str, id: int) -> None:
        """Make a row the current one without telling, if it is there."""
        at = next((at for at, one in enumerate(self.things) if (one.layer, one.id) == (layer, id)), None)
        if at is not None:
            quiet, self._quiet = self._quiet, True
            self.setCurrentIndex(self.things_model.index(at, 0))
            self._quiet = quiet

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().data(Qt.ItemDataRole.UserRole))
        else:
            super().keyPressEvent(event)

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self._quiet and self.hasFocus():
            self.chosen.emit(current.data(Qt.ItemDataRole.UserRole))


class _Painter(QStyledItemDelegate):
    """An icon, the title, and the note at the right end, each on one line."""

    def __init__(self, shell: Shell, parent: QListView) -> None:
        super().__init__(parent)
        self._shell = shell

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        metrics: QFontMetrics = option.fontMetrics  # type: ignore[attr-defined]
        return QSize(120, max(ROW, metrics.height() + 12))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        thing: Thing = index.data(Qt.ItemDataRole.UserRole)
        theme = self._shell.theme
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        font: QFont = option.font  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("raised"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        left = rect.left() + 2 * _GAP
        if thing.icon:
            spot = QRect(left, rect.center().y() - _ICON // 2, _ICON, _ICON)
            colour = QColor(thing.tone) if thing.tone.startswith("#") else theme.colour(thing.tone)
            self._shell.icons.paint(painter, spot, thing.icon, colour)
            left += _ICON + _GAP
        right = rect.right() - 2 * _GAP
        small = QFont(font)
        small.setPixelSize(round(QFontMetrics(font).height() * 0.7))
        note_metrics = QFontMetrics(small)
        note = note_metrics.elidedText(" ".join(thing.note.split()), Qt.TextElideMode.ElideRight, (right - left) // 2)
        wide = note_metrics.horizontalAdvance(note) if note else 0
        title = QFontMetrics(font).elidedText(
            " ".join(thing.title.split()), Qt.TextElideMode.ElideRight, right - left - (wide + _GAP if note else 0)
        )
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        painter.drawText(QRect(left, rect.top(), right - left, rect.height()), int(middle), title)
        if note:
            painter.setFont(small)
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRect(right - wide, rect.top(), wide + 1, rect.height()), int(middle), note)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Selected:
            painter.setPen(theme.colour("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()
