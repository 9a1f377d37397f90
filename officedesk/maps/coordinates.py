"""Latitudes and longitudes as people write them, and back."""

import re
from math import asin, cos, isfinite, radians, sin, sqrt

from officedesk.maps.shapes import Point

EARTH = 6_371_008.8
"""Metres: the mean radius."""
_LONGEST = 60
_DEGREES = re.compile(
    r"(?P<sign>[+\-−–]?)(?P<before>[NSEW]?)\s*(?P<minus>[+\-−–]?)(?P<degrees>\d{1,3}(?:\.\d{1,20})?)\s*(?:°|º|\s|$)?\s*"
    r"(?:(?P<minutes>\d{1,2}(?:\.\d{1,20})?)\s*(?:'|′|’|\s|$)\s*)?"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d{1,20})?)\s*(?:\"|″|”|''|\s|$)\s*)?"
    r"(?P<after>[NSEW]?)",
    re.IGNORECASE | re.ASCII,
)
_PLAIN = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,20})?", re.ASCII)
"""As most of them are written: files have 100,000."""
_PAIR = re.compile(r"\s*[,;/|\t]\s*")
_COMMA_DECIMALS = re.compile(r"([+\-−–]?\d{1,3}),(\d+)\s*[;/|\s]\s*([+\-−–]?\d{1,3}),(\d+)")
_SIDES = re.compile(r"([NS][^NSEW]+?)\s*([EW][^NSEW]+)|([^NSEW]+[NS])\s*([^NSEW]+[EW])", re.IGNORECASE)


class BadCoordinate(ValueError):
    """What was written is no latitude or longitude; the words say why, without a full stop."""


def read_latitude(text: str) -> float:
    """``44.9767``, ``44.9767 N``, ``44° 58' 36.1" N`` or ``44,9767``. Raises :class:`BadCoordinate`."""
    value, side = _degrees(text, "latitude")
    if side in ("E", "W") or abs(value) > 90:
        raise BadCoordinate(f"“{_short(text)}” is no latitude: those are between -90 and 90")
    return value


def read_longitude(text: str) -> float:
    """``-93.2653``, ``93.2653 W``, ``93° 15' 55" W``. Raises :class:`BadCoordinate`."""
    value, side = _degrees(text, "longitude")
    if side in ("N", "S") or abs(value) > 180:
        raise BadCoordinate(f"“{_short(text)}” is no longitude: those are between -180 and 180")
    return value


def read_point(text: str) -> Point:
    """``44.9767, -93.2653`` as maps on the web copy it, also in degrees and minutes. Raises :class:`BadCoordinate`."""
    plain = " ".join(text.split()).strip("()[] ")
    if len(plain) > 2 * _LONGEST:
        raise BadCoordinate(f"“{_short(text)}” is no point")
    if match := _COMMA_DECIMALS.fullmatch(plain):
        parts = [f"{match[1]}.{match[2]}", f"{match[3]}.{match[4]}"]
    else:
        parts = [part for part in _PAIR.split(plain) if part]
        if len(parts) == 1:
            sides = _SIDES.fullmatch(plain)
            parts = [part for part in sides.groups() if part] if sides else plain.split(" ")
    if len(parts) != 2:
        raise BadCoordinate(f"“{_short(text)}” is no point such as 44.9767, -93.2653")
    return Point(read_latitude(parts[0]), read_longitude(parts[1]))


def seems_a_point(text: str) -> bool:
    """Whether ``text`` holds both a latitude and a longitude: what is pasted into the field of one of them."""
    try:
        read_point(text)
    except BadCoordinate:
        return False
    return True


def degrees_text(value: float | None) -> str:
    """A coordinate as forms show it: to a few inches, without zeros at its end."""
    if value is None or not isfinite(value):
        return ""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def point_text(point: Point) -> str:
    """``44.9767, -93.2653``."""
    return f"{degrees_text(point.latitude)}, {degrees_text(point.longitude)}"


def roughly(one: Point, other: Point) -> float:
    """Metres between two points on a ball: within half a percent, and without loading anything."""
    across = radians(other.longitude - one.longitude) / 2
    up = radians(other.latitude - one.latitude) / 2
    part = sin(up) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(across) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(part)))


def _degrees(text: str, what: str) -> tuple[float, str]:
    if _PLAIN.fullmatch(text):
        return float(text) or 0.0, ""
    plain = " ".join(text.split()) if len(text) <= 2 * _LONGEST else ""
    if "." not in plain and plain.count(",") == 1:
        plain = plain.replace(",", ".")
    match = _DEGREES.fullmatch(plain) if 0 < len(plain) <= _LONGEST and plain[-1:] != "." else None
    if match is None:
        raise BadCoordinate(f"“{_short(text)}” is no {what}")
    minutes, seconds = float(match["minutes"] or 0), float(match["seconds"] or 0)
    side = (match["before"] + match["after"]).upper()
    minus = (match["sign"] or match["minus"]) not in ("", "+")
    if len(side) > 1 or minutes >= 60 or seconds >= 60 or (match["sign"] and match["minus"]) or (minus and side):
        raise BadCoordinate(f"“{_short(text)}” is no {what}")
    if (match["minutes"] and "." in match["degrees"]) or (match["seconds"] and "." in (match["minutes"] or "")):
        raise BadCoordinate(f"“{_short(text)}” is no {what}")
    value = float(match["degrees"]) + minutes / 60 + seconds / 3600
    return (-value if (minus or side in ("S", "W")) and value else value), side


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 40 else plain[:37] + "…"
