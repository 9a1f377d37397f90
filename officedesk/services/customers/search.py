"""The search over everything in the top bar: documents by number, customers, and the addresses they are found at."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from officedesk.database.search import among, among_parameter, driver_rows, id_list
from officedesk.models.customers import Location
from officedesk.models.listing import CustomerListing
from officedesk.models.wanted import wanted
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.meant import matching_locations
from officedesk.services.customers.numbered import NumberedDocument, by_number
from officedesk.services.customers.rows import CustomerRow, LocationRow, SearchHit
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

_DOCUMENTS = 6
"""Documents of each kind whose number only begins as typed."""
READS = {
    "estimate": Permission.ESTIMATES_READ,
    "job": Permission.JOBS_READ,
    "invoice": Permission.INVOICES_READ,
}
"""What seeing a document needs."""


def find(desk: Desk, text: str, limit: int = 20) -> list[SearchHit]:
    """What ``text`` finds, best first: documents of exactly this number, customers, documents by beginning.

    A customer with several locations comes as one hit for each location that the text is about, naming its address
    and with ``location_id`` set; otherwise as one hit for the customer. Nothing to search for finds nothing.
    """
    desk.need(Permission.CUSTOMERS_READ)
    asked = wanted(text)
    if asked is None:
        return []
    dialect = desk.database.dialect
    with desk.read() as session:
        customers, meant = CustomerList(desk).found(session, asked, limit)
        ids = [row.id for row in customers]
        documents = by_number(session, asked, desk.today(), _DOCUMENTS)
        documents = [document for document in documents if desk.may(READS[document.kind])]
        names = customer_names(session, [document.customer_id for document in documents], dialect)
        places = matching_locations(session, meant, ids, dialect) if ids else {}
        counts = _location_counts(session, ids, dialect)
    documents = [document for document in documents if document.customer_id in names]
    exact = [_document_hit(d, names) for d in documents if d.exact]
    partly = [_document_hit(d, names) for d in documents if not d.exact]
    people = [hit for row in customers for hit in _customer_hits(row, places.get(row.id, ()), counts.get(row.id, 0))]
    kept = max(limit - len(exact) - min(len(partly), limit // 3), 0)
    return [*exact, *people[:kept], *partly][:limit]


def customer_names(session: Session, ids: Sequence[int], dialect: str) -> dict[int, str]:
    """Names by id of those of these customers that are not in the trash."""
    if not ids:
        return {}
    return dict(driver_rows(session, _names_query(dialect), {"ids": id_list(set(ids), dialect)}))


@cache
def _names_query(dialect: str) -> Select[int, str]:
    """Made once: this is asked at every keystroke."""
    listing = CustomerListing
    return select(listing.customer_id, listing.name).where(among_parameter(listing.customer_id, "ids", dialect))


def _location_counts(session: Session, ids: Sequence[int], dialect: str) -> dict[int, int]:
    if not ids:
        return {}
    rows = session.execute(
        select(Location.customer_id, func.count())
        .where(among(Location.customer_id, ids, dialect), Location.archived_at.is_(None))
        .group_by(Location.customer_id)
    )
    return dict(rows.all())


def _customer_hits(row: CustomerRow, places: Sequence[LocationRow], locations: int) -> list[SearchHit]:
    if places:
        return [
            SearchHit(
                kind="location",
                id=place.id,
                customer_id=row.id,
                title=row.name,
                detail=joined(place.name, place.line, place.contact_name, place.phone),
                location_id=place.id,
            )
            for place in places
        ]
    where = row.location if locations < 2 else f"{locations} locations"
    mark = "Archived" if row.archived else ""
    return [SearchHit("customer", row.id, row.id, row.name, joined(mark, row.number, row.contact, row.phone, where))]


def _document_hit(document: NumberedDocument, names: dict[int, str]) -> SearchHit:
    first_line: Any = document.description.partition("\n")[0][:120]
    return SearchHit(
        kind=document.kind,
        id=document.id,
        customer_id=document.customer_id,
        title=f"{document.word} {document.number}",
        detail=joined(names[document.customer_id], first_line),
        location_id=document.location_id,
    )


def joined(*parts: str) -> str:
    """The parts that say something, in one line."""
    return " · ".join(part for part in parts if part)
