"""Exact integers: rounding, conversion and sharing."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.models.money import (
    CURRENCIES,
    LARGEST,
    AmountError,
    allocate,
    distribute,
    divide_half_up,
    exponent_of,
    round_half_up,
    scaled,
    stored,
    to_major,
    to_minor,
)

integers = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("currency", "exponent"), [("JPY", 0), ("KRW", 0), ("USD", 2), ("EUR", 2), ("KWD", 3), ("TND", 3), ("CLF", 4)]
)
def test_a_currency_has_the_places_of_iso_4217(currency: str, exponent: int) -> None:
    assert exponent_of(currency) == exponent


@pytest.mark.parametrize("code", ["", "usd", "US", "XXX", "$", "USD "])
def test_a_code_that_is_no_currency_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="is not a currency code"):
        exponent_of(code)


def test_every_currency_is_listed_once_in_order() -> None:
    assert list(CURRENCIES) == sorted(set(CURRENCIES))
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)
    assert {exponent_of(code) for code in CURRENCIES} == {0, 2, 3, 4}


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("0.5", 1), ("-0.5", -1), ("0.49", 0), ("-0.49", 0), ("2.5", 3), ("1E-400", 0), ("0", 0), ("-0", 0), ("7E2", 700)],
)
def test_halves_are_rounded_away_from_zero(value: str, rounded: int) -> None:
    assert round_half_up(Decimal(value)) == rounded


def test_rounding_sees_every_digit_whatever_the_decimal_context() -> None:
    almost = Decimal("0.4" + "9" * 60)

    with localcontext(prec=5):
        assert round_half_up(almost) == 0
        assert to_minor(Decimal("12345678.905"), 2) == 1234567891
        assert scaled(Decimal("12345678.9051")) == 123456789051


@pytest.mark.parametrize(
    ("value", "exponent", "minor"),
    [
        ("12.34", 2, 1234),
        ("12.345", 2, 1235),
        ("-12.345", 2, -1235),
        ("12.5", 0, 13),
        ("1.2345", 3, 1235),
        ("3", 4, 30000),
    ],
)
def test_major_units_become_minor_units(value: str, exponent: int, minor: int) -> None:
    assert to_minor(Decimal(value), exponent) == minor


def test_minor_units_become_major_units_with_all_their_places() -> None:
    assert [str(to_major(amount, exponent)) for amount, exponent in ((1200, 2), (-5, 3), (7, 0))] == [
        "12.00",
        "-0.005",
        "7",
    ]


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity", "1E30", "-1E30", "1E999999", "9.3E18"])
def test_an_amount_beyond_sense_is_refused(value: str) -> None:
    with pytest.raises(AmountError, match="The amount"):
        round_half_up(Decimal(value))
    with pytest.raises(AmountError, match="The deposit"):
        to_minor(Decimal(value), 2, "deposit")


@pytest.mark.parametrize(
    ("value", "whole"),
    [("1.5", 15000), ("-0.0001", -1), ("0", 0), ("-0.0", 0), ("1E3", 10_000_000), ("1.50000", 15000)],
)
def test_ten_thousandths_are_exact(value: str, whole: int) -> None:
    assert scaled(Decimal(value)) == whole


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("NaN", "The quantity is not a number."),
        ("sNaN", "The quantity is not a number."),
        ("-Infinity", "The quantity is not a number."),
        ("1E30", "The quantity 1.00E\\+30 is too large."),
        ("1E999999", "too large"),
        ("1E15", "too large"),
        ("-1E15", "too large"),
        ("0.00001", "more than 4 decimal places"),
        ("1.00005", "more than 4 decimal places"),
        ("1E-999999", "more than 4 decimal places"),
    ],
)
def test_a_number_no_column_holds_is_refused_by_name(value: str, message: str) -> None:
    with pytest.raises(AmountError, match=message) as refused:
        scaled(Decimal(value), "quantity")

    assert refused.value.what == "quantity"


def test_the_largest_number_is_the_largest_that_64_bits_hold() -> None:
    largest = Decimal("922337203685477.5807")

    assert scaled(largest) == LARGEST
    assert scaled(-largest) == -LARGEST
    for beyond in (Decimal("922337203685477.5808"), Decimal("-922337203685477.5808")):
        with pytest.raises(AmountError, match="too large"):
            scaled(beyond)


@pytest.mark.parametrize("amount", [LARGEST, -LARGEST, 0])
def test_what_64_bits_hold_is_stored(amount: int) -> None:
    assert stored(amount) == amount


@pytest.mark.parametrize("amount", [LARGEST + 1, -LARGEST - 1])
def test_what_64_bits_cannot_hold_is_refused(amount: int) -> None:
    with pytest.raises(AmountError, match="The price is too large"):
        stored(amount, "price")


@given(integers, st.integers(1, 10**9))
def test_division_is_nearest_and_mirrors(numerator: int, denominator: int) -> None:
    quotient = divide_half_up(numerator, denominator)

    assert 2 * abs(quotient * denominator - numerator) <= denominator
    assert divide_half_up(-numerator, denominator) == -quotient


def test_the_largest_remainders_are_rounded_up() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(-100, [1, 1, 1]) == [-34, -33, -33]
    assert allocate(10, [5, 3, 2, 0]) == [5, 3, 2, 0]
    assert allocate(7, [1, 2, 3]) == [1, 2, 4]


def test_of_equal_remainders_the_larger_share_is_rounded_up_wherever_it_stands() -> None:
    assert allocate(4, [1, 3, 4]) == [0, 2, 2]
    assert allocate(4, [3, 1, 4]) == [2, 0, 2]


def test_where_nothing_weighs_the_first_takes_all() -> None:
    assert allocate(7, [0, 0, 0]) == [7, 0, 0]


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_an_amount_is_not_shared_over_nothing_or_less(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="An amount is shared"):
        allocate(1, weights)


@given(integers, st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_shares_sum_to_the_whole_and_mirror(total: int, weights: list[int]) -> None:
    shares = allocate(total, weights)

    assert sum(shares) == total
    assert allocate(-total, weights) == [-share for share in shares]
    if sum(weights):
        assert all(
            abs(share * sum(weights) - total * weight) < sum(weights)
            for share, weight in zip(shares, weights, strict=True)
        )


@given(st.lists(integers, min_size=1, max_size=30), st.integers(1, 10**9))
def test_rounded_parts_sum_to_the_rounded_whole(numerators: list[int], denominator: int) -> None:
    total = divide_half_up(sum(numerators), denominator)

    shares = distribute(total, numerators, denominator)

    assert sum(shares) == total
    assert all(
        abs(share * denominator - numerator) <= denominator for share, numerator in zip(shares, numerators, strict=True)
    )
