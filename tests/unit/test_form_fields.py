"""What a form asks and whether it is answered; signatures as numbers."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officedesk.models.form_fields import (
    FieldKind,
    FormField,
    answered,
    cleaned,
    fields_of,
    missing_labels,
    new_key,
    problems,
    stored,
    template_problems,
)
from officedesk.models.signatures import HIGH, WIDE, Signature, signature_of, thinned
from officedesk.models.usual_forms import USUAL

SIGNED = Signature((((0, 0), (10, 10)), ((5, 5),)), "Pat").stored()
ONE_OF_EACH = (
    FormField("text", FieldKind.TEXT, "Text", required=True),
    FormField("long", FieldKind.LONG, "Long", required=True),
    FormField("check", FieldKind.CHECK, "Check", required=True),
    FormField("choice", FieldKind.CHOICE, "Choice", required=True, choices=("A", "B")),
    FormField("number", FieldKind.NUMBER, "Number", required=True, least=Decimal(1), most=Decimal("2.5"), unit="psi"),
    FormField("zero", FieldKind.NUMBER, "Zero", least=Decimal(0)),
    FormField("date", FieldKind.DATE, "Date", required=True),
    FormField("photo", FieldKind.PHOTO, "Photo", required=True),
    FormField("signature", FieldKind.SIGNATURE, "Signature", required=True),
    FormField("heading", FieldKind.HEADING, "Read this"),
)
GOOD: dict[str, Any] = {
    "text": "a",
    "long": "a\nb",
    "check": True,
    "choice": "B",
    "number": "2.5",
    "date": "2024-02-29",
    "photo": [1, 2],
    "signature": SIGNED,
}


def test_fields_come_back_from_json() -> None:
    assert fields_of(stored(ONE_OF_EACH)) == ONE_OF_EACH
    for one in USUAL:
        asked = fields_of(one["fields"])
        assert template_problems(asked) == {}
        assert stored(cleaned(asked)) == one["fields"]


def test_what_a_newer_program_stored_is_still_asked_for() -> None:
    (field,) = fields_of([{"key": "a", "kind": "hologram", "label": "What", "glow": 3}])
    assert (field.kind, field.label) == (FieldKind.TEXT, "What")


def test_a_form_that_is_whole_has_no_problems() -> None:
    assert problems(ONE_OF_EACH, GOOD) == {}
    assert missing_labels(ONE_OF_EACH, GOOD) == ()


@pytest.mark.parametrize("key", sorted(GOOD))
def test_a_required_field_that_is_not_answered_is_missing(key: str) -> None:
    left = {name: value for name, value in GOOD.items() if name != key}
    assert list(problems(ONE_OF_EACH, left)) == [key]
    assert problems(ONE_OF_EACH, left, whole=False) == {}
    assert missing_labels(ONE_OF_EACH, left) == (key.capitalize(),)
    optional = [replace(one, required=False) for one in ONE_OF_EACH]
    assert problems(optional, left) == {}


@pytest.mark.parametrize(
    ("key", "answer", "said"),
    [
        ("text", 5, "not text"),
        ("text", "x" * 10_001, "longer than 10,000"),
        ("check", "yes", "neither"),
        ("choice", "C", "one of the choices"),
        ("number", "0.99", "between 1 and 2.5 psi"),
        ("number", "2.51", "between 1 and 2.5 psi"),
        ("number", "NaN", "not a number"),
        ("number", "1e30", "not a number"),
        ("number", 2, "not a number"),
        ("date", "2023-02-29", "not a date"),
        ("date", "0001-01-01", "year"),
        ("photo", ["1"], "no photos"),
        ("photo", [True], "no photos"),
        ("photo", list(range(31)), "At most 30"),
        ("signature", {"strokes": [[1]], "name": ""}, "cannot be kept"),
        ("signature", {"strokes": [[-1, 0]], "name": ""}, "cannot be kept"),
        ("signature", {"strokes": [[0, HIGH + 1]], "name": ""}, "cannot be kept"),
        ("signature", {"strokes": [[0.5, 1]], "name": ""}, "cannot be kept"),
        ("signature", {"strokes": [[0, 0]] * 401, "name": ""}, "cannot be kept"),
        ("signature", {"strokes": [[0, 0] * 12_001], "name": ""}, "cannot be kept"),
        ("signature", "Pat", "cannot be kept"),
    ],
)
def test_an_answer_that_is_none_is_told(key: str, answer: Any, said: str) -> None:
    found = problems(ONE_OF_EACH, GOOD | {key: answer}, whole=False)
    assert list(found) == [key]
    assert said in found[key]


def test_one_sided_limits_say_so() -> None:
    low = FormField("n", FieldKind.NUMBER, "n", least=Decimal(3))
    high = FormField("n", FieldKind.NUMBER, "n", most=Decimal(1_000), unit="lb")
    assert problems([low], {"n": "2"}) == {"n": "This must be 3 or more."}
    assert problems([high], {"n": "1001"}) == {"n": "This must be 1,000 lb or less."}
    assert problems([low], {"n": "3"}) == problems([high], {"n": "1000"}) == {}


def test_what_is_kept_of_answers() -> None:
    given_ = GOOD | {"text": "  a ", "long": "", "check": False, "photo": [], "heading": "x", "gone": 1}
    kept = answered(ONE_OF_EACH, given_ | {"signature": {"strokes": [], "name": "Pat"}})
    assert kept == {"text": "a", "choice": "B", "number": "2.5", "date": "2024-02-29"}


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ((), "fields"),
        ((FormField("a", FieldKind.HEADING, "Read"),), "fields"),
        ((FormField("a", FieldKind.TEXT, ""),), "fields.0.label"),
        ((FormField("a", FieldKind.TEXT, "x" * 301),), "fields.0.label"),
        ((FormField("a", FieldKind.TEXT, "x"), FormField("a", FieldKind.TEXT, "y")), "fields.1.key"),
        ((FormField("a", FieldKind.CHOICE, "x", choices=("A",)),), "fields.0.choices"),
        ((FormField("a", FieldKind.NUMBER, "x", least=Decimal(2), most=Decimal(1)),), "fields.0.most"),
        ((FormField("a", FieldKind.NUMBER, "x", least=Decimal("NaN")),), "fields.0.least"),
        (tuple(FormField(f"a{n}", FieldKind.TEXT, "x") for n in range(101)), "fields"),
    ],
)
def test_templates_that_cannot_be_asked_say_why(fields: tuple[FormField, ...], where: str) -> None:
    assert where in template_problems(fields)


def test_fields_are_cleaned_of_what_their_kind_has_no_use_for() -> None:
    wild = FormField(
        "a", FieldKind.TEXT, " x\n", required=True, choices=("A", "B"), least=Decimal(1), most=Decimal(2), unit="psi"
    )
    assert cleaned([wild]) == (FormField("a", FieldKind.TEXT, "x", required=True),)
    twice = FormField("a", FieldKind.CHOICE, "x", choices=(" A", "A", "", "B"))
    assert cleaned([twice])[0].choices == ("A", "B")
    assert not cleaned([replace(wild, kind=FieldKind.HEADING)])[0].required


def test_new_keys_are_free() -> None:
    there = [FormField(f"f{number}", FieldKind.TEXT, "x") for number in (1, 2, 4)]
    assert new_key(there) == "f3"


POINTS = st.tuples(st.integers(0, WIDE), st.integers(0, HIGH))


@given(st.lists(st.lists(POINTS, min_size=1, max_size=20).map(tuple), max_size=20).map(tuple), st.text(max_size=50))
def test_signatures_come_back_from_json(strokes: tuple[tuple[tuple[int, int], ...], ...], name: str) -> None:
    signature = Signature(strokes, name)
    assert signature_of(signature.stored()) == signature


@given(st.lists(POINTS, min_size=1, max_size=200))
def test_a_thinned_stroke_begins_and_ends_where_it_did(points: list[tuple[int, int]]) -> None:
    found = thinned(points)
    assert found[0] == points[0]
    assert found[-1] == points[-1]
    assert set(found) <= set(points)
    far = [max(abs(a[0] - b[0]), abs(a[1] - b[1])) >= 4 for a, b in pairwise(found[:-1])]
    assert all(far)
