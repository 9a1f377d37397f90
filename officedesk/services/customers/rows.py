"""What customer queries return."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from officedesk.models.enums import CustomerType

if TYPE_CHECKING:
    from officedesk.services.customers.drafts import Address


class Quick(StrEnum):
    """The segmented filter above the list."""

    ALL = "all"
    FAVOURITES = "favourites"
    FLAGGED = "flagged"
    OWING = "owing"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    text: str = ""
    quick: Quick = Quick.ALL
    tag_ids: tuple[int, ...] = ()
    brand_ids: tuple[int, ...] = ()
    archived: bool = False
    only: tuple[int, ...] = ()
    """Nobody but these, where any are named: chosen on the map, say."""


class CustomerRow(NamedTuple):
    """A row of the list; a tuple because hundreds are made between two keystrokes."""

    id: int
    name: str
    number: str
    contact: str
    phone: str
    email: str
    location: str
    tags: tuple[str, ...]
    balance: int
    overdue: bool
    favourite: bool
    flag_reason: str | None
    archived: bool


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A find of the search over everything. ``location_id`` is set where the hit names one address of a customer."""

    kind: str
    """``customer``, ``location``, ``estimate``, ``job`` or ``invoice``; of everything also ``note``, ``equipment``,
    ``project``, ``geofence``, ``file``, ``reminder`` and ``task``."""
    id: int
    customer_id: int
    """0 where it is about no customer: a task, reminder or geofence of the office itself."""
    title: str
    detail: str
    location_id: int | None = None
    day: date | None = None
    """Of a note when it was written, of a task, reminder or project when it is due."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The money tiles and counters of the profile's header (product: table of figures)."""

    pending_quotes: int
    awaiting_payments: int
    overdue: int
    open_invoices: int
    unapplied_credit: int


@dataclass(frozen=True, slots=True)
class TabCounts:
    locations: int
    estimates: int
    jobs: int
    invoices: int
    payments: int
    notes: int = 0
    equipment: int = 0
    geofences: int = 0
    attachments: int = 0
    messaging: int = 0
    reminders: int = 0
    contracts: int = 0
    projects: int = 0
    open_projects: int = 0
    """Neither delivered nor declined."""


@dataclass(frozen=True, slots=True)
class ContactRow:
    id: int
    name: str
    role: str
    phone: str
    mobile: str
    email: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class LocationRow:
    id: int
    name: str
    contact_name: str
    address: "Address"
    line: str
    """The address in one line."""
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class TagRow:
    id: int
    name: str
    used: int
    """Customers that carry it; 0 on a profile, where it is not counted."""


@dataclass(frozen=True, slots=True)
class NotepadRow:
    id: int
    at: datetime
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything that the profile shows outside its tabs, read in one go."""

    id: int
    version: int
    number: str
    name: str
    type: CustomerType
    brand_id: int | None
    brand: str
    parent_id: int | None
    parent: str
    favourite: bool
    flag_reason: str | None
    rating: int
    tags: tuple[TagRow, ...]
    archived: bool
    deleted: bool
    tax_exempt: bool
    contact: ContactRow | None
    billing: "Address"
    location: LocationRow | None
    """The first service location."""
    contract_ends: date | None
    figures: Figures
    counts: TabCounts
    notepad: tuple[NotepadRow, ...]
    merged_into_id: int | None = None
    """The customer to show in place of this one."""
