"""Labels of equipment: where they lie on the sheet, what they say, and that a reader finds the code's text."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
import segno
from pypdf import PdfReader

from officedesk.models.enums import PaperSize
from officedesk.models.labels import EquipmentLabel
from officedesk.reports.labels import QUIET, STOCKS, LabelStock, render_labels, stock_named
from officedesk.reports.look import SIZES
from tests.reports.samples import pages_of

LABEL = EquipmentLabel(
    "RTU-1",
    "Carrier 48TC",
    "2218G41077",
    "Roof, north side",
    "Northside Mechanical",
    "(612) 555-0100",
    "RTU-1\nSerial number 2218G41077\nCarrier 48TC\nNorthside Mechanical (612) 555-0100",
)
_BOX = re.compile(r"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re")


def boxes(pdf: bytes, page: int = 0) -> list[tuple[float, ...]]:
    """(left, top, width, height) of every filled box of a page, from the upper left corner."""
    made = PdfReader(BytesIO(pdf)).pages[page]
    content: Any = made.get_contents()
    high = float(made.mediabox.height)
    found = (tuple(map(float, match.groups())) for match in _BOX.finditer(content.get_data().decode("latin-1")))
    return [(x, high - y - tall, wide, tall) for x, y, wide, tall in found]


def modules_of(drawn: list[tuple[float, ...]], count: int) -> list[list[bool]]:
    """The dark modules of the only code that was drawn, looked at in the middle of each."""
    left, top = min(box[0] for box in drawn), min(box[1] for box in drawn)
    step = min(box[3] for box in drawn)

    def dark(row: int, column: int) -> bool:
        x, y = left + (column + 0.5) * step, top + (row + 0.5) * step
        return any(bx < x < bx + wide and by < y < by + tall for bx, by, wide, tall in drawn)

    return [[dark(row, column) for column in range(count)] for row in range(count)]


@pytest.mark.parametrize("stock", STOCKS, ids=lambda stock: stock.key)
def test_the_grid_lies_on_its_sheet(stock: LabelStock) -> None:
    width, height = SIZES[stock.size]
    right = stock.left + (stock.columns - 1) * stock.step_x + stock.width
    bottom = stock.top + (stock.rows - 1) * stock.step_y + stock.height
    assert right <= width + 0.01
    assert bottom <= height + 0.01
    # Stock is cut in the middle of the sheet: what is left over is the same at both sides.
    assert right + stock.left == pytest.approx(width, abs=3)
    assert bottom + stock.top == pytest.approx(height, abs=3)
    assert stock.step_x >= stock.width
    assert stock.step_y >= stock.height


def test_there_are_grids_for_letter_and_a4() -> None:
    assert {stock.size for stock in STOCKS} == {PaperSize.LETTER, PaperSize.A4}
    assert stock_named("L7160").count == 21


@pytest.mark.parametrize("stock", STOCKS, ids=lambda stock: stock.key)
def test_a_label_says_what_it_is_and_whom_to_call(stock: LabelStock) -> None:
    (said,) = pages_of(render_labels([LABEL], stock))
    for words in ("RTU-1", "Carrier 48TC", "S/N 2218G41077", "Northside Mechanical", "(612) 555-0100"):
        assert words in said


@pytest.mark.parametrize("stock", STOCKS, ids=lambda stock: stock.key)
def test_the_code_on_the_label_is_that_of_its_text(stock: LabelStock) -> None:
    wanted = [[bool(one) for one in row] for row in segno.make(LABEL.code, error="m", micro=False).matrix]
    drawn = boxes(render_labels([LABEL], stock))
    assert modules_of(drawn, len(wanted)) == wanted
    side = len(wanted) * min(box[3] for box in drawn)
    # A third of a millimetre is what every telephone still reads; some white is left around.
    assert min(box[3] for box in drawn) > 0.33 * 72 / 25.4
    assert side + 2 * QUIET * min(box[3] for box in drawn) < stock.height


def test_labels_begin_where_the_used_sheet_ends_and_go_on_to_the_next() -> None:
    stock = stock_named("5163")
    pdf = render_labels([LABEL, LABEL, LABEL], stock, first=9)
    assert len(pages_of(pdf)) == 2
    first, second = boxes(pdf), boxes(pdf, 1)
    assert min(box[1] for box in first) > stock.top + 4 * stock.step_y
    assert max(box[1] + box[3] for box in second) < stock.top + stock.height
    with pytest.raises(ValueError, match="1 to 10"):
        render_labels([LABEL], stock, first=11)


def test_the_same_labels_are_the_same_bytes() -> None:
    assert render_labels([LABEL] * 40, STOCKS[0]) == render_labels([LABEL] * 40, STOCKS[0])


def test_long_and_foreign_names_stay_on_their_label() -> None:
    stock = stock_named("5160")
    label = EquipmentLabel("Łukasiewicz 換気 " * 20, "m" * 200, "s" * 200, "p" * 200, "o" * 200, "t" * 200, "c" * 300)
    pdf = render_labels([label] * 31, stock)
    assert len(pages_of(pdf)) == 2
    assert "Łukasiewicz" in pages_of(pdf)[0]


def test_no_labels_are_no_pages_but_a_readable_file() -> None:
    assert render_labels([], STOCKS[0]).startswith(b"%PDF-")
