"""Looking at a list again after something was saved: what differs from what is on screen, found off the GUI thread."""

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from officedesk.services.paging import ListSource, Sort

PAGE = 100


@dataclass(frozen=True, slots=True)
class Fresh:
    """The list now. From row ``start`` on, ``removed`` rows of before are ``added`` rows of now; the rest is the same.

    ``pages`` are the rows by page of those asked for, ``gone`` the checked rows that were in the list and are not.
    """

    ids: "array[int]"
    start: int
    removed: int
    added: int
    pages: dict[int, list[Any]]
    gone: frozenset[int]


def look_again(
    source: ListSource[Any, Any],
    query: Any,
    sort: Sort,
    before: "array[int] | list[int]",
    pages: Collection[int],
    checked: Collection[int],
) -> Fresh:
    """Ask ``source`` the same question again. ``pages`` are the numbers of those in view."""
    ids = source.ids(query, sort)
    old = before if isinstance(before, array) else array("q", before)
    start = _same_from_start(old, ids)
    end = _same_from_end(old, ids, start)
    removed, added = len(old) - start - end, len(ids) - start - end
    # Rows may have moved by as many as there are more or fewer, onto the next page.
    shift = added - removed
    wanted = {number for page in pages for number in (page, (page * PAGE + shift) // PAGE, page + 1)}
    kept = sorted(number for number in wanted if 0 <= number * PAGE < len(ids))
    rows = {row.id: row for row in source.rows([one for n in kept for one in ids[n * PAGE : (n + 1) * PAGE]])}
    gone: frozenset[int] = frozenset()
    if checked and removed:
        gone = frozenset(checked).intersection(old[start : start + removed]).difference(ids[start : start + added])
    return Fresh(
        ids,
        start,
        removed,
        added,
        {n: [rows.get(one) for one in ids[n * PAGE : (n + 1) * PAGE]] for n in kept},
        gone,
    )


def runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Row numbers as (first, last) of those that follow each other."""
    found: list[tuple[int, int]] = []
    for row in sorted(rows):
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def _same_from_start(old: "array[int]", new: "array[int]") -> int:
    low, high = 0, min(len(old), len(new))
    # Slices are compared at once: a hundred thousand ids in a millisecond.
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _same_from_end(old: "array[int]", new: "array[int]", start: int) -> int:
    low, high = 0, min(len(old), len(new)) - start
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low
