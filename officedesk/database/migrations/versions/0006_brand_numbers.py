"""Numbers of each brand, of contracts and of projects; what there is to be told of them.

Revision ID: 0006
Revises: 0005
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from officedesk.database.migrations.pieces import (
    BIG,
    add_reference,
    change_check,
    go_on_counting,
    identity,
    last_id,
    on_sqlite,
    refers,
    where,
    words,
)
from officedesk.models.usual_forms import USUAL

revision = "0006"
down_revision = "0005"

NOTICES = (
    "reminder", "task", "payment", "viewed", "expiring", "message_failed", "message_answered", "crossing", "contract",
    "lead",
)  # fmt: skip
NUMBERED = ("customer", "estimate", "job", "invoice", "credit_note", "payment", "contract", "project")


def upgrade() -> None:
    if on_sqlite():
        _number_brands_on_sqlite()
    else:
        _number_brands_on_postgresql()
    change_check("notification", "noticekind", "kind", NOTICES)
    add_reference("invoice", "sequence_id", "number_sequence")
    _begin_numbers()
    _begin_forms()


def _number_brands_on_postgresql() -> None:
    change_check("number_sequence", "sequencekind", "kind", NUMBERED)
    op.drop_constraint("uq_number_sequence_kind", "number_sequence", type_="unique")
    add_reference("number_sequence", "brand_id", "brand")
    _one_for_each_brand()


def _one_for_each_brand() -> None:
    office, brands = where("brand_id IS NULL"), where("brand_id IS NOT NULL")
    op.create_index("uq_number_sequence_kind", "number_sequence", ["kind"], unique=True, **office)
    op.create_index("uq_number_sequence_brand", "number_sequence", ["brand_id", "kind"], unique=True, **brands)


def _number_brands_on_sqlite() -> None:
    """SQLite changes a check only by making the table anew, and counters refer to sequences: both are made anew."""
    connection = op.get_bind()
    held = {
        table: connection.execute(sa.text(f"SELECT * FROM {table} ORDER BY id")).mappings().all()  # noqa: S608
        for table in ("number_sequence", "number_counter")
    }
    last = {table: last_id(table) for table in held}
    op.drop_table("number_counter")
    op.drop_table("number_sequence")
    op.create_table(
        "number_sequence",
        identity(),
        sa.Column("kind", words("sequencekind", *NUMBERED), nullable=False),
        sa.Column("brand_id", BIG, nullable=True),
        sa.Column("pattern", sa.String(length=60), nullable=False),
        sa.Column("padding", sa.Integer(), nullable=False),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        sa.Column("start", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        refers("number_sequence", "brand_id", "brand.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_number_sequence"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "number_counter",
        identity(),
        sa.Column("sequence_id", BIG, nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("next_value", BIG, nullable=False),
        refers("number_counter", "sequence_id", "number_sequence.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_number_counter"),
        sa.UniqueConstraint("sequence_id", "period", name="uq_number_counter_sequence_id_period"),
        sqlite_autoincrement=True,
    )
    _one_for_each_brand()
    for table, rows in held.items():
        for row in map(dict, rows):
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)  # noqa: S608
        go_on_counting(table, last[table])


def _begin_numbers() -> None:
    """An office that is there already numbers contracts and projects as a new one would; a new one does it itself."""
    connection = op.get_bind()
    if connection.execute(sa.text("SELECT count(*) FROM number_sequence")).scalar():
        put = sa.text(
            "INSERT INTO number_sequence (kind, pattern, padding, yearly, start, version) "
            "VALUES (:kind, :pattern, 0, :yearly, 1001, 1)"
        )
        for kind, pattern in (("contract", "C-{n}"), ("project", "P-{n}")):
            connection.execute(put, {"kind": kind, "pattern": pattern, "yearly": False})


def _begin_forms() -> None:
    """The same with the forms that crews fill in: jobs that are there already get none."""
    connection = op.get_bind()
    if connection.execute(sa.text("SELECT count(*) FROM company")).scalar():
        now = datetime.now(UTC)
        table = sa.table(
            "form_template",
            *(sa.column(name) for name in ("name", "moment", "rule", "position", "active", "version")),
            sa.column("fields", sa.JSON()),
            *(sa.column(name, sa.DateTime(timezone=True)) for name in ("created_at", "updated_at")),
        )
        same = {"rule": "optional", "active": True, "version": 1, "created_at": now, "updated_at": now}
        for place, form in enumerate(USUAL):
            connection.execute(sa.insert(table).values(**form, position=place, **same))
