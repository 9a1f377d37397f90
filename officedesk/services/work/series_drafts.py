"""Drafts of series, and what their use cases answer."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from officedesk.models.enums import Priority
from officedesk.models.recurrence import Frequency, Rule
from officedesk.services.sales.drafts import Pricing
from officedesk.services.work.drafts import TaskDraft

MONTHS_AHEAD = 12
"""So far ahead the occurrences of a series are made."""
MONTHLY = Rule(Frequency.MONTHLY)


class Scope(StrEnum):
    """How far a change of a series goes."""

    THIS = "this"
    FOLLOWING = "following"
    ALL_FUTURE = "all_future"


@dataclass(frozen=True, slots=True)
class SeriesDraft:
    """A job that comes again. ``starts_on`` is what interval and count of the rule are reckoned from.

    ``ends_on``: the last day on which something may be. ``at_minute``: minutes since midnight of the office's clock,
    ``None`` where only the day is settled. ``window_minutes``: how much later a visit may begin. ``pricing`` and
    ``terms_id`` ``None``: as the customer's documents are. Tasks are open; those with ``covered`` the contract pays.
    """

    customer_id: int
    brand_id: int
    location_id: int | None = None
    contact_id: int | None = None
    contract_id: int | None = None
    plan_job_id: int | None = None
    description: str = ""
    category: str = ""
    priority: Priority = Priority.NORMAL
    crew_note: str = ""
    tasks: tuple[TaskDraft, ...] = ()
    rule: Rule = MONTHLY
    starts_on: date = date.min
    ends_on: date | None = None
    at_minute: int | None = None
    minutes: int = 60
    window_minutes: int | None = None
    technician_ids: tuple[int, ...] = ()
    equipment: tuple[int, ...] = ()
    """Ids of the equipment that every job works on; of a contract's series what the contract covers comes besides."""
    skills: tuple[int, ...] = ()
    pricing: Pricing | None = None
    terms_id: int | None = None
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Edited:
    """What a change did to the occurrences: how many were made, removed and changed, and how many stay as they are."""

    series_id: int
    made: int = 0
    removed: int = 0
    changed: int = 0
    kept: int = 0
    """Done, under way, invoiced, dismissed or changed by themselves."""


@dataclass(frozen=True, slots=True)
class SeriesLink:
    """What a job's page shows of the series that it comes from.

    ``place`` of ``known`` occurrences (dismissed ones apart) so far; ``following``: later ones of them that a change
    of the series would change. ``own``: it was changed by itself.
    """

    series_id: int
    occurrence_id: int
    nominal: date
    due: date
    why: str
    """Why it is on another day than the rule names."""
    words: str
    place: int
    known: int
    following: int
    own: bool
    dismissed: bool
    reason: str
    ended: bool
    """Nothing more comes of it."""
    contract_id: int | None
    contract: str
    """Its number."""
