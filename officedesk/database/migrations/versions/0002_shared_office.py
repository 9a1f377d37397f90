"""The shared office: passwords, presence, sealed changes.

Revision ID: 0002
Revises: 0001
"""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # SQLite adds a column to a table in place only where it may be empty or has a default.
    op.add_column("user_account", sa.Column("password_hash", sa.String(length=200), nullable=True))
    op.add_column("user_account", sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("user_account", sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "company", sa.Column("office_key", sa.String(length=32), nullable=False, server_default=sa.text("''"))
    )
    company = sa.table("company", sa.column("office_key"))
    op.get_bind().execute(company.update().values(office_key=uuid.uuid4().hex))
    op.add_column("change_log", sa.Column("undoes", sa.String(length=40), nullable=True))
    op.add_column("change_log", sa.Column("erased", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("change_log", sa.Column("digest", sa.String(length=64), nullable=False, server_default=sa.text("''")))
    op.add_column("change_log", sa.Column("seal", sa.String(length=64), nullable=False, server_default=sa.text("''")))
    op.create_table(
        "sign_in_token",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("desktop", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_sign_in_token_user_id_user_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_token"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_token_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sign_in_token_user_id", "sign_in_token", ["user_id"])
    op.create_table(
        "presence",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("desktop", sa.Text(), nullable=False),
        sa.Column("user_id", BIG, nullable=True),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("program", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("editing", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_presence_user_id_user_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_presence"),
        sa.UniqueConstraint("key", name="uq_presence_key"),
        sqlite_autoincrement=True,
    )
    _seal_the_history()
    for table in ("customer", "estimate", "invoice", "job", "payment"):
        there = sa.text("deleted_at IS NOT NULL")
        op.create_index(f"ix_{table}_trash", table, ["deleted_at"], sqlite_where=there, postgresql_where=there)


def _seal_the_history() -> None:
    head = op.create_table(
        "change_head",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("first_id", BIG, nullable=False),
        sa.Column("last_id", BIG, nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_change_head"),
    )
    # What was written before has no seal; from the next row on every row has one.
    last = op.get_bind().execute(sa.text("SELECT coalesce(max(id), 0) FROM change_log")).scalar_one()
    op.get_bind().execute(head.insert().values(id=1, first_id=last + 1, last_id=last, seal=""))
    op.create_index("ix_change_log_at", "change_log", ["at", "id"])
    there = sa.text("undoes IS NOT NULL")
    op.create_index("ix_change_log_undoes", "change_log", ["undoes"], sqlite_where=there, postgresql_where=there)
    number = sa.String(60).with_variant(sa.String(60, collation="C"), "postgresql")
    op.create_table(
        "erased_number",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", number, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erased_number"),
        sa.UniqueConstraint("kind", "number", name="uq_erased_number_kind_number"),
        sqlite_autoincrement=True,
    )
