"""What the change log's words are called where people read them."""

RECORDS = {
    "customer": "customer",
    "estimate": "estimate",
    "job": "job",
    "invoice": "invoice",
    "payment": "payment",
    "equipment": "equipment",
    "geofence": "geofence",
    "project": "project",
    "contract": "contract",
    "plan": "plan",
    "device": "device",
    "time_entry": "time entry",
    "skill": "skill",
    "form": "form",
    "form_template": "form",
    "track_import": "positions of",
}
# Records that are called by what somebody wrote.
WRITTEN = {
    "series": "recurring job",
    "lead": "lead",
    "time_off": "time off",
    "task": "task",
    "note": "note",
    "reminder": "reminder",
    "attachment": "file",
    "folder": "folder",
}
NAMED = frozenset({"equipment", "geofence", "device", "skill", "plan", "form", "form_template", "track_import"})
"""Records with names of their own: told with the word for them, the name as it is written."""
# What a part of a record is called, and the fields that name one.
PARTS = {
    "contacts": ("contact", ("name", "phone", "email")),
    "locations": ("location", ("name", "street", "city")),
    "tags": ("tag", ()),
    "favourites": ("favorite", ()),
    "notepad": ("note", ("text",)),
    "lines": ("line", ("name", "description")),
    "revisions": ("revision", ("revision",)),
    "tasks": ("task", ("name",)),
    "visits": ("visit", ("starts",)),
    "allocations": ("allocation", ("amount",)),
    "components": ("part", ()),
    "equipment": ("equipment", ("equipment_id",)),
    "costs": ("cost", ("name", "amount")),
    "skills": ("skill", ("skill_id",)),
    "watchers": ("user who is told", ("user_id",)),
    "bills": ("bill", ("period_starts",)),
    "jobs": ("job", ("name",)),
    "occurrences": ("visit", ("due",)),
}
MONEY = frozenset(
    {"total", "net", "tax", "subtotal", "discount", "balance", "paid", "credited", "amount", "price", "unit_cost"}
    | {"cost", "deposit", "payable", "hourly_cost"}
)
DERIVED = frozenset(
    {"id", "serial", "position", "kind_series", "created_at", "created_by_id", "request_key", "currency", "zone"}
    | {"customer_id", "estimate_id", "message_id", "invoice_id", "payment_id", "import_id", "kit_id", "credits_line_id"}
    | {"job_task_id", "item_id", "tag_id", "deposits", "sections", "taxes", "latitude", "longitude", "at"}
    | {"net", "tax", "subtotal", "cost", "margin", "name_key", "named_by", "called", "due_at", "day", "about_id"}
    | {"sha256", "added_at", "added_by", "note_id", "behind_from", "behind_until", "crossing_id"}
    | {
        "billed_until",
        "earlier_terms",
        "made_until",
        "series_id",
        "follows_id",
        "nominal",
        "plan_job_id",
        "own",
        "more",
        "settled_at",
    }
    | {"template_id", "visit_id", "fields", "answers", "sequence_id"}
    | {"west", "south", "east", "north", "perimeter", "geofence_id", "state_before"}
)
TITLES = {
    "flag_reason": "Flag",
    "postal_code": "ZIP",
    "region": "State",
    "street2": "Suite",
    "brand_id": "Brand",
    "parent_id": "Payer",
    "merged_into_id": "Merged into",
    "tax_rate_id": "Tax rate",
    "terms_id": "Terms",
    "contact_id": "Contact",
    "location_id": "Location",
    "job_id": "Job",
    "project_id": "Project",
    "contract_id": "Contract",
    "renews_id": "Renews",
    "plan_id": "Plan",
    "billing_day": "Billing day",
    "discount_percent": "Member discount",
    "auto_renew": "Renewed by itself",
    "notice_days": "Notice in days",
    "cancelled_on": "Last day",
    "cancel_reason": "Cancelled because",
    "discount_reason": "Discount for",
    "period_starts": "Period begins",
    "period_ends": "Period ends",
    "credits": "Gives back",
    "rule": "Repeats",
    "at_minute": "Time of day",
    "window_minutes": "Arrival window in minutes",
    "cover_id": "Cover picture",
    "delivered_at": "Delivered",
    "lost_reason": "Lost because",
    "call_requested": "Call requested",
    "postponed_until": "Postponed until",
    "appointment_ends": "Appointment ends",
    "task_id": "Task",
    "hourly_cost": "Cost of an hour",
    "hours": "Working hours",
    "estimator_id": "Estimator",
    "archived_at": "Archived",
    "deleted_at": "In the trash",
    "sent_at": "Sent",
    "viewed_on": "Viewed",
    "decided_at": "Answered",
    "decided_by": "Answered by",
    "issued_at": "Issued",
    "completed_at": "Completed",
    "void_reason": "Reason",
    "is_primary": "Primary contact",
    "technicians": "Field employees",
    "technician_id": "Field employee",
    "started_at": "Began",
    "ended_at": "Ended",
    "assignee_id": "Assigned to",
    "user_id": "Assigned to",
    "alert_at": "Told",
    "done_at": "Done",
    "due_days": "Days until due",
    "colour": "Color",
    "licence": "License",
    "card_last4": "Card",
    "part_of_id": "Part of",
    "place": "Where",
    "source": "Sold by",
    "active_from": "Active from",
    "active_days": "Active on",
}
