"""One rule of pricing at a time."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from officedesk.models.pricing import LineTotal, PricingError, SectionTotal, TaxTotal, price
from tests.unit.selling import AMOUNT, BY_LINE, PERCENT, Choice, Deposit, Line, section, sold


def off(kind: Any, value: str, **more: Any) -> Choice:
    return Choice(discount_kind=kind, discount_value=Decimal(value), **more)


def test_no_lines_come_to_nothing() -> None:
    totals = price([], off(AMOUNT, "50"))

    assert (totals.lines, totals.sections, totals.taxes) == ((), (), ())
    assert (totals.subtotal, totals.discount, totals.total, totals.margin, totals.taxable) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(("quantity", "cents", "amount"), [("0.5", 1, 1), ("-0.5", 1, -1), ("0.5", -1, -1)])
def test_half_a_cent_rounds_away_from_zero(quantity: str, cents: int, amount: int) -> None:
    assert price([sold(quantity, cents)], Choice()).total == amount


@pytest.mark.parametrize(
    ("line", "counted"),
    [
        (sold(1, 100), True),
        (sold(1, 100, selected=False), True),
        (sold(1, 100, optional=True), True),
        (sold(1, 100, optional=True, selected=False), False),
        (sold(1, 100, alternative="Good / better"), True),
        (sold(1, 100, alternative="Good / better", selected=False), False),
    ],
)
def test_optional_lines_and_alternatives_count_when_selected(line: Line, counted: bool) -> None:
    totals = price([line, sold(1, 10)], Choice())

    assert totals.lines[0].counted is counted
    assert totals.lines[0].amount == 100, "it still shows what it would cost"
    assert totals.total == (110 if counted else 10)


def test_a_line_that_does_not_count_has_no_tax_and_no_cost() -> None:
    totals = price([sold(1, 100, "10", unit_cost=60, optional=True, selected=False)], Choice())

    assert totals.lines == (LineTotal(amount=100, discount=0, cost=60, counted=False, tax=0),)
    assert (totals.cost, totals.taxes) == (0, ())


def test_sections_sum_the_lines_below_them_that_count() -> None:
    lines = [
        sold(1, 1),
        section("Roof"),
        sold(2, 10),
        sold(1, 500, optional=True, selected=False),
        section("Cellar"),
        section("Yard"),
        sold(1, 300, "10"),
    ]

    totals = price(lines, Choice())

    assert totals.sections == (SectionTotal(1, "Roof", 20), SectionTotal(4, "Cellar", 0), SectionTotal(5, "Yard", 300))
    assert totals.lines[1] == LineTotal(0, 0, 0, counted=False, tax=0)
    assert (totals.subtotal, totals.total) == (321, 351)


def test_tax_groups_are_ordered_by_rate_then_name_with_untaxed_lines_last() -> None:
    lines = [
        sold(1, 100),
        sold(1, 100, "0"),
        sold(1, 100, "7", name="a"),
        Line(price=100, tax_percent=Decimal("7.000"), tax_name="City"),
        sold(1, 100, "19"),
        sold(1, 50, "7", name="b"),
        Line(price=11, tax_percent=None, tax_name="Exempt"),
    ]

    totals = price(lines, Choice())

    assert totals.taxes == (
        TaxTotal("Tax 19", Decimal(19), 100, 19),
        TaxTotal("City", Decimal(7), 100, 7),
        TaxTotal("Tax 7", Decimal(7), 150, 11),
        TaxTotal("Tax 0", Decimal(0), 100, 0),
        TaxTotal("", None, 111, 0),
    )
    assert [str(group.percent) for group in totals.taxes] == ["19", "7", "7", "0", "None"]
    assert totals.taxable == 450
    assert totals.taxes[0].gross == 119


def test_the_percentage_of_a_group_is_written_without_needless_zeros() -> None:
    totals = price([sold(1, 100, "7.5250"), sold(1, 100, "100.0"), sold(1, 1, "0.0001")], Choice())

    assert [str(group.percent) for group in totals.taxes] == ["100", "7.525", "0.0001"]


def test_the_last_cent_of_a_document_discount_goes_to_the_largest_group() -> None:
    lines = [sold(1, 100), sold(1, 101, "10"), sold(1, 100, "20")]

    totals = price(lines, off(AMOUNT, "1.00"))

    assert [(group.percent, group.net) for group in totals.taxes] == [
        (Decimal(20), 100 - 33),
        (Decimal(10), 101 - 34),
        (None, 100 - 33),
    ]
    assert totals.discount == 100


def test_of_equally_large_groups_the_first_shown_takes_the_last_cent() -> None:
    totals = price([sold(1, 100), sold(1, 100, "10"), sold(1, 100, "20")], off(AMOUNT, "1.00"))

    assert [group.net for group in totals.taxes] == [100 - 34, 100 - 33, 100 - 33]


def test_a_percentage_off_is_each_groups_own_where_charges_and_returns_mix() -> None:
    totals = price([sold(1, 100000, "19"), sold(-1, 90000)], off(PERCENT, "5"))

    assert totals.discount == 500
    assert [group.net for group in totals.taxes] == [95000, -85500]


def test_an_amount_off_is_borne_by_what_is_charged_where_charges_and_returns_mix() -> None:
    totals = price([sold(1, 100000, "19"), sold(-1, 99900)], off(AMOUNT, "10"))

    assert [group.net for group in totals.taxes] == [99000, -99900]


@pytest.mark.parametrize(
    ("prices", "nets"),
    [((500, -500), [450, -551]), ((-500, 500), [-550, 449]), ((0, 0), [-101, 0]), ((-3, 4), [-3, -97])],
)
def test_an_amount_off_next_to_nothing_is_still_taken_off(prices: tuple[int, int], nets: list[int]) -> None:
    totals = price([sold(1, prices[0], "10"), sold(1, prices[1])], off(AMOUNT, "1.01"))

    assert (totals.subtotal, totals.discount, totals.net) == (sum(prices), 101, sum(prices) - 101)
    assert [group.net for group in totals.taxes] == nets


def test_a_group_that_comes_to_nothing_does_not_change_how_the_others_share() -> None:
    two = [sold(1, 10, "19"), sold(1, 11, "7")]

    for lines in (two, [*two, sold(1, 0)]):
        totals = price(lines, off(PERCENT, "5"))
        assert [group.net for group in totals.taxes[:2]] == [10, 10]
    mirrored = price([sold(-1, 10, "19"), sold(-1, 11, "7"), sold(1, 0)], off(PERCENT, "5"))
    assert [group.net for group in mirrored.taxes] == [-10, -10, 0]


def test_a_discount_within_a_group_is_borne_by_its_lines_in_proportion() -> None:
    lines = [sold(1, 1000, "10"), sold(1, 2000, "10"), sold(-1, 500, "10")]

    totals = price(lines, off(AMOUNT, "3", tax_rounding=BY_LINE))

    assert [line.tax for line in totals.lines] == [90, 180, -50]
    assert totals.tax == 220


def test_a_group_that_comes_to_nothing_bears_an_amount_off_all_the_same() -> None:
    totals = price([sold(1, 500, "10"), sold(-1, 500, "10")], off(AMOUNT, "1", tax_rounding=BY_LINE))

    assert (totals.net, totals.tax) == (-100, -10)


def test_prices_with_tax_in_them_are_taken_apart_by_group_or_by_line() -> None:
    lines = [sold(1, 1000, "21"), sold(1, 1000, "21"), sold(1, 1000)]

    by_group = price(lines, Choice(prices_include_tax=True))
    by_line = price(lines, Choice(prices_include_tax=True, tax_rounding=BY_LINE))

    assert (by_group.subtotal, by_group.total) == (by_line.subtotal, by_line.total) == (3000, 3000)
    assert by_group.taxes[0][2:] == (1653, 347)
    assert by_line.taxes[0][2:] == (1652, 348)
    assert by_group.net + by_group.tax == 3000


def test_the_tax_of_a_group_is_shared_by_its_lines_to_the_last_cent() -> None:
    totals = price([sold(1, 333, "10"), sold(1, 333, "10"), sold(1, 334, "10"), sold(-1, 7, "10")], Choice())

    assert totals.tax == 99
    assert sorted(line.tax for line in totals.lines) == [-1, 33, 33, 34]


def test_deposits_of_several_invoices_are_summed_per_group() -> None:
    nineteen = Decimal(19)
    deposits = [
        Deposit(100, 19, nineteen, "VAT"),
        Deposit(200, 38, Decimal("19.0"), "VAT"),
        Deposit(50, 0, None, "whatever"),
    ]
    lines = [Line(price=1000, tax_percent=nineteen, tax_name="VAT"), sold(1, 80)]

    totals = price(lines, Choice(), deposits)

    assert totals.deposits == (TaxTotal("VAT", nineteen, 300, 57), TaxTotal("", None, 50, 0))
    assert totals.taxes == (TaxTotal("VAT", nineteen, 700, 133), TaxTotal("", None, 30, 0))
    assert (totals.deposited, totals.total, totals.full_total) == (407, 863, 1270)
    assert (totals.full_net, totals.full_tax) == (1080, 190)


def test_a_deposit_at_a_rate_the_document_no_longer_has_is_taken_off_all_the_same() -> None:
    totals = price([sold(1, 1000)], Choice(), [Deposit(100, 7, Decimal(7), "Old rate")])

    assert totals.taxes == (TaxTotal("Old rate", Decimal(7), -100, -7), TaxTotal("", None, 1000, 0))
    assert totals.total == 893


BAD = [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("-Infinity"), Decimal("1e30"), Decimal("0.00001")]
HUGE = Decimal("1e999999")


@pytest.mark.parametrize("value", [*BAD, HUGE, Decimal("-1e30"), Decimal("1e-999999"), Decimal("1e15")])
@pytest.mark.parametrize("field", ["quantity", "discount_value", "tax_percent"])
def test_a_number_no_document_can_hold_is_refused_by_line_and_field(field: str, value: Decimal) -> None:
    wrong = replace(Line(price=1, discount_kind=AMOUNT), **{field: value})  # type: ignore[arg-type]

    with pytest.raises(PricingError) as refused:
        price([sold(1, 100), wrong], Choice())

    assert (refused.value.line, refused.value.field) == (1, field)
    assert str(refused.value) == f"Line 2: {refused.value.message}"


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Decimal("1e30"), HUGE])
@pytest.mark.parametrize("kind", [PERCENT, AMOUNT])
def test_a_document_discount_that_is_no_number_is_refused(kind: Any, value: Decimal) -> None:
    with pytest.raises(PricingError, match="discount") as refused:
        price([sold(1, 100)], Choice(discount_kind=kind, discount_value=value))

    assert (refused.value.line, refused.value.field) == (None, "discount_value")


@pytest.mark.parametrize("value", ["100.0001", "-1"])
def test_a_percentage_off_is_between_nothing_and_everything(value: str) -> None:
    with pytest.raises(PricingError, match="between 0 % and 100 %"):
        price([sold(1, 100, discount_kind=PERCENT, discount_value=Decimal(value))], Choice())
    with pytest.raises(PricingError, match="between 0 % and 100 %"):
        price([sold(1, 100)], off(PERCENT, value))


@pytest.mark.parametrize("value", ["-0.0001", "1000.0001"])
def test_a_tax_rate_beyond_sense_is_refused(value: str) -> None:
    with pytest.raises(PricingError, match="Line 1: The tax rate is between"):
        price([sold(1, 100, value)], Choice())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Line(price=2**63), "price"),
        (Line(unit_cost=-(2**63)), "unit_cost"),
        (Line(unit_cost=2**62, quantity=Decimal(3)), "unit_cost"),
        (Line(price=2**62, quantity=Decimal(3)), "quantity"),
    ],
)
def test_an_amount_that_no_column_holds_is_refused(wrong: Line, field: str) -> None:
    with pytest.raises(PricingError, match="too large") as refused:
        price([wrong], Choice())

    assert refused.value.field == field


@pytest.mark.parametrize(
    "lines",
    [[Line(price=2**62)] * 2, [Line(unit_cost=2**62)] * 2, [sold(1, 2**62 - 1, "300"), sold(1, -(2**62), "0")]],
    ids=["subtotal", "cost", "tax"],
)
def test_sums_that_no_column_holds_are_refused(lines: list[Line]) -> None:
    with pytest.raises(PricingError, match="The total is too large") as refused:
        price(lines, Choice())

    assert (refused.value.line, refused.value.field) == (None, "total")


def test_a_tax_rate_may_be_as_high_as_ten_times_the_price() -> None:
    assert price([sold(1, 100, "1000")], Choice()).tax == 1000


def test_the_largest_amount_a_column_holds_is_priced() -> None:
    assert price([Line(price=2**63 - 1)], Choice()).total == 2**63 - 1


def test_a_negative_zero_is_zero() -> None:
    zero = Decimal("-0.00")

    totals = price([Line(quantity=zero, price=5, tax_percent=zero)], off(AMOUNT, "-0"))

    assert (totals.total, str(totals.taxes[0].percent)) == (0, "0")


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(PricingError, match="'XQX' is not a currency code") as refused:
        price([], Choice(currency="XQX"))

    assert refused.value.field == "currency"
