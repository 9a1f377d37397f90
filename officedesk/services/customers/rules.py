"""What may stand in a customer: checks of a draft, giving ``{field: message}``."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from officedesk.models.text import clean, digits, email_problem, fold
from officedesk.services.customers.drafts import Address, ContactDraft, CustomerDraft, LocationDraft

MAX_TAG = 60
_US_ZIP = re.compile(r"\d{5}(-\d{4})?")
US_NAMES = frozenset({"", "us", "usa", "united states", "united states of america"})
"""The country of an address, folded, where it is the United States."""


def tag_key(name: str) -> str:
    """What makes two tag names the same tag: case, accents and punctuation aside, if anything is left then."""
    return (fold(name) or clean(name).casefold())[:200]


def tidy(draft: CustomerDraft) -> CustomerDraft:
    """``draft`` as it is stored: texts cleaned, tags once each, one primary contact where there are contacts."""
    contacts = [_tidy_contact(contact) for contact in draft.contacts]
    if contacts and not any(contact.is_primary for contact in contacts):
        contacts[0] = replace(contacts[0], is_primary=True)
    tags = {tag_key(name): clean(name) for name in reversed(draft.tags) if clean(name)}
    return replace(
        draft,
        name=clean(draft.name),
        number=clean(draft.number),
        flag_reason=None if draft.flag_reason is None else clean(draft.flag_reason),
        tags=tuple(sorted(tags.values(), key=tag_key)),
        billing=tidy_address(draft.billing),
        contacts=tuple(contacts),
        locations=tuple(
            replace(location, name=clean(location.name), address=tidy_address(location.address))
            for location in draft.locations
        ),
    )


def tidy_address(address: Address) -> Address:
    """``address`` with its texts cleaned."""
    values: dict[str, Any] = {part.name: getattr(address, part.name) for part in fields(Address)}
    values |= {name: clean(value) for name, value in values.items() if isinstance(value, str)}
    return Address(**values)


def _tidy_contact(contact: ContactDraft) -> ContactDraft:
    names = ("name", "role", "phone", "mobile", "email")
    texts: dict[str, Any] = {name: clean(getattr(contact, name)) for name in names}
    return replace(contact, **texts)


def problems(draft: CustomerDraft) -> dict[str, str]:
    """What keeps a tidied ``draft`` from being saved. Fields of parts read ``contacts.0.email``."""
    found = {}
    if not draft.name:
        found["name"] = "Enter the customer's name."
    if len(draft.number) > 60:
        found["number"] = "A customer number has at most 60 characters."
    if not 0 <= draft.rating <= 5:
        found["rating"] = "A rating has no more than five stars."
    if any(len(name) > MAX_TAG for name in draft.tags):
        found["tags"] = f"A tag has at most {MAX_TAG} characters."
    if draft.parent_id is not None and draft.parent_id == draft.id:
        found["parent_id"] = "A customer can't be its own payer."
    if sum(contact.is_primary for contact in draft.contacts) > 1:
        found["contacts"] = "Only one contact can be the primary one."
    for index, contact in enumerate(draft.contacts):
        found |= {f"contacts.{index}.{name}": text for name, text in _contact_problems(contact)}
    found |= {f"billing.{name}": text for name, text in _address_problems(draft.billing)}
    for index, location in enumerate(draft.locations):
        found |= {f"locations.{index}.{name}": text for name, text in _location_problems(location, draft)}
    return found


def warnings(draft: CustomerDraft) -> dict[str, str]:
    """What looks wrong in ``draft`` but may be right: shown beside the field, never in the way of saving."""
    found = {}
    addresses = {"billing": draft.billing}
    addresses |= {f"locations.{index}.address": place.address for index, place in enumerate(draft.locations)}
    for name, address in addresses.items():
        code = address.postal_code.strip()
        if code and fold(address.country) in US_NAMES and not _US_ZIP.fullmatch(code):
            found[f"{name}.postal_code"] = "A ZIP code has five digits, or nine as in 55415-1234."
    return found


def phone_problem(text: str) -> str | None:
    """Why ``text`` cannot be a phone number, or ``None``. Extensions and remarks may stand with it."""
    if text and len(digits(text)) < 3:
        return f"“{text[:40]}” is not a phone number."
    return None


def _contact_problems(contact: ContactDraft) -> Iterator[tuple[str, str]]:
    if not any((contact.name, contact.phone, contact.mobile, contact.email)):
        yield "name", "Enter a name, a phone number or an email address."
    if problem := email_problem(contact.email):
        yield "email", problem
    for name in ("phone", "mobile"):
        if problem := phone_problem(getattr(contact, name)):
            yield name, problem


def _address_problems(address: Address) -> Iterator[tuple[str, str]]:
    if address.latitude is not None and not -90 <= address.latitude <= 90:
        yield "latitude", "A latitude is between -90 and 90 degrees."
    if address.longitude is not None and not -180 <= address.longitude <= 180:
        yield "longitude", "A longitude is between -180 and 180 degrees."
    if (address.latitude is None) != (address.longitude is None):
        yield "latitude", "A point on the map needs both latitude and longitude."


def _location_problems(location: LocationDraft, draft: CustomerDraft) -> Iterator[tuple[str, str]]:
    address = location.address
    if not any((location.name, address.street, address.street2, address.city, address.region, address.postal_code)):
        yield "name", "Enter a name or an address."
    if location.contact is not None and not 0 <= location.contact < len(draft.contacts):
        yield "contact", "Choose one of the customer's contacts."
    for name, text in _address_problems(address):
        yield f"address.{name}", text
