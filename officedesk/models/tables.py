"""Every table of the office, registered on :data:`Base.metadata`: for migrations, and for whoever writes."""

from officedesk.models import (
    changes,
    company,
    customers,
    equipment,
    files,
    listing,
    mapping,
    messages,
    notes,
    payments,
    presence,
    pricebook,
    reminders,
    sales,
    work,
)
from officedesk.models.base import Base

__all__ = [
    "Base",
    "changes",
    "company",
    "customers",
    "equipment",
    "files",
    "listing",
    "mapping",
    "messages",
    "notes",
    "payments",
    "presence",
    "pricebook",
    "reminders",
    "sales",
    "work",
]
