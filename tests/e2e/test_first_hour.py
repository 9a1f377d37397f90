"""A new user's first hour, as `docs/first-hour.md` tells it: from the start window to the first printed invoice.

By keyboard and mouse, in the real program: the assistant makes the office, a Jobber export brings the customers, one of
them gets an estimate, a job and an invoice, and the invoice comes out of the system's print queue.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from officedesk.bootstrap import open_context, start
from officedesk.config import Config
from officedesk.errors import SignInNeeded
from officedesk.models.enums import Role, SequenceKind
from officedesk.models.states import InvoiceStatus
from officedesk.services.check import check
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.profile import profile
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.office.company import company, tax_rates, terms
from officedesk.services.office.people import users
from officedesk.services.office.sequences import preview, sequences
from officedesk.services.paging import Sort
from officedesk.services.sales.estimates import totals_of
from officedesk.services.sales.invoices import InvoiceList, stored_pdf
from officedesk.services.sales.rows import InvoiceFilter
from officedesk.views.application import Desktop
from officedesk.views.program import Program
from officedesk.views.theme import Theme
from tests.e2e.walking import choose_first, come_back, dialog_in_front, on_page, reach, settle, tab_to
from tests.gui.keys import CTRL, press
from tests.reports import cups
from tests.reports.test_printing import picture
from tests.support.programs import programs

Key = Qt.Key
EXPORT = Path(__file__).with_name("jobber-clients.csv")
PASSWORD = "four nice words here"
# 2 × 149.00 and 85.50, taxed at the 9.025 % that the office confirmed: 383.50 + 34.61.
NET, TAX = 38_350, 3_461


@pytest.fixture
def program(qapp: QApplication, theme: Theme, qtbot: QtBot, tmp_path: Path, places: None) -> Iterator[Program]:
    with programs(qapp, theme, qtbot) as begin:
        yield begin(start(Config(tmp_path / "settings.json")))


@pytest.mark.timeout(240)
def test_the_first_hour(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    office = tmp_path / "Lakeside.officedesk"
    make_the_office(program, qtbot, office)
    bring_the_customers(program, qtbot)
    desktop = program.desktop
    assert desktop is not None
    find_zoe(qtbot, desktop)
    sell_and_approve(qtbot, desktop)
    number = do_and_invoice(qtbot, desktop)
    assert number == "INV-2048"
    printed = print_it(qtbot, desktop, tmp_path)
    desktop.window.close()
    archived = compare_everything(office, tmp_path)
    look_the_same(archived, printed, tmp_path)


def make_the_office(program: Program, qtbot: QtBot, office: Path) -> None:
    program.choose()
    with qtbot.waitActive(program.chooser):
        program.chooser.activateWindow()
    press("n", modifier=CTRL)
    qtbot.waitUntil(lambda: program.beginner is not None)
    made: Any = program.beginner.assistant
    dialog_in_front(qtbot)

    def forward() -> None:
        press(Key.Key_Return, modifier=CTRL)
        idle(qtbot, program)

    for text in ("Lakeside Plumbing", "1 Main St", "", "Edina", "MN", "55424", "9525550100", "office@lakeside.example"):
        press(text, Key.Key_Return)
    forward()
    # No logo today.
    click(made.skip_button)
    assert made.page.rows[0].percent.text() == "6.875"
    made.page.rows[0].percent.setFocus()
    press("a", modifier=CTRL)
    press("9.025", Key.Key_Tab, Key.Key_Space)
    forward()
    forward()
    press("", Key.Key_Return, "", Key.Key_Return, "", Key.Key_Return, "INV-2047")
    assert made.page.next[SequenceKind.INVOICE].text() == "INV-2048"
    forward()
    press("Kim Doe", Key.Key_Return, "kim@lakeside.example", Key.Key_Return, PASSWORD, Key.Key_Return, PASSWORD)
    click(made.page.more)
    press("Anna Lindqvist")
    forward()
    tab_to("Office file")
    press("a", modifier=CTRL)
    press(str(office))
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: program.desktop is not None, timeout=20_000)
    # Nobody is asked for the password that was typed a moment ago.
    assert program.asking is None
    idle(qtbot, program)


def bring_the_customers(program: Program, qtbot: QtBot) -> None:
    steps: Any = program.first_steps
    assert steps is not None
    qtbot.waitUntil(steps.isActiveWindow)
    panel = steps.panel
    press("o", modifier=CTRL)
    choose_file(qtbot, steps, EXPORT)
    idle(qtbot, program)
    assert "Jobber client export · 33 columns" in panel.file.text()
    assert QApplication.focusWidget() is panel._check
    press(Key.Key_Space)
    qtbot.waitUntil(lambda: "would be imported" in panel.summary.text())
    assert panel.summary.text() == (
        "7 new customers would be imported from 9 rows, 1 left out because of errors, 2 warnings."
    )
    said = [panel.issues.item(number).text() for number in range(panel.issues.count())]
    assert said[0] == "Row 7, column “Display Name”: the customer has no name."
    # The keyboard is where it goes on: leave that row out, import the others.
    assert QApplication.focusWidget() is panel.skip_errors
    press(Key.Key_Space)
    click(panel._import)
    qtbot.waitUntil(lambda: "were imported" in panel.summary.text())
    idle(qtbot, program)
    press(Key.Key_Return, modifier=CTRL)
    assert steps.doors["First customer"].hasFocus()
    press(Key.Key_Return, modifier=CTRL)
    idle(qtbot, program)
    assert program.desktop is not None
    come_back(qtbot, program.desktop)


def find_zoe(qtbot: QtBot, desktop: Desktop) -> None:
    """By the last digits of her phone number, and without the umlaut's dots she would be found as well."""
    panel = on_page(desktop, "customers").panel
    qtbot.waitUntil(lambda: panel.model.rowCount() == 6)
    panel.view.setFocus()
    press("5550177")
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1 and panel.model.row_at(0).name == "Zoë Müller-Østergård")
    settle(qtbot, desktop)
    press(Key.Key_Return)
    settle(qtbot, desktop)
    assert on_page(desktop, "customer") is not None


