"""Billing of contracts: on the day on which a period begins its invoice draft appears, once for all desktops.

What is billed follows from what is stored: who comes first of several desktops makes a period's draft, and an office
that was closed for weeks catches up at its next look. A period that was billed is never billed again by itself, also
where its draft was deleted or its invoice voided: :func:`bill_again` does that when somebody asks for it.
"""

import logging
from dataclasses import replace
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from officedesk.errors import NotAllowed, NotFound, OfficeBusy, OfficeError, OfficeReadOnly
from officedesk.models.billing_periods import Period
from officedesk.models.contracts import Contract, ContractBill
from officedesk.models.customers import Customer
from officedesk.models.enums import BillingInterval, LineKind
from officedesk.services.contracts.contract_store import load
from officedesk.services.contracts.money_plan import bills, name_of, open_periods, part_note
from officedesk.services.contracts.plan_store import plan_name
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.sales import parts
from officedesk.services.sales.drafts import InvoiceDraft, LineDraft
from officedesk.services.sales.invoice_store import begin_invoice
from officedesk.services.sales.taxes import EXEMPT, tax_choice

log = logging.getLogger(__name__)
EVERY = {
    BillingInterval.ONCE: "once",
    BillingInterval.MONTHLY: "monthly",
    BillingInterval.QUARTERLY: "quarterly",
    BillingInterval.HALF_YEARLY: "every six months",
    BillingInterval.YEARLY: "yearly",
}
"""Intervals in words."""


def bill_due(desk: Desk) -> int:
    """Make the invoice drafts of all periods that have begun and are not billed; how many it made.

    Each contract in its own transaction, so that one that cannot be billed keeps none of the others.
    """
    desk.need(Permission.CONTRACTS_WRITE)
    desk = desk.by_program()
    made = 0
    for contract_id in _due(desk):
        try:
            with desk.write() as session:
                made += bill_contract(session, desk, contract_id)
        except (OfficeBusy, OfficeReadOnly):
            raise
        except OfficeError as error:
            log.warning("contract %s could not be billed: %s", contract_id, error)
    return made


def _due(desk: Desk) -> list[int]:
    """Contracts that have something to bill today, by id; cheap where there is nothing."""
    today = desk.today()
    behind = and_(Contract.billed_until < today, Contract.billed_until < Contract.runs_until)
    with desk.read() as session:
        query = (
            select(Contract.id)
            .join(Customer, Customer.id == Contract.customer_id)
            .where(Contract.deleted_at.is_(None), Contract.starts <= today)
            .where(or_(Contract.billed_until.is_(None), behind))
            .where(Contract.price > 0, Customer.deleted_at.is_(None))
        )
        return list(session.scalars(query.order_by(Contract.id)))


def bill_contract(session: Session, desk: Desk, contract_id: int) -> int:
    """The same for one contract in the caller's transaction. It is locked: of two desktops one finds nothing left."""
    contract = session.scalars(
        select(Contract).where(Contract.id == contract_id, Contract.deleted_at.is_(None)).with_for_update()
    ).one_or_none()
    if contract is None:
        return 0
    today = desk.today()
    made = 0
    for period in open_periods(contract, bills(session, contract.id)):
        if period.starts > today:
            break
        invoice_id = make_draft(session, desk, contract, period) if period.amount else None
        session.add(
            ContractBill(
                contract_id=contract.id,
                period_starts=period.starts,
                period_ends=period.ends,
                due=period.starts,
                amount=period.amount,
                invoice_id=invoice_id,
            )
        )
        contract.billed_until = period.ends
        made += 1
    session.flush()
    return made


def bill_again(desk: Desk, contract_id: int, period_starts: date) -> int:
    """A new draft for a period whose draft was deleted or whose invoice was voided; its id.

    Raises :class:`NotAllowed` where it is billed, :class:`NotFound` where the period was never billed.
    """
    desk.need(Permission.INVOICES_WRITE)
    with desk.write() as session:
        contract = load(session, contract_id, lock=True)
        found = next(
            (
                one
                for one in bills(session, contract.id, lock=True)
                if one.bill.period_starts == period_starts and not one.bill.credits
            ),
            None,
        )
        if found is None:
            raise NotFound("This period was not billed yet.", hint="Its draft appears on its first day.")
        if found.there:
            where = f"on invoice {found.number}" if found.number else "on an invoice draft"
            raise NotAllowed(
                f"{name_of(found.period, contract.billing)} of contract {contract.number} is {where} already."
            )
        invoice_id = found.bill.invoice_id = make_draft(session, desk, contract, found.period)
        contract.touch(desk.now())
        return invoice_id


def make_draft(session: Session, desk: Desk, contract: Contract, period: Period) -> int:
    """The invoice draft of a period, dated on its first day or today where that is over; its id."""
    given = parts.defaults(session, contract.customer_id, contract.location_id, contract.brand_id)
    line = _line(session, contract, period)
    draft = InvoiceDraft(
        customer_id=contract.customer_id,
        brand_id=contract.brand_id,
        date=desk.today(),
        location_id=contract.location_id,
        contact_id=given.contact_id,
        terms_id=given.terms_id,
        description=line.name,
        pricing=replace(given.pricing, currency=contract.currency),
        lines=(line,),
    )
    return begin_invoice(session, desk, draft).id or 0


def _line(session: Session, contract: Contract, period: Period) -> LineDraft:
    """The line that bills a period, called as the plan or else the contract is, with the customer's tax."""
    title = plan_name(session, contract.plan_id) or contract.name
    tax = tax_choice(session, contract.customer_id, contract.location_id) if contract.taxable else EXEMPT
    return LineDraft(
        kind=LineKind.SERVICE,
        name=f"{title}, {name_of(period, contract.billing)}",
        description=" · ".join(filter(None, (f"Contract {contract.number}", part_note(period)))),
        price=period.amount,
        tax_rate_id=tax.rate_id,
        tax_name=tax.name,
        tax_percent=tax.percent,
    )
