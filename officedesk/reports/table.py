"""A table without boxes: a head that every page repeats, rows that may run over pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from officedesk.reports.flow import Flow
from officedesk.reports.look import BODY, FIGURES, GAP, HEADER, INSET, LEADING, LINE, ROW_PADDING, TEXT
from officedesk.reports.setting import Line, Style, wrap

_WIDEST = 110.0
_NARROWEST_FIRST = 150.0
_HEAD = 18.0


@dataclass(slots=True)
class Row:
    """One row. ``first`` holds the lines of the first column; ``cells`` the texts of the others, in their order."""

    first: list[tuple[str, Style]]
    cells: list[str]
    style: Style = FIGURES
    heading: bool = False
    """Opens a section: it stays with the row after it."""
    box: bool | None = None
    """A tick box before the first column: ticked or not."""
    lines: list[tuple[Line, Style]] = field(default_factory=list)
    others: list[list[Line]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return max([len(self.lines), 1, *[len(cell) for cell in self.others]])

    @property
    def height(self) -> float:
        return self.count * LEADING + 2 * ROW_PADDING + (4 if self.heading else 0)


def table(flow: Flow, heads: Sequence[str], rows: Sequence[Row], tail: float, wish: float = 0) -> None:
    """Draws ``rows`` below ``heads`` (the first column left, the others right aligned).

    ``tail`` is the height of what follows and must not be torn from the last rows: it stays on their page.
    ``wish`` is the height of what then closes the paper: a page of its own would look lost.
    """
    if not rows:
        return
    grid = _Grid(flow, heads, rows)
    kept = _kept_with(rows, tail + wish, flow.most - _HEAD)
    if kept:
        tail += wish
    else:
        kept = _kept_with(rows, tail, flow.most - _HEAD)
    # A head goes with its rows: with all of them, where they go together.
    whole = sum(row.height for row in rows) + tail
    flow.need(_HEAD + (whole if kept == len(rows) else min(rows[0].height, 4 * LEADING)))
    grid.head()
    flow.again = grid.head
    for index, row in enumerate(rows):
        if index == len(rows) - kept:
            flow.need(sum(part.height for part in rows[index:]) + tail)
        elif row.heading and index + 1 < len(rows):
            flow.need(row.height + min(rows[index + 1].height, 4 * LEADING))
        if row.height > flow.room and row.height <= flow.most * 0.4:
            flow.turn()
        grid.row(row)
    flow.again = None


def _kept_with(rows: Sequence[Row], tail: float, most: float) -> int:
    """How many of the last rows go along with what follows: two, where a page holds them."""
    for count in (2, 1):
        if count <= len(rows) and sum(row.height for row in rows[-count:]) + tail <= most:
            return count
    return 0


class _Grid:
    """Where the columns stand, found from what is in them."""

    def __init__(self, flow: Flow, heads: Sequence[str], rows: Sequence[Row]) -> None:
        self.flow = flow
        look = flow.look
        count = len(heads) - 1
        room = look.inner - 2 * INSET - count * GAP - _NARROWEST_FIRST
        columns, widths = _columns(heads, rows, _WIDEST)
        if sum(widths) > room:
            columns, widths = _columns(heads, rows, room / count)
        self._rights: list[float] = []
        x = look.right - INSET
        for width in reversed(widths):
            self._rights.insert(0, x)
            x -= width + GAP
        indent = 16.0 if any(row.box is not None for row in rows) else 0.0
        self._left = look.margin + INSET + indent
        first = x - self._left
        self._heads = [wrap(text, HEADER, first if not n else _WIDEST) for n, text in enumerate(heads)]
        for index, row in enumerate(rows):
            row.lines = [(line, kind) for text, kind in row.first for line in wrap(text, kind, first)]
            row.others = [column[index] for column in columns]

    def head(self) -> None:
        flow, y = self.flow, self.flow.y + 9
        for line in self._heads[0]:
            flow.sheet.text(line, HEADER, self._left, y)
        for lines, right in zip(self._heads[1:], self._rights, strict=True):
            for line in lines[:1]:
                flow.sheet.right(line, HEADER, right, y)
        flow.sheet.rule(flow.look.margin, flow.look.right, y + 9, TEXT, 0.7)
        flow.y = y + 9

    def row(self, row: Row) -> None:
        flow = self.flow
        flow.y += ROW_PADDING + (4 if row.heading else 0)
        for index in range(row.count):
            # A row that began near the foot of its page goes on over the next ones, line by line.
            if flow.room < LEADING:
                flow.turn()
                flow.y += ROW_PADDING
            y = flow.y + BODY.size
            if not index and row.box is not None:
                flow.sheet.frame(self._left - 15, y - 8, 9, 9, TEXT, 1.5)
                if row.box:
                    flow.sheet.tick(self._left - 15, y - 8, 9, TEXT)
            if index < len(row.lines):
                line, kind = row.lines[index]
                flow.sheet.text(line, kind, self._left, y)
            for cell, right in zip(row.others, self._rights, strict=True):
                if index < len(cell):
                    flow.sheet.right(cell[index], row.style, right, y)
            flow.y += LEADING
        flow.y += ROW_PADDING
        flow.sheet.rule(flow.look.margin, flow.look.right, flow.y, LINE)


def _columns(heads: Sequence[str], rows: Sequence[Row], widest: float) -> tuple[list[list[list[Line]]], list[float]]:
    """The lines of every cell but the first column's, and the width each column needs."""
    known: dict[tuple[str, Style], list[Line]] = {}
    columns: list[list[list[Line]]] = []
    widths: list[float] = []
    for number, title in enumerate(heads[1:]):
        cells = []
        for row in rows:
            key = row.cells[number], row.style
            lines = known.get(key)
            if lines is None:
                lines = known[key] = wrap(*key, widest)
            cells.append(lines)
        columns.append(cells)
        widest_line = max((line.width for lines in cells for line in lines), default=0.0)
        widths.append(max(widest_line, *(line.width for line in wrap(title, HEADER, widest))))
    return columns, widths
