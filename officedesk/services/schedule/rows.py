"""What the schedule asks for, and what it is given. Times are naive wall time of the office's zone."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from officedesk.models.enums import JobStatus, Priority
from officedesk.models.hours import Spans, days_between, last_day
from officedesk.models.planning import ProblemKind

NO_VISIT = 0
"""In place of a visit's id: a job that has none yet."""


class VisitBlock(NamedTuple):
    """A visit as the schedule shows it. A tuple with names: a week has twenty thousand of them.

    ``starts`` is ``None`` for one that waits for its day (``visit_id`` :data:`NO_VISIT`: its job has no visit yet).
    ``ends`` is set wherever ``starts`` is: of an all-day visit the midnight after its last day, of one whose end is
    open an hour after its start.
    """

    visit_id: int
    job_id: int
    number: str
    customer_id: int
    company: str
    description: str
    starts: datetime | None
    ends: datetime | None
    all_day: bool
    window_ends: datetime | None
    technician_ids: tuple[int, ...]
    status: JobStatus
    priority: Priority
    location: str
    """Its street, or its name where it has none."""
    city: str
    postal_code: str
    latitude: float | None
    longitude: float | None
    skill_ids: tuple[int, ...]
    """What its job needs of whoever goes."""
    tag_ids: tuple[int, ...]
    """Its customer's."""
    brand_id: int
    version: int
    job_version: int
    note: str
    occurrence_id: int | None
    """Of a series: the occurrence that its job came from."""
    late: bool
    """It should have begun (by the end of its window) or ended by now."""
    open_end: bool = False
    """Nobody said when it ends: ``ends`` is only where it is drawn to."""

    @property
    def key(self) -> int:
        """Names it among blocks: the visit's id, or minus the job's where it has no visit."""
        return self.visit_id or -self.job_id

    @property
    def first_day(self) -> date | None:
        """The day it begins on."""
        return None if self.starts is None else self.starts.date()

    @property
    def last_day(self) -> date | None:
        """The last day that it touches."""
        if self.starts is None or self.ends is None:
            return None
        return last_day(self.starts, self.ends)


@dataclass(frozen=True, slots=True)
class Away:
    """When a technician is not there; of whole days ``ends`` is the midnight after the last."""

    id: int
    starts: datetime
    ends: datetime
    all_day: bool
    reason: str


@dataclass(frozen=True, slots=True)
class TechnicianRow:
    """A row of the board. ``hours`` and ``booked`` have an entry for each day of the board, in order."""

    id: int
    name: str
    colour: str
    skill_ids: tuple[int, ...]
    hours: tuple[Spans, ...]
    """Minutes since midnight from and to which the technician works, by the clock: none on holidays and days off."""
    away: tuple[Away, ...]
    booked: tuple[int, ...]
    """Minutes: those of visits with hours, and the working hours of a day with an all-day visit."""
    active: bool = True
    """``False`` for one who has left, and still has visits here."""


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """Which visits are shown. Of each kind any of the chosen ones; all kinds at once."""

    text: str = ""
    tag_ids: tuple[int, ...] = ()
    skill_ids: tuple[int, ...] = ()
    """Jobs that need any of them; and technicians who have any, as rows of the board."""
    statuses: tuple[JobStatus, ...] = ()
    brand_ids: tuple[int, ...] = ()
    area: str = ""
    """The beginning of a ZIP code, or part of a city's name."""
    technician_ids: tuple[int, ...] = ()
    """``0``: visits that nobody has."""

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered at all."""
        return self != _ALL


_ALL = BoardFilter()


@dataclass(frozen=True, slots=True)
class Board:
    """The days from ``first`` to ``last`` (both on it)."""

    first: date
    last: date
    technicians: tuple[TechnicianRow, ...]
    """In the order of the schedule: those who work here, then those who have left and still have visits here."""
    visits: tuple[VisitBlock, ...]
    """In the order of the clock, all-day ones of a day first; cancelled ones are only here if asked for by status."""
    waiting: tuple[VisitBlock, ...]
    """Without a day, urgent ones first."""
    waiting_count: int = 0
    """How many wait; ``waiting`` has the first of them."""
    holidays: dict[date, str] = field(default_factory=dict)
    """Days of the board on which the office is closed, by name."""

    @property
    def days(self) -> list[date]:
        """Each day in order."""
        return days_between(self.first, self.last)


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of the month view: how many visits touch it, and the first of them."""

    day: date
    count: int
    unassigned: int
    late: int
    done: int
    first: tuple[VisitBlock, ...]
    holiday: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """Days from ``first`` to ``last``, a cell each, in order."""

    first: date
    last: date
    cells: tuple[DayCell, ...]


