"""Shared by the office's records: draft from a record, record from a draft, and what keeps a save from happening."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import Conflict, InvalidInput, NotFound
from officedesk.models.text import clean, same_name
from officedesk.services.customers.drafts import Address
from officedesk.services.office.rules import parts_of

DraftT = TypeVar("DraftT")
_ADDRESS = tuple(part.name for part in fields(Address))


def draft_of(record: Any, kind: Callable[..., DraftT]) -> DraftT:
    """The draft of a stored record: fields of the same name, and the address from its columns."""
    values: dict[str, Any] = {}
    for part in fields(kind):  # type: ignore[arg-type]
        if part.name == "address":
            values["address"] = Address(**{name: getattr(record, name) for name in _ADDRESS})
        else:
            values[part.name] = getattr(record, part.name)
    return kind(**values)


def put_values(record: Any, draft: Any, leave: tuple[str, ...] = ()) -> None:
    """Write the fields of ``draft`` to ``record``, texts cleaned; ``id``, ``version`` and ``leave`` stay."""
    values = {part.name: getattr(draft, part.name) for part in fields(draft)}
    if "address" in values:
        values |= dict(parts_of(values.pop("address")))
    for name, value in values.items():
        if name in ("id", "version", *leave):
            continue
        if isinstance(value, str) and type(value) is str:
            value = clean(value, lines=name in ("thanks", "payment_note"))
        setattr(record, name, value)


def stored(
    session: Session, kind: type[Any], draft: Any, name: str, read: Callable[[Session, Any], Any] | None = None
) -> Any:
    """The record that ``draft`` changes, locked, or a new one. Raises :class:`NotFound` and :class:`Conflict`.

    ``read`` gives the draft of what is stored, where that is more than the record's own fields.
    """
    if draft.id is None:
        record = kind()
        session.add(record)
        return record
    record = session.get(kind, draft.id, with_for_update=True)
    if record is None:
        raise NotFound(f"This {name} is no longer there.", hint="Close the form and open the list again.")
    if record.version != draft.version:
        called = f"The {name} {getattr(record, 'name', '')}".rstrip()
        theirs = read(session, record) if read is not None else draft_of(record, type(draft))
        raise Conflict(f"{called} was changed at another desktop meanwhile.", theirs=theirs)
    return record


def refuse(problems: dict[str, str]) -> None:
    """Raise :class:`InvalidInput` where there are problems."""
    if problems:
        raise InvalidInput(problems)


def one_name(session: Session, kind: type[Any], draft: Any, what: str) -> None:
    """Refuse a second active record of the same name, case and accents aside. Drafts that do not say so are active."""
    if not getattr(draft, "active", True):
        return
    for other_id, name in session.execute(select(kind.id, kind.name).where(kind.active)):
        if other_id != draft.id and same_name(name, draft.name):
            raise InvalidInput({"name": f"There is {what} called {name} already."})
