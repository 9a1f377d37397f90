"""What a form asks, and whether it is answered: pure, the same for the editor, the services and the paper.

A template keeps its fields as JSON (:func:`stored`); a form keeps its answers by the keys of its fields:

========= ==========================================================================================
text      text; ``LONG`` may have several lines
check     ``True``
choice    one of the field's choices
number    a plain decimal as text, ``"12.5"``
date      an ISO day as text
photo     a list of ids of attachments
signature see :mod:`officedesk.models.signatures`
========= ==========================================================================================

What is not answered has no entry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from officedesk.models.signatures import NOTHING, Signature, signature_of
from officedesk.models.text import clean


class FieldKind(StrEnum):
    """What a field asks for. ``HEADING`` asks nothing: it is a line of text between the others."""

    TEXT = "text"
    LONG = "long"
    CHECK = "check"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    PHOTO = "photo"
    SIGNATURE = "signature"
    HEADING = "heading"


MOST_FIELDS = 100
MOST_CHOICES = 50
MOST_PHOTOS = 30
LONGEST_LABEL = 300
LONGEST_TEXT = 10_000
_LARGEST = Decimal(10) ** 12
Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. ``least``, ``most`` and ``unit`` are of numbers, ``choices`` of choices."""

    key: str
    kind: FieldKind
    label: str
    required: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    unit: str = ""

    @property
    def asks(self) -> bool:
        return self.kind is not FieldKind.HEADING


_NAMES = tuple(field.name for field in fields(FormField))


def stored(asked: Sequence[FormField]) -> list[dict[str, Any]]:
    """Fields as JSON, without what is as usual."""
    told = [{name: getattr(one, name) for name in _NAMES} for one in asked]
    return [
        # A limit of 0 is a limit.
        {name: _plain(value) for name, value in one.items() if value or name == "label" or isinstance(value, Decimal)}
        for one in told
    ]


def fields_of(told: Sequence[Mapping[str, Any]]) -> tuple[FormField, ...]:
    """Fields from JSON. What a newer program added to a field is left out; an unknown kind is asked for as text."""
    return tuple(_field(one) for one in told)


def new_key(there: Sequence[FormField]) -> str:
    """A key that none of these fields has."""
    taken = {one.key for one in there}
    return next(key for number in range(1, len(there) + 2) if (key := f"f{number}") not in taken)


def cleaned(asked: Sequence[FormField]) -> tuple[FormField, ...]:
    """Fields as they are stored: texts trimmed, and nothing that their kind has no use for."""
    return tuple(_cleaned(one) for one in asked)


def template_problems(asked: Sequence[FormField]) -> dict[str, str]:
    """What is wrong with the fields of a template, as ``fields.2.label``; ``asked`` is cleaned."""
    found: dict[str, str] = {}
    if not any(one.asks for one in asked):
        found["fields"] = "Add at least one field that asks something."
    if len(asked) > MOST_FIELDS:
        found["fields"] = f"A form has at most {MOST_FIELDS} fields."
    keys: set[str] = set()
    for index, one in enumerate(asked):
        at = f"fields.{index}"
        if not one.key or one.key in keys:
            found[f"{at}.key"] = "Two fields have the same key."
        keys.add(one.key)
        if not one.label:
            found[f"{at}.label"] = "Say what is asked." if one.asks else "Write what it says."
        elif len(one.label) > LONGEST_LABEL:
            found[f"{at}.label"] = f"This is longer than {LONGEST_LABEL} characters."
        if one.kind is FieldKind.CHOICE:
            if len(one.choices) < 2:
                found[f"{at}.choices"] = "Give at least two choices, one on a line."
            elif len(one.choices) > MOST_CHOICES or any(len(choice) > LONGEST_LABEL for choice in one.choices):
                found[f"{at}.choices"] = f"At most {MOST_CHOICES} choices of {LONGEST_LABEL} characters."
        bounds = [bound for bound in (one.least, one.most) if bound is not None]
        if any(not bound.is_finite() or abs(bound) > _LARGEST for bound in bounds):
            found[f"{at}.least"] = "This is not a number that can be asked for."
        elif len(bounds) == 2 and bounds[0] > bounds[1]:
            found[f"{at}.most"] = "The largest is below the smallest."
    return found


def answered(asked: Sequence[FormField], answers: Answers) -> dict[str, Any]:
    """``answers`` as they are stored: texts trimmed, empty ones and what is not asked left out."""
    found = {}
    for one in asked:
        value = answers.get(one.key)
        if isinstance(value, str):
            value = clean(value, lines=one.kind is FieldKind.LONG)
        if one.kind is FieldKind.SIGNATURE and isinstance(value, Mapping):
            value = _signed(value)
        if one.asks and value not in (None, "", False) and value != [] and value != ():
            found[one.key] = list(value) if isinstance(value, tuple) else value
    return found


