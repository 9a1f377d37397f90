"""The History tab: every change, newest first; more are read as the list is scrolled."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QStackedLayout, QTableView, QWidget

from officedesk.services.activity.rows import HistoryRow
from officedesk.services.permissions import Permission
from officedesk.views.activity.undoing import Undoing
from officedesk.views.customers.history_words import headline, sentences
from officedesk.views.customers.tabs.base import ProfileTab
from officedesk.views.lists.empty import EmptyNotice
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import holder, row
from officedesk.views.widgets.tips import plain_tip

PAGE = 100
_TITLES = ("When", "Who", "Desktop", "What")
_WHAT = 3
_Index = QModelIndex | QPersistentModelIndex


class HistoryModel(QAbstractTableModel):
    """Changes of one customer. Views call ``fetchMore`` when they come to the end; pages arrive by signal."""

    arrived = Signal()

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._customer = 0
        self._generation = 0
        self._rows: list[HistoryRow] = []
        self._told: list[list[str]] = []
        self._all = True
        self._asking = False

    def show(self, customer_id: int) -> None:
        """Begin anew with the newest changes of a customer; 0 shows nothing."""
        self._generation += 1
        if customer_id != self._customer:
            self.beginResetModel()
            self._customer = customer_id
            self._rows, self._told = [], []
            self.endResetModel()
        self._all, self._asking = not customer_id, False
        if customer_id:
            self._ask(0)

    def change(self, row: int) -> HistoryRow:
        """The change of a row."""
        return self._rows[row]

    def lines(self, row: int) -> int:
        """How many lines a row takes."""
        return len(self._told[row])

    def canFetchMore(self, parent: _Index = QModelIndex()) -> bool:
        return not parent.isValid() and not self._all and not self._asking and bool(self._rows)

    def fetchMore(self, parent: _Index = QModelIndex()) -> None:
        if self.canFetchMore(parent):
            self._ask(self._rows[-1].id)

    def _ask(self, before: int) -> None:
        self._asking = True
        generation, customer_id, desk = self._generation, self._customer, self._shell.desk

        def work() -> list[HistoryRow]:
            from officedesk.services.activity.history import of_customer

            return of_customer(desk, customer_id, before or None, PAGE)

        self._shell.load(self, work, lambda rows: self._arrived(generation, before, rows))

    def _arrived(self, generation: int, before: int, rows: list[HistoryRow]) -> None:
        if generation != self._generation:
            return
        self._asking = False
        self._all = len(rows) < PAGE
        told = [_sentences(row, self._shell) for row in rows]
        known = next((at for at, row in enumerate(rows) if self._rows and row.id == self._rows[0].id), None)
        if not before and known is not None:
            self._put_on_top(rows, told, known)
        elif not before:
            self.beginResetModel()
            self._rows, self._told = list(rows), told
            self.endResetModel()
        elif rows:
            start = len(self._rows)
            self.beginInsertRows(QModelIndex(), start, start + len(rows) - 1)
            self._rows += rows
            self._told += told
            self.endInsertRows()
        self.arrived.emit()

    def _put_on_top(self, rows: list[HistoryRow], told: list[list[str]], new: int) -> None:
        """The first ``new`` of ``rows`` came since; of the others something may have been taken back."""
        if new:
            self.beginInsertRows(QModelIndex(), 0, new - 1)
            self._rows[:0], self._told[:0] = rows[:new], told[:new]
            self.endInsertRows()
        self._rows[: len(rows)], self._told[: len(rows)] = rows, told
        self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(_TITLES) - 1))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(_TITLES):
            if role == Qt.ItemDataRole.DisplayRole:
                return _TITLES[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if index.column() == 0:
                at: datetime = row.at.astimezone(self._shell.desk.zone)
                return f"{self._shell.date(at.date())} {at:%H:%M}"
            if index.column() == 1:
                return row.actor or "—"
            if index.column() == 2:
                return row.desktop
            return "\n".join(self._told[index.row()])
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == _WHAT:
            return plain_tip(headline(row))
        if role == Qt.ItemDataRole.ForegroundRole and (row.undone or row.undoes or index.column() == 2):
            return self._shell.theme.colour("muted")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        return None


def _sentences(row: HistoryRow, shell: Shell) -> list[str]:
    told = sentences(row, shell, shell.desk.zone)
    if row.undone or row.undoes:
        told = [f"{'Undone' if row.undone else 'Took back'}: {told[0][:1].lower()}{told[0][1:]}", *told[1:]]
    return told


class HistoryTab(ProfileTab):
    name = "history"
    title = "History"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.model = HistoryModel(shell, self)
        # With a parent: a stack without one shows its first widget as a window of its own, which takes the keyboard.
        self.table = QTableView(self)
        self.table.setModel(self.model)
        self.table.setProperty("role", "history")
        self.table.setAccessibleName("History")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setFixedHeight(31)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.setColumnWidth(0, 150)
        self.table.setColumnWidth(1, 150)
        self.table.setColumnWidth(2, 110)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.undoing = Undoing(shell, self)
        self._empty = EmptyNotice("Every change to this customer and its papers will be here.", "", self)
        self._empty.tell(filtered=False, many="changes")
        self._body = QStackedLayout()
        self._body.addWidget(self.table)
        self._body.addWidget(self._empty)
        rows = holder(self._body, "panel")
        self._across = row(rows, spacing=0)
        self._across.setStretchFactor(rows, 1)
        self.setLayout(self._across)
        self._stale = True
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.load)
        self.model.arrived.connect(self._arrived)
        self.model.rowsInserted.connect(lambda _parent, first, last: self._rows_came(first, last))
        shell.signals.changed.connect(self._office_changed)

    def take_focus(self) -> None:
        self.table.setFocus()

    def add_side(self, side: QWidget) -> None:
        self._across.addWidget(side)

    def load(self) -> None:
        if self._stale:
            self._stale = False
            self.model.show(self.subject.customer_id)

    def start_over(self) -> None:
        self._stale = True
        self.model.show(0)

    def _office_changed(self, _entity: str, _entity_id: int, customer_id: int) -> None:
        if customer_id in (0, self.subject.customer_id):
            self._stale = True
            if self.isVisible():
                self._later.start()

    def menu_of(self, row: int) -> QMenu | None:
        """What can be done about a change; nothing for whoever may not, and for what was taken back already."""
        change = self.model.change(row)
        if not self.shell.may(Permission.UNDO) or change.undone or change.erased or change.action == "imported":
            return None
        menu = QMenu(self)
        action = menu.addAction(self.shell.icons("arrow-counter-clockwise"), "Undo this change")
        action.triggered.connect(lambda: self.undoing.undo_change(change.transaction_key))
        return menu

    def _open_menu(self, at: QPoint) -> None:
        # By the keyboard it is asked for in the middle of the table.
        index = self.table.indexAt(at)
        row = index.row() if index.isValid() else self.table.currentIndex().row()
        menu = self.menu_of(row) if row >= 0 else None
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.table.viewport().mapToGlobal(at))

    def _arrived(self) -> None:
        rows = self.model.rowCount()
        # Rows that are still to be asked for are not none: the table stays, and with it the keyboard.
        self._body.setCurrentIndex(0 if rows or self._stale else 1)
        self._size_rows(0, rows - 1)

    def _rows_came(self, first: int, last: int) -> None:
        bar = self.table.verticalScrollBar()
        read = bar.value()
        self._size_rows(first, last)
        if first == 0 and read:
            # What is being read stays where it is; what came is above it.
            bar.setValue(read + sum(self.table.rowHeight(row) for row in range(last + 1)))

    def _size_rows(self, first: int, last: int) -> None:
        line = self.table.fontMetrics().lineSpacing()
        for at in range(first, last + 1):
            height = self.model.lines(at) * line + 16
            if self.table.rowHeight(at) != height:
                self.table.setRowHeight(at, height)
