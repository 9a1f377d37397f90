"""What a link shows, and the link to a record."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, select

from officedesk.errors import NotAllowed, NotFound
from officedesk.links import KINDS, Link
from officedesk.models.company import Company
from officedesk.models.contracts import Contract
from officedesk.models.customers import Customer
from officedesk.models.pipeline import Project
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

_TABLES: dict[str, tuple[type[Any], Permission]] = {
    "customer": (Customer, Permission.CUSTOMERS_READ),
    "estimate": (Estimate, Permission.ESTIMATES_READ),
    "job": (Job, Permission.JOBS_READ),
    "invoice": (Invoice, Permission.INVOICES_READ),
    "creditnote": (Invoice, Permission.INVOICES_READ),
    "project": (Project, Permission.PROJECTS_READ),
    "contract": (Contract, Permission.CONTRACTS_READ),
}


@dataclass(frozen=True, slots=True)
class Linked:
    """A record that a link shows: the change log's word for it (a credit note is an invoice), and whose it is."""

    entity: str
    id: int
    customer_id: int


def linked(desk: Desk, link: Link) -> Linked:
    """The record that ``link`` names, in the office at this desk.

    Raises :class:`NotFound` where there is none or it is in the trash, :class:`NotAllowed` for who may not see it.
    """
    desk.need(Permission.CUSTOMERS_READ)
    table, permission = _TABLES[link.kind]
    desk.need(permission)
    if table is Customer:
        # What was merged is found by its old number too.
        query = select(func.coalesce(Customer.merged_into_id, Customer.id)).where(Customer.number == link.number)
        with desk.read() as session:
            stays = session.scalar(query)
            alive = select(Customer.id).where(Customer.id == stays, Customer.deleted_at.is_(None))
            found = session.scalar(alive)
        if found is None:
            raise _missing(link)
        return Linked("customer", found, found)
    query = select(table.id, table.customer_id).where(table.number == link.number, table.deleted_at.is_(None))
    if table is Invoice:
        series = "credit_note" if link.kind == "creditnote" else "invoice"
        query = query.where(Invoice.kind_series == series)
    with desk.read() as session:
        row = session.execute(query).first()
    if row is None:
        raise _missing(link)
    entity = "invoice" if table is Invoice else link.kind
    return Linked(entity, row.id, row.customer_id)


def link_to(desk: Desk, kind: str, record_id: int) -> Link:
    """The link to a customer, estimate, job, invoice (or credit note), project or contract.

    Raises :class:`NotAllowed` for a draft, which has no number, and :class:`NotFound` for what is gone.
    """
    desk.need(Permission.CUSTOMERS_READ)
    table, permission = _TABLES[kind]
    desk.need(permission)
    series = Invoice.kind_series if table is Invoice else literal("")
    with desk.read() as session:
        row = session.execute(select(table.number, series.label("series")).where(table.id == record_id)).first()
        office = session.scalar(select(Company.office_key)) or ""
    if row is None:
        raise NotFound(f"There is no such {KINDS[kind]} any more.")
    if not row.number:
        raise NotAllowed("A draft has no number yet, and so no link.", hint="Issue the invoice first.")
    return Link("creditnote" if row.series == "credit_note" else kind, row.number, office)


def _missing(link: Link) -> NotFound:
    return NotFound(f"There is no {link.words} in this office.", hint="It may be in the trash.")
