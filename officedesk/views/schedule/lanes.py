"""Visits of one row that overlap lie below each other: which lane each is in. Pure."""

from collections.abc import Sequence
from heapq import heappop, heappush

NEAR = 0.5
"""Pixels by which two may touch and still lie behind one another."""


def lanes(spans: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """(lane, lanes of its group) of each span (left, right), which come in order of their left edges.

    A group is what hangs together by overlaps: what overlaps nothing has its row for itself. Each takes the uppermost
    lane that is free.
    """
    found: list[int] = []
    groups: list[tuple[int, int]] = []
    taken: list[tuple[float, int]] = []
    free: list[int] = []
    count = group = 0
    furthest = float("-inf")
    for at, (left, right) in enumerate(spans):
        if left >= furthest - NEAR:
            groups.append((at - group, count))
            group, count = at, 0
            taken, free = [], []
        while taken and taken[0][0] - NEAR <= left:
            heappush(free, heappop(taken)[1])
        if free:
            lane = heappop(free)
        else:
            lane = count
            count += 1
        heappush(taken, (right, lane))
        furthest = max(furthest, right)
        found.append(lane)
    groups.append((len(spans) - group, count))
    of = [count for many, count in groups for _ in range(many)]
    return list(zip(found, of, strict=True))
