"""Columns of the audit trail and of the trash."""

from officedesk.services.activity.rows import HistoryRow, TrashRow
from officedesk.views.customers.history_words import headline, sentences
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.shell import Shell

ENTITIES = {
    "customer": "Customers",
    "estimate": "Estimates",
    "job": "Jobs",
    "invoice": "Invoices",
    "payment": "Payments",
    "task": "Tasks",
    "tag": "Tags",
    "price_book_item": "Price book",
    "company": "Company",
    "brand": "Brand",
    "tax_rate": "Taxes",
    "terms": "Payment terms",
    "number_sequence": "Numbers",
    "user": "Users",
    "technician": "Technicians",
    "skill": "Skills",
    "time_off": "Time off",
    "note": "Notes",
    "reminder": "Reminders",
    "import_batch": "Imports",
    "track_import": "Imports of positions",
    "online_map": "Online map",
    "equipment": "Equipment",
    "geofence": "Geofences",
    "form": "Forms",
    "form_template": "Form templates",
    "project": "Projects",
    "contract": "Contracts",
    "plan": "Plans",
    "series": "Recurring jobs",
    "lead": "Leads",
    "time_entry": "Timesheets",
    "attachment": "Files",
    "folder": "Folders",
}
"""Words of the change log, as filters call them."""
ACTIONS = {"created": "Created", "updated": "Changed", "deleted": "Deleted", "imported": "Imported"}
KINDS = {
    "customer": ("Customer", "users"),
    "estimate": ("Estimate", "file-text"),
    "job": ("Job", "wrench"),
    "invoice": ("Invoice", "receipt"),
    "payment": ("Payment", "money"),
    "task": ("Task", "check-square"),
    "note": ("Note", "note"),
    "equipment": ("Equipment", "gear-six"),
    "geofence": ("Geofence", "polygon"),
    "project": ("Project", "briefcase"),
    "plan": ("Plan", "stack"),
    "contract": ("Contract", "handshake"),
    "lead": ("Lead", "megaphone-simple"),
    "time_entry": ("Time entry", "clock"),
    "attachment": ("File", "paperclip"),
    "reminder": ("Reminder", "bell"),
}
"""What lies in the trash: its name and its icon."""


def history_columns(shell: Shell) -> tuple[Column, ...]:
    """When, Who, Desktop, What, Customer."""

    def when(r: HistoryRow) -> Cell:
        at = r.at.astimezone(shell.desk.zone)
        return Cell(f"{shell.date(at.date())} {at:%H:%M}")

    def what(r: HistoryRow) -> Cell:
        told = " · ".join(sentences(r, shell, shell.desk.zone))
        chips: tuple[Chip, ...] = ()
        if r.undone or r.undoes:
            chips = (Chip("Undone", "warn") if r.undone else Chip("Took back", "plain"),)
        chips += (Chip("No seal", "warn"),) if not r.sealed else ()
        tone = "muted" if r.undone or r.undoes or r.erased else "text"
        return Cell(told, chips=chips, tone=tone, tip=headline(r))

    columns = (
        Column("at", "When", 152, when, descending_first=True, least=148),
        Column("actor", "Who", 116, lambda r: Cell(r.actor or "—"), sortable=False, least=84),
        Column("desktop", "Desktop", 96, lambda r: Cell(r.desktop, tone="muted"), sortable=False, least=70),
        Column("what", "What", 300, what, sortable=False, stretch=True),
        Column("customer", "Customer", 130, lambda r: Cell(r.customer), sortable=False, least=90),
    )
    return on_cards(columns, what="title", at="1", actor="1", customer="2", desktop="aside")


def trash_columns(shell: Shell) -> tuple[Column, ...]:
    """What, About, Customer, Amount, Deleted, By."""

    def amount(r: TrashRow) -> Cell:
        return Cell(
            shell.money(r.amount) if r.amount is not None else "—", tone="muted" if r.amount is None else "text"
        )

    def deleted(r: TrashRow) -> Cell:
        at = r.at.astimezone(shell.desk.zone)
        return Cell(f"{shell.date(at.date())} {at:%H:%M}")

    columns = (
        Column("kind", "Kind", 92, lambda r: Cell(KINDS[r.kind][0], tone="muted")),
        Column("name", "Name", 180, lambda r: Cell(r.name, bold=True), least=120),
        Column("detail", "About", 140, lambda r: Cell(r.detail), sortable=False, stretch=True, least=80),
        Column("customer", "Customer", 140, lambda r: Cell(r.customer), least=90),
        Column("amount", "Amount", 92, amount, right=True, descending_first=True),
        Column("at", "Deleted", 152, deleted, descending_first=True, least=148),
        Column("actor", "By", 104, lambda r: Cell(r.actor or "—"), sortable=False, least=80),
    )
    return on_cards(columns, name="title", amount="amount", detail="1", customer="2", kind="3", at="aside Deleted")
