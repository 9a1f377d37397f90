"""What a help page is shown on: text of a readable width, pictures drawn smoothly at the width they have."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QImage, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser

from officedesk.views.theme import Theme

WIDEST = 760
"""Pixels of a line of text."""
_EDGE = 28


class Paper(QTextBrowser):
    """``followed(link)`` is told of a click or Enter on a link; ``picture(name)`` is the file of a picture."""

    followed = Signal(str)

    def __init__(self, theme: Theme, picture: Callable[[str], str]) -> None:
        super().__init__()
        self._theme, self._picture = theme, picture
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setAccessibleName("Help page")
        self.setProperty("role", "help")
        self.anchorClicked.connect(self._clicked)
        self.document().setDocumentMargin(_EDGE)

    def room(self) -> int:
        """Pixels that a line of text has."""
        return min(WIDEST, max(200, self.viewport().width() - 3 * _EDGE))

    def show_html(self, body: str) -> None:
        """Show a page, from its top."""
        document = self.document()
        document.clear()
        document.setDefaultStyleSheet(style(self._theme, self.fontInfo().pixelSize()))
        self.setHtml(body)
        frame = document.rootFrame().frameFormat()
        # Room beside the text, where the window is wider than lines should be.
        frame.setRightMargin(max(_EDGE, self.viewport().width() - self.room() - 2 * _EDGE))
        frame.setLeftMargin(_EDGE)
        frame.setTopMargin(16)
        frame.setBottomMargin(40)
        document.rootFrame().setFrameFormat(frame)

    def show_place(self, cursor: QTextCursor) -> None:
        """Scroll until what the cursor is at is seen, a little below the top."""
        at = QTextCursor(cursor)
        at.clearSelection()
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect(at).top() - 80)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        file, _, how = QUrl(name).toString().partition("?")
        image = QImage(self._picture(file))
        if image.isNull():
            return image
        ratio = self.devicePixelRatioF()
        wide = image.width() if how == "full" else min(image.width(), self.room())
        scaled = image
        if round(wide * ratio) < image.width():
            scaled = image.scaledToWidth(round(wide * ratio), Qt.TransformationMode.SmoothTransformation)
            scaled.setDevicePixelRatio(ratio)
        return scaled

    def _clicked(self, link: QUrl) -> None:
        self.followed.emit(link.toString())


def styled(body: str) -> str:
    """A page as a document of its own."""
    return f"<html><body>{body}</body></html>"


def style(theme: Theme, size: int) -> str:
    """The look of a page in the theme's colours; ``size`` is that of the text."""
    t = theme.tokens
    return f"""
h1 {{ font-size: {round(size * 1.7)}px; font-weight: 600; color: {t.text}; margin-bottom: 8px; }}
h2 {{ font-size: {round(size * 1.3)}px; font-weight: 600; color: {t.text}; margin-top: 22px; margin-bottom: 4px; }}
h3 {{ font-size: {round(size * 1.1)}px; font-weight: 600; color: {t.text}; margin-top: 14px; margin-bottom: 2px; }}
p, li {{ color: {t.text}; line-height: 145%; margin-top: 4px; margin-bottom: 6px; }}
p.picture {{ line-height: 100%; margin-top: 10px; margin-bottom: 12px; }}
b {{ font-weight: 600; }}
i {{ color: {t.muted}; font-style: normal; font-size: {round(size * 0.9)}px; }}
a {{ color: {t.accent_text}; text-decoration: none; }}
code {{ background-color: {t.chip}; color: {t.chip_text}; }}
table.facts {{ margin-top: 6px; margin-bottom: 10px; }}
table.facts th {{ text-align: left; color: {t.muted}; padding: 5px 10px; border-bottom: 1px solid {t.line}; }}
table.facts td {{ padding: 5px 10px; border-bottom: 1px solid {t.line}; line-height: 135%; }}
table.tip {{ margin-top: 8px; margin-bottom: 8px; }}
table.tip td {{ background-color: {t.accent_soft}; color: {t.text}; padding: 9px 14px; line-height: 140%; }}
"""
