"""How geofences are told: their size, when they are active, and what the history says of them."""

from collections.abc import Mapping
from typing import Any

from officedesk.services.mapping.drafts import EVERY_DAY

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAYS, _WEEKEND = 31, 96
VALUES = frozenset({"outline", "radius", "area", "active_days", "active_from", "active_until"})
"""Fields of a geofence that the history tells in words of their own."""
_WHERE = frozenset({"id", "latitude", "longitude", "west", "south", "east", "north", "area", "perimeter"})


def imperial(currency: str) -> bool:
    """Whether an office with this currency measures in feet, miles and acres."""
    return currency == "USD"


def days_text(days: int) -> str:
    """``Every day``, ``Weekdays``, ``Mon, Wed``."""
    if days in (EVERY_DAY, _WEEKDAYS, _WEEKEND):
        return {EVERY_DAY: "Every day", _WEEKDAYS: "Weekdays", _WEEKEND: "Weekends"}[days]
    return ", ".join(name for bit, name in enumerate(DAYS) if days >> bit & 1)


def time_text(minutes: int) -> str:
    """Minutes since midnight as ``7:30``."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def active_text(days: int, start: int, end: int) -> str:
    """``Weekdays, 7:00 to 18:00``; an end before the start is that of the next day."""
    if start == end:
        return days_text(days)
    return f"{days_text(days)}, {time_text(start)} to {time_text(end)}{' the next day' if end < start else ''}"


def alert_text(on_enter: bool, on_exit: bool) -> str:
    """``Enter and exit``, ``Enter``, ``Exit`` or ``Off``."""
    return " and ".join(["Enter"] * on_enter + ["exit"] * on_exit).capitalize() or "Off"


def value_text(name: str, value: Any) -> str:
    """A value of one of :data:`VALUES` as the history tells it."""
    from officedesk.maps.units import format_area, format_length

    if value is None:
        return ""
    if name == "outline":
        corners = sum(len(ring) - 1 for part in value for ring in part)
        return f"{corners:,} corners"
    if name == "radius":
        return format_length(value)
    if name == "area":
        return format_area(value)
    return days_text(value) if name == "active_days" else time_text(value)


def was_moved(before: Mapping[str, Any]) -> bool:
    """Whether a change of a geofence only put it somewhere else."""
    return "latitude" in before and before.keys() <= _WHERE