@dataclass(frozen=True, slots=True)
class ScheduleFilter:
    """What the list of visits shows: a span of days, and the board's filter."""

    first: date
    last: date
    narrowed: BoardFilter = _ALL


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A visit in the list; times as of :class:`VisitBlock`."""

    id: int
    job_id: int
    number: str
    customer_id: int
    company: str
    description: str
    starts: datetime
    ends: datetime
    all_day: bool
    window_ends: datetime | None
    technicians: str
    location: str
    city: str
    status: JobStatus
    priority: Priority
    late: bool
    version: int


@dataclass(frozen=True, slots=True)
class Move:
    """Where a visit is wanted: all of it, what stays as well.

    ``starts`` ``None``: it waits for its day again. ``ends`` ``None``: its end is open. Of an all-day visit only the
    days count. ``version`` is that of the visit the mover saw.

    ``visit_id`` :data:`NO_VISIT`: a new visit of ``job_id`` (0: of a job that is not saved yet, which can only be
    checked), with the note and the window of the visit ``like``. Its ``version`` is the job's, 0 where it does not
    matter what became of the job meanwhile. ``seen`` is what the mover saw, where that is known.
    """

    visit_id: int
    version: int
    starts: datetime | None
    ends: datetime | None
    all_day: bool = False
    technician_ids: tuple[int, ...] = ()
    job_id: int = 0
    like: int = 0
    seen: VisitBlock | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, block: VisitBlock) -> "Move":
        """One that leaves ``block`` where it is: ``replace(Move.of(block), starts=…)`` moves it."""
        ends = None if block.open_end else block.ends
        version = block.version if block.visit_id else block.job_version
        return cls(
            block.visit_id, version, block.starts, ends, block.all_day, block.technician_ids, block.job_id, seen=block
        )

    def to(self, starts: datetime, technician_ids: tuple[int, ...] | None = None) -> "Move":
        """The same, as long, at another time; and with others, if given."""
        ends = None if self.ends is None or self.starts is None else starts + (self.ends - self.starts)
        people = self.technician_ids if technician_ids is None else technician_ids
        return replace(self, starts=starts, ends=ends, technician_ids=people)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that speaks against a move. ``refuses``: it cannot be accepted."""

    kind: ProblemKind
    text: str
    visit_id: int
    """:data:`NO_VISIT` for a new one."""
    technician_id: int | None = None
    other_visit_id: int | None = None
    """The visit that the technician has then."""
    refuses: bool = False

    @property
    def key(self) -> tuple[ProblemKind, int, int | None, int | None]:
        """What was accepted once is known by it again, whatever its words are by then."""
        return self.kind, self.visit_id, self.technician_id, self.other_visit_id


@dataclass(frozen=True, slots=True)
class Moved:
    """A visit after it was moved; versions as they are now."""

    visit_id: int
    job_id: int
    customer_id: int
    version: int
    job_version: int


@dataclass(frozen=True, slots=True)
class Applied:
    """What was moved, in the order of the moves; ``key`` is what ``activity.undo`` takes back.

    Where nothing changed at all, nothing was moved and ``key`` is empty.
    """

    moved: tuple[Moved, ...]
    key: str
