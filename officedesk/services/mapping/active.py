"""When a geofence tells of crossings: days of the week and a time of day, by the office's clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

ALL_DAYS = 0b111_1111


def is_active(days: int, start: int, end: int, at: datetime, zone: ZoneInfo) -> bool:
    """Whether an instant lies in them. ``days``: bit 0 is Monday; ``start`` and ``end``: minutes since midnight.

    Equal ones mean all day. Where ``end`` is earlier the time goes over midnight, and belongs to the day that it began
    on: a Friday from 22:00 to 6:00 ends on Saturday at 6:00. Clocks that change do not matter: 22:00 is 22:00.
    """
    wall = at.astimezone(zone)
    minute = wall.hour * 60 + wall.minute
    day = wall.weekday()
    if start > end and minute < end:
        day = (day - 1) % 7
    elif (start < end and not start <= minute < end) or (start > end and minute < start):
        return False
    return bool(days >> day & 1)