def sell_and_approve(qtbot: QtBot, desktop: Desktop) -> None:
    """Two lines that no price book knows yet, saved, approved; the job that came of it is in front."""
    press("n", modifier=CTRL)
    press("e")
    settle(qtbot, desktop)
    come_back(qtbot, desktop)
    page = on_page(desktop, "estimate")
    for number, (name, quantity, each) in enumerate((("Drain cleaning", "2", "149"), ("Trap", "1", "85.50")), start=1):
        tab_to("Add a line: type to search the price book")
        press(name, Key.Key_Return)
        reach(qtbot, f"Qty, line {number}")
        press(quantity, Key.Key_Return)
        reach(qtbot, f"Price, line {number}")
        press(each, Key.Key_Return)
    press("s", modifier=CTRL)
    settle(qtbot, desktop)
    assert page.draft.number == "1001"
    assert [line.tax_percent for line in page.draft.lines] == [Decimal("9.025")] * 2
    assert totals_of(page.draft).total == NET + TAX
    tab_to("Approve and more")
    choose_first(qtbot)
    dialog_in_front(qtbot)
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    come_back(qtbot, desktop)
    job = on_page(desktop, "job")
    qtbot.waitUntil(lambda: job.draft is not None and len(job.draft.tasks) == 2)


def do_and_invoice(qtbot: QtBot, desktop: Desktop) -> str:
    """Everything is done; the invoice of it is issued. Its number goes on from the product before."""
    job = on_page(desktop, "job")
    tab_to("Services of the job")
    press(Key.Key_Home, Key.Key_Space, Key.Key_Down, Key.Key_Space)
    tab_to("Complete selected")
    press(Key.Key_Space)
    settle(qtbot, desktop)
    qtbot.waitUntil(lambda: [task.status.value for task in job.draft.tasks] == ["completed", "completed"])
    desk = desktop.shell.desk
    draft = InvoiceList(desk).first(InvoiceFilter(), Sort("date"), 10)[0]
    assert (draft.status, draft.total) == (InvoiceStatus.DRAFT, NET + TAX)
    desktop.shell.go("invoice", draft.id)
    settle(qtbot, desktop)
    page = on_page(desktop, "invoice")
    press(Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: page.draft is not None and bool(page.draft.number))
    settle(qtbot, desktop)
    assert page.draft.number == "INV-2048"
    return str(page.draft.number)


def print_it(qtbot: QtBot, desktop: Desktop, folder: Path) -> bytes:
    """Ctrl+P: to a real queue of the system where one can be set up, else to a file as the dialog offers it."""
    queue = None if cups.why_not() else cups.Cups("Letter")
    try:
        press("p", modifier=CTRL)
        qtbot.waitUntil(lambda: bool(desktop.window.findChildren(QPrintDialog)))
        dialog = desktop.window.findChildren(QPrintDialog)[0]
        printers = dialog.findChild(QComboBox, "printers")
        if queue is None:
            printers.setCurrentIndex(printers.count() - 1)
            dialog.findChild(QLineEdit, "filename").setText(str(folder / "printed.pdf"))
        else:
            printers.setCurrentIndex(printers.findText(queue.printer))
            assert printers.currentText() == queue.printer
        with qtbot.waitSignal(dialog.accepted):
            press(Key.Key_Return)
        settle(qtbot, desktop)
        return (folder / "printed.pdf").read_bytes() if queue is None else queue.printed("2048")
    finally:
        if queue is not None:
            queue.close()


