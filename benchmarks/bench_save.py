"""Saving an estimate of 50 lines on a local file, beside the same rows by the bare driver; issuing an invoice.

The yardstick, ``floors/save_floor.py``, is the least program that leaves the same behind. Both save in turn with the
same pragmas, each to a copy of its own of one office, as the only desktop there.

Where the time of a new / a changed estimate goes, in µs of one core without the disk (1,330 / 940; floor 660 / 370, of
which looking up, encoding and hashing take 140 / 100 and the rows alone the rest). What the floor does not do: texts
cleaned 25, fields checked 30, priced 85; transaction begun, committed and told to other desktops 100, of which SQLite
itself takes 12; new lines given their ids 85 / 0. What it does in less: number 80 / 0, record 110 / 85, lines compared,
turned into what is stored, written and told 400 / 160 (their statements alone 220 / 60), log encoded, sealed and stored
150. Reading the lines that were stored, 95, takes the floor longer. Both make the same system calls: five flushes, and
as many pages.

So the excess, 670 / 570, is Python spread over some twenty steps. Weighed and left, as less than 3 % of a save each:
checks and prices in fewer calls (15 / 15); a connection kept for writing (30 / 30), which would have what was read
forgotten at each save, since every other connection then finds the file changed. A smaller log (a list per column and
not an object per line encodes in 9 instead of 22 a side) or fewer indexes would make the floor, which writes the same
rows, about as much faster and the ratio no better.

The disk adds the same to both and decides the ratio. Where a flush takes a tenth of a millisecond and little else runs,
medians are 1.46 / 1.54 (the floor takes 1.7 / 1.2 ms then); work beside it that takes the processor makes them up to 2,
since it slows down what is computed and not what is waited for. Where a flush takes milliseconds they are 1.0 to 1.2.
"""

import gc
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from benchmarks.figures import Figure, milliseconds, percentile
from benchmarks.floors.save_floor import Rows
from benchmarks.offices import copied, office
from officedesk.bootstrap import open_context
from officedesk.database.engine import sqlite_driver
from officedesk.services.desk import Desk
from officedesk.services.sales.drafts import EstimateDraft, LineDraft
from officedesk.services.sales.estimates import new_estimate, save_estimate
from officedesk.services.sales.invoices import issue_invoice, new_invoice, save_invoice

RUNS = 500
ISSUED = 200
SWEPT = 20
"""Runs between two looks for garbage: the program looks between events, never within a save."""
LINES = 50


def run(sizes: tuple[int, ...]) -> list[Figure]:
    return [figure for size in sorted({min(sizes), max(sizes)}) for figure in _measure(size)]


def _measure(size: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "office.officedesk"
        copied(office(size), path)
        context = open_context(str(path))
        gc.disable()
        try:
            ours, floor = _save(context.desk, path)
            issued = _issue(context.desk)
        finally:
            gc.enable()
        context.close()
    figures = []
    for name, mine, least in zip(("new", "changed"), ours, floor, strict=True):
        for word, share in (("p99", 0.99), ("median", 0.5)):
            values = percentile(mine, share), percentile(least, share)
            figures.append(
                Figure(f"save {size:,}", f"{name} estimate of {LINES} lines, {word}", values[0], "ms", 1.5, values[1])
            )
    figures.append(
        Figure(f"save {size:,}", f"issue an invoice of {LINES} lines, p99", percentile(issued, 0.99), "ms", 50)
    )
    return figures


def _save(desk: Desk, path: Path) -> tuple[tuple[list[float], list[float]], tuple[list[float], list[float]]]:
    """Milliseconds of new and of changed estimates: by the program, and by the bare driver in a copy beside it."""
    draft = replace(new_estimate(desk, 1), description="Fifty lines", lines=_lines())
    kept = save_estimate(desk, draft)
    kept = save_estimate(desk, _changed(kept, 0))
    beside = shutil.copy(path, path.with_name("beside.officedesk"))
    new: list[float] = []
    changed: list[float] = []
    floor_new: list[float] = []
    floor_changed: list[float] = []

    def save_again() -> None:
        nonlocal kept
        kept = save_estimate(desk, again)

    with closing(sqlite_driver().connect(str(beside))) as raw:
        raw.isolation_level = None
        rows = Rows(raw, kept.id or 0)
        for number in range(RUNS):
            if number % SWEPT == 0:
                gc.collect()
                # Not measured: whoever comes first finds the processor's caches swept as well.
                save_estimate(desk, draft)
            again = _changed(kept, number)
            new.append(milliseconds(lambda: save_estimate(desk, draft)))
            floor_new.append(milliseconds(lambda number=number: rows.insert(number)))  # type: ignore[misc]
            changed.append(milliseconds(save_again))
            floor_changed.append(milliseconds(lambda number=number: rows.change(number)))  # type: ignore[misc]
    return (new, changed), (floor_new, floor_changed)


def _issue(desk: Desk) -> list[float]:
    """Milliseconds of issuing an invoice: its number, due date and the paper it keeps."""
    draft = replace(new_invoice(desk, 1), lines=_lines())
    spent = []
    for number in range(ISSUED):
        if number % SWEPT == 0:
            gc.collect()
        spent.append(milliseconds(_issuing(desk, save_invoice(desk, draft).id or 0)))
    return spent


def _issuing(desk: Desk, invoice_id: int) -> Callable[[], object]:
    return lambda: issue_invoice(desk, invoice_id)


def _lines() -> tuple[LineDraft, ...]:
    tax = Decimal("7.525")
    return tuple(
        LineDraft(name=f"Item {n}", quantity=Decimal(n % 7 + 1), unit="ea", price=1000 + n, tax_percent=tax)
        for n in range(LINES)
    )


def _changed(draft: EstimateDraft, number: int) -> EstimateDraft:
    lines = tuple(replace(line, price=line.price + number % 3 + 1) for line in draft.lines)
    return replace(draft, note=f"{number}", lines=lines)
