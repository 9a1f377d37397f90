"""Documents with known sums: those of the designs and those that others got wrong."""

from decimal import Decimal

import pytest

from officedesk.models.enums import TaxRounding
from officedesk.models.pricing import TaxTotal, deposit_amount, margin_percent, price, split_deposit
from officedesk.services.sales.drafts import DepositTaken, LineDraft, Pricing
from tests.unit.selling import AMOUNT, BY_GROUP, BY_LINE, PERCENT, Choice, Line, sold

MN = Decimal("7.525")


def taxed(name: str, quantity: str, cents: int) -> LineDraft:
    return LineDraft(
        name=name,
        quantity=Decimal(quantity),
        price=cents,
        tax_name="MN sales tax",
        tax_percent=MN,
        unit_cost=cents // 2,
    )


DESIGN = (
    taxed("Condenser, 3-ton Carrier 24ACC636", "1", 214000),
    taxed("Refrigerant R-410A", "6", 1850),
    LineDraft(name="Labor", quantity=Decimal(8), price=8400, discount_kind=PERCENT, discount_value=Decimal(10)),
    LineDraft(name="Crane lift, half day", price=39000),
)


@pytest.mark.parametrize(("rounding", "tax"), [(BY_GROUP, 1533), (BY_LINE, 1534)])
def test_tax_is_rounded_once_per_group_or_once_per_line(rounding: TaxRounding, tax: int) -> None:
    totals = price([sold(1, 5555, "23"), sold(1, 1111, "23")], Choice(tax_rounding=rounding))

    assert (totals.net, totals.tax, totals.total) == (6666, tax, 6666 + tax)


@pytest.mark.parametrize("rounding", list(TaxRounding))
def test_the_line_is_rounded_before_its_tax(rounding: TaxRounding) -> None:
    lines = [sold(16, 34835, "22", discount_kind=PERCENT, discount_value=Decimal(4))]

    totals = price(lines, Choice(tax_rounding=rounding))

    assert (totals.lines[0].amount, totals.tax, totals.total) == (535066, 117715, 652781)


def test_a_net_price_is_not_turned_into_a_rounded_gross_price() -> None:
    assert price([sold(10, 360, "5.5")], Choice()).total == 3798


@pytest.mark.parametrize(
    "lines",
    [
        [sold(1, 850000, "19", discount_kind=AMOUNT, discount_value=Decimal(7500))],
        [sold(1, 850000, "19"), sold(-1, 750000, "19")],
        [sold(1, 850000, "19"), sold(1, -750000, "19")],
    ],
    ids=["line discount", "returned line", "negative price"],
)
@pytest.mark.parametrize("rounding", list(TaxRounding))
def test_what_is_taken_off_before_tax_lowers_the_tax(lines: list[Line], rounding: TaxRounding) -> None:
    totals = price(lines, Choice(tax_rounding=rounding))

    assert (totals.net, totals.tax, totals.total) == (100000, 19000, 119000)


def test_what_is_taken_off_the_document_lowers_the_tax_as_well() -> None:
    totals = price([sold(1, 850000, "19")], Choice(discount_kind=AMOUNT, discount_value=Decimal(7500)))

    assert (totals.subtotal, totals.discount, totals.total) == (850000, 750000, 119000)


def test_three_pieces_less_an_amount() -> None:
    totals = price([sold(3, 4500, "21", discount_kind=AMOUNT, discount_value=Decimal(60))], Choice())

    assert (totals.lines[0].discount, totals.net, totals.total) == (6000, 7500, 9075)


def test_an_amount_larger_than_its_line_makes_a_negative_line() -> None:
    totals = price([sold(1, 1000, "10", discount_kind=AMOUNT, discount_value=Decimal("12.50"))], Choice())

    assert (totals.lines[0].amount, totals.tax, totals.total) == (-250, -25, -275)


