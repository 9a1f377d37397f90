"""The services of a job as a table: checked to be completed or invoiced."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from officedesk import formatting
from officedesk.models.enums import TaskStatus
from officedesk.models.pricing import Totals
from officedesk.services.work.drafts import TaskDraft
from officedesk.views.lists.columns import Cell, Chip
from officedesk.views.lists.paged_model import CELL
from officedesk.views.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
TASK_CHIPS = {
    TaskStatus.OPEN: Chip("Open", "accent"),
    TaskStatus.COMPLETED: Chip("Completed", "ok"),
    TaskStatus.CANCELLED: Chip("Cancelled"),
}
COLUMNS = ("Service", "Qty", "Amount", "Status", "Billed by")
RIGHT = (1, 2)


class TaskModel(QAbstractTableModel):
    """Column 0 is the check box. ``checks_changed`` whenever another set of stored tasks is checked."""

    checks_changed = Signal()

    def __init__(self, currency: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._currency = currency
        self._tasks: tuple[TaskDraft, ...] = ()
        self._totals: Totals | None = None
        self._checked: set[int] = set()
        self._contract = ""

    def set_contract(self, number: str) -> None:
        """What covered services are covered by; empty where its number is not known."""
        if number != self._contract:
            self._contract = number
            if self._tasks:
                self.dataChanged.emit(self.index(0, 1), self.index(len(self._tasks) - 1, len(COLUMNS)))

    @property
    def tasks(self) -> tuple[TaskDraft, ...]:
        return self._tasks

    @property
    def checked(self) -> list[TaskDraft]:
        """The checked tasks in their order; only stored ones can be."""
        return [task for task in self._tasks if task.id in self._checked]

    def show_tasks(self, tasks: tuple[TaskDraft, ...], totals: Totals | None) -> None:
        """Show the tasks of the draft; what is checked stays checked."""
        same = [task.id for task in tasks] == [task.id for task in self._tasks]
        if same and tasks:
            self._tasks, self._totals = tasks, totals
            self.dataChanged.emit(self.index(0, 0), self.index(len(tasks) - 1, len(COLUMNS)))
        else:
            self.beginResetModel()
            self._tasks, self._totals = tasks, totals
            self.endResetModel()
        known = {task.id for task in tasks}
        if not self._checked <= known:
            self._checked &= {number for number in known if number is not None}
        self.checks_changed.emit()

    def check(self, rows: list[int], *, on: bool) -> None:
        ids = {self._tasks[row].id for row in rows} - {None}
        self._checked = self._checked | ids if on else self._checked - ids  # type: ignore[operator]
        if self._tasks:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._tasks) - 1, 0))
        self.checks_changed.emit()

    def clear_checks(self) -> None:
        self.check(list(range(len(self._tasks))), on=False)

    def is_checked(self, row: int) -> bool:
        return self._tasks[row].id in self._checked

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._tasks)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if column == 0:
            if role == Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if self.is_checked(row) else Qt.CheckState.Unchecked
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column - 1 in RIGHT else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role in (CELL, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            cell = self._cell(row, column - 1)
            return cell if role == CELL else cell.spoken
        if role == Qt.ItemDataRole.ToolTipRole and column == 1:
            return plain_tip(self._tasks[row].line.description) or None
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role == Qt.ItemDataRole.CheckStateRole and index.isValid() and index.column() == 0:
            self.check([index.row()], on=Qt.CheckState(value) is Qt.CheckState.Checked)
            return True
        return False

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if section == 0:
            return "Select" if role == Qt.ItemDataRole.AccessibleTextRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section - 1]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section - 1 in RIGHT else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _cell(self, row: int, column: int) -> Cell:
        task = self._tasks[row]
        line = task.line
        muted = "muted" if task.status is TaskStatus.CANCELLED else "text"
        if column == 0:
            about = line.description.splitlines()[0] if line.description else ""
            return Cell(line.name or about or "No name yet", bold=task.status is TaskStatus.OPEN, tone=muted)
        if column == 1:
            return Cell(f"{formatting.quantity(line.quantity)} {line.unit}".strip(), tone=muted)
        if column == 2:
            if self._totals is None or row >= len(self._totals.lines):
                return Cell("–", tone="muted")
            # What it would have cost is seen, and does not count.
            tone = "muted" if task.covered else muted
            return Cell(formatting.money(self._totals.lines[row].amount, self._currency, symbol=False), tone=tone)
        if column == 3:
            return Cell(chips=(TASK_CHIPS[task.status],))
        if task.covered:
            return Cell(f"Covered by {self._contract or 'contract'}", tone="muted")
        if not task.billed_by:
            return Cell("—", tone="muted")
        return Cell("Draft" if task.billed_by == "draft" else task.billed_by)
