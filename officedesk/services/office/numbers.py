"""Numbers of customers and documents, taken in the transaction of what they number.

A document of a brand that numbers on its own takes the brand's; all others the office's.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Executable, bindparam, case, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.dml import ReturningInsert

from officedesk.database.direct import Prepared
from officedesk.errors import NotAllowed, OfficeDamaged
from officedesk.models.changes import ErasedNumber
from officedesk.models.company import NumberCounter, NumberSequence
from officedesk.models.contracts import Contract
from officedesk.models.customers import Customer
from officedesk.models.enums import SequenceKind
from officedesk.models.numbering import format_number, period_of
from officedesk.models.payments import Payment
from officedesk.models.pipeline import Project
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job

GAPLESS = frozenset({SequenceKind.INVOICE, SequenceKind.CREDIT_NOTE})
BRANDED = (
    SequenceKind.ESTIMATE,
    SequenceKind.JOB,
    SequenceKind.INVOICE,
    SequenceKind.CREDIT_NOTE,
    SequenceKind.CONTRACT,
    SequenceKind.PROJECT,
)
"""What a brand may number on its own: everything that says whose it is."""
_AT_ONCE = 400
"""Candidates looked at in one query while numbers that are taken already are skipped."""
_YEARS = 10**12

_NUMBERS: dict[SequenceKind, InstrumentedAttribute[str] | InstrumentedAttribute[str | None]] = {
    SequenceKind.CUSTOMER: Customer.number,
    SequenceKind.ESTIMATE: Estimate.number,
    SequenceKind.JOB: Job.number,
    SequenceKind.INVOICE: Invoice.number,
    SequenceKind.CREDIT_NOTE: Invoice.number,
    SequenceKind.PAYMENT: Payment.number,
    SequenceKind.CONTRACT: Contract.number,
    SequenceKind.PROJECT: Project.number,
}
_NAMES = {
    SequenceKind.CUSTOMER: "Customer",
    SequenceKind.ESTIMATE: "Estimate",
    SequenceKind.JOB: "Job",
    SequenceKind.INVOICE: "Invoice",
    SequenceKind.CREDIT_NOTE: "Credit note",
    SequenceKind.PAYMENT: "Payment",
    SequenceKind.CONTRACT: "Contract",
    SequenceKind.PROJECT: "Project",
}

_SEQUENCES = NumberSequence.__table__.c
_BRAND = bindparam("brand", type_=BigInteger())
_SEQUENCE = Prepared(
    select(
        _SEQUENCES.id,
        _SEQUENCES.brand_id,
        _SEQUENCES.pattern,
        _SEQUENCES.padding,
        _SEQUENCES.yearly,
        _SEQUENCES.start,
    )
    .where(_SEQUENCES.kind == bindparam("wanted"), or_(_SEQUENCES.brand_id == _BRAND, _SEQUENCES.brand_id.is_(None)))
    .order_by(_SEQUENCES.brand_id.is_(None))
    .limit(1)
)


class Taken(NamedTuple):
    """A number: its text, the value it sorts by, and the brand's sequence that it is from (``None``: the office's)."""

    text: str
    serial: int
    sequence_id: int | None


def take_number(session: Session, kind: SequenceKind, on: date, brand_id: int | None = None) -> tuple[str, int]:
    """The next number of ``kind`` for a document of the brand dated ``on``, and the value that it sorts by.

    The counter of the period stays locked until the caller's transaction ends; a roll-back gives the number back.
    Numbers that exist already (imported ones) are skipped. Invoices and credit notes may have no gap: there a number
    that is taken raises :class:`NotAllowed`, which says to raise the start of the sequence.
    """
    taken = take(session, kind, on, brand_id)
    return taken.text, taken.serial


def take(session: Session, kind: SequenceKind, on: date, brand_id: int | None = None) -> Taken:
    """:func:`take_number` with the sequence that it is from, which what may have no gap remembers."""
    sequence = _SEQUENCE.first(session, wanted=kind, brand=brand_id)
    if sequence is None:
        raise OfficeDamaged(f"The office has no number sequence for {kind.value.replace('_', ' ')}s.")
    period = period_of(on, yearly=sequence.yearly)
    value = _advance(session, sequence.id, period, sequence.start)
    text = format_number(sequence.pattern, value, sequence.padding, on)
    if _one_of(kind).first(session, number=text) is not None:
        if kind in GAPLESS:
            raise NotAllowed(
                f"{_NAMES[kind]} number {text} exists already, and a number is never given twice.",
                hint="Set the start of the sequence above the numbers in use (Settings, Numbers).",
            )
        text, value = _skip(session, kind, sequence.pattern, sequence.padding, on, value + 1)
        _move_to(session, sequence.id, period, value + 1)
    serial = value + on.year * _YEARS if sequence.yearly else value
    return Taken(text, serial, sequence.id if sequence.brand_id is not None else None)


def next_number(session: Session, kind: SequenceKind, on: date, brand_id: int | None = None) -> str:
    """What :func:`take_number` would give now, for a settings page to show. Takes nothing."""
    row = session.execute(
        select(NumberSequence, NumberCounter.next_value)
        .outerjoin(
            NumberCounter,
            (NumberCounter.sequence_id == NumberSequence.id)
            & (
                NumberCounter.period
                == case((NumberSequence.yearly, period_of(on, yearly=True)), else_=period_of(on, yearly=False))
            ),
        )
        .where(
            NumberSequence.kind == kind,
            or_(NumberSequence.brand_id == brand_id, NumberSequence.brand_id.is_(None)),
        )
        .order_by(NumberSequence.brand_id.is_(None))
        .limit(1)
    ).first()
    if row is None:
        raise OfficeDamaged(f"The office has no number sequence for {kind.value.replace('_', ' ')}s.")
    sequence, counted = row
    return format_number(sequence.pattern, max(sequence.start, counted or 0), sequence.padding, on)


def _advance(session: Session, sequence_id: int, period: str, start: int) -> int:
    """Take one value: one statement that inserts the counter or adds to it, and so locks it on both engines."""
    counter = _advancing(session.get_bind().dialect.name)
    values = {"sequence_id": sequence_id, "period": period, "first": start, "next_value": start + 1}
    return int(counter.first(session, **values).next_value) - 1


@cache
def _advancing(dialect_name: str) -> Prepared:
    dialect = postgresql if dialect_name == "postgresql" else sqlite
    counter = NumberCounter.__table__
    first = bindparam("first", type_=counter.c.next_value.type)
    made: ReturningInsert[Any] = (
        dialect.insert(counter)
        .values(sequence_id=bindparam("sequence_id"), period=bindparam("period"), next_value=bindparam("next_value"))
        .on_conflict_do_update(
            index_elements=["sequence_id", "period"],
            set_={"next_value": case((counter.c.next_value < first, first), else_=counter.c.next_value) + 1},
        )
        .returning(counter.c.next_value)
    )
    return Prepared(made)


def _move_to(session: Session, sequence_id: int, period: str, value: int) -> None:
    counter = NumberCounter.__table__
    session.execute(
        update(NumberCounter)
        .where(counter.c.sequence_id == sequence_id, counter.c.period == period)
        .values(next_value=value)
    )


def _taken(session: Session, kind: SequenceKind, texts: list[str]) -> set[str]:
    return set(session.connection().execute(_taken_of(kind), {"texts": texts}).scalars())


@cache
def _one_of(kind: SequenceKind) -> Prepared:
    return Prepared(_numbers_of(kind, lambda column: column == bindparam("number")))


@cache
def _taken_of(kind: SequenceKind) -> Executable:
    return _numbers_of(kind, lambda column: column.in_(bindparam("texts", expanding=True)))


def _numbers_of(kind: SequenceKind, condition: Callable[[Any], ColumnElement[bool]]) -> Executable:
    column = _NUMBERS[kind].expression
    query = select(column).where(condition(column))
    if kind in GAPLESS:
        return query.where(Invoice.__table__.c.kind_series == kind.value)
    gone = ErasedNumber.__table__.c
    return query.union_all(select(gone.number).where(gone.kind == kind.value, condition(gone.number)))


def _skip(session: Session, kind: SequenceKind, pattern: str, padding: int, on: date, first: int) -> tuple[str, int]:
    while True:
        candidates = {format_number(pattern, first + n, padding, on): first + n for n in range(_AT_ONCE)}
        taken = _taken(session, kind, list(candidates))
        free = next((text for text in candidates if text not in taken), None)
        if free is not None:
            return free, candidates[free]
        first += _AT_ONCE
