"""A small lively office for tests of the window, made through the services."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from officedesk.models.enums import CustomerType, NoteKind
from officedesk.services.customers.drafts import Address, ContactDraft, CustomerDraft, LocationDraft
from officedesk.services.customers.editing import new_customer, save_customer
from officedesk.services.customers.locations import locations
from officedesk.services.customers.marks import add_note, set_favourite, set_flag, set_rating, set_tags
from officedesk.services.desk import Desk
from officedesk.services.equipment.drafts import EquipmentDraft
from officedesk.services.equipment.editing import save_equipment
from officedesk.services.messaging.drafts import MessageDraft
from officedesk.services.messaging.outbox import save_draft
from officedesk.services.notes.writing import new_note, save_note
from officedesk.services.reminders.editing import new_reminder, save_reminder
from officedesk.services.sales.drafts import AllocationDraft, LineDraft
from officedesk.services.sales.estimates import approve_estimate, new_estimate, save_estimate, send_estimate
from officedesk.services.sales.invoices import issue_invoice, new_invoice, save_invoice
from officedesk.services.sales.payments import new_payment, record_payment

NAMES = (
    "Birchwood Dental",
    "Carver County Library",
    "Delgado Residence",
    "Elm Street Brewing",
    "Fairview Apartments",
    "Grace Lutheran Church",
    "Hennepin Storage",
    "Ives & Sons",
    "Juniper Café",
    "Kowalski Łukasz",
)


@dataclass(frozen=True)
class Rows:
    """Ids of what :func:`fill` made."""

    abc: int
    places: tuple[int, ...]
    estimates: tuple[int, ...]
    invoices: tuple[int, ...]
    others: tuple[int, ...]


def lines(*priced: tuple[str, str, int]) -> tuple[LineDraft, ...]:
    """Lines of (name, quantity, price in minor units)."""
    return tuple(LineDraft(name=name, quantity=Decimal(quantity), price=price) for name, quantity, price in priced)


def add_estimate(
    desk: Desk, customer_id: int, location_id: int | None, price: int, text: str, days_ago: int = 0
) -> int:
    """A saved draft of one line."""
    draft = new_estimate(desk, customer_id, location_id)
    day = desk.today() - timedelta(days=days_ago)
    made = save_estimate(
        desk, replace(draft, description=text, date=day, valid_until=None, lines=lines((text, "1", price)))
    )
    assert made.id is not None
    return made.id


def add_invoice(
    desk: Desk, customer_id: int, location_id: int | None, price: int, *, days_ago: int = 0, due: int | None = 30
) -> int:
    """A saved draft; ``due`` counts days from its date, ``None`` for no due date."""
    draft = new_invoice(desk, customer_id, location_id)
    day = desk.today() - timedelta(days=days_ago)
    made = save_invoice(
        desk,
        replace(
            draft,
            date=day,
            terms_id=None,
            due_date=None if due is None else day + timedelta(days=due),
            lines=lines(("RTU filter change", "2", price // 2)),
        ),
    )
    assert made.id is not None
    return made.id


def add_equipment(desk: Desk, customer_id: int, location_id: int | None, name: str = "RTU-1", **values: Any) -> int:
    """A stored piece of equipment."""
    made = save_equipment(desk, EquipmentDraft(customer_id, location_id, name=name, **values))
    assert made.id is not None
    return made.id


def issue(desk: Desk, invoice_id: int, day: date | None = None) -> int:
    issue_invoice(desk, invoice_id, day)
    return invoice_id


def pay(desk: Desk, customer_id: int, invoice_id: int, amount: int, *, credit: int = 0) -> int:
    """A payment over one invoice; ``credit`` is paid on top and stays unapplied."""
    draft = new_payment(desk, customer_id, invoice_id)
    parts = (AllocationDraft(invoice_id, amount),) if amount else ()
    return record_payment(desk, replace(draft, amount=amount + credit, allocations=parts), allow_credit=bool(credit))


def fill(desk: Desk, others: Iterable[str] = NAMES) -> Rows:
    """ABC Company with three locations and papers of every state, and some more customers."""
    abc = save_customer(
        desk,
        replace(
            new_customer(desk),
            name="ABC Company",
            number="12345",
            billing=Address("8330 Lovers Ln", "", "Phillips", "WI", "54555"),
            contacts=(
                ContactDraft("John Wilson", "Owner", "(612) 746-4017", "", "sales@industrack.example", True),
                ContactDraft("Ana Delgado", "Facilities", "", "(612) 555-0142", ""),
            ),
            locations=(
                LocationDraft("", Address("400 S 4th St.", "Suite 1000M", "Minneapolis", "MN", "55415"), 0),
                LocationDraft("Location 2", Address("1820 Park Ave", "", "Minneapolis", "MN", "55404"), 1),
                LocationDraft("3rd location", Address("4 City Hall Plaza", "", "Chaska", "MN", "55318")),
            ),
        ),
    ).id
    assert abc is not None
    places = tuple(place.id for place in locations(desk, abc))
    set_tags(desk, abc, ["COD", "Collection", "Geofence"])
    set_flag(desk, abc, "Gate dog — call first")
    set_favourite(desk, abc, True)
    set_rating(desk, abc, 4)
    add_note(desk, abc, "Gate code 4411. Park behind the building.")
    add_note(desk, abc, "Ask for Ana, John is out on Fridays.")
    save_note(
        desk, replace(new_note(desk, abc, NoteKind.SITE, places[1]), text="Gate code 4411. Park behind the building.")
    )
    save_note(desk, replace(new_note(desk, abc), text="Called about the invoice.\nPays on Friday."))
    save_draft(desk, MessageDraft(customer_id=abc, subject="Friday", body="Hello John, we come on Friday."))
    estimates = (
        add_estimate(desk, abc, places[0], 450_00, "RTU tune-up"),
        add_estimate(desk, abc, places[1], 180_00, "Duct cleaning", 3),
        add_estimate(desk, abc, places[2], 1_200_00, "Water heater", 20),
    )
    send_estimate(desk, estimates[1])
    approve_estimate(desk, estimates[2], "John Wilson")
    invoices = (
        issue(desk, add_invoice(desk, abc, places[0], 470_00, due=None)),
        issue(desk, add_invoice(desk, abc, places[0], 306_00, days_ago=37)),
        issue(desk, add_invoice(desk, abc, places[1], 2_213_00, days_ago=10)),
        issue(desk, add_invoice(desk, abc, places[2], 161_00, days_ago=60)),
        add_invoice(desk, abc, places[2], 95_00),
    )
    add_equipment(desk, abc, places[0])
    pay(desk, abc, invoices[2], 1_190_00)
    pay(desk, abc, invoices[3], 161_00, credit=50_00)
    for number, subject in enumerate(("Contract renewal", "Call John about the roof key")):
        draft = new_reminder(desk, abc, places[number])
        save_reminder(desk, replace(draft, subject=subject))
    made = []
    for number, name in enumerate(others):
        customer = CustomerDraft(
            name=name,
            type=CustomerType.RESIDENTIAL if number % 3 == 2 else CustomerType.COMMERCIAL,
            tags=("Contract",) if number % 2 else (),
            billing=Address(f"{71 + number} Summit Ave", "", "Saint Paul", "MN", "55102"),
            contacts=(
                ContactDraft(f"Contact {number}", "", f"(651) 555-01{number:02d}", "", f"c{number}@x.example", True),
            ),
            locations=(LocationDraft("", Address(f"{71 + number} Summit Ave", "", "Saint Paul", "MN", "55102")),),
        )
        customer_id = save_customer(desk, customer).id
        assert customer_id is not None
        made.append(customer_id)
    if made:
        set_favourite(desk, made[0], True)
        issue(desk, add_invoice(desk, made[-1], None, 88_00))
    return Rows(abc, places, estimates, invoices, tuple(made))
