"""Tags on customers, inside a caller's transaction."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from officedesk.database.direct import fetch
from officedesk.database.rows import shape
from officedesk.models.customers import CustomerTag, Tag
from officedesk.services.customers.rules import tag_key


def tag_ids(session: Session, names: Iterable[str]) -> dict[str, int]:
    """Ids by :func:`tag_key` of the tags called ``names``; those that are not there yet are made."""
    wanted = {tag_key(name): name for name in names}
    if not wanted:
        return {}
    query = select(Tag.name_key, Tag.id).where(Tag.name_key.in_(wanted))
    found = _pairs(session, query)
    missing = [{"name": name, "name_key": key, "version": 1} for key, name in wanted.items() if key not in found]
    if missing:
        # Another desktop may be making the same tag in this moment: then there is one, and it is used.
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        session.execute(dialect.insert(Tag).on_conflict_do_nothing(index_elements=["name_key"]), missing)
        found = _pairs(session, query)
    return found


def _pairs(session: Session, query: Select[str, int]) -> dict[str, int]:
    return dict(session.execute(query).all())


def put_tags(session: Session, customer_id: int, names: Iterable[str]) -> None:
    """Make ``names`` the tags of a customer."""
    wanted = set(tag_ids(session, names).values())
    there = {
        tag_id
        for (tag_id,) in fetch(
            session, shape(session, CustomerTag, ("tag_id",)).selection("customer_id", "tag_id"), (customer_id,)
        )
    }
    for tag_id in sorted(wanted - there):
        session.add(CustomerTag(customer_id=customer_id, tag_id=tag_id))
    for tag_id in sorted(there - wanted):
        session.delete(session.get_one(CustomerTag, (customer_id, tag_id)))
    session.flush()
