"""Taking a merge of two customers back: what may change then, and what stands in the way."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from officedesk.database.recorded import RECORDS
from officedesk.errors import NotAllowed
from officedesk.models.base import Base
from officedesk.models.changes import ChangeLog
from officedesk.models.customers import Contact, Location
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.sales import Invoice

OWNERS = frozenset({"customer_id", "location_id", "contact_id"})
"""What a merge changes of papers, issued ones too: whose they are, not what they say."""


@dataclass(frozen=True, slots=True)
class Split:
    """A merge that is taken back: the two customers, and its last row in the change log."""

    stays: int
    goes: int
    row_id: int


def is_merge(rows: Sequence[Any]) -> bool:
    """Whether a transaction merged two customers, or took that back."""
    # A new customer says that it is not merged.
    return any(row.entity == "customer" and "merged_into_id" in row.before and row.after for row in rows)


def split_of(rows: Sequence[Any]) -> Split | None:
    """The merge that these rows of the log made; ``None`` where they took one back, or are of something else."""
    for row in rows:
        made = row.entity == "customer" and row.before.get("merged_into_id", 0) is None
        if made and row.after.get("merged_into_id"):
            return Split(row.after["merged_into_id"], row.entity_id, max(one.id for one in rows))
    return None


def merged_with(rows: Sequence[Any]) -> set[int]:
    """The customers that others are or were part of: what finds those is drawn anew."""
    return {
        said["merged_into_id"]
        for row in rows
        if row.entity == "customer"
        for said in (row.before, row.after)
        if said.get("merged_into_id")
    }


def without_owners(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the log says of a record, without whose it is."""
    return {name: value for name, value in said.items() if name not in OWNERS}


def refuse_mixed(session: Session, split: Split, moved: Collection[tuple[str, int]]) -> None:
    """Raise :class:`NotAllowed` where something made since the merge is of one customer and names the other's.

    ``moved`` (the log's word, id) are the records that the merge itself moved. Called when all is apart again.
    """
    both = (split.stays, split.goes)
    words = {kind: word for kind, (word, _) in RECORDS.items()}
    kinds: tuple[type[Any], ...] = (*words, Location)
    for kind in kinds:
        own = kind.__table__.c
        if "customer_id" not in own:
            continue
        for column in own:
            for key in column.foreign_keys:
                target = _OWNED.get(key.column.table.name)
                if target is None:
                    continue
                other = aliased(target)
                query = (
                    select(kind.id)
                    .join(other, other.id == column)
                    .where(own.customer_id.in_(both), other.customer_id.in_(both), own.customer_id != other.customer_id)
                )
                if "deleted_at" in own:
                    # What was moved to the trash stands on nothing.
                    query = query.where(own.deleted_at.is_(None))
                for number in session.scalars(query):
                    word = words.get(kind, "")
                    if (word, number) not in moved and (not word or _later(session, split, word, number)):
                        _refuse(session, kind, number)
    spent = (
        select(Payment.id, Payment.number)
        .join(PaymentAllocation, PaymentAllocation.payment_id == Payment.id)
        .join(Invoice, Invoice.id == PaymentAllocation.invoice_id)
        .where(
            Payment.deleted_at.is_(None),
            Payment.customer_id.in_(both),
            Invoice.customer_id.in_(both),
            Payment.customer_id != Invoice.customer_id,
        )
    )
    for row in session.execute(spent):
        if _later(session, split, "payment", row.id):
            raise NotAllowed(f"Payment {row.number} pays for invoices of both by now.", hint="Undo or change it first.")


def _later(session: Session, split: Split, word: str, number: int) -> bool:
    """Whether a record was made or changed since the merge: what was mixed before may be mixed again."""
    since = (ChangeLog.entity == word) & (ChangeLog.entity_id == number) & (ChangeLog.id > split.row_id)
    return bool(session.scalar(select(exists().where(since))))


def _refuse(session: Session, kind: type[Base], number: int) -> None:
    record: Any = session.get(kind, number)
    called = RECORDS[kind][1](record) if kind in RECORDS else f"The location {record.name or record.street}"
    raise NotAllowed(
        f"{called} stands on what came with the merge by now.", hint="Undo or change that first, then undo the merge."
    )


_EVERY: tuple[type[Any], ...] = (Contact, Location, *RECORDS)
_OWNED: dict[str, type[Any]] = {kind.__tablename__: kind for kind in _EVERY if "customer_id" in kind.__table__.c}
