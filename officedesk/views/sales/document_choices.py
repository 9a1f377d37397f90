"""What the fields of a document offer to choose from, read in one go off the GUI thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    brand_terms: Mapping[int, int | None] = field(default_factory=dict)
    """Payment terms that a document of each brand begins with: the customer's, else the brand's, else the office's."""


def document_choices(desk: Desk, customer_id: int, location_id: int | None) -> DocumentChoices:
    """The choices for a document of ``customer_id`` at ``location_id``. Raises ``NotFound``."""
    from officedesk.services.customers.contacts import contacts
    from officedesk.services.customers.editing import customer
    from officedesk.services.customers.locations import locations
    from officedesk.services.customers.profile import profile
    from officedesk.services.office.company import brands, company, tax_rates, terms
    from officedesk.services.office.people import users
    from officedesk.services.sales.pricebook import tax_for

    every = brands(desk, active_only=True)
    own, office = customer(desk, customer_id).terms_id, company(desk).default_terms_id
    return DocumentChoices(
        customer=profile(desk, customer_id).name,
        locations=tuple((row.id, _place(row.name, row.line)) for row in locations(desk, customer_id)),
        contacts=tuple((row.id, row.name or row.email or row.phone) for row in contacts(desk, customer_id)),
        users=_pairs(users(desk, active_only=True)),
        brands=_pairs(every),
        terms=_pairs(terms(desk, active_only=True)),
        rates=tuple(
            TaxChoice(rate.id, rate.name, rate.percent) for rate in tax_rates(desk, active_only=True) if rate.percent
        ),
        tax=tax_for(desk, customer_id, location_id),
        brand_terms={
            one.id: next((terms_id for terms_id in (own, one.terms_id, office) if terms_id is not None), None)
            for one in every
            if one.id is not None
        },
    )


def _place(name: str, line: str) -> str:
    return f"{name}: {line}" if name and line and not line.startswith(name) else line or name


def _pairs(drafts) -> Choices:
    return tuple((draft.id, draft.name) for draft in drafts if draft.id is not None)
