"""Amounts, quantities and percentages as people type them, and what they are told when they cannot be read."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.formatting import discount, money, percent, quantity
from officedesk.models.enums import AmountKind
from officedesk.models.money import CURRENCIES
from officedesk.parsing import parse_discount, parse_money, parse_percent, parse_quantity


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("1,234.5", 123450),
        ("1234.50", 123450),
        ("$1,234.50", 123450),
        (" $ 1,234.50 ", 123450),
        ("1 234 567.89", 123456789),
        ("1\u00a0234.50", 123450),
        ("1'234.50", 123450),
        ("1’234.50", 123450),
        ("12", 1200),
        (".5", 50),
        ("5.", 500),
        ("0", 0),
        ("-0", 0),
        ("+5", 500),
        ("-5", -500),
        ("−5", -500),
        ("5-", -500),
        ("(5)", -500),
        ("($5.00)", -500),
        ("-$5", -500),
        ("$-5", -500),
        ("−$162.29", -16229),
        ("5 USD", 500),
        ("usd 5", 500),
        ("１２", 1200),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, minor: int) -> None:
    assert parse_money(typed) == minor


@pytest.mark.parametrize(
    "typed",
    [
        "1,5",
        "12,34",
        "1.234,50",
        "1,23,456",
        "1,2345",
        "1,234 567",
        "1 23",
        "1..2",
        "--5",
        "-(5)",
        "(-5)",
        "1e5",
        "0x10",
        "NaN",
        "Infinity",
        "five",
        ".",
        "$",
        "-",
        "1/2",
        "5%",
        "٣",
        "1_000",
        "9" * 41,
        "=1+1",
        "\u202e5",
    ],
)
def test_what_is_no_amount_or_could_be_two_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is not an amount\. Write it like 1234\.50\."):
        parse_money(typed)


@pytest.mark.parametrize(
    ("typed", "currency", "message"),
    [
        ("", "USD", "Enter an amount, such as 1234.50."),
        ("   ", "JPY", "Enter an amount, such as 1234."),
        ("0.005", "USD", "“0.005” has 3 decimals, USD has 2. Write it like 1234.50."),
        ("1.500", "USD", "“1.500” has 3 decimals, USD has 2. Write it like 1234.50."),
        ("1.5", "JPY", "“1.5” has 1 decimal, JPY has none. Write it like 1234."),
        ("1.23456", "CLF", "“1.23456” has 5 decimals, CLF has 4. Write it like 1234.5000."),
        ("€5", "USD", "“€5” is in another currency. This document is in USD."),
        ("9" * 20, "USD", "The amount 1.00E+20 is too large."),
        ("5", "XYZ", "'XYZ' is not a currency code. Use one of ISO 4217, such as USD."),
    ],
)
def test_a_refused_amount_says_what_to_write(typed: str, currency: str, message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the whole message is compared
        parse_money(typed, currency)

    assert str(refused.value) == message


def test_a_long_text_is_quoted_short() -> None:
    with pytest.raises(ValueError, match="x…” is not an amount") as refused:
        parse_money("x" * 5000)

    assert len(str(refused.value)) < 120


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("¥1,235", "JPY", 1235),
        ("￥1,235", "JPY", 1235),
        ("KD 1.235", "KWD", 1235),
        ("CA$5", "CAD", 500),
        ("$5", "CAD", 500),
    ],
)
def test_an_amount_may_carry_the_sign_of_its_currency(typed: str, currency: str, minor: int) -> None:
    assert parse_money(typed, currency) == minor


@given(st.integers(-(2**63) + 1, 2**63 - 1), st.sampled_from(CURRENCIES), st.booleans())
def test_money_reads_back_as_it_was_written(minor: int, currency: str, symbol: bool) -> None:
    assert parse_money(money(minor, currency, symbol=symbol), currency) == minor


@pytest.mark.parametrize(
    ("typed", "value"),
    [("8", "8"), ("1.50", "1.5"), ("-2", "-2"), ("(2)", "-2"), ("1,000", "1000"), ("0.0001", "0.0001"), ("-0", "0")],
)
def test_quantities_are_read_without_needless_zeros(typed: str, value: str) -> None:
    assert str(parse_quantity(typed)) == value


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Enter a quantity"),
        ("two", "“two” is not a quantity. Write it like 1.5."),
        ("1,5", "is not a quantity"),
        ("1.00005", "The quantity has more than 4 decimal places. \\(“1.00005”\\)"),
        ("9" * 16, "The quantity 1.00E\\+16 is too large"),
    ],
)
def test_a_refused_quantity_says_why(typed: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_quantity(typed)


numbers = st.decimals(-(10**9), 10**9, places=4)


@given(numbers)
def test_a_quantity_reads_back_as_it_was_written(value: Decimal) -> None:
    assert parse_quantity(quantity(value)) == value


@pytest.mark.parametrize(
    ("typed", "value"), [("7.525", "7.525"), ("7.525 %", "7.525"), ("7.525%", "7.525"), ("100", "100"), ("0%", "0")]
)
def test_percentages_are_read_with_or_without_their_sign(typed: str, value: str) -> None:
    assert str(parse_percent(typed)) == value


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Enter a percentage"),
        ("%", "Enter a percentage"),
        ("100.1", "“100.1” is not between 0 % and 100 %."),
        ("-1", "“-1” is not between 0 % and 100 %."),
        ("half", "is not a percentage"),
        ("7.52525", "more than 4 decimal places"),
    ],
)
def test_a_refused_percentage_says_why(typed: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_percent(typed)


def test_a_percentage_may_have_another_limit() -> None:
    assert parse_percent("250", Decimal(1000)) == 250
    with pytest.raises(ValueError, match="between 0 % and 50 %"):
        parse_percent("51", Decimal(50))


@given(st.decimals(0, 100, places=4))
def test_a_percentage_reads_back_as_it_was_written(value: Decimal) -> None:
    assert parse_percent(percent(value)) == value


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("", AmountKind.NONE, "0"),
        ("—", AmountKind.NONE, "0"),
        ("-", AmountKind.NONE, "0"),
        ("0", AmountKind.NONE, "0"),
        ("0 %", AmountKind.NONE, "0"),
        ("10 %", AmountKind.PERCENT, "10"),
        ("10%", AmountKind.PERCENT, "10"),
        ("15", AmountKind.AMOUNT, "15"),
        ("$1,015.50", AmountKind.AMOUNT, "1015.5"),
    ],
)
def test_a_discount_is_a_percentage_or_an_amount(typed: str, kind: AmountKind, value: str) -> None:
    found, amount = parse_discount(typed)

    assert (found, str(amount)) == (kind, value)


@pytest.mark.parametrize(
    ("typed", "message"),
    [("-15", "written without a minus"), ("-5 %", "between 0 %"), ("101 %", "between 0 %"), ("ten", "not an amount")],
)
def test_a_refused_discount_says_why(typed: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_discount(typed)


def test_an_amount_off_larger_than_a_column_is_refused() -> None:
    with pytest.raises(ValueError, match=r"The discount 9\.00E\+15 is too large\. \(“9000000000000000”\)"):
        parse_discount("9000000000000000")


@given(
    st.sampled_from([AmountKind.PERCENT, AmountKind.AMOUNT]),
    st.decimals(0, 100, places=2),
    st.sampled_from(["USD", "KWD"]),
)
def test_a_discount_reads_back_as_it_was_written(kind: AmountKind, value: Decimal, currency: str) -> None:
    for sign in (1, -1) if kind is AmountKind.AMOUNT else (1,):
        typed = discount(kind, sign * value, currency)
        assert parse_discount(typed, currency, negative=True) == (kind if value else AmountKind.NONE, sign * value)


def answer(parse: Callable[[], object]) -> object:
    """What was read, or the message."""
    try:
        return parse()
    except ValueError as problem:
        return str(problem)


@given(st.text(alphabet=st.sampled_from("0123456789.,-+()$ '%€eNaIinf")) | st.text())
def test_any_text_is_an_amount_or_a_message(text: str) -> None:
    assert answer(lambda: parse_money(text)) != ""
    assert answer(lambda: parse_quantity(text)) != ""
    assert answer(lambda: parse_percent(text)) != ""
    assert answer(lambda: parse_discount(text)) != ""