def _signed(value: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A signature with the name of who signed as it is stored; nothing where nobody did."""
    if not value.get("strokes"):
        return None
    name = value.get("name")
    return {**value, "name": clean(name)} if isinstance(name, str) else value


def problems(asked: Sequence[FormField], answers: Answers, *, whole: bool = True) -> dict[str, str]:
    """What is wrong, by the key of the field. ``whole``: also what is missing, as when the form is handed in."""
    found = {}
    for one in asked:
        value = answers.get(one.key)
        if value is not None and (message := _wrong(one, value)):
            found[one.key] = message
        elif whole and one.required and one.asks and _is_nothing(one, value):
            found[one.key] = _MISSING[one.kind]
    return found


def missing_labels(asked: Sequence[FormField], answers: Answers) -> tuple[str, ...]:
    """Labels of the required fields that are not answered."""
    return tuple(one.label for one in asked if one.required and one.asks and _is_nothing(one, answers.get(one.key)))


_MISSING = {
    FieldKind.TEXT: "Fill this in.",
    FieldKind.LONG: "Fill this in.",
    FieldKind.CHECK: "This has to be checked.",
    FieldKind.CHOICE: "Choose one.",
    FieldKind.NUMBER: "Enter a number.",
    FieldKind.DATE: "Enter a date.",
    FieldKind.PHOTO: "Add a photo.",
    FieldKind.SIGNATURE: "A signature is missing.",
    FieldKind.HEADING: "",
}


def _is_nothing(one: FormField, value: Any) -> bool:
    if one.kind is FieldKind.SIGNATURE:
        return not (isinstance(value, Mapping) and value.get("strokes"))
    return value in (None, "", False) or value == []


def _wrong(one: FormField, value: Any) -> str:
    """What is wrong with an answer that was given; nothing where it is fine."""
    if one.kind in (FieldKind.TEXT, FieldKind.LONG):
        if not isinstance(value, str):
            return "This is not text."
        return f"This is longer than {LONGEST_TEXT:,} characters." if len(value) > LONGEST_TEXT else ""
    if one.kind is FieldKind.CHECK:
        return "" if isinstance(value, bool) else "This is neither checked nor not."
    if one.kind is FieldKind.CHOICE:
        return "" if value in one.choices else "Choose one of the choices."
    if one.kind is FieldKind.NUMBER:
        return _wrong_number(one, value)
    if one.kind is FieldKind.DATE:
        return _wrong_day(value)
    if one.kind is FieldKind.PHOTO:
        return _wrong_photos(value)
    if one.kind is FieldKind.SIGNATURE:
        try:
            signature_of(value)
        except ValueError:
            return "This signature cannot be kept. Clear it and sign again."
    return ""


def _wrong_number(one: FormField, value: Any) -> str:
    number = decimal_of(value)
    if number is None or abs(number) > _LARGEST:
        return "This is not a number."
    unit = f" {one.unit}" if one.unit else ""
    below = one.least is not None and number < one.least
    above = one.most is not None and number > one.most
    if one.least is not None and one.most is not None and (below or above):
        return f"This must be between {one.least:,f} and {one.most:,f}{unit}."
    if below:
        return f"This must be {one.least:,f}{unit} or more."
    return f"This must be {one.most:,f}{unit} or less." if above else ""


def _wrong_day(value: Any) -> str:
    day = day_of(value)
    if day is None:
        return "This is not a date."
    return "" if 1900 <= day.year <= 2200 else "The year must be between 1900 and 2200."


def _wrong_photos(value: Any) -> str:
    if not isinstance(value, list) or any(not isinstance(one, int) or isinstance(one, bool) for one in value):
        return "These are no photos."
    return f"At most {MOST_PHOTOS} photos." if len(value) > MOST_PHOTOS else ""


def decimal_of(value: Any) -> Decimal | None:
    """The number that an answer holds, or ``None`` where it holds none."""
    if not isinstance(value, str) or len(value) > 60:
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def day_of(value: Any) -> date | None:
    """The day that an answer holds, or ``None`` where it holds none."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def drawn_in(value: Any) -> Signature:
    """The signature that an answer holds, an empty one where it holds none."""
    try:
        return signature_of(value) if value else NOTHING
    except ValueError:
        return NOTHING


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return list(value) if isinstance(value, tuple) else value


def _field(told: Mapping[str, Any]) -> FormField:
    kind = told.get("kind")
    return FormField(
        key=str(told.get("key", "")),
        kind=FieldKind(kind) if kind in set(FieldKind) else FieldKind.TEXT,
        label=str(told.get("label", "")),
        required=bool(told.get("required", False)),
        help=str(told.get("help", "")),
        choices=tuple(map(str, told.get("choices", ()))),
        least=decimal_of(told.get("least")),
        most=decimal_of(told.get("most")),
        unit=str(told.get("unit", "")),
    )


def _cleaned(one: FormField) -> FormField:
    numbers, chooses = one.kind is FieldKind.NUMBER, one.kind is FieldKind.CHOICE
    choices = tuple(dict.fromkeys(filter(None, map(clean, one.choices)))) if chooses else ()
    return FormField(
        key=one.key,
        kind=one.kind,
        label=clean(one.label, lines=not one.asks),
        required=one.required and one.asks,
        help=clean(one.help),
        choices=choices,
        least=one.least if numbers else None,
        most=one.most if numbers else None,
        unit=clean(one.unit) if numbers else "",
    )
