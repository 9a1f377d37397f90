"""What a check of the office looks at of its equipment: whom and what it names."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from officedesk.models.customers import Location
from officedesk.models.enums import EquipmentKind
from officedesk.models.equipment import Equipment, EstimateEquipment, JobEquipment
from officedesk.models.sales import Estimate
from officedesk.models.work import Job
from officedesk.services.check_store import Finding, broken


def findings(session: Session, checked: dict[str, int]) -> Iterator[Finding]:
    """Equipment at somebody else's location, parts of no equipment, documents of another customer."""
    checked["equipment"] = session.scalar(select(func.count()).select_from(Equipment)) or 0
    named = select(Equipment.id, Equipment.name)
    for row in session.execute(
        named.join(Location, Location.id == Equipment.location_id).where(Location.customer_id != Equipment.customer_id)
    ):
        yield broken(_where(row.id, row.name), "stands at another customer's location")
    parent = aliased(Equipment)
    for row in session.execute(
        named.join(parent, parent.id == Equipment.parent_id).where(
            or_(parent.customer_id != Equipment.customer_id, parent.kind == EquipmentKind.PART)
        )
    ):
        yield broken(_where(row.id, row.name), "is a part of a part, or of another customer's equipment")
    for word, link, owner, key in (
        ("estimate", EstimateEquipment, Estimate, EstimateEquipment.estimate_id),
        ("job", JobEquipment, Job, JobEquipment.job_id),
    ):
        query = (
            select(Equipment.id, Equipment.name, owner.number)
            .join(link, link.equipment_id == Equipment.id)
            .join(owner, owner.id == key)
            .where(owner.customer_id != Equipment.customer_id)
        )
        for equipment_id, name, number in session.execute(query):
            yield broken(_where(equipment_id, name), f"is named by {word} {number} of another customer")


def _where(equipment_id: int, name: str) -> str:
    return f"Equipment {equipment_id} {name[:60]}"
