"""Which equipment estimates, jobs and contracts are about. Links to what lies in the trash stay, and are not told."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from officedesk.database.direct import Prepared
from officedesk.models.contracts import ContractEquipment
from officedesk.models.equipment import Equipment, EstimateEquipment, JobEquipment

_OWNER: dict[Any, str] = {
    EstimateEquipment: "estimate_id",
    JobEquipment: "job_id",
    ContractEquipment: "contract_id",
}


def linked(session: Session, kind: Any, owner_id: int) -> tuple[int, ...]:
    """Ids of the equipment of one document, in order."""
    owner = getattr(kind, _OWNER[kind])
    rows = session.scalars(
        select(kind.equipment_id)
        .join(Equipment, Equipment.id == kind.equipment_id)
        .where(owner == owner_id, Equipment.deleted_at.is_(None))
        .order_by(kind.equipment_id)
    )
    return tuple(rows)


def check_links(session: Session, customer_id: int, wanted: Iterable[int]) -> dict[str, str]:
    """Problems of the equipment that a document of this customer names."""
    ids = set(wanted)
    if not ids:
        return {}
    mine = session.scalars(select(Equipment.id).where(Equipment.id.in_(ids), Equipment.customer_id == customer_id))
    if ids - set(mine):
        return {"equipment": "Some of this equipment is another customer's, or no longer there. Choose again."}
    return {}


def write_links(session: Session, kind: Any, owner_id: int, wanted: Iterable[int]) -> tuple[int, ...]:
    """Make ``wanted`` the equipment of a document; what it is then, in order."""
    ids = set(wanted)
    there = {row.equipment_id for row in _links(kind).all(session, owner=owner_id)}
    if gone := there - ids:
        known = select(Equipment.id).where(Equipment.id.in_(gone), Equipment.deleted_at.is_(None))
        for equipment_id in session.scalars(known):
            session.delete(session.get_one(kind, (owner_id, equipment_id)))
    for equipment_id in sorted(ids - there):
        session.add(kind(**{_OWNER[kind]: owner_id, "equipment_id": equipment_id}))
    if there != ids:
        session.flush()
    return tuple(sorted(ids))


@cache
def _links(kind: Any) -> Prepared:
    table = kind.__table__
    return Prepared(select(table.c.equipment_id).where(table.c[_OWNER[kind]] == bindparam("owner")))
