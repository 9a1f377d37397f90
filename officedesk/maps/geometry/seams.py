"""The true edges of a fence: without the seams where it was cut at the antimeridian, and without those along a pole."""

from collections.abc import Sequence

import numpy as np

from officedesk.maps.geometry.ellipsoid import Numbers

Stretch = tuple[float, float]


def true_edges(rings: Sequence[Numbers]) -> tuple[Numbers, Numbers]:
    """Starts and ends (rows of longitude, latitude) of all edges of a polygon's closed rings."""
    starts = np.concatenate([ring[:-1] for ring in rings])
    ends = np.concatenate([ring[1:] for ring in rings])
    along = (starts[:, 0] == ends[:, 0]) & (abs(starts[:, 0]) == 180)
    polar = (starts[:, 1] == ends[:, 1]) & (abs(starts[:, 1]) == 90)
    if not (along.any() or polar.any()):
        return starts, ends
    sides: dict[float, list[Stretch]] = {-180.0: [], 180.0: []}
    for (meridian, a), (_, b) in zip(starts[along].tolist(), ends[along].tolist(), strict=True):
        sides[meridian].append((min(a, b), max(a, b)))
    # What lies on both sides of the antimeridian is a seam; on one side only it is the fence's own edge.
    seams = _common(*map(sorted, sides.values()))
    own = [
        ((meridian, low), (meridian, high))
        for meridian, found in sides.items()
        for stretch in found
        for low, high in _without(stretch, seams)
    ]
    extra = np.array(own).reshape(-1, 2, 2)
    kept = ~along & ~polar
    return np.concatenate((starts[kept], extra[:, 0])), np.concatenate((ends[kept], extra[:, 1]))


def _common(some: list[Stretch], others: list[Stretch]) -> list[Stretch]:
    """What two sorted lists of stretches, each without overlaps, have in common."""
    found = []
    i = j = 0
    while i < len(some) and j < len(others):
        low, high = max(some[i][0], others[j][0]), min(some[i][1], others[j][1])
        if low < high:
            found.append((low, high))
        if some[i][1] < others[j][1]:
            i += 1
        else:
            j += 1
    return found


def _without(stretch: Stretch, taken: list[Stretch]) -> list[Stretch]:
    found, low = [], stretch[0]
    for start, end in taken:
        if end <= low or start >= stretch[1]:
            continue
        if start > low:
            found.append((low, start))
        low = end
    return [*found, (low, stretch[1])] if low < stretch[1] else found
