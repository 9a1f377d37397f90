"""Colours, fonts and broken lines of the board, made once for a scheme and a font."""

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontInfo, QFontMetricsF, QPen

from officedesk.views.theme import Theme

LONGEST = 600
"""Characters that a visit may have room for: what people typed may be a book."""


class Brushes:
    """``colour(token)``, ``pen(token)``, ``brush(token)``; ``fit`` breaks text into lines that fit."""

    def __init__(self, theme: Theme, font: QFont) -> None:
        self._theme = theme
        size = QFontInfo(font).pixelSize()
        self.scale = size / 13
        self.font = QFont(font)
        self.font.setPixelSize(round(12 * self.scale))
        self.bold = QFont(self.font)
        self.bold.setWeight(QFont.Weight.DemiBold)
        self.name = QFont(font)
        self.name.setPixelSize(round(13 * self.scale))
        self.name.setWeight(QFont.Weight.DemiBold)
        self.plain = QFont(font)
        self.plain.setPixelSize(round(13 * self.scale))
        self.small = QFont(font)
        self.small.setPixelSize(round(11 * self.scale))
        self._metrics = {
            id(one): QFontMetricsF(one) for one in (self.font, self.bold, self.name, self.plain, self.small)
        }
        self.line = round(16 * self.scale)
        """Height of a line of text on a visit."""
        self.ascent = QFontMetricsF(self.font).ascent() + (self.line - QFontMetricsF(self.font).height()) / 2
        self._pens: dict[tuple[str, float], QPen] = {}
        self._brushes: dict[str, QBrush] = {}
        self._colours: dict[str, QColor] = {}
        self.fit = lru_cache(maxsize=20_000)(self._fit)
        self.elided = lru_cache(maxsize=20_000)(self._elided)

    @property
    def dark(self) -> bool:
        return self._theme.tokens.dark

    def colour(self, token: str) -> QColor:
        if token not in self._colours:
            self._colours[token] = self._theme.colour(token)
        return self._colours[token]

    def pen(self, token: str, width: float = 1.0) -> QPen:
        key = token, width
        if key not in self._pens:
            self._pens[key] = QPen(self.colour(token), width)
        return self._pens[key]

    def brush(self, token: str) -> QBrush:
        if token not in self._brushes:
            self._brushes[token] = QBrush(self.colour(token))
        return self._brushes[token]

    def technician(self, colour: str) -> QBrush:
        """The colour that an office gave to a technician."""
        return QBrush(QColor(colour)) if QColor.isValidColorName(colour) else self.brush("control_line")

    def metrics(self, font: QFont) -> QFontMetricsF:
        """Of one of these fonts."""
        return self._metrics[id(font)]

    @property
    def faint(self) -> QPen:
        """Of lines between the hours."""
        if ("faint", 1.0) not in self._pens:
            colour = QColor(self.colour("line"))
            colour.setAlphaF(0.5)
            self._pens["faint", 1.0] = QPen(colour, 1.0)
        return self._pens["faint", 1.0]

    @property
    def hatch(self) -> QBrush:
        """Of the time that somebody is away."""
        if "hatch" not in self._brushes:
            colour = QColor(self.colour("control_line"))
            self._brushes["hatch"] = QBrush(colour, Qt.BrushStyle.BDiagPattern)
        return self._brushes["hatch"]

    def width(self, text: str, font: QFont) -> float:
        return self._metrics[id(font)].horizontalAdvance(text)

    def _elided(self, text: str, bold: bool, width: int) -> str:
        font = self.bold if bold else self.font
        line = " ".join(text[:LONGEST].split())
        return self._metrics[id(font)].elidedText(line, Qt.TextElideMode.ElideRight, width)

    def _fit(self, text: str, bold: bool, width: int, most: int) -> tuple[str, ...]:
        """``text`` in at most ``most`` lines of ``width`` pixels, the last one cut off with dots where it must be."""
        words = text[:LONGEST].split()
        metrics = self._metrics[id(self.bold if bold else self.font)]
        lines: list[str] = []
        line = ""
        for at, word in enumerate(words):
            longer = f"{line} {word}" if line else word
            if metrics.horizontalAdvance(longer) <= width or not line:
                line = longer
                continue
            if len(lines) + 1 >= most:
                line = " ".join([line, *words[at:]])
                break
            lines.append(line)
            line = word
        if line:
            lines.append(line)
        return tuple(metrics.elidedText(one, Qt.TextElideMode.ElideRight, width) for one in lines[:most])
