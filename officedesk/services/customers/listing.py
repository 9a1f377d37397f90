"""The customer list: ordered ids, rows and footer for any filter, text and sort column.

Nothing here sorts a long list of hits while a person types. Names that begin with the text come in order from their
index; other finds follow in the order of ids, as the text index gives them.
"""

from array import array
from collections.abc import Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, and_, column, func, or_, select, text
from sqlalchemy.orm import Session

from officedesk.database.search import among, id_list, int_column, not_by_index, search_index
from officedesk.models.customers import Customer, CustomerListing, CustomerSearch, CustomerTag, Favourite
from officedesk.models.wanted import Wanted, literal, prefix_end, wanted
from officedesk.services.customers.finding import corrected, matching_locations
from officedesk.services.customers.numbered import by_number
from officedesk.services.customers.rows import CustomerFilter, CustomerRow, LocationRow, Quick
from officedesk.services.desk import Desk
from officedesk.services.paging import Footer, Sort

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
_BY_NAME = Sort("name")
_BEGINNINGS: tuple[Any, ...] = tuple(_KEYS[name] for name in ("name", "number", "contact", "email", "location"))
"""Keys that a single letter is looked up in."""
_TEXTS = ("customer_id", "name", "number", "contact", "phone", "email", "location", "tags", "balance")
_NAMES = text(
    "SELECT customer_id FROM customer_listing WHERE archived = :archived AND name_key >= :low AND name_key < :high "
    "ORDER BY name_key, customer_id LIMIT :limit"
)
_ROW = (
    "SELECT l.customer_id, l.name, l.number, l.contact, l.phone, l.email, l.location, l.tags, l.balance, l.oldest_due, "
    "l.flag_reason, l.archived, f.user_id FROM customer_listing l "
    "LEFT JOIN favourite f ON f.customer_id = l.customer_id AND f.user_id = :user WHERE l.customer_id "
)
# Written out: at the pace of typing, putting a statement together costs more than running it.
_ROWS = {
    dialect: text(_ROW + chosen).columns(
        *(column(name) for name in _TEXTS),
        column("oldest_due", Date()),
        column("flag_reason"),
        column("archived", Boolean()),
        column("user_id"),
    )
    for dialect, chosen in (("sqlite", "IN (SELECT value FROM json_each(:ids))"), ("postgresql", "= ANY(:ids)"))
}


