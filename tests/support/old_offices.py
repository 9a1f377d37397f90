"""Offices of older formats on a server, with the rows that a founded office has of what was there then."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, Table, func, insert, inspect, select, text

from officedesk.database import schema
from officedesk.database.engine import make_engine
from officedesk.database.place import OfficePlace
from officedesk.models.tables import Base
from officedesk.services.desk import Desk

Rows = dict[str, list[tuple[Any, ...]]]


def make_old(place: OfficePlace, revision: int, source: Desk) -> Rows:
    """Make an office of format `revision` at `place`, with what `source` has of its tables; gives those rows."""
    engine = make_engine(place, new=True)
    schema.migrate(engine, f"{revision:04}")
    with engine.begin() as old, source.read() as session:
        tables = _there(old)
        for table in reversed(tables):
            old.execute(table.delete())
        for table in tables:
            rows = [dict(row) for row in session.execute(select(table)).mappings()]
            if table.name == "number_sequence" and revision < 6:
                rows = [row for row in rows if row["kind"] not in ("contract", "project")]
            if rows:
                old.execute(insert(table), rows)
            _count_on(old, table)
        found = _rows(old)
    engine.dispose()
    return found


def rows_at(place: OfficePlace) -> Rows:
    """All rows of the office at `place`, of whatever format, in the order of their keys."""
    engine = make_engine(place)
    try:
        with engine.connect() as connection:
            return _rows(connection)
    finally:
        engine.dispose()


def _rows(connection: Connection) -> Rows:
    return {
        table.name: [tuple(row) for row in connection.execute(select(table).order_by(*_order(connection, table)))]
        for table in _there(connection)
    }


def _order(connection: Connection, table: Table) -> list[Any]:
    server = connection.dialect.name == "postgresql"
    return [one.collate("C") if server and isinstance(one.type, String) else one for one in table.primary_key]


def _there(connection: Connection) -> list[Table]:
    """Today's tables as far as `connection` has them, without what the program fills in by itself."""
    found = inspect(connection)
    names = set(found.get_table_names())
    return [
        Table(
            table.name,
            MetaData(),
            *(
                Column(column.name, column.type, primary_key=column.primary_key)
                for column in table.columns
                if column.name in {one["name"] for one in found.get_columns(table.name)}
            ),
        )
        for table in Base.metadata.sorted_tables
        if table.name in names
    ]


def _count_on(old: Connection, table: Table) -> None:
    """The ids of some rows were given to rows that are gone."""
    sequence = old.scalar(
        text("SELECT pg_get_serial_sequence(:name, :id)"), {"name": table.name, "id": next(iter(table.columns)).name}
    )
    if sequence is not None:
        highest = old.scalar(select(func.max(table.c.id))) or 0
        old.execute(text("SELECT setval(:name, :value)"), {"name": sequence, "value": highest + 7})
