"""What a form sends back. Drafts are frozen: an edit makes a new one, so undo is a list of drafts."""

from dataclasses import dataclass

from officedesk.models.enums import CustomerType


@dataclass(frozen=True, slots=True)
class Address:
    street: str = ""
    street2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class ContactDraft:
    name: str = ""
    role: str = ""
    phone: str = ""
    mobile: str = ""
    email: str = ""
    is_primary: bool = False
    id: int | None = None


@dataclass(frozen=True, slots=True)
class LocationDraft:
    """``contact`` is the place of its contact in ``CustomerDraft.contacts``; new contacts have no id yet."""

    name: str = ""
    address: Address = Address()
    contact: int | None = None
    tax_rate_id: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """A customer with contacts and locations. ``number`` empty: the next of the sequence."""

    name: str = ""
    number: str = ""
    type: CustomerType = CustomerType.COMMERCIAL
    brand_id: int | None = None
    parent_id: int | None = None
    tax_exempt: bool = False
    tax_rate_id: int | None = None
    terms_id: int | None = None
    newsletter: bool = False
    do_not_contact: bool = False
    rating: int = 0
    flag_reason: str | None = None
    tags: tuple[str, ...] = ()
    billing: Address = Address()
    contacts: tuple[ContactDraft, ...] = ()
    locations: tuple[LocationDraft, ...] = ()
    id: int | None = None
    version: int = 0
