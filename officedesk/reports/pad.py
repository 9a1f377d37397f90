"""Pages that are filled from top to bottom, with a foot that counts them."""

from collections.abc import Callable, Sequence

from officedesk.reports.ink import Ink
from officedesk.reports.look import SMALL
from officedesk.reports.setting import Line, Style, fit
from officedesk.reports.sheet import Page, Sheet


class Pad:
    """``y`` is where the next thing begins; ``head(pad, first)`` draws what every page begins with."""

    def __init__(
        self, size: tuple[float, float], margin: float, ink: Ink, head: Callable[["Pad", bool], None], foot: float = 26
    ) -> None:
        self.width, self.height = size
        self.margin, self._ink, self._head = margin, ink, head
        self.bottom = self.height - margin - foot
        self.sheets: list[Sheet] = []
        self.y = 0.0
        self.turn()

    @property
    def sheet(self) -> Sheet:
        """The page being drawn."""
        return self.sheets[-1]

    @property
    def inner(self) -> float:
        """Between the margins, in points."""
        return self.width - 2 * self.margin

    @property
    def room(self) -> float:
        """What is left of this page."""
        return self.bottom - self.y

    def turn(self) -> None:
        """Begin a page."""
        self.sheets.append(Sheet(self.width, self.height, self._ink))
        self.y = self.margin
        self._head(self, len(self.sheets) == 1)

    def need(self, height: float) -> bool:
        """Turn the page where ``height`` does not fit on this one; whether it was turned."""
        if height <= self.room + 0.01:
            return False
        self.turn()
        return True

    def lines(self, lines: Sequence[Line], style: Style, x: float) -> None:
        """Lines one below the other, over as many pages as they need."""
        for line in lines:
            self.need(style.leading)
            self.sheet.text(line, style, x, self.y + style.size)
            self.y += style.leading

    def pages(self, left: str, middle: str = "") -> list[Page]:
        """The finished pages, numbered, with ``left`` at the foot of each."""
        count = len(self.sheets)
        y = self.height - self.margin + 4
        for number, sheet in enumerate(self.sheets, start=1):
            sheet.text(fit(left, SMALL, self.inner * (0.34 if middle else 0.8)), SMALL, self.margin, y)
            if middle:
                told = fit(middle, SMALL, self.inner * 0.5)
                sheet.text(told, SMALL, self.margin + self.inner * 0.37, y)
            sheet.right(fit(f"Page {number} of {count}", SMALL, self.inner * 0.13), SMALL, self.width - self.margin, y)
        return [sheet.page() for sheet in self.sheets]
