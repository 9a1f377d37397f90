"""Customers are saved whole, merged where two desktops changed different things, and put away without loss."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from officedesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from officedesk.models.enums import CustomerType, EstimateStatus
from officedesk.models.sales import Estimate, Invoice
from officedesk.services.customers import contacts, editing, locations, marks
from officedesk.services.customers.drafts import Address, ContactDraft, CustomerDraft, LocationDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter, Quick
from officedesk.services.customers.rules import warnings
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from tests import factories
from tests.support.clock import Clock

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


def names(desk: Desk, **filter_: object) -> list[str]:
    query = CustomerFilter(**filter_)  # type: ignore[arg-type]
    rows = CustomerList(desk).first(query, Sort("name"), 50)
    assert [row.id for row in rows] == list(CustomerList(desk).ids(query, Sort("name")))[:50]
    return [row.name for row in rows]


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


def test_marks_show_in_the_list_and_its_quick_filters(desk: Desk) -> None:
    saved = save_customer(desk, ABC)
    plain = save_customer(desk, CustomerDraft(name="Plain"))
    assert saved.id is not None
    assert plain.id is not None
    marks.set_favourite(desk, saved.id, True)
    marks.set_flag(desk, saved.id, "")
    marks.set_rating(desk, saved.id, 5)
    invoice(desk, plain.id)
    assert names(desk, quick=Quick.FAVOURITES) == ["ABC Company"]
    assert names(desk, quick=Quick.FLAGGED) == ["ABC Company"]
    assert names(desk, quick=Quick.OWING) == ["Plain"]
    assert names(desk, quick=Quick.OVERDUE) == []
    assert names(desk, quick=Quick.OWING, text="abc") == []
    assert names(desk, quick=Quick.FAVOURITES, text="746") == ["ABC Company"]
    marks.set_favourite(desk, saved.id, False)
    marks.set_flag(desk, saved.id, None)
    assert names(desk, quick=Quick.FAVOURITES) == [] == names(desk, quick=Quick.FLAGGED)
    with pytest.raises(InvalidInput):
        marks.set_rating(desk, saved.id, 6)


def test_due_today_is_not_overdue_and_the_day_after_is(desk: Desk, clock: Clock) -> None:
    saved = save_customer(desk, ABC)
    invoice(desk, saved.id or 0)
    row = CustomerList(desk).first(CustomerFilter(), Sort("name"), 5)[0]
    assert (row.balance, row.overdue) == (100_00, False)
    clock.go_on(days=1)
    assert CustomerList(desk).rows([row.id])[0].overdue
    assert names(desk, quick=Quick.OVERDUE) == ["ABC Company"]


def test_favourites_are_each_users_own(desk: Desk) -> None:
    saved = save_customer(desk, ABC)
    robin = factories.make_user(desk)
    marks.set_favourite(desk, saved.id or 0, True)
    theirs = replace(desk, actor=replace(desk.actor, user_id=robin))
    assert names(theirs, quick=Quick.FAVOURITES) == []


def test_tags_are_one_whatever_their_case_and_accents(desk: Desk) -> None:
    a = save_customer(desk, replace(ABC, tags=("Café", "⭐")))
    b = save_customer(desk, CustomerDraft(name="B", tags=("CAFE", "⭐", "two")))
    assert {tag.name: tag.used for tag in marks.tags(desk)} == {"Café": 2, "⭐": 2, "two": 1}
    cafe = next(tag.id for tag in marks.tags(desk) if tag.name == "Café")
    assert names(desk, tag_ids=(cafe,)) == ["ABC Company", "B"]
    assert names(desk, tag_ids=(cafe,), text="abc") == ["ABC Company"]
    marks.rename_tag(desk, cafe, "Bistro")
    assert "Bistro" in CustomerList(desk).rows([b.id or 0])[0].tags
    with pytest.raises(InvalidInput):
        marks.rename_tag(desk, cafe, "TWO")
    marks.delete_tag(desk, cafe)
    assert customer(desk, a.id or 0).tags == ("⭐",)
    marks.add_tags(desk, [a.id or 0, b.id or 0], ["Late", "⭐"])
    assert set(customer(desk, a.id or 0).tags) == {"Late", "⭐"}


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


def test_list_sorts_by_every_column_in_both_directions(desk: Desk) -> None:
    ids = [
        factories.make_customer(desk, "beta", number="9", contacts=[{"name": "Zed", "phone": "2", "email": "a@x.yz"}]),
        factories.make_customer(
            desk, "Álpha", number="10", contacts=[{"name": "amy", "phone": "1", "email": "b@x.yz"}]
        ),
        factories.make_customer(desk, "gamma", number="11", contacts=[], locations=[]),
    ]
    invoice(desk, ids[0])
    source = CustomerList(desk)
    orders = {
        "name": [1, 0, 2],
        "number": [0, 1, 2],
        "contact": [2, 1, 0],
        "phone": [2, 1, 0],
        "email": [2, 0, 1],
        "balance": [1, 2, 0],
    }
    for column, order in orders.items():
        assert list(source.ids(CustomerFilter(), Sort(column))) == [ids[at] for at in order], column
        assert list(source.ids(CustomerFilter(), Sort(column, True))) == [ids[at] for at in order[::-1]], column
    for column in ("location", "tags"):
        assert sorted(source.ids(CustomerFilter(), Sort(column))) == ids
    with pytest.raises(ValueError, match="sorted"):
        source.ids(CustomerFilter(), Sort("nonsense"))


def test_footer_counts_and_sums_what_the_filter_shows(desk: Desk) -> None:
    a, b = factories.make_customer(desk, "Anna's"), factories.make_customer(desk, "Berta's")
    invoice(desk, a, "9001", 100)
    invoice(desk, b, "9002", 50)
    source = CustomerList(desk)
    assert (source.footer(CustomerFilter()).count, source.footer(CustomerFilter()).sums) == (2, (("balance", 150),))
    shown = source.footer(CustomerFilter(text="berta"))
    assert (shown.count, shown.sums) == (1, (("balance", 50),))


def test_brand_filter_shows_customers_of_the_brand(desk: Desk) -> None:
    brand = factories.make_brand(desk)
    factories.make_customer(desk, "Ours", brand_id=brand)
    factories.make_customer(desk, "Others")
    assert names(desk, brand_ids=(brand,)) == ["Ours"]


def test_row_that_went_meanwhile_is_left_out(desk: Desk) -> None:
    a, b = factories.make_customer(desk, "A"), factories.make_customer(desk, "B")
    editing.trash(desk, [a])
    assert [row.id for row in CustomerList(desk).rows([b, a, 99])] == [b]


def test_filters_that_leave_many_rows_agree_with_those_that_leave_few(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(12):
        made = factories.make_customer(desk, f"Wilson {at % 3} no {at}", flag_reason="x" if at % 2 else None)
        if at % 3:
            marks.set_favourite(desk, made, True)
    editing.archive(desk, [3])
    source = CustomerList(desk)
    queries = [
        CustomerFilter(text=text, quick=quick, archived=archived)
        for text in ("", "wilson", "no", "w", "wilson 1", "main st", "wislon")
        for quick in (Quick.ALL, Quick.FLAGGED, Quick.FAVOURITES)
        for archived in (False, True)
    ]
    sorts = [Sort("name"), Sort("name", True), Sort("phone"), Sort("balance", True)]
    few = [[list(source.ids(query, sort)) for sort in sorts] for query in queries]
    monkeypatch.setattr("officedesk.services.customers.list_ids.FEW", 0)
    assert [[list(source.ids(query, sort)) for sort in sorts] for query in queries] == few
    for query, expected in zip(queries, few, strict=True):
        for sort, ids in zip(sorts, expected, strict=True):
            assert [row.id for row in source.first(query, sort, 4)] == ids[:4], (query, sort)
