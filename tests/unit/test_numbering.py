"""How numbers are written, and that no pattern lets two documents get the same."""

import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from officedesk.models.numbering import LONGEST_PATTERN, clash, format_number, pattern_problem, period_of

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("pattern", "value", "padding", "text"),
    [
        ("{n}", 3482, 0, "3482"),
        ("INV-{yy}-{n}", 7, 4, "INV-26-0007"),
        ("{yyyy}/{n}", 12, 0, "2026/12"),
        ("{n}-{yyyy}-{yy}", 1, 2, "01-2026-26"),
        ("E{n}", 12345, 3, "E12345"),
    ],
)
def test_a_number_fills_its_pattern(pattern: str, value: int, padding: int, text: str) -> None:
    assert format_number(pattern, value, padding, DAY) == text


def test_a_sequence_counts_for_ever_or_in_the_year_of_the_document() -> None:
    assert period_of(DAY, yearly=False) == ""
    assert period_of(DAY, yearly=True) == "2026"
    assert period_of(date(987, 1, 1), yearly=True) == "0987"


@pytest.mark.parametrize(
    ("pattern", "yearly"), [("{n}", False), ("{yy}{n}", True), ("INV {yyyy}-{n}", True), ("№ {n}", False)]
)
def test_a_pattern_that_numbers_apart_is_taken(pattern: str, yearly: bool) -> None:
    assert pattern_problem(pattern, yearly=yearly) is None


@pytest.mark.parametrize(
    ("pattern", "yearly", "problem"),
    [
        ("", False, "needs {n} once"),
        ("INV", False, "needs {n} once"),
        ("{n}{n}", False, "needs {n} once"),
        ("{n}", True, "needs {yyyy} or {yy}"),
        ("{yy-{n}", True, "{n}, {yyyy} and {yy} only"),
        ("{year}-{n}", True, "{n}, {yyyy} and {yy} only"),
        ("{n}}", False, "{n}, {yyyy} and {yy} only"),
        ("{N}{n}", False, "{n}, {yyyy} and {yy} only"),
        (" {n}", False, "begins or ends with a space"),
        ("{n}\n", False, "do not print"),
        ("a\x00{n}", False, "do not print"),
        ("x" * (LONGEST_PATTERN - 2) + "{n}", False, "longer than 40"),
    ],
)
def test_a_pattern_that_cannot_number_says_why(pattern: str, yearly: bool, problem: str) -> None:
    found = pattern_problem(pattern, yearly=yearly)

    assert found is not None
    assert problem in found


patterns = st.tuples(
    st.lists(st.sampled_from(["-", "1", "0", "INV", "/", "{yy}"]), max_size=4), st.sampled_from(["{yy}", "{yyyy}", "x"])
).flatmap(lambda parts: st.permutations(["{n}", parts[1], *parts[0]]))
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(patterns, st.booleans(), st.integers(0, 6), days, days, st.integers(1, 9999), st.integers(1, 9999))
def test_no_two_documents_get_the_same_number(
    parts: list[str], yearly: bool, padding: int, first_day: date, second_day: date, first: int, second: int
) -> None:
    pattern = "".join(parts)
    assume(pattern_problem(pattern, yearly=yearly) is None)
    assume((period_of(first_day, yearly=yearly), first) != (period_of(second_day, yearly=yearly), second))

    numbers = [format_number(pattern, first, padding, first_day), format_number(pattern, second, padding, second_day)]

    assert numbers[0] != numbers[1]


@pytest.mark.parametrize(
    ("one", "two", "meet"),
    [
        ("{n}", "{n}", True),
        ("A-{n}", "B-{n}", False),
        ("a-{n}", "A-{n}", True),
        ("{n}", "1{n}", True),
        ("{yyyy}-{n}", "{n}", False),
        ("{yyyy}-{n}", "{n}-{n}".replace("-{n}", "-7"), True),
        ("{yy}{n}", "{n}{yyyy}", True),
        ("INV{n}", "INV-{n}", False),
        ("{n}X", "X{n}", False),
        ("É{n}", "é{n}", True),
    ],
)
def test_patterns_that_could_write_the_same_number_are_known(one: str, two: str, meet: bool) -> None:
    assert (clash(one, 0, two, 0) is not None) is meet
    assert (clash(two, 0, one, 0) is not None) is meet


def test_padding_keeps_short_numbers_apart_but_not_for_ever() -> None:
    assert clash("{n}", 6, "7", 0) is None
    assert clash("{n}", 6, "{n}", 0) is not None


@st.composite
def patterns_of_parts(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.sampled_from(["{yy}", "{yyyy}", "1", "2", "A", "-"]), max_size=4))
    parts.insert(draw(st.integers(0, len(parts))), "{n}")
    return "".join(parts)


@given(
    patterns_of_parts(),
    patterns_of_parts(),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(1, 300),
    st.integers(1, 300),
)
def test_numbers_of_patterns_that_do_not_clash_never_meet(
    one: str, two: str, first: int, second: int, value: int, other: int
) -> None:
    shared = clash(one, first, two, second)
    values = (value, other, 1, 12, 26, 126, 1126)
    met = {format_number(one, n, first, DAY) for n in values} & {format_number(two, n, second, DAY) for n in values}
    assert shared is not None or not met
    if shared is not None:
        # What it names as an example is written by both: a regular expression for each says so independently.
        for pattern, padding in ((one, first), (two, second)):
            assert re.fullmatch(expression(pattern, padding), shared, re.IGNORECASE), (pattern, shared)


def expression(pattern: str, padding: int) -> str:
    told = {"{n}": rf"\d{{{max(1, padding)},}}", "{yyyy}": r"\d{4}", "{yy}": r"\d{2}"}
    return "".join(told.get(part) or re.escape(part) for part in re.split(r"(\{n\}|\{yyyy\}|\{yy\})", pattern))
