"""The visits of some days, quickly: plain rows of the driver, one query for each table that tells something of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from officedesk.models.crew import JobSkill
from officedesk.models.customers import Customer, CustomerTag, Location
from officedesk.models.enums import JobStatus, Priority
from officedesk.models.hours import LONGEST, midnights
from officedesk.models.series import Occurrence
from officedesk.models.work import Job, Visit, VisitTechnician
from officedesk.services.desk import Desk
from officedesk.services.schedule.filters import conditions
from officedesk.services.schedule.rows import NO_VISIT, BoardFilter, VisitBlock
from officedesk.services.schedule.times import drawn, is_late, moment, wall_now

_ZONES = timedelta(days=1)
"""Further than any two zones are apart."""
STATUS = {status.value: status for status in JobStatus}
PRIORITY = {priority.value: priority for priority in Priority}
Links = dict[int, tuple[int, ...]]
Conditions = Sequence[ColumnElement[bool]]
Ids = Select[int]
"""What selects ids, each once."""


class Ties(NamedTuple):
    """What other tables say of visits."""

    people: Links
    """Of visits."""
    skills: Links
    """That jobs need."""
    tags: Links
    """That customers have."""
    series: Mapping[int, int]
    """Occurrences that jobs came from."""


def columns(*, without_visit: bool = False) -> tuple[Any, ...]:
    """What :func:`made` wants of a join of visits, jobs, customers and (outer) locations.

    ``without_visit``: of a job that has none too, as far as the job tells.
    """
    state: tuple[Any, ...] = (Visit.id, Visit.status, Visit.version, Visit.note)
    if without_visit:
        for_none = (NO_VISIT, Job.status, 0, "")
        state = tuple(func.coalesce(own, other) for own, other in zip(state, for_none, strict=True))
    visit_id, status, version, note = state
    return (
        visit_id,
        Job.id,
        Job.number,
        Job.customer_id,
        Customer.name,
        Job.description,
        Visit.starts,
        Visit.ends,
        Visit.window_ends,
        Visit.zone,
        Visit.all_day,
        status,
        Job.priority,
        Location.street,
        Location.name,
        Location.city,
        Location.postal_code,
        Location.latitude,
        Location.longitude,
        Job.brand_id,
        version,
        Job.version,
        note,
    )


def during(desk: Desk, first: date, last: date) -> list[ColumnElement[bool]]:
    """Conditions that every visit on one of the days meets, along the index of when visits start.

    Those of another zone than the office's may meet them a day too early or too late.
    """
    begin, end = midnights(first, last)
    over = func.coalesce(Visit.ends, Visit.starts)
    here = and_(Visit.zone == desk.zone.key, Visit.starts < end, or_(over > begin, Visit.starts >= begin))
    return [
        Visit.starts >= begin - LONGEST - _ZONES,
        Visit.starts < end + _ZONES,
        or_(here, and_(Visit.zone != desk.zone.key, over >= begin - _ZONES)),
    ]


def joined(*columns: Any) -> Select[*tuple[Any, ...]]:
    """``columns`` of visits that are not in the trash, nor their customers."""
    return (
        select(*columns)
        .select_from(Visit)
        .join(Job, Job.id == Visit.job_id)
        .join(Customer, Customer.id == Job.customer_id)
        .outerjoin(Location, Location.id == Job.location_id)
        .where(Job.deleted_at.is_(None), Customer.deleted_at.is_(None))
    )


def raw(session: Session, statement: Select[*tuple[Any, ...]]) -> list[Any]:
    """The rows as the driver gives them: twenty thousand need no row objects around them."""
    result: Any = session.connection().execute(statement)
    rows: list[Any] = result.cursor.fetchall()
    return rows


def blocks(session: Session, desk: Desk, first: date, last: date, wanted: BoardFilter) -> list[VisitBlock]:
    """The visits on the days from ``first`` to ``last``, in the order of the clock."""
    found, elsewhere = _blocks(session, desk, during(desk, first, last), conditions(wanted))
    if not elsewhere:
        return found
    begin, end = midnights(first, last)
    # The conditions let visits of other zones pass that are on one of the days around.
    return [one for one in found if _between(one, begin, end)]


def blocks_of(session: Session, desk: Desk, visit_ids: Sequence[int]) -> list[VisitBlock]:
    """These visits, in the order of the clock, with those that have no day; of what is in the trash none."""
    return _blocks(session, desk, [Visit.id.in_(visit_ids)], ())[0]


def ties(session: Session, visits: Ids, jobs: Ids, customers: Ids) -> Ties:
    """What is tied to them. Joined to what selects them, not looked up in it: that takes half the time."""

    def pairs(ids: Ids, own: Any, tied: Any) -> list[Any]:
        (one,) = ids.selected_columns
        return raw(session, ids.join(own.class_, own == one).add_columns(tied))

    return Ties(
        linked(pairs(visits, VisitTechnician.visit_id, VisitTechnician.technician_id)),
        linked(pairs(jobs, JobSkill.job_id, JobSkill.skill_id)),
        linked(pairs(customers, CustomerTag.customer_id, CustomerTag.tag_id)),
        dict(pairs(jobs, Occurrence.job_id, Occurrence.id)),
    )


def linked(rows: Iterable[Sequence[int]]) -> Links:
    """Pairs of ids, gathered by the first."""
    found: dict[int, tuple[int, ...]] = {}
    for one, other in rows:
        there = found.get(one)
        found[one] = (other,) if there is None else tuple(sorted((*there, other)))
    return found


def _blocks(session: Session, desk: Desk, own: Conditions, more: Conditions) -> tuple[list[VisitBlock], bool]:
    """The visits that meet ``own`` (conditions over visits alone) and ``more``; whether some are of another zone."""
    rows = raw(session, joined(*columns()).where(*own, *more).order_by(Visit.starts, Visit.id))
    if not rows:
        return [], False
    customers = select(Job.customer_id).join_from(Visit, Job, Job.id == Visit.job_id)
    ids = (select(Visit.id), select(Visit.job_id).distinct(), customers.distinct())
    found = made(rows, desk, ties(session, *(one.where(*own) for one in ids)))
    elsewhere = {row[9] for row in rows} != {desk.zone.key}
    if elsewhere:
        found.sort(key=_in_order)
    return found, elsewhere


def made(rows: Iterable[Any], desk: Desk, known: Ties) -> list[VisitBlock]:
    """Blocks of rows of :func:`columns`.

    Each line here runs twenty thousand times: what most visits do not need is not called.
    """
    people, skills, tags, series = known
    zone, key, now = desk.zone, desk.zone.key, wall_now(desk)
    make, nothing = tuple.__new__, ()
    found = []
    for (
        visit_id,
        job_id,
        number,
        customer_id,
        company,
        description,
        begins,
        finishes,
        arrival,
        own_zone,
        whole,
        state,
        urgency,
        street,
        place,
        city,
        code,
        latitude,
        longitude,
        brand_id,
        version,
        job_version,
        note,
    ) in rows:
        starts, ends = moment(begins), moment(finishes)
        window = moment(arrival) if arrival is not None else None
        open_end = False
        if starts is None:
            ends = window = None
            whole = False
        elif whole or own_zone != key or ends is None or ends <= starts:
            starts, ends, window, open_end = drawn(starts, ends, window, own_zone, zone, all_day=bool(whole))
        status = STATUS[state]
        values = (
            visit_id,
            job_id,
            number,
            customer_id,
            company,
            description,
            starts,
            ends,
            bool(whole),
            window,
            people.get(visit_id, nothing),
            status,
            PRIORITY[urgency],
            street or place or "",
            city or "",
            code or "",
            latitude,
            longitude,
            skills.get(job_id, nothing),
            tags.get(customer_id, nothing),
            brand_id,
            version,
            job_version,
            note,
            series.get(job_id),
            # What is still to come is not late, and most is.
            starts is not None and starts < now and is_late(status, starts, ends, window, now, all_day=bool(whole)),
            open_end,
        )
        found.append(make(VisitBlock, values))
    return found


def _in_order(block: VisitBlock) -> tuple[bool, str, int]:
    return block.starts is None, str(block.starts), block.visit_id


def _between(block: VisitBlock, begin: datetime, end: datetime) -> bool:
    return block.starts is not None and block.ends is not None and block.starts < end and block.ends > begin
