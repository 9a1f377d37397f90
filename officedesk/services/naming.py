"""What records are called, by the word of the change log and their id."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from officedesk.models.contracts import Contract, Plan
from officedesk.models.customers import Customer
from officedesk.models.equipment import Equipment
from officedesk.models.forms import FormTemplate, JobForm
from officedesk.models.mapping import Device, Geofence
from officedesk.models.pipeline import Lead, Project
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.series import Series
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

_KINDS: dict[str, tuple[Any, str]] = {
    "customer": (Customer.name, ""),
    "estimate": (Estimate.number, "Estimate"),
    "job": (Job.number, "Job"),
    "invoice": (Invoice.number, "Invoice"),
    "project": (Project.number, "Project"),
    "lead": (Lead.description, "Lead:"),
    "contract": (Contract.number, "Contract"),
    "plan": (Plan.name, ""),
    "series": (Series.description, "Recurring job:"),
    "equipment": (Equipment.name, ""),
    "geofence": (Geofence.name, ""),
    "form": (JobForm.name, "Form"),
    "form_template": (FormTemplate.name, ""),
    "device": (Device.name, ""),
}


def names(desk: Desk, records: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """``Estimate 1231``, ``ABC Company``; of other kinds their word (``tax rate``). What is gone has no name."""
    desk.need(Permission.CUSTOMERS_READ)
    found: dict[tuple[str, int], str] = {}
    with desk.read() as session:
        for entity in {entity for entity, _ in records}:
            ids = [entity_id for word, entity_id in records if word == entity]
            if entity not in _KINDS:
                found |= {(entity, entity_id): entity.replace("_", " ") for entity_id in ids}
                continue
            column, word = _KINDS[entity]
            for entity_id, name in session.execute(select(column.class_.id, column).where(column.class_.id.in_(ids))):
                said = name or "draft"
                found[entity, entity_id] = f"{word} {said}" if word else said
    return found
