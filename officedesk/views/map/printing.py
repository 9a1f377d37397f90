"""Prints what a map shows to a PDF of one page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QObject, QTimer
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtWebEngineCore import QWebEnginePage

_MARGIN = 12.7
"""Millimetres: half an inch."""
_PATIENCE = 10_000
"""Milliseconds for tiles that are still on their way."""
FIRST_NUMBER = 1_000_000_000
"""Marks of printing begin here: those of others are smaller."""


class Printing(QObject):
    """One at a time: the page lays itself out for paper, is printed, and goes back."""

    def __init__(self, page: QWebEnginePage, lay_out: Callable[..., object], parent: QObject) -> None:
        super().__init__(parent)
        self._page, self._lay_out = page, lay_out
        self._path, self._number = Path(), FIRST_NUMBER
        self._on_done: Callable[[str], object] | None = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_PATIENCE)
        self._late.timeout.connect(self._print)
        page.pdfPrintingFinished.connect(self._printed)

    def begin(self, path: Path, title: str, on_done: Callable[[str], object]) -> None:
        if self._on_done is not None:
            on_done("The map is being printed already.")
            return
        self._path, self._on_done = path, on_done
        self._number += 1
        self._lay_out(on=True, title=title, number=self._number)
        self._late.start()

    def painted(self, number: int) -> None:
        """The page is laid out up to a mark."""
        if number == self._number and self._late.isActive():
            self._print()

    def _print(self) -> None:
        self._late.stop()
        margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        size = QPageSize(QPageSize.PageSizeId.Letter)
        layout = QPageLayout(size, QPageLayout.Orientation.Landscape, margins, QPageLayout.Unit.Millimeter)
        self._page.printToPdf(str(self._path), layout)

    def _printed(self, _path: str, success: bool) -> None:
        on_done, self._on_done = self._on_done, None
        self._lay_out(on=False, title="", number=0)
        if on_done is not None:
            on_done("" if success else f"The map could not be written to {self._path}.")
