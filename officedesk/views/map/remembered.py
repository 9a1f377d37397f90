"""Where this desktop looked last on the map of an office, and where to look first."""

from array import array
from typing import TYPE_CHECKING

from officedesk.maps.shapes import Box, Point
from officedesk.views.shell import Shell

if TYPE_CHECKING:
    from officedesk.services.mapping.overview_rows import PlacesOnMap

KEY = "map_view"
_FAR = 0.02
"""Share of customers at each end that may lie outside of the first look: a typing error is no reason to see it all."""
_ROOM = 0.08
_LEAST = 0.01
"""Degrees: nobody wants to look at one roof first."""


class Remembered:
    """``last`` is (point, zoom) of the last time, or nothing."""

    def __init__(self, shell: Shell) -> None:
        self._config = shell.config
        self._office = shell.desk.database.place.name
        self.last = _read(shell.config.part(KEY, self._office))

    def note(self, box: Box, zoom: float) -> None:
        """The map shows this now."""
        self.last = (box.centre, zoom)

    def keep(self) -> None:
        """Store it."""
        if self.last is not None:
            point, zoom = self.last
            self._config.put_part(
                KEY, self._office, [round(point.latitude, 6), round(point.longitude, 6), round(zoom, 2)]
            )


def _read(stored: object) -> tuple[Point, float] | None:
    match stored:
        case [float() | int() as latitude, float() | int() as longitude, float() | int() as zoom]:
            if abs(latitude) <= 90 and abs(longitude) <= 180 and 0 <= zoom <= 30:
                return Point(float(latitude), float(longitude)), float(zoom)
    return None


def box_of(places: "PlacesOnMap") -> Box | None:
    """A box around nearly all places, with some room; ``None`` without any."""
    if not len(places):
        return None
    south, north = _ends(places.latitudes)
    west, east = _ends(places.longitudes)
    high, wide = max(north - south, _LEAST) * _ROOM, max(east - west, _LEAST) * _ROOM
    return Box(
        west=max(west - wide, -180.0),
        south=max(south - high, -85.0),
        east=min(east + wide, 180.0),
        north=min(north + high, 85.0),
    )


def _ends(values: "array[float]") -> tuple[float, float]:
    ordered = sorted(values)
    off = int(len(ordered) * _FAR)
    return ordered[off], ordered[-1 - off]
