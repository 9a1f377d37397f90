"""Tables to files: CSV, Excel or JSON, written row by row and never by half. What people typed stays inert text."""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from officedesk.errors import InvalidInput, NotAllowed
from officedesk.files import replacing
from officedesk.models.text import clean
from officedesk.services.transfer.cells import inert

KINDS = (".csv", ".xlsx", ".json")
_NO_XML = re.compile("[\ufffe\uffff]")
"""Not characters: a workbook with one in it cannot be opened."""
_MOST_XLSX_TEXT = 32_767
MOST_XLSX_ROWS = 1_048_575
"""Rows under the header that a sheet can hold."""

Cell = str | int | Decimal | bool | date | datetime | None
Writer = Callable[[IO[Any], Sequence[str], Iterator[Sequence[Cell]]], int]


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write ``rows`` to ``path`` in the form its ending names and return how many there were.

    Money and quantities are given as ``Decimal`` and written as plain numbers. A file that is there is replaced, but
    only once the new one is whole. Raises :class:`InvalidInput` for another ending, and known errors of the disk.
    """
    kind = path.suffix.casefold()
    if kind == ".csv":
        # The mark at the start tells Excel that it is UTF-8.
        with replacing(path, "w", encoding="utf-8-sig", newline="", errors="replace") as file:
            return _csv(file, columns, iter(rows))
    if kind == ".json":
        with replacing(path, "w", encoding="utf-8", newline="\n", errors="replace") as file:
            return _json(file, columns, iter(rows))
    if kind == ".xlsx":
        with replacing(path) as file:
            return _xlsx(file, columns, iter(rows))
    raise InvalidInput({"file": f"{path.name} must end in {', '.join(KINDS)}."})


def _csv(file: IO[str], columns: Sequence[str], rows: Iterator[Sequence[Cell]]) -> int:
    writer = csv.writer(file)
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
        count += 1
    return count


def _csv_cell(value: Cell) -> str:
    if isinstance(value, str):
        # Half of all cells are empty.
        return inert(value.replace("\0", "")) if value else value
    return _word(value)


def _word(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _json(file: IO[str], columns: Sequence[str], rows: Iterator[Sequence[Cell]]) -> int:
    file.write("[")
    count = 0
    for count, row in enumerate(rows, start=1):
        parts = ", ".join(
            f"{json.dumps(name, ensure_ascii=False)}: {_json_value(value)}"
            for name, value in zip(columns, row, strict=True)
        )
        file.write(("\n" if count == 1 else ",\n") + "{" + parts + "}")
    file.write("\n]\n" if count else "]\n")
    return count


def _json_value(value: Cell) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"  # a number with its decimals: 329.00
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    return json.dumps(value, ensure_ascii=False)


def _xlsx(file: IO[bytes], columns: Sequence[str], rows: Iterator[Sequence[Cell]]) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("OfficeDesk")
    sheet.freeze_panes = "A2"

    def cell(value: Cell) -> Any:
        if isinstance(value, datetime):
            value = value.replace(tzinfo=None)
        if isinstance(value, bool):
            value = _word(value)
        if not isinstance(value, str):
            return value
        text = _NO_XML.sub("\ufffd", clean(value, lines=True))
        # Longer texts Excel does not hold: it is better to see that something is missing.
        made = WriteOnlyCell(sheet, text if len(text) <= _MOST_XLSX_TEXT else text[: _MOST_XLSX_TEXT - 1] + "…")
        # Never a formula, whatever it begins with.
        made.data_type = "s"
        return made

    try:
        sheet.append([cell(name) for name in columns])
        count = 0
        for count, row in enumerate(rows, start=1):
            if count > MOST_XLSX_ROWS:
                raise NotAllowed(
                    f"An Excel sheet holds no more than {MOST_XLSX_ROWS:,} rows.", hint="Export to CSV or JSON instead."
                )
            sheet.append([cell(value) for value in row])
    except BaseException:
        sheet.close()  # throws the half-written sheet's temporary file away
        raise
    book.save(file)
    return count
