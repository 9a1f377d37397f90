"""Tracks in GeoJSON: points with a time among their properties, and lines with a list of times."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from officedesk.maps.crossings.fixes import Fix
from officedesk.maps.tracks.columns import Part, columns, measure, unit_of_speed
from officedesk.maps.tracks.features import BrokenFile, features
from officedesk.maps.tracks.report import Found, Report, Unread, named, quoted

_TIMES = ("coordTimes", "coordinateTimes", "times", "timestamps")
_DEEPEST = 4
"""Collections of geometries within each other."""


def read_geojson(path: Path, report: Report) -> Iterator[Found]:
    """The fixes of a GeoJSON file. A speed whose name has no unit is in metres a second."""
    number = 0
    try:
        for feature in features(path):
            number += 1
            yield from _Feature(number, report).read(feature)
    except BrokenFile as problem:
        report.leave(Unread.ROW, f"Feature {number + 1}: {problem}. Nothing after it is read.")
    if not number:
        report.say("There is no feature in this file.")


class _Feature:
    """Reads one feature; what is wrong is told by its number."""

    def __init__(self, number: int, report: Report) -> None:
        self._name = f"Feature {number}"
        self._report = report
        self._device = ""
        self._at: dict[Part, str] = {}

    def read(self, feature: Any) -> Iterator[Found]:
        if not isinstance(feature, dict):
            self._leave(Unread.ROW, "it is no feature")
            return
        is_feature = "geometry" in feature or feature.get("type") == "Feature"
        properties = feature.get("properties") if is_feature else {}
        properties = properties if isinstance(properties, dict) else {}
        names = list(properties)[:500]
        self._at = {part: names[place] for part, place in columns(tuple(names)).items()}
        device = properties.get(self._at.get(Part.DEVICE, ""), "")
        self._device = named(str(device)) if isinstance(device, str | int) else ""
        yield from self._geometry(feature.get("geometry") if is_feature else feature, properties, _times(properties), 0)

    def _geometry(self, geometry: Any, properties: Mapping[str, Any], times: Any, depth: int) -> Iterator[Found]:
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if not isinstance(geometry, dict) or not isinstance(kind, str):
            self._leave(Unread.PLACE, "it has no geometry")
            return
        places = geometry.get("coordinates")
        if kind == "Point":
            yield from self._points([places], [self._moment(properties)], properties)
        elif kind in ("LineString", "MultiPoint"):
            yield from self._points(places, times, {})
        elif kind == "MultiLineString" and isinstance(places, list):
            for place, line in enumerate(places):
                nested = isinstance(times, list) and place < len(times) and isinstance(times[place], list)
                yield from self._points(line, times[place] if nested else None, {})
        elif kind == "GeometryCollection" and depth < _DEEPEST and isinstance(geometry.get("geometries"), list):
            for part in geometry["geometries"]:
                yield from self._geometry(part, properties, times, depth + 1)
        else:
            self._leave(Unread.PLACE, f"{quoted(kind)} is no track")

    def _points(self, places: Any, times: Any, properties: Mapping[str, Any]) -> Iterator[Found]:
        if not isinstance(places, list):
            self._leave(Unread.PLACE, "it has no coordinates")
            return
        if not isinstance(times, list):
            self._leave(Unread.TIME, "it has no times for its points (“coordTimes”)", len(places))
            return
        for number, place in enumerate(places):
            where = f", point {number + 1}" if len(places) > 1 else ""
            spot = _spot(place)
            if spot is None:
                self._leave(Unread.PLACE, f"{quoted(str(place)[:100])} is not a longitude and a latitude", where=where)
                continue
            at = self._time(times[number] if number < len(times) else None)
            if at is None:
                self._leave(Unread.TIME, "it has no time", where=where)
                continue
            yield Found(self._device, Fix(at, *spot, *self._measures(properties)))

    def _measures(self, properties: Mapping[str, Any]) -> tuple[float | None, float | None, float | None]:
        """Accuracy, speed and heading."""
        if not properties:
            return None, None, None
        speed = self._at.get(Part.SPEED, "")
        factor = unit_of_speed(speed) or 1.0
        return (
            measure(properties.get(self._at.get(Part.ACCURACY, ""))),
            measure(properties.get(speed), factor),
            measure(properties.get(self._at.get(Part.HEADING, "")), 1.0, 360.0),
        )

    def _moment(self, properties: Mapping[str, Any]) -> Any:
        return properties.get(self._at.get(Part.TIME) or self._at.get(Part.DATE, ""))

    def _time(self, value: Any) -> datetime | None:
        if isinstance(value, str):
            return self._report.clock.read(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self._report.clock.since_1970(value)
        return None

    def _leave(self, reason: Unread, message: str, count: int = 1, where: str = "") -> None:
        self._report.leave(reason, f"{self._name}{where}: {message}.")
        self._report.left_out[reason] += max(count, 1) - 1


def _times(properties: Mapping[str, Any]) -> Any:
    """The times of a line's points."""
    nested = properties.get("coordinateProperties")
    for holder in (properties, nested if isinstance(nested, dict) else {}):
        for name in _TIMES:
            if isinstance(holder.get(name), list):
                return holder[name]
    return None


def _spot(place: Any) -> tuple[float, float] | None:
    """Latitude and longitude of a position, which has them the other way round."""
    if not isinstance(place, Sequence) or len(place) < 2 or isinstance(place, str):
        return None
    longitude, latitude = place[:2]
    for value, most in ((longitude, 180), (latitude, 90)):
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
            return None
    return float(latitude), float(longitude)
