"""Fences out: GeoJSON (RFC 7946), KML 2.2 and GPX 1.1."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from officedesk.maps.exchange.found import FenceFound, sound_colour
from officedesk.maps.exchange.gpx import OWN_TYPE
from officedesk.maps.shapes import Circle, Parts
from officedesk.models.text import clean

_KML: Final = "http://www.opengis.net/kml/2.2"
_GPX: Final = "http://www.topografix.com/GPX/1/1"
_OWN: Final = "urn:officedesk:geofence"
_PLACES: Final = 8
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_geojson(fences: Iterable[FenceFound]) -> bytes:
    """A FeatureCollection; a circle is a ring that tells its centre and radius in ``circle``."""
    features = []
    for fence in fences:
        properties: dict[str, Any] = {"name": clean(fence.name)}
        if colour := sound_colour(fence.colour):
            properties |= {"stroke": colour, "fill": colour}
        if isinstance(fence.shape, Circle):
            centre = fence.shape.centre
            properties["circle"] = {"center": [centre.longitude, centre.latitude], "radius": fence.shape.radius}
        parts = _parts(fence)
        geometry = {
            "type": "Polygon" if len(parts) == 1 else "MultiPolygon",
            "coordinates": parts[0] if len(parts) == 1 else parts,
        }
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    content = {"type": "FeatureCollection", "features": features}
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=None).encode()


def write_kml(fences: Iterable[FenceFound]) -> bytes:
    """One placemark a fence; a circle tells its centre and radius in its extended data."""
    from lxml import etree

    root = etree.Element(f"{{{_KML}}}kml", nsmap={None: _KML})
    document = _below(root, "Document")
    for fence in fences:
        mark = _below(document, "Placemark")
        _below(mark, "name", _text(fence.name))
        if colour := sound_colour(fence.colour):
            style = _below(mark, "Style")
            turned = colour[5:7] + colour[3:5] + colour[1:3]
            _below(_below(style, "LineStyle"), "color", f"ff{turned}")
            _below(_below(style, "PolyStyle"), "color", f"40{turned}")
        if isinstance(fence.shape, Circle):
            centre = fence.shape.centre
            extended = _below(mark, "ExtendedData")
            for name, value in (
                ("circle_center", f"{centre.longitude!r},{centre.latitude!r}"),
                ("circle_radius", repr(fence.shape.radius)),
            ):
                data = _below(extended, "Data")
                data.set("name", name)
                _below(data, "value", value)
        parts = _parts(fence)
        holder = mark if len(parts) == 1 else _below(mark, "MultiGeometry")
        for part in parts:
            polygon = _below(holder, "Polygon")
            _below(polygon, "tessellate", "1")
            for number, ring in enumerate(part):
                border = _below(polygon, "innerBoundaryIs" if number else "outerBoundaryIs")
                line = " ".join(f"{_degrees(x)},{_degrees(y)}" for x, y in ring)
                _below(_below(border, "LinearRing"), "coordinates", line)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def write_gpx(fences: Iterable[FenceFound]) -> bytes:
    """A track a fence, its rings as segments; a circle is a waypoint with a radius. Waypoints come first in GPX."""
    from lxml import etree

    root = etree.Element(f"{{{_GPX}}}gpx", nsmap={None: _GPX, "fence": _OWN})
    root.set("version", "1.1")
    root.set("creator", "OfficeDesk")
    known = list(fences)
    for fence in known:
        if isinstance(fence.shape, Circle):
            spot = _spot(root, "wpt", fence.shape.centre.longitude, fence.shape.centre.latitude)
            _below(spot, "name", _text(fence.name))
            _below(spot, "type", OWN_TYPE)
            radius = etree.SubElement(_below(spot, "extensions"), f"{{{_OWN}}}radius")
            radius.text = repr(fence.shape.radius)
    for fence in known:
        if not isinstance(fence.shape, Circle):
            track = _below(root, "trk")
            _below(track, "name", _text(fence.name))
            _below(track, "type", OWN_TYPE)
            for ring in (ring for part in fence.shape.parts for ring in part):
                segment = _below(track, "trkseg")
                for x, y in ring:
                    _spot(segment, "trkpt", x, y)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _parts(fence: FenceFound) -> Parts:
    """The fence as a multipolygon's coordinates."""
    if not isinstance(fence.shape, Circle):
        return fence.shape.parts
    from officedesk.maps.geometry import repaired, ring

    line = ring(fence.shape)
    if all(-180 <= x <= 180 for x, _ in line) and all(abs(y) < 90 for _, y in line):
        return ((tuple((round(x, _PLACES), round(y, _PLACES)) for x, y in line),),)
    return repaired(line).shape.parts


def _below(element: Any, name: str, text: str | None = None) -> Any:
    from lxml import etree

    child = etree.SubElement(element, f"{{{etree.QName(element).namespace}}}{name}")
    child.text = text
    return child


def _spot(element: Any, name: str, longitude: float, latitude: float) -> Any:
    spot = _below(element, name)
    spot.set("lat", _degrees(latitude))
    spot.set("lon", _degrees(longitude))
    return spot


def _degrees(value: float) -> str:
    return f"{value:.{_PLACES}f}".rstrip("0").rstrip(".")


def _text(name: str) -> str:
    """What XML can hold of a name."""
    return _NO_XML.sub("", clean(name))
