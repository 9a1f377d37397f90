"""An invoice as a new office would write it, to look at while its face is chosen. Nothing of it is stored."""

from datetime import date, timedelta

from officedesk.formatting import address_lines
from officedesk.models.enums import SequenceKind
from officedesk.models.money import exponent_of
from officedesk.models.papers import (
    PaperBrand,
    PaperData,
    PaperFact,
    PaperKind,
    PaperLine,
    PaperTax,
    PaperTotals,
)
from officedesk.services.customers.drafts import Address
from officedesk.services.office.beginning import Beginning, Secrets, founding_of
from officedesk.services.office.rules import logo_problem
from officedesk.services.office.setup import usual_numbers

_THANKS = "Thank you for your business."


def first_paper(beginning: Beginning, on: date) -> PaperData:
    """An invoice of the office over 100.00 of its currency, with its next number, terms and default tax."""
    founding, problems = founding_of(beginning, Secrets(), on)
    hundred = 100 * 10 ** exponent_of(beginning.currency)
    place = Address(beginning.street, beginning.street2, beginning.city, beginning.region, beginning.postal_code)
    brand = PaperBrand(
        name=beginning.name.strip() or "Your company",
        address=tuple(address_lines(place)),
        phone=beginning.phone,
        email=beginning.email,
        website=beginning.website,
        colour=beginning.colour,
        logo=beginning.logo if logo_problem(beginning.logo) is None else None,
    )
    rate = None
    if founding.default_tax is not None and not any(name.startswith("taxes") for name in problems):
        rate = founding.tax_rates[founding.default_tax]
    taxes = (PaperTax(rate.name, rate.percent, hundred, round(hundred * rate.percent / 100)),) if rate else ()
    total = hundred + sum(tax.tax for tax in taxes)
    days = founding.terms.due_days if founding.terms else None
    due = on + timedelta(days=days) if days is not None else None
    terms = founding.terms.name if founding.terms else ""
    facts = (PaperFact("Date", day=on), PaperFact("Due", day=due, strong=True), PaperFact("Terms", terms))
    return PaperData(
        PaperKind.INVOICE,
        "Invoice",
        on,
        usual_numbers(founding)[SequenceKind.INVOICE].next_number(on),
        brand=brand,
        customer_name="Your customer",
        bill_to=("Your customer", "100 Main St"),
        facts=facts if due is not None else (facts[0], facts[2]),
        due=due,
        lines=(
            PaperLine(
                1, name="What you sell", price=hundred, amount=hundred, tax_percent=rate.percent if rate else None
            ),
        ),
        totals=PaperTotals(subtotal=hundred, taxes=taxes, total=total, balance=total),
        thanks=_THANKS,
        currency=beginning.currency,
        date_format=beginning.date_format,
        paper_size=beginning.paper_size,
    )
