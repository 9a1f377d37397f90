"""What was drawn by hand or read from a file, made into a sound fence, and said in words what was mended."""

import math
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
import shapely

from officedesk.maps.geometry.edges import drawn
from officedesk.maps.geometry.ellipsoid import Numbers
from officedesk.maps.geometry.measure import part_area, ring_area
from officedesk.maps.geometry.rings import PLACES, Laid, laid_out, on_earth, polygons_of, too_many
from officedesk.maps.shapes import MOST_CORNERS, BadShape, Part, Polygon, Repaired, Ring

_SMALL: Final = " smaller than 1 m² (11 sq ft)"
SMALLEST: Final = 1.0
"""Square metres that a part or a hole has at least."""
_MOST_CROSSINGS: Final = 20_000
_FEW: Final = 200
_GRID: Final = 10.0**-PLACES
_SAMPLED: Final = 200_000
_SURELY: Final = 1e6
_DEGREE: Final = 110_500.0
"""Metres, of latitude where it is shortest."""
_TOP: Final = 300.0
"""Higher than any pole on the map."""


def repaired(outline: Any) -> Repaired:
    """A sound polygon of a ring, of a polygon's rings (outline, holes) or of a multipolygon's polygons of rings.

    Positions are longitude, latitude (more is left out), rings open or closed, wound either way. An outline that
    crosses itself encloses all that it goes around. From corner to corner it is the short way around the earth:
    ``179, -179`` and ``179, 181`` are the same. The result is valid, wound as GeoJSON says, cut at the antimeridian.

    :class:`BadShape` tells in the user's words why a shape cannot be a fence.
    """
    notes = _Notes()
    polygons = [[laid_out(ring) for ring in rings] for rings in polygons_of(outline)]
    _bounded(polygons)
    found = []
    for rings in polygons:
        if rings:
            notes.repeated += sum(ring.repeated for ring in rings)
            notes.poles |= {ring.pole for ring in rings[:1] if ring.pole}
            found.append(_polygon(rings, notes))
    whole = _united([shape for shape in found if not shape.is_empty], notes)
    parts = _large_enough(_on_grid(whole, notes), notes)
    shape = Polygon(parts)
    if shape.corners > MOST_CORNERS:
        raise too_many(shape.corners)
    return Repaired(shape, tuple(notes.sentences()))


class _Notes:
    def __init__(self) -> None:
        self.repeated = self.small_parts = self.small_holes = self.empty = 0
        self.crossed = self.touched = self.spikes = self.joined = self.holes = self.stray_holes = False
        self.poles: set[str] = set()

    def sentences(self) -> Iterator[str]:
        if self.repeated:
            yield f"{_counted(self.repeated, 'repeated corner')} left out."
        if self.crossed:
            yield "The outline crossed itself: all that it goes around is inside now."
        elif self.touched:
            yield "Edges that touched or lay very close have corners there now."
        if self.spikes:
            yield "Lines and spikes that enclose nothing were taken off."
        if self.joined:
            yield "Parts that overlapped or touched were joined."
        if self.holes:
            yield "Holes that crossed the outline or each other were cut to fit."
        if self.stray_holes:
            yield "Holes outside the outline were left out."
        if self.empty:
            yield f"{_counted(self.empty, 'part', ' without an inside')} left out."
        if self.small_parts:
            yield f"{_counted(self.small_parts, 'part', _SMALL)} left out."
        if self.small_holes:
            yield f"{_counted(self.small_holes, 'hole', _SMALL)} closed."
        for pole in sorted(self.poles):
            yield f"The outline goes around the {pole} Pole, which is inside."


def _counted(count: int, what: str, kind: str = "") -> str:
    return f"1 {what}{kind} was" if count == 1 else f"{count:,} {what}s{kind} were"


def _bounded(polygons: list[list[Laid]]) -> None:
    """Refuses what has too many corners, or crosses itself so often that no repair would end in time."""
    rings = [ring.spots for rings in polygons for ring in rings if not ring.empty]
    count = sum(len(spots) - 1 for spots in rings)
    if not count:
        raise BadShape("The shape has fewer than three different corners.", hint="Draw at least three.")
    if count > MOST_CORNERS:
        raise too_many(count)
    crossings, meetings = _meetings(rings) if count > _FEW else (0.0, 0.0)
    # Plots that adjoin touch each other all along, which is soon mended; lines that cross are not.
    if crossings > _MOST_CROSSINGS or meetings > _MOST_CROSSINGS + 6 * count:
        raise BadShape(
            "The outline crosses or touches itself too often to be made sound.", hint="Draw it again around one area."
        )


