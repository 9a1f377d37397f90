"""The visits that are moved, as they are stored: read to look at, or locked to be changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from officedesk.errors import Conflict, NotAllowed, NotFound
from officedesk.models.company import Technician
from officedesk.models.crew import JobSkill
from officedesk.models.customers import Customer
from officedesk.models.planning import Booking
from officedesk.models.work import Job, Visit
from officedesk.services.desk import Desk
from officedesk.services.schedule.around import label_of
from officedesk.services.schedule.rows import Move
from officedesk.services.schedule.times import drawn, span_of
from officedesk.services.schedule.visits import blocks_of, linked
from officedesk.services.sqllist import CHUNK
from officedesk.services.work.progress import ENDED, WAITING


@dataclass(slots=True)
class Stored:
    """Jobs with their visits by id, and what is asked of them."""

    jobs: dict[int, Job]
    visits: dict[int, Visit]
    skills: dict[int, tuple[int, ...]]
    """What each job needs."""
    companies: dict[int, str]
    """The customers' names."""
    asked: list[tuple[int, Move]] = field(default_factory=list)
    """Each move by the number of its booking: the visit's id, or one below zero for a new visit."""

    def label(self, visit_id: int) -> str:
        """What a visit is called."""
        job = self.jobs[self.visits[visit_id].job_id]
        return label_of(job.number, self.companies.get(job.customer_id, ""))

    def job_id(self, key: int, move: Move) -> int:
        """Whose visit it is; 0 for a new one of a job that is not saved yet."""
        visit = self.visits.get(key)
        return move.job_id if visit is None else visit.job_id

    def was(self, desk: Desk) -> dict[int, Booking]:
        """Where the visits that are moved stand, as far as they have a day."""
        found = {}
        for key, _move in self.asked:
            visit = self.visits.get(key)
            if visit is None or visit.starts is None:
                continue
            starts, ends, _window, _open = drawn(
                visit.starts, visit.ends, None, visit.zone, desk.zone, all_day=visit.all_day
            )
            people = tuple(sorted(link.technician_id for link in visit.technicians))
            skills = self.skills.get(visit.job_id, ())
            found[key] = Booking(key, starts, ends, visit.all_day, people, skills)
        return found

    def wanted(self) -> list[Booking]:
        """Where they are wanted, as far as that is a day."""
        found = []
        for key, move in self.asked:
            if move.starts is None:
                continue
            starts, ends = span_of(move.starts, move.ends, all_day=move.all_day)
            people = tuple(sorted(set(move.technician_ids)))
            needed = self.skills.get(self.job_id(key, move), ())
            found.append(Booking(key, starts, ends, move.all_day, people, needed))
        return found

    def begun(self) -> Iterator[int]:
        """Visits that are to lose their day, and have begun."""
        for key, move in self.asked:
            visit = self.visits.get(key)
            if move.starts is None and visit is not None and visit.status not in (*WAITING, *ENDED):
                yield key

    def done(self) -> frozenset[int]:
        """Visits whose work is done, or cancelled."""
        return frozenset(key for key, visit in self.visits.items() if visit.status in ENDED)


def stored(session: Session, moves: Sequence[Move], *, lock: bool = False) -> Stored:
    """What the moves are about. ``lock``: until the end of the transaction nobody else plans with it.

    Raises :class:`NotFound` for a visit or job that is gone or in the trash.
    """
    visit_ids = {move.visit_id for move in moves if move.visit_id} | {move.like for move in moves if move.like}
    owners: dict[int, int] = {}
    for some in _chunks(visit_ids):
        owners |= dict(session.execute(select(Visit.id, Visit.job_id).where(Visit.id.in_(some))).all())
    if len(owners) < len(visit_ids):
        raise NotFound("A visit is not there any more.", hint="It was removed at another desktop.")
    job_ids = {*owners.values(), *(move.job_id for move in moves if not move.visit_id and move.job_id)}
    jobs: dict[int, Job] = {}
    for some in _chunks(job_ids):
        query = select(Job).where(Job.id.in_(some)).order_by(Job.id)
        query = query.options(selectinload(Job.visits).selectinload(Visit.technicians))
        jobs |= {row.id: row for row in session.scalars(query.with_for_update() if lock else query)}
    if len(jobs) < len(job_ids) or any(row.deleted_at is not None for row in jobs.values()):
        raise NotFound("A job does not exist or is in the trash.", hint="Restore it from the trash first.")
    if lock:
        _lock_people(session, {person for move in moves for person in move.technician_ids})
    visits = {visit.id: visit for row in jobs.values() for visit in row.visits}
    if not visit_ids <= visits.keys():
        raise NotFound("A visit is not there any more.", hint="It was removed at another desktop.")
    skills: dict[int, tuple[int, ...]] = {}
    companies: dict[int, str] = {}
    for some in _chunks(job_ids):
        pairs = select(JobSkill.job_id, JobSkill.skill_id).where(JobSkill.job_id.in_(some))
        skills |= linked(session.execute(pairs))
        names = select(Customer.id, Customer.name).join(Job, Job.customer_id == Customer.id).where(Job.id.in_(some))
        companies |= dict(session.execute(names).all())
    asked = [(move.visit_id or -place, move) for place, move in enumerate(moves, 1)]
    return Stored(jobs, visits, skills, companies, asked)


def refuse_stale(session: Session, desk: Desk, found: Stored) -> None:
    """Raise :class:`Conflict`, with the visits as they are now, where another desktop changed what the mover saw."""
    stale = []
    for _key, move in found.asked:
        if move.visit_id:
            if found.visits[move.visit_id].version != move.version:
                stale.append(move.visit_id)
        elif move.version and (job := found.jobs[move.job_id]).version != move.version and job.visits:
            # What else became of the job does not matter to its first visit.
            theirs = blocks_of(session, desk, [visit.id for visit in job.visits])
            raise Conflict(f"Job {job.number} was changed on another desktop meanwhile.", theirs=tuple(theirs))
    if stale:
        theirs = blocks_of(session, desk, stale)
        what = found.label(stale[0]) if len(stale) == 1 else f"{len(stale)} of these visits"
        verb = "was" if len(stale) == 1 else "were"
        raise Conflict(f"{what} {verb} changed on another desktop meanwhile.", theirs=tuple(theirs))


def refuse_people(session: Session, found: Stored) -> None:
    """Raise where a technician is to go who is not there any more; whoever goes already may stay."""
    wanted: dict[int, set[int]] = {}
    for key, move in found.asked:
        visit = found.visits.get(key)
        going = {link.technician_id for link in visit.technicians} if visit is not None else set()
        for person in set(move.technician_ids) - going:
            wanted.setdefault(person, set()).add(key)
    rows = session.execute(select(Technician.id, Technician.name, Technician.active).where(Technician.id.in_(wanted)))
    known = {person: (name, active) for person, name, active in rows}
    if len(known) < len(wanted):
        raise NotFound("A technician is not there any more.")
    for name, active in known.values():
        if not active:
            raise NotAllowed(f"{name} does not work here any more.", hint="Choose somebody else.")


def _lock_people(session: Session, people: Iterable[int]) -> None:
    # Two desktops that plan with the same technician follow each other, and the second one sees what the first did.
    query = select(Technician.id).where(Technician.id.in_(sorted(people))).order_by(Technician.id)
    session.execute(query.with_for_update(key_share=True)).all()


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(set(ids))
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
