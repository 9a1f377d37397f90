"""What crossings there are, found the slow way: the way of a device step by step, and nothing clever.

Written against the words of ``officedesk.maps.crossings.engine`` and not against its code. The world is flat, all
of the track is known, and every half metre of it is looked at.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, hypot
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.support.flat_world import Disk, Outline

STEP = 0.5


class At(NamedTuple):
    """A fix: seconds, metres east, metres north, and metres that it may be off."""

    second: float
    x: float
    y: float
    accuracy: float = 0.0


class Change(NamedTuple):
    """Being believed on the other side, since then and there."""

    second: float
    x: float
    y: float


class Told(NamedTuple):
    kind: str
    second: float
    x: float
    y: float


@dataclass(frozen=True)
class Steps:
    """A track, step by step: seconds, metres east and north, which follow a silence, which are fixes, how exact."""

    second: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    jumped: NDArray[np.bool_]
    fix: NDArray[np.bool_]
    accuracy: NDArray[np.float64]
    """What a fix has, and between two fixes the worse of both."""

    @classmethod
    def of(cls, track: Sequence[At], gap: float) -> "Steps":
        fields, jumped, fix = [np.array([track[0]])], [np.array([True])], [np.array([True])]
        for a, b in pairwise(track):
            silent = b.second - a.second > gap
            count = 1 if silent else max(1, ceil(hypot(b.x - a.x, b.y - a.y) / STEP))
            part = np.arange(1, count + 1)[:, None] / count
            fields.append(np.array(a) + (np.array(b) - np.array(a)) * part)
            fields[-1][:-1, 3] = max(a.accuracy, b.accuracy)
            jumped.append(np.full(count, silent))
            fix.append(np.arange(1, count + 1) == count)
        second, x, y, accuracy = np.concatenate(fields).T
        return cls(second, x, y, np.concatenate(jumped), np.concatenate(fix), accuracy)


def away(shape: Disk | Outline, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres to the edge of ``shape`` from each place, negative inside."""
    if isinstance(shape, Disk):
        return np.hypot(x - shape.x, y - shape.y) - shape.radius
    inside = np.zeros(len(x), dtype=bool)
    nearest = np.full(len(x), np.inf)
    for (ax, ay), (bx, by) in shape.edges():
        if ay != by:
            inside ^= ((ay > y) != (by > y)) & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
        dx, dy = bx - ax, by - ay
        part = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0, 1)
        nearest = np.minimum(nearest, np.hypot(x - ax - part * dx, y - ay - part * dy))
    return np.where(inside, -nearest, nearest)


def changes(steps: Steps, far: NDArray[np.float64], distance: float, room: float) -> list[Change]:
    """When the device is believed to have changed sides: first inside, then outside, and so on.

    It has to get ``distance`` outside to be believed out, and as deep inside to be believed in, or half the ``room``.
    """
    wide = np.maximum(distance, steps.accuracy)
    deep = np.minimum(wide, room / 2)
    found: list[Change] = []
    believed, edge = False, None
    zone = np.select([far <= -deep, far < 0, far < wide], [0, 1, 2], 3)
    # From one step to the next in the same zone nothing happens.
    for at in [0, *(np.flatnonzero(np.diff(zone)) + 1).tolist()]:
        inside = bool(far[at] < 0)
        if inside == believed:
            edge = None
            continue
        if edge is None:
            edge = _edge(steps, far, at, inside)
        if abs(far[at]) >= (wide if believed else deep)[at]:
            found.append(edge)
            believed, edge = not believed, None
    return found


def _edge(steps: Steps, far: NDArray[np.float64], at: int, inside: bool) -> Change:
    """Where the edge was crossed on the way to step ``at``."""
    if steps.jumped[at]:
        seen = at if inside or at == 0 else at - 1
        return Change(steps.second[seen], steps.x[seen], steps.y[seen])
    part = far[at - 1] / (far[at - 1] - far[at])
    return Change(*(row[at - 1] + (row[at] - row[at - 1]) * part for row in (steps.second, steps.x, steps.y)))


def together(found: Iterable[Change], dwell: float) -> Iterator[list[Change]]:
    """Changes that follow one another within the dwell."""
    group: list[Change] = []
    for change in found:
        if group and change.second - group[-1].second >= dwell:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def crossings(steps: Steps, far: NDArray[np.float64], distance: float, room: float, dwell: float) -> list[Told]:
    """What is told of a fence, of which ``far`` says how far each step is from its edge."""
    told: list[Told] = []
    inside = False
    for group in together(changes(steps, far, distance, room), dwell):
        first, last = group[0], group[-1]
        kinds = ("exit", "enter") if inside else ("enter", "exit")
        if len(group) % 2:
            told.append(Told(kinds[0], *last))
            inside = not inside
            continue
        between = steps.fix & (steps.second >= first.second) & (steps.second <= last.second)
        past = (far[between] if inside else -far[between]).max(initial=0.0)
        if hypot(last.x - first.x, last.y - first.y) >= 1.5 * past:
            told += [Told(kinds[0], *first), Told(kinds[1], *last)]
    return told
