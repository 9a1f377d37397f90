"""Day sheets: for each technician the visits of a day in order, to work by and to sign."""

from collections.abc import Sequence

from officedesk.models.day_sheets import DaySheet, DaySheets, DayVisit
from officedesk.reports.binding import About, bind
from officedesk.reports.clean import one_line
from officedesk.reports.ink import Ink
from officedesk.reports.look import LINE, MUTED, SIZES, SMALL, TEXT, style
from officedesk.reports.pad import Pad
from officedesk.reports.setting import Line, Style, fit, some, wrap
from officedesk.reports.sheet import Page

MARGIN = 40.0
_TIME = 92.0
"""Width of the column with the hours."""
_BOX = 8.5
_SIGNING = 42.0
_NAME = style(17, strong=True, leading=21)
_DAY = style(10.5, MUTED, leading=14)
_HOURS = style(11, strong=True, leading=14)._replace(tabular=True)
_COMPANY = style(11, strong=True, leading=14.4)
_BODY = style(9.3, leading=12.6)
_SOFT = style(9.3, MUTED, leading=12.6)
_WORD = style(8.2, strong=True, leading=12.6)
_RED = "0.706 0.137 0.129"
_URGENT = style(8.6, _RED, strong=True, leading=12.6)


def render_day_sheets(data: DaySheets) -> bytes:
    """The sheets as one PDF, each technician's beginning on a page of its own: the same data gives the same bytes."""
    ink = Ink()
    pages: list[Page] = []
    for sheet in data.sheets:
        pages += _Drawing(data, sheet, ink).pages()
    if not pages:
        pages = _Drawing(data, DaySheet("No visits", ""), ink).pages()
    return bind([(pages, ink)], About(one_line(data.title), one_line(data.office)))


