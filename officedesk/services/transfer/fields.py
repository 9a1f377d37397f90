"""What a column of an imported file may stand for."""

from enum import StrEnum


class Field(StrEnum):
    """Values are what a MAP.toml writes."""

    NUMBER = "number"
    NAME = "name"
    COMPANY = "company"
    """Another name column: the customer's name where it is filled."""
    TYPE = "type"
    IS_COMPANY = "is_company"
    CONTACT = "contact"
    FIRST_NAME = "first_name"
    MIDDLE_NAME = "middle_name"
    LAST_NAME = "last_name"
    ROLE = "role"
    PHONE = "phone"
    MOBILE = "mobile"
    EMAIL = "email"
    BILLING = "billing"
    """The whole billing address; several columns are taken as its lines."""
    BILLING_STREET = "billing_street"
    BILLING_STREET2 = "billing_street2"
    BILLING_CITY = "billing_city"
    BILLING_REGION = "billing_region"
    BILLING_POSTAL_CODE = "billing_postal_code"
    BILLING_COUNTRY = "billing_country"
    LOCATION_NAME = "location_name"
    LOCATION = "location"
    """The whole address of a service location; several columns are taken as its lines."""
    LOCATION_STREET = "location_street"
    LOCATION_STREET2 = "location_street2"
    LOCATION_CITY = "location_city"
    LOCATION_REGION = "location_region"
    LOCATION_POSTAL_CODE = "location_postal_code"
    LOCATION_COUNTRY = "location_country"
    LOCATION_LATITUDE = "location_latitude"
    LOCATION_LONGITUDE = "location_longitude"
    LOCATION_POINT = "location_point"
    """Latitude and longitude in one column."""
    TAGS = "tags"
    NOTE = "note"
    TERMS = "terms"
    TAX_EXEMPT = "tax_exempt"
    NEWSLETTER = "newsletter"
    DO_NOT_CONTACT = "do_not_contact"
    RATING = "rating"
    FLAG = "flag"
    ARCHIVED = "archived"


FIELDS = tuple(Field)
PLACE = {field: place for place, field in enumerate(FIELDS)}
"""Where a field's text stands in the list of a row's values."""
JOINED = {
    Field.BILLING: "\n",
    Field.LOCATION: "\n",
    Field.TAGS: ",",
    Field.NOTE: "\n",
    Field.EMAIL: ";",
}
"""Fields of which several columns are put together; of all others the first filled column counts."""

LABELS = {
    Field.NUMBER: "Customer number",
    Field.NAME: "Name",
    Field.COMPANY: "Company (name where filled)",
    Field.TYPE: "Type (residential, commercial)",
    Field.IS_COMPANY: "Is a company (yes/no)",
    Field.CONTACT: "Contact name",
    Field.FIRST_NAME: "Contact first name",
    Field.MIDDLE_NAME: "Contact middle name",
    Field.LAST_NAME: "Contact last name",
    Field.ROLE: "Contact role",
    Field.PHONE: "Phone",
    Field.MOBILE: "Mobile",
    Field.EMAIL: "Email",
    Field.BILLING: "Billing address (whole)",
    Field.BILLING_STREET: "Billing street",
    Field.BILLING_STREET2: "Billing street 2",
    Field.BILLING_CITY: "Billing city",
    Field.BILLING_REGION: "Billing state",
    Field.BILLING_POSTAL_CODE: "Billing ZIP",
    Field.BILLING_COUNTRY: "Billing country",
    Field.LOCATION_NAME: "Location name",
    Field.LOCATION: "Location address (whole)",
    Field.LOCATION_STREET: "Location street",
    Field.LOCATION_STREET2: "Location street 2",
    Field.LOCATION_CITY: "Location city",
    Field.LOCATION_REGION: "Location state",
    Field.LOCATION_POSTAL_CODE: "Location ZIP",
    Field.LOCATION_COUNTRY: "Location country",
    Field.LOCATION_LATITUDE: "Location latitude",
    Field.LOCATION_LONGITUDE: "Location longitude",
    Field.LOCATION_POINT: "Location latitude, longitude",
    Field.TAGS: "Tags",
    Field.NOTE: "Note (notepad)",
    Field.TERMS: "Payment terms",
    Field.TAX_EXEMPT: "Tax exempt (yes/no)",
    Field.NEWSLETTER: "Newsletter (yes/no)",
    Field.DO_NOT_CONTACT: "Do not contact (yes/no)",
    Field.RATING: "Rating (0 to 5)",
    Field.FLAG: "Flag reason",
    Field.ARCHIVED: "Archived (yes/no)",
}
"""What the import window calls them."""
