"""What may be taken back, and what stands in the way: the rules of each kind of record."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from officedesk.database.recorded import LEFT_OUT, PARTS
from officedesk.errors import NotAllowed
from officedesk.models.base import Base
from officedesk.models.changes import ChangeLog
from officedesk.models.company import Company, NumberSequence, User
from officedesk.models.contracts import Contract, Plan
from officedesk.models.customers import Contact, Customer, Location
from officedesk.models.enums import ChangeAction, EstimateStatus, InvoiceState
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment
from officedesk.models.mapping import Geofence, TimeEntry
from officedesk.models.messages import Message
from officedesk.models.notes import Todo
from officedesk.models.payments import Payment
from officedesk.models.pipeline import Lead, Project
from officedesk.models.reminders import Reminder
from officedesk.models.sales import Estimate, EstimateRevision, Invoice
from officedesk.models.work import Job
from officedesk.services.activity.chain import Chain
from officedesk.services.customers.editing import location_used
from officedesk.services.sales.billed import DRAFT, billed_tasks
from officedesk.services.sales.payment_store import refunds_of

DERIVED = frozenset({"paid", "credited", "balance"})
"""Of an invoice: always summed anew from its payments and credit notes."""
_ISSUED_TOO = DERIVED | {"id", "viewed_on", "internal_note"}
_ANSWERED_TOO = frozenset({"id", "viewed_on", "internal_note", "deleted_at"})


def refuse_kind(row: Any, kind: type[Base] | None) -> None:
    """Changes that are not taken back at all."""
    if row.entity == "track_import":
        raise NotAllowed(
            "Imported positions aren't taken back here.", hint="Open Crossings, More actions, Past imports."
        )
    if row.entity == "online_map":
        raise NotAllowed("The service of the maps isn't taken back.", hint="Change it under Settings, Maps.")
    if row.action is ChangeAction.IMPORTED or kind is None:
        raise NotAllowed("An import isn't taken back here.", hint="Move what it brought to the trash.")
    if row.erased:
        raise NotAllowed("What this change said was erased for good.")
    if kind is NumberSequence:
        raise NotAllowed("How things are numbered isn't taken back.", hint="Change it under Settings, Numbers.")
    if kind is Company and {"hours", "holidays"} & row.after.keys():
        raise NotAllowed("Working days aren't taken back here.", hint="Change them under Settings, Working days.")
    if kind is Message:
        raise NotAllowed("Messages aren't taken back here.", hint="Cancel it in the outbox, or delete the draft.")
    if kind is User:
        raise NotAllowed("Users and roles aren't taken back.", hint="Change them under Settings, People.")
    if kind is Invoice and "state" in row.before:
        word = "voided" if row.after.get("state") == "void" else "issued"
        hint = "Void it, or issue a credit note." if word == "issued" else "Make a new invoice."
        raise NotAllowed(f"{row.label} was {word}, and numbers stay.", hint=hint)
    for values in _lost(row.before, kind):
        what = ", ".join(values)
        raise NotAllowed(f"The history doesn't keep a {what}, so the earlier one can't be brought back.")


def _lost(before: dict[str, Any], kind: type[Base]) -> Sequence[list[str]]:
    found = [before[LEFT_OUT]] if before.get(LEFT_OUT) else []
    for part, (parent, _, name) in PARTS.items():
        # What was sent can be told from the estimate as it is before the change that is done again.
        if parent is kind and part is not EstimateRevision:
            found += [said[LEFT_OUT] for said in before.get(name, ()) if said.get(LEFT_OUT)]
    return found


def refuse_frozen(session: Session, record: Any, before: dict[str, Any], after: dict[str, Any], label: str) -> None:
    """Documents that were answered, issued or invoiced do not change."""
    names = before.keys() | after.keys()
    if isinstance(record, Estimate):
        answered = record.status in (EstimateStatus.APPROVED, EstimateStatus.DECLINED)
        if answered and "status" not in names and not names <= _ANSWERED_TOO:
            raise NotAllowed(f"{label} is {record.status.value} by now.", hint="Reopen it first.")
    elif isinstance(record, Invoice):
        if record.state is not InvoiceState.DRAFT and not names <= _ISSUED_TOO:
            raise NotAllowed(f"{label} is {record.state.value} by now and doesn't change any more.")
    elif isinstance(record, Job):
        touched = {part.get("id") for side in (before, after) for part in side.get("tasks", ())}
        if touched:
            billed = billed_tasks(session, record.id)
            for task_id in sorted(touched & billed.keys()):
                where = "an invoice draft" if billed[task_id] == DRAFT else f"invoice {billed[task_id]}"
                raise NotAllowed(f"A task of {label} is on {where} by now.")
    elif isinstance(record, Company) and before.get("currency", record.currency) != record.currency:
        if any(session.scalar(select(exists().where(kind.id > 0))) for kind in (Estimate, Job, Invoice)):
            raise NotAllowed(f"There are documents in {record.currency} by now: the currency stays.")
    elif isinstance(record, Payment):
        amounts = "amount" in names or "allocations" in names
        if amounts and refunds_of(session, record.id):
            raise NotAllowed(f"{label} was given back by now: its amounts stay.", hint="Delete the refund first.")


def refuse_later(session: Session, chain: Chain, entity: str, entity_id: int, row_id: int, own: str) -> None:
    """Raise :class:`NotAllowed` where a later change of the record counts, and tell whose it was."""
    later = session.execute(
        select(ChangeLog.transaction_key, ChangeLog.actor, ChangeLog.label)
        .where(ChangeLog.entity == entity, ChangeLog.entity_id == entity_id, ChangeLog.id > row_id)
        .order_by(ChangeLog.id)
    ).all()
    standing = chain.standing({row.transaction_key for row in later} - {own})
    for row in later:
        if row.transaction_key in standing:
            who = f" by {row.actor}" if row.actor else ""
            raise NotAllowed(f"{row.label or 'It'} was changed again since{who}.", hint="Undo that first.")


def refuse_needed(session: Session, record: Any, label: str) -> None:
    """Raise :class:`NotAllowed` where something that is not in the trash stands on the record."""
    for kind, column, word in _STANDING.get(type(record), ()):
        where = column == record.id
        if kind is Invoice and not isinstance(record, Customer):
            where &= Invoice.state != InvoiceState.VOID
        if session.scalar(select(exists().where(where, kind.deleted_at.is_(None)))):
            raise NotAllowed(f"There is {word} for {label} by now.", hint="Undo or delete that first.")
    if isinstance(record, Invoice) and record.state is not InvoiceState.DRAFT:
        raise NotAllowed(f"{label} was issued, and numbers stay.", hint="Void it, or issue a credit note.")


ON_THEIR_OWN = frozenset({Project})
"""Kinds that go to the trash while documents name them: those stay with their customer."""
_STANDING: dict[type[Base], tuple[tuple[Any, Any, str], ...]] = {
    Customer: (
        (Estimate, Estimate.customer_id, "an estimate"),
        (Job, Job.customer_id, "a job"),
        (Invoice, Invoice.customer_id, "an invoice"),
        (Payment, Payment.customer_id, "a payment"),
        (Equipment, Equipment.customer_id, "equipment"),
        (Geofence, Geofence.customer_id, "a geofence"),
        (TimeEntry, TimeEntry.customer_id, "time on a timesheet"),
        (Customer, Customer.parent_id, "another customer"),
        (Todo, Todo.customer_id, "a task"),
        (Attachment, Attachment.customer_id, "a file"),
        (Reminder, Reminder.customer_id, "a reminder"),
        (Project, Project.customer_id, "a project"),
        (Contract, Contract.customer_id, "a contract"),
    ),
    Project: (
        (Lead, Lead.project_id, "a lead"),
        (Estimate, Estimate.project_id, "an estimate"),
        (Job, Job.project_id, "a job"),
        (Invoice, Invoice.project_id, "an invoice"),
        (Attachment, Attachment.project_id, "a file"),
    ),
    Estimate: ((Job, Job.estimate_id, "a job"), (Invoice, Invoice.estimate_id, "an invoice")),
    Job: (
        (Invoice, Invoice.job_id, "an invoice"),
        (Attachment, Attachment.job_id, "a file"),
        (TimeEntry, TimeEntry.job_id, "time on a timesheet"),
    ),
    Invoice: ((Invoice, Invoice.credits_id, "a credit note"),),
    Payment: ((Payment, Payment.refunds_id, "a refund"),),
    Equipment: ((Equipment, Equipment.parent_id, "a part"),),
    Plan: ((Contract, Contract.plan_id, "a membership"),),
    Contract: (
        (Job, Job.contract_id, "a visit"),
        (Contract, Contract.renews_id, "a contract that renews it"),
    ),
}


def refuse_used_part(session: Session, part: Any) -> None:
    """Raise :class:`NotAllowed` where a document names the contact or location that would go.

    One in the trash lets go of it, and names it again when the part comes back.
    """
    if isinstance(part, Location) and location_used(session, part.id, trashed=False):
        raise NotAllowed(f"Documents name the location {part.name or part.street} by now.")
    if isinstance(part, Contact):
        there = [(kind.contact_id == part.id) & kind.deleted_at.is_(None) for kind in (Estimate, Job, Invoice, Project)]
        used = or_(exists().where(Location.contact_id == part.id), *(exists().where(where) for where in there))
        if session.scalar(select(used)):
            raise NotAllowed(f"Documents or locations name the contact {part.name} by now.")


def refuse_used(session: Session, record: Any, label: str) -> None:
    """Raise :class:`NotAllowed` where any row names the record, its own parts apart."""
    target = type(record).__table__
    own = {kind.__table__.c[column] for kind, (parent, column, _) in PARTS.items() if parent is type(record)}
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            names_it = column not in own and any(key.column.table is target for key in column.foreign_keys)
            if names_it and session.scalar(select(exists().where(column == record.id))):
                raise NotAllowed(f"{label} is in use by now.", hint="Switch it off instead.")
