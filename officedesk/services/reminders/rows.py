"""What queries of reminders and notifications return."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from officedesk.models.enums import NoticeKind, Repeat


class ReminderState(StrEnum):
    """What a reminder is now. ``SNOOZED``: due, and put off. Open ones are all that are not done."""

    OPEN = "open"
    DUE = "due"
    SNOOZED = "snoozed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ReminderFilter:
    """Days are those on which it is due, in the office's calendar. ``state`` ``OPEN``: all that are not done."""

    customer_id: int | None = None
    location_id: int | None = None
    text: str = ""
    date_from: date | None = None
    date_to: date | None = None
    state: ReminderState | None = None
    user_id: int | None = None
    waiting: bool = False
    """Only open ones whose time has come, put off or not, or comes today: those that *Today* counts."""


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """``created`` and ``due`` are wall times of the office; ``snoozed_to`` too, where it is put off."""

    id: int
    created: datetime
    due: datetime
    subject: str
    description: str
    location: str
    customer_id: int | None
    company: str
    user_id: int
    user: str
    state: ReminderState
    repeat: Repeat
    snoozed_to: datetime | None
    about: str
    about_id: int | None
    about_name: str
    version: int


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notification. ``open``: it is of a reminder that can still be done or put off."""

    id: int
    kind: NoticeKind
    at: datetime
    subject: str
    text: str
    entity: str
    entity_id: int | None
    customer_id: int | None
    customer: str
    seen: bool
    open: bool = False
    about: str = ""
    about_id: int | None = None


@dataclass(frozen=True, slots=True)
class Bell:
    """``claimed`` are to be shown natively, on this desktop and on no other; ``unshown``: no desktop has shown it all.

    ``next_at``: when to look again.
    """

    unseen: int = 0
    claimed: tuple[NoticeRow, ...] = ()
    unshown: bool = False
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """Reminders that were done; ``next``: (done, the one that comes in its place) of those that repeat."""

    done: tuple[int, ...]
    next: tuple[tuple[int, int], ...] = ()
