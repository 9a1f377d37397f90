"""What the fields of a document offer to choose from, read in one go off the GUI thread."""

from dataclasses import dataclass

from officedesk.services.desk import Desk
from officedesk.services.sales.rows import TaxChoice

Choices = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class DocumentChoices:
    """(id, name) pairs of one customer and of the office. ``tax`` is what new lines get at the location."""

    customer: str
    locations: Choices
    contacts: Choices
    users: Choices
    brands: Choices
    terms: Choices
    rates: tuple[TaxChoice, ...]
    tax: TaxChoice


def document_choices(desk: Desk, customer_id: int, location_id: int | None) -> DocumentChoices:
    """The choices for a document of ``customer_id`` at ``location_id``. Raises ``NotFound``."""
    from officedesk.services.customers.contacts import contacts
    from officedesk.services.customers.locations import locations
    from officedesk.services.customers.profile import profile
    from officedesk.services.office.company import brands, tax_rates, terms
    from officedesk.services.office.people import users
    from officedesk.services.sales.pricebook import tax_for

    return DocumentChoices(
        customer=profile(desk, customer_id).name,
        locations=tuple((row.id, _place(row.name, row.line)) for row in locations(desk, customer_id)),
        contacts=tuple((row.id, row.name or row.email or row.phone) for row in contacts(desk, customer_id)),
        users=_pairs(users(desk, active_only=True)),
        brands=_pairs(brands(desk)),
        terms=_pairs(terms(desk, active_only=True)),
        rates=tuple(
            TaxChoice(rate.id, rate.name, rate.percent) for rate in tax_rates(desk, active_only=True) if rate.percent
        ),
        tax=tax_for(desk, customer_id, location_id),
    )


def _place(name: str, line: str) -> str:
    return f"{name}: {line}" if name and line and not line.startswith(name) else line or name


def _pairs(drafts) -> Choices:
    return tuple((draft.id, draft.name) for draft in drafts if draft.id is not None)
