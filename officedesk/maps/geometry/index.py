"""Which fences a position is in, among very many: found by box, told exactly.

A position on the line of a fence is inside. Fences across the antimeridian stand in the index on both sides of it.
"""

from array import array
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from officedesk.maps.geometry.circles import bounds
from officedesk.maps.geometry.edges import as_parts
from officedesk.maps.geometry.ellipsoid import GEOD, Numbers, chords, in_space, spot_in_space
from officedesk.maps.geometry.nearest import Edges
from officedesk.maps.geometry.occupied import Occupied
from officedesk.maps.geometry.passing import lines, meets_circles, meets_parts, usual
from officedesk.maps.geometry.seams import true_edges
from officedesk.maps.geometry.ways import Met, Span, circle_spans, joined, part_spans
from officedesk.maps.shapes import Circle, Part, Point, Shape, wrapped

Indices = NDArray[np.int64]

_AT_ONCE: Final = 100_000
"""Positions looked up at a time, so that memory does not grow with their number."""
_KEPT: Final = 256
"""Fences whose edges are kept ready for distances."""


class FenceIndex:
    """Fences that do not change. Making it takes about 5 µs a fence.

    One thread at a time asks it: what is prepared for a fence is made when it is asked about first.
    """

    def __init__(self, fences: Iterable[tuple[int, Shape]]) -> None:
        ids: list[int] = []
        circles: list[tuple[int, Circle]] = []
        parts: list[Part] = []
        owners: list[int] = []
        for number, (fence_id, shape) in enumerate(fences):
            ids.append(fence_id)
            if isinstance(shape, Circle):
                circles.append((number, shape))
            else:
                parts += shape.parts
                owners += [number] * len(shape.parts)
        self._ids: Indices = np.array(ids, dtype=np.int64)
        self._numbers = {fence_id: number for number, fence_id in enumerate(ids)}
        if len(self._numbers) != len(ids):
            raise ValueError("two fences of the same id")
        self._circles = _Circles(circles)
        self._parts = as_parts(parts)
        self._part_fences: Indices = np.array(owners, dtype=np.int64)
        places = shapely.linestrings(self._circles.diagonals)
        self._tree = shapely.STRtree(np.concatenate((places, self._parts)))
        self._occupied = Occupied(np.concatenate((shapely.bounds(places), shapely.bounds(self._parts).reshape(-1, 4))))
        # Entries of the tree: first the circles (those across the antimeridian twice), then the parts of polygons.
        self._first_part = len(places)
        self._edges: dict[int, Edges] = {}
        self._rooms: dict[int, float] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, fence_id: object) -> bool:
        return fence_id in self._numbers

    def inside(self, point: Point) -> tuple[int, ...]:
        """Ids of the fences that ``point`` is in, in the order in which they were given."""
        latitude, longitude = point.latitude, wrapped(point.longitude)
        found = self._inside(latitude, longitude)
        if abs(longitude) == 180.0:
            # The antimeridian has two longitudes.
            found |= self._inside(latitude, -longitude)
        return tuple(self._ids[sorted(found)].tolist()) if found else ()

    def _inside(self, latitude: float, longitude: float) -> set[int]:
        found: set[int] = set()
        if not self._occupied.at(latitude, longitude):
            return found
        for entry in self._tree.query(shapely.Point(longitude, latitude)).tolist():
            part = entry - self._first_part
            if part < 0:
                if self._circles.holds(entry, latitude, longitude):
                    found.add(self._circles.fence(entry))
            elif shapely.intersects_xy(self._parts[part], longitude, latitude):
                found.add(int(self._part_fences[part]))
        return found

    def inside_many(self, latitudes: ArrayLike, longitudes: ArrayLike) -> tuple[Indices, Indices]:
        """Which positions are in which fences: numbers of positions and, beside each, the id of a fence it is in.

        Sorted by position, then by the order of the fences. What is not a number is in no fence.
        """
        lat = np.ascontiguousarray(latitudes, dtype=float)
        lon = np.ascontiguousarray(longitudes, dtype=float)
        if lat.shape != lon.shape or lat.ndim != 1:
            raise ValueError("latitudes and longitudes are two rows of the same length")
        pairs = [self._some_inside(start, lat, lon) for start in range(0, len(lat), _AT_ONCE)]
        if not pairs:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        positions = np.concatenate([found for found, _ in pairs])
        return positions, self._ids[np.concatenate([fences for _, fences in pairs])]

    def _some_inside(self, start: int, lat: Numbers, lon: Numbers) -> tuple[Indices, Indices]:
        """Positions and numbers of fences, of the positions from ``start`` that are looked up at once."""
        lat, lon = lat[start : start + _AT_ONCE], lon[start : start + _AT_ONCE]
        off = (abs(lon) > 180) & np.isfinite(lon)
        if off.any():
            lon = np.where(off, (lon + 180) % 360 - 180, lon)
        near = np.flatnonzero(self._occupied.which(lat, lon))
        both = np.flatnonzero(abs(lon) == 180)
        chosen = np.concatenate((near, both))
        x, y = np.concatenate((lon[near], -lon[both])), lat[chosen]
        spot, entry = self._tree.query(shapely.points(x, y))
        circular = entry < self._first_part
        spots, fences = self._circles.holding(entry[circular], spot[circular], y, x)
        spot, part = spot[~circular], entry[~circular] - self._first_part
        shapely.prepare(self._parts[np.unique(part)])
        within = shapely.intersects_xy(self._parts[part], x[spot], y[spot])
        spots = np.concatenate((spots, spot[within]))
        fences = np.concatenate((fences, self._part_fences[part[within]]))
        # Sorted, and once where a position is on the line between two parts.
        keys = np.unique(chosen[spots] * len(self._ids) + fences)
        return keys // max(len(self._ids), 1) + start, keys % max(len(self._ids), 1)

    def edge_distance(self, fence_id: int, point: Point) -> float:
        """Metres from ``point`` to the nearest point of the fence's line; negative inside. ``KeyError``: no such."""
        number = self._numbers[fence_id]
        if (circle := self._circles.of(number)) is not None:
            metres = GEOD.inv(circle.centre.longitude, circle.centre.latitude, point.longitude, point.latitude)[2]
            return float(metres) - circle.radius
        parts = self._parts_of(number)
        edges = self._edges.get(number)
        if edges is None:
            edges = Edges(parts)
            while len(self._edges) >= _KEPT:
                self._edges.pop(next(iter(self._edges)), None)
            self._edges[number] = edges
        metres = edges.distance(point)
        longitude = wrapped(point.longitude)
        sides = (longitude, -longitude) if abs(longitude) == 180.0 else (longitude,)
        inside = any(shapely.intersects_xy(part, side, point.latitude) for part in parts for side in sides)
        return -metres if inside else metres

    def _parts_of(self, number: int) -> Any:
        # Parts stand in the order of their fences.
        low, high = np.searchsorted(self._part_fences, (number, number + 1))
        return self._parts[low:high]

    def crossed(self, a: Point, b: Point) -> tuple[Met, ...]:
        """The fences that the straight way from ``a`` to ``b`` meets, with the stretches of it that lie inside.

        The way is the short one around the earth, straight in longitude and latitude. Fences in the order given.
        """
        start = wrapped(a.longitude)
        east = (wrapped(b.longitude) - start + 180.0) % 360.0 - 180.0
        found: dict[int, list[Span]] = {}
        for world in (0.0, 360.0, -360.0):
            x, end = start - world, start - world + east
            if max(x, end) < -180 or min(x, end) > 180:
                continue
            # The tree compares boxes, and a box is made far quicker than a line.
            way = shapely.box(min(x, end), min(a.latitude, b.latitude), max(x, end), max(a.latitude, b.latitude))
            for entry in self._tree.query(way).tolist():
                part = entry - self._first_part
                if part < 0:
                    circle = self._circles.entry(entry)
                    found.setdefault(self._circles.fence(entry), []).extend(
                        circle_spans(circle, (x, a.latitude), (end, b.latitude))
                    )
                else:
                    fence = int(self._part_fences[part])
                    found.setdefault(fence, []).extend(
                        part_spans(self._parts[part], (x, a.latitude), (end, b.latitude))
                    )
        return tuple(Met(int(self._ids[fence]), spans) for fence in sorted(found) if (spans := joined(found[fence])))

    def may_cross(self, latitudes: ArrayLike, longitudes: ArrayLike) -> NDArray[np.bool_]:
        """Of the ways from each position to the next those that may meet the line of a fence; the others do not.

        One less than there are positions. Few are told in vain: ways of more than a kilometre near a circle, those
        within a metre of its line, and those along the antimeridian.
        """
        lat, lon = np.asarray(latitudes, dtype=float), np.asarray(longitudes, dtype=float)
        found = ~usual(lat, lon)
        moved = (lat[1:] != lat[:-1]) | (lon[1:] != lon[:-1])
        chosen = np.flatnonzero(~found & moved & self._occupied.ways(lat, lon))
        drawn_ways = lines(lat, lon, chosen)
        way, entry = self._tree.query(drawn_ways)
        circular = entry < self._first_part
        ways = chosen[way[circular]]
        found[ways[meets_circles(lat, lon, ways, *self._circles.in_space(entry[circular]))]] = True
        way, part = way[~circular], entry[~circular] - self._first_part
        shapely.prepare(self._parts[np.unique(part)])
        found[chosen[way[meets_parts(drawn_ways[way], self._parts[part])]]] = True
        return found

    def room(self, fence_id: int) -> float:
        """Metres: a fence's area over its perimeter, roughly; somewhere in it the line is at least so far away."""
        room = self._rooms.get(fence_id)
        if room is None:
            number = self._numbers[fence_id]
            if (circle := self._circles.of(number)) is not None:
                room = circle.radius / 2
            else:
                parts = self._parts_of(number)
                starts, ends = true_edges([shapely.get_coordinates(ring) for ring in shapely.get_rings(parts)])
                around = GEOD.inv(starts[:, 0], starts[:, 1], ends[:, 0], ends[:, 1])[2].sum()
                room = float(sum(abs(GEOD.geometry_area_perimeter(part)[0]) for part in parts) / max(around, 1.0))
            self._rooms[fence_id] = room
        return room


