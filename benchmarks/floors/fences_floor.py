"""The least program that could tell which fences a position is in: a tree of polygons, prepared, and the exact test.

Its circles are polygons of 64 corners, a fifth of a percent too small. It knows neither the antimeridian nor how the
map draws a long edge, and checks nothing.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely

CORNERS = 64
_AT_ONCE = 100_000
_TURN = np.linspace(0, 2 * np.pi, CORNERS + 1)


def polygons(fences: list[tuple[int, Any]]) -> Any:
    """All fences as polygons of degrees, in their order."""
    made = []
    for _, shape in fences:
        if hasattr(shape, "radius"):
            high = shape.radius / 111_195
            wide = high / np.cos(np.radians(shape.centre.latitude))
            ring = (shape.centre.longitude + wide * np.cos(_TURN), shape.centre.latitude + high * np.sin(_TURN))
            made.append(shapely.Polygon(np.stack(ring, axis=-1)))
        else:
            made.append(shapely.Polygon(shape.parts[0][0]))
    return np.array(made)


class Floor:
    """A tree over polygons."""

    def __init__(self, made: Any) -> None:
        self._made = made
        shapely.prepare(made)
        self._tree = shapely.STRtree(made)

    def boxes_then_contains(self, latitudes: Any, longitudes: Any) -> int:
        """How many pairs: the tree for boxes, then prepared ``contains_xy``."""
        total = 0
        for at in range(0, len(latitudes), _AT_ONCE):
            y, x = latitudes[at : at + _AT_ONCE], longitudes[at : at + _AT_ONCE]
            spots, fences = self._tree.query(shapely.points(x, y))
            total += int(shapely.contains_xy(self._made[fences], x[spots], y[spots]).sum())
        return total

    def tree_alone(self, latitudes: Any, longitudes: Any) -> int:
        """How many pairs: all left to the tree."""
        return sum(
            self._tree.query(
                shapely.points(longitudes[at : at + _AT_ONCE], latitudes[at : at + _AT_ONCE]), predicate="intersects"
            ).shape[1]
            for at in range(0, len(latitudes), _AT_ONCE)
        )

    @property
    def batches(self) -> tuple[Callable[[Any, Any], int], ...]:
        return self.boxes_then_contains, self.tree_alone

    def one_boxes_then_contains(self, latitude: float, longitude: float) -> int:
        """How many fences hold one position."""
        found = self._tree.query(shapely.Point(longitude, latitude))
        return int(shapely.contains_xy(self._made[found], longitude, latitude).sum()) if len(found) else 0

    def one_tree_alone(self, latitude: float, longitude: float) -> int:
        """The same, all left to the tree."""
        return len(self._tree.query(shapely.Point(longitude, latitude), predicate="intersects"))

    @property
    def singles(self) -> tuple[Callable[[float, float], int], ...]:
        return self.one_boxes_then_contains, self.one_tree_alone
