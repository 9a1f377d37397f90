"""What the use cases of forms take and give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from officedesk.models.enums import FormMoment, FormRule
from officedesk.models.form_fields import FormField

MOMENTS = (FormMoment.START, FormMoment.ANY, FormMoment.FINISH)
"""In the order in which forms are filled in."""


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """What the office asks. New jobs get each template that is not off."""

    name: str = ""
    moment: FormMoment = FormMoment.FINISH
    rule: FormRule = FormRule.OPTIONAL
    fields: tuple[FormField, ...] = ()
    id: int | None = None
    version: int = 0


class FormState(StrEnum):
    """How far a form of a job is."""

    EMPTY = "empty"
    STARTED = "started"
    DONE = "done"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form of a job in a list. ``missing``: how many required fields are not answered."""

    id: int
    job_id: int
    name: str
    moment: FormMoment
    rule: FormRule
    state: FormState
    missing: int
    visit_id: int | None
    done_at: datetime | None
    done_by: str
    version: int


@dataclass(frozen=True, slots=True)
class FormDraft:
    """A form as it is filled in: ``answers`` by the keys of ``fields``, as ``models.form_fields`` says."""

    job_id: int
    name: str
    moment: FormMoment
    rule: FormRule
    fields: tuple[FormField, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    visit_id: int | None = None
    template_id: int | None = None
    customer_id: int = 0
    location_id: int | None = None
    job_number: str = ""
    done_at: datetime | None = None
    done_by: str = ""
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class MissingForm:
    """A mandatory form that is not handed in."""

    id: int
    name: str
    moment: FormMoment
    visit_id: int | None = None
