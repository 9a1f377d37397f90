"""What the first use would have to wait for, done beforehand."""

from sqlalchemy.orm import configure_mappers


def get_ready() -> None:
    """Map all tables and import what a search and a profile need. For a background thread, some tenths of a second."""
    from officedesk.database import changes
    from officedesk.models import tables
    from officedesk.services.customers import editing, locations, profile, search
    from officedesk.services.sales import estimate_list, invoice_list, payment_list
    from officedesk.services.work import job_list

    # Named so that nobody takes the imports for forgotten ones.
    ready = (changes, tables, editing, locations, profile, search, estimate_list, invoice_list, payment_list, job_list)
    del ready
    configure_mappers()
