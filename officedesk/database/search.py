"""Finding customers by text, and words near a misspelt one: one interface over FTS5 trigrams and ``pg_trgm``.

Hits come in the order of ids and are never ranked here: ordering thousands of them is what makes a search slow.
"""

import json
from array import array
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, Protocol

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CursorResult,
    UnaryExpression,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.operators import custom_op

from officedesk.models.listing import CustomerSearch, SearchWord
from officedesk.models.wanted import Wanted, forms, has_trigram, single_edits, spaceless

NEAR = 5
"""Corrections of one word that are searched for."""
_WALK = 1_000
"""Customers that PostgreSQL looks at one by one before it asks the index."""
_RARE = 0.2
"""Share of the wanted finds among them, below which they are rare: two customers in a hundred."""

_SQLITE_MATCH = text("SELECT rowid FROM customer_fts WHERE customer_fts MATCH :match AND rowid > :after LIMIT :limit")
_SQLITE_CHECKED = (
    "SELECT f.rowid FROM customer_fts f CROSS JOIN customer_search ON customer_search.customer_id = f.rowid "
    "WHERE f.customer_fts MATCH :match AND f.rowid > :after"
)
_SQLITE_WORDS = text("SELECT word FROM search_word WHERE word IN (SELECT value FROM json_each(:edits))")
_SQLITE_BEGINNINGS = text(
    "SELECT value FROM json_each(:edits) WHERE EXISTS ("
    "SELECT 1 FROM search_word WHERE word >= value AND word < value || char(1114111))"
)
_SQLITE_PIECES = text(
    "SELECT word FROM search_word WHERE id IN (SELECT rowid FROM search_word_fts WHERE search_word_fts MATCH :pieces)"
)
_POSTGRES_WORDS = text("SELECT word FROM search_word WHERE word = ANY(:edits)")
_POSTGRES_BEGINNINGS = text(
    "SELECT edit FROM unnest(CAST(:edits AS text[])) AS edit WHERE EXISTS ("
    'SELECT 1 FROM search_word WHERE word >= edit COLLATE "C" AND word < edit || chr(1114111) COLLATE "C")'
)


class SearchIndex(Protocol):
    """The text index of an office."""

    def ids(self, session: Session, wanted: Wanted, after: int = 0, limit: int | None = None) -> "array[int]":
        """Ids of customers that are found, above ``after``, in order of id. Archived ones too."""

    def contains(self, wanted: Wanted) -> ColumnElement[bool]:
        """The same test on one row of ``customer_search``, for few rows that are known by other means."""

    def near_words(self, session: Session, word: str) -> list[str]:
        """Words of the office that ``word`` may be a misspelling of, the nearest first; all equally near."""


def search_index(dialect: str) -> SearchIndex:
    """The index of an engine, by its SQLAlchemy name."""
    return PostgresSearch() if dialect == "postgresql" else SqliteSearch()


def int_column(session: Session, statement: Any, parameters: Any = None) -> "array[int]":
    """The first column of a query as 64-bit integers, past the result rows: 100,000 ids in a few milliseconds.

    In pieces: building the whole array in one go would keep the window's thread waiting.
    """
    result = session.connection().execute(statement, parameters or {})
    found = array("q")
    while rows := _cursor(result).fetchmany(4_000):
        found.extend(chain.from_iterable(rows))
    result.close()
    return found


def driver_rows(session: Session, statement: Any, parameters: Any) -> list[tuple[Any, ...]]:
    """All rows of a short query as the driver has them: its own types, no result rows around them."""
    result = session.connection().execute(statement, parameters)
    rows: list[tuple[Any, ...]] = _cursor(result).fetchall()
    result.close()
    return rows


def _cursor(result: CursorResult[Any]) -> Any:
    if result.cursor is None:
        raise TypeError("not a query")
    return result.cursor


def id_list(ids: Iterable[int], dialect: str) -> Any:
    """Ids as one parameter: for ``json_each`` on SQLite, for ``ANY`` on PostgreSQL."""
    return list(ids) if dialect == "postgresql" else json.dumps(list(ids))


