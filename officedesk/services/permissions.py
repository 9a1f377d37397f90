"""Who may do what: one table, which every service asks before it reads or writes anything.

A use case (a public function whose first argument is a desk) begins with ``desk.need(Permission.X)``. ``docs/roles.md``
is written from this file.
"""

from collections.abc import Mapping
from enum import StrEnum

from officedesk.errors import NotAllowed
from officedesk.models.enums import Role


class Permission(StrEnum):
    """What can be allowed. The value ends the sentence “Dispatchers may not …”."""

    CUSTOMERS_READ = "see customers"
    CUSTOMERS_WRITE = "change customers"
    CUSTOMERS_TRASH = "archive, delete or restore customers"
    NOTES_WRITE = "write notes"
    EQUIPMENT_WRITE = "change equipment"
    MAP_READ = "see the map and its geofences"
    FENCES_WRITE = "change geofences"
    POSITIONS_READ = "see where vehicles and phones were"
    POSITIONS_WRITE = "take in positions"
    DEVICES_WRITE = "change vehicles and devices"
    TIME_READ = "see timesheets"
    TIME_WRITE = "change timesheets"
    REMINDERS_WRITE = "set reminders"
    TASKS_WRITE = "change tasks"
    FILES_READ = "see files"
    FILES_WRITE = "add or change files"
    MESSAGES_READ = "see messages"
    MESSAGES_SEND = "send messages"
    MESSAGES_BULK = "send messages to many customers"
    MERGE = "merge customers"
    TAGS_WRITE = "rename or delete tags"
    HISTORY_READ = "see what was changed"
    MONEY_READ = "see prices, costs and balances"
    ESTIMATES_READ = "see estimates"
    ESTIMATES_WRITE = "write, send or answer estimates"
    JOBS_READ = "see jobs"
    JOBS_WRITE = "plan or change jobs"
    JOBS_PROGRESS = "report work on jobs"
    PROJECTS_READ = "see leads and projects"
    PROJECTS_WRITE = "change leads and projects"
    CONTRACTS_READ = "see contracts"
    CONTRACTS_WRITE = "write, renew or cancel contracts"
    PLANS_WRITE = "change membership plans"
    CREW_WRITE = "change hours, time off and skills"
    FORMS_WRITE = "change form templates"
    INVOICES_READ = "see invoices"
    INVOICES_WRITE = "write invoice drafts"
    INVOICES_ISSUE = "issue invoices"
    INVOICES_CORRECT = "void or credit invoices"
    PAYMENTS_READ = "see payments"
    PAYMENTS_WRITE = "record payments"
    PAYMENTS_CORRECT = "change, delete or refund payments"
    PRICEBOOK_READ = "see the price book"
    PRICEBOOK_WRITE = "change the price book"
    PAPERS_READ = "open documents"
    OFFICE_READ = "see how the office is set up"
    OFFICE_WRITE = "change the office's settings"
    TECHNICIANS_WRITE = "change technicians"
    USERS_WRITE = "change users, roles and passwords"
    OWN_WRITE = "keep settings of their own"
    IMPORT = "import data"
    EXPORT = "export data"
    CHECK = "check the office"
    UNDO = "undo changes"
    TRASH_READ = "look into the trash"
    AUDIT_READ = "see the office's audit trail"
    ERASE = "erase anything for good"
    BACKUP = "back the office up"
    RESTORE = "restore a backup"
    MOVE = "move the office or host it"
    ENCRYPT = "encrypt the office"


_P = Permission
_ADMIN, _OFFICE, _DISPATCHER, _TECHNICIAN, _READ_ONLY = Role
_ALL = frozenset(Role)
_DESKS = frozenset({_ADMIN, _OFFICE, _DISPATCHER})