class _Drawing:
    """One technician's day."""

    def __init__(self, data: DaySheets, sheet: DaySheet, ink: Ink) -> None:
        self._data, self._sheet = data, sheet
        self._pad = Pad(SIZES[data.paper_size], MARGIN, ink, self._head)
        self._left = MARGIN + _TIME
        self._width = self._pad.inner - _TIME

    def pages(self) -> list[Page]:
        """The finished pages."""
        pad = self._pad
        for visit in self._sheet.visits:
            self._visit(visit)
        if not self._sheet.visits:
            pad.y += 18
            pad.lines([fit("No visits on this day.", _SOFT, pad.inner)], _SOFT, MARGIN)
        office = one_line(self._data.office)
        return pad.pages(f"{office} · printed {self._data.printed}", self._data.note)

    def _head(self, pad: Pad, first: bool) -> None:
        sheet = self._sheet
        if first:
            booked = fit(sheet.booked, _DAY, pad.inner * 0.34)
            pad.sheet.right(booked, _DAY, pad.width - MARGIN, pad.y + _NAME.size - 2)
            pad.lines(some(sheet.technician, _NAME, pad.inner * 0.64, 2), _NAME, MARGIN)
            about = " · ".join(filter(None, (sheet.day, sheet.hours)))
            pad.lines([fit(about, _DAY, pad.inner)], _DAY, MARGIN)
        else:
            title = f"{sheet.technician} · {sheet.day}"
            pad.lines([fit(title, SMALL, pad.inner)], SMALL, MARGIN)
        pad.y += 5
        pad.sheet.rule(MARGIN, pad.width - MARGIN, pad.y, TEXT, 1.1)
        pad.y += 9

    def _visit(self, visit: DayVisit) -> None:
        pad = self._pad
        if visit.travel:
            pad.need(_SOFT.leading + 70)
            self._beside(visit.travel)
        company = some(f"{visit.number} · {visit.company}", _COMPANY, self._width - 70, 3)
        # The head of a visit is never alone at the foot of a page.
        pad.need(len(company) * _COMPANY.leading + 4 * _BODY.leading)
        page, top = pad.sheet, pad.y
        self._times(visit)
        if visit.urgent:
            word = fit(visit.urgent, _URGENT, 64)
            pad.sheet.right(word, _URGENT, pad.width - MARGIN, pad.y + _COMPANY.size)
        pad.lines(company, _COMPANY, self._left)
        self._text(visit.description, _BODY)
        self._text(", ".join(visit.address), _SOFT)
        reach = " · ".join(filter(None, (visit.contact, visit.phone)))
        self._text(reach, _SOFT)
        if visit.fellows:
            self._text(f"With {', '.join(visit.fellows)}", _SOFT)
        self._tasks(visit)
        said = [("Equipment", " · ".join(filter(None, one))) for one in visit.equipment]
        said += [*visit.notes, ("Forms", ", ".join(visit.forms))]
        before = ""
        for name, words in said:
            self._named(name if name != before else "", words)
            before = name
        if pad.sheet is page:
            # The words below the hours have their room, however little there is to say of the visit.
            pad.y = max(pad.y, min(top + 3 * _SOFT.leading, pad.bottom))
        self._signing()

    def _times(self, visit: DayVisit) -> None:
        sheet, y = self._pad.sheet, self._pad.y
        sheet.text(fit(visit.hours, _HOURS, _TIME - 8), _HOURS, MARGIN, y + _COMPANY.size)
        for number, words in enumerate(filter(None, (visit.window, visit.status)), start=1):
            at = y + _COMPANY.size + number * _SOFT.leading + 1
            sheet.text(fit(words, SMALL, _TIME - 8), SMALL, MARGIN, at)

    def _tasks(self, visit: DayVisit) -> None:
        pad = self._pad
        for task in visit.tasks:
            quantity = fit(task.quantity, _SOFT, 80)
            name = wrap(task.name, _BODY, self._width - _BOX - 10 - quantity.width - 6)
            about = wrap(task.about, _SOFT, self._width - _BOX - 10)
            pad.need(_BODY.leading + 3)
            pad.y += 3
            y = pad.y + _BODY.size - _BOX + 0.6
            pad.sheet.frame(self._left, y, _BOX, _BOX, MUTED, 1.5)
            if task.done:
                pad.sheet.tick(self._left, y, _BOX, TEXT)
            pad.sheet.right(quantity, _SOFT, pad.width - MARGIN, pad.y + _BODY.size)
            pad.lines(name or [Line(0)], _BODY, self._left + _BOX + 7)
            pad.lines(about, _SOFT, self._left + _BOX + 7)

    def _named(self, name: str, words: str) -> None:
        pad, indent = self._pad, 56.0
        lines = wrap(words, _BODY, self._width - indent)
        if not lines:
            return
        pad.need(_BODY.leading + 3)
        pad.y += 3
        pad.sheet.text(fit(name, _WORD, indent - 6), _WORD, self._left, pad.y + _BODY.size)
        pad.lines(lines, _BODY, self._left + indent)

    def _text(self, words: str, kind: Style) -> None:
        self._pad.lines(wrap(words, kind, self._width), kind, self._left)

    def _beside(self, words: str) -> None:
        pad = self._pad
        pad.lines([fit(words, SMALL, self._width)], SMALL, self._left)
        pad.y += 3

    def _signing(self) -> None:
        """Lines for when they came and went, and for the customer's signature."""
        pad = self._pad
        pad.need(_SIGNING)
        y = pad.y + _SIGNING - 14
        parts = (("Arrived", 0.14), ("Left", 0.14), ("Signature", 0.38), ("Name", 0.22))
        _blanks(pad, self._left, self._width, y, parts)
        pad.y += _SIGNING
        pad.sheet.rule(MARGIN, pad.width - MARGIN, pad.y, LINE, 0.7)
        pad.y += 9


def _blanks(pad: Pad, x: float, width: float, y: float, parts: Sequence[tuple[str, float]]) -> None:
    gap = width * (1 - sum(part for _, part in parts)) / (len(parts) - 1)
    for words, part in parts:
        pad.sheet.rule(x, x + part * width, y, MUTED, 0.6)
        pad.sheet.text(fit(words, SMALL, part * width), SMALL, x, y + 9.5)
        x += part * width + gap
