"""A page being drawn: lines of text, rules and boxes, measured in points from the top left corner."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from officedesk.reports.ink import Ink
from officedesk.reports.pictures import Picture
from officedesk.reports.setting import Line, Style

_ROUND = 0.5523


class Placed(NamedTuple):
    """A picture on a page; ``bottom`` counts from the lower edge as PDF does."""

    picture: Picture
    left: float
    bottom: float
    width: float
    height: float


class Page(NamedTuple):
    """A finished page: PDF operators, and the pictures that lie on it."""

    width: float
    height: float
    content: str
    pictures: tuple[Placed, ...] = ()


class Sheet:
    """Draws on one page. ``y`` grows downwards and is the baseline of text; colours are PDF operands."""

    def __init__(self, width: float, height: float, ink: Ink) -> None:
        self.width, self.height, self.ink = width, height, ink
        self._ops: list[str] = []
        self._pictures: list[Placed] = []
        self._fill = self._font = ""

    def page(self) -> Page:
        return Page(self.width, self.height, "\n".join(self._ops), tuple(self._pictures))

    def text(self, line: Line, style: Style, x: float, y: float) -> None:
        """``line`` from ``x`` on."""
        if line.plain:
            book = self.ink.book(style.weight)
            shown = f"{self._font_op(book.resource, style.size)}{book.plain(line.plain)}"
        elif line.parts:
            shown = self._shaped(line, style.size)
        else:
            return
        self._colour(style.colour)
        self._ops.append(f"BT {x:.2f} {self.height - y:.2f} Td {shown} ET")

    def right(self, line: Line, style: Style, x: float, y: float) -> None:
        """``line`` up to ``x``."""
        self.text(line, style, x - line.width, y)

    def rule(self, x: float, x2: float, y: float, colour: str, width: float = 0.5, dash: str = "") -> None:
        """A horizontal line."""
        y = self.height - y
        line = f"{width} w {colour} RG {x:.2f} {y:.2f} m {x2:.2f} {y:.2f} l S"
        self._ops.append(f"[{dash}] 0 d {line} [] 0 d" if dash else line)

    def box(self, x: float, y: float, width: float, height: float, colour: str, radius: float = 0) -> None:
        """A filled box whose upper left corner is ``x``, ``y``."""
        self._colour(colour)
        y = self.height - y - height
        self._ops.append(f"{_path(x, y, width, height, radius)} f")

    def boxes(self, boxes: Iterable[tuple[float, float, float, float]], colour: str) -> None:
        """Many filled boxes (x, y, width, height) of one colour, such as a QR code, as one shape."""
        self._colour(colour)
        paths = [f"{x:.3f} {self.height - y - high:.3f} {wide:.3f} {high:.3f} re" for x, y, wide, high in boxes]
        self._ops.append(f"{' '.join(paths)} f")

    def frame(self, x: float, y: float, width: float, height: float, colour: str, radius: float = 0) -> None:
        """The outline of a box."""
        y = self.height - y - height
        self._ops.append(f"0.8 w {colour} RG {_path(x, y, width, height, radius)} S")

    def tick(self, x: float, y: float, size: float, colour: str) -> None:
        """A check mark in the box of that size at ``x``, ``y``."""
        y = self.height - y
        points = [(0.2, 0.52), (0.42, 0.75), (0.82, 0.25)]
        moves = [f"{x + px * size:.2f} {y - py * size:.2f} {'l' if n else 'm'}" for n, (px, py) in enumerate(points)]
        self._ops.append(f"1.1 w {colour} RG {' '.join(moves)} S")

    def strokes(self, strokes: Iterable[Sequence[tuple[float, float]]], colour: str, width: float = 1.1) -> None:
        """Lines of a pen through points; a single point is a dot."""
        drawn = []
        for points in strokes:
            if len(points) == 1:
                points = (points[0], (points[0][0] + 0.1, points[0][1]))
            drawn += [f"{x:.2f} {self.height - y:.2f} {'l' if n else 'm'}" for n, (x, y) in enumerate(points)]
        if drawn:
            self._ops.append(f"q {width} w 1 J 1 j {colour} RG {' '.join(drawn)} S Q")

    def picture(self, picture: Picture, x: float, y: float, width: float, height: float) -> None:
        """A picture whose upper left corner is ``x``, ``y``."""
        self._pictures.append(Placed(picture, x, self.height - y - height, width, height))

    def stamp(self, line: Line, style: Style) -> None:
        """Words across the page, rising; put them down first, so that the rest lies over them."""
        self._colour(style.colour)
        book = self.ink.book(style.weight)
        sine = cosine = 0.7071
        x = self.width / 2 - cosine * line.width / 2
        y = self.height / 2 - sine * line.width / 2
        shown = f"{self._font_op(book.resource, style.size)}{book.plain(line.plain)}"
        self._ops.append(f"BT {cosine} {sine} {-sine} {cosine} {x:.2f} {y:.2f} Tm {shown} ET")

    def _colour(self, colour: str) -> None:
        if colour != self._fill:
            self._fill = colour
            self._ops.append(f"{colour} rg")

    def _font_op(self, resource: str, size: float) -> str:
        font = f"/{resource} {size:g} Tf "
        if font == self._font:
            return ""
        self._font = font
        return font

    def _shaped(self, line: Line, size: float) -> str:
        shown = []
        for name, parts in groupby(line.parts, key=lambda part: part.face):
            book = self.ink.book(name)
            glyphs = [glyph for part in parts for glyph in part.glyphs]
            shown.append(f"{self._font_op(book.resource, size)}{book.shaped(glyphs, size)}")
        return " ".join(shown)


def _path(x: float, y: float, width: float, height: float, radius: float) -> str:
    if not radius:
        return f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re"
    x2, y2, bend = x + width, y + height, radius * (1 - _ROUND)
    return (
        f"{x + radius:.2f} {y:.2f} m {x2 - radius:.2f} {y:.2f} l "
        f"{x2 - bend:.2f} {y:.2f} {x2:.2f} {y + bend:.2f} {x2:.2f} {y + radius:.2f} c "
        f"{x2:.2f} {y2 - radius:.2f} l "
        f"{x2:.2f} {y2 - bend:.2f} {x2 - bend:.2f} {y2:.2f} {x2 - radius:.2f} {y2:.2f} c "
        f"{x + radius:.2f} {y2:.2f} l "
        f"{x + bend:.2f} {y2:.2f} {x:.2f} {y2 - bend:.2f} {x:.2f} {y2 - radius:.2f} c "
        f"{x:.2f} {y + radius:.2f} l "
        f"{x:.2f} {y + bend:.2f} {x + bend:.2f} {y:.2f} {x + radius:.2f} {y:.2f} c h"
    )
