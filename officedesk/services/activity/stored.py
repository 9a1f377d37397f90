"""What the change log says, as the values that the tables hold, and what they hold now."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, DateTime, Enum, inspect
from sqlalchemy.orm import Session, selectinload

from officedesk.database.differences import keys_of
from officedesk.database.recorded import CALLED, LEFT_OUT, LISTED, PARTS, RECORDS
from officedesk.errors import NotAllowed
from officedesk.models.base import Base, FixedPoint, UtcDateTime
from officedesk.models.work import Visit, VisitTechnician

KINDS: dict[str, type[Base]] = {word: kind for kind, (word, _) in RECORDS.items()}
"""Record types by the log's word for them."""
TRASHED: dict[str, type[Any]] = {
    word: KINDS[word]
    for word in (
        "customer",
        "equipment",
        "geofence",
        "plan",
        "contract",
        "project",
        "lead",
        "estimate",
        "job",
        "note",
        "invoice",
        "payment",
        "task",
        "attachment",
        "reminder",
        "time_entry",
    )
}
"""What goes to the trash, each after what it may name: brought back in this order, taken away in the other."""
PARTS_OF: dict[tuple[type[Base], str], type[Base]] = {(parent, name): kind for kind, (parent, _, name) in PARTS.items()}
NAMED = "named_by"
Values = Mapping[str, Any]


def value_of(kind: type[Base], name: str, said: Any) -> Any:
    """``said`` of a column in the log as the column holds it."""
    column = kind.__table__.c.get(name)
    if column is None:
        raise NotAllowed("This was written by another version of OfficeDesk and can't be taken back.")
    if said is None:
        return None
    if isinstance(column.type, Enum):
        return column.type.enum_class(said) if column.type.enum_class is not None else said
    if isinstance(column.type, FixedPoint):
        return Decimal(str(said))
    if isinstance(column.type, UtcDateTime | DateTime):
        return datetime.fromisoformat(said)
    if isinstance(column.type, Date):
        return date.fromisoformat(said)
    return said


def values_of(kind: type[Base], said: Values, leave: Iterable[str] = ()) -> dict[str, Any]:
    """The columns that ``said`` names, as they are held."""
    listed = LISTED.get(kind, {})
    skipped = {*leave, *listed, LEFT_OUT, NAMED, CALLED}
    return {name: value_of(kind, name, value) for name, value in said.items() if name not in skipped}


def says(record: Any, said: Values, leave: Iterable[str] = ()) -> bool:
    """Whether a record or part is as the log says that it was left."""
    kind = type(record)
    if any(getattr(record, name) != value for name, value in values_of(kind, said, leave).items()):
        return False
    return all(
        sorted(getattr(link, column) for link in getattr(record, name)) == sorted(said[name])
        for name, column in LISTED.get(kind, {}).items()
        if name in said
    )


def put(record: Any, said: Values, leave: Iterable[str] = ()) -> None:
    """Make a record or part what the log says."""
    kind = type(record)
    for name, value in values_of(kind, said, leave).items():
        if getattr(record, name) != value:
            setattr(record, name, value)
    if kind is Visit and "technicians" in said:
        there = {link.technician_id: link for link in record.technicians}
        record.technicians = [there.get(key) or VisitTechnician(technician_id=key) for key in said["technicians"]]


def part_key(kind: type[Base], said: Values) -> tuple[Any, ...]:
    """What tells a part from the others of its record."""
    return tuple(said.get(name) for name in keys_of(inspect(kind), PARTS[kind][1]))


def find_part(session: Session, kind: type[Base], parent_id: int, key: tuple[Any, ...]) -> Any:
    """The stored part, or ``None``."""
    if None in key:
        return None
    mapper, column = inspect(kind), PARTS[kind][1]
    rest = iter(key)
    identity = tuple(parent_id if primary.key == column else next(rest) for primary in mapper.primary_key)
    options = [selectinload(Visit.technicians)] if kind is Visit else []
    return session.get(kind, identity, options=options)
