"""Drafts of estimates, invoices and payments. Lines satisfy ``models.pricing.PricedLine``."""

from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, TypeAlias

from officedesk.models.enums import (
    AmountKind,
    EstimateStatus,
    InvoiceKind,
    InvoiceState,
    LineKind,
    PaymentKind,
    PaymentMethod,
    TaxRounding,
)

Day: TypeAlias = date
"""The type, where a field is called ``date``."""


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line. Money in minor units; ``tax_percent`` ``None``: not taxable.

    ``discount_value`` is percent, or major currency units where the kind is ``amount``.
    """

    kind: LineKind = LineKind.SERVICE
    name: str = ""
    description: str = ""
    quantity: Decimal = Decimal(1)
    unit: str = ""
    price: int = 0
    unit_cost: int = 0
    discount_kind: AmountKind = AmountKind.NONE
    discount_value: Decimal = Decimal(0)
    tax_rate_id: int | None = None
    tax_name: str = ""
    tax_percent: Decimal | None = None
    optional: bool = False
    selected: bool = True
    alternative: str = ""
    item_id: int | None = None
    job_task_id: int | None = None
    credits_line_id: int | None = None
    """Of a credit note: the invoice's line that it takes back."""
    id: int | None = None

    def with_id(self, key: int | None) -> "LineDraft":
        """The same line as it is called in the store. Half the time of ``replace``, for documents of many lines."""
        values: tuple[Any, ...] = (*_BUT_ID(self), key)
        return LineDraft(*values)


_BUT_ID = attrgetter(*[field.name for field in fields(LineDraft)][:-1])


@dataclass(frozen=True, slots=True)
class Pricing:
    """How a document is priced: the office's choice at the time it was begun, plus its discount."""

    currency: str = "USD"
    prices_include_tax: bool = False
    tax_rounding: TaxRounding = TaxRounding.GROUP
    discount_kind: AmountKind = AmountKind.NONE
    discount_value: Decimal = Decimal(0)
    discount_reason: str = ""
    """Why it is given, where nobody typed it: “Comfort Plus member”."""

    def undiscounted(self) -> "Pricing":
        """The same with nothing taken off."""
        return replace(self, discount_kind=AmountKind.NONE, discount_value=Decimal(0), discount_reason="")


PLAIN = Pricing()


@dataclass(frozen=True, slots=True)
class EstimateDraft:
    customer_id: int
    brand_id: int
    date: Day
    number: str = ""
    location_id: int | None = None
    contact_id: int | None = None
    estimator_id: int | None = None
    terms_id: int | None = None
    valid_until: Day | None = None
    description: str = ""
    note: str = ""
    internal_note: str = ""
    status: EstimateStatus = EstimateStatus.DRAFT
    revision: int = 1
    pricing: Pricing = PLAIN
    deposit_kind: AmountKind = AmountKind.NONE
    deposit_value: Decimal = Decimal(0)
    lines: tuple[LineDraft, ...] = ()
    equipment: tuple[int, ...] = ()
    """Ids of the equipment that it is about, in order."""
    project_id: int | None = None
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class DepositTaken:
    """Part of an issued deposit invoice, one per tax group, that a final invoice takes off. Minor units, positive."""

    invoice_id: int
    number: str
    tax_name: str
    percent: Decimal | None
    net: int
    tax: int


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    customer_id: int
    brand_id: int
    date: Day
    kind: InvoiceKind = InvoiceKind.INVOICE
    number: str = ""
    state: InvoiceState = InvoiceState.DRAFT
    location_id: int | None = None
    contact_id: int | None = None
    estimate_id: int | None = None
    job_id: int | None = None
    credits_id: int | None = None
    project_id: int | None = None
    terms_id: int | None = None
    due_date: Day | None = None
    description: str = ""
    note: str = ""
    internal_note: str = ""
    pricing: Pricing = PLAIN
    deposits: tuple[DepositTaken, ...] = ()
    lines: tuple[LineDraft, ...] = ()
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class AllocationDraft:
    invoice_id: int
    amount: int


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """``request_key`` is drawn once when the form opens (``uuid4().hex``): saving it twice stores it once."""

    customer_id: int
    date: Day
    amount: int
    request_key: str
    kind: PaymentKind = PaymentKind.PAYMENT
    method: PaymentMethod = PaymentMethod.CHECK
    reference: str = ""
    note: str = ""
    card_brand: str = ""
    card_last4: str = ""
    card_expiry: str = ""
    allocations: tuple[AllocationDraft, ...] = ()
    refunds_id: int | None = None
    """Of a refund: the payment that is given back."""
    number: str = ""
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class KitPart:
    """So many pieces of another item in a kit."""

    item_id: int
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """A price-book item; with ``components`` it is a kit, which expands into them."""

    name: str = ""
    code: str = ""
    description: str = ""
    kind: LineKind = LineKind.SERVICE
    category: str = ""
    unit: str = ""
    price: int = 0
    unit_cost: int = 0
    taxable: bool = True
    tax_rate_id: int | None = None
    components: tuple[KitPart, ...] = ()
    active: bool = True
    id: int | None = None
    version: int = 0
