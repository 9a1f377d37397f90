"""What people read on screen and paper."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from officedesk.formatting import (
    DATE_FORMATS,
    address_lines,
    date_text,
    discount,
    money,
    percent,
    phone,
    quantity,
    time_range,
    time_text,
)
from officedesk.models.enums import AmountKind

DAY = date(2023, 6, 2)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123456, "USD", "$1,234.56"),
        (-16229, "USD", "−$162.29"),
        (0, "USD", "$0.00"),
        (5, "USD", "$0.05"),
        (-5, "USD", "−$0.05"),
        (123456789012, "EUR", "€1,234,567,890.12"),
        (1235, "JPY", "¥1,235"),
        (-1235, "JPY", "−¥1,235"),
        (1235, "KWD", "KD\u00a01.235"),
        (-1235, "KWD", "−KD\u00a01.235"),
        (500, "CHF", "CHF\u00a05.00"),
        (10005, "CLF", "CLF\u00a01.0005"),
        (500, "CAD", "CA$5.00"),
        (2**63 - 1, "USD", "$92,233,720,368,547,758.07"),
    ],
)
def test_money_is_written_the_us_way_with_a_real_minus(minor: int, currency: str, text: str) -> None:
    assert money(minor, currency) == text


def test_columns_show_money_without_its_symbol() -> None:
    assert money(-123456, "USD", symbol=False) == "−1,234.56"
    assert money(1235, "KWD", symbol=False) == "1.235"


def test_money_in_no_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a currency code"):
        money(1, "dollars")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("8", "8"),
        ("8.0000", "8"),
        ("1.5", "1.5"),
        ("1.50", "1.5"),
        ("1250", "1,250"),
        ("1E+3", "1,000"),
        ("-2", "−2"),
        ("-0.5", "−0.5"),
        ("0.0001", "0.0001"),
        ("0", "0"),
        ("-0.0", "0"),
        ("100", "100"),
    ],
)
def test_a_quantity_has_no_needless_zeros(value: str, text: str) -> None:
    assert quantity(Decimal(value)) == text


def test_a_percentage_has_a_space_before_its_sign() -> None:
    assert [percent(Decimal(value)) for value in ("7.525", "10.0", "0")] == ["7.525 %", "10 %", "0 %"]


@pytest.mark.parametrize(
    ("kind", "value", "currency", "text"),
    [
        (AmountKind.NONE, "0", "USD", ""),
        (AmountKind.PERCENT, "10", "USD", "10 %"),
        (AmountKind.AMOUNT, "15", "USD", "15.00"),
        (AmountKind.AMOUNT, "-1234.5", "USD", "−1,234.50"),
        (AmountKind.AMOUNT, "0.005", "USD", "0.005"),
        (AmountKind.AMOUNT, "1500", "JPY", "1,500"),
    ],
)
def test_a_discount_reads_as_it_was_stated(kind: AmountKind, value: str, currency: str, text: str) -> None:
    assert discount(kind, Decimal(value), currency) == text


@pytest.mark.parametrize(
    ("date_format", "text"),
    [
        ("MM/DD/YYYY", "06/02/2023"),
        ("DD.MM.YYYY", "02.06.2023"),
        ("DD/MM/YYYY", "02/06/2023"),
        ("YYYY-MM-DD", "2023-06-02"),
    ],
)
def test_a_day_is_written_in_the_offices_format(date_format: str, text: str) -> None:
    assert date_text(DAY, date_format) == text
    assert date_text(None, date_format) == ""


def test_early_years_keep_four_digits() -> None:
    assert [date_text(date(1, 2, 3), date_format) for date_format in DATE_FORMATS] == [
        "02/03/0001",
        "03.02.0001",
        "03/02/0001",
        "0001-02-03",
    ]


def test_an_unknown_date_format_is_refused() -> None:
    with pytest.raises(ValueError, match="Use one of MM/DD/YYYY"):
        date_text(DAY, "D.M.YY")


def test_times_are_wall_time() -> None:
    assert time_text(time(8, 0)) == "8:00"
    assert time_text(datetime(2023, 6, 2, 14, 5, 59, tzinfo=UTC)) == "14:05"
    assert time_text(None) == ""


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [(time(8), time(9, 30), "8:00 – 9:30"), (time(8), None, "8:00"), (None, time(9), "9:00"), (None, None, "")],
)
def test_a_range_of_times_may_be_open(start: time | None, end: time | None, text: str) -> None:
    assert time_range(start, end) == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("6127464017", "(612) 746-4017"),
        (" 612-746-4017 ", "(612) 746-4017"),
        ("(612)746.4017", "(612) 746-4017"),
        ("+1 612 746 4017", "(612) 746-4017"),
        ("1-612-746-4017", "(612) 746-4017"),
        ("612 746 4017 ext. 12", "(612) 746-4017 x12"),
        ("612 746 4017x12", "(612) 746-4017 x12"),
        ("+442079460958", "+44 20 7946 0958"),
        ("+49 30/901820", "+49 30 901820"),
        ("746-4017", "746-4017"),
        ("112 746 4017", "112 746 4017"),
        ("030 901820", "030 901820"),
        ("+999 1", "+999 1"),
        ("+", "+"),
        ("+1 555", "+1 555"),
        ("call the gate", "call the gate"),
        ("", ""),
    ],
)
def test_phone_numbers_are_grouped_and_others_kept(typed: str, text: str) -> None:
    assert phone(typed) == text
    assert phone(phone(typed)) == text


@dataclass(frozen=True)
class Place:
    street: str = ""
    street2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


@pytest.mark.parametrize(
    ("place", "lines"),
    [
        (
            Place("400 S 4th St.", "Suite 1000M", "Minneapolis", "MN", "55415", "US"),
            ["400 S 4th St., Suite 1000M", "Minneapolis, MN 55415"],
        ),
        (Place("8330 Lovers Ln", "", "Phillips", "WI", "54555"), ["8330 Lovers Ln", "Phillips, WI 54555"]),
        (Place(" 1 Main ", "", "Toronto", "ON", "M5V 2T6", "Canada"), ["1 Main", "Toronto, ON M5V 2T6", "Canada"]),
        (Place("", "", "Minneapolis"), ["Minneapolis"]),
        (Place("", "", "", "MN"), ["MN"]),
        (Place("", "Rear"), ["Rear"]),
        (Place("", "", "", "", "", "United States"), []),
        (Place(), []),
    ],
)
def test_an_address_has_no_empty_parts(place: Place, lines: list[str]) -> None:
    assert address_lines(place) == lines
    parts = (place.street, place.street2, place.city, place.region, place.postal_code, place.country)
    assert address_lines(*parts) == lines


def test_formatting_a_us_number_loads_no_phone_library_and_no_window() -> None:
    program = (
        "import sys; from officedesk import formatting, parsing; formatting.phone('612-746-4017');"
        "print(sorted({'phonenumbers', 'PySide6', 'reportlab', 'zipcodes'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.strip() == "[]"
