"""What a user looked at lately, kept among their settings: ids only, so that nothing of an erased customer stays."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.database.search import among
from officedesk.models.company import Setting
from officedesk.models.customers import Customer
from officedesk.models.enums import InvoiceKind
from officedesk.models.listing import CustomerListing
from officedesk.models.pipeline import Project
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job
from officedesk.services.customers.rows import SearchHit
from officedesk.services.customers.search import READS, customer_names, joined
from officedesk.services.desk import Desk
from officedesk.services.office.settings import store
from officedesk.services.permissions import Permission
from officedesk.services.search.kept import KEY, KINDS, Visit

MOST = 12
_READS = {**READS, "project": Permission.PROJECTS_READ}
_DOCUMENTS: dict[str, type[Any]] = {"estimate": Estimate, "job": Job, "invoice": Invoice, "project": Project}


def recent(desk: Desk, latest: Sequence[Visit] = ()) -> list[SearchHit]:
    """What the user at the desk looked at, the latest first: ``latest``, then what is remembered.

    What is in the trash or gone by now is left out, and what the user may not see.
    """
    desk.need(Permission.CUSTOMERS_READ)
    with desk.read() as session:
        visits = _merged(latest, _stored(session, desk))
        customers = [number for kind, number in visits if kind == "customer"]
        found = {("customer", hit.id): hit for hit in _customers(session, customers, desk.database.dialect)}
        for kind, table in _DOCUMENTS.items():
            if desk.may(_READS[kind]):
                numbers = [number for other, number in visits if other == kind]
                found |= {(kind, hit.id): hit for hit in _papers(session, kind, table, numbers, desk.database.dialect)}
    return [found[visit] for visit in visits if visit in found]


def remember(desk: Desk, latest: Sequence[Visit]) -> None:
    """Remember what the user at the desk looked at, the latest first. Nobody's visits are not remembered."""
    desk.need(Permission.OWN_WRITE)
    if desk.actor.user_id is None:
        return
    with desk.write() as session:
        visits = _still_there(session, _merged(latest, _stored(session, desk)))
        store(session, KEY, [list(visit) for visit in visits], desk.actor.user_id)


def _stored(session: Session, desk: Desk) -> list[Visit]:
    mine = (Setting.user_id == desk.actor.user_id) & (Setting.key == KEY)
    value: Any = session.scalars(select(Setting.value).where(mine).limit(1)).first()
    # Whatever a later version may have written there.
    return [(str(one[0]), int(one[1])) for one in value or () if isinstance(one, list) and len(one) == 2]


def _merged(latest: Iterable[Visit], stored: Iterable[Visit]) -> list[Visit]:
    visits = dict.fromkeys((*latest, *stored))
    return [visit for visit in visits if visit[0] in KINDS][:MOST]


def _still_there(session: Session, visits: Sequence[Visit]) -> list[Visit]:
    """Without what was erased for good while a window remembers it. What is in the trash may come back."""
    there: set[Visit] = set()
    tables: dict[str, type[Any]] = {"customer": Customer, **_DOCUMENTS}
    for kind, table in tables.items():
        wanted = [number for other, number in visits if other == kind]
        there.update((kind, number) for number in session.scalars(select(table.id).where(table.id.in_(wanted))))
    return [visit for visit in visits if visit in there]


def _customers(session: Session, ids: Sequence[int], dialect: str) -> Iterable[SearchHit]:
    row = CustomerListing
    rows = session.execute(
        select(row.customer_id, row.name, row.number, row.contact, row.location).where(
            among(row.customer_id, ids, dialect)
        )
    )
    for one in rows:
        detail = joined(one.number, one.contact, one.location)
        yield SearchHit("customer", one.customer_id, one.customer_id, one.name, detail)


def _papers(session: Session, kind: str, table: Any, ids: Sequence[int], dialect: str) -> Iterable[SearchHit]:
    if not ids:
        return
    word = table.kind if table is Invoice else table.id
    said = (table.title if table is Project else table.description).label("description")
    rows = session.execute(
        select(table.id, table.number, table.customer_id, table.location_id, said, word.label("word")).where(
            among(table.id, ids, dialect), table.deleted_at.is_(None)
        )
    ).all()
    names = customer_names(session, [one.customer_id for one in rows], dialect)
    for one in rows:
        called = "Credit note" if one.word is InvoiceKind.CREDIT_NOTE else kind.capitalize()
        title = f"{called} {one.number}" if one.number else f"{called} draft"
        if one.customer_id in names:
            line = one.description.partition("\n")[0][:120]
            yield SearchHit(kind, one.id, one.customer_id, title, joined(names[one.customer_id], line), one.location_id)
