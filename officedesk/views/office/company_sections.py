"""Settings of the office itself: company and brand."""

import zoneinfo
from typing import Any

from officedesk.models.enums import PaperSize, TaxRounding
from officedesk.views.office.record_form import FieldSpec
from officedesk.views.office.sections import FormSection
from officedesk.views.shell import Shell

ADDRESS = (
    FieldSpec("address.street", "Street", span=2),
    FieldSpec("address.street2", "Suite, floor", span=2),
    FieldSpec("address.city", "City", span=2),
    FieldSpec("address.region", "State"),
    FieldSpec("address.postal_code", "ZIP"),
)
DATES = [(text, text) for text in ("MM/DD/YYYY", "DD/MM/YYYY", "DD.MM.YYYY", "YYYY-MM-DD")]
CURRENCIES = [(code, code) for code in ("USD", "CAD", "EUR", "GBP", "AUD", "NZD", "CHF", "MXN", "JPY", "KWD")]


def company_section(shell: Shell, terms: list[tuple[Any, str]], rates: list[tuple[Any, str]]) -> FormSection:
    """Name, address, and the defaults of new documents."""
    zones = [(name, name) for name in sorted(zoneinfo.available_timezones()) if "/" in name]
    specs = (
        FieldSpec("name", "Company", span=2, required=True),
        FieldSpec("phone", "Phone"),
        FieldSpec("email", "Email"),
        *ADDRESS,
        FieldSpec("currency", "Currency", "choice", choices=CURRENCIES),
        FieldSpec("time_zone", "Time zone", "choice", choices=zones),
        FieldSpec("date_format", "Dates", "choice", choices=DATES),
        FieldSpec("paper_size", "Paper", "choice", choices=((PaperSize.LETTER, "Letter"), (PaperSize.A4, "A4"))),
        FieldSpec("default_terms_id", "Payment terms", "choice", choices=terms),
        FieldSpec("default_tax_rate_id", "Tax rate", "choice", choices=rates, empty="No tax"),
        FieldSpec(
            "tax_rounding",
            "Tax is rounded",
            "choice",
            choices=((TaxRounding.GROUP, "Once per tax rate"), (TaxRounding.LINE, "On every line")),
        ),
        FieldSpec("estimate_valid_days", "Estimates are valid (days)", "whole", highest=3650),
        FieldSpec("prices_include_tax", "Prices include tax", "check", span=4),
    )
    desk = shell.desk

    def load() -> Any:
        from officedesk.services.office.company import company

        return company(desk)

    def save(draft: Any) -> Any:
        from officedesk.services.office.company import save_company

        return save_company(desk, draft)

    return FormSection(shell, "Company", specs, load, save, "company")
