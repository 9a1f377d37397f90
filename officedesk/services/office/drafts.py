"""Drafts of what the office is made of: company, brands, people, taxes, terms and number sequences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from officedesk.models.enums import PaperSize, Role, SequenceKind, TaxRounding
from officedesk.models.hours import Week
from officedesk.services.customers.drafts import Address
from officedesk.services.office.continuing import Continued
from officedesk.services.office.week import USUAL


@dataclass(frozen=True, slots=True)
class CompanyDraft:
    """The office's own name, address and the defaults of new documents. ``estimate_valid_days`` 0: never expires."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: Address = Address()
    currency: str = "USD"
    time_zone: str = "America/Chicago"
    date_format: str = "MM/DD/YYYY"
    paper_size: PaperSize = PaperSize.LETTER
    tax_rounding: TaxRounding = TaxRounding.GROUP
    prices_include_tax: bool = False
    estimate_valid_days: int = 30
    default_terms_id: int | None = None
    default_tax_rate_id: int | None = None
    is_sample: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class BrandDraft:
    """The face of documents. ``logo`` holds PNG or JPEG bytes; ``hidden_columns`` maps a kind of paper to columns."""

    name: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    licence: str = ""
    address: Address = Address()
    colour: str = "#1f6feb"
    logo: bytes | None = None
    thanks: str = ""
    payment_note: str = ""
    remittance_strip: bool = True
    hidden_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    terms_id: int | None = None
    """Payment terms of its new documents, where the customer has none; ``None``: the office's."""
    is_default: bool = False
    active: bool = True
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class TaxRateDraft:
    """``percent`` with at most four places."""

    name: str = ""
    percent: Decimal = Decimal(0)
    active: bool = True
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class TermsDraft:
    """``due_days`` counts from the invoice date; ``None`` means no due date."""

    name: str = ""
    due_days: int | None = None
    active: bool = True
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class UserDraft:
    name: str = ""
    email: str = ""
    role: Role = Role.OFFICE
    active: bool = True
    has_password: bool = False
    """Read only: passwords are set by ``services.office.user_passwords``."""
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class TechnicianDraft:
    """``hourly_cost`` in minor units; ``hours`` ``None``: the office's. ``position`` orders the schedule."""

    name: str = ""
    phone: str = ""
    email: str = ""
    colour: str = "#1f6feb"
    hourly_cost: int = 0
    hours: Week | None = None
    position: int = 0
    skill_ids: tuple[int, ...] = ()
    active: bool = True
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class SkillDraft:
    """Something that not every technician may do. ``used``, read only: how many technicians have it."""

    name: str = ""
    used: int = 0
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class TimeOffDraft:
    """When a technician is not there, in wall time of the office; of whole days the midnights around them."""

    technician_id: int | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    all_day: bool = True
    reason: str = ""
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """When the office works, and the days on which it does not.

    ``country`` (ISO 3166, empty: none) and ``region`` name the public holidays; ``own`` are days of the office, and
    ``off`` the names of public holidays on which it works all the same.
    """

    hours: Week = USUAL
    country: str = ""
    region: str = ""
    own: tuple[tuple[date, str], ...] = ()
    off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SequenceDraft:
    """How one kind of number looks. ``next_value`` is the next one of the current period; it only ever rises.

    ``brand_id``: of a brand that numbers on its own; ``None``: of the office.
    """

    kind: SequenceKind
    pattern: str = "{n}"
    padding: int = 0
    yearly: bool = False
    next_value: int = 1
    brand_id: int | None = None
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class FirstUser:
    """Somebody who works in a new office from the first day. Without a password of theirs they get one later."""

    name: str = ""
    email: str = ""
    role: Role = Role.OFFICE
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new office is made with. ``default_tax`` is the place of the default rate in ``tax_rates``.

    ``starts`` gives the first number of a kind where it is not the usual one, ``numbers`` how a kind goes on from
    those of another product.
    """

    name: str
    phone: str = ""
    email: str = ""
    address: Address = Address()
    currency: str = "USD"
    time_zone: str = "America/Chicago"
    date_format: str = "MM/DD/YYYY"
    paper_size: PaperSize = PaperSize.LETTER
    tax_rounding: TaxRounding = TaxRounding.GROUP
    prices_include_tax: bool = False
    estimate_valid_days: int = 30
    tax_rates: tuple[TaxRateDraft, ...] = ()
    default_tax: int | None = 0
    user: str = "Office"
    user_email: str = ""
    password: str = field(default="", repr=False)
    """Of the first user, who is an admin; empty: the office opens without asking."""
    colour: str = "#1f6feb"
    logo: bytes | None = None
    starts: Mapping[SequenceKind, int] = field(default_factory=dict)
    numbers: Mapping[SequenceKind, Continued] = field(default_factory=dict)
    terms: TermsDraft | None = None
    """The default payment terms; ``None``: the usual ones."""
    website: str = ""
    users: tuple[FirstUser, ...] = ()
    is_sample: bool = False
