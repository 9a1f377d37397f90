"""What a paper says: everything one document prints, frozen, and nothing else.

Money is integer minor units of ``currency``; quantities and rates are ``Decimal``; days are the office's calendar days.
``services.documents`` fills these in, ``reports`` draws them, and an issued invoice keeps its own as JSON.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from officedesk.models.enums import AmountKind, LineKind, PaperSize
from officedesk.models.frozen import decode, encode

Day: TypeAlias = date


class PaperKind(StrEnum):
    ESTIMATE = "estimate"
    WORK_ORDER = "work_order"
    INVOICE = "invoice"
    DEPOSIT = "deposit"
    CREDIT_NOTE = "credit_note"
    RECEIPT = "receipt"
    AGREEMENT = "agreement"
    CONTRACT_REPORT = "contract_report"


class PaperColumn(StrEnum):
    """Columns that a brand may hide, by kind of document. The description is always there."""

    QUANTITY = "quantity"
    PRICE = "price"
    DISCOUNT = "discount"
    TAX = "tax"
    AMOUNT = "amount"


class PaperMark(StrEnum):
    """What is stamped on a paper that is not, or no longer, one to act on."""

    NONE = ""
    DRAFT = "draft"
    VOID = "void"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class PaperBrand:
    """Who sends it. ``colour`` is ``#rrggbb``; ``logo`` PNG or JPEG bytes."""

    name: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    website: str = ""
    licence: str = ""
    colour: str = "#1f6feb"
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class PaperFact:
    """A labelled fact beside the addresses: a day where ``day`` is set, else ``text``."""

    label: str
    text: str = ""
    day: date | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line sold, a task of a work order, or the heading of a section (``kind`` ``SECTION``; ``amount``: subtotal).

    ``counted`` is false for an optional line or an alternative that is not chosen: it is printed, not added up.
    ``tax_percent`` ``None``: not taxable. ``done`` is for work orders.
    """

    position: int
    kind: LineKind = LineKind.SERVICE
    name: str = ""
    description: str = ""
    quantity: Decimal = Decimal(1)
    unit: str = ""
    price: int = 0
    discount_kind: AmountKind = AmountKind.NONE
    discount_value: Decimal = Decimal(0)
    tax_percent: Decimal | None = None
    amount: int = 0
    optional: bool = False
    alternative: str = ""
    counted: bool = True
    done: bool = False


@dataclass(frozen=True, slots=True)
class PaperTax:
    """Tax of one rate on the sum of its lines, what deposits already carried taken off."""

    name: str
    percent: Decimal
    net: int
    tax: int


@dataclass(frozen=True, slots=True)
class PaperDeposit:
    """A deposit invoice that is taken off."""

    number: str
    net: int
    tax: int


@dataclass(frozen=True, slots=True)
class PaperTotals:
    """``subtotal - discount - deposits + taxes == total``.

    Deposits count net where taxes are added, and with their tax where prices include it (``includes_tax``).
    ``deposit_due`` is what an estimate asks for in advance.
    """

    subtotal: int = 0
    discount: int = 0
    discount_kind: AmountKind = AmountKind.NONE
    discount_value: Decimal = Decimal(0)
    includes_tax: bool = False
    taxes: tuple[PaperTax, ...] = ()
    deposits: tuple[PaperDeposit, ...] = ()
    total: int = 0
    paid: int = 0
    credited: int = 0
    balance: int = 0
    deposit_due: int = 0
    deposit_percent: Decimal | None = None
    discount_reason: str = ""
    """Why the discount is given, such as “Comfort Plus member”."""


@dataclass(frozen=True, slots=True)
class PaperVisit:
    """An appointment in the office's wall time."""

    starts: datetime | None = None
    ends: datetime | None = None
    all_day: bool = False
    window_ends: datetime | None = None
    technicians: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaperEquipment:
    """A piece of equipment that the crew works on; ``warranty_ends`` is its last day."""

    name: str
    make: str = ""
    """Manufacturer and model."""
    serial_number: str = ""
    place: str = ""
    installed: Day | None = None
    warranty_ends: Day | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaperNote:
    """What whoever works at the place should know; ``day`` is when it was noted."""

    text: str
    author: str = ""
    day: Day | None = None


@dataclass(frozen=True, slots=True)
class PaperForm:
    """A form of a work order, and how far it is."""

    name: str
    state: str = ""
    mandatory: bool = False


@dataclass(frozen=True, slots=True)
class PaperAllocation:
    """What of a payment went to which invoice."""

    number: str
    day: date
    total: int
    amount: int


@dataclass(frozen=True, slots=True)
class PaperAcceptance:
    """Who accepted an estimate, when, and the signature as PNG bytes where one was taken."""

    by: str
    day: date | None = None
    signature: bytes | None = None


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of a plain table: what it is about, more of it below in small, and a text for each other column."""

    first: str
    below: str = ""
    cells: tuple[str, ...] = ()
    sum: bool = False
    """It adds up the rows above it."""
    done: bool | None = None
    """A box before it, ticked or not; ``None``: no box."""


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A plain table: ``heads`` has one more than its rows have cells."""

    heads: tuple[str, ...]
    rows: tuple[PaperRow, ...]


@dataclass(frozen=True, slots=True)
class PaperData:
    """One document. ``number`` is empty while it has none; the first line of each party is its name."""

    kind: PaperKind
    title: str
    date: date
    number: str = ""
    mark: PaperMark = PaperMark.NONE
    brand: PaperBrand = PaperBrand()
    customer_name: str = ""
    customer_number: str = ""
    bill_to: tuple[str, ...] = ()
    service_location: tuple[str, ...] = ()
    facts: tuple[PaperFact, ...] = ()
    due: Day | None = None
    description: str = ""
    lines: tuple[PaperLine, ...] = ()
    totals: PaperTotals = PaperTotals()
    visits: tuple[PaperVisit, ...] = ()
    equipment: tuple[PaperEquipment, ...] = ()
    site_notes: tuple[PaperNote, ...] = ()
    forms: tuple[PaperForm, ...] = ()
    allocations: tuple[PaperAllocation, ...] = ()
    tables: tuple[PaperTable, ...] = ()
    """Of agreements and reports: their tables in order."""
    unapplied: int = 0
    """Of a receipt: what is kept as the customer's credit."""
    note: str = ""
    thanks: str = ""
    payment_note: str = ""
    remittance_strip: bool = False
    acceptance: PaperAcceptance | None = None
    currency: str = "USD"
    date_format: str = "MM/DD/YYYY"
    paper_size: PaperSize = PaperSize.LETTER
    hidden_columns: tuple[PaperColumn, ...] = ()
    language: str = "en-US"
    sample: bool = False
    """Of the sample office: its foot says that it is no real document."""


def to_json(paper: PaperData) -> dict[str, Any]:
    """``paper`` as plain JSON values, bytes in base64; ``from_json`` gives the same paper back."""
    return {"format": 1, **encode(paper)}


def from_json(data: dict[str, Any]) -> PaperData:
    """The paper that ``to_json`` wrote. Fields it did not know yet have their defaults.

    Raises ``ValueError`` where the data is of a newer format or is no paper.
    """
    if data.get("format") != 1:
        raise ValueError(f"paper format {data.get('format')!r} is not known")
    return decode(PaperData, data)
