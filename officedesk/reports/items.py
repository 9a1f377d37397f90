"""What stands in the tables: lines sold, tasks of a work order, visits, invoices that a payment went to."""

from collections.abc import Sequence
from datetime import date

from officedesk.formatting import date_text, discount, money, percent, quantity, time_range
from officedesk.models.enums import AmountKind, LineKind
from officedesk.models.hours import last_day
from officedesk.models.papers import PaperColumn, PaperData, PaperKind, PaperLine, PaperVisit
from officedesk.reports.look import BODY, FIGURES, SOFT, SOFT_FIGURES, STRONG, STRONG_FIGURES
from officedesk.reports.table import Row

_NONE = "—"


def lines_table(paper: PaperData) -> tuple[list[str], list[Row]]:
    """Heads and rows of the lines; columns that are hidden, or say nothing on any line, are left out."""
    columns = _columns(paper)
    order = paper.kind is PaperKind.WORK_ORDER
    rows = [_line(paper, line, columns, order) for line in paper.lines]
    return ["Task" if order else "Description", *(_HEADS[column] for column in columns)], rows


def allocations_table(paper: PaperData) -> tuple[list[str], list[Row]]:
    """Heads and rows of the invoices a payment was put to, and of what is kept as credit."""
    rows = [
        Row(
            [(f"Invoice {part.number}", STRONG)],
            [
                date_text(part.day, paper.date_format),
                money(part.total, paper.currency, symbol=False),
                money(part.amount, paper.currency, symbol=False),
            ],
        )
        for part in paper.allocations
    ]
    if paper.unapplied:
        rows.append(
            Row([("Kept as credit", STRONG)], [_NONE, _NONE, money(paper.unapplied, paper.currency, symbol=False)])
        )
    return ["Applied to", "Invoice date", "Invoice total", "Amount"], rows


def visits_table(paper: PaperData) -> tuple[list[str], list[Row]]:
    """Heads and rows of the appointments of a job."""
    return ["Visit", "Time", "Arrival"], [_visit(visit, paper.date_format) for visit in paper.visits]


def equipment_table(paper: PaperData) -> tuple[list[str], list[Row]]:
    """Heads and rows of the equipment that a work order is about; columns that say nothing are left out."""
    texts = {
        "Serial number": [one.serial_number for one in paper.equipment],
        "Installed": [_day(one.installed, paper) for one in paper.equipment],
        "Warranty ends": [_day(one.warranty_ends, paper) for one in paper.equipment],
    }
    said = {head: cells for head, cells in texts.items() if any(cells)}
    rows = [
        Row(
            [(one.name, STRONG), (", ".join(filter(None, (one.make, one.place))), SOFT), (one.note, SOFT)],
            [cells[at] or _NONE for cells in said.values()],
        )
        for at, one in enumerate(paper.equipment)
    ]
    return ["Equipment", *said], rows


def site_notes_table(paper: PaperData) -> tuple[list[str], list[Row]]:
    """Heads and rows of what the crew should know about the place, each with who noted it when."""
    rows = [Row([(one.text, BODY), (one.author, SOFT)], [_day(one.day, paper) or _NONE]) for one in paper.site_notes]
    return ["Site notes", "Noted"], rows


def forms_table(paper: PaperData) -> tuple[list[str], list[Row]]:
    """Heads and rows of the forms that the crew fills in, each with how far it is."""
    rows = [
        Row([(one.name, STRONG), ("Mandatory" if one.mandatory else "", SOFT)], [one.state or _NONE])
        for one in paper.forms
    ]
    return ["Form", "State"], rows


def _day(day: date | None, paper: PaperData) -> str:
    return date_text(day, paper.date_format) if day else ""


_HEADS = {
    PaperColumn.QUANTITY: "Quantity",
    PaperColumn.PRICE: "Price",
    PaperColumn.DISCOUNT: "Discount",
    PaperColumn.TAX: "Tax",
    PaperColumn.AMOUNT: "Amount",
}


def _columns(paper: PaperData) -> list[PaperColumn]:
    said = {PaperColumn.QUANTITY, PaperColumn.PRICE, PaperColumn.AMOUNT}
    if any(line.discount_kind is not AmountKind.NONE for line in paper.lines):
        said.add(PaperColumn.DISCOUNT)
    if any(line.tax_percent is not None for line in paper.lines):
        said.add(PaperColumn.TAX)
    return [column for column in PaperColumn if column in said and column not in paper.hidden_columns]


def _line(paper: PaperData, line: PaperLine, columns: Sequence[PaperColumn], order: bool) -> Row:
    if line.kind is LineKind.SECTION:
        subtotal = money(line.amount, paper.currency, symbol=False)
        cells = [subtotal if column is PaperColumn.AMOUNT else "" for column in columns]
        return Row([(line.name, STRONG), (line.description, SOFT)], cells, STRONG_FIGURES, heading=True)
    first = [(line.name, STRONG if line.counted else SOFT), (line.description, SOFT)]
    if remark := _remark(line):
        first.append((remark, SOFT))
    return Row(
        first,
        [_cell(paper, line, column) for column in columns],
        FIGURES if line.counted else SOFT_FIGURES,
        box=line.done if order else None,
    )


def _remark(line: PaperLine) -> str:
    if line.alternative:
        return f"Choice of {line.alternative}" + ("" if line.counted else ", not chosen")
    if line.optional:
        return "Optional, chosen" if line.counted else "Optional, not included in the total"
    return ""


def _cell(paper: PaperData, line: PaperLine, column: PaperColumn) -> str:
    if column is PaperColumn.QUANTITY:
        return f"{quantity(line.quantity)} {line.unit}".rstrip()
    if column is PaperColumn.PRICE:
        return money(line.price, paper.currency, symbol=False)
    if column is PaperColumn.DISCOUNT:
        return discount(line.discount_kind, line.discount_value, paper.currency) or _NONE
    if column is PaperColumn.TAX:
        return _NONE if line.tax_percent is None else percent(line.tax_percent)
    return money(line.amount, paper.currency, symbol=False)


def _visit(visit: PaperVisit, date_format: str) -> Row:
    day = date_text(visit.starts.date(), date_format) if visit.starts else "Not scheduled yet"
    if visit.all_day and visit.ends and visit.starts:
        last = last_day(visit.starts, visit.ends)
        day += f" – {date_text(last, date_format)}" if last > visit.starts.date() else ""
    first = [(day, STRONG), (", ".join(visit.technicians), SOFT), (visit.note, SOFT)]
    if not visit.starts:
        return Row(first, [_NONE, _NONE])
    hours = "All day" if visit.all_day else time_range(visit.starts, visit.ends)
    return Row(first, [hours, time_range(visit.starts, visit.window_ends) if visit.window_ends else _NONE])
