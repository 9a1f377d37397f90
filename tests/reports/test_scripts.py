"""Text of all the world on paper, and text that is up to no good."""

from __future__ import annotations

import socket
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from officedesk.models.papers import PaperData
from officedesk.reports.clean import clean
from officedesk.reports.fonts import BOX, Weight
from officedesk.reports.ink import Ink
from officedesk.reports.look import BODY
from officedesk.reports.render import render
from officedesk.reports.setting import fit, wrap
from officedesk.reports.shaping import clusters, in_visual_order
from officedesk.reports.sheet import Sheet
from tests.reports.samples import ALL, INVOICE, text_of

HOSTILE = [
    "<b>x",
    "</para><img src=/etc/hostname>",
    '<a href="javascript:alert(1)">x</a>',
    "{{7*7}}",
    "${window.x=1}",
    "<img onerror=alert(1) src=x>",
    "=HYPERLINK(1)",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    "=?utf-8?q?hi=0ABcc:_x@y.z?=",
    "a\r\nBcc: x@y.z",
    "../../x",
    "C:\\x",
    "\\\\host\\x",
    "CON",
    "a.pdf:evil.exe",
    "invoice\u202efdp.exe",
    "n" * 300,
    "a\0b",
    "'; DROP TABLE customer; --",
    "%_\\",
    "lone \ud800 surrogate \udfff",
    "e\u0301\u0323" * 40,
    "شركة التكييف (2023)",
    "שלום עולם",
    "ภาษาไทย",
    "Công ty Điện lạnh Việt Nam",
    "中文字符，空调维修",
    "😀👍🏽👨\u200d👩\u200d👧❤️",
    "(Tj) ET Q endstream endobj <</S/JavaScript>>",
    "\u2028\u2029\u0085\x0b\x0c",
    "x" * 5000,
]


def everywhere(value: Any, text: str) -> Any:
    """`value` with `text` in each of its words, at any depth."""
    if isinstance(value, str):
        return text if type(value) is str else value
    if isinstance(value, tuple):
        return tuple(everywhere(part, text) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"currency", "date_format", "language", "paper_size"}
        names = [field.name for field in fields(value) if field.name not in kept]
        return replace(value, **{name: everywhere(getattr(value, name), text) for name in names})
    return value


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_text_up_to_no_good_prints_in_every_field(text: str) -> None:
    for paper in ALL:
        reader = PdfReader(BytesIO(render(everywhere(paper, text))))
        assert len(reader.pages) >= 1
        assert "/OpenAction" not in reader.root_object
        assert "/Names" not in reader.root_object
        for page in reader.pages:
            page.extract_text()
            assert "/Annots" not in page


def test_markup_is_printed_as_it_was_typed() -> None:
    typed = "</para><img src=/etc/hostname> & <b>bold</b>"
    said = text_of(render(replace(INVOICE, description=typed)))
    assert typed in said


def test_no_file_and_no_socket_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    render(INVOICE)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("touched the world")

    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr("urllib.request.urlopen", refuse)
    for text in ('<img src="file:///etc/hostname">', '<img src="http://127.0.0.1:9/x.png">'):
        assert render(everywhere(INVOICE, text))


@pytest.mark.parametrize(
    "text",
    [
        "Łódź Ångström Ærøskøbing",
        "Ελληνικά",
        "Кириллица",
        "Công ty Điện lạnh Việt Nam",
        "空调维修",
        "שלום",
        "ภาษาไทย",
        "😀",
        "شركة",
    ],
)
def test_text_of_all_the_world_is_found_again(text: str) -> None:
    assert text in text_of(render(replace(INVOICE, description=text)))


@pytest.mark.parametrize(
    "text", ["Đơn giá ệ ậ", "Ωμέγα", "Щука", "空调", "שלום", "ไทย", "😀", "شركة", "e\u0301 ẋ\u0323"]
)
def test_every_letter_has_a_glyph(text: str) -> None:
    for part in clusters(clean(text), Weight.SEMIBOLD):
        assert all(glyph.id for glyph in part.glyphs)
        assert BOX not in part.text


def test_what_no_face_has_is_a_box_and_not_nothing() -> None:
    line = wrap("a ሰ b", BODY, 400)[0]
    boxes = [part for part in line.parts if part.text == "ሰ"]
    assert len(boxes) == 1
    assert boxes[0].advance > 400
    assert boxes[0].glyphs[0].text == BOX


def test_a_letter_that_is_not_assigned_yet_is_a_box() -> None:
    assert [part.glyphs[0].text for part in wrap("\U0001e8d7", BODY, 40)[0].parts] == [BOX]


def test_arabic_letters_are_joined() -> None:
    alone = {part.glyphs[-1].id for letter in "بيت" for part in clusters(letter, Weight.REGULAR)}
    joined = {glyph.id for part in clusters("بيت", Weight.REGULAR) for glyph in part.glyphs}
    assert joined - alone


def test_right_to_left_words_stand_in_the_order_they_are_read() -> None:
    line = in_visual_order(clusters("Mixed ABC שלום עולם (2023) end", Weight.REGULAR))
    assert "".join(part.text for part in line) == "Mixed ABC )2023( םלוע םולש end"


def test_a_line_of_right_to_left_breaks_in_reading_order() -> None:
    lines = wrap("אחת שתיים שלוש ארבע חמש שש שבע", BODY, 90)
    assert len(lines) > 1
    assert "אחת" in "".join(part.text for part in lines[0].parts)[::-1]


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=80), st.floats(20, 300))
@settings(max_examples=200)
def test_no_text_stops_a_paper_and_no_line_is_wider_than_asked(text: str, width: float) -> None:
    sheet = Sheet(612, 792, Ink())
    for line in wrap(text, BODY, width):
        sheet.text(line, BODY, 0, 10)
        words = line.plain or "".join(part.text for part in line.parts)
        assert line.width <= width + 0.01 or len(line.parts or words) <= 1 or not words.strip()
    assert fit(text, BODY, width).width <= width + BODY.size


@given(st.text(alphabet="ab cd\n", max_size=200), st.floats(20, 120))
def test_breaking_lines_loses_no_letter(text: str, width: float) -> None:
    lines = wrap(text, BODY, width)
    assert "".join(line.plain for line in lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")


def test_a_hundred_kilobytes_in_every_field_print() -> None:
    assert PdfReader(BytesIO(render(everywhere(INVOICE, "word " * 20_000)))).pages


def test_controls_and_overrides_are_taken_out() -> None:
    assert clean("a\0\x1b\u202eb\r\nc\td") == "ab\nc    d"
    assert clean("\ud83d\ude00 \ud800") == "😀 \ufffd"


def test_the_paper_type_is_kept_by_the_test_s_own_tool() -> None:
    changed: PaperData = everywhere(INVOICE, "x")
    assert changed.kind is INVOICE.kind
    assert changed.lines[0].name == "x"