TABLE: Mapping[Permission, frozenset[Role]] = {
    _P.CUSTOMERS_READ: _ALL,
    _P.CUSTOMERS_WRITE: _DESKS,
    _P.CUSTOMERS_TRASH: frozenset({_ADMIN, _OFFICE}),
    _P.NOTES_WRITE: _DESKS | {_TECHNICIAN},
    _P.EQUIPMENT_WRITE: _DESKS | {_TECHNICIAN},
    _P.MAP_READ: _ALL,
    _P.FENCES_WRITE: _DESKS,
    _P.POSITIONS_READ: _DESKS | {_READ_ONLY},
    _P.POSITIONS_WRITE: _DESKS,
    _P.DEVICES_WRITE: _DESKS,
    _P.TIME_READ: _DESKS | {_READ_ONLY},
    _P.TIME_WRITE: _DESKS,
    _P.REMINDERS_WRITE: _DESKS | {_TECHNICIAN},
    _P.TASKS_WRITE: _DESKS | {_TECHNICIAN},
    _P.FILES_READ: _ALL,
    _P.FILES_WRITE: _DESKS | {_TECHNICIAN},
    _P.MESSAGES_READ: _DESKS | {_READ_ONLY},
    _P.MESSAGES_SEND: _DESKS,
    _P.MESSAGES_BULK: frozenset({_ADMIN, _OFFICE}),
    _P.MERGE: frozenset({_ADMIN, _OFFICE}),
    _P.TAGS_WRITE: frozenset({_ADMIN, _OFFICE}),
    _P.HISTORY_READ: _DESKS | {_READ_ONLY},
    _P.MONEY_READ: _DESKS | {_READ_ONLY},
    _P.ESTIMATES_READ: _DESKS | {_READ_ONLY},
    _P.ESTIMATES_WRITE: _DESKS,
    _P.JOBS_READ: _ALL,
    _P.JOBS_WRITE: _DESKS,
    _P.JOBS_PROGRESS: _DESKS | {_TECHNICIAN},
    _P.PROJECTS_READ: _DESKS | {_READ_ONLY},
    _P.PROJECTS_WRITE: _DESKS,
    _P.CONTRACTS_READ: _DESKS | {_READ_ONLY},
    _P.CONTRACTS_WRITE: _DESKS,
    _P.PLANS_WRITE: frozenset({_ADMIN, _OFFICE}),
    _P.CREW_WRITE: _DESKS,
    _P.FORMS_WRITE: frozenset({_ADMIN, _OFFICE}),
    _P.INVOICES_READ: _DESKS | {_READ_ONLY},
    _P.INVOICES_WRITE: frozenset({_ADMIN, _OFFICE}),
    _P.INVOICES_ISSUE: frozenset({_ADMIN, _OFFICE}),
    _P.INVOICES_CORRECT: frozenset({_ADMIN, _OFFICE}),
    _P.PAYMENTS_READ: _DESKS | {_READ_ONLY},
    _P.PAYMENTS_WRITE: _DESKS,
    _P.PAYMENTS_CORRECT: frozenset({_ADMIN, _OFFICE}),
    _P.PRICEBOOK_READ: _DESKS | {_READ_ONLY},
    _P.PRICEBOOK_WRITE: frozenset({_ADMIN, _OFFICE}),
    _P.PAPERS_READ: _ALL,
    _P.OFFICE_READ: _ALL,
    _P.OFFICE_WRITE: frozenset({_ADMIN}),
    _P.TECHNICIANS_WRITE: frozenset({_ADMIN, _OFFICE}),
    _P.USERS_WRITE: frozenset({_ADMIN}),
    _P.OWN_WRITE: _ALL,
    _P.IMPORT: frozenset({_ADMIN, _OFFICE}),
    _P.EXPORT: frozenset({_ADMIN, _OFFICE}),
    _P.CHECK: frozenset({_ADMIN, _OFFICE}),
    _P.UNDO: _DESKS,
    _P.TRASH_READ: frozenset({_ADMIN, _OFFICE}),
    _P.AUDIT_READ: frozenset({_ADMIN}),
    _P.ERASE: frozenset({_ADMIN}),
    _P.BACKUP: frozenset({_ADMIN, _OFFICE}),
    _P.RESTORE: frozenset({_ADMIN}),
    _P.MOVE: frozenset({_ADMIN}),
    _P.ENCRYPT: frozenset({_ADMIN}),
}
"""Which roles have a permission. A technician reads the paper of a work order, and of nothing with prices on it."""

ALLOWED: Mapping[Role, frozenset[Permission]] = {
    role: frozenset(permission for permission, roles in TABLE.items() if role in roles) for role in Role
}

CHANGES: Mapping[str, Permission] = {
    "customer": _P.CUSTOMERS_WRITE,
    "tag": _P.TAGS_WRITE,
    "estimate": _P.ESTIMATES_WRITE,
    "job": _P.JOBS_WRITE,
    "invoice": _P.INVOICES_CORRECT,
    "payment": _P.PAYMENTS_CORRECT,
    "project": _P.PROJECTS_WRITE,
    "lead": _P.PROJECTS_WRITE,
    "plan": _P.PLANS_WRITE,
    "contract": _P.CONTRACTS_WRITE,
    "series": _P.JOBS_WRITE,
    "skill": _P.CREW_WRITE,
    "time_off": _P.CREW_WRITE,
    "form_template": _P.FORMS_WRITE,
    "form": _P.JOBS_PROGRESS,
    "price_book_item": _P.PRICEBOOK_WRITE,
    "technician": _P.TECHNICIANS_WRITE,
    "user": _P.USERS_WRITE,
    "company": _P.OFFICE_WRITE,
    "brand": _P.OFFICE_WRITE,
    "tax_rate": _P.OFFICE_WRITE,
    "terms": _P.OFFICE_WRITE,
    "number_sequence": _P.OFFICE_WRITE,
    "equipment": _P.EQUIPMENT_WRITE,
    "geofence": _P.FENCES_WRITE,
    "device": _P.DEVICES_WRITE,
    "time_entry": _P.TIME_WRITE,
    "reminder": _P.REMINDERS_WRITE,
    "note": _P.NOTES_WRITE,
    "task": _P.TASKS_WRITE,
    "folder": _P.FILES_WRITE,
    "attachment": _P.FILES_WRITE,
    "message": _P.MESSAGES_SEND,
    "message_template": _P.OFFICE_WRITE,
}
"""What taking a change back needs, by the change log's word for the record."""

ROLE_NAMES: Mapping[Role, str] = {
    _ADMIN: "Admin",
    _OFFICE: "Office",
    _DISPATCHER: "Dispatcher",
    _TECHNICIAN: "Technician",
    _READ_ONLY: "Read only",
}
_PLURAL: Mapping[Role, str] = {
    _ADMIN: "Admins",
    _OFFICE: "Office users",
    _DISPATCHER: "Dispatchers",
    _TECHNICIAN: "Technicians",
    _READ_ONLY: "Read-only users",
}


def may(role: Role | None, permission: Permission) -> bool:
    """May a user of this role do it? ``None`` is the program itself, which founds and moves offices."""
    return role is None or permission in ALLOWED[role]


def refusal(role: Role, permission: Permission) -> NotAllowed:
    """What is raised: such as “Dispatchers may not void or credit invoices” and the hint to ask an admin."""
    return NotAllowed(f"{_PLURAL[role]} may not {permission.value}.", hint="Ask an admin.")
