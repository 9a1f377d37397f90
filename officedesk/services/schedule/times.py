"""Times of visits as the schedule shows them: on the office's clock, whole days by the midnights around them."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from officedesk.models.enums import JobStatus
from officedesk.models.hours import last_day, midnights
from officedesk.services.desk import Desk
from officedesk.services.work.progress import ENDED, WAITING

OPEN_END = timedelta(hours=1)
"""So long a visit is drawn whose end nobody said."""


def wall_now(desk: Desk) -> datetime:
    """What the office's clock shows."""
    return desk.now().astimezone(desk.zone).replace(tzinfo=None, fold=0)


def moment(stored: Any) -> Any:
    """A time (or none) as it was read: SQLite gives text."""
    return datetime.fromisoformat(stored) if stored.__class__ is str else stored


def here(at: datetime, zone: str, office: ZoneInfo) -> datetime:
    """A wall time of another zone on the office's clock."""
    return at.replace(tzinfo=ZoneInfo(zone)).astimezone(office).replace(tzinfo=None, fold=0)


def whole_days(starts: datetime, ends: datetime | None) -> tuple[datetime, datetime]:
    """The midnights around the days of an all-day visit; one that does not say its last day has one."""
    return midnights(starts.date(), last_day(starts, ends) if ends is not None else starts.date())


def drawn(
    starts: datetime, ends: datetime | None, window: datetime | None, zone: str, office: ZoneInfo, *, all_day: bool
) -> tuple[datetime, datetime, datetime | None, bool]:
    """Where a stored visit stands on the office's clock: start, end, end of its window, and whether its end is open.

    A visit for whole days is on those days wherever it is.
    """
    if all_day:
        return *whole_days(starts, ends), None, False
    if zone != office.key:
        starts = here(starts, zone, office)
        ends = here(ends, zone, office) if ends is not None else None
        window = here(window, zone, office) if window is not None else None
    begin, end = span_of(starts, ends, all_day=False)
    return begin, end, window, ends is None or ends <= starts


def span_of(starts: datetime, ends: datetime | None, *, all_day: bool) -> tuple[datetime, datetime]:
    """From when to when something on the office's clock is drawn."""
    if all_day:
        return whole_days(starts, ends)
    return starts, ends if ends is not None and ends > starts else starts + OPEN_END


def is_late(
    status: JobStatus, starts: datetime, ends: datetime, window: datetime | None, now: datetime, *, all_day: bool
) -> bool:
    """Whether it should have begun (by the end of its window), or ended, by now."""
    if status in ENDED:
        return False
    if all_day or status not in (*WAITING, JobStatus.ON_THE_WAY):
        return ends < now
    return (window or starts) < now
