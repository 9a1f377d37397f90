"""Which customers a list shows, in which order: ids for any filter, text and sort column.

Nothing here sorts a long list of hits while a person types. Names that begin with the text come in order from their
index; other finds follow in the order of ids, as the text index gives them.
"""

from array import array
from collections.abc import Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, text
from sqlalchemy.orm import Session

from officedesk.database.search import among, int_column, not_by_index, search_index
from officedesk.models.listing import CustomerListing, CustomerSearch
from officedesk.models.wanted import Wanted, literal, prefix_end, wanted
from officedesk.services.customers.finding import corrected
from officedesk.services.customers.numbered import by_number
from officedesk.services.customers.rows import CustomerFilter, Quick
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort

FEW = 5_000
"""Customers that are looked at one by one, or sorted, between two keystrokes."""
DOCUMENTS = 50
"""Documents by number whose customers are found, of each kind."""

_KEYS: dict[str, Any] = {
    "name": CustomerListing.name_key,
    "number": CustomerListing.number_key,
    "contact": CustomerListing.contact_key,
    "phone": CustomerListing.phone_key,
    "email": CustomerListing.email_key,
    "location": CustomerListing.location_key,
    "tags": CustomerListing.tags_key,
    "balance": CustomerListing.balance,
}
BY_NAME = Sort("name")
_BEGINNINGS = ("name", "number", "contact", "email", "location")
"""Columns that a single letter is looked up in, besides the customer's number as it is."""
_BEGINS = {
    name: text(
        f"SELECT customer_id FROM customer_listing WHERE archived = :archived "  # noqa: S608
        f"AND {name}_key >= :low AND {name}_key < :high ORDER BY {name}_key, customer_id LIMIT :limit"
    )
    for name in _BEGINNINGS
}
_NUMBERED = text("SELECT id FROM customer WHERE number >= :low AND number < :high ORDER BY number LIMIT :limit")
_NO_LIMIT = 1 << 62


