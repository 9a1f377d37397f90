"""What an imported customer is made of before it is stored. Attributes are named like the columns they fill."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from officedesk.models.enums import CustomerType


class Severity(StrEnum):
    WARNING = "warning"
    ERROR = "error"


class Issue(NamedTuple):
    """Something about one row. An error keeps its customer out; a warning says what to look at."""

    row: int
    column: str
    severity: Severity
    message: str

    def __str__(self) -> str:
        column = f", column “{self.column}”" if self.column else ""
        return f"Row {self.row}{column}: {self.message}."


@dataclass(slots=True)
class Person:
    name: str
    role: str = ""
    phone: str = ""
    mobile: str = ""
    email: str = ""
    is_primary: bool = False
    id: int = 0


@dataclass(slots=True)
class Place:
    name: str = ""
    street: str = ""
    street2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    contact: Person | None = None
    id: int = 0
    latitude: float | None = None
    longitude: float | None = None


@dataclass(slots=True)
class Newcomer:
    """A customer as one or several rows tell it."""

    rows: list[int]
    number: str = ""
    name: str = ""
    type: CustomerType = CustomerType.COMMERCIAL
    street: str = ""
    street2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    contacts: list[Person] = field(default_factory=list)
    locations: list[Place] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    terms: str = ""
    terms_id: int | None = None
    tax_exempt: bool = False
    newsletter: bool = False
    do_not_contact: bool = False
    rating: int = 0
    flag_reason: str | None = None
    archived: bool = False
    archived_at: datetime | None = None
    brand_id: int | None = None
    id: int = 0
    issues: list[Issue] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        """Whether an error keeps it out."""
        return bool(self.issues) and any(issue.severity is Severity.ERROR for issue in self.issues)
