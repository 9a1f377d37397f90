"""The office: people, customers, price book, estimates, jobs, invoices, payments, history and search."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def sort_key(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def list_index(name: str, table: str, columns: list[str]) -> None:
    there = sa.text("deleted_at IS NULL")
    op.create_index(name, table, columns, sqlite_where=there, postgresql_where=there)


def upgrade() -> None:
    _create_tables()
    if op.get_bind().dialect.name == "sqlite":
        _index_text_on_sqlite()
    else:
        _index_text_on_postgresql()


def _index_text_on_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE customer_fts USING fts5("
        "body, content='customer_search', content_rowid='customer_id', tokenize='trigram')"
    )
    op.execute(
        "CREATE TRIGGER customer_search_insert AFTER INSERT ON customer_search BEGIN "
        "INSERT INTO customer_fts (rowid, body) VALUES (new.customer_id, new.body); END"
    )
    op.execute(
        "CREATE TRIGGER customer_search_delete AFTER DELETE ON customer_search BEGIN "
        "INSERT INTO customer_fts (customer_fts, rowid, body) VALUES ('delete', old.customer_id, old.body); END"
    )
    op.execute(
        "CREATE TRIGGER customer_search_update AFTER UPDATE ON customer_search BEGIN "
        "INSERT INTO customer_fts (customer_fts, rowid, body) VALUES ('delete', old.customer_id, old.body); "
        "INSERT INTO customer_fts (rowid, body) VALUES (new.customer_id, new.body); END"
    )
    # Words are never taken back, so their index needs no content of its own. The marks at both ends let the
    # trigrams of a word's beginning and end count as such.
    op.execute("CREATE VIRTUAL TABLE search_word_fts USING fts5(word, content='', tokenize='trigram')")
    op.execute(
        "CREATE TRIGGER search_word_insert AFTER INSERT ON search_word BEGIN "
        "INSERT INTO search_word_fts (rowid, word) VALUES (new.id, '^' || new.word || '$'); END"
    )


def _index_text_on_postgresql() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE INDEX ix_customer_search_body ON customer_search USING gin (body gin_trgm_ops)")
    op.execute("CREATE INDEX ix_search_word_trigrams ON search_word USING gin (word gin_trgm_ops)")


def _create_tables() -> None:
    op.create_table(
        "brand",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.Column("payment_note", sa.Text(), nullable=False),
        sa.Column("remittance_strip", sa.Boolean(), nullable=False),
        sa.Column("hidden_columns", sa.JSON(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("street2", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_brand"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "import_batch",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_batch"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "number_sequence",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column(
            "kind",
            one_of("sequencekind", "customer", "estimate", "job", "invoice", "credit_note", "payment"),
            nullable=False,
        ),
        sa.Column("pattern", sa.String(length=60), nullable=False),
        sa.Column("padding", sa.Integer(), nullable=False),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        sa.Column("start", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_number_sequence"),
        sa.UniqueConstraint("kind", name="uq_number_sequence_kind"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "search_word",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("word", sort_key(60), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_word"),
        sa.UniqueConstraint("word", name="uq_search_word_word"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tag",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tag"),
        sa.UniqueConstraint("name_key", name="uq_tag_name_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tax_rate",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tax_rate"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "technician",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_technician"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "terms",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_terms"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "user_account",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", one_of("role", "admin", "office", "dispatcher", "technician", "read_only"), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user_account"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "change_log",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("transaction_key", sa.String(length=40), nullable=False),
        sa.Column("user_id", BIG, nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("desktop", sa.Text(), nullable=False),
        sa.Column("action", one_of("changeaction", "created", "updated", "deleted", "imported"), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_change_log_user_id_user_account", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_change_log"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_change_log_customer", "change_log", ["customer_id", "id"])
    op.create_index("ix_change_log_entity", "change_log", ["entity", "entity_id", "id"])
    op.create_table(
        "company",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("date_format", sa.String(length=16), nullable=False),
        sa.Column("paper_size", one_of("papersize", "letter", "a4"), nullable=False),
        sa.Column("tax_rounding", one_of("taxrounding", "group", "line"), nullable=False),
        sa.Column("prices_include_tax", sa.Boolean(), nullable=False),
        sa.Column("estimate_valid_days", sa.Integer(), nullable=False),
        sa.Column("default_terms_id", BIG, nullable=True),
        sa.Column("default_tax_rate_id", BIG, nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("street2", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["default_tax_rate_id"],
            ["tax_rate.id"],
            name="fk_company_default_tax_rate_id_tax_rate",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["default_terms_id"], ["terms.id"], name="fk_company_default_terms_id_terms", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_company"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "customer",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("number", sort_key(60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", one_of("customertype", "residential", "commercial"), nullable=False),
        sa.Column("brand_id", BIG, nullable=True),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("tax_exempt", sa.Boolean(), nullable=False),
        sa.Column("tax_rate_id", BIG, nullable=True),
        sa.Column("terms_id", BIG, nullable=True),
        sa.Column("newsletter", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.SmallInteger(), nullable=False),
        sa.Column("flag_reason", sa.Text(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_id", BIG, nullable=True),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("street2", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("rating between 0 and 5", name=op.f("ck_customer_rating")),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name="fk_customer_brand_id_brand", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_batch.id"], name="fk_customer_import_id_import_batch", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["customer.id"], name="fk_customer_parent_id_customer", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["tax_rate_id"], ["tax_rate.id"], name="fk_customer_tax_rate_id_tax_rate", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name="fk_customer_terms_id_terms", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_customer"),
        sa.UniqueConstraint("number", name="uq_customer_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_customer_brand", "customer", ["brand_id"])
    op.create_index("ix_customer_parent", "customer", ["parent_id"])
    op.create_table(
        "number_counter",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("sequence_id", BIG, nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("next_value", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["sequence_id"],
            ["number_sequence.id"],
            name="fk_number_counter_sequence_id_number_sequence",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_number_counter"),
        sa.UniqueConstraint("sequence_id", "period", name="uq_number_counter_sequence_id_period"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "price_book_item",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("kind", one_of("linekind", "service", "material", "equipment", "fee", "section"), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("price", BIG, nullable=False),
        sa.Column("unit_cost", BIG, nullable=False),
        sa.Column("taxable", sa.Boolean(), nullable=False),
        sa.Column("tax_rate_id", BIG, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tax_rate_id"], ["tax_rate.id"], name="fk_price_book_item_tax_rate_id_tax_rate", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_price_book_item"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_price_book_item_name_key", "price_book_item", ["name_key", "id"])
    op.create_table(
        "setting",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("user_id", BIG, nullable=True),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_setting_user_id_user_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_setting"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_setting_scope_key", "setting", ["key", "user_id"], unique=True)
    op.create_table(
        "contact",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("mobile", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_contact_customer_id_customer", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contact_customer", "contact", ["customer_id"])
    op.create_index(
        "uq_contact_primary",
        "contact",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("is_primary"),
        postgresql_where=sa.text("is_primary"),
    )
    op.create_table(
        "customer_listing",
        sa.Column("customer_id", BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("name_key", sort_key(120), nullable=False),
        sa.Column("number_key", sort_key(80), nullable=False),
        sa.Column("contact_key", sort_key(120), nullable=False),
        sa.Column("phone_key", sort_key(40), nullable=False),
        sa.Column("email_key", sort_key(120), nullable=False),
        sa.Column("location_key", sort_key(160), nullable=False),
        sa.Column("tags_key", sort_key(160), nullable=False),
        sa.Column("balance", BIG, nullable=False),
        sa.Column("oldest_due", sa.Date(), nullable=True),
        sa.Column("brand_id", BIG, nullable=True),
        sa.Column("flag_reason", sa.Text(), nullable=True),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_customer_listing_customer_id_customer", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", name="pk_customer_listing"),
    )
    op.create_index("ix_customer_listing_balance", "customer_listing", ["archived", "balance", "customer_id"])
    op.create_index("ix_customer_listing_brand", "customer_listing", ["archived", "brand_id"])
    op.create_index("ix_customer_listing_contact_key", "customer_listing", ["archived", "contact_key", "customer_id"])
    op.create_index("ix_customer_listing_email_key", "customer_listing", ["archived", "email_key", "customer_id"])
    op.create_index(
        "ix_customer_listing_flagged",
        "customer_listing",
        ["archived", "customer_id"],
        sqlite_where=sa.text("flag_reason IS NOT NULL"),
        postgresql_where=sa.text("flag_reason IS NOT NULL"),
    )
    op.create_index("ix_customer_listing_location_key", "customer_listing", ["archived", "location_key", "customer_id"])
    op.create_index("ix_customer_listing_name_key", "customer_listing", ["archived", "name_key", "customer_id"])
    op.create_index("ix_customer_listing_number_key", "customer_listing", ["archived", "number_key", "customer_id"])
    op.create_index("ix_customer_listing_oldest_due", "customer_listing", ["archived", "oldest_due"])
    op.create_index("ix_customer_listing_phone_key", "customer_listing", ["archived", "phone_key", "customer_id"])
    op.create_index("ix_customer_listing_tags_key", "customer_listing", ["archived", "tags_key", "customer_id"])
    op.create_table(
        "customer_search",
        sa.Column("customer_id", BIG, autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_customer_search_customer_id_customer", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", name="pk_customer_search"),
    )
    op.create_table(
        "customer_tag",
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("tag_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_customer_tag_customer_id_customer", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name="fk_customer_tag_tag_id_tag", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("customer_id", "tag_id", name="pk_customer_tag"),
    )
    op.create_index("ix_customer_tag_tag", "customer_tag", ["tag_id", "customer_id"])
    op.create_table(
        "favourite",
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_favourite_customer_id_customer", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_favourite_user_id_user_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "customer_id", name="pk_favourite"),
    )
    op.create_index("ix_favourite_customer", "favourite", ["customer_id"])
    op.create_table(
        "kit_component",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("kit_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kit_id <> item_id", name=op.f("ck_kit_component_not_itself")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["price_book_item.id"], name="fk_kit_component_item_id_price_book_item", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["kit_id"], ["price_book_item.id"], name="fk_kit_component_kit_id_price_book_item", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_kit_component"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_kit_component_kit", "kit_component", ["kit_id"])
    op.create_table(
        "notepad_entry",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_notepad_entry_customer_id_customer", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notepad_entry"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notepad_entry_customer", "notepad_entry", ["customer_id"])
    op.create_table(
        "payment",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("number", sort_key(60), nullable=False),
        sa.Column("serial", BIG, nullable=False),
        sa.Column("kind", one_of("paymentkind", "payment", "refund"), nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("method", one_of("paymentmethod", "cash", "check", "card", "bank", "other"), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("card_brand", sa.Text(), nullable=False),
        sa.Column("card_last4", sa.String(length=4), nullable=False),
        sa.Column("card_expiry", sa.String(length=7), nullable=False),
        sa.Column("request_key", sa.String(length=40), nullable=False),
        sa.Column("refunds_id", BIG, nullable=True),
        sa.Column("created_by_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount_positive")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name="fk_payment_created_by_id_user_account", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_payment_customer_id_customer", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["refunds_id"], ["payment.id"], name="fk_payment_refunds_id_payment", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_payment"),
        sa.UniqueConstraint("number", name="uq_payment_number"),
        sa.UniqueConstraint("request_key", name="uq_payment_request_key"),
        sqlite_autoincrement=True,
    )
    list_index("ix_payment_serial", "payment", ["serial", "number", "id"])
    op.create_index("ix_payment_customer", "payment", ["customer_id", "date"])
    list_index("ix_payment_date", "payment", ["date", "id"])
    op.create_index("ix_payment_refunds", "payment", ["refunds_id"])
    op.create_table(
        "location",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("contact_id", BIG, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tax_rate_id", BIG, nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("street2", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_location_contact_id_contact", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_location_customer_id_customer", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tax_rate_id"], ["tax_rate.id"], name="fk_location_tax_rate_id_tax_rate", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_location"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_location_customer", "location", ["customer_id"])
    op.create_table(
        "estimate",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("number", sort_key(60), nullable=False),
        sa.Column("serial", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("location_id", BIG, nullable=True),
        sa.Column("contact_id", BIG, nullable=True),
        sa.Column("brand_id", BIG, nullable=False),
        sa.Column("estimator_id", BIG, nullable=True),
        sa.Column("created_by_id", BIG, nullable=True),
        sa.Column("terms_id", BIG, nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("internal_note", sa.Text(), nullable=False),
        sa.Column("status", one_of("estimatestatus", "draft", "sent", "approved", "declined"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deposit_kind", one_of("deposit_kind", "none", "amount", "percent"), nullable=False),
        sa.Column("deposit_value", sa.BigInteger(), nullable=False),
        sa.Column("deposit", BIG, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("viewed_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decline_reason", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("prices_include_tax", sa.Boolean(), nullable=False),
        sa.Column("tax_rounding", one_of("taxrounding", "group", "line"), nullable=False),
        sa.Column("discount_kind", one_of("amountkind", "none", "amount", "percent"), nullable=False),
        sa.Column("discount_value", sa.BigInteger(), nullable=False),
        sa.Column("subtotal", BIG, nullable=False),
        sa.Column("discount", BIG, nullable=False),
        sa.Column("net", BIG, nullable=False),
        sa.Column("tax", BIG, nullable=False),
        sa.Column("total", BIG, nullable=False),
        sa.Column("cost", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name="fk_estimate_brand_id_brand", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_estimate_contact_id_contact", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name="fk_estimate_created_by_id_user_account", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_estimate_customer_id_customer", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["estimator_id"], ["user_account.id"], name="fk_estimate_estimator_id_user_account", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name="fk_estimate_location_id_location", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name="fk_estimate_terms_id_terms", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_estimate"),
        sa.UniqueConstraint("number", name="uq_estimate_number"),
        sqlite_autoincrement=True,
    )
    list_index("ix_estimate_serial", "estimate", ["serial", "number", "id"])
    op.create_index("ix_estimate_customer", "estimate", ["customer_id", "status", "total"])
    list_index("ix_estimate_date", "estimate", ["date", "id"])
    op.create_index("ix_estimate_location", "estimate", ["location_id"])
    op.create_table(
        "estimate_line",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("estimate_id", BIG, nullable=False),
        sa.Column("optional", sa.Boolean(), nullable=False),
        sa.Column("selected", sa.Boolean(), nullable=False),
        sa.Column("alternative", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", one_of("linekind", "service", "material", "equipment", "fee", "section"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("price", BIG, nullable=False),
        sa.Column("unit_cost", BIG, nullable=False),
        sa.Column("discount_kind", one_of("amountkind", "none", "amount", "percent"), nullable=False),
        sa.Column("discount_value", sa.BigInteger(), nullable=False),
        sa.Column("tax_name", sa.Text(), nullable=False),
        sa.Column("tax_percent", sa.BigInteger(), nullable=True),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("tax_rate_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["estimate_id"], ["estimate.id"], name="fk_estimate_line_estimate_id_estimate", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["price_book_item.id"], name="fk_estimate_line_item_id_price_book_item", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["tax_rate_id"], ["tax_rate.id"], name="fk_estimate_line_tax_rate_id_tax_rate", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_estimate_line"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_estimate_line_estimate", "estimate_line", ["estimate_id"])
    op.create_table(
        "estimate_revision",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("estimate_id", BIG, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("total", BIG, nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["estimate_id"], ["estimate.id"], name="fk_estimate_revision_estimate_id_estimate", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_estimate_revision"),
        sa.UniqueConstraint("estimate_id", "revision", name="uq_estimate_revision_estimate_id_revision"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "job",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("number", sort_key(60), nullable=False),
        sa.Column("serial", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("location_id", BIG, nullable=True),
        sa.Column("contact_id", BIG, nullable=True),
        sa.Column("brand_id", BIG, nullable=False),
        sa.Column("estimate_id", BIG, nullable=True),
        sa.Column("created_by_id", BIG, nullable=True),
        sa.Column("terms_id", BIG, nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("priority", one_of("priority", "low", "normal", "high", "urgent"), nullable=False),
        sa.Column(
            "status",
            one_of(
                "jobstatus", "not_started", "scheduled", "on_the_way", "in_progress", "paused", "completed", "cancelled"
            ),
            nullable=False,
        ),
        sa.Column("crew_note", sa.Text(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("prices_include_tax", sa.Boolean(), nullable=False),
        sa.Column("tax_rounding", one_of("taxrounding", "group", "line"), nullable=False),
        sa.Column("discount_kind", one_of("amountkind", "none", "amount", "percent"), nullable=False),
        sa.Column("discount_value", sa.BigInteger(), nullable=False),
        sa.Column("subtotal", BIG, nullable=False),
        sa.Column("discount", BIG, nullable=False),
        sa.Column("net", BIG, nullable=False),
        sa.Column("tax", BIG, nullable=False),
        sa.Column("total", BIG, nullable=False),
        sa.Column("cost", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name="fk_job_brand_id_brand", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_job_contact_id_contact", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name="fk_job_created_by_id_user_account", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_job_customer_id_customer", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["estimate_id"], ["estimate.id"], name="fk_job_estimate_id_estimate", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name="fk_job_location_id_location", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name="fk_job_terms_id_terms", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("number", name="uq_job_number"),
        sqlite_autoincrement=True,
    )
    list_index("ix_job_serial", "job", ["serial", "number", "id"])
    op.create_index("ix_job_customer", "job", ["customer_id", "status"])
    op.create_index("ix_job_estimate", "job", ["estimate_id"])
    op.create_index("ix_job_location", "job", ["location_id"])
    op.create_table(
        "invoice",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("kind", one_of("invoicekind", "invoice", "deposit", "credit_note"), nullable=False),
        sa.Column("kind_series", sa.String(length=20), nullable=False),
        sa.Column("number", sort_key(60), nullable=True),
        sa.Column("serial", BIG, nullable=True),
        sa.Column("state", one_of("invoicestate", "draft", "issued", "void"), nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("location_id", BIG, nullable=True),
        sa.Column("contact_id", BIG, nullable=True),
        sa.Column("brand_id", BIG, nullable=False),
        sa.Column("estimate_id", BIG, nullable=True),
        sa.Column("job_id", BIG, nullable=True),
        sa.Column("credits_id", BIG, nullable=True),
        sa.Column("created_by_id", BIG, nullable=True),
        sa.Column("terms_id", BIG, nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("internal_note", sa.Text(), nullable=False),
        sa.Column("deposits", sa.JSON(), nullable=False),
        sa.Column("paid", BIG, nullable=False),
        sa.Column("credited", BIG, nullable=False),
        sa.Column("balance", BIG, nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("viewed_on", sa.Date(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("prices_include_tax", sa.Boolean(), nullable=False),
        sa.Column("tax_rounding", one_of("taxrounding", "group", "line"), nullable=False),
        sa.Column("discount_kind", one_of("amountkind", "none", "amount", "percent"), nullable=False),
        sa.Column("discount_value", sa.BigInteger(), nullable=False),
        sa.Column("subtotal", BIG, nullable=False),
        sa.Column("discount", BIG, nullable=False),
        sa.Column("net", BIG, nullable=False),
        sa.Column("tax", BIG, nullable=False),
        sa.Column("total", BIG, nullable=False),
        sa.Column("cost", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.CheckConstraint("(state = 'draft') = (number IS NULL)", name=op.f("ck_invoice_numbered_when_issued")),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name="fk_invoice_brand_id_brand", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_invoice_contact_id_contact", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user_account.id"], name="fk_invoice_created_by_id_user_account", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["credits_id"], ["invoice.id"], name="fk_invoice_credits_id_invoice", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="fk_invoice_customer_id_customer", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["estimate_id"], ["estimate.id"], name="fk_invoice_estimate_id_estimate", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_invoice_job_id_job", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name="fk_invoice_location_id_location", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name="fk_invoice_terms_id_terms", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_invoice"),
        sa.UniqueConstraint("kind_series", "number", name="uq_invoice_kind_series_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_invoice_credits", "invoice", ["credits_id"])
    list_index("ix_invoice_serial", "invoice", ["serial", "number", "id"])
    op.create_index("ix_invoice_customer", "invoice", ["customer_id", "state", "due_date", "balance"])
    list_index("ix_invoice_date", "invoice", ["date", "id"])
    op.create_index("ix_invoice_estimate", "invoice", ["estimate_id"])
    op.create_index("ix_invoice_job", "invoice", ["job_id"])
    op.create_index("ix_invoice_number", "invoice", ["number"])
    op.create_index("ix_invoice_open", "invoice", ["state", "due_date", "balance"])
    op.create_table(
        "job_task",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("job_id", BIG, nullable=False),
        sa.Column("status", one_of("taskstatus", "open", "completed", "cancelled"), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", one_of("linekind", "service", "material", "equipment", "fee", "section"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("price", BIG, nullable=False),
        sa.Column("unit_cost", BIG, nullable=False),
        sa.Column("discount_kind", one_of("amountkind", "none", "amount", "percent"), nullable=False),
        sa.Column("discount_value", sa.BigInteger(), nullable=False),
        sa.Column("tax_name", sa.Text(), nullable=False),
        sa.Column("tax_percent", sa.BigInteger(), nullable=True),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("tax_rate_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["price_book_item.id"], name="fk_job_task_item_id_price_book_item", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_job_task_job_id_job", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["tax_rate_id"], ["tax_rate.id"], name="fk_job_task_tax_rate_id_tax_rate", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_job_task"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_job_task_job", "job_task", ["job_id"])
    op.create_table(
        "visit",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("job_id", BIG, nullable=False),
        sa.Column("starts", sa.DateTime(), nullable=True),
        sa.Column("ends", sa.DateTime(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("window_ends", sa.DateTime(), nullable=True),
        sa.Column(
            "status",
            one_of(
                "jobstatus", "not_started", "scheduled", "on_the_way", "in_progress", "paused", "completed", "cancelled"
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_visit_job_id_job", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_visit_job", "visit", ["job_id"])
    op.create_index("ix_visit_starts", "visit", ["starts"])
    op.create_table(
        "document_pdf",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("invoice_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name="fk_document_pdf_invoice_id_invoice", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_document_pdf"),
        sa.UniqueConstraint("invoice_id", name="uq_document_pdf_invoice_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "invoice_line",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("invoice_id", BIG, nullable=False),
        sa.Column("job_task_id", BIG, nullable=True),
        sa.Column("credits_line_id", BIG, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", one_of("linekind", "service", "material", "equipment", "fee", "section"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("price", BIG, nullable=False),
        sa.Column("unit_cost", BIG, nullable=False),
        sa.Column("discount_kind", one_of("amountkind", "none", "amount", "percent"), nullable=False),
        sa.Column("discount_value", sa.BigInteger(), nullable=False),
        sa.Column("tax_name", sa.Text(), nullable=False),
        sa.Column("tax_percent", sa.BigInteger(), nullable=True),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("tax_rate_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name="fk_invoice_line_invoice_id_invoice", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["price_book_item.id"], name="fk_invoice_line_item_id_price_book_item", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["job_task_id"], ["job_task.id"], name="fk_invoice_line_job_task_id_job_task", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["credits_line_id"],
            ["invoice_line.id"],
            name="fk_invoice_line_credits_line_id_invoice_line",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tax_rate_id"], ["tax_rate.id"], name="fk_invoice_line_tax_rate_id_tax_rate", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invoice_line"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_invoice_line_invoice", "invoice_line", ["invoice_id"])
    op.create_index("ix_invoice_line_credits", "invoice_line", ["credits_line_id"])
    op.create_index("ix_invoice_line_task", "invoice_line", ["job_task_id"])
    op.create_table(
        "payment_allocation",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("payment_id", BIG, nullable=False),
        sa.Column("invoice_id", BIG, nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name="fk_payment_allocation_invoice_id_invoice", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name="fk_payment_allocation_payment_id_payment", ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_payment_allocation"),
        sa.UniqueConstraint("payment_id", "invoice_id", name="uq_payment_allocation_payment_id_invoice_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_payment_allocation_invoice", "payment_allocation", ["invoice_id"])
    op.create_table(
        "visit_technician",
        sa.Column("visit_id", BIG, nullable=False),
        sa.Column("technician_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["technician_id"],
            ["technician.id"],
            name="fk_visit_technician_technician_id_technician",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name="fk_visit_technician_visit_id_visit", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("visit_id", "technician_id", name="pk_visit_technician"),
    )
    op.create_index("ix_visit_technician_technician", "visit_technician", ["technician_id"])
