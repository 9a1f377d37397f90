"""Settings changed at two desktops; and what a burst of changes is summed up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from officedesk.database.feed import Change, News
from officedesk.services.office.drafts import CompanyDraft
from officedesk.services.watch import FEW, summed_up
from officedesk.views.fellows import listed
from officedesk.views.office.record_merge import merge_records, with_choice

BASE = CompanyDraft(name="Acme", phone="1", version=3)


def test_fields_and_parts_of_an_address_go_together() -> None:
    mine = replace(BASE, name="Mine", address=replace(BASE.address, city="Duluth"))
    theirs = replace(BASE, phone="2", address=replace(BASE.address, street="1 Main"), version=4)
    merged = merge_records(BASE, mine, theirs)
    assert not merged.clashes
    assert merged.theirs == ("phone", "address.street")
    assert merged.draft == replace(
        BASE, name="Mine", phone="2", version=4, address=replace(BASE.address, city="Duluth", street="1 Main")
    )


def test_what_both_changed_is_named_and_chosen() -> None:
    mine = replace(BASE, name="Mine", address=replace(BASE.address, city="Duluth"))
    theirs = replace(BASE, name="Theirs", address=replace(BASE.address, city="Ely"), version=4)
    merged = merge_records(BASE, mine, theirs)
    assert merged.clashes == ("name", "address.city")
    chosen = with_choice(merged, theirs, {"name": True, "address.city": False})
    assert (chosen.name, chosen.address.city, chosen.version) == ("Mine", "Ely", 4)


def test_the_same_change_by_both_is_no_clash() -> None:
    same = replace(BASE, name="Both")
    assert not merge_records(BASE, same, replace(same, version=4)).clashes


def change(entity: str, entity_id: int, customer_id: int = 0, action: str = "updated") -> Change:
    at = datetime(2023, 6, 22, tzinfo=UTC)
    return Change(1, at, "k", "Anna", "DESK-2", action, entity, entity_id, customer_id, "", ())


def test_a_burst_is_told_once_for_each_record_and_as_many_where_there_are_many() -> None:
    few = News((change("customer", 1, 1), change("customer", 1, 1), change("job", 3, 1)))
    assert summed_up(few, ()) == [("customer", 1, 1), ("job", 3, 1)]
    many = News(tuple(change("customer", n, n) for n in range(1, FEW + 2)))
    assert summed_up(many, ()) == [("customer", 0, 0)]
    assert summed_up(News((change("import_batch", 5, action="imported"),)), ()) == [("import_batch", 0, 0)]
    assert summed_up(News(many=True), ("customer", "tag")) == [("customer", 0, 0), ("tag", 0, 0)]


def test_names_are_listed_as_people_say_them() -> None:
    assert listed(["Phone"]) == "Phone"
    assert listed(["Phone", "Email"]) == "Phone and Email"
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert listed(["A", "B", "C", "D", "E"]) == "A, B, C and 2 more"
