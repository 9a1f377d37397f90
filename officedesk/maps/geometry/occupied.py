"""Where any fence is at all: most positions of a day are near none, and that is told without searching."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from officedesk.maps.geometry.ellipsoid import Numbers

_MOST_CELLS: Final = 1024
"""On a side: a megabyte in all."""


class Occupied:
    """A raster over the boxes of all fences; a cell is set where a box touches it."""

    def __init__(self, boxes: Numbers) -> None:
        """``boxes`` are rows of west, south, east, north."""
        self._side = side = min(_MOST_CELLS, 32 + 4 * math.isqrt(len(boxes)))
        self._cells: NDArray[np.bool_] = np.zeros((side, side), dtype=bool)
        self._west = self._south = 0.0
        self._east = self._north = -1.0
        self._per_column = self._per_row = 0.0
        if len(boxes):
            self._west, self._south = boxes[:, :2].min(axis=0).tolist()
            self._east, self._north = boxes[:, 2:].max(axis=0).tolist()
            self._per_column = (side - 1) / max(self._east - self._west, 1e-9)
            self._per_row = (side - 1) / max(self._north - self._south, 1e-9)
            self._mark(boxes)
        self._quick = self._cells.tobytes()

    def _mark(self, boxes: Numbers) -> None:
        """Counts where boxes begin and end, and sums up: as quick for one that covers all as for a small one."""
        left, right = (((boxes[:, side] - self._west) * self._per_column).astype(np.int64) for side in (0, 2))
        low, high = (((boxes[:, side] - self._south) * self._per_row).astype(np.int64) for side in (1, 3))
        side = self._side
        counts = np.zeros((side + 1, side + 1), dtype=np.int32)
        for row, column, sign in ((low, left, 1), (low, right + 1, -1), (high + 1, left, -1), (high + 1, right + 1, 1)):
            np.add.at(counts, (row, column), sign)
        self._cells = counts.cumsum(axis=0).cumsum(axis=1)[:side, :side] > 0

    def at(self, latitude: float, longitude: float) -> bool:
        """Whether a box may hold the position. What is not a number is nowhere."""
        if not (self._west <= longitude <= self._east and self._south <= latitude <= self._north):
            return False
        row = int((latitude - self._south) * self._per_row)
        return bool(self._quick[row * self._side + int((longitude - self._west) * self._per_column)])

    def which(self, latitude: Numbers, longitude: Numbers) -> NDArray[np.bool_]:
        """:meth:`at` for many."""
        found = (
            (longitude >= self._west)
            & (longitude <= self._east)
            & (latitude >= self._south)
            & (latitude <= self._north)
        )
        row = ((latitude[found] - self._south) * self._per_row).astype(np.int64)
        column = ((longitude[found] - self._west) * self._per_column).astype(np.int64)
        found[found] = self._cells[row, column]
        return found

    def ways(self, latitude: Numbers, longitude: Numbers) -> NDArray[np.bool_]:
        """Whether the way from each position to the next may come into a box: one less than there are positions."""
        if self._west > self._east:
            return np.zeros(max(len(latitude) - 1, 0), dtype=bool)
        beside = (longitude < self._west) * 1 + (longitude > self._east) * 2
        beyond = (latitude < self._south) * 1 + (latitude > self._north) * 2
        within = (beside == 0) & (beyond == 0)
        row = np.where(within, (latitude - self._south) * self._per_row, 0).astype(np.int64)
        column = np.where(within, (longitude - self._west) * self._per_column, 0).astype(np.int64)
        rows, columns = (row[:-1], row[1:]), (column[:-1], column[1:])
        near = (abs(rows[0] - rows[1]) <= 1) & (abs(columns[0] - columns[1]) <= 1) & within[:-1] & within[1:]
        free = ~(self._cells[rows[0], columns[0]] | self._cells[rows[1], columns[1]])
        free &= ~(self._cells[rows[0], columns[1]] | self._cells[rows[1], columns[0]])
        # Beyond the same side of all there is nothing between either.
        outside = (beside[:-1] & beside[1:]) | (beyond[:-1] & beyond[1:])
        found: NDArray[np.bool_] = ~((near & free) | (outside > 0))
        return found
