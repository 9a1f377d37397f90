"""Two versions of a customer side by side, and the one that comes of the choice."""

from collections.abc import Sequence
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any

from officedesk.services.customers.drafts import Address, ContactDraft, CustomerDraft, LocationDraft
from officedesk.services.customers.merging import merge

_TITLES = {
    "parent_id": "Who pays",
    "brand_id": "Brand",
    "tax_rate_id": "Tax rate",
    "tax_exempt": "Tax exempt",
    "terms_id": "Terms",
    "flag_reason": "Flag",
    "is_primary": "Primary contact",
    "billing.postal_code": "Billing ZIP",
    "billing.region": "Billing state",
    "billing.street2": "Billing suite",
}
_NEVER = frozenset({"id", "version"})


def clashing(mine: CustomerDraft, theirs: CustomerDraft, named: Sequence[str]) -> list[str]:
    """The fields to ask about: those ``named`` by the conflict, or all that differ where it names none."""
    if named:
        # Of contacts and locations the whole is chosen, of the address each part.
        whole = (name if name.startswith("billing.") else name.split(".")[0] for name in named)
        return list(dict.fromkeys(whole))
    return [
        part.name
        for part in fields(CustomerDraft)
        if part.name not in _NEVER and getattr(mine, part.name) != getattr(theirs, part.name)
    ]


def titled(name: str) -> str:
    """What a field is called: ``Billing street``."""
    title = _TITLES.get(name, name.replace("billing.", "Billing ").replace("_", " "))
    return title[0].upper() + title[1:]


def told(
    names: Sequence[str], mine: CustomerDraft, theirs: CustomerDraft, words: dict[str, dict[Any, str]]
) -> list[tuple[str, str, str]]:
    """(title, mine, theirs) of each field as people read it; ``words`` gives the names behind ids by field."""
    rows = []
    for name in names:
        title = titled(name)
        get = attrgetter(name)
        rows.append((title, _text(get(mine), words.get(name)), _text(get(theirs), words.get(name))))
    return rows


def resolved(
    base: CustomerDraft, mine: CustomerDraft, theirs: CustomerDraft, names: Sequence[str], choice: Sequence[bool]
) -> CustomerDraft:
    """My changes since ``base`` over ``theirs``; of the fields in ``names`` mine only where ``choice`` says so."""
    draft, _ = merge(base, mine, theirs)
    for name, keep_mine in zip(names, choice, strict=True):
        draft = _put(draft, name, mine if keep_mine else theirs)
    return replace(draft, id=theirs.id, version=theirs.version)


def _put(draft: CustomerDraft, name: str, source: CustomerDraft) -> CustomerDraft:
    if name.startswith("billing."):
        part = name.split(".")[1]
        return replace(draft, billing=replace(draft.billing, **{part: getattr(source.billing, part)}))
    if name == "contacts":
        return replace(draft, contacts=source.contacts, locations=_renamed(draft, draft.locations, source.contacts))
    if name == "locations":
        return replace(draft, locations=_renamed(source, source.locations, draft.contacts))
    return replace(draft, **{name: getattr(source, name)})


def _renamed(
    draft: CustomerDraft, places: Sequence[LocationDraft], contacts: Sequence[ContactDraft]
) -> tuple[LocationDraft, ...]:
    """``places`` of ``draft`` with the contact of each found again among ``contacts``."""
    found = []
    for place in places:
        person = draft.contacts[place.contact] if place.contact is not None else None
        at = next(
            (
                at
                for at, other in enumerate(contacts)
                if person is not None and (other is person or (other.id is not None and other.id == person.id))
            ),
            None,
        )
        found.append(replace(place, contact=at))
    return tuple(found)


def _text(value: Any, words: dict[Any, str] | None) -> str:
    if words is not None:
        return words.get(value, "")
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Address):
        from officedesk.formatting import address_lines

        return ", ".join(address_lines(value))
    if isinstance(value, tuple):
        return "\n".join(_text(part, None) for part in value)
    if isinstance(value, ContactDraft):
        return " · ".join(t for t in (value.name, value.role, value.phone, value.mobile, value.email) if t)
    if isinstance(value, LocationDraft):
        return ": ".join(t for t in (value.name, _text(value.address, None)) if t)
    return str(value)
