"""The lines of a document as Qt's views see them."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from officedesk.models.enums import LineKind
from officedesk.models.pricing import LineTotal, Totals
from officedesk.services.sales.drafts import LineDraft
from officedesk.views.sales.lines.cells import COLUMN_OF_FIELD, COLUMNS, PLACES, LineColumn, LineContext, tax_tip
from officedesk.views.sales.lines.operations import Lines
from officedesk.views.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
LINE = int(Qt.ItemDataRole.UserRole)
COUNTED = LINE + 1
ERROR = LINE + 2
FEW = 8
"""Up to so many changed rows are told one by one; more as one range."""


class LineModel(QAbstractTableModel):
    """One row per line. Editing makes a new tuple of lines and tells it by ``edited(lines, key)``.

    Sums come from outside (:meth:`set_totals`): the document prices its lines as a whole.
    """

    edited = Signal(object, str)

    def __init__(self, context: LineContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._lines: Lines = ()
        self._totals: Totals | None = None
        self._sections: dict[int, int] = {}
        self._errors: dict[tuple[int, str], str] = {}
        self._read_only = False

    @property
    def lines(self) -> Lines:
        return self._lines

    @property
    def read_only(self) -> bool:
        return self._read_only

    def set_read_only(self, on: bool) -> None:
        self._read_only = on

    def set_lines(self, lines: Lines) -> None:
        """Show ``lines``. Only the rows that differ are told as changed, so that place and editors are kept."""
        old = self._lines
        if lines is old:
            return
        start = 0
        shortest = min(len(old), len(lines))
        while start < shortest and old[start] is lines[start]:
            start += 1
        end = 0
        while end < shortest - start and old[len(old) - 1 - end] is lines[len(lines) - 1 - end]:
            end += 1
        fewer, more = len(old) - start - end, len(lines) - start - end
        common = min(fewer, more)
        if fewer > common:
            self.beginRemoveRows(QModelIndex(), start + common, start + fewer - 1)
            self._lines = (*lines[: start + common], *old[start + fewer :])
            self._totals = None
            self.endRemoveRows()
        elif more > common:
            self.beginInsertRows(QModelIndex(), start + common, start + more - 1)
            self._lines = lines
            self._totals = None
            self.endInsertRows()
        self._lines = lines
        if common:
            self._tell(start, start + common - 1)

    def set_totals(self, totals: Totals | None) -> None:
        """The sums of the lines that are shown; ``None`` where they cannot be priced."""
        old, self._totals = self._totals, totals
        before = self._sections
        self._sections = {part.index: part.amount for part in totals.sections} if totals else {}
        rows: Collection[int] = range(len(self._lines))
        if old is not None and totals is not None and len(old.lines) == len(totals.lines) == len(rows):
            # A keystroke changes a line and its section: of 200 lines the others are not measured and painted anew.
            rows = {row for row in rows if _shown(old.lines[row]) != _shown(totals.lines[row])}
            rows |= {row for row, _ in before.items() ^ self._sections.items() if row < len(self._lines)}
        for row in sorted(rows) if len(rows) < FEW else ():
            self.dataChanged.emit(self.index(row, PLACES["margin"]), self.index(row, PLACES["amount"]))
        if len(rows) >= FEW:
            self.dataChanged.emit(self.index(min(rows), PLACES["margin"]), self.index(max(rows), PLACES["amount"]))

    def set_errors(self, fields: Mapping[str, str]) -> tuple[int, str] | None:
        """Mark cells by errors named ``lines.2.price``; the first of them as (row, column name)."""
        self._errors = {}
        for name, text in fields.items():
            parts = name.split(".")
            if len(parts) == 3 and parts[0] == "lines" and parts[1].isdecimal():
                self._errors[int(parts[1]), COLUMN_OF_FIELD.get(parts[2], "item")] = text
        if self._lines:
            self._tell(0, len(self._lines) - 1)
        return min(self._errors, key=lambda at: (at[0], PLACES[at[1]]), default=None)

    def error_at(self, row: int, column: str) -> str:
        return self._errors.get((row, column), "")

    def line_at(self, row: int) -> LineDraft | None:
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def put(self, lines: Lines, key: str = "") -> None:
        """The user made ``lines`` of the lines."""
        if lines != self._lines:
            if len(lines) != len(self._lines):
                self._errors = {}
            self.set_lines(lines)
            self.edited.emit(lines, key)

    def change(self, row: int, line: LineDraft, column: str) -> None:
        """The user made ``line`` of the line in ``row`` through ``column``."""
        if 0 <= row < len(self._lines) and line != self._lines[row]:
            self._errors.pop((row, column), None)
            self.put((*self._lines[:row], line, *self._lines[row + 1 :]), f"line {row} {column}")

    # --- Qt ---

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if not self._read_only and self.editable(index.row(), COLUMNS[index.column()]):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def editable(self, row: int, column: LineColumn) -> bool:
        line = self.line_at(row)
        return (
            line is not None
            and column.read is not None
            and (column.name == "item" or line.kind is not LineKind.SECTION)
        )

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(
                (Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft)
                | Qt.AlignmentFlag.AlignVCenter
            )
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line_at(index.row()) if index.isValid() else None
        if line is None:
            return None
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), line, column)
        if role == Qt.ItemDataRole.EditRole:
            return column.edit(line, self.context) if column.edit else self._text(index.row(), line, column)
        if role == LINE:
            return line
        if role == COUNTED:
            total = self._total(index.row())
            return total.counted if total is not None else True
        if role == ERROR:
            return self.error_at(index.row(), column.name)
        if role == Qt.ItemDataRole.ToolTipRole:
            tip = self.error_at(index.row(), column.name) or (tax_tip(line) if column.name == "tax" else "")
            return plain_tip(tip) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(
                (Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft)
                | Qt.AlignmentFlag.AlignVCenter
            )
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {self._text(index.row(), line, column)}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """``value`` as it was typed. ``False`` where it cannot be read; the line stays as it is then."""
        line = self.line_at(index.row()) if index.isValid() else None
        column = COLUMNS[index.column()] if index.isValid() else None
        if role != Qt.ItemDataRole.EditRole or line is None or column is None or column.read is None:
            return False
        try:
            changed = column.read(line, str(value), self.context)
        except ValueError:
            return False
        self.change(index.row(), changed, column.name)
        return True

    def read(self, index: Index, text: str) -> str:
        """Why ``text`` cannot stand in that cell, or nothing."""
        line, column = self.line_at(index.row()), COLUMNS[index.column()]
        if line is None or column.read is None:
            return ""
        try:
            column.read(line, text, self.context)
        except ValueError as problem:
            return str(problem)
        return ""

    def set_description(self, row: int, text: str) -> None:
        line = self.line_at(row)
        if line is not None:
            self.change(row, replace(line, description=text), "item")

    def _text(self, row: int, line: LineDraft, column: LineColumn) -> str:
        if line.kind is LineKind.SECTION:
            if column.name == "item":
                return line.name
            amount = self._sections.get(row)
            return "" if column.name != "amount" or amount is None else column.show(line, _sum(amount), self.context)
        return column.show(line, self._total(row), self.context)

    def _total(self, row: int):
        totals = self._totals
        return totals.lines[row] if totals is not None and row < len(totals.lines) else None

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))


def _shown(total: LineTotal) -> tuple[int, int, bool]:
    # A line's share of the tax is not among its columns, and moves by a cent on lines far away.
    return total.amount, total.cost, total.counted


def _sum(amount: int):
    return LineTotal(amount, 0, 0, True, 0)
