"""A paper on screen: PDF bytes as crisp white pages on the window's ground."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QShortcut,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from officedesk.errors import OfficeError
from officedesk.views.pdf_pages import open_pdf

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument, QPdfPageRenderer

_GAP = 14
_STEP = 1.15
_LEAST, _MOST = 0.2, 5.0
_PIXELS_PER_POINT = 96 / 72


@dataclass(slots=True)
class _Drawn:
    """The picture of a page, and what it is a picture of: which paper, at which size."""

    picture: QImage
    paper: int
    size: QSize


class PaperView(QAbstractScrollArea):
    """Shows the pages of a PDF below each other. ``set_pdf`` may be called on every keystroke.

    Pages are drawn in QtPdf's own thread at the screen's resolution; until a new picture is there the old one stays.
    Ctrl with the wheel, Ctrl+= and Ctrl+- change the size, Ctrl+0 fits the width again.
    """

    page_changed = Signal(int, int)
    """Page on top (from 1) and number of pages."""
    failed = Signal(str)
    """The bytes could not be shown, in the user's words; what was shown before stays."""
    shown = Signal()
    """Every page in sight is drawn."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Preview of the paper")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._moved)
        self.horizontalScrollBar().valueChanged.connect(self._moved)
        self._document: QPdfDocument | None = None
        self._renderer: QPdfPageRenderer | None = None
        self._waiting: bytes | None = None
        self._good: bytes | None = None
        self._asked: dict[int, tuple[int, int]] = {}
        self._pages: list[QSizeF] = []
        self._drawn: dict[int, _Drawn] = {}
        self._paper = 0
        self._zoom: float | None = None
        self._at = (0, 0)
        for keys, act in self._shortcuts():
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    @property
    def page_count(self) -> int:
        """Number of pages shown."""
        return len(self._pages)

    @property
    def zoom(self) -> float:
        """Size of the pages; 1 is as on paper."""
        return self._zoom or self._fitting()

    def set_pdf(self, pdf: bytes) -> None:
        """Shows ``pdf`` as soon as the pages being drawn are done; of several in a row only the last one counts."""
        self._waiting = pdf
        if not self._asked:
            self._take()

    def clear(self) -> None:
        """Shows nothing."""
        self._waiting = None
        self._pages, self._drawn = [], {}
        self._paper += 1
        self._lay_out()

    def fit_width(self) -> None:
        """Pages as wide as the view, whatever its width becomes."""
        self._set_zoom(None)

    def set_zoom(self, zoom: float) -> None:
        """Pages at ``zoom`` times their size on paper, within reason."""
        self._set_zoom(min(max(zoom, _LEAST), _MOST))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(event.rect(), self._ground())
        shade = self.palette().color(QPalette.ColorRole.Shadow)
        shade.setAlpha(14)
        for page, place in self._places():
            if not place.intersects(event.rect()):
                continue
            for spread in (3, 2, 1):
                painter.fillRect(place.adjusted(-spread, -spread + 1, spread, spread + 1), shade)
            # Paper is white, whatever the colours of the window are.
            painter.fillRect(place, Qt.GlobalColor.white)
            drawn = self._drawn.get(page)
            if drawn:
                painter.drawImage(place, drawn.picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self.set_zoom(self.zoom * _STEP ** (event.angleDelta().y() / 120))
        event.accept()

    def sizeHint(self) -> QSize:
        return QSize(420, 560)

    def _shortcuts(self) -> list[tuple[str, Callable[[], None]]]:
        return [
            ("Ctrl+=", lambda: self.set_zoom(self.zoom * _STEP)),
            ("Ctrl++", lambda: self.set_zoom(self.zoom * _STEP)),
            ("Ctrl+-", lambda: self.set_zoom(self.zoom / _STEP)),
            ("Ctrl+0", self.fit_width),
        ]

    def _take(self) -> None:
        """Opens what waits. Never while pages are drawn: QtPdf would hold the window until they are done."""
        pdf, self._waiting = self._waiting, None
        if pdf is None:
            return
        try:
            document = self._opened(pdf)
        except OfficeError as error:
            if self._good is not None:
                self._opened(self._good)
            self.failed.emit(str(error))
            return
        self._good = pdf
        self._paper += 1
        self._pages = [document.pagePointSize(page) for page in range(document.pageCount())]
        self._drawn = {page: drawn for page, drawn in self._drawn.items() if page < len(self._pages)}
        self._lay_out()

    def _opened(self, pdf: bytes) -> "QPdfDocument":
        if self._document is not None:
            return open_pdf(pdf, self._document)
        from PySide6.QtPdf import QPdfPageRenderer

        renderer = QPdfPageRenderer(self)
        # The renderer owns the document: it waits for its thread before the document goes.
        self._document = open_pdf(pdf, parent=renderer)
        renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        renderer.setDocument(self._document)
        renderer.pageRendered.connect(self._rendered)
        self._renderer = renderer
        return self._document

    def _set_zoom(self, zoom: float | None) -> None:
        bar = self.verticalScrollBar()
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        self._zoom = zoom
        self._lay_out()
        bar.setValue(round(share * bar.maximum()))

    def _fitting(self) -> float:
        widest = max((size.width() for size in self._pages), default=612.0)
        # Room for the bar is kept at all times: pages must not jump when it comes and goes.
        room = self.width() - self.verticalScrollBar().sizeHint().width() - 2 * _GAP
        return min(max(room / (widest * _PIXELS_PER_POINT), _LEAST), _MOST)

    def _sizes(self) -> list[QSize]:
        scale = self.zoom * _PIXELS_PER_POINT
        return [QSize(round(size.width() * scale), round(size.height() * scale)) for size in self._pages]

    def _places(self) -> list[tuple[int, QRect]]:
        """Where each page lies in the viewport."""
        top = _GAP - self.verticalScrollBar().value()
        places = []
        for page, size in enumerate(self._sizes()):
            left = max((self.viewport().width() - size.width()) // 2, _GAP) - self.horizontalScrollBar().value()
            places.append((page, QRect(left, top, size.width(), size.height())))
            top += size.height() + _GAP
        return places

    def _lay_out(self) -> None:
        sizes = self._sizes()
        view = self.viewport().size()
        tall = sum(size.height() + _GAP for size in sizes) + _GAP
        wide = max((size.width() for size in sizes), default=0) + 2 * _GAP
        for bar, whole, seen in (
            (self.verticalScrollBar(), tall, view.height()),
            (self.horizontalScrollBar(), wide, view.width()),
        ):
            bar.setRange(0, max(whole - seen, 0))
            bar.setPageStep(seen)
            bar.setSingleStep(40)
        self._moved()

    def _moved(self) -> None:
        self.viewport().update()
        self._ask()
        middle = self.viewport().height() // 3
        on_top = next((page for page, place in self._places() if place.bottom() > middle), 0)
        at = (min(on_top + 1, len(self._pages)), len(self._pages))
        if at != self._at:
            self._at = at
            self.page_changed.emit(*at)

    def _ask(self) -> None:
        """Asks for pictures of the pages in sight that have none of this paper at this size."""
        if self._renderer is None or self._waiting is not None:
            return
        ratio = self.devicePixelRatioF()
        sight = self.viewport().rect()
        for page, place in self._places():
            size = place.size() * ratio
            drawn = self._drawn.get(page)
            if not place.intersects(sight):
                if drawn and abs(place.center().y()) > 6 * sight.height():
                    del self._drawn[page]
                continue
            fresh = drawn is not None and drawn.paper == self._paper and drawn.size == size
            if fresh or (page, size.width()) in self._asked.values():
                continue
            self._asked[self._renderer.requestPage(page, size)] = (page, size.width())

    def _rendered(self, page: int, size: QSize, picture: QImage, _options: object, request: int) -> None:
        self._asked.pop(request, None)
        usable = not picture.isNull() and page < len(self._pages)
        if usable:
            self._drawn[page] = _Drawn(picture, self._paper, size)
            self.viewport().update()
        if self._asked:
            return
        if self._waiting is not None:
            self._take()
        elif usable:
            self._ask()
        if not self._asked and self._waiting is None:
            self.shown.emit()

    def _ground(self) -> QColor:
        # The theme's ground behind paper.
        return self.palette().color(QPalette.ColorRole.Dark)
