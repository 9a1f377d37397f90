"""Maps: geofences, devices and their positions, crossings, time entries.

Revision ID: 0004
Revises: 0003
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


THERE = _where("deleted_at IS NULL")
TRASH = _where("deleted_at IS NOT NULL")
NOTICES = (
    "reminder", "task", "payment", "viewed", "expiring", "message_failed", "message_answered", "crossing",
)  # fmt: skip


def _id() -> "sa.Column[int]":
    return sa.Column("id", BIG, autoincrement=True, nullable=False)


def _stamps() -> "tuple[sa.Column[Any], ...]":
    return tuple(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("created_at", "updated_at"))


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def _refers(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.split('.', maxsplit=1)[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_index("ix_location_point", "location", ["latitude", "longitude"])
    _geofences()
    _positions()
    _crossings()
    _time()
    _found_places()
    if op.get_bind().dialect.name == "sqlite":
        _tell_crossings_on_sqlite()
        _find_geofences_on_sqlite()
    else:
        op.drop_constraint(op.f("ck_notification_noticekind"), "notification", type_="check")
        kinds = ", ".join(f"'{kind}'" for kind in NOTICES)
        op.create_check_constraint(op.f("ck_notification_noticekind"), "notification", f"kind IN ({kinds})")
        op.execute("CREATE INDEX ix_geofence_finds ON geofence USING gin ((chr(10) || text_key) gin_trgm_ops)")


def _tell_crossings_on_sqlite() -> None:
    """SQLite changes a check only by making the table anew; ids go on where they were, also after deleted ones."""
    connection = op.get_bind()
    # Checks are not read back from SQLite: the old one stays behind with the old table.
    last = connection.execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'notification'")).scalar()
    with op.batch_alter_table(
        "notification", recreate="always", table_kwargs={"sqlite_autoincrement": True}
    ) as notification:
        kinds = ", ".join(f"'{kind}'" for kind in NOTICES)
        notification.create_check_constraint(op.f("ck_notification_noticekind"), f"kind IN ({kinds})")
    if last is not None:
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = 'notification'"))
        put = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('notification', :seq)")
        connection.execute(put, {"seq": last})


def _find_geofences_on_sqlite() -> None:
    """As in 0003: the line break in front of a text lets a word at its beginning be found like any other."""
    op.execute("CREATE VIEW geofence_finds AS SELECT id, char(10) || text_key AS body FROM geofence")
    op.execute(
        "CREATE VIRTUAL TABLE geofence_fts USING fts5("
        "body, content='geofence_finds', content_rowid='id', tokenize='trigram')"
    )
    put = "INSERT INTO geofence_fts (rowid, body) VALUES (new.id, char(10) || new.text_key)"
    take = "INSERT INTO geofence_fts (geofence_fts, rowid, body) VALUES ('delete', old.id, char(10) || old.text_key)"
    op.execute(f"CREATE TRIGGER geofence_fts_insert AFTER INSERT ON geofence BEGIN {put}; END")
    op.execute(f"CREATE TRIGGER geofence_fts_delete AFTER DELETE ON geofence BEGIN {take}; END")
    op.execute(
        "CREATE TRIGGER geofence_fts_update AFTER UPDATE OF text_key ON geofence "
        f"WHEN old.text_key <> new.text_key BEGIN {take}; {put}; END"
    )


def _geofences() -> None:
    op.create_table(
        "geofence",
        _id(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("location_id", BIG, nullable=True),
        sa.Column("shape", _words("fenceshape", "circle", "polygon"), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("radius", sa.Double(), nullable=True),
        sa.Column("outline", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("west", sa.Double(), nullable=False),
        sa.Column("south", sa.Double(), nullable=False),
        sa.Column("east", sa.Double(), nullable=False),
        sa.Column("north", sa.Double(), nullable=False),
        sa.Column("area", sa.Double(), nullable=False),
        sa.Column("perimeter", sa.Double(), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.Column("alert_on_enter", sa.Boolean(), nullable=False),
        sa.Column("alert_on_exit", sa.Boolean(), nullable=False),
        sa.Column("active_days", sa.Integer(), nullable=False),
        sa.Column("active_from", sa.Integer(), nullable=False),
        sa.Column("active_until", sa.Integer(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        *_stamps(),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(shape = 'circle') = (radius IS NOT NULL)", name=op.f("ck_geofence_radius")),
        _refers("geofence", "customer_id", "customer.id", "RESTRICT"),
        _refers("geofence", "location_id", "location.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_geofence"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_geofence_customer", "geofence", ["customer_id", "id"], **THERE)
    op.create_index("ix_geofence_location", "geofence", ["location_id"])
    op.create_index("ix_geofence_name", "geofence", ["text_key", "id"], **THERE)
    op.create_index("ix_geofence_trash", "geofence", ["deleted_at"], **TRASH)
    op.create_table(
        "geofence_watcher",
        sa.Column("geofence_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        _refers("geofence_watcher", "geofence_id", "geofence.id", "CASCADE"),
        _refers("geofence_watcher", "user_id", "user_account.id", "CASCADE"),
        sa.PrimaryKeyConstraint("geofence_id", "user_id", name="pk_geofence_watcher"),
    )
    op.create_index("ix_geofence_watcher_user", "geofence_watcher", ["user_id"])


def _positions() -> None:
    op.create_table(
        "device",
        _id(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", _words("devicekind", "vehicle", "phone", "tracker"), nullable=False),
        sa.Column(
            "identifier",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("technician_id", BIG, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("behind_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("behind_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("device", "technician_id", "technician.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_device"),
        sa.UniqueConstraint("identifier", name="uq_device_identifier"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_device_technician", "device", ["technician_id"])
    op.create_table(
        "track_import",
        _id(),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("positions", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_track_import"),
        sa.UniqueConstraint("sha256", name="uq_track_import_sha256"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "position",
        _id(),
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("accuracy", sa.Double(), nullable=True),
        sa.Column("speed", sa.Double(), nullable=True),
        sa.Column("heading", sa.Double(), nullable=True),
        sa.Column("import_id", BIG, nullable=True),
        _refers("position", "device_id", "device.id", "RESTRICT"),
        _refers("position", "import_id", "track_import.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_position"),
        sa.UniqueConstraint("device_id", "at", name="uq_position_device_id_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_position_at", "position", ["at"])


def _crossings() -> None:
    op.create_table(
        "crossing",
        _id(),
        sa.Column("geofence_id", BIG, nullable=False),
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("technician_id", BIG, nullable=True),
        sa.Column("kind", _words("crossingkind", "enter", "exit"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_id", BIG, nullable=True),
        sa.Column("invoice_id", BIG, nullable=True),
        _refers("crossing", "device_id", "device.id", "RESTRICT"),
        _refers("crossing", "entered_id", "crossing.id", "SET NULL"),
        _refers("crossing", "geofence_id", "geofence.id", "CASCADE"),
        _refers("crossing", "invoice_id", "invoice.id", "SET NULL"),
        _refers("crossing", "technician_id", "technician.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_crossing"),
        sa.UniqueConstraint("geofence_id", "device_id", "at", "kind", name="uq_crossing_geofence_id_device_id_at_kind"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_crossing_at", "crossing", ["at", "id"])
    op.create_index("ix_crossing_device", "crossing", ["device_id", "at"])
    op.create_index("ix_crossing_entered", "crossing", ["entered_id"])
    op.create_index("ix_crossing_geofence", "crossing", ["geofence_id", "kind", "at"])
    op.create_index("ix_crossing_invoice", "crossing", ["invoice_id"])


def _time() -> None:
    op.create_table(
        "time_entry",
        _id(),
        sa.Column("technician_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("location_id", BIG, nullable=True),
        sa.Column("job_id", BIG, nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("crossing_id", BIG, nullable=True),
        *_stamps(),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name=op.f("ck_time_entry_ends")),
        _refers("time_entry", "crossing_id", "crossing.id", "SET NULL"),
        _refers("time_entry", "customer_id", "customer.id", "RESTRICT"),
        _refers("time_entry", "job_id", "job.id", "RESTRICT"),
        _refers("time_entry", "location_id", "location.id", "RESTRICT"),
        _refers("time_entry", "technician_id", "technician.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_time_entry"),
        sa.UniqueConstraint("crossing_id", name="uq_time_entry_crossing_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_time_entry_customer", "time_entry", ["customer_id"])
    op.create_index("ix_time_entry_job", "time_entry", ["job_id"])
    op.create_index("ix_time_entry_started", "time_entry", ["started_at", "id"], **THERE)
    op.create_index("ix_time_entry_technician", "time_entry", ["technician_id", "started_at"], **THERE)
    op.create_index("ix_time_entry_trash", "time_entry", ["deleted_at"], **TRASH)


def _found_places() -> None:
    op.create_table(
        "found_place",
        _id(),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_found_place"),
        sa.UniqueConstraint("provider", "question", name="uq_found_place_provider_question"),
        sqlite_autoincrement=True,
    )
