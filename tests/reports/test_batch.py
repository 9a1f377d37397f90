"""Many papers in one PDF."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from officedesk.models.enums import PaperSize
from officedesk.reports.batch import render_many
from tests.reports.samples import ALL, ESTIMATE, INVOICE, long_invoice, pages_of


def test_papers_follow_one_another_each_with_its_own_page_numbers() -> None:
    pages = pages_of(render_many([long_invoice(30), ESTIMATE, INVOICE]))
    ends = [page.rsplit("Page ", 1)[1].strip() for page in pages]
    assert ends == ["1 of 2", "2 of 2", "1 of 1", "1 of 1"]
    assert "ESTIMATE" in pages[2]


def test_papers_of_different_sizes_keep_theirs() -> None:
    pdf = render_many([INVOICE, replace(INVOICE, paper_size=PaperSize.A4)])
    heights = [round(float(page.mediabox.height)) for page in PdfReader(BytesIO(pdf)).pages]
    assert heights == [792, 842]


def test_several_processes_give_the_bytes_of_one() -> None:
    papers = [replace(INVOICE, number=str(n), note="شركة 中文" if n % 7 == 0 else "") for n in range(120)]
    alone = render_many(papers, processes=1)
    assert render_many(papers, processes=2) == alone
    numbers = [page.split("No. ")[1].split(" ")[0] for page in pages_of(alone)]
    assert numbers == [str(n) for n in range(120)]


def test_the_logo_is_embedded_once() -> None:
    assert len(render_many([INVOICE] * 20)) < 20 * len(render_many([INVOICE])) / 3


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to print"):
        render_many([])


def test_the_file_says_how_many_papers_it_holds() -> None:
    titles = [PdfReader(BytesIO(render_many(papers))).metadata for papers in ([INVOICE] * 3, ALL)]
    assert [title and title.title for title in titles] == [
        "3 invoices, Northside Mechanical",
        "4 papers, Northside Mechanical",
    ]