def test_the_estimate_of_the_design() -> None:
    totals = price(DESIGN, Pricing(discount_kind=PERCENT, discount_value=Decimal(5)))

    assert [line.amount for line in totals.lines] == [214000, 11100, 60480, 39000]
    assert (totals.subtotal, totals.discount, totals.taxable) == (324580, 16229, 213845)
    assert totals.taxes == (TaxTotal("MN sales tax", MN, 213845, 16092), TaxTotal("", None, 94506, 0))
    assert totals.total == 324443
    assert deposit_amount(totals.total, PERCENT, Decimal(30), 2) == 97333
    assert totals.cost == 107000 + 6 * 925
    assert totals.margin == 308351 - 112550
    assert margin_percent(totals.margin, totals.full_net) == Decimal("63.5")


def test_the_invoice_of_the_design() -> None:
    lines = [
        taxed("RTU filter change", "4", 4500),
        LineDraft(name="Labor", quantity=Decimal("1.5"), price=8400),
        LineDraft(name="Trip charge", price=945),
    ]

    totals = price(lines, Pricing())

    assert (totals.subtotal, totals.taxable, totals.tax, totals.total) == (31545, 18000, 1355, 32900)


@pytest.mark.parametrize("rounding", list(TaxRounding))
@pytest.mark.parametrize("inclusive", [False, True])
def test_a_tax_inclusive_deposit_and_its_final_invoice_leave_no_cent(inclusive: bool, rounding: TaxRounding) -> None:
    choice = Pricing(prices_include_tax=inclusive, tax_rounding=rounding)
    lines = [LineDraft(price=41322, tax_name="VAT", tax_percent=Decimal(21))]
    whole = price(lines, choice)

    (part,) = split_deposit(whole, 10000)
    final = price(lines, choice, [DepositTaken(7, "3481", part.name, part.percent, part.net, part.tax)])

    assert (part.net, part.tax) == (8264, 1736)
    assert final.deposits == (part,)
    assert final.deposited == 10000
    assert final.total + 10000 == whole.total == final.full_total
    assert final.net + part.net == whole.net == final.full_net
    assert final.tax + part.tax == whole.tax == final.full_tax
    assert final.margin == whole.margin


def test_a_deposit_of_everything_leaves_nothing() -> None:
    lines = [LineDraft(price=10000, tax_name="VAT", tax_percent=Decimal(21))]
    choice = Pricing(prices_include_tax=True)

    final = price(lines, choice, split_deposit(price(lines, choice), 10000))

    assert (final.net, final.tax, final.total) == (0, 0, 0)
    assert final.taxes == (TaxTotal("VAT", Decimal(21), 0, 0),)


@pytest.mark.parametrize(
    ("currency", "cents", "percent", "tax", "total"),
    [("JPY", 1235, "10", 124, 1359), ("KWD", 1235, "10", 124, 1359), ("CLF", 10005, "19", 1901, 11906)],
)
def test_tax_is_rounded_to_the_minor_unit_of_the_currency(
    currency: str, cents: int, percent: str, tax: int, total: int
) -> None:
    totals = price([sold(1, cents, percent)], Choice(currency=currency))

    assert (totals.tax, totals.total) == (tax, total)


@pytest.mark.parametrize(("currency", "amount"), [("JPY", 985), ("USD", 98500), ("KWD", 985000), ("CLF", 9850000)])
def test_an_amount_off_is_in_major_units_of_the_currency(currency: str, amount: int) -> None:
    units = {"JPY": 1, "USD": 100, "KWD": 1000, "CLF": 10000}[currency]
    fifteen_off = {"discount_kind": AMOUNT, "discount_value": Decimal(15)}

    by_line = price([sold(1, 1000 * units, None, **fifteen_off)], Choice(currency=currency))
    by_document = price([sold(1, 1000 * units)], Choice(currency=currency, **fifteen_off))  # type: ignore[arg-type]

    assert by_line.total == by_document.total == amount
