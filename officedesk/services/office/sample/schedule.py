"""A schedule that lives: who can do what and works when, days full of visits, and the time that was worked on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.company import Technician
from officedesk.models.crew import JobSkill, Skill, TechnicianSkill, TimeOff
from officedesk.models.customers import Customer
from officedesk.models.enums import JobStatus, Priority
from officedesk.models.hours import Week
from officedesk.models.mapping import TimeEntry
from officedesk.models.text import fold
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.office.sample.builder import Builder, What
from officedesk.services.office.settings import store
from officedesk.services.office.week import to_stored
from officedesk.services.office.working_days import HOLIDAYS, HOURS, public_holidays

ANTON, ERICK, JEFF, RAZ = "Anton Grip", "Erick Voss", "Jeff Moreau", "Raz Bajwa"
TECHNICIANS = (ANTON, ERICK, JEFF, RAZ)
GAS, COOLING, ELECTRIC, HEIGHT = "Gas", "Refrigerants", "Electrical", "Work at height"
SKILLS = {GAS: (ANTON, RAZ), COOLING: (ANTON, ERICK, JEFF), ELECTRIC: (ERICK, JEFF), HEIGHT: (ANTON, JEFF)}
NEEDED = ((GAS, ("boiler", "furnace", "heat")), (COOLING, ("condenser", "refriger", "chiller", "leak", "cooling")))
"""Words of a job's description that tell what whoever does it must be able to."""
OFFICE: Week = (((450, 720), (750, 1020)),) * 5 + ((), ())
EARLY: Week = (((420, 1020),),) * 4 + ((), (), ())
COST = {ANTON: 4100, ERICK: 3850, JEFF: 4350, RAZ: 5200}
WORKED = ("Columbus Day", "Veterans Day")
"""Public holidays on which this office works."""
SLOTS = (("7:30", "9:30"), ("10:00", "12:00"), ("13:00", "14:30"), ("15:00", "16:30"))
BACK, AHEAD = 4, 8
"""Working days before and after today that are planned."""
_LATE_MINUTES = 11


@dataclass(frozen=True, slots=True)
class _Off:
    """Away from the n-th working day from today, so many of them, or between two hours of one."""

    who: str
    first: int
    count: int
    reason: str
    hours: tuple[int, int] | None = None


OFF = (
    _Off(ANTON, 1, 1, "Dentist", (13, 17)),
    _Off(JEFF, 2, 1, "Training: new refrigerants"),
    _Off(ERICK, 5, 2, "Vacation"),
    _Off(RAZ, -3, 1, "Sick"),
)


def crew(session: Session) -> None:
    """What the technicians of the sample can do, cost, and when they work; the office's hours and holidays."""
    people = {person.name: person for person in session.scalars(select(Technician))}
    for place, name in enumerate(TECHNICIANS, start=1):
        people[name].position, people[name].hourly_cost = place, COST[name]
    people[JEFF].hours = to_stored(EARLY)
    for name, able in SKILLS.items():
        skill = Skill(name=name, name_key=fold(name))
        session.add(skill)
        session.flush()
        session.add_all(TechnicianSkill(technician_id=people[one].id, skill_id=skill.id) for one in able)
    store(session, HOURS, to_stored(OFFICE))
    store(session, HOLIDAYS, {"country": "US", "region": "MN", "own": [], "off": list(WORKED)})
    session.flush()


def working_day(today: date, number: int) -> date:
    """The n-th working day after today (before it where negative); 0 is today."""
    day, step = today, timedelta(days=1 if number > 0 else -1)
    for _ in range(abs(number)):
        day += step
        while _closed(day):
            day += step
    return day


def _closed(day: date) -> bool:
    return day.weekday() >= 5 or any(
        one == day and name not in WORKED for one, name in public_holidays("US", "MN", day.year)
    )


