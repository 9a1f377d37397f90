"""Customers are saved whole, merged where two desktops changed different things, and put away without loss."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial

import pytest

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.enums import EstimateStatus
from officedesk.models.sales import Estimate
from officedesk.services.customers import contacts, editing, locations, marks
from officedesk.services.customers.drafts import Address, ContactDraft, CustomerDraft, LocationDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rules import warnings
from officedesk.services.desk import Desk
from tests import factories
from tests.db.customers import ABC, invoice, names
from tests.db.selling import at_once

HOSTILE = (
    "<b>x</b>&\"'</para><img src=/etc/hostname>",
    "=HYPERLINK(1)",
    "'; DROP TABLE customer; --",
    "%_\\",
    "${1} {{7*7}}",
    "../../x",
    "nul\x00 and \ud800 half",
    "\u202eevil",
    "مرحبا بكم",
    "Nguyễn Văn Ánh",
    "株式会社北京",
    "🌲🌲",
    "e\u0301\u0301\u0301",
    "long " * 20_000,
)


@pytest.fixture
def other(desk: Desk) -> Iterator[Desk]:
    """The same office from a second desktop."""
    second = factories.second_desk(desk)
    with closing(second.database):
        yield second


def estimate(desk: Desk, customer_id: int, location_id: int | None = None, contact_id: int | None = None) -> None:
    with desk.write() as session:
        session.add(
            Estimate(
                number="E1",
                serial=1,
                customer_id=customer_id,
                location_id=location_id,
                contact_id=contact_id,
                brand_id=1,
                date=desk.today(),
                valid_until=None,
                currency="USD",
                status=EstimateStatus.DRAFT,
                created_at=desk.now(),
                updated_at=desk.now(),
            )
        )


def test_saved_customer_reads_back_as_it_was_typed(desk: Desk) -> None:
    saved = save_customer(desk, ABC)
    assert saved.number == "12345"
    assert saved.version == 1
    assert saved == customer(desk, saved.id or 0)
    plain = replace(saved, id=None, number="", version=0)
    plain = replace(plain, contacts=tuple(replace(c, id=None) for c in plain.contacts))
    assert replace(plain, locations=tuple(replace(p, id=None) for p in plain.locations)) == ABC


def test_numbers_go_on_from_the_sequence_and_step_over_typed_ones(desk: Desk) -> None:
    assert save_customer(desk, CustomerDraft(name="A")).number == "12345"
    assert save_customer(desk, CustomerDraft(name="B", number="12346")).number == "12346"
    assert save_customer(desk, CustomerDraft(name="C")).number == "12347"


def test_number_of_another_customer_is_refused(desk: Desk) -> None:
    save_customer(desk, CustomerDraft(name="First", number="7"))
    with pytest.raises(InvalidInput) as refused:
        save_customer(desk, CustomerDraft(name="Second", number="7"))
    assert "First" in refused.value.fields["number"]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (CustomerDraft(name="  "), "name"),
        (replace(ABC, rating=6), "rating"),
        (replace(ABC, tags=("x" * 61,)), "tags"),
        (replace(ABC, contacts=(ContactDraft(),)), "contacts.0.name"),
        (replace(ABC, contacts=(ContactDraft("A", email="no at sign"),), locations=()), "contacts.0.email"),
        (replace(ABC, contacts=(ContactDraft("A", email="a@b"),), locations=()), "contacts.0.email"),
        (replace(ABC, contacts=(ContactDraft("A", phone="12"),), locations=()), "contacts.0.phone"),
        (replace(ABC, locations=(LocationDraft(contact=5, name="X"),)), "locations.0.contact"),
        (replace(ABC, locations=(LocationDraft(),)), "locations.0.name"),
        (replace(ABC, billing=Address(latitude=91.0, longitude=0.0)), "billing.latitude"),
    ],
)
def test_draft_that_cannot_stand_is_refused_by_field(desk: Desk, draft: CustomerDraft, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        save_customer(desk, draft)
    assert field in refused.value.fields
    assert names(desk) == []


def test_odd_zip_code_is_a_warning_for_us_addresses_only() -> None:
    odd = replace(ABC, billing=Address(postal_code="5541"), locations=())
    assert list(warnings(odd)) == ["billing.postal_code"]
    assert warnings(replace(odd, billing=Address(postal_code="K1A 0B1", country="Canada"))) == {}
    assert warnings(replace(odd, billing=Address(postal_code="55415-1234"))) == {}


def test_first_contact_becomes_the_primary_one(desk: Desk) -> None:
    draft = replace(ABC, contacts=(ContactDraft("A"), ContactDraft("B")), locations=())
    assert [c.is_primary for c in save_customer(desk, draft).contacts] == [True, False]


def test_star_moves_in_both_directions(desk: Desk) -> None:
    saved = save_customer(desk, ABC)
    first, second = saved.contacts
    swapped = replace(saved, contacts=(replace(first, is_primary=False), replace(second, is_primary=True)))
    saved = save_customer(desk, swapped)
    assert [c.is_primary for c in saved.contacts] == [False, True]
    contacts.make_primary(desk, saved.id or 0, first.id or 0)
    assert [c.is_primary for c in contacts.contacts(desk, saved.id or 0)] == [True, False]


def test_primary_contact_cannot_be_removed(desk: Desk) -> None:
    saved = save_customer(desk, ABC)
    with pytest.raises(NotAllowed, match="primary"):
        contacts.remove_contact(desk, saved.id or 0, saved.contacts[0].id or 0)
    contacts.remove_contact(desk, saved.id or 0, saved.contacts[1].id or 0)
    assert [c.name for c in contacts.contacts(desk, saved.id or 0)] == ["Anna Berg"]


def test_contact_saved_alone_changes_the_version(desk: Desk) -> None:
    saved = save_customer(desk, ABC)
    row = contacts.save_contact(desk, saved.id or 0, ContactDraft("Cy", email="cy@abc.example"))
    assert not row.is_primary
    with pytest.raises(InvalidInput) as refused:
        contacts.save_contact(desk, saved.id or 0, replace(saved.contacts[0], email="x"))
    assert list(refused.value.fields) == ["email"]
    assert customer(desk, saved.id or 0).version == 2


def test_removed_contact_leaves_documents_and_locations_without_it(desk: Desk) -> None:
    saved = save_customer(desk, ABC)
    bo = saved.contacts[1].id
    estimate(desk, saved.id or 0, contact_id=bo)
    saved = save_customer(
        desk,
        replace(
            saved,
            contacts=saved.contacts[:1],
            locations=tuple(replace(place, contact=None) for place in saved.locations),
        ),
    )
    assert [place.contact for place in saved.locations] == [None, None]
    with desk.read() as session:
        assert session.query(Estimate.contact_id).scalar() is None


def test_location_in_use_is_archived_and_another_is_deleted(desk: Desk) -> None:
    saved = save_customer(desk, ABC)
    main, warehouse = saved.locations
    estimate(desk, saved.id or 0, location_id=warehouse.id)
    assert locations.remove_location(desk, saved.id or 0, warehouse.id or 0)
    assert not locations.remove_location(desk, saved.id or 0, main.id or 0)
    assert locations.locations(desk, saved.id or 0) == []
    with desk.read() as session:
        assert session.query(Estimate.location_id).scalar() == warehouse.id
    again = save_customer(desk, replace(customer(desk, saved.id or 0), locations=(LocationDraft("New"),)))
    assert [place.name for place in again.locations] == ["New"]


def test_locations_keep_their_order_and_filter_by_words(desk: Desk) -> None:
    saved = save_customer(desk, ABC)
    saved = save_customer(desk, replace(saved, locations=saved.locations[::-1]))
    assert [row.name for row in locations.locations(desk, saved.id or 0)] == ["Warehouse", "Main office"]
    locations.make_first(desk, saved.id or 0, saved.locations[1].id or 0)
    assert [row.name for row in locations.locations(desk, saved.id or 0)] == ["Main office", "Warehouse"]
    assert [row.name for row in locations.locations(desk, saved.id or 0, "oak EDINA")] == ["Warehouse"]
    assert [row.contact_name for row in locations.locations(desk, saved.id or 0, "555-0101")] == ["Bo Lund"]
    assert locations.locations(desk, saved.id or 0, "nowhere") == []


def test_payers_in_a_circle_are_refused(desk: Desk) -> None:
    a = save_customer(desk, CustomerDraft(name="A"))
    b = save_customer(desk, CustomerDraft(name="B", parent_id=a.id))
    with pytest.raises(InvalidInput) as refused:
        save_customer(desk, replace(a, parent_id=b.id))
    assert "parent_id" in refused.value.fields
    with pytest.raises(InvalidInput):
        save_customer(desk, replace(a, parent_id=a.id))


def test_changes_of_different_fields_go_together(desk: Desk, other: Desk) -> None:
    base = save_customer(desk, ABC)
    theirs = replace(
        base, name="ABC Incorporated", tags=("VIP", "Net 10"), billing=replace(base.billing, street="1 A St")
    )
    save_customer(other, theirs)
    mine = replace(
        base,
        rating=4,
        tags=(),
        billing=replace(base.billing, street2=""),
        contacts=(*base.contacts, ContactDraft("Cy")),
        locations=(*base.locations, LocationDraft("Annex", Address("1 B St"), contact=2)),
    )
    merged = save_customer(desk, mine, base)
    assert (merged.name, merged.rating, merged.tags) == ("ABC Incorporated", 4, ("Net 10",))
    assert (merged.billing.street, merged.billing.street2) == ("1 A St", "")
    assert [c.name for c in merged.contacts] == ["Anna Berg", "Bo Lund", "Cy"]
    assert merged.locations[2].contact == 2


def test_same_field_changed_twice_is_shown_not_overwritten(desk: Desk, other: Desk) -> None:
    base = save_customer(desk, ABC)
    save_customer(other, replace(base, name="Theirs"))
    with pytest.raises(Conflict) as lost:
        save_customer(desk, replace(base, name="Mine", rating=2), base)
    assert lost.value.fields == ("name",)
    assert lost.value.theirs.name == "Theirs"
    with pytest.raises(Conflict):
        save_customer(desk, replace(base, rating=2))
    assert customer(desk, base.id or 0).name == "Theirs"


def test_two_desktops_cannot_make_two_primary_contacts(desk: Desk, other: Desk) -> None:
    base = save_customer(desk, replace(ABC, contacts=(*ABC.contacts, ContactDraft("Cy"))))
    first, second, third = base.contacts
    demoted = replace(first, is_primary=False)
    save_customer(other, replace(base, contacts=(demoted, replace(second, is_primary=True), third)))
    with pytest.raises(Conflict) as lost:
        save_customer(desk, replace(base, contacts=(demoted, second, replace(third, is_primary=True))), base)
    assert lost.value.fields == ("contacts",)


def test_contact_removed_there_and_changed_here_is_a_conflict(desk: Desk, other: Desk) -> None:
    base = save_customer(desk, replace(ABC, locations=()))
    save_customer(other, replace(base, contacts=base.contacts[:1]))
    changed = (base.contacts[0], replace(base.contacts[1], role="Owner"))
    with pytest.raises(Conflict):
        save_customer(desk, replace(base, contacts=changed), base)
    kept = save_customer(desk, replace(base, rating=1), base)
    assert [c.name for c in kept.contacts] == ["Anna Berg"]


def test_trash_hides_and_restore_brings_back(desk: Desk) -> None:
    saved = save_customer(desk, ABC)
    assert editing.trash(desk, [saved.id or 0]) == []
    assert names(desk) == [] == names(desk, text="abc")
    editing.restore(desk, [saved.id or 0])
    assert names(desk) == ["ABC Company"] == names(desk, text="abc")


def test_customer_with_issued_invoices_can_only_be_archived(desk: Desk) -> None:
    saved = save_customer(desk, ABC)
    free = save_customer(desk, CustomerDraft(name="Free"))
    invoice(desk, saved.id or 0)
    with pytest.raises(NotAllowed, match="ABC Company"):
        editing.trash(desk, [saved.id or 0])
    assert editing.trash(desk, [saved.id or 0, free.id or 0]) == ["ABC Company"]
    editing.archive(desk, [saved.id or 0])
    assert names(desk) == [] == names(desk, text="abc")
    assert names(desk, archived=True) == ["ABC Company"] == names(desk, archived=True, text="746-4017")
    editing.archive(desk, [saved.id or 0], archived=False)
    assert names(desk) == ["ABC Company"]


def test_notepad_adds_and_removes_lines(desk: Desk) -> None:
    saved = save_customer(desk, ABC)
    note = marks.add_note(desk, saved.id or 0, " gate code 1234 \n second line ")
    assert note.text == "gate code 1234 \n second line"
    marks.remove_note(desk, note.id)
    with pytest.raises(InvalidInput):
        marks.add_note(desk, saved.id or 0, " \n ")


def test_customer_that_is_gone_says_so(desk: Desk) -> None:
    with pytest.raises(NotFound):
        customer(desk, 99)
    with pytest.raises(NotFound):
        save_customer(desk, replace(ABC, id=99, version=1))
    with pytest.raises(NotFound):
        marks.set_flag(desk, 99, "x")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field_is_kept_as_data(desk: Desk, text: str) -> None:
    draft = CustomerDraft(
        name=text,
        flag_reason=text,
        billing=Address(text, text, text, text, text, text),
        contacts=(ContactDraft(text, text, f"{text} 123", f"{text} 123"),),
        locations=(LocationDraft(text, Address(text, text, text, text, text, text), contact=0),),
        tags=(text[:40],),
    )
    saved = save_customer(desk, draft)
    marks.add_note(desk, saved.id or 0, text)
    stored = customer(desk, saved.id or 0)
    expected = "nul and  half" if "\x00" in text else text.strip()
    assert (
        stored.name == stored.flag_reason == stored.contacts[0].name == stored.locations[0].address.street == expected
    )
    assert names(desk) == [expected]
    assert names(desk, text=text[:60]) == [expected]


def test_desktops_that_touch_one_customer_at_once_draw_its_row_once(desk: Desk) -> None:
    whose = factories.make_customer(desk, "Shared")
    outcomes = at_once(*[partial(marks.add_note, desk, whose, f"Note {number}") for number in range(8)])
    assert [type(outcome).__name__ for outcome in outcomes] == ["NotepadRow"] * 8
    assert [row.name for row in CustomerList(desk).rows([whose])] == ["Shared"]
