"""Deposits, parts of discounts, margins and credits."""

from decimal import Decimal

import pytest

from officedesk.models.enums import AmountKind
from officedesk.models.pricing import (
    TaxTotal,
    deposit_amount,
    discount_share,
    margin_percent,
    negated_line,
    negated_pricing,
    price,
    split_deposit,
)
from officedesk.services.sales.drafts import LineDraft, Pricing
from tests.unit.selling import AMOUNT, PERCENT, Choice, sold


@pytest.mark.parametrize(
    ("kind", "value", "amount"),
    [
        (AmountKind.NONE, "30", 0),
        (PERCENT, "30", 97333),
        (PERCENT, "100", 324443),
        (PERCENT, "0", 0),
        (AMOUNT, "500", 50000),
        (AMOUNT, "500.005", 50001),
        (AMOUNT, "4000", 324443),
        (AMOUNT, "-5", 0),
    ],
)
def test_a_deposit_is_between_nothing_and_the_total(kind: AmountKind, value: str, amount: int) -> None:
    assert deposit_amount(324443, kind, Decimal(value), 2) == amount


@pytest.mark.parametrize("kind", [PERCENT, AMOUNT])
def test_nothing_is_asked_in_advance_of_a_credit(kind: AmountKind) -> None:
    assert deposit_amount(-100, kind, Decimal(30), 2) == 0


@pytest.mark.parametrize(("kind", "value"), [(PERCENT, "101"), (PERCENT, "-1"), (PERCENT, "NaN"), (AMOUNT, "1e30")])
def test_a_deposit_beyond_sense_is_refused(kind: AmountKind, value: str) -> None:
    with pytest.raises(ValueError, match="The deposit"):
        deposit_amount(100, kind, Decimal(value), 2)


def test_a_deposit_is_spread_over_the_groups_by_their_gross() -> None:
    totals = price([sold(1, 10000, "21"), sold(1, 10000, "0"), sold(1, 10000)], Choice())

    parts = split_deposit(totals, 10000)

    assert parts == (
        TaxTotal("Tax 21", Decimal(21), 3116, 654),
        TaxTotal("Tax 0", Decimal(0), 3115, 0),
        TaxTotal("", None, 3115, 0),
    )
    assert sum(part.gross for part in parts) == 10000


def test_a_group_too_small_for_a_cent_of_the_deposit_is_left_out() -> None:
    totals = price([sold(1, 100000, "21"), sold(1, 1)], Choice())

    assert [part.name for part in split_deposit(totals, 100)] == ["Tax 21"]


def test_returns_bear_no_deposit() -> None:
    totals = price([sold(1, 10000, "10"), sold(-1, 5000)], Choice())

    assert split_deposit(totals, 1100) == (TaxTotal("Tax 10", Decimal(10), 1000, 100),)


def test_no_deposit_has_no_parts() -> None:
    assert split_deposit(price([], Choice()), 0) == ()


@pytest.mark.parametrize(("cents", "amount"), [(0, 1), (-100, 1), (100, -1)])
def test_nothing_can_be_deposited_on_nothing(cents: int, amount: int) -> None:
    with pytest.raises(ValueError, match="nothing to take a deposit of"):
        split_deposit(price([sold(1, cents)], Choice()), amount)


def test_a_part_bears_its_share_of_the_discount_and_the_last_part_the_rest() -> None:
    assert discount_share(1000, 3333, 9999) == 333
    assert discount_share(1, 1, 2) == 1
    assert [discount_share(100, 1, 3, before) for before in (0, 1, 2)] == [33, 34, 33]
    assert discount_share(100, -1, -3) == 33
    assert discount_share(-100, 1, 2) == -50


def test_a_part_of_nothing_bears_no_discount() -> None:
    assert discount_share(100, 5, 0) == 0


@pytest.mark.parametrize(
    ("margin", "net", "percent"),
    [(1, 3, "33.3"), (-1, 3, "-33.3"), (1, -3, "-33.3"), (2, 3, "66.7"), (5, 5, "100.0")],
)
def test_the_margin_is_a_percentage_of_the_net(margin: int, net: int, percent: str) -> None:
    assert str(margin_percent(margin, net)) == percent


def test_there_is_no_margin_on_nothing() -> None:
    assert margin_percent(-500, 0) is None


def test_a_credit_line_takes_back_quantity_and_amount_off() -> None:
    line = LineDraft(name="Crane", quantity=Decimal("1.5"), price=100, item_id=7)
    ten_percent = LineDraft(quantity=Decimal(2), discount_kind=PERCENT, discount_value=Decimal(10))
    ten_dollars = LineDraft(quantity=Decimal(2), discount_kind=AMOUNT, discount_value=Decimal(10))

    assert negated_line(line) == LineDraft(name="Crane", quantity=Decimal("-1.5"), price=100, item_id=7)
    assert negated_line(ten_percent).discount_value == 10
    assert negated_line(ten_dollars).discount_value == -10
    assert negated_line(negated_line(ten_dollars)) == ten_dollars


def test_a_credit_is_priced_like_its_invoice_with_the_amount_off_taken_back() -> None:
    plain = Pricing()
    ten_percent = Pricing(discount_kind=PERCENT, discount_value=Decimal(10))
    ten_dollars = Pricing(discount_kind=AMOUNT, discount_value=Decimal(10), currency="EUR")

    assert negated_pricing(plain) is plain
    assert negated_pricing(ten_percent) is ten_percent
    assert negated_pricing(ten_dollars) == Pricing(discount_kind=AMOUNT, discount_value=Decimal(-10), currency="EUR")


def test_crediting_a_line_of_zero_pieces_gives_no_negative_zero() -> None:
    assert str(negated_line(LineDraft(quantity=Decimal(0))).quantity) == "0"
