"""What a check looks at of customers that were merged."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from officedesk.models.customers import Customer
from officedesk.services.check_store import Finding, broken
from officedesk.services.customers.merge import MOVED


def merged(session: Session, _checked: dict[str, int]) -> Iterator[Finding]:
    """Who was merged is shown nowhere, is part of somebody who was not merged, and has nothing any more."""
    other = aliased(Customer)
    gone = Customer.merged_into_id.is_not(None)
    rows = session.execute(
        select(Customer.number, Customer.name, Customer.deleted_at, other.id, other.merged_into_id.label("further"))
        .outerjoin(other, other.id == Customer.merged_into_id)
        .where(gone)
    )
    for row in rows:
        where = f"Customer {row.number} {row.name}"
        if row.deleted_at is None:
            yield broken(where, "was merged and is still shown")
        if row.id is None:
            yield broken(where, "was merged into a customer that is not there")
        if row.further is not None:
            yield broken(where, "was merged into a customer that was merged itself")
    for word, kind in MOVED.items():
        left = select(kind.id, Customer.number, Customer.name).join(Customer, Customer.id == kind.customer_id)
        for row in session.execute(left.where(gone)):
            yield broken(f"Customer {row.number} {row.name}", f"was merged and still has {word} {row.id}")
