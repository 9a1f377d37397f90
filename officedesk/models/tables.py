"""Every table of the office, registered on :data:`Base.metadata`: for migrations, and for whoever writes."""

from officedesk.models import changes, company, customers, listing, payments, presence, pricebook, sales, work
from officedesk.models.base import Base

__all__ = ["Base", "changes", "company", "customers", "listing", "payments", "presence", "pricebook", "sales", "work"]
