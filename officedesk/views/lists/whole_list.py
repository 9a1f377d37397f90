"""A list that is short enough to be read whole: filtered by its service, sorted here."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from officedesk.services.paging import Footer, Sort


class WholeList:
    """A :class:`ListSource` over ``fetch(query)``. ``keys`` gives the value a column sorts by.

    A column ``place`` stands for the order in which the service gives the rows.
    """

    def __init__(self, fetch: Callable[[Any], Sequence[Any]], keys: Mapping[str, Callable[[Any], Any]]) -> None:
        self._fetch, self._keys = fetch, keys
        self._last: dict[int, Any] = {}

    def first(self, query: Any, sort: Sort, limit: int) -> list[Any]:
        return self._sorted(query, sort)[:limit]

    def ids(self, query: Any, sort: Sort) -> "array[int]":
        return array("q", [row.id for row in self._sorted(query, sort)])

    def rows(self, ids: Sequence[int]) -> list[Any]:
        last = self._last
        return [last[one] for one in ids if one in last]

    def footer(self, query: Any) -> Footer:
        return Footer(len(self._fetch(query)))

    def _sorted(self, query: Any, sort: Sort) -> list[Any]:
        rows = list(self._fetch(query))
        self._last = {row.id: row for row in rows}
        key = self._keys.get(sort.column)
        if key is None:
            return rows[::-1] if sort.descending else rows
        return sorted(rows, key=lambda row: (key(row), row.id), reverse=sort.descending)
