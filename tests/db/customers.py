"""Customers for tests, and what the list shows of them."""

from __future__ import annotations

from officedesk.models.enums import CustomerType
from officedesk.models.sales import Invoice
from officedesk.services.customers.drafts import Address, ContactDraft, CustomerDraft, LocationDraft
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort

ABC = CustomerDraft(
    name="ABC Company",
    type=CustomerType.COMMERCIAL,
    billing=Address("400 S 4th St", "Suite 1000M", "Minneapolis", "MN", "55415"),
    contacts=(
        ContactDraft("Anna Berg", "Manager", "(612) 746-4017", "", "anna@abc.example", is_primary=True),
        ContactDraft("Bo Lund", phone="612 555 0101"),
    ),
    locations=(
        LocationDraft("Main office", Address("400 S 4th St", city="Minneapolis", region="MN", postal_code="55415")),
        LocationDraft("Warehouse", Address("9 Oak Ave", city="Edina", region="MN", postal_code="55416"), contact=1),
    ),
    tags=("VIP",),
)


def names(desk: Desk, **filter_: object) -> list[str]:
    query = CustomerFilter(**filter_)  # type: ignore[arg-type]
    rows = CustomerList(desk).first(query, Sort("name"), 50)
    assert [row.id for row in rows] == list(CustomerList(desk).ids(query, Sort("name")))[:50]
    return [row.name for row in rows]


def invoice(desk: Desk, customer_id: int, number: str = "9001", total: int = 100_00) -> None:
    with desk.write() as session:
        session.add(
            Invoice(
                number=number,
                serial=int(number),
                state="issued",
                customer_id=customer_id,
                brand_id=1,
                date=desk.today(),
                due_date=desk.today(),
                currency="USD",
                total=total,
                balance=total,
                created_at=desk.now(),
                updated_at=desk.now(),
            )
        )
