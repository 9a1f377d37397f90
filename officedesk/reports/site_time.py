"""Time on site on paper: a table for each customer, with sums by job and of all."""

from officedesk.models.site_time import SiteGroup, SiteLine, SiteReport
from officedesk.reports.binding import About, bind
from officedesk.reports.clean import one_line
from officedesk.reports.fonts import Weight
from officedesk.reports.ink import Ink
from officedesk.reports.look import LINE, MUTED, SIZES, TEXT
from officedesk.reports.setting import Style, fit
from officedesk.reports.sheet import Page, Sheet

_MARGIN = 48.0
_TITLE = Style(Weight.SEMIBOLD, 18, 24, TEXT)
_NAME = Style(Weight.SEMIBOLD, 11, 16, TEXT)
_HEAD = Style(Weight.REGULAR, 8, 12, MUTED)
_BODY = Style(Weight.REGULAR, 9, 14, TEXT, tabular=True)
_SUM = Style(Weight.SEMIBOLD, 9, 14, TEXT, tabular=True)
_HEADS = ("Date", "Came", "Left", "Geofence", "Vehicle or device", "Job", "Charged", "Hours")
_PARTS = (0.105, 0.065, 0.105, 0.20, 0.225, 0.09, 0.13, 0.08)
_GAP = 6.0


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
    return bind([(drawing.pages, ink)], About(one_line(f"Time on site, {report.office}"), one_line(report.office)))


class _Drawing:
    """Goes down the pages."""

    def __init__(self, report: SiteReport, ink: Ink) -> None:
        self._report, self._ink = report, ink
        self._width, self._height = SIZES[report.paper_size]
        self._inner = self._width - 2 * _MARGIN
        self.pages: list[Page] = []
        self._sheets: list[Sheet] = []
        self._y = 0.0
        self._begin()

    def group(self, group: SiteGroup) -> None:
        # Its name is never alone at the foot of a page.
        self._room(_NAME.leading + _HEAD.leading + 3 * _BODY.leading)
        self._y += 10
        self._line(_NAME, group.name)
        self._heads()
        for line in group.lines:
            if self._room(_BODY.leading):
                self._line(_NAME, f"{group.name} (continued)")
                self._heads()
            self._row(line)
        jobs = [(job, seconds) for job, seconds in group.jobs if job]
        if len(group.jobs) > 1:
            for job, seconds in jobs:
                self._sum(f"Job {job}", seconds, _BODY)
        self._sum(f"Total of {group.name}", group.seconds, _SUM)

    def end(self) -> None:
        if not self._report.groups:
            self._y += 12
            self._line(_BODY, "Nobody was at a geofence.")
        self._room(2 * _SUM.leading)
        self._y += 8
        self._sum("Total", self._report.seconds, _SUM)
        for number, sheet in enumerate(self._sheets, start=1):
            foot = f"Page {number} of {len(self._sheets)} · printed {self._report.printed}"
            sheet.text(fit(foot, _HEAD, self._inner), _HEAD, _MARGIN, self._height - _MARGIN + 14)
            self.pages.append(sheet.page())

    def _begin(self) -> None:
        self._sheets.append(Sheet(self._width, self._height, self._ink))
        self._y = _MARGIN + 12
        if len(self._sheets) == 1:
            self._line(_TITLE, "Time on site")
            self._line(_HEAD, f"{one_line(self._report.office)} · {one_line(self._report.about)}")

    def _room(self, wanted: float) -> bool:
        """Begin a page where there is no room; whether one was begun."""
        if self._y + wanted <= self._height - _MARGIN - 8:
            return False
        self._begin()
        return True

    def _line(self, style: Style, text: str) -> None:
        self._sheets[-1].text(fit(one_line(text), style, self._inner), style, _MARGIN, self._y)
        self._y += style.leading

    def _heads(self) -> None:
        self._cells(_HEADS, _HEAD)
        self._sheets[-1].rule(_MARGIN, self._width - _MARGIN, self._y - 8, LINE)
        self._y += 3

    def _row(self, line: SiteLine) -> None:
        texts = (line.day, line.came, line.left, line.fence, line.who, line.job, line.charged, hours(line.seconds))
        self._cells(texts, _BODY)

    def _cells(self, texts: tuple[str, ...], style: Style) -> None:
        sheet, x = self._sheets[-1], _MARGIN
        for text, part in zip(texts, _PARTS, strict=True):
            width = part * self._inner
            line = fit(one_line(text), style, width - _GAP)
            if part is _PARTS[-1]:
                sheet.right(line, style, self._width - _MARGIN, self._y)
            else:
                sheet.text(line, style, x, self._y)
            x += width
        self._y += style.leading

    def _sum(self, title: str, seconds: int, style: Style) -> None:
        if self._room(style.leading):
            self._y += 4
        sheet, right = self._sheets[-1], self._width - _MARGIN
        sheet.rule(right - 0.4 * self._inner, right, self._y - 10, LINE)
        sheet.right(fit(one_line(title), style, 0.5 * self._inner), style, right - 60, self._y)
        sheet.right(fit(hours(seconds), style, 56), style, right, self._y)
        self._y += style.leading
