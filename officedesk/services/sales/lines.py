"""The lines of estimates, invoices, credit notes and jobs: the one way in which they are read and written.

Lines are written as rows, all of a document in one statement each for new, changed and gone ones. What is stored is
compared as it is stored; only what differs is turned into values, for the change log.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy.orm import Session

from officedesk.database.bulk import Ids
from officedesk.database.changes import note_parts, plain
from officedesk.database.direct import fetch, run_many
from officedesk.database.rows import shape
from officedesk.models.base import FixedPoint, Table, UtcDateTime
from officedesk.models.enums import AmountKind, LineKind, TaskStatus
from officedesk.models.parts import SoldLine
from officedesk.models.pricing import Totals
from officedesk.models.sales import EstimateLine, InvoiceLine
from officedesk.models.text import clean
from officedesk.models.work import JobTask
from officedesk.services.sales.drafts import LineDraft

SOLD = (
    "kind", "name", "description", "quantity", "unit", "price", "unit_cost", "discount_kind", "discount_value",
    "tax_rate_id", "tax_name", "tax_percent", "item_id",
)  # fmt: skip
"""Fields that a line has everywhere: of an estimate, a job or an invoice."""
_TEXTS = ("name", "description", "unit", "tax_name", "alternative")
_texts = attrgetter(*_TEXTS)
_USUAL: dict[str, Any] = {
    "kind": LineKind.SERVICE,
    "description": "",
    "unit": "",
    "unit_cost": 0,
    "discount_kind": AmountKind.NONE,
    "discount_value": 0,
    "tax_rate_id": None,
    "tax_name": "",
    "tax_percent": None,
    "item_id": None,
    "optional": False,
    "selected": True,
    "alternative": "",
    "job_task_id": None,
    "credits_line_id": None,
    "status": TaskStatus.OPEN,
    "completed_at": None,
    "covered": False,
}
"""What the change log does not tell of new lines where it is so on all of them."""


class LineTable:
    """Where one kind of document has its lines.

    ``own`` are fields of a line that only these have, ``more`` columns that whoever writes hands in.
    """

    def __init__(self, kind: type[Table], document: str, own: tuple[str, ...] = (), more: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self.document = document
        self.more = more
        self.fields = (*SOLD, *own)
        self.names = (*self.fields, "position", "amount", *more)
        self._values = attrgetter(*self.fields)
        self.place = itemgetter(1 + self.names.index("position"))
        """Where a stored row, which begins with its id, stands in its document."""
        there = kind.__table__.c
        self._worded = frozenset(name for name in self.names if isinstance(there[name].type, FixedPoint | UtcDateTime))

    def columns(self, lines: Sequence[LineDraft], totals: Totals, more: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
        """What is stored of ``lines``, a column for each of ``names``."""
        fields = list(zip(*map(self._values, lines), strict=True)) or [()] * len(self.fields)
        return [*fields, range(len(lines)), [sums.amount for sums in totals.lines], *more]

    def told(self, name: str, column: Iterable[Any]) -> Iterable[Any]:
        """A column as the change log holds it."""
        return map(plain, column) if name in self._worded else column


ESTIMATE_LINES = LineTable(EstimateLine, "estimate_id", ("optional", "selected", "alternative"))
INVOICE_LINES = LineTable(InvoiceLine, "invoice_id", ("job_task_id", "credits_line_id"))
JOB_TASKS = LineTable(JobTask, "job_id", more=("status", "completed_at", "covered"))


class StoredLines:
    """The lines of one document in order, as they are stored."""

    def __init__(self, session: Session, table: LineTable, document_id: int) -> None:
        """Read them; the document is locked where they are to be changed."""
        self._shape = shape(session, table.kind, ("id", *table.names))
        self._table = table
        self.rows = fetch(session, self._shape.selection(table.document), (document_id,))
        # Mostly they are in order already: the database would build a table to sort them, a fifth of reading them.
        self.rows.sort(key=table.place)

    def drafts(self) -> tuple[LineDraft, ...]:
        """The lines as editors hold them, with their ids."""
        columns = dict(zip(self._shape.names, self._shape.columns(self.rows), strict=False))
        names = (*self._table.fields, "id")
        return tuple(
            LineDraft(**dict(zip(names, values, strict=True)))
            for values in zip(*(columns.get(name, ()) for name in names), strict=True)
        )

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(row[0] for row in self.rows)

    def column(self, name: str) -> Sequence[Any]:
        """One of the table's columns, a value for each line."""
        columns = self._shape.columns(self.rows)
        return columns[self._shape.names.index(name)] if columns else ()


