"""On which of the office's days a visit is."""

from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func

from officedesk.models.hours import LONGEST
from officedesk.models.work import Visit

_ZONES = timedelta(days=1)
"""Further than any two zones are apart."""


class Timed(Protocol):
    """What is looked at of a visit."""

    @property
    def starts(self) -> datetime: ...
    @property
    def ends(self) -> datetime | None: ...
    @property
    def zone(self) -> str: ...
    @property
    def all_day(self) -> bool: ...


def may_be_on(day: date) -> list[ColumnElement[bool]]:
    """Conditions that every visit of ``day`` meets, whatever its zone, along the index of when visits start.

    Some of the days around it meet them too: :func:`span` tells.
    """
    midnight = datetime.combine(day, time())
    return [
        Visit.starts >= midnight - LONGEST,
        Visit.starts < midnight + 2 * _ZONES,
        func.coalesce(Visit.ends, Visit.starts) >= midnight - _ZONES,
    ]


def span(row: Timed | Any, day: date, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """From when to when a visit is, on the office's clock; ``None`` where that is not on its day.

    A visit for a whole day is on that day wherever it is.
    """
    starts, ends = row.starts, row.ends or row.starts
    if row.all_day:
        # It ends at the midnight after its last day.
        last = (ends - timedelta(seconds=1)).date() if ends > starts else starts.date()
        return (starts, ends) if starts.date() <= day <= last else None
    own = ZoneInfo(row.zone)
    starts, ends = (at.replace(tzinfo=own).astimezone(zone) for at in (starts, ends))
    begun_before = starts.date() < day
    over_before = ends.date() < day or (begun_before and ends <= datetime.combine(day, time(), zone))
    return None if starts.date() > day or over_before else (starts, ends)
