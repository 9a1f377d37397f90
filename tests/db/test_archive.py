"""The papers of documents: an issued invoice has one for good, alone and among others."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from officedesk.archive import drawn, drawn_together
from officedesk.models.papers import PaperKind
from officedesk.reports.render import render
from officedesk.services.desk import Desk
from officedesk.services.documents import paper
from officedesk.services.sales.invoices import store_pdf, stored_pdf
from tests.db.selling import issued, line, pay
from tests.factories import make_customer


def texts(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


@pytest.fixture
def customer(desk: Desk) -> int:
    return make_customer(desk, "ABC Company")


@pytest.fixture
def three(desk: Desk, customer: int) -> list[int]:
    """Three issued invoices; of the second a paper is kept that this program would draw otherwise."""
    ids = [issued(desk, customer, [line(100_00, f"Work {n}")]).id for n in (1, 2, 3)]
    older = replace(paper(desk, PaperKind.INVOICE, ids[1]), note="As an older program drew it")
    store_pdf(desk, ids[1], render(older))
    return ids


def test_a_kept_paper_is_printed_as_it_is_among_others(desk: Desk, three: list[int]) -> None:
    together = drawn_together(desk, [(PaperKind.INVOICE, one) for one in three], "Invoices")
    pages = texts(together.content)
    assert ["Work 1" in pages[0], "Work 2" in pages[1], "Work 3" in pages[2]] == [True, True, True]
    assert ["As an older program drew it" in page for page in pages] == [False, True, False]
    again = drawn_together(desk, [(PaperKind.INVOICE, one) for one in three], "Invoices")
    assert again.content == together.content


def test_papers_together_say_what_they_are(desk: Desk, three: list[int]) -> None:
    reader = PdfReader(BytesIO(drawn_together(desk, [(PaperKind.INVOICE, one) for one in three], "Invoices").content))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.producer) == ("3 invoices, Lakeside Mechanical", "OfficeDesk")
    assert str(reader.root_object["/Lang"]) == "en-US"


def test_faces_and_logo_are_in_the_file_once(desk: Desk, customer: int) -> None:
    ids = [issued(desk, customer, [line(100_00)]).id for _ in range(10)]
    alone = [len(drawn(desk, PaperKind.INVOICE, one).content) for one in ids]
    assert all(stored_pdf(desk, one) for one in ids)
    together = drawn_together(desk, [(PaperKind.INVOICE, one) for one in ids], "Invoices")
    assert len(texts(together.content)) == 10
    assert len(together.content) < sum(alone) / 2


def test_what_was_paid_since_is_on_the_paper_though_another_is_kept(
    desk: Desk, customer: int, three: list[int]
) -> None:
    pay(desk, customer, 40_00, (three[1], 40_00))
    pages = texts(drawn_together(desk, [(PaperKind.INVOICE, one) for one in three[1:]], "Invoices").content)
    assert "As an older program drew it" not in pages[0]
    assert "40.00" in pages[0]
