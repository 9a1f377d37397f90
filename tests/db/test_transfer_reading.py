"""CSV files as people have them: delimiters, encodings, damage."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.csv_files import look_at, records
from officedesk.errors import InvalidInput, OfficeMissing
from officedesk.services.customers.drafts import Address
from officedesk.services.transfer.address_text import split_address
from officedesk.services.transfer.cells import inert, typed
from officedesk.services.transfer.fields import Field
from officedesk.services.transfer.mapping import read_map, suggest
from officedesk.services.transfer.values import email_message, phone_message, postal_message, split_emails, split_phones

ROWS = 'Name{d}Notes\nŁukasz & Söhne{d}"two\nlines{d} here"\n'


def write(folder: Path, content: bytes | str, name: str = "in.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_delimiter_and_encoding_is_found(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = ROWS.format(d=delimiter)
    source = look_at(write(tmp_path, text.encode(encoding)))
    assert (source.delimiter, source.headers) == (delimiter, ("Name", "Notes"))
    assert [record.cells for record in records(source)] == [["Łukasz & Söhne", f"two\nlines{delimiter} here"]]


def test_windows_letters_are_read_as_such(tmp_path: Path) -> None:
    source = look_at(write(tmp_path, "Name;Euro\nMüller’s Café;€ 5\n".encode("cp1252")))
    assert source.encoding == "cp1252"
    assert next(records(source)).cells == ["Müller’s Café", "€ 5"]


def test_excels_delimiter_line_is_taken_at_its_word(tmp_path: Path) -> None:
    source = look_at(write(tmp_path, "sep=;\nName, first;City\nAda, dear;Paris\n"))
    assert source.headers == ("Name, first", "City")
    record = next(records(source))
    assert (record.cells, record.line) == (["Ada, dear", "Paris"], 3)


def test_headers_are_named_even_where_they_repeat_or_are_empty(tmp_path: Path) -> None:
    source = look_at(write(tmp_path, "Phone,Phone,,Email,,\n1,2,3,4,,\n"))
    assert source.headers == ("Phone", "Phone (2)", "Column 3", "Email")


def test_blank_lines_count_in_row_numbers_but_are_no_rows(tmp_path: Path) -> None:
    source = look_at(write(tmp_path, "\n\nName,City\n\nAda,Paris\n,\nBob,Rome\n"))
    assert [(record.row, record.cells[0]) for record in records(source)] == [(3, "Ada"), (5, "Bob")]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ('Name,City\nAda,Paris\nBob,"never closed\nmore\n', "quotation mark"),
        ("Name,City\nAda,Paris,lost,cells\n", "4 cells"),
        (b"Name,City\nAda,Par\xefis\n".replace(b"\n", b"\n", 1), ""),
    ],
)
def test_damage_names_its_row(tmp_path: Path, content: str | bytes, word: str) -> None:
    found = [record for record in records(look_at(write(tmp_path, content))) if record.problem]
    if word:
        assert [(record.row, word in record.problem) for record in found] in ([(2, True)], [(3, True)])
    else:
        assert found == []


def test_a_byte_that_is_not_in_the_encoding_names_its_row(tmp_path: Path) -> None:
    path = write(tmp_path, b"Name,City\nAda,Paris\nBob,R\xffme\n")
    found = list(records(look_at(path, encoding="ascii")))
    assert "0xff" in found[-1].problem


def test_zero_bytes_are_left_out(tmp_path: Path) -> None:
    source = look_at(write(tmp_path, b"Name,City\nA\0da,Paris\n"))
    assert next(records(source)).cells == ["Ada", "Paris"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"PK\x03\x04rest", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"SQLite format 3\0", "database"),
        (b"a" * (17 * 1024 * 1024), "line breaks"),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path: Path, content: bytes, word: str) -> None:
    with pytest.raises(InvalidInput, match=word):
        look_at(write(tmp_path, content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OfficeMissing, match=r"nowhere\.csv"):
        look_at(tmp_path / "nowhere.csv")


def test_an_encoding_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="rot77"):
        look_at(write(tmp_path, "Name\nAda\n"), encoding="rot77")


@given(st.text())
def test_a_guarded_cell_is_inert_and_comes_back_as_it_was(text: str) -> None:
    assert typed(inert(text)) == text
    assert not inert(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("header", "preset"),
    [
        ("Display Name,Company Name,Main Phone #s,Billing Street 1,Billing Zip code,Tags", "jobber-clients"),
        ("Display Name,Service Property Name,Service Street 1,Service City,Service Zip code", "jobber-properties"),
        ("Active Status,Customer,Balance,Company,Main Phone,Main Email,Bill to 1,Bill to 2", "quickbooks-desktop"),
        ("Customer,Phone Numbers,Email,Full Name,Billing Address,Shipping Address", "quickbooks-online"),
        ("Name,Number,Street,Apt/Suite,City,State/Province,Postal Code,Country", "invoice-ninja"),
        ("First Name,Last Name,Organization Name,E-mail 1 - Value,Phone 1 - Value", "google-contacts"),
        ("Company,Location name,Contact Name,Location,Phone Number,Email", "industrack"),
        ("Something,Else", ""),
    ],
)
def test_programs_are_recognised_by_their_headers(header: str, preset: str) -> None:
    assert suggest(header.split(",")).preset == preset


def test_unknown_headers_are_guessed() -> None:
    headers = ["CUSTOMER NAME", "Acct #", "E-mail Address", "Cell Phone", "Zip", "Service Address", "Shoe size"]
    assert suggest(headers).columns == (
        Field.NAME, Field.NUMBER, Field.EMAIL, Field.MOBILE, Field.BILLING_POSTAL_CODE, Field.LOCATION, None,
    )  # fmt: skip


def test_a_map_file_says_what_columns_are(tmp_path: Path) -> None:
    path = write(tmp_path, '[columns]\n"Who" = "name"\n"where" = "location"\n', "map.toml")
    assert read_map(path, ["Who", "Age", "Where"]).columns == (Field.NAME, None, Field.LOCATION)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ('[columns]\n"Nope" = "name"\n', "Nope"),
        ('[columns]\n"Who" = "nom"\n', "nom"),
        ("[columns\n", "TOML"),
        ("columns = 3\n", "columns"),
        ("", "no column"),
        ('preset = "abacus"\n', "abacus"),
    ],
)
def test_a_wrong_map_file_is_told(tmp_path: Path, content: str, word: str) -> None:
    with pytest.raises(InvalidInput, match=word):
        read_map(write(tmp_path, content, "map.toml"), ["Who"])


@pytest.mark.parametrize(
    ("text", "name", "parts"),
    [
        ("400 S 4th St., Suite 1000M, Minneapolis, MN, 55415", "",
         Address("400 S 4th St.", "Suite 1000M", "Minneapolis", "MN", "55415")),
        ("10700 West Highway 55 Suite 27 Plymouth MN 55441", "",
         Address("10700 West Highway 55 Suite 27", "", "Plymouth", "MN", "55441")),
        ("3rd location 85 Rose Dr Colorado Springs Colorado 80911", "3rd location",
         Address("85 Rose Dr", "", "Colorado Springs", "CO", "80911")),
        ("ABC Company\n8330 Lovers Ln\nPhillips, WI 54555", "ABC Company",
         Address("8330 Lovers Ln", "", "Phillips", "WI", "54555")),
        ("PO Box 9", "", Address("PO Box 9")),
        ("", "", Address()),
    ],
)  # fmt: skip
def test_an_address_in_one_piece_is_taken_apart(text: str, name: str, parts: Address) -> None:
    assert split_address(text, name) == parts


@given(st.text(max_size=80), st.text(max_size=10))
def test_no_address_breaks_the_splitter(text: str, name: str) -> None:
    split_address(text, name)


def test_values_are_told_apart() -> None:
    assert phone_message("(612) 746-4017", "US") == ""
    assert phone_message("+1 612 746 4017", "US") == ""
    assert "too short" in phone_message("12", "US")
    assert "area code" in phone_message("746-4017", "US")
    assert "not a phone" in phone_message("call me", "US")
    assert email_message("sales@industrack.com") == ""
    assert "not an email" in email_message("sales@")
    assert postal_message("55415-1234", "") == ""
    assert "leading zeros" in postal_message("2139", "US")
    assert "not a ZIP" in postal_message("5541X", "")
    assert postal_message("SW1A 1AA", "United Kingdom") == ""
    assert split_emails("a@x.com; b@x.com") == ["a@x.com", "b@x.com"]


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("(612) 555-0142, 612-555-0143", ["(612) 555-0142", "612-555-0143"]),
        ("+1 612 555 0142,+1 612 555 0143", ["+1 612 555 0142", "+1 612 555 0143"]),
        ("612-555-0142; 612-555-0143", ["612-555-0142", "612-555-0143"]),
        ("612-555-0142, ext. 4", ["612-555-0142, ext. 4"]),
        ("612-555-0142, 17", ["612-555-0142, 17"]),
        ("call the office, please", ["call the office, please"]),
    ],
)
def test_several_phone_numbers_in_a_cell_are_told_apart(cell: str, numbers: list[str]) -> None:
    assert split_phones(cell) == numbers


def test_the_mark_of_utf16_is_enough(tmp_path: Path) -> None:
    assert look_at(write(tmp_path, codecs.BOM_UTF16_LE + "Name\nAda\n".encode("utf-16-le"))).encoding == "utf-16"
