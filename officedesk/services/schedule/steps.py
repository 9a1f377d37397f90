"""What a dispatcher does with visits, each as moves: so that it is checked, stored and undone like any other.

``…_moves`` say what a step would do, for :func:`~officedesk.services.schedule.moving.check`; the step itself does it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput, NotAllowed, NotFound
from officedesk.models.hours import elapsed
from officedesk.models.planning import moved_by, shares
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.schedule.moving import apply
from officedesk.services.schedule.rows import NO_VISIT, Applied, BoardFilter, Move, Problem, VisitBlock
from officedesk.services.schedule.visits import blocks, blocks_of
from officedesk.services.work.progress import ENDED

Accepted = Iterable[Problem]
MOST_PARTS = 60


def assign(desk: Desk, visit_id: int, version: int, technician_ids: Sequence[int], accepted: Accepted = ()) -> Applied:
    """Other technicians for a visit, which keeps its time."""
    desk.need(Permission.JOBS_WRITE)
    move = replace(_move(desk, visit_id, version), technician_ids=tuple(technician_ids))
    return apply(desk, [move], accepted)


def unassign(desk: Desk, visit_id: int, version: int, technician_id: int | None = None) -> Applied:
    """Take a technician (``None``: all of them) off a visit, which keeps its time."""
    desk.need(Permission.JOBS_WRITE)
    move = _move(desk, visit_id, version)
    left = tuple(person for person in move.technician_ids if technician_id is not None and person != technician_id)
    return apply(desk, [replace(move, technician_ids=left)])


def unschedule(desk: Desk, visit_id: int, version: int, *, keep_technicians: bool = False) -> Applied:
    """Take a visit off the calendar: it waits for its day again. Refused for one that has begun."""
    desk.need(Permission.JOBS_WRITE)
    move = _move(desk, visit_id, version)
    people = move.technician_ids if keep_technicians else ()
    return apply(desk, [replace(move, starts=None, ends=None, all_day=False, technician_ids=people)])


def schedule_job(
    desk: Desk,
    job_id: int,
    job_version: int,
    starts: datetime,
    ends: datetime | None = None,
    technician_ids: Sequence[int] = (),
    *,
    all_day: bool = False,
    accepted: Accepted = (),
) -> Applied:
    """A first (or one more) visit for a job. ``job_version`` 0: whatever became of the job meanwhile."""
    desk.need(Permission.JOBS_WRITE)
    move = Move(NO_VISIT, job_version, starts, ends, all_day, tuple(technician_ids), job_id)
    return apply(desk, [move], accepted)


def copy_move(desk: Desk, visit_id: int, starts: datetime, technician_ids: Sequence[int] | None = None) -> Move:
    """A new visit of the same job, as long, with the same note and window; by the same people if none are given."""
    desk.need(Permission.JOBS_READ)
    block = _block(desk, visit_id)
    people = block.technician_ids if technician_ids is None else tuple(technician_ids)
    if block.starts is None:
        return Move(NO_VISIT, 0, starts, None, False, people, block.job_id, block.visit_id)
    copy = replace(Move.of(block), visit_id=NO_VISIT, version=0, like=block.visit_id)
    return copy.to(datetime.combine(starts.date(), time()) if block.all_day else starts, people)


def copy_visit(
    desk: Desk,
    visit_id: int,
    starts: datetime,
    technician_ids: Sequence[int] | None = None,
    accepted: Accepted = (),
) -> Applied:
    """Do what :func:`copy_move` says."""
    desk.need(Permission.JOBS_WRITE)
    return apply(desk, [copy_move(desk, visit_id, starts, technician_ids)], accepted)


def split_moves(desk: Desk, visit_id: int, version: int, days: Sequence[date]) -> tuple[Move, ...]:
    """The work of a visit in parts, one on each of ``days``, all beginning at its hour and together as long.

    The visit itself becomes the first part. An all-day visit has a whole day of each. Raises :class:`InvalidInput`.
    """
    desk.need(Permission.JOBS_READ)
    block = _block(desk, visit_id)
    wanted = sorted(set(days))
    if not 2 <= len(wanted) <= MOST_PARTS:
        raise InvalidInput({"days": f"Choose 2 to {MOST_PARTS} days."})
    if block.starts is None or block.ends is None or block.open_end:
        raise InvalidInput({"days": "Say first from when to when the visit is."})
    if block.status in ENDED:
        raise NotAllowed(f"{block.number} · {block.company} is done and stays where it is.")
    own = _of(block, version)
    if block.all_day:
        parts = [timedelta(days=1)] * len(wanted)
    else:
        lengths = shares(elapsed(block.starts, block.ends, desk.zone), len(wanted))
        if len(lengths) < len(wanted):
            raise InvalidInput({"days": "The visit is too short for so many days."})
        parts = [timedelta(minutes=length) for length in lengths]
    found = []
    for at, (day, length) in enumerate(zip(wanted, parts, strict=True)):
        starts = datetime.combine(day, block.starts.time())
        move = own if at == 0 else replace(own, visit_id=NO_VISIT, version=0, like=block.visit_id)
        found.append(replace(move, starts=starts, ends=starts + length))
    return tuple(found)


def split_job(desk: Desk, visit_id: int, version: int, days: Sequence[date], accepted: Accepted = ()) -> Applied:
    """Do what :func:`split_moves` says."""
    desk.need(Permission.JOBS_WRITE)
    return apply(desk, split_moves(desk, visit_id, version, days), accepted)


def day_moves(desk: Desk, day: date, to_day: date, technician_ids: Sequence[int] = ()) -> tuple[Move, ...]:
    """Everything that begins on ``day`` and is not done, at its hour on ``to_day``.

    ``technician_ids``: only visits that one of them has (0: that nobody has); empty: all. Who has it stays.
    """
    desk.need(Permission.JOBS_READ)
    with desk.read() as session:
        found = _beginning(session, desk, day, technician_ids)
    return tuple(
        Move.of(block).to(moved_by(block.starts, day, to_day))
        for block in found
        if block.starts is not None and block.status not in ENDED
    )


def move_day(
    desk: Desk, day: date, to_day: date, technician_ids: Sequence[int] = (), accepted: Accepted = ()
) -> Applied:
    """Do what :func:`day_moves` says."""
    desk.need(Permission.JOBS_WRITE)
    moves = day_moves(desk, day, to_day, technician_ids)
    if not moves:
        raise NotAllowed("There is nothing to move on that day.")
    return apply(desk, moves, accepted)


def _beginning(session: Session, desk: Desk, day: date, technician_ids: Sequence[int]) -> list[VisitBlock]:
    narrowed = BoardFilter(technician_ids=tuple(technician_ids))
    return [block for block in blocks(session, desk, day, day, narrowed) if block.first_day == day]


def _block(desk: Desk, visit_id: int) -> VisitBlock:
    with desk.read() as session:
        found = blocks_of(session, desk, [visit_id])
    if not found:
        raise NotFound("This visit is not there any more.", hint="It was removed at another desktop.")
    return found[0]


def _move(desk: Desk, visit_id: int, version: int) -> Move:
    return _of(_block(desk, visit_id), version)


def _of(block: VisitBlock, version: int) -> Move:
    """A move of who saw it in that version: of another one nobody knows any more what they saw."""
    return replace(Move.of(block), version=version, seen=block if version == block.version else None)
