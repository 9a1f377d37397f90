"""The table model of every long list: it knows the ids of all rows and holds the rows near those in view."""

import logging
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from officedesk.errors import OfficeError
from officedesk.services.paging import ListSource, Sort
from officedesk.views.lists.columns import Cell, Column
from officedesk.views.lists.refreshing import PAGE, Fresh, look_again
from officedesk.views.tasks import Task, TaskRunner
from officedesk.views.widgets.tips import plain_tip

log = logging.getLogger(__name__)
Index = QModelIndex | QPersistentModelIndex
PAGES_KEPT = 60
IN_VIEW = 3
"""Pages that a window shows parts of at most."""
COUNT_AFTER = 30
"""Milliseconds after the first rows until the ids of all are asked for: whoever types on never waits for them."""
CELL = Qt.ItemDataRole.UserRole + 1
"""Role of the :class:`Cell` that the delegate paints."""
ROW = Qt.ItemDataRole.UserRole + 2
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_CHECKABLE = _PLAIN | Qt.ItemFlag.ItemIsUserCheckable
_ALL: dict[int, str] = {
    Qt.ItemDataRole.AccessibleTextRole: "Check all",
    Qt.ItemDataRole.ToolTipRole: "Check all (Ctrl+A)",
}


class PagedTableModel(QAbstractTableModel):
    """Rows of a :class:`ListSource`, loaded off the GUI thread.

    :meth:`show` asks for another filter or order; what is on screen stays until the first rows of the answer are
    there. Answers that come after a newer question are dropped. Column 0 is the check box.
    """

    loaded = Signal()
    """The first rows of the latest question are on screen."""
    counted = Signal(int)
    """All ids of the latest question are known."""
    failed = Signal(object)
    refreshing = Signal()
    """Rows are about to come, go or change by :meth:`refresh`: what is looked at is to stay where it is."""
    refreshed = Signal()
    unrefreshed = Signal(object)
    """The answer to :meth:`refresh` is an error; what is on screen is as it was."""
    checks_changed = Signal(int)

    def __init__(
        self, source: ListSource[Any, Any], columns: Sequence[Column], runner: TaskRunner, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._runner = runner
        self.columns = tuple(columns)
        self._generation = 0
        self._ids: array[int] | list[int] = []
        self._complete = False
        self._pages: OrderedDict[int, list[Any]] = OrderedDict()
        self._asked: dict[int, Task] = {}
        self._checked: set[int] = set()
        self._query: Any = None
        self._sort = Sort(self.columns[0].name)
        self._wanted_pages = QTimer(self)
        self._wanted_pages.setSingleShot(True)
        self._wanted_pages.setInterval(0)
        self._wanted_pages.timeout.connect(self._ask_for_wanted)
        self._wanted: set[int] = set()
        self._count_later = QTimer(self)
        self._count_later.setSingleShot(True)
        self._count_later.setInterval(COUNT_AFTER)
        self._count_later.timeout.connect(self._ask_for_ids)

    # --- asking ---

    def show(self, query: Any, sort: Sort) -> None:
        """Ask for ``query`` in ``sort`` order: first rows at once, then the ids of all."""
        self._generation += 1
        generation = self._generation
        self._query, self._sort = query, sort
        self._count_later.stop()
        source = self._source
        self._runner.submit(
            lambda: source.first(query, sort, PAGE),
            lambda rows: self._first_arrived(generation, rows),
            lambda error: self._refused(generation, error),
            owner=self,
        )

    def refresh(self) -> None:
        """Ask the same question again: something was saved.

        Rows come, go and change where they are; nothing else on screen moves.
        """
        if self._query is None:
            return
        if not self._complete:
            self.show(self._query, self._sort)
            return
        self._generation += 1
        generation, source, query, sort = self._generation, self._source, self._query, self._sort
        before, pages, checked = self._ids, list(self._pages)[-IN_VIEW:], set(self._checked)
        self._runner.submit(
            lambda: look_again(source, query, sort, before, pages, checked),
            lambda fresh: self._fresh(generation, fresh),
            lambda error: self._unrefreshed(generation, error),
            owner=self,
        )

    @property
    def query(self) -> Any:
        """What is asked for, ``None`` before the first question."""
        return self._query

    def _fresh(self, generation: int, fresh: Fresh) -> None:
        if generation != self._generation:
            return
        # Pages that were scrolled to meanwhile were asked for by the ids of before: they are asked for again.
        self._generation += 1
        again = {*list(self._pages)[-IN_VIEW:], *self._asked, *self._wanted} - fresh.pages.keys()
        self.refreshing.emit()
        first, last = fresh.start, fresh.start + max(fresh.removed, fresh.added) - 1
        if fresh.removed and fresh.added:
            self.beginResetModel()
        elif fresh.removed:
            self.beginRemoveRows(QModelIndex(), first, last)
        elif fresh.added:
            self.beginInsertRows(QModelIndex(), first, last)
        self._ids = fresh.ids
        self._asked.clear()
        self._wanted = again
        self._ask_for_wanted()
        self._pages = OrderedDict(fresh.pages)
        self._checked.difference_update(fresh.gone)
        if fresh.removed and fresh.added:
            self.endResetModel()
        elif fresh.removed:
            self.endRemoveRows()
        elif fresh.added:
            self.endInsertRows()
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, self.columnCount() - 1))
        self.refreshed.emit()
        self.loaded.emit()
        self.counted.emit(len(self._ids))
        if fresh.gone:
            self.checks_changed.emit(len(self._checked))

    def _unrefreshed(self, generation: int, error: Exception) -> None:
        if generation == self._generation:
            if not isinstance(error, OfficeError):
                log.error("a list could not be looked at again", exc_info=error)
            self.unrefreshed.emit(error)

    def forget(self) -> None:
        """Show nothing and drop every answer under way: what comes next is another list."""
        self._generation += 1
        self._count_later.stop()
        self.beginResetModel()
        self._ids, self._complete = [], False
        self._pages.clear()
        self._asked.clear()
        self.endResetModel()
        self._query = None
        if self._checked:
            self._checked.clear()
            self.checks_changed.emit(0)

    @property
    def complete(self) -> bool:
        """All ids are known (until then there may be more rows than :meth:`rowCount` says)."""
        return self._complete

    def _first_arrived(self, generation: int, rows: list[Any]) -> None:
        if generation != self._generation:
            return
        ids = [row.id for row in rows]
        self._asked.clear()
        if self._complete and ids == list(self._ids[: len(ids)]) and len(rows) == min(PAGE, len(self._ids)):
            # The same rows in the same order, perhaps with new values: nothing moves under the user's eyes.
            self._pages.clear()
            self._pages[0] = rows
            if self._ids:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, self.columnCount() - 1))
        else:
            self.beginResetModel()
            self._ids = ids
            self._complete = len(rows) < PAGE
            self._pages.clear()
            self._pages[0] = rows
            self.endResetModel()
        self.loaded.emit()
        if len(rows) < PAGE:
            self._complete = True
            self._ids = ids
            self.counted.emit(len(ids))
            return
        self._count_later.start()

    def _ask_for_ids(self) -> None:
        generation = self._generation
        source, query, sort = self._source, self._query, self._sort
        self._runner.submit(
            lambda: source.ids(query, sort),
            lambda all_ids: self._ids_arrived(generation, all_ids),
            lambda error: self._refused(generation, error),
            owner=self,
        )

    def _ids_arrived(self, generation: int, ids: "array[int]") -> None:
        if generation != self._generation:
            return
        known = len(self._ids)
        if list(ids[:known]) == list(self._ids) and len(ids) >= known:
            if len(ids) > known:
                self.beginInsertRows(QModelIndex(), known, len(ids) - 1)
                self._ids = ids
                self.endInsertRows()
        else:
            self.beginResetModel()
            self._ids = ids
            self._pages.clear()
            self.endResetModel()
        self._complete = True
        self.counted.emit(len(ids))

    def _refused(self, generation: int, error: Exception) -> None:
        if generation == self._generation:
            if not isinstance(error, OfficeError):
                log.error("a list could not be loaded", exc_info=error)
            self.failed.emit(error)

    # --- rows ---

    def id_at(self, row: int) -> int:
        return self._ids[row]

    def row_of(self, entity_id: int) -> int | None:
        """Where a row is, if it is in the list."""
        try:
            return self._ids.index(entity_id)
        except ValueError:
            return None

    def row_at(self, row: int) -> Any | None:
        """The row if it is loaded; asks for its page where it is not."""
        number, offset = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            self._want(number)
            return None
        self._pages.move_to_end(number)
        return page[offset] if offset < len(page) else None

    def all_ids(self) -> list[int]:
        return list(self._ids)

    def _want(self, number: int) -> None:
        if number not in self._asked and number not in self._wanted:
            self._wanted.add(number)
            self._wanted_pages.start()

    def _ask_for_wanted(self) -> None:
        # Pages that were only passed over while the scroll bar was dragged are not asked for.
        wanted, self._wanted = sorted(self._wanted)[-4:], set()
        for number in wanted:
            ids = list(self._ids[number * PAGE : (number + 1) * PAGE])
            if ids:
                self._asked[number] = self._ask_for_page(number, ids)

    def _ask_for_page(self, number: int, ids: list[int]) -> Task:
        generation, source = self._generation, self._source
        return self._runner.submit(
            lambda: source.rows(ids),
            lambda rows: self._page_arrived(generation, number, ids, rows),
            lambda error: self._refused(generation, error),
            owner=self,
        )

    def _page_arrived(self, generation: int, number: int, ids: list[int], rows: list[Any]) -> None:
        if generation != self._generation:
            return
        self._asked.pop(number, None)
        by_id = {row.id: row for row in rows}
        # A row that was deleted meanwhile leaves its place empty until the list is asked again.
        self._pages[number] = [by_id.get(i) for i in ids]
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        first = number * PAGE
        last = min(first + PAGE, len(self._ids)) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    # --- checks ---

    @property
    def checked(self) -> set[int]:
        return set(self._checked)

    @property
    def checked_count(self) -> int:
        """How many rows are checked."""
        return len(self._checked)

    @property
    def check_state(self) -> Qt.CheckState:
        """Whether all rows are checked, some, or none. Rows of other filters count as some."""
        if not self._checked:
            return Qt.CheckState.Unchecked
        whole = len(self._checked) >= len(self._ids) and self._checked.issuperset(self._ids)
        return Qt.CheckState.Checked if whole else Qt.CheckState.PartiallyChecked

    def toggle_all(self) -> None:
        """Check every row; where all are checked, take their checks away. Rows of other filters stay as they are."""
        if self.check_state is Qt.CheckState.Checked:
            self._checked.difference_update(self._ids)
        else:
            self._checked.update(self._ids)
        self._tell_checks()

    def set_checked(self, ids: Sequence[int], on: bool) -> None:
        if on:
            self._checked.update(ids)
        else:
            self._checked.difference_update(ids)
        self._tell_checks()

    def _tell_checks(self) -> None:
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, 0), [Qt.ItemDataRole.CheckStateRole])
        self.checks_changed.emit(len(self._checked))

    # --- what views ask ---

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _CHECKABLE if index.column() == 0 else _PLAIN

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if index.column() == 0:
            if role == Qt.ItemDataRole.CheckStateRole:
                checked = self._ids[index.row()] in self._checked
                return Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked
            if role != ROW:
                return None
        row = self.row_at(index.row())
        if row is None:
            return None
        if role == ROW:
            return row
        column = self.columns[index.column() - 1]
        if role == CELL:
            return column.show(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.show(row).spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            cell: Cell = column.show(row)
            return plain_tip(cell.tip) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role == Qt.ItemDataRole.CheckStateRole and index.isValid() and index.column() == 0:
            on = Qt.CheckState(value) is Qt.CheckState.Checked
            self.set_checked([self._ids[index.row()]], on)
            return True
        return False

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if section == 0:
            return _ALL.get(role)
        column = self.columns[section - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None
