"""What the first use would have to wait for, done beforehand."""

from sqlalchemy.orm import configure_mappers

from officedesk.services.customers.rows import CustomerFilter
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission

TYPED = ("m", "6", "an", "mai", "612 555", "wislon")
"""A letter, a digit, beginnings, a phone number, a slip: each is looked up in a way of its own."""


def get_ready(desk: Desk) -> None:
    """Map all tables, import what a search and a profile need, and search once. For a background thread.

    Takes some tenths of a second. Raises a known error where the office cannot be read now.
    """
    desk.need(Permission.CUSTOMERS_READ)
    from officedesk.database import changes
    from officedesk.models import tables
    from officedesk.services.customers import editing, listing, locations, profile, search
    from officedesk.services.sales import estimate_list, invoice_list, payment_list
    from officedesk.services.search import everything
    from officedesk.services.work import job_list

    # Named so that nobody takes the imports for forgotten ones.
    ready = (changes, tables, editing, locations, profile, search, estimate_list, invoice_list, payment_list, job_list)
    del ready
    configure_mappers()
    source = listing.CustomerList(desk)
    for text in TYPED:
        source.first(CustomerFilter(text=text), Sort("name"), 100)
        everything.search(desk, text)
