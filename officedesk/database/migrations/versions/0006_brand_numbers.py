"""Numbers of each brand, of contracts and of projects; what there is to be told of them.

Revision ID: 0006
Revises: 0005
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from officedesk.models.usual_forms import USUAL

revision = "0006"
down_revision = "0005"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


NOTICES = (
    "reminder", "task", "payment", "viewed", "expiring", "message_failed", "message_answered", "crossing", "contract",
    "lead",
)  # fmt: skip
NUMBERED = ("customer", "estimate", "job", "invoice", "credit_note", "payment", "contract", "project")


def _id() -> "sa.Column[int]":
    return sa.Column("id", BIG, autoincrement=True, nullable=False)


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def _refers(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.split('.', maxsplit=1)[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=ondelete)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _number_brands_on_sqlite()
        _tell_contracts_on_sqlite()
    else:
        _number_brands_on_postgresql()
        _check("notification", "noticekind", "kind", NOTICES)
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE invoice ADD COLUMN sequence_id {kind} "
        "CONSTRAINT fk_invoice_sequence_id_number_sequence REFERENCES number_sequence (id) ON DELETE RESTRICT"
    )
    _begin_numbers()
    _begin_forms()


def _check(table: str, name: str, column: str, values: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    said = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{column} IN ({said})")


def _number_brands_on_postgresql() -> None:
    _check("number_sequence", "sequencekind", "kind", NUMBERED)
    op.drop_constraint("uq_number_sequence_kind", "number_sequence", type_="unique")
    op.execute(
        "ALTER TABLE number_sequence ADD COLUMN brand_id BIGINT "
        "CONSTRAINT fk_number_sequence_brand_id_brand REFERENCES brand (id) ON DELETE RESTRICT"
    )
    _one_for_each_brand()


def _one_for_each_brand() -> None:
    office, brands = _where("brand_id IS NULL"), _where("brand_id IS NOT NULL")
    op.create_index("uq_number_sequence_kind", "number_sequence", ["kind"], unique=True, **office)
    op.create_index("uq_number_sequence_brand", "number_sequence", ["brand_id", "kind"], unique=True, **brands)


def _number_brands_on_sqlite() -> None:
    """SQLite changes a check only by making the table anew, and counters refer to sequences: both are made anew."""
    connection = op.get_bind()
    held = {
        table: connection.execute(sa.text(f"SELECT * FROM {table} ORDER BY id")).mappings().all()  # noqa: S608
        for table in ("number_sequence", "number_counter")
    }
    last = {
        table: connection.execute(
            sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table}
        ).scalar()
        for table in held
    }
    op.drop_table("number_counter")
    op.drop_table("number_sequence")
    op.create_table(
        "number_sequence",
        _id(),
        sa.Column("kind", _words("sequencekind", *NUMBERED), nullable=False),
        sa.Column("brand_id", BIG, nullable=True),
        sa.Column("pattern", sa.String(length=60), nullable=False),
        sa.Column("padding", sa.Integer(), nullable=False),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        sa.Column("start", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("number_sequence", "brand_id", "brand.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_number_sequence"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "number_counter",
        _id(),
        sa.Column("sequence_id", BIG, nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("next_value", BIG, nullable=False),
        _refers("number_counter", "sequence_id", "number_sequence.id", "RESTRICT"),
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
        _go_on_counting(table, last[table])


def _go_on_counting(table: str, last: int | None) -> None:
    """Ids go on where they were, also after deleted ones."""
    if last is None:
        return
    connection = op.get_bind()
    connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table})
    put = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)")
    connection.execute(put, {"name": table, "seq": last})


def _tell_contracts_on_sqlite() -> None:
    """As in 0004: checks are not read back from SQLite, so that the old one stays behind with the old table."""
    connection = op.get_bind()
    last = connection.execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'notification'")).scalar()
    with op.batch_alter_table(
        "notification", recreate="always", table_kwargs={"sqlite_autoincrement": True}
    ) as notification:
        kinds = ", ".join(f"'{kind}'" for kind in NOTICES)
        notification.create_check_constraint(op.f("ck_notification_noticekind"), f"kind IN ({kinds})")
    _go_on_counting("notification", last)


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
