"""Which records have a history of their own, which parts are told with them, and what is never told."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from officedesk.models.base import Base
from officedesk.models.company import (
    Brand,
    Company,
    NumberSequence,
    TaxRate,
    Technician,
    Terms,
    User,
)
from officedesk.models.contracts import Contract, ContractBill, ContractEquipment, Plan, PlanJob
from officedesk.models.crew import JobSkill, Skill, TechnicianSkill, TimeOff
from officedesk.models.customers import Contact, Customer, CustomerTag, Favourite, Location, NotepadEntry, Tag
from officedesk.models.equipment import Equipment, EstimateEquipment, JobEquipment
from officedesk.models.files import Attachment, Folder
from officedesk.models.forms import FormTemplate, JobForm
from officedesk.models.mapping import Device, Geofence, GeofenceWatcher, TimeEntry
from officedesk.models.messages import Message, MessageFile, MessageRecipient, MessageTemplate
from officedesk.models.notes import Note, Todo
from officedesk.models.payments import Payment, PaymentAllocation
from officedesk.models.pipeline import Lead, Project
from officedesk.models.pricebook import KitComponent, PriceBookItem
from officedesk.models.reminders import Reminder
from officedesk.models.sales import Estimate, EstimateLine, EstimateRevision, Invoice, InvoiceLine
from officedesk.models.series import Occurrence, Series, SeriesTechnician
from officedesk.models.work import Job, JobCost, JobTask, Visit


def beginning(text: str) -> str:
    """What a record without a name of its own is called."""
    first = text.strip().split("\n", 1)[0]
    return first if len(first) <= _SHORT else f"{first[: _SHORT - 1]}…"


_SHORT = 60

# Records with a history of their own: the word for them, and how one is called.
RECORDS: dict[type[Base], tuple[str, Callable[[Any], str]]] = {
    Company: ("company", lambda r: r.name),
    Brand: ("brand", lambda r: r.name),
    User: ("user", lambda r: r.name),
    Technician: ("technician", lambda r: r.name),
    TaxRate: ("tax_rate", lambda r: r.name),
    Terms: ("terms", lambda r: r.name),
    NumberSequence: ("number_sequence", lambda r: str(r.kind)),
    Tag: ("tag", lambda r: r.name),
    PriceBookItem: ("price_book_item", lambda r: r.name),
    Customer: ("customer", lambda r: r.name),
    Estimate: ("estimate", lambda r: f"Estimate {r.number}"),
    Job: ("job", lambda r: f"Job {r.number}"),
    Invoice: ("invoice", lambda r: f"Invoice {r.number}" if r.number else "Invoice draft"),
    Payment: ("payment", lambda r: f"Payment {r.number}"),
    Project: ("project", lambda r: f"Project {r.number}"),
    Lead: ("lead", lambda r: beginning(r.description) or "Lead"),
    Plan: ("plan", lambda r: r.name),
    Contract: ("contract", lambda r: f"Contract {r.number}"),
    Series: ("series", lambda r: beginning(r.description)),
    Skill: ("skill", lambda r: r.name),
    TimeOff: ("time_off", lambda r: beginning(r.reason) or "Time off"),
    FormTemplate: ("form_template", lambda r: r.name),
    JobForm: ("form", lambda r: r.name),
    Equipment: ("equipment", lambda r: r.name),
    Geofence: ("geofence", lambda r: r.name),
    Device: ("device", lambda r: r.name),
    TimeEntry: ("time_entry", lambda r: "Time entry"),
    Reminder: ("reminder", lambda r: r.subject),
    Note: ("note", lambda r: r.subject or beginning(r.text)),
    Todo: ("task", lambda r: beginning(r.text)),
    Folder: ("folder", lambda r: r.name),
    Attachment: ("attachment", lambda r: r.name),
    Message: ("message", lambda r: r.subject or beginning(r.body)),
    MessageTemplate: ("message_template", lambda r: r.name),
}
# Parts, told in the row of the record they belong to: the column that names it, and what the parts are called.
PARTS: dict[type[Base], tuple[type[Base], str, str]] = {
    Contact: (Customer, "customer_id", "contacts"),
    Location: (Customer, "customer_id", "locations"),
    CustomerTag: (Customer, "customer_id", "tags"),
    Favourite: (Customer, "customer_id", "favourites"),
    NotepadEntry: (Customer, "customer_id", "notepad"),
    KitComponent: (PriceBookItem, "kit_id", "components"),
    EstimateLine: (Estimate, "estimate_id", "lines"),
    EstimateRevision: (Estimate, "estimate_id", "revisions"),
    JobTask: (Job, "job_id", "tasks"),
    Visit: (Job, "job_id", "visits"),
    JobCost: (Job, "job_id", "costs"),
    JobSkill: (Job, "job_id", "skills"),
    TechnicianSkill: (Technician, "technician_id", "skills"),
    PlanJob: (Plan, "plan_id", "jobs"),
    ContractEquipment: (Contract, "contract_id", "equipment"),
    ContractBill: (Contract, "contract_id", "bills"),
    SeriesTechnician: (Series, "series_id", "technicians"),
    Occurrence: (Series, "series_id", "occurrences"),
    InvoiceLine: (Invoice, "invoice_id", "lines"),
    PaymentAllocation: (Payment, "payment_id", "allocations"),
    EstimateEquipment: (Estimate, "estimate_id", "equipment"),
    JobEquipment: (Job, "job_id", "equipment"),
    GeofenceWatcher: (Geofence, "geofence_id", "watchers"),
    MessageRecipient: (Message, "message_id", "recipients"),
    MessageFile: (Message, "message_id", "files"),
}
UNLISTED: frozenset[type[Base]] = frozenset({Favourite, NotepadEntry})
"""Parts of a customer that neither its list row nor its search text shows."""
LISTED: dict[type[Base], dict[str, str]] = {Visit: {"technicians": "technician_id"}}
"""Links told as a list of ids in their part: the relationship, and the column of the linked row."""
_WORK_AT: tuple[type[Base], ...] = (Project, Lead, Contract, Series)
NAMED_BY: dict[type[Base], tuple[type[Base], ...]] = {
    Contact: (Location, Estimate, Job, Invoice, Project, Series),
    Location: (Estimate, Job, Invoice, Note, Reminder, Equipment, Attachment, Geofence, TimeEntry, *_WORK_AT),
}
"""Records that let go of a part when it is deleted: its last change tells which, as ``named_by``.

Of a location only those in the trash do: what others name is not deleted.
"""
CONTENT = frozenset({"logo", "signature", "snapshot", "content", "password_hash"})
"""Too large or too secret for the log, which only tells that they changed: their names are in ``left_out``."""
LEFT_OUT = "left_out"
CALLED = "called"
"""Of a part that was changed: its name, for whoever reads what changed of it."""
NEVER = (
    frozenset({"version", "updated_at", "text_key", "failures", "locked_until", "token"})
    | frozenset({"attempts", "next_at", "sender", "lease_until", "handed_over_at"})
    | CONTENT
)
"""Columns whose values the log does not hold."""


# Made once: a document of fifty lines asks two hundred times.
_WORDED = (Decimal, date, datetime)


def plain(value: Any) -> Any:
    """``value`` as JSON can hold it; decimals and dates as text."""
    if isinstance(value, _WORDED):
        return str(value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value


def naming_column(kind: type[Base]) -> str:
    """The column by which those in ``NAMED_BY`` name a part of this kind."""
    return f"{kind.__tablename__}_id"
