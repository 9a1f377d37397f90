"""The customer list: its filters, orders, marks and sums."""

from __future__ import annotations

from dataclasses import replace

import pytest

from officedesk.errors import InvalidInput
from officedesk.services.customers import editing, list_ids, marks
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import customer, save_customer
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerFilter, Quick
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from tests import factories
from tests.db.customers import ABC, invoice, names
from tests.support.clock import Clock


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


@pytest.mark.parametrize("few", [1, 5_000])
def test_those_chosen_on_the_map_are_a_filter_like_any_other(
    desk: Desk, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_ids, "FEW", few)
    ids = {
        name: factories.make_customer(desk, name) for name in ("Zoe Baker", "Adam Baker", "Carl Baker", "Bob Carver")
    }
    chosen = (ids["Zoe Baker"], ids["Adam Baker"], ids["Bob Carver"], 999_999)

    assert names(desk, only=chosen) == ["Adam Baker", "Bob Carver", "Zoe Baker"]
    assert sorted(names(desk, only=chosen, text="baker")) == ["Adam Baker", "Zoe Baker"]
    assert names(desk, only=chosen, archived=True) == []
    assert CustomerList(desk).footer(CustomerFilter(only=chosen)).count == 3
    assert names(desk) == ["Adam Baker", "Bob Carver", "Carl Baker", "Zoe Baker"]
