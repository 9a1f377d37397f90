"""How far a position is from the line of a polygon."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely

from officedesk.maps.geometry.edges import drawn
from officedesk.maps.geometry.ellipsoid import GEOD, in_space, spot_in_space
from officedesk.maps.geometry.seams import true_edges
from officedesk.maps.shapes import Point

_AGREE: Final = 0.05
"""Metres that a chord may be off the drawn line."""


class Edges:
    """The line of one fence as chords through space: there neither the antimeridian nor a pole is anything special."""

    def __init__(self, parts: Sequence[Any]) -> None:
        rings = [drawn(shapely.get_coordinates(ring), _AGREE) for ring in shapely.get_rings(parts)]
        self._starts, ends = true_edges(rings)
        self._ways = ends - self._starts
        self._spots = in_space(self._starts[:, 1], self._starts[:, 0])
        self._chords = in_space(ends[:, 1], ends[:, 0]) - self._spots
        self._squares = np.maximum(np.einsum("ij,ij->i", self._chords, self._chords), 1e-12)

    def distance(self, point: Point) -> float:
        """Metres to the nearest point of the line; endless where all of it is a seam, as of the whole earth."""
        if not len(self._starts):
            return float("inf")
        away = np.array(spot_in_space(point.latitude, point.longitude)) - self._spots
        part = np.clip(np.einsum("ij,ij->i", away, self._chords) / self._squares, 0.0, 1.0)
        rest = away - self._chords * part[:, None]
        best = int(np.einsum("ij,ij->i", rest, rest).argmin())
        longitude, latitude = (self._starts[best] + self._ways[best] * part[best]).tolist()
        return float(GEOD.inv(longitude, latitude, point.longitude, point.latitude)[2])
