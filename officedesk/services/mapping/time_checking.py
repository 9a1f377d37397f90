"""What a check of the office looks at in crossings and timesheets."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from officedesk.models.customers import Location
from officedesk.models.enums import CrossingKind
from officedesk.models.mapping import Crossing, Device, Geofence, Position, TimeEntry
from officedesk.models.work import Job
from officedesk.services.check_store import Finding, broken


def crossings(session: Session, checked: dict[str, int]) -> Iterator[Finding]:
    """Whether each way out names a way in of its own device and fence that was before it, and nobody else's."""
    checked["positions"] = session.scalar(select(func.count()).select_from(Position)) or 0
    checked["crossings"] = session.scalar(select(func.count()).select_from(Crossing)) or 0
    entered = aliased(Crossing)
    wrong = or_(
        Crossing.kind != CrossingKind.EXIT,
        entered.kind != CrossingKind.ENTER,
        entered.device_id != Crossing.device_id,
        entered.geofence_id != Crossing.geofence_id,
        entered.at > Crossing.at,
    )
    named = (
        select(Crossing.id, Device.name.label("device"), Geofence.name.label("fence"))
        .join(Device, Device.id == Crossing.device_id)
        .join(Geofence, Geofence.id == Crossing.geofence_id)
    )
    for row in session.execute(named.join(entered, entered.id == Crossing.entered_id).where(wrong)):
        yield broken(f"Crossing {row.id}", f"of {row.device[:60]} at {row.fence[:60]} ends a stay that is none")
    twice = select(Crossing.entered_id).where(Crossing.entered_id.is_not(None)).group_by(Crossing.entered_id)
    for row in session.execute(named.where(Crossing.id.in_(twice.having(func.count() > 1)))):
        yield broken(f"Crossing {row.id}", f"of {row.device[:60]} at {row.fence[:60]} is left twice")


def time_entries(session: Session, checked: dict[str, int]) -> Iterator[Finding]:
    """Whether time is at a location of its customer, and for a job of theirs."""
    checked["time entries"] = session.scalar(select(func.count()).select_from(TimeEntry)) or 0
    for query, what in (
        (
            select(TimeEntry.id)
            .join(Location, Location.id == TimeEntry.location_id)
            .where(Location.customer_id.is_distinct_from(TimeEntry.customer_id)),
            "is at a location of another customer",
        ),
        (
            select(TimeEntry.id)
            .join(Job, Job.id == TimeEntry.job_id)
            .where(Job.customer_id.is_distinct_from(TimeEntry.customer_id)),
            "is for a job of another customer",
        ),
    ):
        for entry_id in session.scalars(query.order_by(TimeEntry.id)):
            yield broken(f"Time entry {entry_id}", what)
