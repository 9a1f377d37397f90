"""What can be done to the lines of a document, as pure functions from lines to lines."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from officedesk import parsing
from officedesk.models.enums import AmountKind, LineKind
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.sales.rows import TaxChoice

Lines = tuple[LineDraft, ...]


def typed_line(name: str, tax: TaxChoice) -> LineDraft:
    """A line that is not from the price book."""
    return with_tax(LineDraft(name=" ".join(name.split())), tax)


def section(name: str = "") -> LineDraft:
    return LineDraft(kind=LineKind.SECTION, name=name)


def with_tax(line: LineDraft, tax: TaxChoice) -> LineDraft:
    if line.kind is LineKind.SECTION:
        return line
    return replace(line, tax_rate_id=tax.rate_id, tax_name=tax.name, tax_percent=tax.percent)


def insert(lines: Lines, at: int, new: Iterable[LineDraft]) -> Lines:
    return (*lines[:at], *new, *lines[at:])


def remove(lines: Lines, rows: Collection[int]) -> Lines:
    return tuple(line for row, line in enumerate(lines) if row not in rows)


def duplicate(lines: Lines, rows: Collection[int]) -> Lines:
    """Copies of ``rows`` below the last of them, as lines that are not stored yet."""
    copies = [replace(lines[row], id=None, job_task_id=None) for row in sorted(rows)]
    return insert(lines, max(rows) + 1, copies)


def move(lines: Lines, rows: Collection[int], step: int) -> tuple[Lines, list[int]]:
    """``rows`` one place up (-1) or down (1), and where they are then; nothing happens at the end of the document."""
    order = sorted(rows, reverse=step > 0)
    if not order or not 0 <= order[0] + step < len(lines):
        return lines, sorted(rows)
    moved = list(lines)
    for row in order:
        moved[row], moved[row + step] = moved[row + step], moved[row]
    return tuple(moved), sorted(row + step for row in rows)


def set_optional(lines: Lines, rows: Collection[int], on: bool) -> Lines:
    """Optional lines count when they are checked; a line that is no longer optional always counts."""
    return _each(lines, rows, lambda line: replace(line, optional=on, selected=True, alternative=""))


def set_selected(lines: Lines, row: int, on: bool) -> Lines:
    """Check an optional line or choose an alternative: of its group exactly one counts."""
    line = lines[row]
    if line.alternative:
        group = line.alternative
        return tuple(
            replace(other, selected=number == row) if other.alternative == group else other
            for number, other in enumerate(lines)
        )
    return _each(lines, [row], lambda line: replace(line, selected=on or not line.optional))


def group_alternatives(lines: Lines, rows: Collection[int]) -> Lines:
    """Make alternatives of ``rows``: the first of them counts."""
    taken = {line.alternative for line in lines}
    name = next(letter for letter in _names() if letter not in taken)
    first = min(row for row in rows if lines[row].kind is not LineKind.SECTION)
    grouped = tuple(
        replace(line, alternative=name, optional=False, selected=row == first)
        if row in rows and line.kind is not LineKind.SECTION
        else line
        for row, line in enumerate(lines)
    )
    return settle(grouped)


def ungroup(lines: Lines, rows: Collection[int]) -> Lines:
    """Plain lines again; a group that is left with one line is none."""
    return settle(_each(lines, rows, lambda line: replace(line, alternative="", selected=True)))


def settle(lines: Lines) -> Lines:
    """Groups of alternatives as they must be after lines came or went: two lines at least, exactly one chosen."""
    groups: dict[str, list[int]] = {}
    for row, line in enumerate(lines):
        if line.alternative:
            groups.setdefault(line.alternative, []).append(row)
    settled = list(lines)
    for rows in groups.values():
        chosen = next((row for row in rows if lines[row].selected), rows[0])
        for row in rows:
            if len(rows) == 1:
                settled[row] = replace(lines[row], alternative="", selected=True)
            elif lines[row].selected != (row == chosen):
                settled[row] = replace(lines[row], selected=row == chosen)
    return tuple(settled)


def pasted(text: str, tax: TaxChoice, currency: str) -> Lines:
    """Lines from rows copied out of a spreadsheet: name, quantity, unit, price, discount; missing cells are left out.

    With two cells the second is the price; with three name, quantity and price. A row of headings is skipped, a cell
    that is no number stays in the description, so that nothing is lost.
    """
    lines = []
    for row in text.splitlines():
        cells = [cell.strip() for cell in row.split("\t")]
        if any(cells):
            lines.append(_pasted_row(cells, tax, currency))
    if len(lines) > 1 and lines[0].description and not lines[0].price:
        del lines[0]
    return tuple(lines)


def copied(lines: Sequence[LineDraft], currency: str) -> str:
    """Rows for a spreadsheet, which :func:`pasted` understands."""
    from officedesk import formatting

    return "\n".join(
        "\t".join(
            " ".join(cell.split())
            for cell in (
                line.name,
                formatting.quantity(line.quantity),
                line.unit,
                formatting.money(line.price, currency, symbol=False),
                formatting.discount(line.discount_kind, line.discount_value, currency),
            )
        )
        for line in lines
    )


def _pasted_row(cells: list[str], tax: TaxChoice, currency: str) -> LineDraft:
    places = {1: (), 2: ("price",), 3: ("quantity", "price")}.get(len(cells), ("quantity", "unit", "price", "discount"))
    line = typed_line(cells[0], tax)
    left = [cell for cell in cells[1 + len(places) :] if cell]
    for place, cell in zip(places, cells[1:], strict=False):
        if not cell:
            continue
        try:
            if place == "unit":
                line = replace(line, unit=cell)
            elif place == "quantity":
                line = replace(line, quantity=parsing.parse_quantity(cell))
            elif place == "price":
                line = replace(line, price=parsing.parse_money(cell, currency))
            else:
                kind, value = parsing.parse_discount(cell, currency)
                line = replace(line, discount_kind=kind, discount_value=value)
        except ValueError:
            left.append(cell)
    return replace(line, description=" · ".join(left))


def without_discount(line: LineDraft) -> LineDraft:
    return replace(line, discount_kind=AmountKind.NONE, discount_value=Decimal(0))


def _each(lines, rows, change) -> Lines:
    chosen = set(rows)
    return tuple(
        change(line) if row in chosen and line.kind is not LineKind.SECTION else line for row, line in enumerate(lines)
    )


def _names():
    yield from "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    number = 1
    while True:
        yield f"A{number}"
        number += 1
