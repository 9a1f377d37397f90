"""Time on site on paper: a table for each customer, with sums by job and of all."""

from collections.abc import Iterable

from officedesk.models.site_time import SiteGroup, SiteLine, SiteReport
from officedesk.reports.binding import About, bind
from officedesk.reports.clean import one_line
from officedesk.reports.fonts import Weight
from officedesk.reports.ink import Ink
from officedesk.reports.look import LINE, MUTED, SIZES, TEXT
from officedesk.reports.pad import Pad
from officedesk.reports.setting import Line, Style, fit, some
from officedesk.reports.sheet import Page

_MARGIN = 48.0
_TITLE = Style(Weight.SEMIBOLD, 18, 24, TEXT)
_NAME = Style(Weight.SEMIBOLD, 11, 16, TEXT)
_HEAD = Style(Weight.REGULAR, 8, 12, MUTED)
_BODY = Style(Weight.REGULAR, 9, 12.4, TEXT, tabular=True)
_SUM = Style(Weight.SEMIBOLD, 9, 14, TEXT, tabular=True)
_HEADS = ("Date", "Came", "Left", "Geofence", "Vehicle or device", "Job", "Charged", "Hours")
_FREE = {3: 0.38, 4: 0.36, 6: 0.26}
"""Columns that share what the others leave, and how; what is longer goes on below."""
_WIDEST = 96.0
"""What a column of its own width takes at most."""
_GAP = 9.0
_ROW = 4.6
"""Between two rows."""
_MOST_LINES = 3
NO_JOB = "Without a job"


def hours(seconds: int) -> str:
    """``4:05``."""
    minutes = round(seconds / 60)
    return f"{minutes // 60:,}:{minutes % 60:02d}"


def render_site_time(report: SiteReport) -> bytes:
    """The report as PDF: the same report gives the same bytes."""
    ink = Ink()
    drawing = _Drawing(report, ink)
    for group in report.groups:
        drawing.group(group)
    drawing.end()
    return bind([(drawing.pages(), ink)], About(one_line(f"Time on site, {report.office}"), one_line(report.office)))


def _texts(line: SiteLine) -> tuple[str, ...]:
    return line.day, line.came, line.left, line.fence, line.who, line.job, line.charged, hours(line.seconds)


class _Drawing:
    """Goes down the pages."""

    def __init__(self, report: SiteReport, ink: Ink) -> None:
        self._report = report
        self._pad = Pad(SIZES[report.paper_size], _MARGIN, ink, self._head)
        self._lefts, self._widths = _columns(
            [_texts(line) for group in report.groups for line in group.lines], self._pad
        )

    def group(self, group: SiteGroup) -> None:
        """A customer's stays, and their sums."""
        pad = self._pad
        # Its name is never alone at the foot of a page.
        pad.need(_NAME.leading + _HEAD.leading + 3 * (_BODY.leading + _ROW) + 14)
        pad.y += 14
        self._line(_NAME, group.name)
        self._heads()
        for line in group.lines:
            cells = [self._cell(text, number) for number, text in enumerate(_texts(line))]
            height = max(len(cell) for cell in cells) * _BODY.leading + _ROW
            if pad.need(height):
                self._line(_NAME, f"{group.name} (continued)")
                self._heads()
            self._row(cells, height)
        if len(group.jobs) > 1:
            for job, seconds in group.jobs:
                self._sum(f"Job {job}" if job else NO_JOB, seconds, _BODY)
        self._sum(f"Total of {group.name}", group.seconds, _SUM, ruled=True)

    def end(self) -> None:
        """The sum of all."""
        pad = self._pad
        if not self._report.groups:
            pad.y += 12
            self._line(_BODY, "Nobody was at a geofence.")
        pad.need(2 * _SUM.leading + 8)
        pad.y += 8
        self._sum("Total", self._report.seconds, _SUM, ruled=True)

    def pages(self) -> list[Page]:
        """The finished pages."""
        return self._pad.pages(f"{one_line(self._report.office)} · printed {self._report.printed}")

    def _head(self, pad: Pad, first: bool) -> None:
        if first:
            pad.lines([fit("Time on site", _TITLE, pad.inner)], _TITLE, _MARGIN)
            about = f"{one_line(self._report.office)} · {one_line(self._report.about)}"
            pad.lines([fit(about, _HEAD, pad.inner)], _HEAD, _MARGIN)

    def _line(self, style: Style, text: str) -> None:
        pad = self._pad
        pad.sheet.text(fit(one_line(text), style, pad.inner), style, _MARGIN, pad.y + style.size)
        pad.y += style.leading

    def _heads(self) -> None:
        pad = self._pad
        for number, text in enumerate(_HEADS):
            self._put(fit(text, _HEAD, self._widths[number]), _HEAD, number, pad.y + _HEAD.size)
        pad.y += _HEAD.leading + 1
        pad.sheet.rule(_MARGIN, pad.width - _MARGIN, pad.y, LINE)
        pad.y += _ROW

    def _cell(self, text: str, number: int) -> list[Line]:
        """Its lines; the last one says by its ellipsis where there is more."""
        width, text = self._widths[number], one_line(text)
        if number not in _FREE:
            return [fit(text, _BODY, width)]
        return some(text, _BODY, width, _MOST_LINES)

    def _row(self, cells: list[list[Line]], height: float) -> None:
        pad = self._pad
        for number, lines in enumerate(cells):
            for at, line in enumerate(lines):
                self._put(line, _BODY, number, pad.y + _BODY.size + at * _BODY.leading)
        pad.y += height

    def _put(self, line: Line, style: Style, number: int, y: float) -> None:
        if number == len(_HEADS) - 1:
            self._pad.sheet.right(line, style, self._pad.width - _MARGIN, y)
        else:
            self._pad.sheet.text(line, style, self._lefts[number], y)

    def _sum(self, title: str, seconds: int, style: Style, *, ruled: bool = False) -> None:
        pad = self._pad
        pad.need(_SUM.leading + 5)
        right = pad.width - _MARGIN
        if ruled:
            pad.sheet.rule(right - 0.45 * pad.inner, right, pad.y + 1, LINE)
            pad.y += 4
        total = fit(hours(seconds), style, 80)
        words = fit(one_line(title), style, 0.6 * pad.inner)
        pad.sheet.right(words, style, right - max(total.width, 40) - 14, pad.y + style.size)
        pad.sheet.right(total, style, right, pad.y + style.size)
        pad.y += _SUM.leading


def _columns(rows: Iterable[tuple[str, ...]], pad: Pad) -> tuple[list[float], list[float]]:
    """Where each column begins, and how wide it is: dates and times as they need it, the others share the rest."""
    widths = [_width(text, _HEAD) for text in _HEADS]
    seen: set[tuple[int, str]] = set()
    for row in rows:
        for number, text in enumerate(row):
            if number not in _FREE and (number, text) not in seen:
                seen.add((number, text))
                widths[number] = min(max(widths[number], _width(text, _BODY)), _WIDEST)
    room = pad.inner - sum(width for number, width in enumerate(widths) if number not in _FREE)
    room -= _GAP * (len(_HEADS) - 1)
    for number, share in _FREE.items():
        widths[number] = room * share
    lefts = [_MARGIN]
    for width in widths[:-1]:
        lefts.append(lefts[-1] + width + _GAP)
    return lefts, widths


def _width(text: str, style: Style) -> float:
    return fit(one_line(text), style, 10_000).width + 0.1
