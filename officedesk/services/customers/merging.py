"""Two desktops changed the same customer: what only one of them changed goes together by itself."""

from collections.abc import Hashable, Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar

from officedesk.services.customers.drafts import ContactDraft, CustomerDraft, LocationDraft
from officedesk.services.customers.rules import tag_key

PartT = TypeVar("PartT", ContactDraft, LocationDraft)
_WHOLE = ("id", "version", "tags", "billing", "contacts", "locations")


def merge(base: CustomerDraft, mine: CustomerDraft, theirs: CustomerDraft) -> tuple[CustomerDraft, tuple[str, ...]]:
    """My changes since ``base`` on top of ``theirs``, and the fields that both changed differently.

    Where the second is not empty the first must not be saved. Parts are told apart by id; a part that one removed
    and the other changed is a clash too.
    """
    clashes: list[str] = []

    def pick(name: str, old: Any, my: Any, their: Any) -> Any:
        if my in (their, old):
            return their
        if their != old:
            clashes.append(name)
        return my

    values: dict[str, Any] = {
        part.name: pick(part.name, getattr(base, part.name), getattr(mine, part.name), getattr(theirs, part.name))
        for part in fields(CustomerDraft)
        if part.name not in _WHOLE
    }
    values["billing"] = replace(
        theirs.billing,
        **{
            part.name: pick(f"billing.{part.name}", *(getattr(d.billing, part.name) for d in (base, mine, theirs)))
            for part in fields(theirs.billing)
        },
    )
    values["tags"] = _merge_tags(base.tags, mine.tags, theirs.tags)
    contacts, clashing = _merge_parts(base.contacts, mine.contacts, theirs.contacts)
    if clashing or sum(contact.is_primary for contact in contacts) > 1:
        clashes.append("contacts")
    drafts = [_with_keys(draft) for draft in (base, mine, theirs)]
    locations, clashing = _merge_parts(*(draft[0] for draft in drafts))
    if clashing:
        clashes.append("locations")
    # New contacts have no id: here they are told apart by being the same object as in my draft.
    keys = [contact.id if contact.id is not None else _new_key(mine, contact) for contact in contacts]
    values["contacts"] = tuple(contacts)
    values["locations"] = tuple(
        replace(place, contact=keys.index(place.contact) if place.contact in keys else None) for place in locations
    )
    return replace(theirs, **values), tuple(clashes)


def _merge_tags(base: tuple[str, ...], mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    old, my, their = ({tag_key(name): name for name in names} for names in (base, mine, theirs))
    kept = {key: name for key, name in their.items() if key in my or key not in old}
    return tuple((kept | {key: name for key, name in my.items() if key not in old and key not in kept}).values())


def _merge_parts(base: Iterable[PartT], mine: Iterable[PartT], theirs: Iterable[PartT]) -> tuple[list[PartT], bool]:
    old, their = ({part.id: part for part in parts} for parts in (base, theirs))
    merged: list[PartT] = []
    clash = False
    mine = list(mine)
    for part in mine:
        if part.id is None:
            merged.append(part)
        elif part.id not in their:
            # They removed it; a change of mine would be lost.
            clash = clash or part != old.get(part.id)
        else:
            now, before = their[part.id], old.get(part.id)
            clash = clash or (part != now and part != before and now != before)
            merged.append(now if part == before else part)
    kept = {part.id for part in mine}
    for part_id, part in their.items():
        if part_id in kept:
            continue
        if part_id not in old:
            merged.append(part)
        else:
            clash = clash or part != old[part_id]
    return merged, clash


def _new_key(draft: CustomerDraft, contact: ContactDraft) -> int:
    return next(-1 - index for index, other in enumerate(draft.contacts) if other is contact)


def _with_keys(draft: CustomerDraft) -> tuple[list[LocationDraft], dict[Hashable, int]]:
    """The locations with the contact's id in place of its index; contacts without id count down from -1."""
    keys = {index: contact.id if contact.id is not None else -1 - index for index, contact in enumerate(draft.contacts)}
    places = [
        replace(place, contact=None if place.contact is None else keys.get(place.contact)) for place in draft.locations
    ]
    return places, {key: index for index, key in keys.items()}
