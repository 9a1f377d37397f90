"""Which stretches of a straight way lie inside a fence: how one that was jumped through is noticed."""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from officedesk.maps.geometry.ellipsoid import RADIUS, spot_in_space
from officedesk.maps.shapes import Circle, Position

Span = tuple[float, float]

_PIECE: Final = 2000.0
"""Metres that a way is straight through space without leaving the ground by a hand's breadth."""
_MOST_PIECES: Final = 256
_SAME: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Met:
    """``spans`` are the stretches of the way inside the fence, as fractions: ``(0.25, 1.0)`` went in and stayed."""

    fence_id: int
    spans: tuple[Span, ...]


def joined(spans: list[Span]) -> tuple[Span, ...]:
    """In order, and as one where one ends where the next begins, as at the antimeridian."""
    found: list[Span] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1] + 1e-9:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def circle_spans(circle: Circle, a: Position, b: Position) -> list[Span]:
    """At most one stretch a piece: a circle has no dents."""
    middle = math.cos(math.radians((a[1] + b[1]) / 2))
    metres = RADIUS * math.radians(math.hypot((b[0] - a[0]) * middle, b[1] - a[1]))
    pieces = min(int(metres / _PIECE) + 1, _MOST_PIECES)
    centre = spot_in_space(circle.centre.latitude, circle.centre.longitude)
    square = (2 * RADIUS * math.sin(circle.radius / (2 * RADIUS))) ** 2
    found = []
    start = spot_in_space(a[1], a[0])
    for piece in range(pieces):
        part = (piece + 1) / pieces
        end = spot_in_space(a[1] + (b[1] - a[1]) * part, a[0] + (b[0] - a[0]) * part)
        span = _within(centre, square, start, end)
        if span is not None:
            found.append(((piece + span[0]) / pieces, (piece + span[1]) / pieces))
        start = end
    return found


def _within(
    centre: tuple[float, float, float],
    square: float,
    start: tuple[float, float, float],
    end: tuple[float, float, float],
) -> Span | None:
    """Where a straight piece is nearer to the centre than the root of ``square``."""
    way = [end[axis] - start[axis] for axis in range(3)]
    off = [start[axis] - centre[axis] for axis in range(3)]
    long = sum(step * step for step in way)
    rest = sum(step * step for step in off) - square
    if long < 1e-12:
        return (0.0, 1.0) if rest <= 0 else None
    half = sum(one * other for one, other in zip(way, off, strict=True)) / long
    root = half * half - rest / long
    if root < 0:
        return None
    low, high = max(-half - math.sqrt(root), 0.0), min(-half + math.sqrt(root), 1.0)
    return (low, high) if low < high else None


def part_spans(part: Any, a: Position, b: Position) -> list[Span]:
    """The stretches inside one part of a polygon: between meetings with its edges, each told by its middle."""
    edges, of_ring = shapely.get_coordinates(shapely.get_rings(part), return_index=True)
    same = of_ring[1:] == of_ring[:-1]
    starts, ways = edges[:-1][same], np.diff(edges, axis=0)[same]
    east, north = b[0] - a[0], b[1] - a[1]
    away = starts - a
    # Where the two lines meet: as fraction of the way, and of the edge.
    turn = east * ways[:, 1] - north * ways[:, 0]
    straight = turn == 0
    turn[straight] = 1.0
    along = (away[:, 0] * ways[:, 1] - away[:, 1] * ways[:, 0]) / turn
    beside = (away[:, 0] * north - away[:, 1] * east) / turn
    met = ~straight & (along > 0) & (along < 1) & (beside >= -_SAME) & (beside <= 1 + _SAME)
    ends = np.concatenate(([0.0], np.sort(along[met]), [1.0]))
    middles = (ends[:-1] + ends[1:]) / 2
    within = shapely.intersects_xy(part, a[0] + east * middles, a[1] + north * middles)
    within &= np.diff(ends) > _SAME
    return [(float(low), float(high)) for low, high in zip(ends[:-1][within], ends[1:][within], strict=True)]
