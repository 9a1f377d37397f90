"""Pages filled from top to bottom: where the next thing goes, when a page is full, what every page carries."""

from collections.abc import Callable, Sequence

from officedesk.models.papers import PaperData, PaperMark
from officedesk.reports.ink import Ink
from officedesk.reports.look import SMALL, TOP, WATERMARK, look, style
from officedesk.reports.setting import Line, Style, fit, wrap
from officedesk.reports.sheet import Page, Sheet

_STAMPS = {PaperMark.DRAFT: "DRAFT", PaperMark.VOID: "VOID", PaperMark.DECLINED: "DECLINED"}
_SAMPLE = "Sample office: not a real document"
_STAMP = style(110, WATERMARK, strong=True)


class Flow:
    """The pages of one paper. ``y`` is where the next thing begins; ``again`` draws what a new page repeats."""

    def __init__(self, paper: PaperData, ink: Ink) -> None:
        self.paper = paper
        self.look = look(paper.paper_size, paper.brand.colour)
        self.again: Callable[[], None] | None = None
        self._ink = ink
        self._sheets: list[Sheet] = []
        self._running = (
            fit(paper.brand.name, SMALL, self.look.inner * 0.45),
            fit(document_name(paper), SMALL, self.look.inner * 0.5),
        )
        self._begin()

    @property
    def sheet(self) -> Sheet:
        return self._sheets[-1]

    @property
    def room(self) -> float:
        """What is left of this page, in points."""
        return self.look.bottom - self.y

    @property
    def most(self) -> float:
        """What an empty following page holds, the repeated head of a table apart."""
        return self.look.bottom - _CONTINUED

    def need(self, height: float) -> bool:
        """Turns the page where ``height`` does not fit on this one but would on the next; whether it did."""
        if height <= self.room or height > self.most:
            return False
        self.turn()
        return True

    def turn(self) -> None:
        """Begins a new page with its small head."""
        self._begin()
        self.y = _CONTINUED
        brand, title = self._running
        self.sheet.text(brand, SMALL, self.look.margin, TOP)
        self.sheet.right(title, SMALL, self.look.right, TOP)
        if self.again:
            self.again()

    def text(self, lines: Sequence[Line], kind: Style, x: float) -> None:
        """Lines one below the other, over as many pages as they need."""
        for line in lines:
            if self.room < kind.leading:
                self.turn()
            self.sheet.text(line, kind, x, self.y + kind.size)
            self.y += kind.leading

    def pages(self) -> list[Page]:
        """The finished pages, numbered."""
        brand = self.paper.brand
        sample = _SAMPLE if self.paper.sample else ""
        foot = " · ".join(part for part in (sample, brand.name, brand.licence) if part)
        left = fit(foot, SMALL, self.look.inner * 0.75)
        y = self.look.height - 34
        for number, sheet in enumerate(self._sheets, 1):
            sheet.text(left, SMALL, self.look.margin, y)
            count = wrap(f"Page {number} of {len(self._sheets)}", SMALL, self.look.inner)[0]
            sheet.right(count, SMALL, self.look.right, y)
        return [sheet.page() for sheet in self._sheets]

    def _begin(self) -> None:
        self._sheets.append(Sheet(self.look.width, self.look.height, self._ink))
        self.y = TOP
        stamp = _STAMPS.get(self.paper.mark)
        if stamp:
            self.sheet.stamp(wrap(stamp, _STAMP, 10_000)[0], _STAMP)


_CONTINUED = TOP + 18


def document_name(paper: PaperData) -> str:
    """What the paper is called in running text: ``Invoice 3476``, ``Invoice, draft``."""
    if paper.number:
        return f"{paper.title} {paper.number}"
    return f"{paper.title}, draft"
