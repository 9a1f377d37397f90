"""Lists over one table: ids in order, rows for the ids in view, sums below. The pattern of every list of documents.

Sorting and filtering happen in SQL; ties are broken by id, so that an order is the same every time. What a column
needs from other tables is a scalar subquery: a list that is neither sorted nor filtered by it never pays for it.
"""

from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from officedesk.models.customers import Location
from officedesk.models.listing import CustomerListing
from officedesk.models.text import words
from officedesk.services.desk import Desk
from officedesk.services.paging import Footer, Sort
from officedesk.services.permissions import Permission

FilterT = TypeVar("FilterT")
RowT = TypeVar("RowT")
CHUNK = 400
"""Ids in one query: under SQLite's limit of variables."""


class SqlList(ABC, Generic[FilterT, RowT]):
    """A :class:`~officedesk.services.paging.ListSource` over a table or a join of tables."""

    permission: ClassVar[Permission]
    """What reading it needs, asked at every call: a list outlives the role of whoever opened it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def first(self, query: FilterT, sort: Sort, limit: int) -> list[RowT]:
        self._desk.need(self.permission)
        with self._desk.read() as session:
            ids = list(session.scalars(self._ordered(query, sort).limit(limit)))
            return self._read(session, ids)

    def ids(self, query: FilterT, sort: Sort) -> "array[int]":
        self._desk.need(self.permission)
        with self._desk.read() as session:
            result = session.connection().execute(self._ordered(query, sort))
            # Straight from the driver: a hundred thousand numbers need no row objects around them.
            return array("q", [row[0] for row in result.cursor.fetchall()])

    def rows(self, ids: Sequence[int]) -> list[RowT]:
        self._desk.need(self.permission)
        with self._desk.read() as session:
            return self._read(session, ids)

    def footer(self, query: FilterT) -> Footer:
        self._desk.need(self.permission)
        sums = self._sums()
        with self._desk.read() as session:
            statement = self._from(select(func.count(), *(func.coalesce(value, 0) for value in sums.values())))
            count, *values = session.execute(statement.where(*self._where(query))).one()
            return Footer(count, tuple(zip(sums, map(int, values), strict=True)))

    def _read(self, session: Session, ids: Sequence[int]) -> list[RowT]:
        found: dict[int, RowT] = {}
        for start in range(0, len(ids), CHUNK):
            found |= self._fetch(session, list(ids[start : start + CHUNK]))
        return [found[number] for number in ids if number in found]

    def _ordered(self, query: FilterT, sort: Sort) -> Select[*tuple[Any, ...]]:
        key = self._id()
        order = [*self._on_top(), *(_directed(column, sort.descending) for column in self._order(sort.column))]
        order.append(key.desc() if sort.descending else key.asc())
        return self._from(select(key)).where(*self._where(query)).order_by(*order)

    def _from(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """The table or join that ``statement`` reads."""
        return statement

    def _on_top(self) -> Sequence[ColumnElement[Any]]:
        """What comes first however the list is sorted."""
        return ()

    @abstractmethod
    def _id(self) -> SQLColumnExpression[Any]: ...

    @abstractmethod
    def _order(self, column: str) -> Sequence[SQLColumnExpression[Any]]:
        """What to sort ``column`` (a field of the row) by. ``KeyError`` for one the list does not have."""

    @abstractmethod
    def _where(self, query: FilterT) -> list[ColumnElement[bool]]: ...

    @abstractmethod
    def _fetch(self, session: Session, ids: list[int]) -> dict[int, RowT]: ...

    def _sums(self) -> dict[str, ColumnElement[Any]]:
        """The sums of the footer by column."""
        return {}


def _directed(column: SQLColumnExpression[Any], descending: bool) -> SQLColumnExpression[Any]:
    # The two engines differ in where they put nothing; here it is below everything.
    if getattr(column, "nullable", True) is False:
        return column.desc() if descending else column.asc()
    return column.desc().nulls_last() if descending else column.asc().nulls_first()


def company_key(customer_id: InstrumentedAttribute[int]) -> ColumnElement[Any]:
    """Folded name of a document's customer, to sort by."""
    return select(CustomerListing.name_key).where(CustomerListing.customer_id == customer_id).scalar_subquery()


def location_key(location_id: InstrumentedAttribute[int | None]) -> ColumnElement[Any]:
    """Folded address of a document's location, to sort by."""
    return select(Location.text_key).where(Location.id == location_id).scalar_subquery()


def matches(
    text: str,
    text_key: InstrumentedAttribute[str],
    customer_id: InstrumentedAttribute[int],
    location_id: InstrumentedAttribute[int | None] | None = None,
    *more: Callable[[str], ColumnElement[bool]],
) -> list[ColumnElement[bool]]:
    """Every word of ``text`` is part of the document's own text, its customer's name or its location's address.

    ``more`` say of a word where else it may be.
    """
    found: list[ColumnElement[bool]] = []
    for word in words(text):
        customers = select(CustomerListing.customer_id).where(CustomerListing.name_key.contains(word, autoescape=True))
        options = text_key.contains(word, autoescape=True) | customer_id.in_(customers)
        if location_id is not None:
            places = select(Location.id).where(Location.text_key.contains(word, autoescape=True))
            options |= location_id.in_(places)
        for has in more:
            options |= has(word)
        found.append(options)
    return found
