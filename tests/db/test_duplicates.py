"""Customers that are probably one are found by what they share, in one pass over the office."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from officedesk.services.customers.duplicates import (
    ADDRESS,
    EMAIL,
    LIKE,
    NAME,
    PHONE,
    duplicates,
    duplicates_of,
    keep_apart,
    name_key,
)
from officedesk.services.customers.editing import archive, trash
from officedesk.services.customers.merge import merge_customers
from officedesk.services.desk import Desk
from tests.factories import make_customer


def person(name: str = "Pat", **more: Any) -> list[dict[str, Any]]:
    return [{"name": name, "is_primary": True, **more}]


def place(street: str, city: str = "Edina") -> list[dict[str, str]]:
    return [{"name": "", "street": street, "city": city, "region": "MN", "postal_code": "55424"}]


def made(desk: Desk, name: str, **more: Any) -> int:
    return make_customer(desk, name, **{"contacts": [], "locations": [], **more})


def found(desk: Desk) -> list[tuple[int, int, tuple[str, ...]]]:
    return [(one.first.id, one.second.id, one.reasons) for one in duplicates(desk)]


def test_each_sign_is_found_and_the_surest_pair_comes_first(desk: Desk) -> None:
    phone = [
        made(desk, n, contacts=person(phone=p)) for n, p in (("Alder", "(612) 555-0100"), ("Birch", "+1 612 555 0100"))
    ]
    mail = [made(desk, n, contacts=person(email=m)) for n, m in (("Cedar", "x@y.example"), ("Dogwood", "X@Y.example "))]
    name = [made(desk, n) for n in ("The Elm Company, Inc.", "ELM")]
    both = [
        made(desk, n, locations=place("12 Lake Rd"), contacts=person(mobile="612 555 0199"))
        for n in ("Hennepin Storage", "Henepin Storage LLC")
    ]
    spot = [made(desk, n, locations=place("77 Hill St")) for n in ("Juniper Farms", "Junpier Farms")]
    made(desk, "Maple", locations=place("9 Oak Ave"))
    made(desk, "Oakwood", locations=place("9 Oak Ave"))
    told = found(desk)
    assert told[0] == (*both, (PHONE, ADDRESS, LIKE))
    assert told[1] == (*spot, (ADDRESS, LIKE))
    assert sorted(told[2:]) == sorted([(*phone, (PHONE,)), (*mail, (EMAIL,)), (*name, (NAME,))])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Smith & Sons, Inc.", "Sons Smith LLC"),
        ("The Łódź Company", "Lodz"),
        ("ABC Company", "A B C Co"),
    ],
)
def test_names_are_compared_without_forms_order_and_accents(one: str, other: str) -> None:
    same = name_key(one) == name_key(other)
    assert same == (one != "ABC Company")


def test_what_many_share_says_nothing(desk: Desk) -> None:
    for number in range(12):
        made(desk, f"Tenant {number * 37} of {'abcdefghijkl'[number] * 5}", contacts=person(phone="(612) 555-0000"))
    assert found(desk) == []


def test_a_great_crowd_of_one_name_stays_small(desk: Desk) -> None:
    ids = [made(desk, "John Smith") for _ in range(30)]
    assert [(one, other) for one, other, _ in found(desk)] == list(pairwise(ids))


def test_archived_and_trashed_ones_and_those_kept_apart_are_left_out(desk: Desk) -> None:
    first, second, third = (made(desk, "Rowan") for _ in range(3))
    assert len(found(desk)) == 3
    keep_apart(desk, second, first)
    assert [(one, other) for one, other, _ in found(desk)] == [(first, third), (second, third)]
    keep_apart(desk, first, second, apart=False)
    assert len(found(desk)) == 3
    archive(desk, [first])
    assert [(one, other) for one, other, _ in found(desk)] == [(second, third)]
    trash(desk, [third])
    assert found(desk) == []


def test_of_one_customer_only_its_own_are_told(desk: Desk) -> None:
    first, second = (made(desk, "Rowan") for _ in range(2))
    made(desk, "Willow")
    made(desk, "Willow")
    assert [one.second.id for one in duplicates_of(desk, first)] == [second]
    merge_customers(desk, first, second)
    assert duplicates_of(desk, first) == []
