"""Work: projects, contracts, series, crews and forms.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from officedesk.database.migrations.pieces import (
    BIG,
    THERE,
    TRASH,
    add_reference,
    find_texts,
    identity,
    key,
    refers,
    stamps,
    words,
)

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _crew()
    _projects()
    _contracts()
    _series()
    _jobs()
    _named_by_others()
    op.add_column("job_task", sa.Column("covered", sa.Boolean(), nullable=False, server_default=sa.false()))
    for table in ("estimate", "job", "invoice"):
        op.add_column(table, sa.Column("discount_reason", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("technician", sa.Column("hourly_cost", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("technician", sa.Column("hours", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("technician", sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    for table in ("contract", "project"):
        find_texts(table)


def _named_by_others() -> None:
    """Columns that name projects and contracts, and the terms of a brand."""
    for table, column, target in (
        ("estimate", "project_id", "project"),
        ("job", "project_id", "project"),
        ("job", "contract_id", "contract"),
        ("invoice", "project_id", "project"),
        ("attachment", "project_id", "project"),
        ("note", "project_id", "project"),
        ("todo", "project_id", "project"),
        ("brand", "terms_id", "terms"),
    ):
        add_reference(table, column, target)
        if table != "brand":
            op.create_index(f"ix_{table}_{column.removesuffix('_id')}", table, [column])


def _crew() -> None:
    op.create_table(
        "skill",
        identity(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_skill"),
        sa.UniqueConstraint("name_key", name="uq_skill_name_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "technician_skill",
        sa.Column("technician_id", BIG, nullable=False),
        sa.Column("skill_id", BIG, nullable=False),
        refers("technician_skill", "skill_id", "skill.id", "CASCADE"),
        refers("technician_skill", "technician_id", "technician.id", "CASCADE"),
        sa.PrimaryKeyConstraint("technician_id", "skill_id", name="pk_technician_skill"),
    )
    op.create_index("ix_technician_skill_skill", "technician_skill", ["skill_id"])
    op.create_table(
        "time_off",
        identity(),
        sa.Column("technician_id", BIG, nullable=False),
        sa.Column("starts", sa.DateTime(), nullable=False),
        sa.Column("ends", sa.DateTime(), nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *stamps(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_time_off_ends")),
        refers("time_off", "technician_id", "technician.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_time_off"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_time_off_ends", "time_off", ["ends"])
    op.create_index("ix_time_off_technician", "time_off", ["technician_id", "starts"])


def _projects() -> None:
    op.create_table(
        "project",
        identity(),
        sa.Column("number", key(60), nullable=False),
        sa.Column("serial", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("location_id", BIG, nullable=True),
        sa.Column("contact_id", BIG, nullable=True),
        sa.Column("brand_id", BIG, nullable=False),
        sa.Column("estimator_id", BIG, nullable=True),
        sa.Column("created_by_id", BIG, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("state", words("projectstate", "in_progress", "completed", "declined"), nullable=False),
        sa.Column("state_before", words("state_before", "in_progress", "completed", "declined"), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cover_id", BIG, nullable=True),
        sa.Column("text_key", sa.Text(), nullable=False),
        *stamps(),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        refers("project", "brand_id", "brand.id", "RESTRICT"),
        refers("project", "contact_id", "contact.id", "SET NULL"),
        refers("project", "created_by_id", "user_account.id", "RESTRICT"),
        refers("project", "customer_id", "customer.id", "RESTRICT"),
        refers("project", "estimator_id", "user_account.id", "RESTRICT"),
        refers("project", "location_id", "location.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_project"),
        sa.UniqueConstraint("number", name="uq_project_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_project_customer", "project", ["customer_id", "state", "id"], **THERE)
    op.create_index("ix_project_location", "project", ["location_id"])
    op.create_index("ix_project_serial", "project", ["serial", "number", "id"], **THERE)
    op.create_index("ix_project_state", "project", ["state", "due", "id"], **THERE)
    op.create_index("ix_project_trash", "project", ["deleted_at"], **TRASH)
    op.create_table(
        "lead",
        identity(),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("location_id", BIG, nullable=True),
        sa.Column("estimator_id", BIG, nullable=True),
        sa.Column("created_by_id", BIG, nullable=True),
        sa.Column(
            "status",
            words("leadstatus", "new", "contacted", "appointment", "postponed", "estimated", "lost"),
            nullable=False,
        ),
        sa.Column("priority", words("priority", "low", "normal", "high", "urgent"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("postponed_until", sa.Date(), nullable=True),
        sa.Column("appointment", sa.DateTime(), nullable=True),
        sa.Column("appointment_ends", sa.DateTime(), nullable=True),
        sa.Column("call_requested", sa.Boolean(), nullable=False),
        sa.Column("lost_reason", sa.Text(), nullable=False),
        *stamps(),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        refers("lead", "created_by_id", "user_account.id", "RESTRICT"),
        refers("lead", "customer_id", "customer.id", "RESTRICT"),
        refers("lead", "estimator_id", "user_account.id", "RESTRICT"),
        refers("lead", "location_id", "location.id", "RESTRICT"),
        refers("lead", "project_id", "project.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_lead"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_lead_customer", "lead", ["customer_id", "id"], **THERE)
    op.create_index("ix_lead_location", "lead", ["location_id"])
    op.create_index("ix_lead_project", "lead", ["project_id"])
    op.create_index("ix_lead_status", "lead", ["status", "postponed_until", "id"], **THERE)
    op.create_index("ix_lead_trash", "lead", ["deleted_at"], **TRASH)


def _contracts() -> None:
    op.create_table(
        "plan",
        identity(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("taxable", sa.Boolean(), nullable=False),
        sa.Column(
            "billing",
            words("billinginterval", "once", "monthly", "quarterly", "half_yearly", "yearly"),
            nullable=False,
        ),
        sa.Column("billing_day", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("discount_percent", sa.BigInteger(), nullable=False),
        sa.Column("covers", sa.JSON(), nullable=False),
        sa.Column("auto_renew", sa.Boolean(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        *stamps(),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_plan_trash", "plan", ["deleted_at"], **TRASH)
    op.create_table(
        "plan_job",
        identity(),
        sa.Column("plan_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("priority", words("priority", "low", "normal", "high", "urgent"), nullable=False),
        sa.Column("crew_note", sa.Text(), nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("at_minute", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        refers("plan_job", "plan_id", "plan.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_job"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_plan_job_plan", "plan_job", ["plan_id"])
    op.create_table(
        "contract",
        identity(),
        sa.Column("kind", words("contractkind", "agreement", "membership"), nullable=False),
        sa.Column("number", key(60), nullable=False),
        sa.Column("serial", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("location_id", BIG, nullable=True),
        sa.Column("brand_id", BIG, nullable=False),
        sa.Column("plan_id", BIG, nullable=True),
        sa.Column("created_by_id", BIG, nullable=True),
        sa.Column("renews_id", BIG, nullable=True),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("state", words("contractstate", "active", "cancelled"), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("taxable", sa.Boolean(), nullable=False),
        sa.Column(
            "billing",
            words("billinginterval", "once", "monthly", "quarterly", "half_yearly", "yearly"),
            nullable=False,
        ),
        sa.Column("billing_day", sa.Integer(), nullable=False),
        sa.Column("discount_percent", sa.BigInteger(), nullable=False),
        sa.Column("earlier_terms", sa.JSON(), nullable=False),
        sa.Column("auto_renew", sa.Boolean(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("billed_until", sa.Date(), nullable=True),
        sa.Column("text_key", sa.Text(), nullable=False),
        *stamps(),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends >= starts", name=op.f("ck_contract_ends")),
        refers("contract", "brand_id", "brand.id", "RESTRICT"),
        refers("contract", "created_by_id", "user_account.id", "RESTRICT"),
        refers("contract", "customer_id", "customer.id", "RESTRICT"),
        refers("contract", "location_id", "location.id", "RESTRICT"),
        refers("contract", "plan_id", "plan.id", "RESTRICT"),
        refers("contract", "renews_id", "contract.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_contract"),
        sa.UniqueConstraint("number", name="uq_contract_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contract_customer", "contract", ["customer_id", "ends", "id"], **THERE)
    op.create_index("ix_contract_ends", "contract", ["state", "ends", "id"], **THERE)
    op.create_index("ix_contract_location", "contract", ["location_id"])
    op.create_index("ix_contract_plan", "contract", ["plan_id"])
    op.create_index("ix_contract_serial", "contract", ["serial", "number", "id"], **THERE)
    op.create_index("ix_contract_trash", "contract", ["deleted_at"], **TRASH)
    op.create_table(
        "contract_equipment",
        sa.Column("contract_id", BIG, nullable=False),
        sa.Column("equipment_id", BIG, nullable=False),
        refers("contract_equipment", "contract_id", "contract.id", "CASCADE"),
        refers("contract_equipment", "equipment_id", "equipment.id", "CASCADE"),
        sa.PrimaryKeyConstraint("contract_id", "equipment_id", name="pk_contract_equipment"),
    )
    op.create_index("ix_contract_equipment_equipment", "contract_equipment", ["equipment_id"])
    op.create_table(
        "contract_bill",
        identity(),
        sa.Column("contract_id", BIG, nullable=False),
        sa.Column("period_starts", sa.Date(), nullable=False),
        sa.Column("period_ends", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("credits", sa.Boolean(), nullable=False),
        sa.Column("invoice_id", BIG, nullable=True),
        refers("contract_bill", "contract_id", "contract.id", "CASCADE"),
        refers("contract_bill", "invoice_id", "invoice.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_contract_bill"),
        sa.UniqueConstraint(
            "contract_id", "period_starts", "credits", name="uq_contract_bill_contract_id_period_starts_credits"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contract_bill_invoice", "contract_bill", ["invoice_id"])


def _series() -> None:
    op.create_table(
        "series",
        identity(),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("location_id", BIG, nullable=True),
        sa.Column("contact_id", BIG, nullable=True),
        sa.Column("brand_id", BIG, nullable=False),
        sa.Column("contract_id", BIG, nullable=True),
        sa.Column("plan_job_id", BIG, nullable=True),
        sa.Column("follows_id", BIG, nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("priority", words("priority", "low", "normal", "high", "urgent"), nullable=False),
        sa.Column("crew_note", sa.Text(), nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("at_minute", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("window_minutes", sa.Integer(), nullable=True),
        sa.Column("more", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_until", sa.Date(), nullable=True),
        *stamps(),
        sa.Column("version", sa.Integer(), nullable=False),
        refers("series", "brand_id", "brand.id", "RESTRICT"),
        refers("series", "contact_id", "contact.id", "SET NULL"),
        refers("series", "contract_id", "contract.id", "RESTRICT"),
        refers("series", "customer_id", "customer.id", "RESTRICT"),
        refers("series", "follows_id", "series.id", "SET NULL"),
        refers("series", "location_id", "location.id", "RESTRICT"),
        refers("series", "plan_job_id", "plan_job.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_series_contract", "series", ["contract_id"])
    op.create_index("ix_series_customer", "series", ["customer_id"])
    op.create_index("ix_series_due", "series", ["active", "made_until"])
    op.create_index("ix_series_location", "series", ["location_id"])
    op.create_table(
        "series_technician",
        sa.Column("series_id", BIG, nullable=False),
        sa.Column("technician_id", BIG, nullable=False),
        refers("series_technician", "series_id", "series.id", "CASCADE"),
        refers("series_technician", "technician_id", "technician.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("series_id", "technician_id", name="pk_series_technician"),
    )
    op.create_index("ix_series_technician_technician", "series_technician", ["technician_id"])
    op.create_table(
        "occurrence",
        identity(),
        sa.Column("series_id", BIG, nullable=False),
        sa.Column("nominal", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("status", words("occurrencestatus", "planned", "dismissed"), nullable=False),
        sa.Column("job_id", BIG, nullable=True),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=False),
        refers("occurrence", "job_id", "job.id", "SET NULL"),
        refers("occurrence", "series_id", "series.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_occurrence"),
        sa.UniqueConstraint("job_id", name="uq_occurrence_job_id"),
        sa.UniqueConstraint("series_id", "nominal", name="uq_occurrence_series_id_nominal"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_occurrence_due", "occurrence", ["status", "due"])


def _jobs() -> None:
    op.create_table(
        "job_skill",
        sa.Column("job_id", BIG, nullable=False),
        sa.Column("skill_id", BIG, nullable=False),
        refers("job_skill", "job_id", "job.id", "CASCADE"),
        refers("job_skill", "skill_id", "skill.id", "CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "skill_id", name="pk_job_skill"),
    )
    op.create_index("ix_job_skill_skill", "job_skill", ["skill_id"])
    op.create_table(
        "job_cost",
        identity(),
        sa.Column("job_id", BIG, nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        refers("job_cost", "job_id", "job.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_job_cost"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_job_cost_job", "job_cost", ["job_id"])
    op.create_table(
        "form_template",
        identity(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("moment", words("formmoment", "start", "finish", "any"), nullable=False),
        sa.Column("rule", words("formrule", "mandatory", "optional", "off"), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        *stamps(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_form_template"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "job_form",
        identity(),
        sa.Column("job_id", BIG, nullable=False),
        sa.Column("visit_id", BIG, nullable=True),
        sa.Column("template_id", BIG, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("moment", words("formmoment", "start", "finish", "any"), nullable=False),
        sa.Column("rule", words("formrule", "mandatory", "optional", "off"), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=False),
        *stamps(),
        sa.Column("version", sa.Integer(), nullable=False),
        refers("job_form", "job_id", "job.id", "CASCADE"),
        refers("job_form", "template_id", "form_template.id", "SET NULL"),
        refers("job_form", "visit_id", "visit.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_job_form"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_job_form_job", "job_form", ["job_id"])
    op.create_index("ix_job_form_visit", "job_form", ["visit_id"])