def among(id_column: Any, ids: Iterable[int], dialect: str) -> ColumnElement[bool]:
    """``id_column IN ids`` with all ids in one parameter: the statement is the same however many there are."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import ARRAY

        chosen: ColumnElement[bool] = id_column == func.any(cast(list(ids), ARRAY(BigInteger)))
    else:
        each = func.json_each(id_list(ids, dialect)).table_valued("value")
        chosen = id_column.in_(select(each.c.value))
    return chosen


def among_parameter(id_column: Any, name: str, dialect: str) -> ColumnElement[bool]:
    """The same for ids that come later, as the parameter ``name``, which takes what :func:`id_list` gives."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import ARRAY

        chosen: ColumnElement[bool] = id_column == func.any(bindparam(name, type_=ARRAY(BigInteger)))
    else:
        each = func.json_each(bindparam(name)).table_valued("value")
        chosen = id_column.in_(select(each.c.value))
    return chosen


def not_by_index(column: Any, dialect: str) -> Any:
    """``column`` such that SQLite uses no index for it. Its planner knows no numbers of rows here; we do."""
    if dialect == "postgresql":
        return column
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


class SqliteSearch:
    """FTS5 with the trigram tokenizer; ``customer_fts`` mirrors ``customer_search`` by triggers."""

    def ids(self, session: Session, wanted: Wanted, after: int = 0, limit: int | None = None) -> "array[int]":
        if not wanted.indexed:
            return _scan(session, self.contains(wanted), wanted, after, limit)
        values: dict[str, Any] = {"match": fts_query(wanted), "after": after, "limit": -1 if limit is None else limit}
        if all(has_trigram(group) for way in wanted.ways for group in way):
            return int_column(session, _SQLITE_MATCH, values)
        # One letter has no trigram: what the other terms find is read and looked at.
        checks, more = plain_sql(wanted, "customer_search.body")
        return int_column(session, text(f"{_SQLITE_CHECKED}{checks} LIMIT :limit"), values | more)

    def contains(self, wanted: Wanted) -> ColumnElement[bool]:
        return _any_way(wanted, lambda form: func.instr(CustomerSearch.body, form) > 0)

    def near_words(self, session: Session, word: str) -> list[str]:
        if not _correctable(word):
            return []
        edits = {"edits": json.dumps(sorted(single_edits(word)))}
        found = session.scalars(_SQLITE_WORDS, edits).all()
        if not found and len(word) >= 5:
            found = session.scalars(_SQLITE_BEGINNINGS, edits).all()
        if not found and len(word) >= 7:
            pieces = " OR ".join(f'"{piece}"' for piece in _pieces(word))
            found = session.scalars(_SQLITE_PIECES, {"pieces": pieces}).all()
        return nearest(word, found)


class PostgresSearch:
    """``pg_trgm``: its GIN index answers ``LIKE '%…%'``."""

    def ids(self, session: Session, wanted: Wanted, after: int = 0, limit: int | None = None) -> "array[int]":
        if not wanted.indexed:
            return _scan(session, self.contains(wanted), wanted, after, limit)
        if limit is None:
            return int_column(session, _in_order(self.contains(wanted), after, limit))
        # What many have is met soon on the way along the ids, what few have is found by the index. The planner takes
        # finds to lie evenly: it would walk through half of the office to those of a town that came in one import.
        found = int_column(session, self._met(wanted, after, limit))
        if len(found) >= limit:
            return found
        rare = len(found) < limit * _RARE
        return int_column(session, (self._by_index if rare else self._along_ids)(wanted, after, limit))

    def contains(self, wanted: Wanted) -> ColumnElement[bool]:
        return _likes(wanted, CustomerSearch.body)

    def _met(self, wanted: Wanted, after: int, limit: int) -> Any:
        some = select(CustomerSearch.customer_id, CustomerSearch.body).where(CustomerSearch.customer_id > after)
        walk = some.order_by(CustomerSearch.customer_id).limit(_WALK).subquery()
        return select(walk.c.customer_id).where(_likes(wanted, walk.c.body)).order_by(walk.c.customer_id).limit(limit)

    def _by_index(self, wanted: Wanted, after: int, limit: int) -> Any:
        # OFFSET keeps the two apart: first all finds, then their order.
        every = select(CustomerSearch.customer_id).where(self.contains(wanted), CustomerSearch.customer_id > after)
        finds = every.offset(0).subquery()
        return select(finds.c.customer_id).order_by(finds.c.customer_id).limit(limit)

    def _along_ids(self, wanted: Wanted, after: int, limit: int) -> Any:
        # No index knows the sum of two texts.
        return _in_order(_likes(wanted, CustomerSearch.body + ""), after, limit)

    def near_words(self, session: Session, word: str) -> list[str]:
        if not _correctable(word):
            return []
        edits = {"edits": sorted(single_edits(word))}
        found = session.scalars(_POSTGRES_WORDS, edits).all()
        if not found and len(word) >= 5:
            found = session.scalars(_POSTGRES_BEGINNINGS, edits).all()
        if not found and len(word) >= 7:
            likes = [f"%{piece}%".replace("%^", "").replace("$%", "") for piece in _pieces(word)]
            found = session.scalars(
                select(SearchWord.word).where(or_(*(SearchWord.word.like(piece) for piece in likes)))
            ).all()
        return nearest(word, found)


