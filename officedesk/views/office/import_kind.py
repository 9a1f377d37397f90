"""What makes one import differ from another in the import window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from officedesk.services.transfer import customers
from officedesk.services.transfer.fields import Field


@dataclass(frozen=True)
class ImportKind:
    """Words, the fields that a column may stand for, and the services that look, check and import."""

    title: str
    invitation: str
    detail: str
    one: str
    many: str
    entity: str
    """The change log's word for what is imported."""
    number_title: str
    """What the report calls the number of a row's record."""
    fields: Sequence[tuple[Any, str]]
    needed: frozenset[Any]
    """One of these fields at least is there."""
    missing: str
    inspect: Callable[..., Any]
    plan: Callable[..., Any]
    apply: Callable[..., Any]
    customer_id: int = 0

    def count(self, number: int) -> str:
        """``1 new customer``, ``1,200 new customers``."""
        return f"{number:,} {self.one if number == 1 else self.many}"


CUSTOMERS = ImportKind(
    title="Import customers",
    invitation="Choose a list of customers",
    detail="CSV files of Jobber, QuickBooks, Invoice Ninja, Google Contacts and IndusTrack are recognized; "
    "any other list can be mapped column by column.",
    one="customer",
    many="customers",
    entity="customer",
    number_title="Customer no.",
    fields=tuple((field, str(field.value).replace("_", " ").capitalize()) for field in Field),
    needed=frozenset({Field.NAME, Field.COMPANY, Field.CONTACT, Field.FIRST_NAME, Field.LAST_NAME}),
    missing="Choose the column with the customers' names.",
    inspect=customers.inspect,
    plan=customers.plan,
    apply=customers.apply,
)
