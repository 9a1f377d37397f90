"""GeoJSON (RFC 7946) in."""

import json
from collections.abc import Iterator
from typing import Any, Final

from officedesk.maps.exchange.circles import still_round
from officedesk.maps.exchange.found import BadFenceFile, Collector, number

_MOST_LISTS: Final = 1_500_000
_MOST_VALUES: Final = 3_000_000
_DEEPEST: Final = 20
_LINES: Final = ("LineString", "MultiLineString")
_KNOWN_SYSTEMS: Final = ("CRS84", "4326", "WGS84", "WGS 84")


def read_geojson(data: bytes, found: Collector) -> None:
    """Adds the fences of a GeoJSON text. :class:`BadFenceFile` for what is none."""
    # Counted before anything is built: an empty list of two letters becomes sixty bytes.
    if data.count(b"[") + data.count(b"{") > _MOST_LISTS or data.count(b",") > _MOST_VALUES:
        raise BadFenceFile("it has too many corners.", hint="Divide it into smaller files.")
    try:
        content = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError:
        raise BadFenceFile("it is nested too deeply.") from None
    except ValueError as error:
        raise BadFenceFile(f"it is not sound JSON ({str(error)[:120]}).") from None
    if not isinstance(content, dict) or not isinstance(content.get("type"), str):
        raise BadFenceFile("it is JSON, but not GeoJSON.")
    if content["type"] == "Topology":
        raise BadFenceFile("it is TopoJSON.", hint="Save it as GeoJSON.")
    _check_system(content)
    for feature, properties in _features(content, 0):
        _read_feature(feature, properties, found)


def _check_system(content: dict[str, Any]) -> None:
    """Old files name their system of coordinates; since 2016 there is only one."""
    system = content.get("crs")
    if isinstance(system, dict):
        named = system.get("properties")
        name = str(named.get("name", "") if isinstance(named, dict) else "")
        if name and not any(known in name for known in _KNOWN_SYSTEMS):
            raise BadFenceFile(f"its coordinates are in {name[:60]}.", hint="Save it in WGS 84 (EPSG:4326).")


def _features(value: Any, depth: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Geometries with the properties of their feature; the members of a collection of geometries are one feature."""
    if not isinstance(value, dict):
        yield {}, {}
        return
    kind = value.get("type")
    if kind == "FeatureCollection" and depth < _DEEPEST:
        features = value.get("features")
        for feature in features if isinstance(features, list) else ():
            yield from _features(feature, depth + 1)
    elif kind == "Feature":
        geometry, properties = value.get("geometry"), value.get("properties")
        known = properties if isinstance(properties, dict) else {}
        yield (geometry if isinstance(geometry, dict) else {}), {"id": value.get("id")} | known
    else:
        yield value, {}


def _read_feature(geometry: dict[str, Any], properties: dict[str, Any], found: Collector) -> None:
    name = found.named(next((properties[key] for key in ("name", "Name", "title", "id") if properties.get(key)), ""))
    colour = properties.get("stroke") or properties.get("fill")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if not geometry:
        found.problem(name, "It has no geometry.")
    elif kind == "Point":
        _read_point(name, coordinates, properties, colour, found)
    elif kind in ("Polygon", "MultiPolygon"):
        rings = coordinates if kind == "Polygon" else _flattened(coordinates)
        if (circle := _said_circle(properties, rings)) is not None:
            found.circle(name, *circle, colour=colour)
            return
        found.outline(name, coordinates if kind == "MultiPolygon" else [coordinates], colour=colour)
    elif kind == "GeometryCollection":
        _read_collection(name, geometry, colour, found)
    elif kind in _LINES:
        _read_lines(name, coordinates if kind == "MultiLineString" else [coordinates], colour, found)
    else:
        found.problem(name, f"It is a {str(kind)[:40]}, which is no area.")


def _said_circle(properties: dict[str, Any], rings: Any) -> tuple[float, float, float] | None:
    """Longitude, latitude and radius of the circle that a ring was made from, if it still is that circle."""
    circle = properties.get("circle")
    centre = circle.get("center") if isinstance(circle, dict) else None
    if not isinstance(circle, dict) or not isinstance(centre, list) or len(centre) != 2:
        return None
    said = number(centre[0]), number(centre[1]), number(circle.get("radius"))
    return said if still_round(rings, *said) else None


def _read_point(name: str, spot: Any, properties: dict[str, Any], colour: object, found: Collector) -> None:
    circle = properties.get("circle")
    radius = circle.get("radius") if isinstance(circle, dict) else properties.get("radius")
    if radius is None:
        found.problem(name, "It is a point without a radius, which is no area.")
    elif not isinstance(spot, list) or len(spot) < 2:
        found.problem(name, "Its point is not a longitude and a latitude.")
    else:
        found.circle(name, spot[0], spot[1], radius, colour=colour)


def _read_collection(name: str, geometry: dict[str, Any], colour: object, found: Collector) -> None:
    """All areas of a collection as one fence."""
    areas: list[Any] = []
    waiting: list[Any] = [geometry]
    others = False
    while waiting:
        one = waiting.pop()
        kind, coordinates = (one.get("type"), one.get("coordinates")) if isinstance(one, dict) else (None, None)
        if kind == "Polygon":
            areas.append(coordinates)
        elif kind == "MultiPolygon" and isinstance(coordinates, list):
            areas += coordinates
        elif kind == "GeometryCollection" and isinstance(one.get("geometries"), list):
            waiting += reversed(one["geometries"])
        else:
            others = True
    if not areas:
        found.problem(name, "It is a collection without an area.")
        return
    found.outline(name, areas, notes=("Points and lines were left out.",) if others else (), colour=colour)


def _read_lines(name: str, lines: Any, colour: object, found: Collector) -> None:
    rings = lines if isinstance(lines, list) else []
    if not rings or not all(isinstance(line, list) and len(line) > 3 and line[0] == line[-1] for line in rings):
        found.problem(name, "It is a line that is not closed, which is no area.")
        return
    found.outline(
        name, [[line] for line in rings], notes=("What the closed line goes around is the area.",), colour=colour
    )


def _flattened(polygons: Any) -> list[Any]:
    return (
        [ring for rings in polygons if isinstance(rings, list) for ring in rings] if isinstance(polygons, list) else []
    )
