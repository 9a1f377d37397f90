"""Folding, digits and keys: what search and sorting compare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.models.text import clean, digits, email_problem, fold, natural_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ABC Company", "abc company"),
        ("Łukasiewicz & Söhne, Inc.", "lukasiewicz & sohne inc"),
        ("St. Paul", "st paul"),
        ("400 S 4th St., Suite 1000M", "400 s 4th st suite 1000m"),
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("O´Brien", "obrien"),
        ("straße", "strasse"),
        ("ÆRØ Đại İstanbul ıŁ", "aero dai istanbul il"),
        ("Nguyễn Văn Ánh", "nguyen van anh"),
        ("ＡＢＣ １２", "abc 12"),
        ("ᴬbc", "abc"),
        ("John.Doe@Example.com", "john.doe@example.com"),
        ("version 1.5.", "version 1.5"),
        ("A.,B", "a b"),
        ("under_score__here", "under score here"),
        ("R-410A / 24ACC636", "r-410a 24acc636"),
        ("  tabs\tand\nlines ", "tabs and lines"),
        ("شركة الأفق", "شركة الافق"),
        ("日本 空調", "日本 空調"),
        ("...", ""),
        ("—", ""),
        ("", ""),
    ],
)
def test_case_accents_and_punctuation_do_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folded_words_are_apart_by_one_space(text: str) -> None:
    assert " ".join(fold(text).split()) == fold(text)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_text_folds_the_same_beside_other_scripts(text: str) -> None:
    assert fold(f"{text} é") == f"{fold(text + ' ')} e".strip()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(612) 746-4017", "6127464017"),
        ("+1 612.746.4017 ext. 5", "161274640175"),
        ("６１２", "612"),
        ("٦١٢ ۷۴۶", "612746"),
        ("²", "2"),
        ("no phone", ""),
        ("½ Ⅻ", ""),
    ],
)
def test_the_digits_of_a_phone_number_are_found_in_any_script(text: str, found: str) -> None:
    assert digits(text) == found


@given(st.text())
def test_digits_are_ascii(text: str) -> None:
    assert digits(text).isascii()
    assert all(c in "0123456789" for c in digits(text))


def test_numbers_inside_text_sort_by_value() -> None:
    numbers = ["INV-10", "inv-9", "INV-100", "INV-9-b", "A 2", "a 10", "1222", "101"]

    assert sorted(numbers, key=natural_key) == ["101", "1222", "A 2", "a 10", "inv-9", "INV-9-b", "INV-10", "INV-100"]


@given(st.integers(0, 10**12 - 1), st.integers(0, 10**12 - 1))
def test_natural_keys_order_like_the_numbers(first: int, second: int) -> None:
    assert (natural_key(f"E {first}") < natural_key(f"E {second}")) == (first < second)


@pytest.mark.parametrize(
    ("text", "one_line", "many_lines"),
    [
        ("  plain ", "plain", "plain"),
        ("a\r\nb\tc\rd", "a b c d", "a\nb\tc\nd"),
        ("a\x00b\x1b\u200bc", "ab\u200bc", "ab\u200bc"),
        ("half \ud800 a pair", "half  a pair", "half  a pair"),
        ("line\u2028break", "line break", "line\u2028break"),
    ],
)
def test_control_characters_are_not_stored(text: str, one_line: str, many_lines: str) -> None:
    assert clean(text) == one_line
    assert clean(text, lines=True) == many_lines


@given(st.text(alphabet=st.characters()))
def test_what_is_stored_can_be_encoded_and_is_stable(text: str) -> None:
    for lines in (False, True):
        stored = clean(text, lines=lines)
        stored.encode()
        assert clean(stored, lines=lines) == stored


@pytest.mark.parametrize(
    "text", ["", "  ", "a@b.de", " sales@industrack.com ", "x.y+z@sub.example.co.uk", "ü@münchen.de"]
)
def test_an_address_in_the_shape_of_an_email_is_taken(text: str) -> None:
    assert email_problem(text) is None


@pytest.mark.parametrize(
    "text",
    ["a", "a@b", "a b@c.de", "a@b..de", "@b.de", "a@.de", "<a@b.de>", "a@b.de,c@d.de", "a@-b.de", "x" * 65 + "@b.de"],
)
def test_what_is_no_email_address_is_named(text: str) -> None:
    problem = email_problem(text)

    assert problem is not None
    assert "is not an email address" in problem
    assert text[:60] in problem