def _meetings(rings: list[Numbers]) -> tuple[float, float]:
    """About how often edges cross, and how often they cross, touch or lie on each other, from a sample of pairs.

    Edges that follow each other do not count.
    """
    starts = np.concatenate([spots[:-1] for spots in rings])
    ends = np.concatenate([spots[1:] for spots in rings])
    draw = np.random.default_rng(7)
    a, b = draw.integers(0, len(starts), (2, _SAMPLED))

    def side(start: Numbers, end: Numbers, spot: Numbers) -> Numbers:
        one, other = end - start, spot - start
        return np.sign(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])

    over = side(starts[a], ends[a], starts[b]) * side(starts[a], ends[a], ends[b])
    back = side(starts[b], ends[b], starts[a]) * side(starts[b], ends[b], ends[a])
    crossed, met = (over < 0) & (back < 0), (over <= 0) & (back <= 0)
    # What lies on one line may still lie apart on it.
    met &= (np.minimum(starts[a], ends[a]) <= np.maximum(starts[b], ends[b])).all(axis=1)
    met &= (np.minimum(starts[b], ends[b]) <= np.maximum(starts[a], ends[a])).all(axis=1)
    first = np.cumsum([0, *(len(spots) - 1 for spots in rings)])
    closing = np.isin(np.minimum(a, b), first[:-1]) & np.isin(np.maximum(a, b), first[1:] - 1)
    met &= (abs(a - b) > 1) & ~closing
    pairs = len(starts) ** 2 / 2
    return float(crossed.mean()) * pairs, float(met.mean()) * pairs


def _polygon(rings: list[Laid], notes: _Notes) -> Any:
    """One polygon, cut at the antimeridian; empty where its outline encloses nothing."""
    outer, holes = rings[0], [ring for ring in rings[1:] if not ring.empty]
    if outer.empty:
        notes.empty += 1
        return shapely.Polygon()
    placed = [spots for hole in holes if (spots := _placed(hole, outer)) is not None]
    whole = shapely.Polygon(outer.spots, placed)
    if len(placed) == len(holes) and whole.is_valid:
        return _cut(whole)
    shell = _sound(shapely.Polygon(outer.spots), notes)
    if shell.is_empty:
        notes.empty += 1
        return shell
    shell = _cut(shell)
    if not holes:
        return shell
    open_ = [_cut(_sound(shapely.Polygon(hole.spots), notes)) for hole in holes]
    notes.stray_holes |= any(not hole.is_empty and not hole.intersects(shell) for hole in open_)
    inside = [hole for hole in open_ if not hole.is_empty and hole.intersects(shell)]
    if not inside:
        return shell
    cutting = shapely.union_all(inside)
    notes.holes |= abs(cutting.area - sum(hole.area for hole in inside)) > 1e-14 or not shell.covers(cutting)
    return _areas(shell.difference(cutting))


def _placed(hole: Laid, outer: Laid) -> Numbers | None:
    """The hole on the world where it lies within the outline's width; nothing where it does not on any."""
    for worlds in (0.0, 360.0, -360.0):
        if outer.west <= hole.west + worlds and hole.east + worlds <= outer.east:
            return np.add(hole.spots, (worlds, 0.0)) if worlds else hole.spots
    return None


def _sound(shape: Any, notes: _Notes) -> Any:
    """A polygon without holes, made valid: what its line goes around, either way round."""
    if shape.is_valid:
        return shape
    fixed = _areas(shapely.make_valid(shape, method="structure", keep_collapsed=False))
    if abs(fixed.area - shape.area) <= 1e-9 * fixed.area and shapely.get_num_geometries(fixed) == 1:
        notes.spikes = True
    elif not fixed.is_empty:
        notes.crossed = True
    return fixed