def nearest(word: str, candidates: Iterable[str]) -> list[str]:
    """The candidates that are fewest slips away, at most :data:`NEAR`: one for short words, two from seven letters."""
    from rapidfuzz.distance import OSA

    allowed = 1 if len(word) < 7 else 2
    scored = [(OSA.distance(word, other, score_cutoff=allowed), other) for other in candidates if other != word]
    scored = [item for item in scored if item[0] <= allowed]
    best = min((distance for distance, _ in scored), default=0)
    near = [other for distance, other in scored if distance == best]
    # A slip in the first letter is the rarest, and words mostly keep their length and letters.
    near.sort(key=lambda other: (other[0] != word[0], sorted(other) != sorted(word), len(other) != len(word), other))
    return near[:NEAR]


def _correctable(word: str) -> bool:
    return 4 <= len(word) <= 30 and word.isalpha()


def _pieces(word: str) -> list[str]:
    # Two slips leave one of three pieces whole, unless one swaps letters across a seam: hence the pieces twice,
    # the second time moved by one.
    marked = f"^{word}$"
    width = len(marked) // 3
    return sorted({marked[at : at + width] for start in (0, 1) for at in range(start, len(marked) - width + 1, width)})


def _scan(
    session: Session, condition: ColumnElement[bool], wanted: Wanted, after: int, limit: int | None
) -> "array[int]":
    # Without a trigram all texts must be read. Worth it for names in scripts that put no spaces; for a single
    # letter the beginnings of names are enough.
    if not any(spaceless(term) for way in wanted.ways for group in way for term in group):
        return array("q")
    return int_column(session, _in_order(condition, after, limit))


def _in_order(condition: ColumnElement[bool], after: int, limit: int | None) -> Any:
    query = select(CustomerSearch.customer_id).where(condition, CustomerSearch.customer_id > after)
    return query.order_by(CustomerSearch.customer_id).limit(limit)


def _likes(wanted: Wanted, body: Any) -> ColumnElement[bool]:
    # Folded text holds neither % nor _ nor a backslash.
    return _any_way(wanted, lambda form: body.like(f"%{form}%"))


def _any_way(wanted: Wanted, test: Callable[[str], ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(
        *(and_(*(or_(*(test(form) for term in group for form in forms(term))) for group in way)) for way in wanted.ways)
    )


def fts_query(wanted: Wanted) -> str:
    """The FTS5 query. Terms without a trigram are left out: they are checked on the text."""
    ways = []
    for way in wanted.ways:
        groups = [
            " OR ".join('"' + form.replace('"', '""') + '"' for term in group for form in forms(term))
            for group in way
            if has_trigram(group)
        ]
        ways.append(" AND ".join(f"({group})" for group in groups))
    return " OR ".join(f"({way})" for way in ways)


def plain_sql(wanted: Wanted, body: str) -> tuple[str, dict[str, str]]:
    """The whole test on the text ``body`` (SQL) as SQLite's SQL, with its parameters."""
    values: dict[str, str] = {}

    def test(form: str) -> str:
        name = f"form{len(values)}"
        values[name] = form
        return f"instr({body}, :{name}) > 0"

    ways = (
        " AND ".join("(" + " OR ".join(test(f) for term in group for f in forms(term)) + ")" for group in way)
        for way in wanted.ways
    )
    return f" AND ({' OR '.join(f'({way})' for way in ways)})", values
