"""What the office is made of: tables, enums and pure rules.

Importing this package registers every table on :data:`Base.metadata`; it opens nothing.
"""

from officedesk.models import changes, company, customers, payments, pricebook, sales, work
from officedesk.models.base import Base

__all__ = ["Base", "changes", "company", "customers", "payments", "pricebook", "sales", "work"]
