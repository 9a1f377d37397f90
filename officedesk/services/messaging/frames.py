"""The frame that a brand's emails are in."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.formatting import address_lines, phone
from officedesk.models.company import Brand, Company
from officedesk.services.messaging.markup import Frame

LOGO_ID = "logo@officedesk"


def brand_of(session: Session, brand_id: int | None) -> Brand | None:
    """The brand, or the office's default one."""
    brand = session.get(Brand, brand_id) if brand_id is not None else None
    return brand or session.scalars(select(Brand).where(Brand.is_default)).first()


def frame_of(session: Session, brand_id: int | None, *, logo: bool, closing: str = "") -> Frame:
    """The frame of a brand's emails. Without ``logo`` its name stands there: previews show no attached pictures."""
    company = session.scalars(select(Company)).one()
    brand = brand_of(session, brand_id)
    if brand is None:
        return Frame(name=company.name, lines=_lines(company, company.phone, ""), closing=closing)
    place = brand if brand.street or brand.city else company
    return Frame(
        name=brand.name or company.name,
        colour=brand.colour,
        lines=_lines(place, brand.phone or company.phone, brand.website),
        logo_id=LOGO_ID if logo and brand.logo else "",
        closing=closing,
    )


def _lines(place: Brand | Company, number: str, website: str) -> tuple[str, ...]:
    where = ", ".join(
        address_lines(place.street, place.street2, place.city, place.region, place.postal_code, place.country)
    )
    return tuple(line for line in (where, "   ".join(part for part in (phone(number), website) if part)) if line)