class Plan:
    """Gives each planned job the next free time of somebody who can do it."""

    def __init__(self, build: Builder) -> None:
        self._build = build
        self._taken: dict[tuple[str, date], list[tuple[datetime, datetime]]] = {}
        names = {person.id: name for name, person in build.technicians.items()}
        for visit, technician_id in build.session.execute(
            select(Visit, VisitTechnician.technician_id).join(VisitTechnician).order_by(Visit.id)
        ):
            if visit.starts is not None:
                self._take(names[technician_id], visit.starts, visit.ends or visit.starts)
        for off in OFF:
            for starts, ends in _days_off(build.today, off):
                self._take(off.who, starts, ends)
        self._turn = 0

    def job(
        self, random: Random, customer: Customer, what: Sequence[What], number: int, offset: int, text: str
    ) -> None:
        """A job of these weeks: every fifth is completed and not billed yet, a few wait for a day or a person."""
        build = self._build
        needed = skill_of(text)
        able = SKILLS[needed] if needed else TECHNICIANS
        if offset % 5 == 4:
            visit, ago = self._past(able, offset)
            status = visit.status
        elif offset % 11 == 7:
            visit, ago, status = self._unplanned(), 1, JobStatus.NOT_STARTED
        else:
            visit = self._coming(able, offset, nobody=offset % 9 == 5, both=offset % 12 == 6)
            ago, status = 0, JobStatus.SCHEDULED
        visits = [visit]
        if offset % 3 == 1 and visit.starts is not None:
            # Two days of work, the second right after or right before the first.
            visits.append(self._again(visit, status))
        urgent = Priority.URGENT if "heat" in text.lower() and status is not JobStatus.COMPLETED else Priority.NORMAL
        job = build.job(
            number, customer, what, ago + random.randint(4, 9), description=text, status=status, visits=visits,
            priority=Priority.HIGH if offset % 10 == 3 else urgent,
        )  # fmt: skip
        if needed:
            need(build, job, needed)

    def _past(self, able: Sequence[str], offset: int) -> tuple[Visit, int]:
        for ago in (1 + (offset // 5) % BACK, *range(1, BACK + 1)):
            day = working_day(self._build.today, -ago)
            for turn in range(len(SLOTS)):
                slot = SLOTS[(turn + offset) % len(SLOTS)]
                if (who := self._free(able, day, slot)) is not None:
                    return self._visit(day, slot, [who], JobStatus.COMPLETED), (self._build.today - day).days
        day = working_day(self._build.today, -BACK - 3)
        return self._visit(day, SLOTS[0], able[:1], JobStatus.COMPLETED), (self._build.today - day).days

    def _coming(self, able: Sequence[str], offset: int, *, nobody: bool, both: bool) -> Visit:
        first = 1 + offset % AHEAD
        for ahead in (first, *range(1, AHEAD + 1)):
            day = working_day(self._build.today, ahead)
            for turn in range(len(SLOTS)):
                slot = SLOTS[(turn + offset) % len(SLOTS)]
                if nobody:
                    return self._visit(day, slot, [])
                who = self._free(able, day, slot)
                if who is None:
                    continue
                fellow = self._free([one for one in TECHNICIANS if one != who], day, slot) if both else None
                return self._visit(day, slot, [who, *([fellow] if fellow else [])], window=60 * (offset % 3 == 0))
        return self._unplanned()

    def _again(self, visit: Visit, status: JobStatus) -> Visit:
        """The same people once more, on the working day after; of what is over on the one before."""
        starts = visit.starts or _at(self._build.today, 0)
        over = status is JobStatus.COMPLETED
        names = {person.id: name for name, person in self._build.technicians.items()}
        who = [names[link.technician_id] for link in visit.technicians]
        for number in (-1, -2, -3) if over else (1, 2, 3):
            day = working_day(starts.date(), number)
            if (day < self._build.today) is not over or day == self._build.today:
                continue
            for slot in SLOTS:
                if all(self._free([one], day, slot) for one in who):
                    return self._visit(day, slot, who, status)
        return self._unplanned()

    def _unplanned(self) -> Visit:
        visit = self._build.visit(0, "8:00", "9:00", (), JobStatus.NOT_STARTED)
        visit.starts = visit.ends = None
        return visit

    def _visit(
        self,
        day: date,
        slot: tuple[str, str],
        who: Sequence[str],
        status: JobStatus = JobStatus.SCHEDULED,
        window: int = 0,
    ) -> Visit:
        visit = self._build.visit((self._build.today - day).days, *slot, who, status)
        if visit.starts is not None and visit.ends is not None:
            for one in who:
                self._take(one, visit.starts, visit.ends)
            if window:
                visit.window_ends = visit.starts + timedelta(minutes=window)
        return visit

    def _free(self, able: Sequence[str], day: date, slot: tuple[str, str]) -> str | None:
        """Whoever of them works then and has nothing, in turn."""
        self._turn += 1
        starts, ends = (datetime.combine(day, _clock(text)) for text in slot)
        for at in range(len(able)):
            who = able[(self._turn + at) % len(able)]
            week = EARLY if who == JEFF else OFFICE
            works = any(_at(day, begin) <= starts and ends <= _at(day, end) for begin, end in week[day.weekday()])
            taken = self._taken.get((who, day), ())
            if works and all(ends <= begin or starts >= end for begin, end in taken):
                return who
        return None

    def _take(self, who: str, starts: datetime, ends: datetime) -> None:
        day = starts.date()
        while datetime.combine(day, time()) < ends:
            self._taken.setdefault((who, day), []).append((starts, ends))
            day += timedelta(days=1)


def skill_of(text: str) -> str:
    """What whoever does such a job must be able to; nothing where anybody can."""
    return next((skill for skill, words in NEEDED if any(word in text.lower() for word in words)), "")


def need(build: Builder, job: Job, skill: str) -> None:
    """Let a job ask for a skill."""
    skill_id = build.session.scalars(select(Skill.id).where(Skill.name == skill)).one()
    build.session.add(JobSkill(job_id=job.id, skill_id=skill_id))
    build.session.flush()


def this_week(build: Builder) -> None:
    """Time off around today, and what the jobs of today ask for."""
    now = build.at(12, 9)
    for off in OFF:
        for starts, ends in _days_off(build.today, off):
            build.session.add(
                TimeOff(
                    technician_id=build.technicians[off.who].id, starts=starts, ends=ends, all_day=off.hours is None,
                    reason=off.reason, created_at=now, updated_at=now,
                )
            )  # fmt: skip
    today = [datetime.combine(build.today + timedelta(days=at), time()) for at in (0, 1)]
    jobs = select(Job).join(Visit).where(Visit.starts >= today[0], Visit.starts < today[1]).order_by(Job.id)
    for job in build.session.scalars(jobs.distinct()).all():
        if skill := skill_of(job.description):
            need(build, job, skill)
    for visit in build.session.scalars(
        select(Visit).join(Job).where(Job.number.in_(("2841", "2844", "2851")), Visit.starts >= today[0])
    ):
        if visit.starts is not None and visit.starts < today[1]:
            visit.window_ends = visit.starts + timedelta(hours=1)
    build.session.flush()


def worked(build: Builder) -> None:
    """The timesheet: what was worked on visits that are over, and what goes on right now."""
    since = datetime.combine(build.today - timedelta(days=14), time())
    rows = build.session.execute(
        select(Visit, VisitTechnician.technician_id, Job.id, Job.customer_id, Job.location_id)
        .join(VisitTechnician, VisitTechnician.visit_id == Visit.id)
        .join(Job, Job.id == Visit.job_id)
        .where(Visit.starts >= since, Visit.status.in_((JobStatus.COMPLETED, JobStatus.IN_PROGRESS, JobStatus.PAUSED)))
        .order_by(Visit.starts, Visit.id, VisitTechnician.technician_id)
    ).all()
    until: dict[int, datetime] = {}
    zone, now = build.desk.zone, build.desk.now()
    for visit, technician_id, job_id, customer_id, location_id in rows:
        if visit.starts is None:
            continue
        late = (visit.id * 7) % _LATE_MINUTES
        starts = (visit.starts + timedelta(minutes=late)).replace(tzinfo=zone)
        starts = max(starts, until.get(technician_id, starts))
        ends = ((visit.ends or visit.starts) + timedelta(minutes=late - 4)).replace(tzinfo=zone)
        goes_on = visit.status is JobStatus.IN_PROGRESS
        if starts >= now or (not goes_on and ends <= starts):
            continue
        ends = min(ends, now)
        until[technician_id] = now if goes_on else ends
        build.session.add(
            TimeEntry(
                technician_id=technician_id, customer_id=customer_id, location_id=location_id, job_id=job_id,
                started_at=starts, ended_at=None if goes_on else ends, created_at=ends, updated_at=ends,
            )
        )  # fmt: skip
    build.session.flush()


def _days_off(today: date, off: _Off) -> Iterator[tuple[datetime, datetime]]:
    first = working_day(today, off.first)
    if off.hours is not None:
        yield _at(first, 60 * off.hours[0]), _at(first, 60 * off.hours[1])
        return
    last = working_day(first, off.count - 1)
    yield _at(first, 0), _at(last + timedelta(days=1), 0)


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)


def _clock(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute))
