"""PDF to a printer: through the system's dialog, or straight to a printer that is named.

QPrinter knows paper, trays and drivers; QtPdf draws each page at the printer's own resolution. Whole pages: QtPdf
stretches parts of a page slightly, so that they do not meet.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter

from officedesk.errors import NotFound, OfficeError
from officedesk.views.pdf_pages import open_pdf

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

_MOST_DPI = 600
_HUGE_DPI = 300
_HUGE = 40_000_000
"""Pixels of a page from which 300 dpi must do: Letter and A4 at 600 are just below, four bytes each in memory."""


def printer_names() -> list[str]:
    """The printers that this computer knows."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return list(QPrinterInfo.availablePrinterNames())


def print_pdf(pdf: bytes, printer_name: str | None = None, *, title: str = "OfficeDesk", copies: int = 1) -> None:
    """Prints every page of ``pdf`` on the printer of that name, or on the default one. Needs a ``QGuiApplication``.

    Raises :class:`NotFound` where there is no such printer, :class:`OfficeError` where it does not take the job.
    """
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    info = QPrinterInfo.printerInfo(printer_name) if printer_name else QPrinterInfo.defaultPrinter()
    if info.isNull():
        names = ", ".join(printer_names())
        hint = f"These are: {names}." if names else "This computer has no printer set up."
        message = f"Printer {printer_name} isn't there." if printer_name else "There is no default printer."
        raise NotFound(message, hint=hint)
    document = open_pdf(pdf)
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setCopyCount(copies)
    lay_out(printer, document, 0)
    draw(document, printer, range(document.pageCount()), own_sizes=True)


def ask_and_print(
    parent: "QWidget | None",
    pdf: bytes,
    title: str,
    submit: Callable[[Callable[[], None]], object],
) -> None:
    """Opens the system's print dialog; once accepted, ``submit`` is handed the work, to run off the GUI thread.

    The work raises :class:`OfficeError` where the printer does not take it.
    """
    from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
    from PySide6.QtWidgets import QDialog

    document = open_pdf(pdf)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    lay_out(printer, document, 0)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(f"Print {title}")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, on=True)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintToFile, on=True)
    count = document.pageCount()
    dialog.setMinMax(1, count)

    def accepted() -> None:
        pages = chosen_pages(printer, count)
        submit(lambda: draw(open_pdf(pdf), printer, pages))

    dialog.accepted.connect(accepted)
    # QPrintDialog hides the plain open() behind one for receiver and slot.
    QDialog.open(dialog)


def chosen_pages(printer: "QPrinter", count: int) -> list[int]:
    """The pages (from 0) that the dialog asked for, in the order they are to come out."""
    from PySide6.QtPrintSupport import QPrinter

    pages = list(range(count))
    if printer.printRange() is QPrinter.PrintRange.PageRange:
        ranges = printer.pageRanges()
        if ranges.isEmpty():
            first, last = printer.fromPage() or 1, printer.toPage() or count
            pages = [page for page in pages if first <= page + 1 <= last]
        else:
            pages = [page for page in pages if ranges.contains(page + 1)]
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    return pages


def draw(document: "QPdfDocument", printer: "QPrinter", pages: Sequence[int], *, own_sizes: bool = False) -> None:
    """Draws ``pages`` on ``printer``, as large as its paper; with ``own_sizes`` the paper follows each page.

    Raises :class:`OfficeError` where the printer refuses or breaks off.
    """
    from PySide6.QtPrintSupport import QPrinter

    name = printer.outputFileName() or printer.printerName() or "The printer"
    if not pages:
        raise OfficeError("There is no such page.", hint=f"The document has {document.pageCount()} pages.")
    printer.setFullPage(True)
    copies = 1 if printer.supportsMultipleCopies() else max(printer.copyCount(), 1)
    painter = QPainter()
    if not painter.begin(printer):
        raise OfficeError(f"{name} doesn't take the job.", hint="Check that it is on and connected, then try again.")
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    try:
        begun = False
        for page in list(pages) * copies:
            if own_sizes and begun:
                lay_out(printer, document, page)
            if begun and not printer.newPage():
                raise OfficeError(f"{name} broke off.", hint="Check its paper and connection, then print again.")
            begun = True
            _draw_page(document, page, printer, painter)
    finally:
        done = painter.end()
    if not done or printer.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
        raise OfficeError(f"{name} broke off.", hint="Check its paper and connection, then print again.")


def lay_out(printer: "QPrinter", document: "QPdfDocument", page: int) -> None:
    """Paper and direction of a page; the printer's own paper where it has none of that size."""
    size = document.pagePointSize(page)
    upright = QSizeF(min(size.width(), size.height()), max(size.width(), size.height()))
    way = QPageLayout.Orientation.Landscape if size.width() > size.height() else QPageLayout.Orientation.Portrait
    paper = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    printer.setPageLayout(QPageLayout(paper, way, QMarginsF(0, 0, 0, 0)))


def _draw_page(document: "QPdfDocument", page: int, printer: "QPrinter", painter: QPainter) -> None:
    from PySide6.QtPrintSupport import QPrinter

    paper = printer.paperRect(QPrinter.Unit.DevicePixel)
    size = document.pagePointSize(page)
    fitted = size.scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left, top = (paper.width() - fitted.width()) / 2, (paper.height() - fitted.height()) / 2
    sharpness = min(_MOST_DPI / printer.resolution(), 1.0)
    if fitted.width() * fitted.height() * sharpness**2 > _HUGE:
        sharpness = min(_HUGE_DPI / printer.resolution(), 1.0)
    whole = QSize(max(round(fitted.width() * sharpness), 1), max(round(fitted.height() * sharpness), 1))
    drawn = document.render(page, whole)
    under = QPainter(drawn)
    under.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
    under.fillRect(drawn.rect(), Qt.GlobalColor.white)
    under.end()
    # Nothing shines through any more: without an alpha channel the spool file is a third smaller.
    drawn.reinterpretAsFormat(QImage.Format.Format_RGB32)
    if printer.colorMode() is QPrinter.ColorMode.GrayScale:
        drawn.convertTo(QImage.Format.Format_Grayscale8)
    painter.drawImage(QRectF(left, top, fitted.width(), fitted.height()), drawn, QRectF(drawn.rect()))
