"""The customer list: rows, ids and footer for any filter, text and sort column."""

from array import array
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Date, bindparam, func, select, text
from sqlalchemy.orm import Session

from officedesk.database.search import among, driver_rows, id_list, search_index
from officedesk.models.listing import CustomerListing
from officedesk.models.wanted import Wanted, wanted
from officedesk.services.customers.finding import corrected, nearest_search
from officedesk.services.customers.list_ids import BY_NAME, DOCUMENTS, FEW, CustomerIds
from officedesk.services.customers.numbered import by_number
from officedesk.services.customers.rows import CustomerFilter, CustomerRow, LocationRow, Quick
from officedesk.services.desk import Desk
from officedesk.services.paging import Footer, Sort
from officedesk.services.permissions import Permission

_ROW = (
    "SELECT l.customer_id, l.name, l.number, l.contact, l.phone, l.email, l.location, l.tags, l.balance, "
    "l.balance > 0 AND l.oldest_due < :today, f.user_id IS NOT NULL, l.flag_reason, l.archived "
    "FROM customer_listing l LEFT JOIN favourite f ON f.customer_id = l.customer_id AND f.user_id = :user "
    "WHERE l.customer_id "
)
# Written out: at the pace of typing, putting a statement together costs more than running it.
_ROWS = {
    dialect: text(_ROW + chosen).bindparams(bindparam("today", type_=Date()))
    for dialect, chosen in (("sqlite", "IN (SELECT value FROM json_each(:ids))"), ("postgresql", "= ANY(:ids)"))
}


class CustomerList:
    """A :class:`ListSource` of customers. Sorts by ``name number contact phone email location tags balance``.

    ``query.archived`` shows the archived customers in place of the others. Who may not see money gets rows without
    balances, and may not ask by them.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._dialect = desk.database.dialect
        self._index = search_index(self._dialect)
        self._ids = CustomerIds(desk)

    def first(self, query: CustomerFilter, sort: Sort, limit: int) -> list[CustomerRow]:
        """The first ``limit`` rows, at the pace of typing."""
        self._need(query, sort)
        with self._desk.read() as session:
            rows = self._typing(session, query, limit) if sort == BY_NAME else None
            return self._rows(session, self._ids.ids(session, query, sort, limit)) if rows is None else rows

    def ids(self, query: CustomerFilter, sort: Sort) -> "array[int]":
        """Ids of all customers that are shown, in order; it begins with those of :meth:`first`."""
        self._need(query, sort)
        with self._desk.read() as session:
            return self._ids.ids(session, query, sort, None)

    def rows(self, ids: Sequence[int]) -> list[CustomerRow]:
        """Rows for ``ids`` in the order asked; customers that are gone are left out."""
        self._need()
        with self._desk.read() as session:
            return self._rows(session, ids)

    def footer(self, query: CustomerFilter) -> Footer:
        """How many customers are shown, and the sum of their balances."""
        self._need(query)
        listing = CustomerListing
        if not self._desk.may(Permission.MONEY_READ):
            with self._desk.read() as session:
                return Footer(len(self._ids.ids(session, query, BY_NAME, None)))
        with self._desk.read() as session:
            if not query.text.strip():
                count, balance = session.execute(
                    select(func.count(), func.sum(listing.balance)).where(*self._ids.conditions(query))
                ).one()
                return Footer(int(count), (("balance", int(balance or 0)),))
            ids = self._ids.ids(session, query, BY_NAME, None)
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
        self._need()
        asked = wanted(query.text)
        if asked is None:
            return ""
        with self._desk.read() as session:
            better = corrected(session, self._index, asked, self._desk.today())
        return better.text if better else ""

    def places(self, query: CustomerFilter, ids: Sequence[int]) -> dict[int, LocationRow]:
        """For customers in ``ids`` with several locations: the first one that the text is about, by customer."""
        self._need()
        asked = wanted(query.text)
        if asked is None or not ids:
            return {}
        from officedesk.services.customers.meant import matching_locations

        with self._desk.read() as session:
            better = corrected(session, self._index, asked, self._desk.today())
            found = matching_locations(session, better.wanted if better else asked, ids, self._dialect)
        return {customer_id: places[0] for customer_id, places in found.items()}

    def found(self, session: Session, asked: Wanted, limit: int) -> tuple[list[CustomerRow], Wanted]:
        """Rows for a search, archived customers behind the others, and what was searched for in the end.

        Documents are not looked at: a search that shows them has them by itself.
        """
        asked = replace(asked, document="")
        rows, _ = self._typed(session, asked, limit)
        if not rows and (better := nearest_search(session, self._index, asked)):
            asked = better.wanted
            rows, _ = self._typed(session, asked, limit)
        return sorted(rows, key=lambda row: row.archived)[:limit], asked

    def _need(self, query: CustomerFilter | None = None, sort: Sort = BY_NAME) -> None:
        self._desk.need(Permission.CUSTOMERS_READ)
        if (query is not None and query.quick in (Quick.OWING, Quick.OVERDUE)) or sort.column == "balance":
            self._desk.need(Permission.MONEY_READ)

    def _typing(self, session: Session, query: CustomerFilter, limit: int) -> list[CustomerRow] | None:
        """What :meth:`first` gives for a text and no other filter, in few statements; ``None``: not that easy."""
        asked = wanted(query.text)
        if asked is None or query != CustomerFilter(text=query.text):
            return None
        everyone, whole = self._typed(session, asked, limit)
        if not everyone and (better := nearest_search(session, self._index, asked)):
            everyone, whole = self._typed(session, better.wanted, limit)
        rows = [row for row in everyone if not row.archived]
        # Archived finds in between may leave room for more.
        return rows[:limit] if whole or len(rows) >= limit else None

    def _typed(self, session: Session, asked: Wanted, limit: int) -> tuple[list[CustomerRow], bool]:
        """Rows, archived ones too, a few more than ``limit``; and whether that is all there is."""
        ids = dict.fromkeys(self._ids.begins(session, "name", asked.prefix, limit))
        whole = False
        if len(ids) < limit:
            hits = by_number(session, asked, self._desk.today(), DOCUMENTS)
            ids |= dict.fromkeys(hit.customer_id for hit in hits)
            step = limit + len(ids)
            found = self._ids.others(session, asked, step)
            ids |= dict.fromkeys(found)
            whole = len(found) < step
        return self._rows(session, list(ids)), whole

    def _rows(self, session: Session, ids: Sequence[int]) -> list[CustomerRow]:
        if not ids:
            return []
        money = self._desk.may(Permission.MONEY_READ)
        values = {
            "ids": id_list(ids, self._dialect),
            "user": self._desk.actor.user_id,
            "today": self._desk.today(),
        }
        found: dict[int, CustomerRow] = {}
        make = tuple.__new__
        # Straight from the driver, for the same reason: its tuples need no row objects around them.
        for (
            key,
            name,
            number,
            contact,
            phone,
            email,
            place,
            tags,
            balance,
            overdue,
            star,
            flag,
            archived,
        ) in driver_rows(session, _ROWS[self._dialect], values):
            found[key] = make(
                CustomerRow,
                (
                    key,
                    name,
                    number,
                    contact,
                    phone,
                    email,
                    place,
                    tuple(tags.split("\t")) if tags else (),
                    balance if money else 0,
                    money and overdue == 1,
                    star == 1,
                    flag,
                    archived == 1,
                ),
            )
        return [found[key] for key in ids if key in found]
