"""The migrations make exactly what the models describe."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import INTEGER, CheckConstraint, ForeignKeyConstraint, Integer, inspect, text
from sqlalchemy.types import TypeDecorator, TypeEngine

from officedesk.database import schema
from officedesk.database.place import OfficePlace
from officedesk.models.tables import Base
from officedesk.services.desk import Desk

# Made by hand in migrations: text search of each engine, and Alembic's own mark.
BY_HAND_TABLES = (
    "customer_fts", "search_word_fts", "alembic_version",
    "note_fts", "equipment_fts", "reminder_fts", "todo_fts", "attachment_fts", "geofence_fts",
    "contract_fts", "project_fts",
)  # fmt: skip
BY_HAND_INDEXES = (
    "ix_customer_search_body", "ix_search_word_trigrams", "ix_note_finds", "ix_equipment_finds", "ix_reminder_finds",
    "ix_todo_finds", "ix_attachment_finds", "ix_stored_file_finds", "ix_geofence_finds",
    "ix_contract_finds", "ix_project_finds",
)  # fmt: skip

# Added to tables that are too large to be made anew: SQLite refers from such a column, but does not say by what name.
ADDED_REFERENCES = {
    ("estimate", "project_id"), ("job", "project_id"), ("job", "contract_id"), ("invoice", "project_id"),
    ("attachment", "project_id"), ("note", "project_id"), ("todo", "project_id"), ("brand", "terms_id"),
    ("invoice", "sequence_id"),
}  # fmt: skip


def test_the_head_is_the_newest_migration() -> None:
    versions = [entry.name for entry in files("officedesk.database.migrations.versions").iterdir()]
    numbers = sorted(int(name[:4]) for name in versions if name[:4].isdigit())
    assert numbers == list(range(1, schema.HEAD + 1))


def test_a_new_office_has_the_tables_of_the_models(desk: Desk) -> None:
    def is_ours(thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        if kind == "foreign_key_constraint" and is_added(thing):
            return False
        return not (kind in ("table", "index") and str(name).startswith((*BY_HAND_TABLES, *BY_HAND_INDEXES)))

    with desk.database.engine.connect() as connection:
        options = {"include_object": is_ours, "compare_type": differs, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def is_added(reference: ForeignKeyConstraint) -> bool:
    return any((reference.table.name, column) in ADDED_REFERENCES for column in reference.column_keys)


def test_references_that_were_added_are_those_of_the_models(desk: Desk) -> None:
    for table, column in ADDED_REFERENCES:
        (described,) = Base.metadata.tables[table].c[column].foreign_keys
        assert added_reference(desk, table, column) == (described.target_fullname, described.ondelete)


def added_reference(desk: Desk, table: str, column: str) -> tuple[str, str]:
    """What a column refers to, and what becomes of it when that is deleted."""
    if desk.database.engine.dialect.name == "sqlite":
        with desk.database.engine.connect() as connection:
            references = connection.execute(text(f"PRAGMA foreign_key_list({table})")).mappings().all()
        (rule,) = [rule for rule in references if rule["from"] == column]
        return f"{rule['table']}.{rule['to']}", rule["on_delete"]
    (found,) = [
        rule
        for rule in inspect(desk.database.engine).get_foreign_keys(table)
        if rule["constrained_columns"] == [column]
    ]
    return f"{found['referred_table']}.{found['referred_columns'][0]}", found["options"]["ondelete"]


def differs(
    context: MigrationContext, _found: Any, _column: Any, found: TypeEngine[Any], described: TypeEngine[Any]
) -> bool | None:
    """SQLite stores every integer alike, whatever width it was declared with; all else Alembic compares."""
    if isinstance(described, TypeDecorator):
        described = described.impl_instance
    if isinstance(found, INTEGER) and isinstance(described, Integer) and context.dialect.name == "sqlite":
        return False
    return None


def test_constraints_carry_the_names_of_the_models(desk: Desk) -> None:
    inspector = inspect(desk.database.engine)
    for table in Base.metadata.sorted_tables:
        described = {str(rule.name) for rule in table.constraints if not isinstance(rule, CheckConstraint)}
        # On SQLite an id is declared with its column, where no name can be given.
        primary = inspector.get_pk_constraint(table.name)["name"] or f"pk_{table.name}"
        found = [*inspector.get_foreign_keys(table.name), *inspector.get_unique_constraints(table.name)]
        named = {str(rule["name"]) for rule in found if rule["name"] is not None}
        unnamed = {
            f"fk_{table.name}_{column}_{next(iter(table.c[column].foreign_keys)).column.table.name}"
            for one, column in ADDED_REFERENCES
            if one == table.name
        }
        assert named | unnamed | {str(primary)} == described, table.name


def test_checks_of_the_models_are_in_the_office(desk: Desk) -> None:
    inspector = inspect(desk.database.engine)
    for table in Base.metadata.sorted_tables:
        naming = desk.database.engine.dialect.identifier_preparer
        described = {naming.format_constraint(rule) for rule in table.constraints if isinstance(rule, CheckConstraint)}
        found = {str(rule["name"]) for rule in inspector.get_check_constraints(table.name)}
        assert found == described, table.name


def test_an_office_is_opened_only_after_it_was_made(place: OfficePlace) -> None:
    schema.create(place).dispose()
    engine = schema.open_office(place)
    with engine.connect() as connection:
        assert inspect(connection).has_table("customer")
    engine.dispose()