def look_the_same(archived: bytes, printed: bytes, folder: Path) -> None:
    """What came out of the printer is the page that the office keeps, as large and as it looks."""
    kept, out = (PdfReader(BytesIO(pdf)).pages for pdf in (archived, printed))
    assert len(kept) == len(out) == 1
    assert float(out[0].mediabox.height) == pytest.approx(float(kept[0].mediabox.height), abs=1)
    if shutil.which("pdftoppm"):
        before, after = picture(archived, folder, "kept"), picture(printed, folder, "out")
        difference = ImageStat.Stat(ImageChops.difference(before, after)).mean[0]
        blank = ImageStat.Stat(ImageChops.difference(before, Image.new("L", before.size, 255))).mean[0]
        assert difference < blank / 5, (difference, blank)


def compare_everything(office: Path, folder: Path) -> bytes:
    """What the reopened file says of all that was typed."""
    with pytest.raises(SignInNeeded) as asked:
        open_context(str(office), Config(folder / "other.json"))
    with closing(asked.value.doorway.enter("kim@lakeside.example", PASSWORD, None)) as context:
        desk = context.desk
        stored = company(desk)
        assert (stored.name, stored.phone, stored.address.city) == ("Lakeside Plumbing", "(952) 555-0100", "Edina")
        assert [(one.name, str(one.percent)) for one in tax_rates(desk)] == [("MN sales tax", "9.025")]
        assert next(one.name for one in terms(desk) if one.id == stored.default_terms_id) == "Net 30"
        assert {one.name: one.role for one in users(desk)} == {"Kim Doe": Role.ADMIN, "Anna Lindqvist": Role.OFFICE}
        following = {one.kind: preview(desk, one) for one in sequences(desk)}
        assert (following[SequenceKind.INVOICE], following[SequenceKind.ESTIMATE]) == ("INV-2049", "1002")
        rows = {row.name: row for row in CustomerList(desk).first(CustomerFilter(), Sort("name"), 100)}
        assert set(rows) == {
            "Zoë Müller-Østergård",
            "Bell Harbor Apartments",
            "Dupont, Marie",
            '=HYPERLINK("http://evil.example","Click")',
            '<b>Smith</b> & Sons, "The Plumbers" Second line',
            "山田 太郎",
        }
        told = profile(desk, rows["Bell Harbor Apartments"].id)
        assert told.counts.locations == 2
        zoe = rows["Zoë Müller-Østergård"]
        ((invoice),) = InvoiceList(desk).first(InvoiceFilter(customer_id=zoe.id), Sort("date"), 10)
        assert (invoice.number, invoice.total, invoice.balance) == ("INV-2048", NET + TAX, NET + TAX)
        assert profile(desk, zoe.id).figures.awaiting_payments == NET + TAX
        archived = stored_pdf(desk, invoice.id)
        assert archived is not None
        text = " ".join(PdfReader(BytesIO(archived)).pages[0].extract_text().split())
        for words in (
            "INV-2048",
            "Lakeside Plumbing",
            "Zoë Müller-Østergård",
            "MN sales tax 9.025 %",
            "$34.61",
            "$418.11",
        ):
            assert words in text, words
        assert "Sample" not in text
        assert check(desk).ok
        return archived


def idle(qtbot: QtBot, program: Program) -> None:
    """Nothing is read or saved any more, by the program or by its window."""

    def still() -> bool:
        return not program._runner.busy and (program.desktop is None or not program.desktop.shell.runner.busy)

    QApplication.processEvents()
    qtbot.waitUntil(still, timeout=20_000)


def click(widget: QWidget) -> None:
    assert widget.isVisible()
    assert widget.isEnabled()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def choose_file(qtbot: QtBot, parent: QWidget, path: Path) -> None:
    """Type the name of a file into the dialog that came up."""
    qtbot.waitUntil(lambda: any(dialog.isVisible() for dialog in parent.findChildren(QFileDialog)))
    dialog = next(dialog for dialog in parent.findChildren(QFileDialog) if dialog.isVisible())
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    name.setFocus()
    name.setText(str(path))
    with qtbot.waitSignal(dialog.fileSelected):
        QTest.keyClick(name, Key.Key_Return)
    # Without a window system nobody makes the window active again when a dialog is gone.
    parent.activateWindow()
    qtbot.waitUntil(parent.isActiveWindow)
