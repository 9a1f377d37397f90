"""What is known around visits that somebody wants to move."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.company import Technician
from officedesk.models.crew import Skill, TechnicianSkill
from officedesk.models.customers import Customer
from officedesk.models.hours import Spans, last_day
from officedesk.models.planning import Absence, Booking, Circumstances
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.desk import Desk
from officedesk.services.schedule.crew import away_between
from officedesk.services.schedule.rows import Away
from officedesk.services.schedule.times import drawn, moment, wall_now
from officedesk.services.schedule.visits import during, joined, linked, raw
from officedesk.services.schedule.working import working_times
from officedesk.services.work.progress import ENDED


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The other visits of the technicians concerned, their circumstances, and what words about them need."""

    others: tuple[Booking, ...]
    circumstances: Circumstances
    labels: Mapping[int, str]
    """What the other visits are called: ``2841 · Carver Library``."""
    people: Mapping[int, str]
    skills: Mapping[int, str]
    away: Mapping[int, Away]

    def with_labels(self, labels: Mapping[int, str]) -> "Surroundings":
        """The same, with what the visits that are moved are called."""
        return replace(self, labels={**self.labels, **labels})


def surroundings(
    session: Session, desk: Desk, wanted: Sequence[Booking], was: Mapping[int, Booking], done: Collection[int]
) -> Surroundings:
    """What stands around ``wanted`` on their days, for the technicians that they are to have."""
    people = sorted({person for booking in wanted for person in booking.technician_ids})
    moving = {booking.id for booking in wanted}
    others: dict[int, Booking] = {}
    labels: dict[int, str] = {}
    away: dict[int, dict[int, Away]] = {person: {} for person in people}
    holidays: dict[date, str] = {}
    times = working_times(session)
    for first, last in _stretches(wanted):
        for booking, label in _booked(session, desk, first, last, people):
            if booking.id not in moving:
                others[booking.id], labels[booking.id] = booking, label
        for person, absences in away_between(session, first, last).items():
            if person in away:
                away[person].update((one.id, one) for one in absences)
        holidays |= times.holidays_between(first, last)
    rows = session.execute(select(Technician.id, Technician.name, Technician.hours).where(Technician.id.in_(people)))
    crew = {person: (name, times.week(own)) for person, name, own in rows}
    pairs = select(TechnicianSkill.technician_id, TechnicianSkill.skill_id)
    have = linked(raw(session, pairs.where(TechnicianSkill.technician_id.in_(people))))
    needed = {skill for booking in wanted for skill in booking.skill_ids}
    skills = dict(session.execute(select(Skill.id, Skill.name).where(Skill.id.in_(needed))).all())

    def hours(person: int, day: date) -> Spans:
        return times.hours(crew[person][1] if person in crew else times.office.hours, day)

    absent = {
        person: tuple(Absence(one.id, one.starts, one.ends) for one in found.values()) for person, found in away.items()
    }
    return Surroundings(
        tuple(others.values()),
        Circumstances(wall_now(desk), hours, absent, have, holidays, done, was),
        labels,
        {person: name for person, (name, _) in crew.items()},
        skills,
        {key: one for found in away.values() for key, one in found.items()},
    )


def label_of(number: str, company: str) -> str:
    """What a visit is called on the board."""
    return f"{number} · {company}"


def _stretches(wanted: Sequence[Booking]) -> Iterator[tuple[date, date]]:
    """The days of all, in runs: a move to another year reads nothing of the months between."""
    spans = sorted((one.starts.date(), last_day(one.starts, one.ends)) for one in wanted)
    run: tuple[date, date] | None = None
    for first, last in spans:
        if run is None:
            run = (first, last)
        elif first <= run[1] + timedelta(days=1):
            run = (run[0], max(run[1], last))
        else:
            yield run
            run = (first, last)
    if run is not None:
        yield run


def _booked(
    session: Session, desk: Desk, first: date, last: date, people: Sequence[int]
) -> Iterator[tuple[Booking, str]]:
    """Visits that are still to be done, or are going on, of these technicians."""
    if not people:
        return
    own = during(desk, first, last)
    theirs = select(VisitTechnician.visit_id).where(VisitTechnician.technician_id.in_(people))
    columns = (
        Visit.id,
        Visit.starts,
        Visit.ends,
        Visit.zone,
        Visit.all_day,
        Job.number,
        Customer.name,
    )
    rows = raw(session, joined(*columns).where(*own, Visit.status.not_in(ENDED), Visit.id.in_(theirs)))
    pairs = select(VisitTechnician.visit_id, VisitTechnician.technician_id).where(VisitTechnician.visit_id.in_(theirs))
    links = linked(raw(session, pairs.join(Visit, Visit.id == VisitTechnician.visit_id).where(*own)))
    for visit_id, begins, finishes, zone, whole, number, company in rows:
        starts, ends, _window, _open = drawn(
            moment(begins), moment(finishes), None, zone, desk.zone, all_day=bool(whole)
        )
        yield Booking(visit_id, starts, ends, bool(whole), links.get(visit_id, ())), label_of(number, company)
