"""What a customer's profile tells of their contracts."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.models.contracts import Contract


def expires(session: Session, customer_id: int, location_id: int | None = None) -> date | None:
    """The last day of the contract that ends last, a cancelled one's as it was cancelled; ``None`` without any.

    With a location: of those for it, and for none in particular.
    """
    mine = [Contract.customer_id == customer_id, Contract.deleted_at.is_(None)]
    if location_id is not None:
        mine.append(func.coalesce(Contract.location_id, location_id) == location_id)
    last = select(func.max(Contract.runs_until)).where(*mine)
    return session.scalar(last)
