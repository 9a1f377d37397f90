"""What migrations since 0005 are put together from.

A migration that was released does the same for ever: what one of them uses is added to here, and never changed.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def where(condition: str) -> dict[str, Any]:
    """Options of an index over the rows that meet a condition."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


THERE = where("deleted_at IS NULL")
TRASH = where("deleted_at IS NOT NULL")


def on_sqlite() -> bool:
    """Whether the office lies in a file."""
    return op.get_bind().dialect.name == "sqlite"


def identity() -> "sa.Column[int]":
    return sa.Column("id", BIG, autoincrement=True, nullable=False)


def stamps() -> "tuple[sa.Column[Any], ...]":
    return tuple(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("created_at", "updated_at"))


def words(name: str, *values: str) -> sa.Enum:
    """A text column that holds one of these words, with a check of that name."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def key(length: int) -> sa.String:
    """Text that is compared by code point on both engines."""
    return sa.String(length=length).with_variant(sa.String(length=length, collation="C"), "postgresql")


def refers(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """The reference of a column of a table that is being made; ``target`` is ``table.id``."""
    name = f"fk_{table}_{column}_{target.split('.', maxsplit=1)[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=ondelete)


def add_reference(table: str, column: str, target: str) -> None:
    """A column that refers to another table, in a table that is there: both engines know these words."""
    kind = "INTEGER" if on_sqlite() else "BIGINT"
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} {kind} "
        f"CONSTRAINT fk_{table}_{column}_{target} REFERENCES {target} (id) ON DELETE RESTRICT"
    )


def find_texts(table: str) -> None:
    """The index of a table's texts, kept by triggers on SQLite.

    The line break in front of a text lets a word at its beginning be found like any other.
    """
    if not on_sqlite():
        op.execute(f"CREATE INDEX ix_{table}_finds ON {table} USING gin ((chr(10) || text_key) gin_trgm_ops)")
        return
    op.execute(f"CREATE VIEW {table}_finds AS SELECT id, char(10) || text_key AS body FROM {table}")  # noqa: S608
    op.execute(
        f"CREATE VIRTUAL TABLE {table}_fts USING fts5("
        f"body, content='{table}_finds', content_rowid='id', tokenize='trigram')"
    )
    put = f"INSERT INTO {table}_fts (rowid, body) VALUES (new.id, char(10) || new.text_key)"  # noqa: S608
    take = (
        f"INSERT INTO {table}_fts ({table}_fts, rowid, body) "  # noqa: S608
        "VALUES ('delete', old.id, char(10) || old.text_key)"
    )
    op.execute(f"CREATE TRIGGER {table}_fts_insert AFTER INSERT ON {table} BEGIN {put}; END")
    op.execute(f"CREATE TRIGGER {table}_fts_delete AFTER DELETE ON {table} BEGIN {take}; END")
    op.execute(
        f"CREATE TRIGGER {table}_fts_update AFTER UPDATE OF text_key ON {table} "
        f"WHEN old.text_key <> new.text_key BEGIN {take}; {put}; END"
    )


def change_check(table: str, name: str, column: str, values: Sequence[str]) -> None:
    """Let a column hold these words from now on. On SQLite no other table may refer to this one."""
    said = ", ".join(f"'{value}'" for value in values)
    check, condition = op.f(f"ck_{table}_{name}"), f"{column} IN ({said})"
    if not on_sqlite():
        op.drop_constraint(check, table, type_="check")
        op.create_check_constraint(check, table, condition)
        return
    # SQLite changes a check only by making the table anew; the old one is not read back, and stays behind with it.
    last = last_id(table)
    with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": True}) as anew:
        anew.create_check_constraint(check, condition)
    go_on_counting(table, last)


def last_id(table: str) -> int | None:
    """The last id that a table of SQLite gave out, also to a row that is gone."""
    query = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    return op.get_bind().execute(query, {"name": table}).scalar()


def go_on_counting(table: str, last: int | None) -> None:
    """Ids of a table that was made anew go on where they were."""
    if last is None:
        return
    connection = op.get_bind()
    connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table})
    put = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)")
    connection.execute(put, {"name": table, "seq": last})