class CustomerIds:
    """Ids of customers at one desk; calls run in the caller's session."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._dialect = desk.database.dialect
        self._index = search_index(self._dialect)

    def begins(
        self, session: Session, column: str, prefix: str, limit: int | None, archived: bool = False
    ) -> "array[int]":
        values = {"low": prefix, "high": prefix_end(prefix), "limit": _NO_LIMIT if limit is None else limit}
        if column == "_":
            return int_column(session, _NUMBERED, values)
        return int_column(session, _BEGINS[column], values | {"archived": archived})

    def ids(self, session: Session, query: CustomerFilter, sort: Sort, limit: int | None) -> "array[int]":
        if sort.column not in _KEYS:
            raise ValueError(f"customers cannot be sorted by {sort.column!r}")
        few = self._few(session, query)
        if symbols := literal(query.text):
            # Rare, and bounded by reading the names once.
            named = CustomerListing.name.contains(symbols, autoescape=True)
            return self._plain(session, query, sort, limit, few, [named])
        asked = wanted(query.text)
        if asked is None:
            return self._plain(session, query, sort, limit, few, [])
        found = self._found(session, query, sort, limit, few, asked)
        if not found and (better := corrected(session, self._index, asked, self._desk.today())):
            found = self._found(session, query, sort, limit, few, better.wanted)
        return found

    def _found(
        self,
        session: Session,
        query: CustomerFilter,
        sort: Sort,
        limit: int | None,
        few: bool | None,
        asked: Wanted,
    ) -> "array[int]":
        hits = by_number(session, asked, self._desk.today(), DOCUMENTS)
        documents = list(dict.fromkeys(hit.customer_id for hit in hits))
        test = or_(self._test(asked), among(CustomerListing.customer_id, documents, self._dialect))
        if few and sort != BY_NAME:
            return self._plain(session, query, sort, limit, few, [test])
        if few:
            return self._few_by_name(session, query, limit, asked, documents, test)
        if sort == BY_NAME:
            return self._by_name(session, query, limit, asked, documents)
        # Another order: few hits are sorted; many are met soon enough on the way along the column's index.
        ids = self.others(session, asked, FEW + 1, query.archived)
        if len(ids) <= FEW:
            chosen = among(CustomerListing.customer_id, {*ids, *documents}, self._dialect)
            return self._plain(session, query, sort, limit, True, [chosen])
        if limit is not None:
            return self._plain(session, query, sort, limit, False, [test])
        shown = {*self.others(session, asked, None, query.archived), *documents}
        return array("q", filter(shown.__contains__, self._plain(session, query, sort, None, few, [])))

    def _by_name(
        self, session: Session, query: CustomerFilter, limit: int | None, asked: Wanted, documents: list[int]
    ) -> "array[int]":
        restricted = query != CustomerFilter(text=query.text)
        if restricted:
            found = self._named(session, query, asked.prefix, limit)
        else:
            found = self.begins(session, "name", asked.prefix, limit)
        if limit is not None and len(found) >= limit:
            return found
        seen = set(found)

        def add(ids: Sequence[int]) -> None:
            new = [customer_id for customer_id in dict.fromkeys(ids) if customer_id not in seen]
            kept = self._kept(session, query, new) if new else set()
            found.extend(customer_id for customer_id in new if customer_id in kept)
            seen.update(new)

        add(documents)
        if limit is None:
            add(self.others(session, asked, None, query.archived))
            return found
        if not asked.indexed:
            add(self.others(session, asked, limit, query.archived))
            return found[:limit]
        after, step = 0, limit + len(seen)
        while len(found) < limit:
            ids = self._index.ids(session, asked, after, step)
            add(ids)
            if len(ids) < step:
                break
            after, step = ids[-1], step * (4 if restricted else 2)
        return found[:limit]

    def _few_by_name(
        self,
        session: Session,
        query: CustomerFilter,
        limit: int | None,
        asked: Wanted,
        documents: list[int],
        test: ColumnElement[bool],
    ) -> "array[int]":
        rows = session.execute(
            select(CustomerListing.customer_id, CustomerListing.name_key).where(*self.conditions(query), test)
        ).all()
        place = {customer_id: at for at, customer_id in enumerate(documents)}

        def key(row: Any) -> tuple[int, str, int]:
            if row.name_key.startswith(asked.prefix):
                return 0, row.name_key, row.customer_id
            if row.customer_id in place:
                return 1, "", place[row.customer_id]
            return 2, "", row.customer_id

        return array("q", (row.customer_id for row in islice(sorted(rows, key=key), limit)))

    def others(self, session: Session, asked: Wanted, limit: int | None, archived: bool = False) -> "array[int]":
        """Finds in the order of the index; for a single letter, what begins with it."""
        found = self._index.ids(session, asked, limit=limit)
        if asked.indexed or found:
            return found
        ids: dict[int, None] = {}
        for column in ("_", *_BEGINNINGS):
            ids |= dict.fromkeys(self.begins(session, column, asked.prefix, limit, archived))
            if limit is not None and len(ids) >= limit:
                break
        return array("q", islice(ids, limit))

    def _named(self, session: Session, query: CustomerFilter, prefix: str, limit: int | None) -> "array[int]":
        key = CustomerListing.name_key
        conditions = [*self.conditions(query, hint=True), key >= prefix, key < prefix_end(prefix)]
        statement = select(CustomerListing.customer_id).where(*conditions)
        return int_column(session, statement.order_by(key, CustomerListing.customer_id).limit(limit))

    def _test(self, asked: Wanted) -> ColumnElement[bool]:
        """Whether one listing row is found by the text."""
        if not asked.indexed:
            keys = [_KEYS[name] for name in _BEGINNINGS]
            begins = [and_(key >= asked.prefix, key < prefix_end(asked.prefix)) for key in keys]
            return or_(*begins, CustomerListing.number.like(f"{asked.prefix}%"))
        return (
            select(CustomerSearch.customer_id)
            .where(CustomerSearch.customer_id == CustomerListing.customer_id, self._index.contains(asked))
            .exists()
        )

    def _kept(self, session: Session, query: CustomerFilter, ids: Sequence[int]) -> set[int]:
        """Those of ``ids`` that the filter lets through."""
        statement = select(CustomerListing.customer_id)
        if len(ids) <= FEW:
            chosen = among(CustomerListing.customer_id, ids, self._dialect)
            return set(int_column(session, statement.where(chosen, *self.conditions(query, hint=True))))
        if query == CustomerFilter(text=query.text):
            return set(ids).difference(int_column(session, statement.where(CustomerListing.archived)))
        return set(int_column(session, statement.where(*self.conditions(query)))).intersection(ids)

    def _plain(
        self,
        session: Session,
        query: CustomerFilter,
        sort: Sort,
        limit: int | None,
        few: bool | None,
        more: list[ColumnElement[bool]],
    ) -> "array[int]":
        """Ids by the sort column: along its index, unless the filter leaves only a few to be sorted."""
        order = [_KEYS[sort.column], CustomerListing.customer_id]
        if few:
            order = [not_by_index(column, self._dialect) for column in order]
        statement = select(CustomerListing.customer_id).where(*self.conditions(query, hint=not few), *more)
        ordered = [column.desc() if sort.descending else column for column in order]
        return int_column(session, statement.order_by(*ordered).limit(limit))

    def _few(self, session: Session, query: CustomerFilter) -> bool | None:
        """Whether filters other than the text leave at most :data:`FEW` customers; ``None`` without such filters."""
        if 0 < len(query.only) <= FEW:
            return True
        if query == CustomerFilter(text=query.text):
            return None
        some = select(CustomerListing.customer_id).where(*self.conditions(query)).limit(FEW + 1).subquery()
        return int_column(session, select(func.count()).select_from(some))[0] <= FEW

    def conditions(
        self, query: CustomerFilter, *, hint: bool = False, reached: bool = False
    ) -> list[ColumnElement[bool]]:
        """The filter without its text. With ``hint`` the order of an index is worth more than the filter's.

        Rows that are ``reached`` from another table are looked at one by one.
        """
        hint = hint or reached
        listing = CustomerListing

        def plain(attribute: Any) -> Any:
            return not_by_index(attribute, self._dialect) if hint else attribute

        archived: Any = listing.archived
        if reached or (not hint and (query.quick in (Quick.FAVOURITES, Quick.FLAGGED) or query.tag_ids)):
            archived = not_by_index(archived, self._dialect)
        found: list[ColumnElement[bool]] = [archived == query.archived]
        if query.quick is Quick.FAVOURITES:
            # The tables of customers are mapped once they are asked for: the list itself stands without them.
            from officedesk.models.customers import Favourite

            mine = select(Favourite.customer_id).where(Favourite.user_id == self._desk.actor.user_id)
            found.append(plain(listing.customer_id).in_(mine))
        elif query.quick is Quick.FLAGGED:
            found.append(plain(listing.flag_reason).is_not(None))
        elif query.quick is Quick.OWING:
            found.append(plain(listing.balance) > 0)
        elif query.quick is Quick.OVERDUE:
            # Only what is owed has an oldest due date.
            found.append(plain(listing.oldest_due) < self._desk.today())
        if query.tag_ids:
            from officedesk.models.customers import CustomerTag

            tagged = select(CustomerTag.customer_id).where(CustomerTag.tag_id.in_(query.tag_ids))
            found.append(plain(listing.customer_id).in_(tagged))
        if query.brand_ids:
            found.append(plain(listing.brand_id).in_(query.brand_ids))
        if query.only:
            found.append(among(plain(listing.customer_id), query.only, self._dialect))
        return found
