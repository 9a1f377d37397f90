"""Finding what is kept about customers by its words: notes, equipment, reminders, tasks, and files by what is in them.

The indexes of both engines keep themselves true (triggers on SQLite, ``pg_trgm`` on PostgreSQL), whoever writes. A text
is found as a customer is (``models.wanted``): parts of words from three letters, beginnings of words below.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from officedesk.database.search import fts_query, plain_sql
from officedesk.models.wanted import Wanted, forms, has_trigram

INDEXED = ("note", "equipment", "reminder", "todo", "attachment", "geofence", "contract", "project")
"""The tables that are looked through. Files are found by their content too, all words in it or all in the name."""
_NEWEST = 1_000
"""Rows that PostgreSQL looks at one by one before it asks the index: what many have is met among them."""
_FENCED = 2_000
"""Finds among which PostgreSQL chooses the newest."""
_CONTENT = "(SELECT char(10) || s.text FROM stored_file s WHERE s.sha256 = r.sha256)"


def newest(
    session: Session, table: str, asked: Wanted, limit: int, where: str = "", values: Mapping[str, Any] | None = None
) -> list[int]:
    """Ids of at most ``limit`` rows of ``table`` that are found and not in the trash, the newest first.

    ``where`` narrows them further: SQL on the row ``r``, with ``values``. Nothing is found for a single letter.
    """
    if not asked.indexed:
        return []
    given = {**(values or {}), "limit": limit}
    narrowed = f"r.deleted_at IS NULL{f' AND ({where})' if where else ''}"
    if session.get_bind().dialect.name == "postgresql":
        return _on_postgresql(session, table, asked, limit, narrowed, given)
    return _on_sqlite(session, table, asked, narrowed, given)


def _on_sqlite(session: Session, table: str, asked: Wanted, narrowed: str, given: dict[str, Any]) -> list[int]:
    query = fts_query(asked)
    bodies = ["char(10) || r.text_key"]
    if table == "attachment":
        # All words in the name, or all in the content: never one here and one there.
        query = f"{{body}} : ({query}) OR {{content}} : ({query})"
        bodies.append(_CONTENT)
    given["match"] = query
    checks = ""
    if not all(has_trigram(group) for way in asked.ways for group in way):
        # One letter has no trigram: what the other words find is read and looked at.
        tests = []
        for body in bodies:
            test, more = plain_sql(asked, body)
            tests.append(test.removeprefix(" AND "))
            given |= more
        checks = f" AND ({' OR '.join(tests)})"
    # CROSS JOIN keeps the order: the index gives its finds newest first, and stops at the limit.
    statement = (
        f"SELECT r.id FROM {table}_fts f CROSS JOIN {table} r ON r.id = f.rowid "  # noqa: S608
        f"WHERE f.{table}_fts MATCH :match AND {narrowed}{checks} ORDER BY f.rowid DESC LIMIT :limit"
    )
    return list(session.connection().execute(text(statement), given).scalars())


def _on_postgresql(
    session: Session, table: str, asked: Wanted, limit: int, narrowed: str, given: dict[str, Any]
) -> list[int]:
    found = _by_text(session, table, "chr(10) || r.text_key", "", asked, limit, narrowed, given)
    if table == "attachment":
        files = " JOIN stored_file s ON s.sha256 = r.sha256"
        inside = _by_text(session, table, "chr(10) || s.text", files, asked, limit, narrowed, given)
        found = sorted({*found, *inside}, reverse=True)[:limit]
    return found


def _by_text(
    session: Session,
    table: str,
    body: str,
    join: str,
    asked: Wanted,
    limit: int,
    narrowed: str,
    given: dict[str, Any],
) -> list[int]:
    wanted, likes = _likes(asked, "w.body")
    rows = f"SELECT r.id, {body} AS body FROM {table} r{join} WHERE {narrowed}"  # noqa: S608
    # The planner takes finds to lie evenly, and would walk through all rows to those that came in one import: so the
    # newest rows are looked at first, then all that the index finds, up to a bound.
    walked = (
        f"SELECT w.id FROM ({rows} ORDER BY r.id DESC LIMIT {_NEWEST}) AS w "  # noqa: S608
        f"WHERE {wanted} ORDER BY w.id DESC LIMIT :limit"
    )
    found = list(session.connection().execute(text(walked), given | likes).scalars())
    if len(found) >= limit:
        return found
    wanted, likes = _likes(asked, f"({body})")
    fenced = f"SELECT r.id FROM {table} r{join} WHERE {narrowed} AND ({wanted}) LIMIT {_FENCED} OFFSET 0"  # noqa: S608
    by_index = f"SELECT w.id FROM ({fenced}) AS w ORDER BY w.id DESC LIMIT :limit"  # noqa: S608
    return list(session.connection().execute(text(by_index), given | likes).scalars())


def _likes(asked: Wanted, body: str) -> tuple[str, dict[str, str]]:
    values: dict[str, str] = {}

    def test(form: str) -> str:
        name = f"like{len(values)}"
        # Folded text holds neither % nor _ nor a backslash.
        values[name] = f"%{form}%"
        return f"{body} LIKE :{name}"

    ways = (
        " AND ".join("(" + " OR ".join(test(form) for term in group for form in forms(term)) + ")" for group in way)
        for way in asked.ways
    )
    return " OR ".join(f"({way})" for way in ways), values