def write_lines(
    session: Session,
    table: LineTable,
    document_id: int,
    lines: Sequence[LineDraft],
    totals: Totals,
    stored: StoredLines | None = None,
    more: Iterable[Sequence[Any]] = (),
) -> tuple[LineDraft, ...]:
    """Make the lines of a document say what ``lines`` say; they come back with their ids.

    ``stored`` are those that it has. A line keeps its row, gone ones are deleted, and one whose id is unknown here (an
    undone removal) becomes a new row. ``more``: a column for each of the table's own. The change log tells added lines
    in ``after``, removed ones in ``before``, and of changed ones what differs in both; always with their ids.
    """
    columns = table.columns(lines, totals, more)
    wanted = shape(session, table.kind, table.names).stored(columns)
    gone = {row[0]: row for row in stored.rows} if stored is not None else {}
    ids: list[int] = []
    new: list[int] = []
    changed: list[tuple[Any, ...]] = []  # as they were
    places: list[int] = []  # where those are now
    for place, (line, row) in enumerate(zip(lines, wanted, strict=True)):
        was = gone.pop(line.id, None)
        if was is None:
            new.append(place)
            ids.append(0)
            continue
        ids.append(was[0])
        if was[1:] != row:
            changed.append(was)
            places.append(place)
    before = _remove(session, table, list(gone.values()))
    after = _add(session, table, document_id, ids, new, wanted, columns) if new else []
    if changed:
        _change(session, table, changed, [wanted[place] for place in places], before, after)
    if before or after:
        note_parts(session, table.kind, document_id, before, after)
    return tuple(line if line.id == key else line.with_id(key) for line, key in zip(lines, ids, strict=True))


def clean_lines(lines: Iterable[LineDraft]) -> tuple[LineDraft, ...]:
    """``lines`` with their texts as they are stored; a section sells nothing."""
    done = []
    for line in lines:
        typed = name, description, unit, tax_name, alternative = _texts(line)
        texts = (
            name and clean(name),
            description and clean(description, lines=True),
            unit and clean(unit),
            tax_name and clean(tax_name),
            alternative and clean(alternative),
        )
        if texts != typed:
            cleaned: dict[str, Any] = dict(zip(_TEXTS, texts, strict=True))
            line = replace(line, **cleaned)
        if line.kind is LineKind.SECTION and (line.price or line.unit_cost or line.tax_percent is not None):
            line = replace(line, price=0, unit_cost=0, tax_rate_id=None, tax_name="", tax_percent=None)
        done.append(line)
    return tuple(done)


def line_draft(row: SoldLine, **more: Any) -> LineDraft:
    """A record of a line as the editors hold it. ``more``: fields that only this kind of line has."""
    return LineDraft(**{name: getattr(row, name) for name in SOLD}, **more)


def _remove(session: Session, table: LineTable, rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Delete stored rows; what they said."""
    if not rows:
        return []
    there = shape(session, table.kind, ("id", *table.names))
    run_many(session, there.removal, [row[:1] for row in rows])
    told = (table.told(name, column) for name, column in zip(there.names, there.columns(rows), strict=True))
    return [dict(zip(there.names, values, strict=True)) for values in zip(*told, strict=True)]


def _change(
    session: Session,
    table: LineTable,
    were: list[tuple[Any, ...]],
    are: list[tuple[Any, ...]],
    before: list[dict[str, Any]],
    after: list[dict[str, Any]],
) -> None:
    """Update stored rows in the columns that differ anywhere; adds to ``before`` and ``after`` what differs."""
    ids, *old = zip(*were, strict=True)
    new = list(zip(*are, strict=True))
    touched = [place for place, column in enumerate(new) if column != old[place]]
    there = shape(session, table.kind, (table.names[place] for place in touched))
    values = list(zip(*(new[place] for place in touched), ids, strict=True))
    run_many(session, there.change, values)
    was: list[dict[str, Any]] = [{"id": key} for key in ids]
    now: list[dict[str, Any]] = [{"id": key} for key in ids]
    for name, old_values, new_values in zip(
        there.names,
        there.columns(zip(*(old[place] for place in touched), strict=True)),
        there.columns(values),
        strict=True,
    ):
        old_told, new_told = table.told(name, old_values), table.told(name, new_values)
        for was_told, now_told, one, other in zip(was, now, old_told, new_told, strict=True):
            if one != other:
                was_told[name], now_told[name] = one, other
    before += was
    after += now


def _add(
    session: Session,
    table: LineTable,
    document_id: int,
    ids: list[int],
    new: list[int],
    wanted: list[tuple[Any, ...]],
    columns: list[Sequence[Any]],
) -> list[dict[str, Any]]:
    """Insert the rows at the places ``new``, and enter their ids into ``ids``; what they say."""
    taken = Ids(session, table.kind).take(len(new))
    for place, key in zip(new, taken, strict=True):
        ids[place] = key
    there = shape(session, table.kind, ("id", table.document, *table.names))
    rows = [(key, document_id, *wanted[place]) for place, key in zip(new, taken, strict=True)]
    there.insert(session, rows)
    if len(new) < len(wanted):
        columns = [[column[place] for place in new] for column in columns]
    told = {
        name: table.told(name, column)
        for name, column in zip(table.names, columns, strict=True)
        if name not in _USUAL or column.count(_USUAL[name]) < len(column)
    }
    names = ("id", *told)
    return [dict(zip(names, values, strict=True)) for values in zip(taken, *told.values(), strict=True)]
