"""What columns and properties of tracks are called, and how their values are written."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from math import isfinite
from typing import Final


class Part(StrEnum):
    """What a column can be of a fix."""

    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    BOTH = "position"
    TIME = "time"
    DATE = "date"
    DEVICE = "device"
    SPEED = "speed"
    HEADING = "heading"
    ACCURACY = "accuracy"


NAMES: Mapping[Part, Sequence[str]] = {
    # Of several columns that could be meant the first named here is taken.
    Part.LATITUDE: (
        "latitude lat gpslatitude gpslat positionlatitude latitudedegrees latdeg latitudedeg locationlatitude "
        "locationlat y"
    ).split(),
    Part.LONGITUDE: (
        "longitude lon lng long gpslongitude gpslon gpslng positionlongitude longitudedegrees londeg lngdeg "
        "longitudedeg locationlongitude locationlng locationlon x"
    ).split(),
    Part.BOTH: "position coordinates coordinate latlon latlng latlong gps location".split(),
    Part.TIME: (
        "timestamp datetime time utctime gpstime fixtime devicetime recordedat recordedtime eventtime eventdatetime "
        "reportedat reportedtime messagetime logtime localtime timeutc utc datetimeutc utcdatetime positiontime "
        "updatedat servertime createdat when at epoch unixtime timestampms"
    ).split(),
    Part.DATE: "date day localdate utcdate gpsdate".split(),
    Part.DEVICE: (
        "deviceid device vehicleid vehicle vehiclename vehiclenumber devicename unitid unit unitname unitnumber "
        "trackerid tracker assetid asset assetname truck van car fleetid imei serialnumber serial technician driver "
        "drivername name id"
    ).split(),
    Part.SPEED: "speed velocity groundspeed gpsspeed speedoverground sog".split(),
    Part.HEADING: "heading course bearing direction track courseoverground cog azimuth".split(),
    Part.ACCURACY: "accuracy horizontalaccuracy hacc acc gpsaccuracy positionaccuracy precision hdop".split(),
}
METRES_A_SECOND: Mapping[str, float] = {
    "mph": 1609.344 / 3600, "mih": 1609.344 / 3600, "milesh": 1609.344 / 3600, "milesperhour": 1609.344 / 3600,
    "kmh": 1 / 3.6, "kph": 1 / 3.6, "kmph": 1 / 3.6, "kmhr": 1 / 3.6, "kilometersperhour": 1 / 3.6,
    "knots": 1852 / 3600, "knot": 1852 / 3600, "kn": 1852 / 3600, "kt": 1852 / 3600, "kts": 1852 / 3600,
    "ms": 1.0, "mps": 1.0, "msec": 1.0, "metersec": 1.0, "meterspersecond": 1.0, "metersps": 1.0,
    "fts": 0.3048, "fps": 0.3048,
}  # fmt: skip
METRES: Mapping[str, float] = {
    "m": 1.0, "meter": 1.0, "meters": 1.0, "metres": 1.0, "ft": 0.3048, "feet": 0.3048, "foot": 0.3048,
}  # fmt: skip
HDOP: Final = 5.0
"""Metres that a receiver is off for each unit of its dilution of precision."""
_UNIT = re.compile(r"[\[(]([^\])]*)[\])]")
_PLAIN = re.compile(r"[^a-z0-9]+")
_DEGREES = re.compile(
    r"""(?P<before>[nsew])?\s*(?P<sign>[+-])?(?P<degrees>\d{1,3}(?:[.,]\d*)?)\s*(?:°|deg|d|\s)?\s*
        (?:(?P<minutes>\d{1,2}(?:[.,]\d*)?)\s*(?:'|′|’|m|\s)\s*(?:(?P<seconds>\d{1,2}(?:[.,]\d*)?)\s*(?:"|″|”|''|s)?\s*)?)?
        (?P<after>[nsew])?""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)


def plain(header: str) -> str:
    """What is compared of a column's name: “GPS Latitude (deg)” is ``gpslatitude``."""
    return _PLAIN.sub("", _UNIT.sub("", header.casefold()))


@lru_cache(maxsize=64)
def unit_of_speed(header: str) -> float | None:
    """What a speed is multiplied with to be in metres a second, by the unit in its name: “Speed (mph)”, “speed_kmh”."""
    return unit(header, METRES_A_SECOND, NAMES[Part.SPEED])


def unit(header: str, units: Mapping[str, float], names: Sequence[str]) -> float | None:
    """What a value of the column is multiplied with, by the unit in its name: “Accuracy (ft)”, “accuracy_m”."""
    for found in _UNIT.findall(header.casefold()):
        if (factor := units.get(_PLAIN.sub("", found))) is not None:
            return factor
    bare = plain(header)
    if bare in units:
        return units[bare]
    for name in names:
        if bare.startswith(name) and (factor := units.get(bare[len(name) :].removeprefix("in"))) is not None:
            return factor
        if bare.endswith(name) and (factor := units.get(bare[: -len(name)])) is not None:
            return factor
    return None


@lru_cache(maxsize=64)
def columns(headers: tuple[str, ...]) -> Mapping[Part, int]:
    """Which column is what."""
    bare = [plain(header) for header in headers]
    found: dict[Part, int] = {}
    for part, names in NAMES.items():
        place = next((bare.index(name) for name in names if name in bare), None)
        if place is None and part is Part.SPEED:
            place = next((at for at, header in enumerate(headers) if unit(header, METRES_A_SECOND, names)), None)
        if place is None and part is Part.ACCURACY:
            place = next((at for at, header in enumerate(headers) if unit(header, METRES, names)), None)
        if place is not None and place not in found.values():
            found[part] = place
    return found


def degrees(text: str, most: float) -> float:
    """A latitude (``most`` 90) or longitude (180): ``-83.0012``, ``83,0012 W``, ``83° 0' 4.3" W``.

    ``ValueError`` where it is none, or not on Earth.
    """
    try:
        value = float(text)
    except ValueError:
        value = _worded(text, "ns" if most == 90 else "ew")
    if not abs(value) <= most:
        raise ValueError(f"is not between −{most:g} and {most:g}")
    return value


def _worded(text: str, letters: str) -> float:
    match = _DEGREES.fullmatch(text.strip()) if len(text) <= 40 else None
    if match is None:
        raise ValueError("is not a number of degrees")
    letter = (match["before"] or match["after"] or "").lower()
    if (letter and letter not in letters) or (match["before"] and match["after"]) or (letter and match["sign"]):
        raise ValueError("is not a number of degrees")
    whole, minutes, seconds = (
        float((match[name] or "0").replace(",", ".")) for name in ("degrees", "minutes", "seconds")
    )
    if minutes >= 60 or seconds >= 60:
        raise ValueError("is not a number of degrees")
    value = whole + minutes / 60 + seconds / 3600
    return -value if match["sign"] == "-" or letter in ("s", "w") else value


def measure(value: object, factor: float = 1.0, most: float = 1e6) -> float | None:
    """A speed, accuracy or heading; nothing where there is none, or none that can be."""
    if isinstance(value, str):
        value = value.strip().replace(",", ".")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value) * factor
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) and 0 <= number <= most else None
