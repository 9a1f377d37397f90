"""What queries of leads and projects return."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from officedesk.models.enums import LeadStatus, Priority, ProjectState
from officedesk.models.project_states import Step


class Which(StrEnum):
    """The parts in which projects are shown. ``CURRENT``: not declined, and not delivered long ago."""

    CURRENT = "current"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    DECLINED = "declined"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    customer_id: int | None = None
    location_id: int | None = None
    text: str = ""
    which: Which = Which.ALL
    step: Step | None = None
    estimator_id: int | None = None
    priority: Priority | None = None
    brand_id: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    ids: tuple[int, ...] = ()
    """These alone, where any are named."""


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in lists. ``step`` is where it stands; ``value`` what it comes to, in minor units.

    ``priority``, ``lead_status`` and ``postponed_until`` are those of its lead. ``back``: it was postponed until today
    or an earlier day.
    """

    id: int
    number: str
    title: str
    description: str
    customer_id: int
    company: str
    location: str
    contact: str
    estimator_id: int | None
    estimator: str
    brand_id: int
    brand: str
    state: ProjectState
    step: Step
    due: date | None
    late: bool
    delivered_at: datetime | None
    created_at: datetime
    value: int
    lead_id: int | None
    lead_status: LeadStatus | None
    priority: Priority
    postponed_until: date | None
    put_off: bool
    back: bool
    appointment: datetime | None
    call_requested: bool
    source: str
    cover_id: int | None
    version: int


@dataclass(frozen=True, slots=True)
class StepFact:
    """One step of a project. ``state`` is the word of the document's state, ``words`` tell it to people.

    ``id`` is that of the document that counts, ``None`` where the step is not there; ``others`` counts more of them.
    ``day`` and ``total`` are told where the document has them.
    """

    step: Step
    id: int | None = None
    number: str = ""
    state: str = ""
    words: str = ""
    day: date | None = None
    total: int | None = None
    others: int = 0

    @property
    def there(self) -> bool:
        return self.id is not None


@dataclass(frozen=True, slots=True)
class Strip:
    """The steps of a project in order."""

    project_id: int
    lead: StepFact
    estimate: StepFact
    job: StepFact
    invoice: StepFact
    delivered: StepFact

    def __iter__(self) -> Iterator[StepFact]:
        return iter((self.lead, self.estimate, self.job, self.invoice))


@dataclass(frozen=True, slots=True)
class ProjectDocument:
    """A document of a project. ``kind`` is ``estimate``, ``job``, ``invoice``, ``deposit`` or ``credit_note``."""

    kind: str
    id: int
    number: str
    description: str
    day: date
    state: str
    total: int
    balance: int = 0


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """Everything that a project's page shows beside its draft."""

    row: ProjectRow
    strip: Strip
    documents: tuple[ProjectDocument, ...]
    files: int
    open_tasks: int


@dataclass(frozen=True, slots=True)
class Forced:
    """What forcing a step made, or what was there already: the document to open. ``made`` says which of the two."""

    step: Step
    entity: str
    id: int
    number: str
    made: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the board: the ids of its projects in order, the first of them as cards, and what all come to."""

    step: Step
    ids: tuple[int, ...]
    cards: tuple[ProjectRow, ...]
    value: int

    @property
    def count(self) -> int:
        """How many projects are at this step."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Delivered:
    """``ids`` of the projects that it changed."""

    ids: tuple[int, ...]