class CustomerList:
    """A :class:`ListSource` of customers. Sorts by ``name number contact phone email location tags balance``.

    ``query.archived`` shows the archived customers in place of the others.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._dialect = desk.database.dialect
        self._index = search_index(self._dialect)

    def first(self, query: CustomerFilter, sort: Sort, limit: int) -> list[CustomerRow]:
        """The first ``limit`` rows, at the pace of typing."""
        with self._desk.read() as session:
            rows = self._typing(session, query, limit) if sort == _BY_NAME else None
            return self._rows(session, self._ids(session, query, sort, limit)) if rows is None else rows

    def ids(self, query: CustomerFilter, sort: Sort) -> "array[int]":
        """Ids of all customers that are shown, in order; it begins with those of :meth:`first`."""
        with self._desk.read() as session:
            return self._ids(session, query, sort, None)

    def rows(self, ids: Sequence[int]) -> list[CustomerRow]:
        """Rows for ``ids`` in the order asked; customers that are gone are left out."""
        with self._desk.read() as session:
            return self._rows(session, ids)

    def footer(self, query: CustomerFilter) -> Footer:
        """How many customers are shown, and the sum of their balances."""
        listing = CustomerListing
        with self._desk.read() as session:
            if not query.text.strip():
                count, balance = session.execute(
                    select(func.count(), func.sum(listing.balance)).where(*self._conditions(query))
                ).one()
                return Footer(int(count), (("balance", int(balance or 0)),))
            ids = self._ids(session, query, _BY_NAME, None)
            owing = select(listing.customer_id, listing.balance).where(
                listing.archived == query.archived, listing.balance != 0
            )
            if len(ids) <= FEW:
                owing = owing.where(among(listing.customer_id, ids, self._dialect))
            shown = set(ids)
            total = sum(balance for customer_id, balance in session.execute(owing) if customer_id in shown)
        return Footer(len(ids), (("balance", total),))

    def corrected(self, query: CustomerFilter) -> str:
        """What was searched for in place of a misspelt text that finds nothing (``"wilson"``), else empty."""
        asked = wanted(query.text)
        if asked is None:
            return ""
        with self._desk.read() as session:
            better = corrected(session, self._index, asked, self._desk.today())
        return better.text if better else ""

    def places(self, query: CustomerFilter, ids: Sequence[int]) -> dict[int, LocationRow]:
        """For customers in ``ids`` with several locations: the first one that the text is about, by customer."""
        asked = wanted(query.text)
        if asked is None or not ids:
            return {}
        with self._desk.read() as session:
            better = corrected(session, self._index, asked, self._desk.today())
            found = matching_locations(session, better.wanted if better else asked, ids, self._dialect)
        return {customer_id: places[0] for customer_id, places in found.items()}

    def _typing(self, session: Session, query: CustomerFilter, limit: int) -> list[CustomerRow] | None:
        """What :meth:`first` gives for a text and no other filter, in three statements; ``None``: not that easy."""
        asked = wanted(query.text)
        if asked is None or not asked.indexed or query != CustomerFilter(text=query.text):
            return None
        ids = dict.fromkeys(self._names_from(session, asked.prefix, limit))
        more = False
        if len(ids) < limit:
            hits = by_number(session, asked, self._desk.today(), DOCUMENTS)
            ids |= dict.fromkeys(hit.customer_id for hit in hits)
            step = limit + len(ids)
            found = self._index.ids(session, asked, limit=step)
            ids |= dict.fromkeys(found)
            more = len(found) == step
        rows = [row for row in self._rows(session, list(ids)) if not row.archived]
        # Nothing found may be a typing slip; archived finds in between may leave room for more.
        return None if not rows or (more and len(rows) < limit) else rows[:limit]

    def _names_from(self, session: Session, prefix: str, limit: int) -> "array[int]":
        values = {"low": prefix, "high": prefix_end(prefix), "archived": False, "limit": limit}
        return int_column(session, _NAMES, values)

    # -- ids ---------------------------------------------------------------------------------------------------

    def _ids(self, session: Session, query: CustomerFilter, sort: Sort, limit: int | None) -> "array[int]":
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
        if few and sort != _BY_NAME:
            return self._plain(session, query, sort, limit, few, [test])
        if few:
            return self._few_by_name(session, query, limit, asked, documents, test)
        if sort == _BY_NAME:
            return self._by_name(session, query, limit, asked, documents)
        # Another order: few hits are sorted; many are met soon enough on the way along the column's index.
        ids = self._others(session, query, asked, FEW + 1)
        if len(ids) <= FEW:
            chosen = among(CustomerListing.customer_id, {*ids, *documents}, self._dialect)
            return self._plain(session, query, sort, limit, True, [chosen])
        if limit is not None:
            return self._plain(session, query, sort, limit, False, [test])
        shown = {*self._others(session, query, asked, None), *documents}
        return array("q", filter(shown.__contains__, self._plain(session, query, sort, None, few, [])))

    def _by_name(
        self, session: Session, query: CustomerFilter, limit: int | None, asked: Wanted, documents: list[int]
    ) -> "array[int]":
        found = self._beginning(session, query, CustomerListing.name_key, asked.prefix, limit)
        if limit is not None and len(found) >= limit:
            return found
        seen = set(found)
        restricted = query != CustomerFilter(text=query.text)

        def add(ids: Sequence[int]) -> None:
            new = [customer_id for customer_id in dict.fromkeys(ids) if customer_id not in seen]
            kept = self._kept(session, query, new) if new else set()
            found.extend(customer_id for customer_id in new if customer_id in kept)
            seen.update(new)

        add(documents)
        if limit is None:
            add(self._others(session, query, asked, None))
            return found
        if not asked.indexed:
            add(self._others(session, query, asked, limit))
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
            select(CustomerListing.customer_id, CustomerListing.name_key).where(*self._conditions(query), test)
        ).all()
        place = {customer_id: at for at, customer_id in enumerate(documents)}

        def key(row: Any) -> tuple[int, str, int]:
            if row.name_key.startswith(asked.prefix):
                return 0, row.name_key, row.customer_id
            if row.customer_id in place:
                return 1, "", place[row.customer_id]
            return 2, "", row.customer_id

        return array("q", (row.customer_id for row in islice(sorted(rows, key=key), limit)))

    def _others(self, session: Session, query: CustomerFilter, asked: Wanted, limit: int | None) -> "array[int]":
        """Finds in the order of the index; for a single letter, what begins with it."""
        found = self._index.ids(session, asked, limit=limit)
        if asked.indexed or found:
            return found
        number = Customer.number
        numbered = select(Customer.id).where(number >= asked.prefix, number < prefix_end(asked.prefix))
        found.extend(int_column(session, numbered.order_by(number).limit(limit)))
        for key in _BEGINNINGS:
            found.extend(self._beginning(session, query, key, asked.prefix, limit))
        return array("q", islice(dict.fromkeys(found), limit))

    def _beginning(
        self, session: Session, query: CustomerFilter, column: Any, prefix: str, limit: int | None
    ) -> "array[int]":
        conditions = self._conditions(query, hint=True)
        begins = (column >= prefix, column < prefix_end(prefix))
        statement = select(CustomerListing.customer_id).where(*conditions, *begins)
        return int_column(session, statement.order_by(column, CustomerListing.customer_id).limit(limit))

    def _test(self, asked: Wanted) -> ColumnElement[bool]:
        """Whether one listing row is found by the text."""
        if not asked.indexed:
            begins = [and_(key >= asked.prefix, key < prefix_end(asked.prefix)) for key in _BEGINNINGS]
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
            return set(int_column(session, statement.where(chosen, *self._conditions(query, hint=True))))
        if query == CustomerFilter(text=query.text):
            return set(ids).difference(int_column(session, statement.where(CustomerListing.archived)))
        return set(int_column(session, statement.where(*self._conditions(query)))).intersection(ids)

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
        statement = select(CustomerListing.customer_id).where(*self._conditions(query, hint=not few), *more)
        ordered = [column.desc() if sort.descending else column for column in order]
        return int_column(session, statement.order_by(*ordered).limit(limit))

    # -- filter ------------------------------------------------------------------------------------------------

    def _few(self, session: Session, query: CustomerFilter) -> bool | None:
        """Whether filters other than the text leave at most :data:`FEW` customers; ``None`` without such filters."""
        if query.quick is Quick.ALL and not query.tag_ids and not query.brand_ids and not query.archived:
            return None
        some = select(CustomerListing.customer_id).where(*self._conditions(query)).limit(FEW + 1).subquery()
        return int_column(session, select(func.count()).select_from(some))[0] <= FEW

    def _conditions(self, query: CustomerFilter, *, hint: bool = False) -> list[ColumnElement[bool]]:
        """The filter without its text. With ``hint`` the order of an index is worth more than the filter's."""
        listing = CustomerListing

        def plain(attribute: Any) -> Any:
            return not_by_index(attribute, self._dialect) if hint else attribute

        archived: Any = listing.archived
        if not hint and (query.quick is Quick.FAVOURITES or query.tag_ids):
            archived = not_by_index(archived, self._dialect)
        found: list[ColumnElement[bool]] = [archived == query.archived]
        if query.quick is Quick.FAVOURITES:
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
            tagged = select(CustomerTag.customer_id).where(CustomerTag.tag_id.in_(query.tag_ids))
            found.append(plain(listing.customer_id).in_(tagged))
        if query.brand_ids:
            found.append(plain(listing.brand_id).in_(query.brand_ids))
        return found

    # -- rows --------------------------------------------------------------------------------------------------

    def _rows(self, session: Session, ids: Sequence[int]) -> list[CustomerRow]:
        if not ids:
            return []
        today = self._desk.today()
        values = {"ids": id_list(ids, self._dialect), "user": self._desk.actor.user_id}
        found: dict[int, CustomerRow] = {}
        for key, name, number, contact, phone, email, place, tags, balance, oldest, flag, archived, star in (
            session.connection().execute(_ROWS[self._dialect], values)
        ):
            found[key] = CustomerRow(
                id=key,
                name=name,
                number=number,
                contact=contact,
                phone=phone,
                email=email,
                location=place,
                tags=tuple(tags.split("\t")) if tags else (),
                balance=balance,
                overdue=balance > 0 and oldest is not None and oldest < today,
                favourite=star is not None,
                flag_reason=flag,
                archived=archived,
            )
        return [found[key] for key in ids if key in found]
