"""The main job with the keyboard alone, in the real window over a real office file; then the file is opened again."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from officedesk.bootstrap import open_context
from officedesk.models.papers import PaperKind
from officedesk.models.states import InvoiceStatus
from officedesk.reports.render import render
from officedesk.services.check import check
from officedesk.services.customers.profile import profile
from officedesk.services.documents import paper
from officedesk.services.paging import Sort
from officedesk.services.sales.invoices import InvoiceList, stored_pdf
from officedesk.services.sales.rows import InvoiceFilter, InvoiceRow
from officedesk.views.application import Desktop
from tests.e2e.walking import choose_first, come_back, dialog_in_front, find_abc_company, on_page, sell, settle, tab_to
from tests.gui.keys import CTRL, press

LINES = ("Condenser, 3-ton Carrier 24ACC636", "Refrigerant R-410A", "Labor, certified technician")
# 2,140.00 + 6 × 18.50 taxed at 7.525 %, labor 8 × 84.00 not taxed.
TOTAL = 214_000 + 11_100 + 67_200 + 16_939
# What is done is the condenser and the refrigerant: 2,251.00 and its tax.
PART = 225_100 + 16_939
HALF = 121_019


def test_find_estimate_approve_complete_invoice_pay_print(qtbot: QtBot, desktop: Desktop, sample_copy: Path) -> None:
    before = profile(desktop.shell.desk, 1)
    find_abc_company(qtbot, desktop)
    job_id = estimate_and_approve(qtbot, desktop)
    number = invoice_what_is_done(qtbot, desktop, job_id)
    pay_half(qtbot, desktop)
    print_it(qtbot, desktop, sample_copy.parent)
    desktop.window.close()
    compare_everything(sample_copy, number, before)


def estimate_and_approve(qtbot: QtBot, desktop: Desktop) -> int:
    """Three lines from the price book, saved and approved; the id of the job that came of it."""
    press("n", modifier=CTRL)
    press("e")
    settle(qtbot, desktop)
    come_back(qtbot, desktop)
    page = on_page(desktop, "estimate")
    sell(qtbot, desktop, *zip(LINES, ("1", "6", "8"), strict=True))
    assert [line.name for line in page.draft.lines] == list(LINES)
    press("s", modifier=CTRL)
    settle(qtbot, desktop)
    assert page.draft.number
    tab_to("Approve and more")
    choose_first(qtbot)
    dialog_in_front(qtbot)
    press(Qt.Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    come_back(qtbot, desktop)
    job = on_page(desktop, "job")
    qtbot.waitUntil(lambda: job.draft is not None and len(job.draft.tasks) == 3)
    return int(job.draft.id)


def invoice_what_is_done(qtbot: QtBot, desktop: Desktop, job_id: int) -> str:
    """Two of three services are completed and invoiced; the number of the issued invoice."""
    job = on_page(desktop, "job")
    tab_to("Services of the job")
    press(Qt.Key.Key_Home, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space)
    tab_to("Complete selected")
    press(Qt.Key.Key_Space)
    settle(qtbot, desktop)
    qtbot.waitUntil(lambda: [task.status.value for task in job.draft.tasks] == ["completed", "completed", "open"])
    tab_to("Invoice")
    choose_first(qtbot)
    come_back(qtbot, desktop)
    invoice = on_page(desktop, "invoice")
    qtbot.waitUntil(lambda: invoice.draft is not None and len(invoice.draft.lines) == 2)
    assert invoice.draft.job_id == job_id
    press(Qt.Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: invoice.draft is not None and bool(invoice.draft.number))
    settle(qtbot, desktop)
    return str(invoice.draft.number)


def pay_half(qtbot: QtBot, desktop: Desktop) -> None:
    tab_to("Record payment")
    press(Qt.Key.Key_Space)
    dialog_in_front(qtbot)
    settle(qtbot, desktop)
    press("a", modifier=CTRL)
    press(f"{HALF / 100:.2f}")
    press(Qt.Key.Key_Return, modifier=CTRL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    come_back(qtbot, desktop)


def print_it(qtbot: QtBot, desktop: Desktop, folder: Path) -> None:
    """Ctrl+P opens the system's dialog; the paper that comes out has the balance on it."""
    press("p", modifier=CTRL)
    qtbot.waitUntil(lambda: bool(desktop.window.findChildren(QPrintDialog)))
    dialog = desktop.window.findChildren(QPrintDialog)[0]
    target = folder / "printed.pdf"
    printers = dialog.findChild(QComboBox, "printers")
    printers.setCurrentIndex(printers.count() - 1)
    dialog.findChild(QLineEdit, "filename").setText(str(target))
    assert "PDF" in printers.currentText()
    with qtbot.waitSignal(dialog.accepted):
        press(Qt.Key.Key_Return)
    settle(qtbot, desktop)
    assert len(PdfReader(BytesIO(target.read_bytes())).pages) == 1
    assert target.stat().st_size > 10_000


def compare_everything(office: Path, number: str, before: Any) -> None:
    """Header, tab, paper, archive and export of the reopened file agree to the cent."""
    context = open_context(str(office))
    with closing(context):
        after = profile(context.desk, 1)
        row = _invoice(context.desk, number)
        assert (row.total, row.balance, row.status) == (PART, PART - HALF, InvoiceStatus.PART_PAID)
        assert after.figures.awaiting_payments == before.figures.awaiting_payments + PART - HALF
        assert after.figures.overdue == before.figures.overdue
        assert after.figures.open_invoices == before.figures.open_invoices + 1
        assert after.counts.invoices == before.counts.invoices + 1
        assert after.counts.estimates == before.counts.estimates + 1
        shown = paper(context.desk, PaperKind.INVOICE, row.id)
        assert (shown.totals.total, shown.totals.paid, shown.totals.balance) == (PART, HALF, PART - HALF)
        text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(render(shown))).pages)
        for amount in ("$2,251.00", "$169.39", "$2,420.39", "$1,210.19", "$1,210.20"):
            assert amount in text
        archived = stored_pdf(context.desk, row.id)
        assert archived is not None
        assert check(context.desk).ok
    profile_json = json.loads(_run("profile", str(office), "12345", "--json"))
    assert profile_json["figures"]["awaiting_payments"] == after.figures.awaiting_payments
    target = office.parent / "invoices.csv"
    _run("export", str(office), "invoices", str(target))
    with target.open(encoding="utf-8-sig", newline="") as file:
        exported = next(line for line in csv.DictReader(file) if line["Number"] == number)
    assert (exported["Total"], exported["Balance"]) == ("2420.39", "1210.20")


def _invoice(desk: Any, number: str) -> InvoiceRow:
    rows = InvoiceList(desk).first(InvoiceFilter(customer_id=1), Sort("number", descending=True), 50)
    return next(row for row in rows if row.number == number)


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", "officedesk", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
