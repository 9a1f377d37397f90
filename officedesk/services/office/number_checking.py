"""Checks the numbers of what may have no gap."""

from collections.abc import Iterator
from itertools import pairwise

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from officedesk.models.company import Brand, NumberCounter, NumberSequence
from officedesk.models.enums import InvoiceState
from officedesk.models.sales import Invoice
from officedesk.services.check_store import Finding, broken

_AT_ONCE = 400
_YEAR = 10**12
"""A serial of a sequence that starts anew each year carries the year above this."""


def numbers(session: Session, _checked: dict[str, int]) -> Iterator[Finding]:
    """Numbers of each sequence, the office's and each brand's own, without doubles and gaps."""
    rows = session.execute(
        select(Invoice.kind_series, Invoice.sequence_id, Invoice.serial, Invoice.number, Invoice.state)
        .where(or_(Invoice.number.is_not(None), Invoice.state != InvoiceState.DRAFT))
        .order_by(Invoice.kind_series, func.coalesce(Invoice.sequence_id, 0), Invoice.serial, Invoice.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for before, row in pairwise(rows):
        if (before.kind_series, before.sequence_id) != (row.kind_series, row.sequence_id):
            continue
        where = f"{row.kind_series.replace('_', ' ').capitalize()} {row.number}"
        if row.number is None or row.serial is None:
            yield broken(where, "is issued and has no number")
        elif before.serial == row.serial:
            yield broken(where, f"has the same place in the sequence as {before.number}")
        elif before.serial // _YEAR == row.serial // _YEAR and row.serial != before.serial + 1:
            missing = row.serial - before.serial - 1
            yield Finding("note", where, f"{missing} number{'s'[: missing > 1]} missing between {before.number} and it")


def counters(session: Session, _checked: dict[str, int]) -> Iterator[Finding]:
    """The next number of each sequence is above all that were given; of those without gaps, right above."""
    own = aliased(NumberSequence)
    highest = (
        select(Invoice.kind_series, Invoice.sequence_id, func.max(Invoice.serial).label("last"))
        .where(Invoice.serial.is_not(None))
        .group_by(Invoice.kind_series, Invoice.sequence_id, Invoice.serial // _YEAR)
        .subquery()
    )
    of_the_office = (cast(own.kind, String) == highest.c.kind_series) & own.brand_id.is_(None)
    rows = session.execute(
        select(
            highest.c.kind_series,
            highest.c.last,
            own.yearly,
            Brand.name,
            NumberCounter.period,
            NumberCounter.next_value,
        )
        .join(own, or_(own.id == highest.c.sequence_id, highest.c.sequence_id.is_(None) & of_the_office))
        .join(NumberCounter, NumberCounter.sequence_id == own.id)
        .outerjoin(Brand, Brand.id == own.brand_id)
    )
    for row in rows:
        year, last = divmod(int(row.last), _YEAR)
        if row.period != (str(year) if year else ""):
            continue
        whose = f" of {row.name}" if row.name else ""
        where = f"Numbers of {row.kind_series.replace('_', ' ')}s{whose}{f' of {year}' if year else ''}"
        if row.next_value <= last:
            yield broken(where, f"the next is {row.next_value}, but {last} was given already")
        elif row.next_value > last + 1:
            missing = row.next_value - last - 1
            yield Finding("note", where, f"{missing} number{'s'[: missing > 1]} after {last} missing")
