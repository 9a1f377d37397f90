"""Widths, order and choice of a list's columns: fitted to the window, and remembered at this desktop."""

from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QHeaderView, QTableView

from officedesk.views.lists.columns import Column
from officedesk.views.shell import Shell

CHECK_WIDTH = 40
LEAST = 150
"""What the column that takes the rest never goes below: its own width where that is less, its ``least`` if more."""


class ColumnWidths(QObject):
    """Looks after the header of ``table``, whose first section is the check box.

    The column with ``stretch`` takes the room that is left. Columns with ``roomy`` are shown only where there is room
    for all, unless the user chose for himself in the header's menu.
    """

    def __init__(self, table: QTableView, columns: tuple[Column, ...], shell: Shell, name: str) -> None:
        super().__init__(table)
        self._table, self._columns, self._shell = table, columns, shell
        self._key = f"columns/{name}"
        self._fitting = False
        stored = shell.config.get(self._key, {})
        self._stored: dict[str, Any] = stored if isinstance(stored, dict) else {}
        self._shown: dict[str, bool] = dict(self._stored.get("shown", {}))
        header = table.horizontalHeader()
        table.setColumnWidth(0, CHECK_WIDTH)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        widths = self._stored.get("widths", {})
        for number, column in enumerate(columns, start=1):
            table.setColumnWidth(number, int(widths.get(column.name, column.width)))
            if column.stretch:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Fixed)
            table.setColumnHidden(number, not self._shown.get(column.name, True))
        self._put_in_order(self._stored.get("order", []))
        self._save = QTimer(self)
        self._save.setSingleShot(True)
        self._save.setInterval(400)
        self._save.timeout.connect(self._remember)
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(lambda *_: self._save.start())

    def fit(self) -> None:
        """Give what is left to the stretching column; drop roomy columns where it gets too narrow."""
        if self._fitting:
            return
        self._fitting = True
        table, room = self._table, self._table.viewport().width() - CHECK_WIDTH
        stretch = next((n for n, column in enumerate(self._columns, start=1) if column.stretch), None)
        rest = self._columns[stretch - 1] if stretch is not None else None
        least = max(rest.least, min(LEAST, rest.width)) if rest is not None else 0
        roomy = [
            n for n, column in enumerate(self._columns, start=1) if column.roomy and column.name not in self._shown
        ]
        taken = 0
        spare: list[tuple[int, int]] = []
        for number, column in enumerate(self._columns, start=1):
            if number == stretch or number in roomy or table.isColumnHidden(number):
                continue
            width = self._width(number)
            taken += width
            if column.least and column.name not in self._stored.get("widths", {}):
                spare.append((number, width - column.least))
            self._set_width(number, width)
        could_spare = sum(width for _, width in spare)
        for number in roomy:
            width = self._width(number)
            fits = taken + width + least - could_spare <= room
            if table.isColumnHidden(number) == fits:
                table.setColumnHidden(number, not fits)
            if fits:
                self._set_width(number, width)
                taken += width
        for number, width in spare:
            short = taken + least - room
            if short > 0:
                self._set_width(number, self._width(number) - min(short, width))
                taken -= min(short, width)
        if stretch is not None and not table.isColumnHidden(stretch):
            self._set_width(stretch, max(least, room - taken))
        self._fitting = False

    def show(self, number: int, on: bool) -> None:
        """Show or hide a column; the last one stays."""
        visible = sum(not self._table.isColumnHidden(n) for n in range(1, len(self._columns) + 1))
        if on or visible > 1:
            self._shown[self._columns[number - 1].name] = on
            self._table.setColumnHidden(number, not on)
            if on and self._table.columnWidth(number) == 0:
                self._table.setColumnWidth(number, self._width(number))
            self.fit()
            self._remember()

    def _set_width(self, number: int, width: int) -> None:
        if self._table.columnWidth(number) != width:
            self._table.setColumnWidth(number, width)

    def _width(self, number: int) -> int:
        column = self._columns[number - 1]
        return int(self._stored.get("widths", {}).get(column.name, column.width))

    def _put_in_order(self, names: list[str]) -> None:
        header = self._table.horizontalHeader()
        numbers = {column.name: number for number, column in enumerate(self._columns, start=1)}
        for place, name in enumerate((name for name in names if name in numbers), start=1):
            header.moveSection(header.visualIndex(numbers[name]), place)

    def _resized(self, number: int, _old: int, new: int) -> None:
        if self._fitting or not new or not 1 <= number <= len(self._columns):
            return
        widths = dict(self._stored.get("widths", {}))
        widths[self._columns[number - 1].name] = new
        self._stored["widths"] = widths
        self.fit()
        self._save.start()

    def _remember(self) -> None:
        header = self._table.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(1, header.count())]
        self._stored["order"] = [self._columns[number - 1].name for number in order]
        self._stored["shown"] = self._shown
        self._shell.config.put(self._key, dict(self._stored))
