"""At which times of the office's clock a day's visit begins and ends."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from officedesk.models.due import instant, wall

_MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class Times:
    """Naive wall times of the office's zone. Of a day without a time they are the midnights around it."""

    starts: datetime
    ends: datetime
    all_day: bool
    window_ends: datetime | None


def times(day: date, at_minute: int | None, minutes: int, window_minutes: int | None, zone: ZoneInfo) -> Times:
    """When a visit of ``minutes`` is, that begins ``at_minute`` minutes after midnight; ``None``: any time of the day.

    The clock on the wall counts, whatever it was put forward or back. A time that it leaves out is as long after the
    change as it would be without one: 2:30 is 3:30; of a day that it leaves out, the next one.
    """
    midnight = datetime.combine(day, _MIDNIGHT)
    if at_minute is None:
        starts = datetime.combine(shown(midnight, zone).date(), _MIDNIGHT)
        return Times(starts, starts + timedelta(days=1), all_day=True, window_ends=None)
    begins = midnight + timedelta(minutes=at_minute)
    window = shown(begins + timedelta(minutes=window_minutes), zone) if window_minutes is not None else None
    ends = shown(begins + timedelta(minutes=minutes), zone)
    return Times(shown(begins, zone), ends, all_day=False, window_ends=window)


def shown(at: datetime, zone: ZoneInfo) -> datetime:
    """A wall time that clocks really show: ``at``, or what it comes to where they leave it out."""
    return wall(instant(at, zone), zone)
