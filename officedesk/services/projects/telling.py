"""What the estimator of a lead is told: that it is theirs, that the customer waits for a call, and when to be there."""

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from officedesk.formatting import time_text
from officedesk.models.customers import Contact, Customer
from officedesk.models.enums import LeadStatus, NoticeKind
from officedesk.models.pipeline import Lead, Project
from officedesk.models.project_states import ASKED
from officedesk.models.reminders import Notification
from officedesk.services.desk import Desk
from officedesk.services.reminders.notices import notify, others


def handed_over(session: Session, desk: Desk, row: Project | Lead) -> None:
    """Tell the estimator that a lead or project is theirs now; nobody is told what they do themselves."""
    word, key, title = _named(session, row)
    _tell(session, desk, row, f"{word}-estimator:{row.id}:{desk.now():%Y%m%dT%H%M%S}", f"{title} is yours", key)


def call_requested(session: Session, desk: Desk, row: Lead) -> None:
    """Tell the estimator that the customer waits for a call, and at which number."""
    phone = session.execute(
        select(Contact.name, Contact.phone, Contact.mobile)
        .join(Project, Project.contact_id == Contact.id)
        .where(Project.id == row.project_id)
    ).first()
    reach = " · ".join(filter(None, (phone.name, phone.phone or phone.mobile))) if phone else ""
    _tell(session, desk, row, f"lead-call:{row.id}:{desk.now():%Y%m%dT%H%M%S}", "Call back a customer", reach)


def appointment_set(session: Session, desk: Desk, row: Lead) -> None:
    """Tell the estimator when to be there."""
    if row.appointment is None:
        return
    key = f"lead-appointment:{row.id}:{row.appointment:%Y%m%dT%H%M}:{row.version}"
    _tell(session, desk, row, key, f"Appointment {when(row.appointment)}", "")


def due_notices(session: Session, desk: Desk) -> list[dict[str, Any]]:
    """Notifications to be made today for the user at the desk: leads that are back, and appointments of the day."""
    today = desk.today()
    begins, ends = (datetime.combine(today, edge) for edge in (datetime.min.time(), datetime.max.time()))
    back = (Lead.status == LeadStatus.POSTPONED) & (Lead.postponed_until <= today)
    expected = Lead.appointment.between(begins, ends) & Lead.status.in_(ASKED)
    rows = session.execute(
        select(Lead.id, Lead.status, Lead.postponed_until, Lead.appointment, Lead.customer_id, Customer.name)
        .add_columns(Lead.description)
        .join(Customer, Customer.id == Lead.customer_id)
        .where(
            Lead.estimator_id == desk.actor.user_id,
            or_(back, expected),
            Lead.deleted_at.is_(None),
            Customer.deleted_at.is_(None),
        )
        .order_by(Lead.id)
    ).all()
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row.status is LeadStatus.POSTPONED and row.postponed_until is not None and row.postponed_until <= today:
            key = f"lead-back:{row.id}:{row.postponed_until:%Y%m%d}"
            found[key] = _notice(desk, row, key, "A postponed lead is back")
        if row.appointment is not None and begins <= row.appointment <= ends and row.status in ASKED:
            key = f"lead-today:{row.id}:{row.appointment:%Y%m%dT%H%M}"
            found[key] = _notice(desk, row, key, f"Appointment today, {time_text(row.appointment)}")
    if not found:
        return []
    mine = (Notification.user_id == desk.actor.user_id) & Notification.key.in_(found)
    told = set(session.scalars(select(Notification.key).where(mine)))
    return [values for key, values in found.items() if key not in told]


def when(appointment: datetime) -> str:
    """``Nov 24, 10:00``."""
    return f"{appointment:%b} {appointment.day}, {time_text(appointment)}"


def _tell(session: Session, desk: Desk, row: Project | Lead, key: str, subject: str, more: str) -> None:
    company = session.scalar(select(Customer.name).where(Customer.id == row.customer_id)) or ""
    said = more or (row.description.split("\n", 1)[0] if row.description else "")
    text = " · ".join(filter(None, (company, said)))
    word = "lead" if isinstance(row, Lead) else "project"
    of = (word, row.id, row.customer_id)
    notify(session, desk, others([row.estimator_id], desk), NoticeKind.LEAD, key, subject, text, *of)


def _named(session: Session, row: Project | Lead) -> tuple[str, str, str]:
    if isinstance(row, Lead):
        number = session.scalar(select(Project.number).where(Project.id == row.project_id)) or ""
        return "lead", "", f"Lead {number}".strip()
    return "project", row.title, f"Project {row.number}"


def _notice(desk: Desk, row: Any, key: str, subject: str) -> dict[str, Any]:
    first = row.description.split("\n", 1)[0][:120]
    return {
        "user_id": desk.actor.user_id,
        "key": key,
        "kind": NoticeKind.LEAD,
        "at": desk.now(),
        "subject": subject,
        "text": " · ".join(filter(None, (row.name, first))),
        "entity": "lead",
        "entity_id": row.id,
        "customer_id": row.customer_id,
    }
