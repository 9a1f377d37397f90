"""Files of other programs, recognised by their header rows.

A preset names columns in lower case; columns it does not name are left out of the import (and said so).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from officedesk.services.transfer.fields import Field as F  # noqa: N817

_SERVICE = {
    "service property name": F.LOCATION_NAME,
    "property name": F.LOCATION_NAME,
    "service street 1": F.LOCATION_STREET,
    "service street 2": F.LOCATION_STREET2,
    "service city": F.LOCATION_CITY,
    "service state": F.LOCATION_REGION,
    "service province": F.LOCATION_REGION,
    "service zip code": F.LOCATION_POSTAL_CODE,
    "service postal code": F.LOCATION_POSTAL_CODE,
    "service country": F.LOCATION_COUNTRY,
}
_JOBBER = {
    "display name": F.NAME,
    "company name": F.COMPANY,
    "is company?": F.IS_COMPANY,
    "first name": F.FIRST_NAME,
    "last name": F.LAST_NAME,
    "job title": F.ROLE,
    "main phone #s": F.PHONE,
    "main phone #": F.PHONE,
    "work phone #s": F.PHONE,
    "work phone #": F.PHONE,
    "home phone #s": F.PHONE,
    "home phone #": F.PHONE,
    "other phone #s": F.PHONE,
    "mobile phone #s": F.MOBILE,
    "mobile phone #": F.MOBILE,
    "text message enabled phone #": F.MOBILE,
    "e-mails": F.EMAIL,
    "email": F.EMAIL,
    "billing street 1": F.BILLING_STREET,
    "billing street 2": F.BILLING_STREET2,
    "billing city": F.BILLING_CITY,
    "billing state": F.BILLING_REGION,
    "billing province": F.BILLING_REGION,
    "billing zip code": F.BILLING_POSTAL_CODE,
    "billing postal code": F.BILLING_POSTAL_CODE,
    "billing country": F.BILLING_COUNTRY,
    "tags": F.TAGS,
    "notes": F.NOTE,
    "archived": F.ARCHIVED,
    **_SERVICE,
}
_QUICKBOOKS_DESKTOP = {
    "customer": F.NAME,
    "company": F.COMPANY,
    "primary contact": F.CONTACT,
    "first name": F.FIRST_NAME,
    "m.i.": F.MIDDLE_NAME,
    "last name": F.LAST_NAME,
    "job title": F.ROLE,
    "main phone": F.PHONE,
    "alt. phone": F.MOBILE,
    "main email": F.EMAIL,
    **{f"bill to {n}": F.BILLING for n in range(1, 6)},
    **{f"ship to {n}": F.LOCATION for n in range(1, 6)},
    "terms": F.TERMS,
    "account no.": F.NUMBER,
    "note": F.NOTE,
}
_QUICKBOOKS_ONLINE = {
    "customer": F.NAME,
    "customer full name": F.NAME,
    "name": F.NAME,
    "company name": F.COMPANY,
    "company": F.COMPANY,
    "full name": F.CONTACT,
    "first name": F.FIRST_NAME,
    "last name": F.LAST_NAME,
    "phone": F.PHONE,
    "phone numbers": F.PHONE,
    "mobile": F.MOBILE,
    "email": F.EMAIL,
    "billing address": F.BILLING,
    "bill address": F.BILLING,
    "street address": F.BILLING_STREET,
    "city": F.BILLING_CITY,
    "state": F.BILLING_REGION,
    "zip": F.BILLING_POSTAL_CODE,
    "country": F.BILLING_COUNTRY,
    "shipping address": F.LOCATION,
    "ship address": F.LOCATION,
    "terms": F.TERMS,
    "note": F.NOTE,
    "notes": F.NOTE,
    "account #": F.NUMBER,
}
_INVOICE_NINJA = {
    "name": F.NAME,
    "client name": F.NAME,
    "client": F.NAME,
    "number": F.NUMBER,
    "id number": F.NUMBER,
    "client number": F.NUMBER,
    "street": F.BILLING_STREET,
    "client street": F.BILLING_STREET,
    "address 1": F.BILLING_STREET,
    "apt/suite": F.BILLING_STREET2,
    "client apt/suite": F.BILLING_STREET2,
    "city": F.BILLING_CITY,
    "client city": F.BILLING_CITY,
    "state/province": F.BILLING_REGION,
    "client state/province": F.BILLING_REGION,
    "postal code": F.BILLING_POSTAL_CODE,
    "client postal code": F.BILLING_POSTAL_CODE,
    "country": F.BILLING_COUNTRY,
    "client country": F.BILLING_COUNTRY,
    "shipping street": F.LOCATION_STREET,
    "shipping apt/suite": F.LOCATION_STREET2,
    "shipping city": F.LOCATION_CITY,
    "shipping state/province": F.LOCATION_REGION,
    "shipping postal code": F.LOCATION_POSTAL_CODE,
    "shipping country": F.LOCATION_COUNTRY,
    "phone": F.PHONE,
    "client phone": F.PHONE,
    "contact phone": F.PHONE,
    "first name": F.FIRST_NAME,
    "contact first name": F.FIRST_NAME,
    "last name": F.LAST_NAME,
    "contact last name": F.LAST_NAME,
    "email": F.EMAIL,
    "contact email": F.EMAIL,
    "private notes": F.NOTE,
    "client private notes": F.NOTE,
    "payment terms": F.TERMS,
}
_GOOGLE = {
    "organization name": F.COMPANY,
    "organization 1 - name": F.COMPANY,
    "organization title": F.ROLE,
    "organization 1 - title": F.ROLE,
    "name": F.CONTACT,
    "first name": F.FIRST_NAME,
    "given name": F.FIRST_NAME,
    "middle name": F.MIDDLE_NAME,
    "additional name": F.MIDDLE_NAME,
    "last name": F.LAST_NAME,
    "family name": F.LAST_NAME,
    "e-mail 1 - value": F.EMAIL,
    "e-mail 2 - value": F.EMAIL,
    "phone 1 - value": F.PHONE,
    "phone 2 - value": F.MOBILE,
    "address 1 - street": F.BILLING_STREET,
    "address 1 - extended address": F.BILLING_STREET2,
    "address 1 - city": F.BILLING_CITY,
    "address 1 - region": F.BILLING_REGION,
    "address 1 - postal code": F.BILLING_POSTAL_CODE,
    "address 1 - country": F.BILLING_COUNTRY,
    "address 2 - street": F.LOCATION_STREET,
    "address 2 - extended address": F.LOCATION_STREET2,
    "address 2 - city": F.LOCATION_CITY,
    "address 2 - region": F.LOCATION_REGION,
    "address 2 - postal code": F.LOCATION_POSTAL_CODE,
    "address 2 - country": F.LOCATION_COUNTRY,
    "notes": F.NOTE,
}
_INDUSTRACK = {
    "company": F.NAME,
    "company name": F.NAME,
    "customer number": F.NUMBER,
    "number": F.NUMBER,
    "contact name": F.CONTACT,
    "phone number": F.PHONE,
    "phone": F.PHONE,
    "email": F.EMAIL,
    "billing address": F.BILLING,
    "location name": F.LOCATION_NAME,
    "location": F.LOCATION,
    "service location": F.LOCATION,
    "tags": F.TAGS,
    "notes": F.NOTE,
}
OWN_COLUMNS = {
    "customer number": F.NUMBER,
    "customer": F.NAME,
    "type": F.TYPE,
    "contact": F.CONTACT,
    "role": F.ROLE,
    "phone": F.PHONE,
    "mobile": F.MOBILE,
    "email": F.EMAIL,
    "billing street": F.BILLING_STREET,
    "billing street 2": F.BILLING_STREET2,
    "billing city": F.BILLING_CITY,
    "billing state": F.BILLING_REGION,
    "billing zip": F.BILLING_POSTAL_CODE,
    "billing country": F.BILLING_COUNTRY,
    "location name": F.LOCATION_NAME,
    "location street": F.LOCATION_STREET,
    "location street 2": F.LOCATION_STREET2,
    "location city": F.LOCATION_CITY,
    "location state": F.LOCATION_REGION,
    "location zip": F.LOCATION_POSTAL_CODE,
    "location country": F.LOCATION_COUNTRY,
    "location latitude": F.LOCATION_LATITUDE,
    "location longitude": F.LOCATION_LONGITUDE,
    "tags": F.TAGS,
    "terms": F.TERMS,
    "tax exempt": F.TAX_EXEMPT,
    "newsletter": F.NEWSLETTER,
    "do not contact": F.DO_NOT_CONTACT,
    "rating": F.RATING,
    "flag": F.FLAG,
    "archived": F.ARCHIVED,
}
"""The columns of OfficeDesk's own customer export, in its order."""


