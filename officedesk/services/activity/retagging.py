"""Tags of one name: what is typed makes a tag, and nothing takes that back, so one that comes back may meet another."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.customers import CustomerTag, Tag
from officedesk.services.activity.logged import Record


def make_room(session: Session, record: Record) -> Sequence[int]:
    """Delete the other tag of the name that the tag of ``record`` gets back; returns the ids of who wore it."""
    same = (Tag.name_key == record.before["name_key"]) & (Tag.id != record.row.entity_id)
    other = session.scalars(select(Tag).where(same)).first()
    if other is None:
        return ()
    uses = session.scalars(select(CustomerTag).where(CustomerTag.tag_id == other.id)).all()
    for use in uses:
        session.delete(use)
    session.flush()
    session.delete(other)
    session.flush()
    return [use.customer_id for use in uses]


def hand_over(session: Session, record: Record, worn: Sequence[int], together: Iterable[Record]) -> None:
    """Whoever wore the tag that made room wears that of ``record``.

    Those who wear it already are left out, and those who get it back with one of the records ``together``.
    """
    tag_id = record.row.entity_id
    back = {
        other.row.entity_id
        for other in together
        for part in other.parts
        if part.kind is CustomerTag and part.before is not None and part.before["tag_id"] == tag_id
    }
    there = session.scalars(select(CustomerTag.customer_id).where(CustomerTag.tag_id == tag_id))
    for customer_id in sorted(set(worn) - back - set(there)):
        session.add(CustomerTag(customer_id=customer_id, tag_id=tag_id))
    session.flush()
