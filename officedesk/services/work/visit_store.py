"""The visits of a job in the store."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from officedesk.models.work import Visit, VisitTechnician
from officedesk.services.work.drafts import VisitDraft

_FIELDS = ("starts", "ends", "all_day", "window_ends", "status")


def visits_of(session: Session, job_id: int) -> Sequence[Visit]:
    """The stored visits with their technicians."""
    query = select(Visit).where(Visit.job_id == job_id).options(selectinload(Visit.technicians))
    return session.scalars(query).all()


def visit_drafts(visits: Sequence[Visit]) -> tuple[VisitDraft, ...]:
    """Visits as editors hold them, by their time; those without a day come last."""
    ordered = sorted(visits, key=lambda visit: (visit.starts is None, str(visit.starts), visit.id))
    return tuple(
        VisitDraft(
            **{name: getattr(visit, name) for name in _FIELDS},
            technician_ids=tuple(sorted(link.technician_id for link in visit.technicians)),
            note=visit.note,
            id=visit.id,
        )
        for visit in ordered
    )


def merged_visits(zone: str, stored: Sequence[Visit], drafts: Sequence[VisitDraft]) -> list[Visit]:
    """The visits that ``drafts`` ask for: stored ones brought up to date, and new ones."""
    there = {visit.id: visit for visit in stored}
    kept = []
    for draft in drafts:
        visit = there.get(draft.id) if draft.id is not None else None
        if visit is None:
            visit = Visit(zone=zone)
            visit.technicians = []
        values = {name: getattr(draft, name) for name in _FIELDS} | {"note": draft.note}
        if draft.all_day and draft.starts is not None:
            values["starts"] = draft.starts.replace(hour=0, minute=0, second=0, microsecond=0)
            ends = draft.ends or draft.starts
            values["ends"] = ends.replace(hour=0, minute=0, second=0, microsecond=0)
        for name, value in values.items():
            # What stays is not assigned, so that the change log tells only what differs.
            if getattr(visit, name) != value:
                setattr(visit, name, value)
        links = {link.technician_id: link for link in visit.technicians}
        if set(links) != set(draft.technician_ids):
            visit.technicians = [
                links.get(technician_id) or VisitTechnician(technician_id=technician_id)
                for technician_id in sorted(set(draft.technician_ids))
            ]
        kept.append(visit)
    return kept


def put_visits(session: Session, job_id: int, visits: Sequence[Visit], stored: Sequence[Visit] = ()) -> None:
    """Store the visits of a job, and delete those of ``stored`` that are not among them."""
    for gone in set(stored).difference(visits):
        session.delete(gone)
    for visit in visits:
        if visit not in stored:
            visit.job_id = job_id
            session.add(visit)
    session.flush()