@dataclass(frozen=True, slots=True)
class Preset:
    """``sure``: sets of headers of which one must be there in full for a file to be this program's."""

    name: str
    title: str
    sure: tuple[frozenset[str], ...]
    columns: dict[str, F]


def _sets(*names: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(part.split("|")) for part in names)


PRESETS = (
    Preset(
        "officedesk",
        "OfficeDesk customers",
        _sets("customer number|customer|billing street|location street|tax exempt"),
        OWN_COLUMNS,
    ),
    Preset(
        "jobber-clients",
        "Jobber client export",
        _sets(
            "display name|billing street 1|billing zip code",
            "first name|last name|billing street 1|billing zip code",
            "company name|billing street 1|service street 1",
        ),
        _JOBBER,
    ),
    Preset(
        "jobber-properties",
        "Jobber property export",
        _sets("display name|service street 1|service city", "first name|last name|service street 1|service zip code"),
        _JOBBER,
    ),
    Preset(
        "quickbooks-desktop",
        "QuickBooks Desktop customer list",
        _sets("customer|bill to 1|main phone", "customer|bill to 1|main email"),
        _QUICKBOOKS_DESKTOP,
    ),
    Preset(
        "quickbooks-online",
        "QuickBooks Online customer list",
        _sets(
            "customer|phone numbers|billing address",
            "customer full name|bill address",
            "customer full name|billing address",
            "name|company name|street address|open balance",
            "name|company name|street address|zip",
        ),
        _QUICKBOOKS_ONLINE,
    ),
    Preset(
        "google-contacts",
        "Google Contacts",
        _sets("e-mail 1 - value|phone 1 - value", "given name|family name|e-mail 1 - value"),
        _GOOGLE,
    ),
    Preset(
        "invoice-ninja",
        "Invoice Ninja clients",
        _sets(
            "apt/suite|state/province|postal code",
            "client name|client number",
            "client street|client apt/suite",
            "name|private notes|public notes",
        ),
        _INVOICE_NINJA,
    ),
    Preset(
        "industrack",
        "IndusTrack customers and locations",
        _sets("location name|contact name|location|phone number", "customer number|contact name|service location"),
        _INDUSTRACK,
    ),
)


def recognise(headers: Sequence[str]) -> Preset | None:
    """The preset whose columns these headers are, or ``None``."""
    there = {plain_header(header) for header in headers}
    return next((preset for preset in PRESETS if any(names <= there for names in preset.sure)), None)


def preset_named(name: str) -> Preset | None:
    """The preset that ``--preset`` calls ``name``."""
    return next((preset for preset in PRESETS if preset.name == name), None)


def plain_header(header: str) -> str:
    """A header as presets name it: lower case, single spaces."""
    return " ".join(header.casefold().split())
