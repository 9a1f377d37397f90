"""What the office marks customers with: star, flag, rating, tags, notepad."""

from collections.abc import Sequence

from sqlalchemy import func, select

from officedesk.database.records import insert_part, stored_columns
from officedesk.errors import InvalidInput, NotAllowed, NotFound
from officedesk.models.customers import Customer, CustomerTag, Favourite, NotepadEntry, Tag
from officedesk.models.text import clean
from officedesk.services.customers.editing import gone, load
from officedesk.services.customers.rows import NotepadRow, TagRow
from officedesk.services.customers.rules import MAX_TAG, tag_key
from officedesk.services.customers.tagging import put_tags, tag_ids
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission


def set_favourite(desk: Desk, customer_id: int, favourite: bool) -> None:
    """Star a customer for the user at the desk, or take the star away."""
    desk.need(Permission.OWN_WRITE)
    if desk.actor.user_id is None:
        raise NotAllowed("Favorites belong to a user, and nobody is signed in.")
    with desk.write() as session:
        load(session, customer_id)
        star = session.get(Favourite, (desk.actor.user_id, customer_id))
        if favourite and star is None:
            session.add(Favourite(user_id=desk.actor.user_id, customer_id=customer_id))
        elif not favourite and star is not None:
            session.delete(star)


def set_flag(desk: Desk, customer_id: int, reason: str | None) -> None:
    """Flag a customer with a reason (may be empty), or with ``None`` take the flag away."""
    desk.need(Permission.CUSTOMERS_WRITE)
    with desk.write() as session:
        record = load(session, customer_id, lock=True)
        record.flag_reason = None if reason is None else clean(reason)
        record.updated_at = desk.now()


def set_rating(desk: Desk, customer_id: int, stars: int) -> None:
    """Rate a customer with one to five stars; 0 takes the rating away."""
    desk.need(Permission.CUSTOMERS_WRITE)
    if not 0 <= stars <= 5:
        raise InvalidInput({"rating": "A rating has no more than five stars."})
    with desk.write() as session:
        record = load(session, customer_id, lock=True)
        record.rating, record.updated_at = stars, desk.now()


def set_tags(desk: Desk, customer_id: int, names: Sequence[str]) -> None:
    """Make ``names`` the tags of a customer; tags that the office does not have yet are created."""
    desk.need(Permission.CUSTOMERS_WRITE)
    names = _tag_names(names)
    with desk.write() as session:
        load(session, customer_id, lock=True)
        put_tags(session, customer_id, names)


def add_tags(desk: Desk, customer_ids: Sequence[int], names: Sequence[str]) -> None:
    """Give all of these customers the tags, beside those they have."""
    desk.need(Permission.CUSTOMERS_WRITE)
    names = _tag_names(names)
    with desk.write() as session:
        wanted = set(tag_ids(session, names).values())
        for customer_id in customer_ids:
            load(session, customer_id, lock=True)
            there = set(session.scalars(select(CustomerTag.tag_id).filter_by(customer_id=customer_id)))
            session.add_all(CustomerTag(customer_id=customer_id, tag_id=tag_id) for tag_id in sorted(wanted - there))


def remove_tags(desk: Desk, customer_ids: Sequence[int], names: Sequence[str]) -> None:
    """Take the tags off all of these customers; those that do not carry one are left as they are."""
    desk.need(Permission.CUSTOMERS_WRITE)
    keys = [tag_key(name) for name in names]
    with desk.write() as session:
        for customer_id in customer_ids:
            load(session, customer_id, lock=True)
            worn = select(CustomerTag).join(Tag, Tag.id == CustomerTag.tag_id).where(Tag.name_key.in_(keys))
            for use in session.scalars(worn.where(CustomerTag.customer_id == customer_id)).all():
                session.delete(use)


def tags(desk: Desk) -> list[TagRow]:
    """All tags of the office by name, with the number of customers (not in the trash) that carry each."""
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        rows = session.execute(
            select(Tag.id, Tag.name, func.count(Customer.id))
            .outerjoin(CustomerTag, CustomerTag.tag_id == Tag.id)
            .outerjoin(Customer, (Customer.id == CustomerTag.customer_id) & Customer.deleted_at.is_(None))
            .group_by(Tag.id, Tag.name, Tag.name_key)
            .order_by(Tag.name_key, Tag.id)
        )
        return [TagRow(*row) for row in rows]


def rename_tag(desk: Desk, tag_id: int, name: str) -> None:
    """Call a tag otherwise, on all its customers. Raises :class:`InvalidInput` where the name is taken."""
    desk.need(Permission.TAGS_WRITE)
    (name,) = _tag_names([name]) or [""]
    if not name:
        raise InvalidInput({"name": "Enter the tag's name."})
    with desk.write() as session:
        tag = session.get(Tag, tag_id, with_for_update=True)
        if tag is None:
            raise NotFound("This tag is no longer there.")
        other = session.execute(select(Tag.id, Tag.name).where(Tag.name_key == tag_key(name))).first()
        if other is not None and other.id != tag_id:
            raise InvalidInput({"name": f"There is a tag called {other.name} already."})
        tag.name, tag.name_key = name, tag_key(name)
        for customer_id in session.scalars(select(CustomerTag.customer_id).where(CustomerTag.tag_id == tag_id)).all():
            load(session, customer_id).touch(desk.now())


def delete_tag(desk: Desk, tag_id: int) -> None:
    """Take a tag from all its customers and delete it."""
    desk.need(Permission.TAGS_WRITE)
    with desk.write() as session:
        tag = session.get(Tag, tag_id, with_for_update=True)
        if tag is None:
            return
        for use in session.scalars(select(CustomerTag).where(CustomerTag.tag_id == tag_id)).all():
            session.delete(use)
        session.flush()
        session.delete(tag)


def add_note(desk: Desk, customer_id: int, text: str) -> NotepadRow:
    """Write a line on the customer's notepad and return it. Raises :class:`InvalidInput` for an empty one."""
    desk.need(Permission.NOTES_WRITE)
    text = clean(text, lines=True)
    if not text:
        raise InvalidInput({"text": "Write something first."})
    with desk.write() as session:
        customer = stored_columns(session, Customer, customer_id, "name")
        if customer is None:
            raise gone()
        at, author = desk.now(), desk.actor.name
        values = {"customer_id": customer_id, "at": at, "author": author, "text": text}
        return NotepadRow(insert_part(session, NotepadEntry, customer_id, customer.name, values), at, author, text)


def remove_note(desk: Desk, note_id: int) -> None:
    """Throw a line of the notepad away; the history keeps it."""
    desk.need(Permission.NOTES_WRITE)
    with desk.write() as session:
        entry = session.get(NotepadEntry, note_id)
        if entry is not None:
            session.delete(entry)


def _tag_names(names: Sequence[str]) -> list[str]:
    cleaned = {tag_key(name): clean(name) for name in reversed(names) if clean(name)}
    if too_long := [name for name in cleaned.values() if len(name) > MAX_TAG]:
        raise InvalidInput({"tags": f"A tag has at most {MAX_TAG} characters: {too_long[0][:MAX_TAG]}…"})
    return sorted(cleaned.values(), key=tag_key)