class _Circles:
    """The circles of an index in columns. An entry is a circle, or one of two copies of it at the antimeridian."""

    def __init__(self, circles: list[tuple[int, Circle]]) -> None:
        lat = np.array([circle.centre.latitude for _, circle in circles], dtype=float)
        lon = np.array([circle.centre.longitude for _, circle in circles], dtype=float)
        radius = np.array([circle.radius for _, circle in circles], dtype=float)
        west, south, east, north = bounds(lat, lon, radius)
        over = np.flatnonzero((west < -180) | (east > 180))
        moved = np.where(west[over] < -180, 360.0, -360.0)
        rows = np.concatenate((np.arange(len(circles)), over))
        shift = np.concatenate((np.zeros(len(circles)), moved))
        self.diagonals = np.stack(
            (
                np.stack((west[rows] + shift, south[rows]), axis=-1),
                np.stack((east[rows] + shift, north[rows]), axis=-1),
            ),
            axis=1,
        )
        self._fences: Indices = np.array([number for number, _ in circles], dtype=np.int64)[rows]
        self._entries = {fence: entry for entry, (fence, _) in enumerate(circles)}
        self._lat, self._lon, self._radius = lat[rows], lon[rows], radius[rows]
        self._centres = in_space(self._lat, self._lon)
        surely, perhaps = chords(self._radius)
        self._surely, self._perhaps = np.maximum(surely, 0) ** 2, perhaps**2
        # For one position at a time: reading a number out of these is far quicker than out of the columns above.
        self._quick = array("d", np.column_stack((self._centres, self._surely, self._perhaps)).tobytes())
        self._plain = array("d", np.column_stack((self._lat, self._lon, self._radius)).tobytes())

    def of(self, fence: int) -> Circle | None:
        """The circle that is fence number so and so, if it is one."""
        entry = self._entries.get(fence)
        return None if entry is None else self.entry(entry)

    def entry(self, entry: int) -> Circle:
        latitude, longitude, radius = self._plain[entry * 3 : entry * 3 + 3]
        return Circle(Point(latitude, longitude), radius)

    def fence(self, entry: int) -> int:
        return int(self._fences[entry])

    def in_space(self, entry: Indices) -> tuple[Numbers, Numbers, Numbers]:
        """The centres in space, and the chords within which a position is surely inside, beyond which it is not."""
        return self._centres[entry], np.sqrt(self._surely[entry]), np.sqrt(self._perhaps[entry])

    def holds(self, entry: int, latitude: float, longitude: float) -> bool:
        """Whether the circle holds one position."""
        x, y, z = spot_in_space(latitude, longitude)
        a, b, c, surely, perhaps = self._quick[entry * 5 : entry * 5 + 5]
        chord = (x - a) * (x - a) + (y - b) * (y - b) + (z - c) * (z - c)
        if chord <= surely or chord > perhaps:
            return chord <= surely
        metres = GEOD.inv(self._lon[entry], self._lat[entry], longitude, latitude)[2]
        return bool(metres <= self._radius[entry])

    def holding(self, entry: Indices, spot: Indices, lat: Numbers, lon: Numbers) -> tuple[Indices, Indices]:
        """Of pairs of circle and position those where the circle holds it: positions and numbers of fences."""
        away = in_space(lat[spot], lon[spot]) - self._centres[entry]
        chord = np.einsum("ij,ij->i", away, away)
        held = chord <= self._surely[entry]
        unsure = np.flatnonzero(~held & (chord <= self._perhaps[entry]))
        if len(unsure):
            e, s = entry[unsure], spot[unsure]
            held[unsure] = GEOD.inv(self._lon[e], self._lat[e], lon[s], lat[s])[2] <= self._radius[e]
        return spot[held], self._fences[entry[held]]