def _areas(shape: Any) -> Any:
    """Of whatever came of an operation only what has an area."""
    parts = [part for part in shapely.get_parts([shape]) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.multipolygons(shapely.get_parts(parts)) if parts else shapely.Polygon()


def _cut(shape: Any) -> Any:
    """The shape with longitudes from -180 to 180: cut where it lies beyond, and the pieces moved."""
    if shape.is_empty:
        return shape
    west, _, east, _ = shape.bounds
    if west >= -180 and east <= 180:
        return shape
    pieces = []
    for world in range(int((west + 180) // 360), int((east + 180) // 360) + 1):
        here = shapely.intersection(shape, shapely.box(360 * world - 180, -_TOP, 360 * world + 180, _TOP))
        moved = shapely.transform(_areas(here), lambda spots, by=360.0 * world: np.subtract(spots, (by, 0.0)))
        if not moved.is_empty:
            pieces.append(moved)
    return _areas(shapely.union_all(pieces))


def _united(shapes: list[Any], notes: _Notes) -> Any:
    if not shapes:
        raise BadShape("The outline encloses nothing: its corners lie on a line.", hint="Draw it around an area.")
    parts = shapely.get_parts(shapes)
    whole = shapely.multipolygons(parts)
    if whole.is_valid:
        return whole
    notes.joined = True
    return _areas(shapely.union_all(parts))


def _on_grid(flat: Any, notes: _Notes) -> Any:
    """With longitudes and latitudes on the decimals that are stored, and still valid."""
    shape = _rebuilt(flat, on_earth)
    if shape.is_valid:
        return shape
    notes.touched = True
    # Long edges that are apart on the map may cross in degrees: with corners between they do not.
    shape = _rebuilt(flat, lambda spots: _rounded(drawn(on_earth(spots))))
    for _ in range(4):
        if shape.is_valid:
            return shape
        # Snapping the whole keeps what touches there; its own corners may be off by an ulp of the decimals.
        sound = shapely.make_valid(shape, method="structure", keep_collapsed=False)
        shape = _rebuilt(_areas(shapely.set_precision(sound, _GRID)), _rounded)
    raise BadShape("The outline is too fine to be kept.", hint="Draw it with fewer, wider corners.")


def _rounded(spots: Numbers) -> Numbers:
    return np.asarray(np.round(spots, PLACES) + 0.0)


def _rebuilt(shape: Any, moved: Callable[[Numbers], Numbers]) -> Any:
    """The shape with its corners moved, without those that fall together then, and without rings that close up."""
    parts = []
    for part in shapely.get_parts([shape]) if shape.geom_type == "Polygon" else shapely.get_parts(shape):
        rings = []
        for ring in shapely.get_rings(part):
            spots = moved(shapely.get_coordinates(ring))
            spots = spots[np.concatenate(([True], (spots[1:] != spots[:-1]).any(axis=1)))]
            rings.append(spots if len(spots) > 3 else None)
        if rings and rings[0] is not None:
            parts.append(shapely.Polygon(rings[0], [hole for hole in rings[1:] if hole is not None]))
    return shapely.MultiPolygon(parts)


def _large_enough(shape: Any, notes: _Notes) -> tuple[Part, ...]:
    """The parts, the largest first, without those and without holes that are smaller than a fence can be."""
    found: list[tuple[float, Part]] = []
    for part in shapely.get_parts(shape):
        part = shapely.orient_polygons(part)
        rings = [_ring(part.exterior)]
        for hole in part.interiors:
            line = _ring(hole)
            if _about(shapely.Polygon(hole)) > _SURELY or ring_area(line) >= SMALLEST:
                rings.append(line)
            else:
                notes.small_holes += 1
        about = _about(part)
        if about > _SURELY or part_area(tuple(rings)) >= SMALLEST:
            found.append((about, tuple(rings)))
        else:
            notes.small_parts += 1
    if not found:
        raise BadShape(
            "The shape is too small: it covers less than 1 m² (11 sq ft).", hint="Zoom in and draw it larger."
        )
    return tuple(part for _, part in sorted(found, key=lambda pair: -pair[0]))


def _about(part: Any) -> float:
    """Square metres that a part has at least, but for how its edges bend: measuring them all takes long."""
    _, south, _, north = part.bounds
    return float(part.area) * _DEGREE**2 * math.cos(math.radians(max(abs(south), abs(north))))


def _ring(line: Any) -> Ring:
    return tuple((float(x), float(y)) for x, y in shapely.get_coordinates(line))
