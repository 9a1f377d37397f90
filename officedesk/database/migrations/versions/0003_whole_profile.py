"""The whole profile: equipment, reminders, notes, tasks, attachments, messages.

Revision ID: 0003
Revises: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


THERE = _where("deleted_at IS NULL")
TRASH = _where("deleted_at IS NOT NULL")
PENDING = _where("status IN ('waiting', 'sending')")
TROUBLE = _where("status IN ('failed', 'unsure')")
DONE = _where("done_at IS NOT NULL AND deleted_at IS NULL")
OPEN = _where("done_at IS NULL AND deleted_at IS NULL")
UNANSWERED = _where("status IN ('draft', 'sent') AND deleted_at IS NULL")
OWED = _where("balance > 0 AND kind <> 'credit_note' AND deleted_at IS NULL")


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
    op.add_column("customer", sa.Column("do_not_contact", sa.Boolean(), nullable=False, server_default=sa.false()))
    _merged()
    _messages()
    _equipment()
    _reminders()
    _notes()
    _files()
    _today()
    if op.get_bind().dialect.name == "sqlite":
        for table in ("note", "equipment", "reminder", "todo"):
            _index_text_on_sqlite(table)
        _index_files_on_sqlite()
    else:
        _index_text_on_postgresql()


def _index_text_on_sqlite(table: str) -> None:
    """The line break in front of a text lets a word at its beginning be found like any other."""
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


def _index_files_on_sqlite() -> None:
    """Files are found by what they are called and by what is in them, which several of them may share."""
    op.execute(
        "CREATE VIEW attachment_finds AS SELECT a.id, char(10) || a.text_key AS body, char(10) || f.text AS content "
        "FROM attachment a JOIN stored_file f ON f.sha256 = a.sha256"
    )
    op.execute(
        "CREATE VIRTUAL TABLE attachment_fts USING fts5("
        "body, content, content='attachment_finds', content_rowid='id', tokenize='trigram')"
    )
    put = (
        "INSERT INTO attachment_fts (rowid, body, content) "
        "SELECT new.id, char(10) || new.text_key, char(10) || text FROM stored_file WHERE sha256 = new.sha256"
    )
    take = (
        "INSERT INTO attachment_fts (attachment_fts, rowid, body, content) "
        "SELECT 'delete', old.id, char(10) || old.text_key, char(10) || text FROM stored_file WHERE sha256 = old.sha256"
    )
    op.execute(f"CREATE TRIGGER attachment_fts_insert AFTER INSERT ON attachment BEGIN {put}; END")
    op.execute(f"CREATE TRIGGER attachment_fts_delete AFTER DELETE ON attachment BEGIN {take}; END")
    op.execute(
        "CREATE TRIGGER attachment_fts_update AFTER UPDATE OF text_key, sha256 ON attachment "
        f"WHEN old.text_key <> new.text_key OR old.sha256 <> new.sha256 BEGIN {take}; {put}; END"
    )
    op.execute(
        "CREATE TRIGGER stored_file_fts_update AFTER UPDATE OF text ON stored_file WHEN old.text <> new.text BEGIN "
        "INSERT INTO attachment_fts (attachment_fts, rowid, body, content) "
        "SELECT 'delete', id, char(10) || text_key, char(10) || old.text FROM attachment WHERE sha256 = old.sha256; "
        "INSERT INTO attachment_fts (rowid, body, content) "
        "SELECT id, char(10) || text_key, char(10) || new.text FROM attachment WHERE sha256 = new.sha256; END"
    )


def _index_text_on_postgresql() -> None:
    for table, column in (
        ("note", "text_key"),
        ("equipment", "text_key"),
        ("reminder", "text_key"),
        ("todo", "text_key"),
        ("attachment", "text_key"),
        ("stored_file", "text"),
    ):
        op.execute(f"CREATE INDEX ix_{table}_finds ON {table} USING gin ((chr(10) || {column}) gin_trgm_ops)")


def _merged() -> None:
    op.add_column("customer", sa.Column("merged_into_id", BIG, nullable=True))
    op.create_index("ix_customer_merged_into", "customer", ["merged_into_id"])


def _messages() -> None:
    op.create_table(
        "message_template",
        _id(),
        sa.Column("channel", _words("channel", "email", "sms"), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("brand_id", BIG, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("message_template", "brand_id", "brand.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_message_template"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_template_purpose", "message_template", ["channel", "purpose"])
    op.create_table(
        "message",
        _id(),
        sa.Column("channel", _words("channel", "email", "sms"), nullable=False),
        sa.Column(
            "status",
            _words("messagestatus", "draft", "waiting", "sending", "sent", "failed", "unsure", "cancelled", "received"),
            nullable=False,
        ),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("brand_id", BIG, nullable=True),
        sa.Column("user_id", BIG, nullable=True),
        sa.Column("answers_id", BIG, nullable=True),
        sa.Column("document", sa.String(length=40), nullable=False),
        sa.Column("document_id", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("sender_address", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=False),
        sa.Column("to_text", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("bulk", sa.Boolean(), nullable=False),
        sa.Column("internet_id", sa.String(length=200), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sender", sa.String(length=40), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("marked_from", sa.String(length=20), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        *_stamps(),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("message", "answers_id", "message.id", "SET NULL"),
        _refers("message", "brand_id", "brand.id", "RESTRICT"),
        _refers("message", "customer_id", "customer.id", "RESTRICT"),
        _refers("message", "user_id", "user_account.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_customer", "message", ["customer_id", "at", "id"])
    op.create_index("ix_message_document", "message", ["document", "document_id"])
    op.create_index("ix_message_internet_id", "message", ["internet_id"])
    op.create_index("ix_message_pending", "message", ["next_at"], **PENDING)
    op.create_index("ix_message_trouble", "message", ["at", "id"], **TROUBLE)
    op.create_table(
        "message_recipient",
        _id(),
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("kind", _words("recipientkind", "to", "cc", "bcc"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.Column("viewed_at", sa.DateTime(timezone=True), nullable=True),
        _refers("message_recipient", "message_id", "message.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_message_recipient"),
        sa.UniqueConstraint("token", name="uq_message_recipient_token"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_recipient_address", "message_recipient", ["address"])
    op.create_index("ix_message_recipient_message", "message_recipient", ["message_id"])


def _equipment() -> None:
    op.create_table(
        "equipment",
        _id(),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("location_id", BIG, nullable=True),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("kind", _words("equipmentkind", "equipment", "part"), nullable=False),
        sa.Column("source", _words("equipmentsource", "sold", "third_party"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("manufacturer", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("serial_number", sa.Text(), nullable=False),
        sa.Column("install_date", sa.Date(), nullable=True),
        sa.Column("warranty_ends", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("text_key", sa.Text(), nullable=False),
        *_stamps(),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("parent_id IS NULL OR kind = 'part'", name="parent"),
        _refers("equipment", "customer_id", "customer.id", "RESTRICT"),
        _refers("equipment", "location_id", "location.id", "RESTRICT"),
        _refers("equipment", "parent_id", "equipment.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_equipment"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_equipment_customer", "equipment", ["customer_id", "kind", "id"], **THERE)
    op.create_index("ix_equipment_location", "equipment", ["location_id"])
    op.create_index("ix_equipment_parent", "equipment", ["parent_id"])
    op.create_index("ix_equipment_serial_number", "equipment", ["serial_number"])
    op.create_index("ix_equipment_trash", "equipment", ["deleted_at"], **TRASH)
    op.create_table(
        "job_equipment",
        sa.Column("job_id", BIG, nullable=False),
        sa.Column("equipment_id", BIG, nullable=False),
        _refers("job_equipment", "equipment_id", "equipment.id", "CASCADE"),
        _refers("job_equipment", "job_id", "job.id", "CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "equipment_id", name="pk_job_equipment"),
    )
    op.create_index("ix_job_equipment_equipment", "job_equipment", ["equipment_id"])
    op.create_table(
        "estimate_equipment",
        sa.Column("estimate_id", BIG, nullable=False),
        sa.Column("equipment_id", BIG, nullable=False),
        _refers("estimate_equipment", "equipment_id", "equipment.id", "CASCADE"),
        _refers("estimate_equipment", "estimate_id", "estimate.id", "CASCADE"),
        sa.PrimaryKeyConstraint("estimate_id", "equipment_id", name="pk_estimate_equipment"),
    )
    op.create_index("ix_estimate_equipment_equipment", "estimate_equipment", ["equipment_id"])


def _reminders() -> None:
    op.create_table(
        "reminder",
        _id(),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("location_id", BIG, nullable=True),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("created_by_id", BIG, nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alert_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "repeat", _words("repeat", "never", "daily", "weekdays", "weekly", "monthly", "yearly"), nullable=False
        ),
        sa.Column("status", _words("reminderstatus", "open", "done"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("about_id", BIG, nullable=True),
        sa.Column("text_key", sa.Text(), nullable=False),
        *_stamps(),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("reminder", "created_by_id", "user_account.id", "RESTRICT"),
        _refers("reminder", "customer_id", "customer.id", "RESTRICT"),
        _refers("reminder", "location_id", "location.id", "RESTRICT"),
        _refers("reminder", "user_id", "user_account.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reminder_customer", "reminder", ["customer_id", "due_at", "id"], **THERE)
    op.create_index("ix_reminder_due", "reminder", ["status", "alert_at"])
    op.create_index("ix_reminder_location", "reminder", ["location_id"])
    op.create_index("ix_reminder_trash", "reminder", ["deleted_at"], **TRASH)
    op.create_index("ix_reminder_user", "reminder", ["user_id", "status", "due_at"])
    op.create_table(
        "notification",
        _id(),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            _words(
                "noticekind", "reminder", "task", "payment", "viewed", "expiring", "message_failed", "message_answered"
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_id", BIG, nullable=True),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_on", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        _refers("notification", "customer_id", "customer.id", "CASCADE"),
        _refers("notification", "user_id", "user_account.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_notification"),
        sa.UniqueConstraint("user_id", "key", name="uq_notification_user_id_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notification_about", "notification", ["entity", "entity_id", "at"])
    op.create_index("ix_notification_user", "notification", ["user_id", "seen_at", "id"])


def _notes() -> None:
    op.create_table(
        "note",
        _id(),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("location_id", BIG, nullable=True),
        sa.Column("job_id", BIG, nullable=True),
        sa.Column("task_id", BIG, nullable=True),
        sa.Column("message_id", BIG, nullable=True),
        sa.Column("created_by_id", BIG, nullable=True),
        sa.Column("kind", _words("notekind", "note", "site", "job", "email"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        *_stamps(),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("note", "created_by_id", "user_account.id", "RESTRICT"),
        _refers("note", "customer_id", "customer.id", "RESTRICT"),
        _refers("note", "job_id", "job.id", "RESTRICT"),
        _refers("note", "location_id", "location.id", "RESTRICT"),
        _refers("note", "message_id", "message.id", "RESTRICT"),
        _refers("note", "task_id", "job_task.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_note_customer", "note", ["customer_id", "at", "id"], **THERE)
    op.create_index("ix_note_job", "note", ["job_id"])
    op.create_index("ix_note_location", "note", ["location_id", "kind"])
    op.create_index("ix_note_message", "note", ["message_id"])
    op.create_index("ix_note_trash", "note", ["deleted_at"], **TRASH)
    op.create_table(
        "todo",
        _id(),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("assignee_id", BIG, nullable=True),
        sa.Column("created_by_id", BIG, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        *_stamps(),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("todo", "assignee_id", "user_account.id", "RESTRICT"),
        _refers("todo", "created_by_id", "user_account.id", "RESTRICT"),
        _refers("todo", "customer_id", "customer.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_todo"),
        sqlite_autoincrement=True,
    )
    columns = ["due", "id", "customer_id", "done_at", "deleted_at"]
    op.create_index("ix_todo_assignee", "todo", ["assignee_id", *columns], **OPEN)
    op.create_index("ix_todo_customer", "todo", ["customer_id", "done_at", "due", "id"], **THERE)
    op.create_index("ix_todo_done", "todo", ["done_at"], **DONE)
    op.create_index("ix_todo_open", "todo", columns, **OPEN)
    op.create_index("ix_todo_trash", "todo", ["deleted_at"], **TRASH)


def _files() -> None:
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_as", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name="pk_stored_file"),
    )
    op.create_index("ix_stored_file_stored_as", "stored_file", ["stored_as"])
    op.create_index("ix_stored_file_unread", "stored_file", ["added_at"], **_where("read_at IS NULL"))
    op.create_table(
        "file_part",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _refers("file_part", "sha256", "stored_file.sha256", "CASCADE"),
        sa.PrimaryKeyConstraint("sha256", "position", name="pk_file_part"),
    )
    op.create_table(
        "folder",
        _id(),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("folder", "customer_id", "customer.id", "CASCADE"),
        _refers("folder", "parent_id", "folder.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_folder"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_folder_customer", "folder", ["customer_id"])
    op.create_table(
        "attachment",
        _id(),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("folder_id", BIG, nullable=True),
        sa.Column("location_id", BIG, nullable=True),
        sa.Column("job_id", BIG, nullable=True),
        sa.Column("task_id", BIG, nullable=True),
        sa.Column("equipment_id", BIG, nullable=True),
        sa.Column("estimate_id", BIG, nullable=True),
        sa.Column("invoice_id", BIG, nullable=True),
        sa.Column("note_id", BIG, nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", _words("filekind", "image", "pdf", "text", "office", "program", "other"), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("for_technicians", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("technician_id", BIG, nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text_key", sa.Text(), nullable=False),
        *_stamps(),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _refers("attachment", "customer_id", "customer.id", "RESTRICT"),
        _refers("attachment", "equipment_id", "equipment.id", "RESTRICT"),
        _refers("attachment", "estimate_id", "estimate.id", "RESTRICT"),
        _refers("attachment", "folder_id", "folder.id", "SET NULL"),
        _refers("attachment", "invoice_id", "invoice.id", "RESTRICT"),
        _refers("attachment", "job_id", "job.id", "RESTRICT"),
        _refers("attachment", "location_id", "location.id", "RESTRICT"),
        _refers("attachment", "note_id", "note.id", "SET NULL"),
        _refers("attachment", "sha256", "stored_file.sha256", "RESTRICT"),
        _refers("attachment", "task_id", "job_task.id", "SET NULL"),
        _refers("attachment", "technician_id", "technician.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attachment_customer", "attachment", ["customer_id", "added_at", "taken_at", "id"], **THERE)
    op.create_index("ix_attachment_equipment", "attachment", ["equipment_id"])
    op.create_index("ix_attachment_folder", "attachment", ["folder_id"])
    op.create_index("ix_attachment_job", "attachment", ["job_id"])
    op.create_index("ix_attachment_location", "attachment", ["location_id"])
    op.create_index("ix_attachment_note", "attachment", ["note_id"])
    op.create_index("ix_attachment_recent", "attachment", ["added_at", "id"], **THERE)
    op.create_index("ix_attachment_sha256", "attachment", ["sha256"])
    op.create_index("ix_attachment_trash", "attachment", ["deleted_at"], **TRASH)
    op.create_table(
        "message_file",
        _id(),
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("attachment_id", BIG, nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        _refers("message_file", "attachment_id", "attachment.id", "RESTRICT"),
        _refers("message_file", "message_id", "message.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_message_file"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_file_message", "message_file", ["message_id"])


def _today() -> None:
    """What the Today page sums up of documents."""
    columns = ["status", "date", "id", "valid_until", "total", "deleted_at"]
    op.create_index("ix_estimate_unanswered", "estimate", columns, **UNANSWERED)
    op.create_index("ix_invoice_owed", "invoice", ["due_date", "balance", "kind", "deleted_at"], **OWED)
