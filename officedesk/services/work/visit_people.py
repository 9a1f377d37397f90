"""Who is sent to visits: to be shown, looked through and sorted by."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from officedesk.models.company import Technician
from officedesk.models.work import Visit, VisitTechnician
from officedesk.services.sqllist import CHUNK


def has_technician(word: str) -> ColumnElement[bool]:
    """Whether ``word`` is part of the name of somebody who is sent to the visit."""
    return (
        exists()
        .where(
            VisitTechnician.visit_id == Visit.id,
            VisitTechnician.technician_id == Technician.id,
            func.lower(Technician.name).contains(word, autoescape=True),
        )
        .correlate(Visit)
    )


def technician_key() -> ColumnElement[Any]:
    """The first name of those who are sent to the visit, to sort by."""
    return (
        select(func.min(func.lower(Technician.name)))
        .join(VisitTechnician, VisitTechnician.technician_id == Technician.id)
        .where(VisitTechnician.visit_id == Visit.id)
        .correlate(Visit)
        .scalar_subquery()
    )


def names_of(session: Session, visits: Sequence[int]) -> dict[int, str]:
    """Who is sent to each visit, by name: “Anton Grip, Maria Lund”. A visit that nobody has is left out."""
    names: dict[int, list[str]] = {}
    for start in range(0, len(visits), CHUNK):
        for visit_id, name in session.execute(
            select(VisitTechnician.visit_id, Technician.name)
            .join(Technician, Technician.id == VisitTechnician.technician_id)
            .where(VisitTechnician.visit_id.in_(visits[start : start + CHUNK]))
            .order_by(Technician.name, Technician.id)
        ):
            names.setdefault(visit_id, []).append(name)
    return {visit_id: ", ".join(each) for visit_id, each in names.items()}
