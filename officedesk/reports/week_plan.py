"""The plan of a week: a row for each technician, a column for each day, across the page."""

from officedesk.models.day_sheets import WeekPlan, WeekRow, WeekVisit
from officedesk.reports.binding import About, bind
from officedesk.reports.clean import one_line
from officedesk.reports.ink import Ink
from officedesk.reports.look import LINE, MUTED, SIZES, WATERMARK, style
from officedesk.reports.pad import Pad
from officedesk.reports.setting import Line, Style, fit, some
from officedesk.reports.sheet import Page

MARGIN = 30.0
_FIRST = 92.0
"""Width of the column with the names."""
_INSET = 4.0
_MOST_LINES = 3
"""Of a customer's name, and of what is done: the sheet of the day says all of it."""
_TITLE = style(15, strong=True, leading=20)
_SOFT = style(8.5, MUTED, leading=11)
_DAY = style(8.5, strong=True, leading=11)
_NAME = style(9.2, strong=True, leading=11.5)
_HOURS = style(7.4, MUTED, leading=9.4)._replace(tabular=True)
_VISIT = style(7.8, strong=True, leading=9.6)
_ABOUT = style(7.4, MUTED, leading=9.2)
_RED = "0.706 0.137 0.129"
_URGENT = _VISIT._replace(colour=_RED)
_GAP = 5.0

Block = list[tuple[Line, Style]]


def render_week_plan(data: WeekPlan) -> bytes:
    """The plan as PDF: the same plan gives the same bytes."""
    ink = Ink()
    pages = _Drawing(data, ink).pages()
    return bind([(pages, ink)], About(one_line(data.title), one_line(data.office)))


class _Drawing:
    def __init__(self, data: WeekPlan, ink: Ink) -> None:
        self._data = data
        width, height = SIZES[data.paper_size]
        self._column = (height - 2 * MARGIN - _FIRST) / len(data.days)
        self._tops: list[float] = []
        self._pad = Pad((height, width), MARGIN, ink, self._head, foot=18)

    def pages(self) -> list[Page]:
        for row in self._data.rows:
            self._row(row)
        if not self._data.rows:
            self._pad.y += 14
            self._pad.lines([fit("No technicians, and no visits in this week.", _SOFT, 400)], _SOFT, MARGIN)
        for sheet, top in zip(self._pad.sheets, self._tops, strict=True):
            for number in range(len(self._data.days) + 1):
                x = MARGIN + _FIRST + number * self._column
                sheet.box(x - 0.25, top, 0.5, self._bottoms.get(id(sheet), self._pad.bottom) - top, LINE)
        return self._pad.pages(f"{one_line(self._data.office)} · printed {self._data.printed}")

    def _head(self, pad: Pad, first: bool) -> None:
        if first:
            self._bottoms: dict[int, float] = {}
            pad.lines([fit(self._data.title, _TITLE, pad.inner)], _TITLE, MARGIN)
            pad.y += 2
        self._tops.append(pad.y)
        closed = any(self._data.closed)
        height = _DAY.leading + (_SOFT.leading if closed else 0) + 6
        pad.sheet.box(MARGIN, pad.y, pad.inner, height, WATERMARK)
        for number, (day, why) in enumerate(zip(self._data.days, self._data.closed, strict=True)):
            x = MARGIN + _FIRST + number * self._column + _INSET
            room = self._column - 2 * _INSET
            pad.sheet.text(fit(day, _DAY, room), _DAY, x, pad.y + 3 + _DAY.size)
            if why:
                pad.sheet.text(fit(why, _SOFT, room), _SOFT, x, pad.y + 3 + _DAY.leading + _SOFT.size)
        pad.y += height
        self._end(pad)

    def _row(self, row: WeekRow) -> None:
        """As many visits of each day as the page holds, the rest on the next."""
        pad = self._pad
        waiting = [self._cell(row, number) for number in range(len(self._data.days))]
        begun = False
        while True:
            least = max((_height(cell[0]) for cell in waiting if cell), default=0.0)
            pad.need(max(least + 2 * _INSET, 2 * _NAME.leading + 2 * _INSET) + 1)
            top = pad.y
            lines = [(line, _NAME) for line in some(row.technician, _NAME, _FIRST - 2 * _INSET, 3)]
            if below := "continued" if begun else row.booked:
                lines.append((fit(below, _SOFT, _FIRST - 2 * _INSET), _SOFT))
            ends = [top + _INSET + self._put(lines, MARGIN + _INSET, top + _INSET)]
            for number, cell in enumerate(waiting):
                x, y = MARGIN + _FIRST + number * self._column + _INSET, top + _INSET
                while cell and (y + _height(cell[0]) <= pad.bottom - _INSET or y == top + _INSET):
                    block = cell.pop(0)
                    y += self._put(block, x, y) + (_GAP if cell else 0)
                ends.append(y)
            pad.y = min(max(ends) + _INSET, pad.bottom)
            pad.sheet.rule(MARGIN, pad.width - MARGIN, pad.y, LINE, 0.7)
            self._end(pad)
            begun = True
            if not any(waiting):
                return
            pad.turn()

    def _end(self, pad: Pad) -> None:
        self._bottoms[id(pad.sheet)] = pad.y

    def _cell(self, row: WeekRow, number: int) -> list[Block]:
        room = self._column - 2 * _INSET
        blocks: list[Block] = []
        if row.away[number]:
            blocks.append([(line, _ABOUT) for line in some(row.away[number], _ABOUT, room, _MOST_LINES)])
        blocks += [self._block(visit, room) for visit in row.cells[number]]
        return blocks

    @staticmethod
    def _block(visit: WeekVisit, room: float) -> Block:
        hours = f"{visit.hours}{' · cancelled' if visit.cancelled else ''}"
        kind = _URGENT if visit.urgent else _VISIT
        block: Block = [(fit(hours, _HOURS, room), _HOURS)]
        block += [(line, kind) for line in some(visit.title, kind, room, _MOST_LINES)]
        block += [(line, _ABOUT) for line in some(visit.about, _ABOUT, room, _MOST_LINES)]
        return block

    def _put(self, block: Block, x: float, y: float) -> float:
        """Draw lines below each other; how high they are together."""
        top = y
        for line, kind in block:
            self._pad.sheet.text(line, kind, x, y + kind.size)
            y += kind.leading
        return y - top


def _height(block: Block) -> float:
    return sum(kind.leading for _, kind in block)
