"""How papers look: sizes, margins, faces and the brand's colour. Points; PDF colour operands."""

from dataclasses import dataclass
from functools import lru_cache

from officedesk.models.enums import PaperSize
from officedesk.reports.fonts import Weight
from officedesk.reports.setting import Style

MILLIMETRE = 72 / 25.4
SIZES = {PaperSize.LETTER: (612.0, 792.0), PaperSize.A4: (210 * MILLIMETRE, 297 * MILLIMETRE)}
MARGINS = {PaperSize.LETTER: 49.0, PaperSize.A4: 20 * MILLIMETRE}
ADDRESS = 168.0
"""Baseline of the first address line: in the window of a #10 (Letter in three) and of a DL envelope (A4 in three)."""
TOP = 46.0
BOTTOM = 56.0
INSET = 4.3
"""Between the edge of the table and its text."""
LEADING = 13.2
ROW_PADDING = 6.2
GAP = 20.0
"""Between columns."""

TEXT = "0.110 0.141 0.188"
MUTED = "0.361 0.404 0.459"
LINE = "0.867 0.882 0.898"
CUT = "0.690 0.714 0.741"
WATERMARK = "0.945 0.949 0.957"
_DEFAULT = (0x1F, 0x6F, 0xEB)


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that depends on the paper's size and the brand."""

    width: float
    height: float
    margin: float
    accent: str
    soft: str

    @property
    def right(self) -> float:
        return self.width - self.margin

    @property
    def inner(self) -> float:
        return self.width - 2 * self.margin

    @property
    def bottom(self) -> float:
        return self.height - BOTTOM


@lru_cache(maxsize=64)
def look(size: PaperSize, colour: str) -> Look:
    """The look of a paper of that size in the brand's ``#rrggbb``; a colour nobody could read is darkened."""
    width, height = SIZES[size]
    accent = _readable(_rgb(colour))
    soft = tuple(round(255 - (255 - part) * 0.11) for part in accent)
    return Look(width, height, MARGINS[size], _operand(accent), _operand(soft))


def style(size: float = 9.3, colour: str = TEXT, *, strong: bool = False, leading: float = LEADING) -> Style:
    """A style of the one family."""
    return Style(Weight.SEMIBOLD if strong else Weight.REGULAR, size, leading, colour)


BODY = style()
STRONG = style(strong=True)
SOFT = style(colour=MUTED)
FIGURES = BODY._replace(tabular=True)
STRONG_FIGURES = STRONG._replace(tabular=True)
SOFT_FIGURES = SOFT._replace(tabular=True)
SMALL = style(7.9, MUTED, leading=11)
HEADER = style(8.2, strong=True, leading=11)
NAME = style(11.6, strong=True, leading=14.6)
NUMBER = style(10.8, strong=True)
SUM = style(11.6, strong=True)._replace(tabular=True)


def _rgb(colour: str) -> tuple[int, ...]:
    try:
        value = int(colour.removeprefix("#"), 16)
    except ValueError:
        return _DEFAULT
    return (value >> 16, value >> 8 & 255, value & 255) if len(colour) == 7 else _DEFAULT


def _readable(colour: tuple[int, ...]) -> tuple[int, ...]:
    while _contrast(colour) < 3:
        colour = tuple(int(part * 0.9) for part in colour)
    return colour


def _contrast(colour: tuple[int, ...]) -> float:
    """Contrast against white paper, as the accessibility guidelines measure it."""
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def _operand(colour: tuple[int, ...]) -> str:
    return " ".join(f"{part / 255:.3f}" for part in colour)
