"""Icons: one set (Phosphor, from QtAwesome's assets), drawn in the colours of the theme.

The font and its table of glyphs are read from the QtAwesome package without importing it: the import pulls in
another Qt wrapper and costs a fifth of the whole start.
"""

import importlib.util
import re
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from officedesk.views.theme import Theme


class Icons:
    """``icons("users")`` is an icon that follows the theme; ``tone`` names another token for its colour."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        spec = importlib.util.find_spec("qtawesome")
        if spec is None or not spec.submodule_search_locations:
            raise RuntimeError("QtAwesome is not installed")
        fonts = Path(spec.submodule_search_locations[0]) / "fonts"
        number = QFontDatabase.addApplicationFont(str(next(fonts.glob("phosphor-*.ttf"))))
        self._family = QFontDatabase.applicationFontFamilies(number)[0]
        # A flat JSON object of nine thousand names: a name is looked up in its text sooner than all are read.
        self._glyphs: dict[str, str] = {}
        self._charmap = next(fonts.glob("phosphor-charmap-*.json")).read_bytes()

    def __call__(self, name: str, tone: str = "text") -> QIcon:
        """Raises ``KeyError`` for a name that the set does not have."""
        return QIcon(_Glyph(self._theme, self._family, self._glyph(name), tone))

    def paint(self, painter: QPainter, rect: QRect, name: str, colour: QColor) -> None:
        """Draw one icon into ``rect`` (for delegates)."""
        _draw(painter, rect, self._family, self._glyph(name), colour)

    def _glyph(self, name: str) -> str:
        if name not in self._glyphs:
            found = re.search(rb'"%s":\s*"(0x[0-9a-f]+)"' % re.escape(name.encode()), self._charmap)
            if found is None:
                raise KeyError(name)
            self._glyphs[name] = chr(int(found[1], 16))
        return self._glyphs[name]


class _Glyph(QIconEngine):
    def __init__(self, theme: Theme, family: str, glyph: str, tone: str) -> None:
        super().__init__()
        self._parts = (theme, family, glyph, tone)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        theme, family, glyph, tone = self._parts
        _draw(painter, rect, family, glyph, theme.colour("muted" if mode is QIcon.Mode.Disabled else tone))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        return _Glyph(*self._parts)


def _draw(painter: QPainter, rect: QRect, family: str, glyph: str, colour: QColor) -> None:
    painter.save()
    font = QFont(family)
    font.setPixelSize(max(1, rect.height()))
    painter.setFont(font)
    painter.setPen(colour)
    # A rectangle wider than high leaves room behind the glyph: the gap between an icon and the text of its button.
    square = QRect(rect.left(), rect.top(), min(rect.width(), rect.height()), rect.height())
    painter.drawText(square, Qt.AlignmentFlag.AlignCenter, glyph)
    painter.restore()
