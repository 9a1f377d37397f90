"""How every list is asked for: ordered ids, then rows for the ids in view."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

FilterT = TypeVar("FilterT", contravariant=True)
RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Sort:
    """A column of the list by its field name in the row, and the direction. Ties are broken by id."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Footer:
    """What stands under a list: how many rows, and sums by column (minor units), issued documents only."""

    count: int
    sums: tuple[tuple[str, int], ...] = ()


class ListSource(Protocol[FilterT, RowT]):
    """A list as the paged table model needs it. Calls run off the GUI thread; each opens its own session."""

    def first(self, query: FilterT, sort: Sort, limit: int) -> list[RowT]:
        """The first rows, quickly: what is painted while :meth:`ids` is still counting."""

    def ids(self, query: FilterT, sort: Sort) -> "array[int]":
        """Ids of all rows in order (``array('q')``)."""

    def rows(self, ids: Sequence[int]) -> list[RowT]:
        """Rows for ``ids`` in the order asked; ids that are gone are left out."""

    def footer(self, query: FilterT) -> Footer: ...
