"""KML in: the placemarks of all folders that have an area."""

from collections.abc import Iterator
from typing import Any, Final

from officedesk.maps.exchange.circles import still_round
from officedesk.maps.exchange.found import BadFenceFile, Collector, number
from officedesk.maps.exchange.xml import children, local, text, within

_AREAS: Final = "Polygon"
_FOLDERS: Final = ("Document", "Folder")
_OTHERS: Final = ("Point", "LineString", "LinearRing", "Model", "Track", "MultiTrack")


def read_kml(root: Any, found: Collector) -> None:
    """Adds the fences of a KML document."""
    marks = list(_marks(root))
    if not marks:
        if next(within(root, "NetworkLink"), None) is not None:
            raise BadFenceFile("it only points to a file elsewhere, which is not fetched.")
        raise BadFenceFile("it has no placemarks.")
    for mark in marks:
        _read_mark(mark, found)


def _marks(root: Any) -> Iterator[Any]:
    """The placemarks of all folders; nothing is looked for inside a placemark, where none can be."""
    for child in root:
        if local(child) == "Placemark":
            yield child
        elif local(child) in _FOLDERS:
            # No deeper than the parser lets elements stand in each other.
            yield from _marks(child)


def _read_mark(mark: Any, found: Collector) -> None:
    name = found.named(text(mark, "name"))
    colour = _colour(mark)
    data = _data(mark)
    polygons = [_rings(polygon) for polygon in within(mark, _AREAS)]
    if polygons:
        x, y = (number(part) for part in (*data.get("circle_center", "").split(","), "", "")[:2])
        radius = number(data.get("circle_radius"))
        if still_round([ring for rings in polygons for ring in rings], x, y, radius):
            found.circle(name, x, y, radius, colour=colour)
            return
        others = any(local(below) in _OTHERS and local(below) != "LinearRing" for below in mark.iter())
        found.outline(name, polygons, notes=("Points and lines were left out.",) if others else (), colour=colour)
        return
    point = next(within(mark, "Point"), None)
    if point is not None and (radius_text := data.get("circle_radius") or data.get("radius")):
        spot = [*corners(text(point, "coordinates")), ("", "")][0]
        found.circle(name, spot[0], spot[1], radius_text, colour=colour)
        return
    lines = [corners(text(line, "coordinates")) for kind in ("LineString", "LinearRing") for line in within(mark, kind)]
    if lines and all(len(line) > 3 and line[0] == line[-1] for line in lines):
        note = "What the closed line goes around is the area."
        found.outline(name, [[line] for line in lines], notes=(note,), colour=colour)
    elif lines:
        found.problem(name, "It is a line that is not closed, which is no area.")
    else:
        found.problem(name, "It is a point without a radius, or has no geometry: no area.")


def _rings(polygon: Any) -> list[list[tuple[str, ...]]]:
    found = []
    for boundary in ("outerBoundaryIs", "innerBoundaryIs"):
        for border in children(polygon, boundary):
            found += [corners(text(ring, "coordinates")) for ring in children(border, "LinearRing")]
    return found


def corners(content: str) -> list[tuple[str, ...]]:
    """Corners as texts: ``lon,lat[,height]`` parted by spaces. Spaces around the commas are put up with."""
    found: list[tuple[str, ...]] = []
    joined = True
    spot: list[str] = []
    for word in content.replace(",", " , ").split():
        if word == ",":
            joined = True
        elif joined or not spot:
            spot.append(word)
            joined = False
        else:
            found.append(tuple(spot))
            spot = [word]
    if spot:
        found.append(tuple(spot))
    return found


def _data(mark: Any) -> dict[str, str]:
    """The extended data of a placemark, in both ways in which KML writes it."""
    found = {}
    for extended in children(mark, "ExtendedData"):
        for data in extended.iter():
            if local(data) == "Data":
                found[str(data.get("name", ""))] = text(data, "value")
            elif local(data) == "SimpleData":
                found[str(data.get("name", ""))] = (data.text or "").strip()
    return found


def _colour(mark: Any) -> str:
    """Of the placemark's own style: KML writes alpha, blue, green, red."""
    for style in children(mark, "Style"):
        for kind in ("LineStyle", "PolyStyle"):
            for part in children(style, kind):
                value = text(part, "color")
                if len(value) == 8:
                    return f"#{value[6:8]}{value[4:6]}{value[2:4]}"
    return ""
