"""Sheets of labels for equipment: a QR code and what a person reads beside it, in the grid of the label stock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from officedesk.models.enums import PaperSize
from officedesk.models.labels import EquipmentLabel
from officedesk.reports.binding import About, bind
from officedesk.reports.clean import one_line
from officedesk.reports.fonts import Weight
from officedesk.reports.ink import Ink
from officedesk.reports.look import MILLIMETRE, MUTED, SIZES, TEXT
from officedesk.reports.setting import Style, fit, wrap
from officedesk.reports.sheet import Page, Sheet

INCH = 72.0
QUIET = 2
"""Empty modules around a code: the label's own white margin makes them the four that readers want."""


@dataclass(frozen=True, slots=True)
class LabelStock:
    """A sheet of labels as it is sold: the grid, all measures in points from the upper left corner."""

    key: str
    title: str
    size: PaperSize
    columns: int
    rows: int
    left: float
    top: float
    width: float
    height: float
    step_x: float
    step_y: float

    @property
    def count(self) -> int:
        """Labels on one sheet."""
        return self.columns * self.rows


def _letter(key: str, title: str, grid: tuple[int, int], *inches: float) -> LabelStock:
    return LabelStock(key, title, PaperSize.LETTER, *grid, *(measure * INCH for measure in inches))


def _a4(key: str, title: str, grid: tuple[int, int], *millimetres: float) -> LabelStock:
    return LabelStock(key, title, PaperSize.A4, *grid, *(measure * MILLIMETRE for measure in millimetres))


STOCKS = (
    _letter("5160", "Letter, 30 labels, 1 × 2⅝ in (Avery 5160)", (3, 10), 0.1875, 0.5, 2.625, 1, 2.75, 1),
    _letter("5163", "Letter, 10 labels, 2 × 4 in (Avery 5163)", (2, 5), 0.15625, 0.5, 4, 2, 4.1875, 2),
    _a4("L7160", "A4, 21 labels, 63.5 × 38.1 mm (Avery L7160)", (3, 7), 7.21, 15.15, 63.5, 38.1, 66.04, 38.1),
    _a4("L7163", "A4, 14 labels, 99.1 × 38.1 mm (Avery L7163)", (2, 7), 4.65, 15.15, 99.1, 38.1, 101.6, 38.1),
)


def stock_named(key: str) -> LabelStock:
    """The stock with that key; ``KeyError`` where there is none."""
    return {stock.key: stock for stock in STOCKS}[key]


def render_labels(labels: Sequence[EquipmentLabel], stock: LabelStock, first: int = 1) -> bytes:
    """The sheets as PDF, begun at the label ``first`` of the first sheet: one that was used already is used up.

    The same labels give the same bytes. ``ValueError`` where ``first`` is not on the sheet.
    """
    if not 1 <= first <= stock.count:
        raise ValueError(f"A sheet has the labels 1 to {stock.count}, not {first}.")
    ink = Ink()
    office = one_line(labels[0].office) if labels else ""
    return bind([(list(_pages(labels, stock, first - 1, ink)), ink)], About("Equipment labels", office))


def _pages(labels: Sequence[EquipmentLabel], stock: LabelStock, skip: int, ink: Ink) -> Iterator[Page]:
    width, height = SIZES[stock.size]
    places = enumerate(labels, start=skip)
    for _, on_it in groupby(places, key=lambda placed: placed[0] // stock.count):
        sheet = Sheet(width, height, ink)
        for at, label in on_it:
            row, column = divmod(at % stock.count, stock.columns)
            _label(sheet, label, stock, stock.left + column * stock.step_x, stock.top + row * stock.step_y)
        yield sheet.page()


def _label(sheet: Sheet, label: EquipmentLabel, stock: LabelStock, x: float, y: float) -> None:
    padding = stock.height * 0.08
    side = min(stock.height - 2 * padding, stock.width * 0.42)
    _code(sheet, label.code, x + padding, y + (stock.height - side) / 2, side)
    left = x + padding + side + padding
    room = x + stock.width - padding - left
    scale = min(stock.height / 72, stock.width / 180, 1.6)
    name = Style(Weight.SEMIBOLD, 9.5 * scale, 11.5 * scale, TEXT)
    body = Style(Weight.REGULAR, 7.6 * scale, 9.6 * scale, TEXT)
    small = Style(Weight.REGULAR, 6.4 * scale, 8 * scale, MUTED)
    serial = f"S/N {label.serial_number}" if label.serial_number else ""
    lines = [(line, name) for line in wrap(one_line(label.name), name, room)[:2]]
    lines += [(fit(text, body, room), body) for text in (label.make, serial, label.place) if text]
    foot = [(fit(text, small, room), small) for text in (label.office, label.phone) if text]
    # Whom to call stays, whatever else there is to say.
    most = stock.height - 2 * padding - sum(style.leading for _, style in foot)
    at = y + padding
    used = 0.0
    for line, style in lines:
        if used + style.leading > most:
            break
        sheet.text(line, style, left, at + used + style.size)
        used += style.leading
    at = y + stock.height - padding - sum(style.leading for _, style in foot)
    for line, style in foot:
        sheet.text(line, style, left, at + style.size)
        at += style.leading


def _code(sheet: Sheet, text: str, x: float, y: float, side: float) -> None:
    if not text:
        return
    import segno

    made = segno.make(text, error="m", micro=False)
    matrix = [bytes(row) for row in made.matrix]
    step = side / (len(matrix) + 2 * QUIET)
    boxes = []
    for down, row in enumerate(matrix):
        across = 0
        for dark, run in groupby(row):
            count = len(list(run))
            if dark:
                boxes.append((x + (QUIET + across) * step, y + (QUIET + down) * step, count * step, step))
            across += count
    sheet.boxes(boxes, "0 0 0")
