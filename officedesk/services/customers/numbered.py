"""Documents by the beginning of their number."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from officedesk.models.company import NumberSequence
from officedesk.models.enums import InvoiceKind, SequenceKind
from officedesk.models.numbering import format_number
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.wanted import Wanted, prefix_end
from officedesk.models.work import Job

_YEARS_BACK = 3
_TABLES: dict[str, type[Any]] = {"estimate": Estimate, "job": Job, "invoice": Invoice}
_SEQUENCES = {
    "estimate": (SequenceKind.ESTIMATE,),
    "job": (SequenceKind.JOB,),
    "invoice": (SequenceKind.INVOICE, SequenceKind.CREDIT_NOTE),
}


@dataclass(frozen=True, slots=True)
class NumberedDocument:
    """``kind`` is ``estimate``, ``job`` or ``invoice``; ``word`` what its paper is called."""

    kind: str
    word: str
    id: int
    number: str
    customer_id: int
    location_id: int | None
    description: str
    date: date | None
    total: int


def by_number(session: Session, wanted: Wanted, today: date, limit: int) -> list[NumberedDocument]:
    """Documents whose number is, or begins with, what was typed: exact ones first, at most ``limit`` of each kind.

    Typed digits also find the numbers that the office's patterns make of them (``7`` finds ``INV-26-0007``).
    """
    typed = wanted.document
    if not typed:
        return []
    patterns: dict[SequenceKind, Any] = {}
    if typed.isdecimal() and typed.isascii() and len(typed) <= 12:
        rows = session.execute(select(NumberSequence.kind, NumberSequence.pattern, NumberSequence.padding))
        patterns = {row.kind: row for row in rows if row.pattern != "{n}" or row.padding}
    found: list[NumberedDocument] = []
    for kind in _kinds(wanted.document_kind):
        exact = {typed, typed.upper(), typed.lower()}
        for name in _SEQUENCES[kind]:
            if name in patterns:
                exact |= _written(patterns[name], typed, today)
        found += _read(session, kind, exact, typed, limit, credit_only=wanted.document_kind.startswith("credit"))
    return found


def _kinds(typed: str) -> list[str]:
    if typed.startswith("credit"):
        return ["invoice"]
    return [typed] if typed in _TABLES else list(_TABLES)


def _written(row: Any, typed: str, today: date) -> set[str]:
    years = range(today.year - _YEARS_BACK, today.year + 2)
    return {format_number(row.pattern, int(typed), row.padding, date(year, 1, 1)) for year in years}


def _read(
    session: Session, kind: str, exact: set[str], typed: str, limit: int, *, credit_only: bool
) -> list[NumberedDocument]:
    table = _TABLES[kind]
    prefixes = dict.fromkeys((typed, typed.upper(), typed.lower())) if len(typed) >= 3 else ()
    tests = [table.number.in_(sorted(exact))]
    tests += [and_(table.number >= prefix, table.number < prefix_end(prefix)) for prefix in prefixes]
    columns = [table.id, table.number, table.customer_id, table.location_id, table.description, table.total]
    columns.append(Job.created_at if kind == "job" else table.date)
    if kind == "invoice":
        columns.append(Invoice.kind)
    query = select(*columns).where(or_(*tests), table.deleted_at.is_(None))
    if credit_only:
        query = query.where(Invoice.kind == InvoiceKind.CREDIT_NOTE)
    rows = session.execute(query.order_by(table.number, table.id).limit(limit + len(exact))).all()
    hits = [
        NumberedDocument(
            kind=kind,
            word=_word(row.kind) if kind == "invoice" else kind.capitalize(),
            id=row.id,
            number=row.number,
            customer_id=row.customer_id,
            location_id=row.location_id,
            description=row.description,
            date=None if kind == "job" else row.date,
            total=row.total,
        )
        for row in rows
    ]
    hits.sort(key=lambda hit: hit.number not in exact)
    return hits[:limit]


def _word(kind: InvoiceKind) -> str:
    return "Credit note" if kind is InvoiceKind.CREDIT_NOTE else "Invoice"
