"""Lines of one document, changed at two desktops."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.services.sales.drafts import LineDraft
from officedesk.views.sales.part_merge import merge_parts

BASE = tuple(LineDraft(name=f"L{n}", price=n * 100, id=n) for n in range(1, 6))
Lines = tuple[LineDraft, ...]


def priced(lines: Lines, line_id: int, price: int) -> Lines:
    return tuple(replace(one, price=price) if one.id == line_id else one for one in lines)


def without(lines: Lines, line_id: int) -> Lines:
    return tuple(one for one in lines if one.id != line_id)


def names(lines: Lines | None) -> list[str]:
    assert lines is not None
    return [one.name for one in lines]


def test_changes_of_different_lines_go_together() -> None:
    merged = merge_parts(BASE, priced(BASE, 2, 1), priced(BASE, 4, 2))
    assert merged is not None
    assert [one.price for one in merged] == [100, 1, 300, 2, 500]


def test_a_line_that_both_changed_differently_is_asked_about() -> None:
    assert merge_parts(BASE, priced(BASE, 2, 1), priced(BASE, 2, 2)) is None
    assert merge_parts(BASE, priced(BASE, 2, 1), priced(BASE, 2, 1)) == priced(BASE, 2, 1)


def test_a_line_that_one_removed_and_the_other_changed_is_asked_about() -> None:
    assert merge_parts(BASE, without(BASE, 2), priced(BASE, 2, 2)) is None
    assert merge_parts(BASE, priced(BASE, 2, 2), without(BASE, 2)) is None


def test_new_lines_of_both_stay_behind_those_they_follow() -> None:
    mine = (*BASE[:2], LineDraft(name="mine"), *BASE[2:])
    theirs = (*BASE[:4], LineDraft(name="theirs", id=9), *BASE[4:])
    assert names(merge_parts(BASE, mine, theirs)) == ["L1", "L2", "mine", "L3", "L4", "theirs", "L5"]
    first = (LineDraft(name="first"), *BASE)
    assert names(merge_parts(BASE, first, without(BASE, 3)))[0] == "first"


def test_several_new_lines_keep_their_order() -> None:
    mine = (*BASE, LineDraft(name="a"), LineDraft(name="b"))
    assert names(merge_parts(BASE, mine, without(BASE, 5))) == ["L1", "L2", "L3", "L4", "a", "b"]


def test_an_order_that_one_changed_counts() -> None:
    turned = tuple(reversed(BASE))
    assert names(merge_parts(BASE, turned, priced(BASE, 2, 2))) == ["L5", "L4", "L3", "L2", "L1"]
    assert names(merge_parts(BASE, priced(BASE, 2, 2), turned)) == ["L5", "L4", "L3", "L2", "L1"]
    assert merge_parts(BASE, turned, (*BASE[1:], BASE[0])) is None


def test_two_chosen_alternatives_are_asked_about() -> None:
    base = tuple(replace(one, alternative="A", selected=one.id == 1) for one in BASE[:3])
    mine = tuple(replace(one, selected=one.id == 2) for one in base)
    theirs = tuple(replace(one, selected=one.id == 3) for one in base)
    assert merge_parts(base, mine, theirs) is None


def test_lines_that_stay_are_the_same_objects() -> None:
    read_again = tuple(replace(one) for one in priced(BASE, 4, 2))
    merged = merge_parts(BASE, BASE, read_again)
    assert merged is not None
    assert [new is old for new, old in zip(merged, BASE, strict=True)] == [True, True, True, False, True]


edits = st.lists(
    st.tuples(st.sampled_from(["price", "remove", "add"]), st.integers(1, 5), st.integers(0, 10_000)), max_size=6
)


def edited(lines: Lines, steps: list[tuple[str, int, int]], new_id: int | None) -> Lines:
    for number, (what, line_id, value) in enumerate(steps):
        if what == "price":
            lines = priced(lines, line_id, value)
        elif what == "remove":
            lines = without(lines, line_id)
        else:
            at = value % (len(lines) + 1)
            new = LineDraft(name=f"new {value}", price=value, id=None if new_id is None else new_id + number)
            lines = (*lines[:at], new, *lines[at:])
    return lines


@given(edits, edits)
def test_nothing_either_did_is_lost_without_being_asked(
    mine: list[tuple[str, int, int]], theirs: list[tuple[str, int, int]]
) -> None:
    my, their = edited(BASE, mine, None), edited(BASE, theirs, 100)
    merged = merge_parts(BASE, my, their)
    if merged is None:
        return
    by_id = {one.id: one for one in merged if one.id is not None}
    for before in BASE:
        for side in (my, their):
            now = next((one for one in side if one.id == before.id), None)
            if now != before:
                assert by_id.get(before.id) == now
    for side, other in ((my, their), (their, my)):
        assert all(one in merged for one in side if one.id is None or one.id > 5) or side == other
    assert len(by_id) == len([one for one in merged if one.id is not None])


@pytest.mark.parametrize("side", [0, 1])
def test_what_only_one_changed_is_as_they_left_it(side: int) -> None:
    changed = (*priced(without(BASE, 3), 1, 9), LineDraft(name="new", id=None if side == 0 else 77))
    merged = merge_parts(BASE, changed, BASE) if side == 0 else merge_parts(BASE, BASE, changed)
    assert merged == changed
