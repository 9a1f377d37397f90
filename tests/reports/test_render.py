"""What papers say once printed, on which sheets, and that the same paper is always the same bytes."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from officedesk.formatting import money
from officedesk.models.enums import LineKind, PaperSize
from officedesk.models.papers import (
    PaperAcceptance,
    PaperColumn,
    PaperData,
    PaperDeposit,
    PaperForm,
    PaperKind,
    PaperLine,
    PaperMark,
    PaperTax,
    PaperTotals,
    to_json,
)
from officedesk.reports.render import render
from tests.reports.samples import (
    ALL,
    BRAND,
    ESTIMATE,
    INVOICE,
    RECEIPT,
    WORK_ORDER,
    logo,
    long_invoice,
    pages_of,
    text_of,
)


def test_an_invoice_says_everything_it_holds() -> None:
    said = text_of(render(INVOICE))
    for words in (
        "INVOICE",
        "No. 3476",
        "Northside Mechanical",
        "1200 2nd St NE, Minneapolis, MN 55413",
        "Bill to",
        "ABC Company",
        "Phillips, WI 54555",
        "Service location",
        "05/30/2023",
        "06/14/2023",
        "Net 15",
        "RTU filter change",
        "4 ea",
        "45.00",
        "7.525 %",
        "1.5 h",
        "MN sales tax 7.525 % of $180.00",
        "Thank you for your business.",
        "Return with payment",
        "ABC Company · No. 12345",
        "Invoice 3476, due 06/14/2023",
        "MN license HVAC-204417",
        "Page 1 of 1",
    ):
        assert words in said, words


def test_every_sum_of_an_invoice_is_printed() -> None:
    said = text_of(render(INVOICE))
    totals = INVOICE.totals
    for amount in (totals.subtotal, totals.taxes[0].tax, totals.total, totals.paid, totals.balance):
        assert money(amount) in said
    for sold in INVOICE.lines:
        assert money(sold.amount, symbol=False) in said


def test_an_estimate_says_sections_discounts_options_and_the_deposit() -> None:
    said = text_of(render(ESTIMATE))
    for words in (
        "Equipment 2,251.00",
        "10 %",
        "Optional, not included in the total",
        "Discount 5 % −$142.79",
        "$2,873.93",
        "Deposit requested 30 % $862.18",
        "Price includes removal of the old unit.",
        "Replace AC unit, roof 2",
        "Accepted by",
    ):
        assert words in said, words


def test_an_accepted_estimate_says_by_whom_and_when() -> None:
    given = PaperAcceptance("Kim Lee", date(2023, 6, 1), logo(300, 80))
    pdf = render(replace(ESTIMATE, acceptance=given))
    assert "Accepted by Kim Lee on 06/01/2023" in text_of(pdf)
    assert len(PdfReader(BytesIO(pdf)).pages[0].images) == 2


def test_a_work_order_tells_tasks_visits_and_crew_but_no_price() -> None:
    said = text_of(render(WORK_ORDER))
    for words in (
        "RTU filter change",
        "4 ea",
        "8:00 – 9:30",
        "Anton Grip, Lena Ost",
        "Ladder",
        "Roof hatch key",
        "Site notes",
        "Park at the dock.",
        "02/01/2023",
        "Mind the step",
        "Date",
    ):
        assert words in said, words
    assert "$" not in said
    assert "45.00" not in said


def test_a_receipt_tells_what_was_paid_to_which_invoice() -> None:
    said = text_of(render(RECEIPT))
    assert "Invoice 3476 05/30/2023 329.00 200.00" in said
    assert "Kept as credit — — 21.00" in said
    assert "Amount received $221.00" in said


def test_deposits_are_taken_off_before_tax() -> None:
    totals = PaperTotals(
        850000,
        taxes=(PaperTax("VAT", Decimal(19), 100000, 19000),),
        deposits=(PaperDeposit("D7", 750000, 142500),),
        total=119000,
        balance=119000,
    )
    said = text_of(render(replace(INVOICE, totals=totals)))
    assert "Deposit, invoice D7 −$7,500.00" in said
    assert "VAT 19 % of $1,000.00 $190.00" in said
    assert "Total $1,190.00" in said


def test_prices_with_tax_tell_what_tax_they_include() -> None:
    totals = PaperTotals(
        12100, includes_tax=True, taxes=(PaperTax("IVA", Decimal(21), 10000, 2100),), total=12100, balance=12100
    )
    assert "Includes IVA 21 % of $100.00 $21.00" in text_of(render(replace(INVOICE, totals=totals)))


@pytest.mark.parametrize("column", list(PaperColumn))
def test_a_hidden_column_is_not_printed(column: PaperColumn) -> None:
    paper = replace(ESTIMATE, hidden_columns=(column,))
    heads = {PaperColumn.QUANTITY: "Quantity", PaperColumn.PRICE: "Price", PaperColumn.DISCOUNT: "Discount"}
    heads |= {PaperColumn.TAX: "Tax", PaperColumn.AMOUNT: "Amount"}
    shown = pages_of(render(paper))[0].split("Equipment")[0]
    for other, head in heads.items():
        assert (f" {head}" in shown) is (other is not column), head


@pytest.mark.parametrize(
    ("mark", "number", "words"),
    [(PaperMark.DRAFT, "", "DRAFT"), (PaperMark.VOID, "3476", "VOID"), (PaperMark.DECLINED, "3476", "DECLINED")],
)
def test_a_paper_not_to_act_on_is_stamped_on_every_page(mark: PaperMark, number: str, words: str) -> None:
    pages = pages_of(render(long_invoice(60, mark=mark, number=number)))
    assert len(pages) > 1
    assert all(words in page for page in pages)
    assert "No." not in pages[0].split("Bill to")[0] or number


@pytest.mark.parametrize(("size", "points"), [(PaperSize.LETTER, (612.0, 792.0)), (PaperSize.A4, (595.28, 841.89))])
def test_pages_have_the_size_of_the_office_s_paper(size: PaperSize, points: tuple[float, float]) -> None:
    for page in PdfReader(BytesIO(render(long_invoice(60, paper_size=size)))).pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(points, abs=0.02)


def test_every_page_repeats_the_head_of_the_table_and_counts_the_pages() -> None:
    pages = pages_of(render(long_invoice(200)))
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Description Quantity Price Amount" in page
    assert all("Invoice 3476" in page for page in pages[1:])


@pytest.mark.parametrize("tasks", range(1, 20))
def test_the_head_of_the_forms_is_on_the_page_of_their_rows(tasks: int) -> None:
    lines = tuple(line_of(f"Task {n}") for n in range(tasks))
    forms = (PaperForm("Pre-job safety", "Begun", True), PaperForm("Finish work", "Begun", True))
    pages = pages_of(render(replace(WORK_ORDER, lines=lines, forms=forms)))
    headed = [page for page in pages if "Form State" in page]
    assert len(headed) == 1
    assert "Pre-job safety" in headed[0]
    assert "Finish work" in headed[0]


def test_a_thousand_lines_are_all_there() -> None:
    said = text_of(render(long_invoice(1000)))
    missing = [n for n in range(1, 1000) if f"Line {n} 1 1.00 1.00" not in said]
    assert not missing
    assert "Last 1 1.00 1.00" in said
    assert "Balance due $1,000.00" in said


@pytest.mark.parametrize("lines", range(1, 60))
def test_totals_are_on_the_page_of_the_last_line_however_many_there_are(lines: int) -> None:
    pages = pages_of(render(long_invoice(lines)))
    ends = [page for page in pages if "Balance due" in page]
    assert len(ends) == 1
    assert "Last" in ends[0]
    assert "Return with payment" in ends[0]


def test_a_line_taller_than_a_page_goes_on_over_the_next_pages() -> None:
    words = [f"w{n:05}" for n in range(3000)]
    paper = replace(INVOICE, lines=(line_of(" ".join(words)), *INVOICE.lines))
    pages = pages_of(render(paper))
    said = " ".join(pages)
    assert len(pages) > 3
    assert not [word for word in words if word not in said]
    assert all("Page" in page for page in pages)


def test_a_word_of_five_thousand_letters_is_broken_and_whole() -> None:
    pdf = render(replace(INVOICE, lines=(line_of("x" * 5000),)))
    assert text_of(pdf).replace(" ", "").count("x") >= 5000


def test_a_note_of_a_hundred_kilobytes_is_printed_to_its_end() -> None:
    note = "lorem ipsum " * 8000 + "the very end"
    assert "the very end" in text_of(render(replace(ESTIMATE, note=note)))


def test_sections_stay_with_their_first_line() -> None:
    for before in range(10, 40):
        rows = list(long_invoice(before).lines)
        rows += [PaperLine(before + 1, LineKind.SECTION, "Heading"), *long_invoice(8).lines]
        for page in pages_of(render(replace(INVOICE, lines=tuple(rows)))):
            _, found, below = page.partition("Heading")
            assert not found or "Line 1 1 1.00" in below, before


def test_the_file_says_what_it_is() -> None:
    reader = PdfReader(BytesIO(render(INVOICE)))
    root: dict[str, Any] = reader.root_object
    assert reader.metadata is not None
    assert reader.metadata.title == "Invoice 3476, Northside Mechanical"
    assert reader.metadata.author == "Northside Mechanical"
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_every_face_is_embedded() -> None:
    for paper in ALL:
        pages: list[Any] = list(PdfReader(BytesIO(render(paper))).pages)
        for page in pages:
            for font in page["/Resources"]["/Font"].values():
                descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
                assert "/FontFile2" in descriptor
                assert "+Inter" in descriptor["/FontName"]


@pytest.mark.parametrize("paper", ALL, ids=lambda paper: paper.title)
def test_the_same_paper_is_the_same_bytes(paper: PaperData) -> None:
    assert render(paper) == render(paper)


def test_another_process_prints_the_same_bytes() -> None:
    program = (
        "import hashlib, json, sys\n"
        "from officedesk.models.papers import from_json\n"
        "from officedesk.reports.render import render\n"
        "for data in json.load(sys.stdin):\n"
        "    print(hashlib.sha256(render(from_json(data))).hexdigest())\n"
    )
    papers = [replace(paper, note="شركة 中文 😀 Việt") for paper in ALL]
    ours = [hashlib.sha256(render(paper)).hexdigest() for paper in papers]
    theirs = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps([to_json(paper) for paper in reversed(papers)]),
        capture_output=True,
        text=True,
        check=True,
    )
    assert theirs.stdout.split()[::-1] == ours


def test_a_png_and_a_jpeg_logo_are_printed() -> None:
    for kind in ("PNG", "JPEG"):
        paper = replace(INVOICE, brand=replace(BRAND, logo=logo(kind=kind)))
        assert len(PdfReader(BytesIO(render(paper))).pages[0].images) == 1


@pytest.mark.parametrize(
    "broken",
    [b"", b"no picture", logo()[:60], b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"<svg xmlns='http://www.w3.org/2000/svg'/>"],
)
def test_a_broken_logo_is_left_out(broken: bytes) -> None:
    pdf = render(replace(INVOICE, brand=replace(BRAND, logo=broken)))
    assert not PdfReader(BytesIO(pdf)).pages[0].images
    assert "Northside Mechanical" in text_of(pdf)


@pytest.mark.parametrize("colour", ["#ffffff", "#1f6feb", "", "blue", "#12", "#gggggg", "#ffff00"])
def test_any_colour_of_a_brand_prints(colour: str) -> None:
    assert "INVOICE" in text_of(render(replace(INVOICE, brand=replace(BRAND, colour=colour))))


def test_an_empty_paper_prints() -> None:
    for kind in PaperKind:
        assert len(pages_of(render(PaperData(kind, "Paper", date(2023, 5, 30))))) == 1


def line_of(description: str) -> PaperLine:
    return replace(INVOICE.lines[0], description=description)
