"""What the Today page shows, frozen."""

from dataclasses import dataclass
from datetime import date, datetime

from officedesk.models.enums import Channel, JobStatus, MessageStatus
from officedesk.services.tasks.rows import TaskRow


@dataclass(frozen=True, slots=True)
class TodayTasks:
    """Open tasks, the most urgent first, and behind them what was done today; the counts are of all open ones.

    ``overdue``: due before today. ``due``: due today.
    """

    rows: tuple[TaskRow, ...] = ()
    open_count: int = 0
    overdue: int = 0
    due: int = 0


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A reminder of whoever sits at the desk whose time has come, or comes today. ``at``: when it is to alert."""

    id: int
    version: int
    at: datetime
    subject: str
    description: str
    customer_id: int | None
    customer: str
    about: str
    about_id: int | None


@dataclass(frozen=True, slots=True)
class TodayVisit:
    """A visit of the office's day. ``starts`` and ``ends`` are on the office's clock; all-day visits have none."""

    id: int
    job_id: int
    number: str
    customer_id: int
    customer: str
    description: str
    starts: datetime | None
    ends: datetime | None
    status: JobStatus
    technicians: str


@dataclass(frozen=True, slots=True)
class TodayMoney:
    """Sums in minor units. What each is the sum of is in the table of product.md §3, here for the whole office.

    ``oldest``: due date of what is overdue the longest. ``drafts``: totals of invoice drafts.
    ``received``: payments less refunds since the first of the month; ``before``: up to the same day of the last month.
    """

    pending: int = 0
    pending_count: int = 0
    expiring: int = 0
    awaiting: int = 0
    awaiting_count: int = 0
    overdue: int = 0
    overdue_count: int = 0
    oldest: date | None = None
    drafts: int = 0
    drafts_count: int = 0
    received: int = 0
    before: int = 0


@dataclass(frozen=True, slots=True)
class LeftDraft:
    """An estimate that was never sent, or an invoice that was never issued. ``amount`` in minor units."""

    kind: str
    id: int
    number: str
    job_number: str
    description: str
    customer_id: int
    customer: str
    amount: int


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """A message that the server did not take, or that nobody knows of whether it did. ``trouble``: its words."""

    id: int
    channel: Channel
    status: MessageStatus
    to: str
    subject: str
    trouble: str
    customer_id: int | None
    customer: str


@dataclass(frozen=True, slots=True)
class Today:
    """The office's day as whoever sits at the desk may see it; counts go beyond the rows that are there."""

    day: date
    tasks: TodayTasks
    reminders: tuple[DueReminder, ...] = ()
    reminder_count: int = 0
    visits: tuple[TodayVisit, ...] = ()
    visit_count: int = 0
    unassigned: int = 0
    money: TodayMoney | None = None
    """``None`` where the role sees no money."""
    drafts: tuple[LeftDraft, ...] = ()
    draft_count: int = 0
    failed: tuple[FailedMessage, ...] = ()
    failed_count: int = 0
