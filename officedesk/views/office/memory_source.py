"""A short list (tax rates, people, tags) as the paged table takes it: read whole, filtered and sorted here."""

from array import array
from collections.abc import Callable, Sequence
from typing import Any

from officedesk.models.text import fold
from officedesk.services.paging import Footer, Sort


class MemorySource:
    """``load`` reads all rows off the GUI thread; each has an ``id``. ``text`` is what a search looks in."""

    def __init__(self, load: Callable[[], Sequence[Any]], text: Callable[[Any], str]) -> None:
        self._load, self._text = load, text
        self._rows: dict[int, Any] = {}

    def first(self, query: str, sort: Sort, limit: int) -> list[Any]:
        """Read the list anew and give the first rows of it."""
        self._read()
        return self._ordered(query, sort)[:limit]

    def ids(self, query: str, sort: Sort) -> "array[int]":
        """Read the list anew: asked for alone it is looked at again."""
        self._read()
        return array("q", [row.id for row in self._ordered(query, sort)])

    def rows(self, ids: Sequence[int]) -> list[Any]:
        return [self._rows[number] for number in ids if number in self._rows]

    def footer(self, query: str) -> Footer:
        return Footer(len(self._ordered(query, Sort("id"))))

    def _read(self) -> None:
        self._rows = {row.id: row for row in self._load()}

    def _ordered(self, query: str, sort: Sort) -> list[Any]:
        words = fold(query).split()
        rows = [row for row in self._rows.values() if all(word in fold(self._text(row)) for word in words)]

        def key(row: Any) -> tuple[Any, int]:
            value = getattr(row, sort.column)
            if value is None:
                return ((1, 0), row.id)
            return ((0, fold(value) if isinstance(value, str) else value), row.id)

        return sorted(rows, key=key, reverse=sort.descending)
