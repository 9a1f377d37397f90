"""Papers on a printer: to a real CUPS queue where one can be set up, and to a file everywhere."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader
from PySide6.QtGui import QPageRanges
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from officedesk.errors import NotFound, OfficeError
from officedesk.models.enums import PaperSize
from officedesk.reports.render import render
from officedesk.views import printing
from officedesk.views.pdf_pages import open_pdf
from tests.reports import cups
from tests.reports.samples import INVOICE, long_invoice

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def queue() -> Iterator[cups.Cups]:
    """A queue of the system's print service."""
    reason = cups.why_not()
    if reason:
        pytest.skip(f"no print queue can be set up here: {reason}")
    service = cups.Cups()
    yield service
    service.close()


@pytest.fixture
def to_file(tmp_path: Path, qapp: QApplication) -> QPrinter:
    """A printer that prints to a file."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setResolution(150)
    return printer


def picture(pdf: bytes, folder: Path, name: str) -> Image.Image:
    """The first page as a picture of a few grey points: what is where, not how its edges were smoothed."""
    source = folder / f"{name}.pdf"
    source.write_bytes(pdf)
    command = ["pdftoppm", "-r", "80", "-gray", "-f", "1", "-l", "1", "-singlefile", str(source), str(folder / name)]
    subprocess.run(command, check=True)
    with Image.open(folder / f"{name}.pgm") as found:
        return found.convert("L").resize((60, 80), Image.Resampling.BOX)


@pytest.mark.slow
@pytest.mark.printer
@pytest.mark.timeout(240)
@pytest.mark.parametrize(("size", "pages"), [(PaperSize.LETTER, 2), (PaperSize.A4, 1)])
def test_a_printed_paper_has_its_pages_size_and_looks(
    queue: cups.Cups, size: PaperSize, pages: int, tmp_path: Path
) -> None:
    pdf = render(long_invoice(15 * pages - 5, paper_size=size))
    title = f"test_{uuid4().hex}"
    printing.print_pdf(pdf, queue.printer, title=title)
    printed = queue.printed(title)
    ours, theirs = PdfReader(BytesIO(pdf)).pages, PdfReader(BytesIO(printed)).pages
    assert len(theirs) == len(ours) == pages
    for page, other in zip(ours, theirs, strict=True):
        assert float(other.mediabox.width) == pytest.approx(float(page.mediabox.width), abs=1)
        assert float(other.mediabox.height) == pytest.approx(float(page.mediabox.height), abs=1)
    before, after = picture(pdf, tmp_path, "before"), picture(printed, tmp_path, "after")
    difference = ImageStat.Stat(ImageChops.difference(before, after)).mean[0]
    blank = ImageStat.Stat(ImageChops.difference(before, Image.new("L", before.size, 255))).mean[0]
    assert difference < blank / 5, (difference, blank)


@pytest.mark.slow
@pytest.mark.printer
@pytest.mark.timeout(240)
def test_the_command_line_prints_without_a_window(queue: cups.Cups, tmp_path: Path) -> None:
    source, title = tmp_path / "in.pdf", f"test_{uuid4().hex}"
    source.write_bytes(render(INVOICE))
    program = (
        "import sys, pathlib\n"
        "from PySide6.QtGui import QGuiApplication\n"
        "application = QGuiApplication([])\n"
        "from officedesk.views.printing import print_pdf\n"
        "print_pdf(pathlib.Path(sys.argv[1]).read_bytes(), sys.argv[2], title=sys.argv[3])\n"
    )
    subprocess.run([sys.executable, "-c", program, str(source), queue.printer, title], check=True, timeout=60)
    assert len(PdfReader(BytesIO(queue.printed(title))).pages) == 1


@pytest.mark.printer
def test_the_queue_is_among_the_printers(queue: cups.Cups) -> None:
    assert queue.printer in printing.printer_names()


def test_a_printer_that_is_not_there_is_named() -> None:
    with pytest.raises(NotFound, match=r"Printer Attic isn't there\."):
        printing.print_pdf(render(INVOICE), "Attic")


def test_what_is_no_pdf_is_not_printed(to_file: QPrinter) -> None:
    with pytest.raises(OfficeError, match="can't be shown"):
        open_pdf(b"%PDF-1.7 nonsense")


def test_only_the_pages_asked_for_come_out(to_file: QPrinter, tmp_path: Path) -> None:
    document = open_pdf(render(long_invoice(200)))
    to_file.setPrintRange(QPrinter.PrintRange.PageRange)
    ranges = QPageRanges()
    ranges.addPage(1)
    ranges.addRange(3, 4)
    to_file.setPageRanges(ranges)
    pages = printing.chosen_pages(to_file, document.pageCount())
    assert pages == [0, 2, 3]
    printing.draw(document, to_file, pages)
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == 3


def test_pages_come_out_in_reverse_where_the_printer_wants_it(to_file: QPrinter) -> None:
    to_file.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    assert printing.chosen_pages(to_file, 3) == [2, 1, 0]


def test_no_page_is_told(to_file: QPrinter) -> None:
    with pytest.raises(OfficeError, match="no such page"):
        printing.draw(open_pdf(render(INVOICE)), to_file, [])


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_file_that_cannot_be_written_is_told(to_file: QPrinter, tmp_path: Path) -> None:
    to_file.setOutputFileName(str(tmp_path / "missing" / "printed.pdf"))
    with pytest.raises(OfficeError, match="doesn't take the job"):
        printing.draw(open_pdf(render(INVOICE)), to_file, [0])


def test_papers_of_two_sizes_print_on_two_sizes(to_file: QPrinter, tmp_path: Path) -> None:
    from officedesk.reports.batch import render_many

    document = open_pdf(render_many([INVOICE, replace(INVOICE, paper_size=PaperSize.A4)]))
    printing.lay_out(to_file, document, 0)
    printing.draw(document, to_file, [0, 1], own_sizes=True)
    heights = [round(float(page.mediabox.height)) for page in PdfReader(tmp_path / "printed.pdf").pages]
    assert heights == [792, 842]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the dialog is the system's own there")
@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_the_dialog_hands_over_the_work_once_it_is_accepted(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    handed: list[Callable[[], None]] = []
    printing.ask_and_print(parent, render(long_invoice(30)), "Invoice 3476", handed.append)
    dialog = parent.findChild(QPrintDialog)
    assert dialog.isVisible()
    assert dialog.windowTitle() == "Print Invoice 3476"
    assert not handed
    printers = dialog.findChild(QComboBox, "printers")
    printers.setCurrentIndex(printers.findText("Print to File (PDF)"))
    dialog.findChild(QLineEdit, "filename").setText(str(tmp_path / "chosen.pdf"))
    dialog.accept()
    handed[0]()
    assert len(PdfReader(tmp_path / "chosen.pdf").pages) == 2
