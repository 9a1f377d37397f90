"""Time on site per customer and per job, gathered for paper."""

from itertools import groupby

from sqlalchemy import select

from officedesk.formatting import date_text, time_text
from officedesk.models.company import Company
from officedesk.models.due import wall
from officedesk.models.enums import PaperSize
from officedesk.models.site_time import SiteGroup, SiteLine, SiteReport
from officedesk.models.text import fold
from officedesk.services.desk import Desk
from officedesk.services.mapping.crossing_rows import StayFilter, StayRow
from officedesk.services.mapping.stays import stays
from officedesk.services.permissions import Permission

NOBODY = "No customer"


def site_report(desk: Desk, query: StayFilter) -> SiteReport:
    """The stays of a filter by customer, each with sums by job."""
    desk.need(Permission.POSITIONS_READ)
    rows = stays(desk, query)
    with desk.read() as session:
        company = session.execute(select(Company.name, Company.date_format, Company.paper_size)).one()

    def line(row: StayRow) -> SiteLine:
        came, left = wall(row.started, desk.zone), wall(row.ended, desk.zone)
        over = time_text(left) if came.date() == left.date() else f"{date_text(left.date(), dates)} {time_text(left)}"
        charged = ["timesheet"] * row.on_timesheet + ([f"invoice {row.invoice}".strip()] if row.invoice else [])
        day = date_text(came.date(), dates)
        return SiteLine(day, time_text(came), over, row.fence, row.called, row.job, row.seconds, ", ".join(charged))

    dates: str = company.date_format
    ordered = sorted(rows, key=lambda row: (row.customer_id is None, fold(row.company), row.customer_id or 0))
    groups = tuple(
        SiteGroup(name or NOBODY, tuple(map(line, members)))
        for (_, name), members in groupby(ordered, key=lambda row: (row.customer_id, row.company))
    )
    first, last = query.date_from, query.date_to
    days = " – ".join(date_text(day, dates) for day in (first, last) if day is not None)
    if first is not None and last is None:
        days = f"from {days}"
    elif first is None and last is not None:
        days = f"until {days}"
    size: PaperSize = company.paper_size
    return SiteReport(company.name, days or "all days", date_text(desk.today(), dates), groups, size)
