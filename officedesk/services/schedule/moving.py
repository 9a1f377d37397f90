"""Moving visits: what speaks against it is told first, then all of it happens in one transaction, or nothing."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from officedesk.database.changes import recorder_of
from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.enums import JobStatus
from officedesk.models.hours import LONGEST, real
from officedesk.models.planning import Found, ProblemKind, problems
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.schedule.around import surroundings
from officedesk.services.schedule.rows import Applied, Move, Moved, Problem
from officedesk.services.schedule.stored import Stored, refuse_people, refuse_stale, stored
from officedesk.services.schedule.times import drawn, span_of, whole_days
from officedesk.services.schedule.words import told
from officedesk.services.work.progress import ENDED, scheduled
from officedesk.services.work.series_links import mark_own

_YEARS = range(1970, 2201)
_AT_ONCE = 5_000


class Unsettled(NotAllowed):
    """Something speaks against a move. ``problems`` says what; where none of them refuses, they can be accepted."""

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.text for problem in found[:3]))
        self.problems = tuple(found)

    @property
    def refuses(self) -> bool:
        """Whether it cannot be accepted."""
        return any(problem.refuses for problem in self.problems)


def check(desk: Desk, moves: Sequence[Move]) -> tuple[Problem, ...]:
    """What speaks against ``moves``, all of them done together; nothing is changed.

    Raises :class:`InvalidInput` for times that no visit has, and :class:`NotFound` for visits that are gone.
    """
    desk.need(Permission.JOBS_READ)
    refuse_times(moves)
    with desk.read() as session:
        return _against(session, desk, stored(session, moves))


def apply(desk: Desk, moves: Sequence[Move], accepted: Iterable[Problem] = ()) -> Applied:
    """Do all of ``moves`` in one transaction; the ordinary undo takes them back in one step.

    Raises :class:`Conflict` with ``theirs`` (a tuple of :class:`VisitBlock`) where another desktop changed one of the
    visits meanwhile, and :class:`Unsettled` for every problem that is not among the ``accepted`` ones, or refuses.
    Statuses of visits and jobs follow; a visit of a series is on its own from then on.
    """
    desk.need(Permission.JOBS_WRITE)
    refuse_times(moves)
    if not moves:
        return Applied((), "")
    fine = {problem.key for problem in accepted if not problem.refuses}
    with desk.write() as session:
        found = stored(session, moves, lock=True)
        refuse_stale(session, desk, found)
        refuse_people(session, found)
        left = [problem for problem in _against(session, desk, found) if problem.key not in fine]
        if left:
            raise Unsettled(left)
        changed: list[Visit] = []
        jobs: dict[int, Job] = {}
        for key, move in found.asked:
            if (visit := _put(desk, found, key, move)) is not None:
                changed.append(visit)
                job_id = found.job_id(key, move)
                jobs[job_id] = found.jobs[job_id]
        for job in jobs.values():
            job.status = scheduled(job.status, job.visits)
            job.touch(desk.now())
        session.flush()
        mark_own(session, list(jobs))
        session.flush()
        recorder = recorder_of(session)
        return Applied(
            tuple(_moved(found, visit) for visit in changed), recorder.key if recorder is not None and changed else ""
        )


def refuse_times(moves: Sequence[Move]) -> None:
    """Raise :class:`InvalidInput` for times that no visit has."""
    if len(moves) > _AT_ONCE:
        raise InvalidInput({"visits": f"At most {_AT_ONCE:,} visits are moved at once."})
    for move in moves:
        starts, ends = move.starts, move.ends
        if starts is None:
            if ends is not None:
                raise InvalidInput({"starts": "Say when the visit begins."})
            continue
        if starts.tzinfo is not None or (ends is not None and ends.tzinfo is not None):
            raise InvalidInput({"starts": "Visits are kept in the office's wall time, without a zone."})
        if ends is not None and ends < starts:
            raise InvalidInput({"ends": "The visit ends before it begins."})
        if starts.year not in _YEARS or (ends is not None and ends.year not in _YEARS):
            raise InvalidInput({"starts": "Choose a day between 1970 and 2200."})
        begin, end = span_of(starts, ends, all_day=move.all_day)
        if end - begin > LONGEST:
            days = LONGEST // timedelta(days=1)
            raise InvalidInput({"ends": f"A visit lasts {days} days at most. Split it over several."})


def _against(session: Session, desk: Desk, found: Stored) -> tuple[Problem, ...]:
    was, done, wanted = found.was(desk), found.done(), found.wanted()
    known = surroundings(session, desk, wanted, was, done)
    labels = {key: found.label(key) for key, _move in found.asked if key in found.visits}
    known = known.with_labels(labels)
    off = [key for key, move in found.asked if move.starts is None and key in was]
    told_first = [Found(ProblemKind.DONE, was[key]) for key in off if key in done]
    told_first += [Found(ProblemKind.BEGUN, was[key]) for key in found.begun() if key in was]
    return tuple(told(each, known) for each in (*told_first, *problems(wanted, known.others, known.circumstances)))


def _put(desk: Desk, found: Stored, key: int, move: Move) -> Visit | None:
    """Make a visit what ``move`` says; ``None`` where it is that already."""
    visit = found.visits.get(key)
    new = visit is None
    if visit is None:
        job = found.jobs[move.job_id]
        if job.status in ENDED:
            state = "completed" if job.status is JobStatus.COMPLETED else "cancelled"
            raise NotAllowed(f"Job {job.number} is {state}.", hint="Take it up again first.")
        visit = Visit(zone=desk.zone.key, technicians=[], all_day=False, note="", status=JobStatus.NOT_STARTED)
        job.visits.append(visit)
        _like(visit, found.visits.get(move.like), move)
    timed = _put_times(desk, visit, move)
    links = {link.technician_id: link for link in visit.technicians}
    going = sorted(set(move.technician_ids))
    if going != sorted(links):
        visit.technicians = [links.get(person) or VisitTechnician(technician_id=person) for person in going]
        timed = True
    return visit if timed or new else None


def _like(visit: Visit, other: Visit | None, move: Move) -> None:
    if other is None:
        return
    visit.note = other.note
    if other.window_ends is not None and other.starts is not None and move.starts is not None and not move.all_day:
        visit.window_ends = move.starts + (other.window_ends - other.starts)


def _put_times(desk: Desk, visit: Visit, move: Move) -> bool:
    """Whether that changed anything. The promised window goes along with the start."""
    zone, old = desk.zone, visit.starts
    starts, ends, window = move.starts, move.ends, visit.window_ends
    if starts is None:
        window = None
    elif move.all_day:
        (starts, ends), window = whole_days(starts, ends), None
    else:
        # What the clocks skip in spring is nothing that a visit can begin with: it begins later, and ends later.
        skipped = real(starts, zone) - starts
        starts, ends = starts + skipped, real(ends + skipped, zone) if ends is not None else None
    if old is not None and starts is not None and move.all_day == visit.all_day:
        shown = drawn(old, visit.ends, window, visit.zone, zone, all_day=visit.all_day)
        if shown[:2] == span_of(starts, ends, all_day=move.all_day) and shown[3] == (ends is None):
            return False
        if shown[2] is not None:
            window = starts + (shown[2] - shown[0])
    values = {"starts": starts, "ends": ends, "all_day": move.all_day and starts is not None, "window_ends": window}
    changed = {name: value for name, value in values.items() if getattr(visit, name) != value}
    for name, value in changed.items():
        setattr(visit, name, value)
    if changed and visit.zone != zone.key:
        visit.zone = zone.key
    return bool(changed)


def _moved(found: Stored, visit: Visit) -> Moved:
    job = found.jobs[visit.job_id]
    return Moved(visit.id, job.id, job.customer_id, visit.version, job.version)
