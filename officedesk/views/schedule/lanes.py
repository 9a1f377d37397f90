"""Visits of one row that overlap lie below each other: which lane each is in. Pure."""

from collections.abc import Sequence

NEAR = 0.5
"""Pixels by which two may touch and still lie behind one another."""


def lanes(spans: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """(lane, lanes of its group) of each span (left, right), which come in order of their left edges.

    A group is what hangs together by overlaps: what overlaps nothing has its row for itself. Each takes the uppermost
    lane that is free.
    """
    found: list[tuple[int, int]] = []
    ends: list[float] = []
    group = 0
    furthest = float("-inf")
    for left, right in spans:
        if left >= furthest - NEAR:
            _close(found, group, len(ends))
            group, ends = len(found), []
        for lane, end in enumerate(ends):
            if left >= end - NEAR:
                ends[lane] = right
                break
        else:
            lane = len(ends)
            ends.append(right)
        furthest = max(furthest, right)
        found.append((lane, 0))
    _close(found, group, len(ends))
    return found


def _close(found: list[tuple[int, int]], group: int, count: int) -> None:
    for at in range(group, len(found)):
        found[at] = (found[at][0], count)
