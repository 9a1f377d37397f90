"""What members get off new estimates and invoices."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.models.contracts import Contract, Plan
from officedesk.models.enums import AmountKind
from officedesk.services.contracts.results import MemberDiscount
from officedesk.services.sales.drafts import Pricing


def member_discount(session: Session, customer_id: int, location_id: int | None, on: date) -> MemberDiscount | None:
    """The best discount of the customer's contracts that run on a day; not of those for another location."""
    running = [
        Contract.customer_id == customer_id,
        Contract.deleted_at.is_(None),
        Contract.starts <= on,
        Contract.runs_until >= on,
        Contract.discount_percent > Decimal(0),
    ]
    if location_id is not None:
        running.append(func.coalesce(Contract.location_id, location_id) == location_id)
    row = session.execute(
        select(Contract.id, Contract.name, Contract.discount_percent, Plan.name.label("plan"))
        .outerjoin(Plan, Plan.id == Contract.plan_id)
        .where(*running)
        .order_by(Contract.discount_percent.desc(), Contract.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    return MemberDiscount(row.id, row.discount_percent, member_reason(row.plan or "", row.name))


def member_reason(plan: str, name: str) -> str:
    """Why there is something off: by a membership of a plan, or by a contract of that name."""
    return f"{plan} member" if plan else name


def for_member(
    session: Session, pricing: Pricing, customer_id: int, location_id: int | None, on: date, was: str = ""
) -> Pricing:
    """``pricing`` with what the customer gets off as a member; a discount that somebody gave stays.

    ``was``: the reason of another customer's member discount, which is taken off first.
    """
    if was and pricing.discount_reason == was:
        pricing = pricing.undiscounted()
    if pricing.discount_kind is not AmountKind.NONE:
        return pricing
    found = member_discount(session, customer_id, location_id, on)
    if found is None:
        return pricing
    return replace(
        pricing, discount_kind=AmountKind.PERCENT, discount_value=found.percent, discount_reason=found.reason
    )
