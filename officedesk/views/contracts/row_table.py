"""A small read-only table in a dialog: rows of frozen data in the look of the lists."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

from officedesk.views.lists.columns import Cell, Column
from officedesk.views.lists.delegate import CellDelegate
from officedesk.views.lists.paged_model import CELL
from officedesk.views.shell import Shell
from officedesk.views.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
ROW, HEAD = 32, 31
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RowModel(QAbstractTableModel):
    """All rows are there; what they show the columns say."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: tuple[Any, ...] = ()

    @property
    def rows(self) -> tuple[Any, ...]:
        return self._rows

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these; where nothing changed, nothing moves."""
        if tuple(rows) == self._rows:
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role in (CELL, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            cell: Cell = column.show(self._rows[index.row()])
            if role == CELL:
                return cell
            return plain_tip(cell.tip or cell.text) or None if role == Qt.ItemDataRole.ToolTipRole else cell.spoken
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return _side(self.columns[section]) if role == Qt.ItemDataRole.TextAlignmentRole else None


class RowTable(QTableView):
    """``opened(row)`` on Enter or a double click, ``removed(row)`` on Delete."""

    opened = Signal(int)
    removed = Signal(int)

    def __init__(self, shell: Shell, columns: Sequence[Column], name: str, *, most: int = 0) -> None:
        """``most``: as tall as its rows, up to so many; 0: as tall as there is room."""
        super().__init__()
        self._most = most
        self.rows = RowModel(columns, self)
        self.setModel(self.rows)
        self.setItemDelegate(CellDelegate(shell.theme, shell.icons, self))
        self.setAccessibleName(name)
        self.setProperty("role", "details")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        head, side = self.horizontalHeader(), self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(ROW)
        head.setFixedHeight(HEAD)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        for at, column in enumerate(columns):
            stretch = QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.Fixed
            head.setSectionResizeMode(at, stretch)
            self.setColumnWidth(at, column.width)
        if most:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.rows.modelReset.connect(self.updateGeometry)
        shell.theme.changed.connect(self.viewport().update)

    def set_most(self, most: int) -> None:
        """As tall as so many rows, or with 0 as there is room."""
        vertical = QSizePolicy.Policy.Fixed if most else QSizePolicy.Policy.Expanding
        self._most = most
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        self.updateGeometry()

    @property
    def current(self) -> int:
        """The row that the keyboard is at; -1 without any."""
        return self.currentIndex().row()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these; the current row stays where it can."""
        at = self.current
        self.rows.show_rows(rows)
        if rows and at >= 0:
            self.selectRow(min(at, len(rows) - 1))

    def sizeHint(self) -> QSize:
        if not self._most:
            return super().sizeHint()
        return QSize(320, HEAD + ROW * min(max(1, self.rows.rowCount()), self._most) + 3)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height() if self._most else HEAD + ROW * 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ENTER and not held and self.current >= 0:
            self.opened.emit(self.current)
        elif key == Qt.Key.Key_Delete and self.current >= 0:
            self.removed.emit(self.current)
        elif key == Qt.Key.Key_Escape or key in _ENTER:
            # The dialog's: Esc leaves, Ctrl+Enter saves.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(index.row())


def _side(column: Column) -> int:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
