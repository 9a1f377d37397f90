"""The days of a month as a table of weeks, for the view and for screen readers."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from officedesk.models.hours import days_between
from officedesk.services.office.week import DAYS
from officedesk.services.schedule.rows import DayCell, Month
from officedesk.views.schedule.words import times, title

_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


def weeks_around(first: date, last: date) -> tuple[date, date]:
    """The days of whole weeks, Monday to Sunday, around a span."""
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


class MonthModel(QAbstractTableModel):
    """A row for each week, Monday first. Before the counts come, the days are there without them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cells: tuple[DayCell, ...] = ()
        self.first = self.last = date(1970, 1, 1)
        """What is asked for: days beside it belong to other months."""

    def show_days(self, first: date, last: date) -> None:
        """Other days, nothing known of them yet; what is known of the same ones stays."""
        begin, end = weeks_around(first, last)
        self.first, self.last = first, last
        if self.cells and (self.cells[0].day, self.cells[-1].day) == (begin, end):
            self._tell()
            return
        self.beginResetModel()
        self.cells = tuple(DayCell(day, 0, 0, 0, 0, ()) for day in days_between(begin, end))
        self.endResetModel()

    def put(self, month: Month) -> None:
        """What is on the days that are shown."""
        self.cells = month.cells
        self._tell()

    def _tell(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 6))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.cells) // 7

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 7

    def cell_at(self, index: Index) -> DayCell | None:
        """The day of an index."""
        at = index.row() * 7 + index.column()
        return self.cells[at] if index.isValid() and 0 <= at < len(self.cells) else None

    def index_of(self, day: date) -> QModelIndex:
        """Where a day is; no index where it is not shown."""
        at = (day - self.cells[0].day).days if self.cells else -1
        return self.index(at // 7, at % 7) if 0 <= at < len(self.cells) else QModelIndex()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell_at(index)
        if cell is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return str(cell.day.day)
        if role == Qt.ItemDataRole.UserRole:
            return cell
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(cell)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return DAYS[section]
        if orientation is Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole and self.cells:
            monday = self.cells[section * 7].day
            return f"Week of {monday:%B} {monday.day}"
        return None


def count_text(cell: DayCell) -> str:
    """``12 visits``; nothing where there are none."""
    return "" if not cell.count else f"{cell.count:,} visit{'' if cell.count == 1 else 's'}"


def facts(cell: DayCell) -> list[str]:
    """What is to be known of a day, besides how much there is."""
    found = []
    if cell.holiday:
        found.append(cell.holiday)
    if cell.unassigned:
        found.append(f"{cell.unassigned:,} unassigned")
    if cell.late:
        found.append(f"{cell.late:,} late")
    if cell.done:
        found.append(f"{cell.done:,} completed")
    return found


def spoken(cell: DayCell) -> str:
    """A day in one sentence, for a screen reader."""
    told = [f"{cell.day:%A}, {cell.day:%B} {cell.day.day}", count_text(cell) or "no visits", *facts(cell)]
    first = [f"{times(block)} {title(block)}" for block in cell.first]
    return ", ".join(told) + (f": {'; '.join(first)}" if first else "")
