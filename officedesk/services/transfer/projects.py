"""Projects and their leads as a table."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from sqlalchemy import select

from officedesk.models.customers import Customer
from officedesk.models.pipeline import Lead
from officedesk.models.pricing import exponent_of
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.projects.listing import ProjectList
from officedesk.services.projects.rows import ProjectFilter
from officedesk.services.transfer.tables import Cell

PROJECTS = (
    "Number", "Customer number", "Company", "Location", "Contact", "Title", "Description", "Brand", "Estimator", "Due",
    "State", "Step", "Delivered", "Value", "Currency", "Created", "Lead", "Lead status", "Priority", "Source",
    "Postponed until", "Appointment", "Call requested", "Lost because",
)  # fmt: skip
_CHUNK = 400


def project_rows(desk: Desk, progress: Callable[[int, int], None]) -> Iterator[Sequence[Cell]]:
    """Every project that is not in the trash, with the lead that counts."""
    desk.need(Permission.EXPORT)
    source = ProjectList(desk)
    ids = source.ids(ProjectFilter(), Sort("number"))
    for start in range(0, len(ids), _CHUNK):
        rows = source.rows(ids[start : start + _CHUNK])
        with desk.read() as session:
            owners = {row.customer_id for row in rows}
            numbers = dict(session.execute(select(Customer.id, Customer.number).where(Customer.id.in_(owners))).all())
            wanted = [row.lead_id for row in rows if row.lead_id is not None]
            said = select(Lead.id, Lead.description, Lead.lost_reason).where(Lead.id.in_(wanted))
            leads = {one.id: one for one in session.execute(said)}
        for row in rows:
            lead = leads.get(row.lead_id or 0)
            yield (
                row.number, numbers[row.customer_id], row.company, row.location, row.contact, row.title,
                row.description, row.brand, row.estimator, row.due, row.state.value, row.step.value, row.delivered_at,
                Decimal(row.value).scaleb(-exponent_of(desk.currency)), desk.currency, row.created_at,
                lead.description if lead else "", row.lead_status.value if row.lead_status else "",
                row.priority.value if lead else "", row.source, row.postponed_until,
                row.appointment.isoformat(" ", "minutes") if row.appointment else "", row.call_requested,
                lead.lost_reason if lead else "",
            )  # fmt: skip
        progress(start + len(rows), len(ids))
