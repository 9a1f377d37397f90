"""A form of a job as it is printed, as frozen data."""

from dataclasses import dataclass

from officedesk.models.enums import PaperSize
from officedesk.models.form_fields import FieldKind
from officedesk.models.signatures import Point


@dataclass(frozen=True, slots=True)
class SheetAnswer:
    """One field. ``text`` is the answer as it is printed; ``pictures`` are PNG or JPEG."""

    kind: FieldKind
    label: str
    text: str = ""
    checked: bool = False
    strokes: tuple[tuple[Point, ...], ...] = ()
    pictures: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class FormSheet:
    """``about`` are lines of label and text (job, customer, location); ``state`` says whether it is handed in."""

    office: str
    name: str
    state: str
    about: tuple[tuple[str, str], ...]
    answers: tuple[SheetAnswer, ...]
    printed: str
    paper_size: PaperSize = PaperSize.LETTER
