"""Who sends a paper, to whom, about which place: read from the office as it is now."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from officedesk.database.direct import Prepared
from officedesk.database.records import stored_columns, stored_record
from officedesk.errors import NotFound
from officedesk.formatting import address_lines
from officedesk.models.base import Table
from officedesk.models.company import Brand, Company, Terms
from officedesk.models.customers import Contact, Customer, Location
from officedesk.models.enums import PaperSize
from officedesk.models.papers import PaperBrand, PaperColumn, PaperData, PaperFact, PaperKind
from officedesk.models.parts import Addressed

# Rows, not objects: an invoice is issued while others wait, and an object costs ten times its row.
_COMPANY = Prepared(select(*Company.__table__.c))
_PRIMARY = Prepared(
    select(*Contact.__table__.c).where(Contact.customer_id == bindparam("customer"), Contact.is_primary)
)
TITLES = {
    PaperKind.ESTIMATE: "Estimate",
    PaperKind.WORK_ORDER: "Work order",
    PaperKind.INVOICE: "Invoice",
    PaperKind.DEPOSIT: "Deposit invoice",
    PaperKind.CREDIT_NOTE: "Credit note",
    PaperKind.RECEIPT: "Receipt",
    PaperKind.AGREEMENT: "Service agreement",
    PaperKind.CONTRACT_REPORT: "Contract report",
}


@dataclass(frozen=True, slots=True)
class Parties:
    """The heads of a paper and the habits of the office that are the same on each."""

    brand: PaperBrand
    thanks: str
    payment_note: str
    remittance_strip: bool
    hidden: dict[str, Any]
    customer_name: str
    customer_number: str
    bill_to: tuple[str, ...]
    location: tuple[str, ...]
    contact: str
    contact_phone: str
    date_format: str
    paper_size: PaperSize
    sample: bool

    def hidden_columns(self, kind: PaperKind) -> tuple[PaperColumn, ...]:
        """The columns that the brand leaves out of this kind of paper; names it does not know mean nothing."""
        names = self.hidden.get(kind.value) or ()
        return tuple(column for column in PaperColumn if column.value in names)


def parties(
    session: Session, customer_id: int, brand_id: int, location_id: int | None, contact_id: int | None
) -> Parties:
    """The heads of a document of this customer. The bill goes to the customer who pays, where that is another."""
    company = _COMPANY.first(session)
    brand = found(session, Brand, brand_id, "brand")
    customer = found(session, Customer, customer_id, "customer")
    payer = found(session, Customer, customer.parent_id, "customer") if customer.parent_id else customer
    contact = stored_record(session, Contact, contact_id) if contact_id else None
    billed = contact if contact and contact.customer_id == payer.id else _primary(session, payer.id)
    location = stored_record(session, Location, location_id) if location_id else None
    face = brand if address(brand) else company
    on_site = contact or _primary(session, customer.id)
    return Parties(
        brand=PaperBrand(
            name=brand.name or company.name,
            address=address(face),
            phone=brand.phone or company.phone,
            email=brand.email or company.email,
            website=brand.website,
            licence=brand.licence,
            colour=brand.colour,
            logo=brand.logo,
        ),
        thanks=brand.thanks,
        payment_note=brand.payment_note,
        remittance_strip=brand.remittance_strip,
        hidden=brand.hidden_columns or {},
        customer_name=customer.name,
        customer_number=customer.number,
        bill_to=_filled(payer.name, billed.name if billed and billed.name != payer.name else "", *address(payer)),
        location=_place(location) if location else (),
        contact=on_site.name if on_site else "",
        contact_phone=(on_site.mobile or on_site.phone) if on_site else "",
        date_format=company.date_format,
        paper_size=company.paper_size,
        sample=company.is_sample,
    )


def headed(kind: PaperKind, heads: Parties, on: date, number: str, currency: str) -> PaperData:
    """A paper of this kind with its heads, nothing on it yet."""
    return PaperData(
        kind=kind,
        title=TITLES[kind],
        date=on,
        number=number,
        brand=heads.brand,
        customer_name=heads.customer_name,
        customer_number=heads.customer_number,
        bill_to=heads.bill_to,
        service_location=heads.location,
        thanks=heads.thanks,
        currency=currency,
        date_format=heads.date_format,
        paper_size=heads.paper_size,
        hidden_columns=heads.hidden_columns(kind),
        sample=heads.sample,
    )


def address(place: Addressed | Row[Any]) -> tuple[str, ...]:
    """The lines of an address as they stand on a letter."""
    return tuple(address_lines(place.street, place.street2, place.city, place.region, place.postal_code, place.country))


def found(session: Session, kind: type[Table], row_id: int, word: str) -> Any:
    """The row, or :class:`NotFound` in the user's words."""
    row = stored_record(session, kind, row_id)
    if row is None:
        raise NotFound(f"The {word} isn't there any more.", hint="Someone may have deleted it; reload the list.")
    return row


def terms_name(session: Session, terms_id: int | None) -> str:
    """What the payment terms are called; empty where the document has none."""
    terms = stored_columns(session, Terms, terms_id, "name") if terms_id else None
    return str(terms.name) if terms else ""


def facts(*pairs: tuple[str, str | date | None], strong: str = "") -> tuple[PaperFact, ...]:
    """Those of the labelled facts that have something to say."""
    return tuple(
        PaperFact(label, day=value, strong=label == strong)
        if isinstance(value, date)
        else PaperFact(label, text=value, strong=label == strong)
        for label, value in pairs
        if value
    )


def _primary(session: Session, customer_id: int) -> Any:
    return _PRIMARY.first(session, customer=customer_id)


def _place(location: Any) -> tuple[str, ...]:
    lines = address(location)
    return lines if location.name in lines else _filled(location.name, *lines)


def _filled(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)
