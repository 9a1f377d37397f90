"""Makes the jobs of a series: one for each day that its rule names, once, whichever desktop does it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput
from officedesk.models.contracts import ContractEquipment
from officedesk.models.equipment import Equipment
from officedesk.models.recurrence import IsHoliday, Planned, days, times
from officedesk.models.series import Occurrence, Series
from officedesk.services.desk import Desk
from officedesk.services.sales import parts
from officedesk.services.sales.drafts import Pricing
from officedesk.services.work.drafts import JobDraft, VisitDraft
from officedesk.services.work.holidays import holidays_in
from officedesk.services.work.job_store import prepared, store_job
from officedesk.services.work.series_drafts import MONTHS_AHEAD, SeriesDraft
from officedesk.services.work.series_store import draft_of, living

_DAY = timedelta(days=1)
MOST_AT_ONCE = 1_000
"""Jobs that one series begins with; more come of a beginning that was mistyped by years."""


def horizon(today: date) -> date:
    """The last day up to which occurrences are made."""
    year, month = divmod(today.year * 12 + today.month - 1 + MONTHS_AHEAD, 12)
    first = date(year, month + 1, 1)
    return first + min(timedelta(days=today.day - 1), _last(first) - first)


def _last(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - _DAY


def last_day(draft: SeriesDraft, until: date) -> date:
    """``until``, or the day on which the series ends where that is before."""
    return until if draft.ends_on is None else min(until, draft.ends_on)


def planned_days(draft: SeriesDraft, first: date, until: date, is_holiday: IsHoliday) -> list[Planned]:
    """What the series plans for the days from ``first`` to ``until``."""
    return list(days(draft.rule, draft.starts_on, first, last_day(draft, until), is_holiday))


@dataclass(frozen=True, slots=True)
class Mould:
    """What every job of a series is made from."""

    draft: SeriesDraft
    pricing: Pricing
    terms_id: int | None
    equipment: tuple[int, ...]
    zone: ZoneInfo

    def job(self, due: date) -> JobDraft:
        """The job of a day, not stored yet."""
        draft = self.draft
        return JobDraft(
            customer_id=draft.customer_id,
            brand_id=draft.brand_id,
            location_id=draft.location_id,
            contact_id=draft.contact_id,
            terms_id=self.terms_id,
            contract_id=draft.contract_id,
            description=draft.description,
            category=draft.category,
            priority=draft.priority,
            crew_note=draft.crew_note,
            pricing=self.pricing,
            tasks=draft.tasks,
            visits=(self.visit(due),),
            equipment=self.equipment,
            skills=draft.skills,
        )

    def visit(self, due: date) -> VisitDraft:
        """Its one visit, at the wall times of the office."""
        draft = self.draft
        at = times(due, draft.at_minute, draft.minutes, draft.window_minutes, self.zone)
        return VisitDraft(
            starts=at.starts,
            ends=at.ends,
            all_day=at.all_day,
            window_ends=at.window_ends,
            technician_ids=draft.technician_ids,
        )


def mould_of(session: Session, desk: Desk, draft: SeriesDraft) -> Mould:
    """What is the same in all jobs, looked up once. Raises :class:`NotFound` where the customer is gone."""
    given = parts.defaults(session, draft.customer_id, draft.location_id, draft.brand_id)
    wanted = set(draft.equipment)
    if draft.contract_id is not None:
        covered = select(ContractEquipment.equipment_id).where(ContractEquipment.contract_id == draft.contract_id)
        wanted |= set(session.scalars(covered))
    mine = Equipment.id.in_(wanted) & (Equipment.customer_id == draft.customer_id) & Equipment.deleted_at.is_(None)
    equipment = tuple(session.scalars(select(Equipment.id).where(mine).order_by(Equipment.id))) if wanted else ()
    return Mould(
        draft=draft,
        pricing=draft.pricing or given.pricing,
        terms_id=draft.terms_id if draft.terms_id is not None else given.terms_id,
        equipment=equipment,
        zone=desk.zone,
    )


def make(session: Session, desk: Desk, series_id: int, mould: Mould, planned: Iterable[Planned]) -> int:
    """Make a job for each of ``planned``, of which none is there yet; how many."""
    made = 0
    for each in planned:
        draft, totals = prepared(mould.job(each.due))
        stored = store_job(session, desk, draft, totals)
        starts = stored.visits[0].starts
        # A day that clocks leave out altogether is the next one.
        due = starts.date() if starts is not None else each.due
        session.add(Occurrence(series_id=series_id, nominal=each.nominal, due=due, job_id=stored.id, reason=""))
        made += 1
    session.flush()
    return made


def materialise(session: Session, desk: Desk, row: Series, first: date, is_holiday: IsHoliday | None = None) -> int:
    """Make what is missing from ``first`` to the horizon. The row is locked by the caller; how many were made."""
    if not living(session, row):
        return 0
    until = horizon(desk.today())
    draft = draft_of(session, row)
    if row.made_until is not None:
        first = max(first, row.made_until + _DAY)
    wanted = planned_days(draft, first, until, is_holiday or holidays_in(session))
    there = select(Occurrence.nominal).where(Occurrence.series_id == row.id, Occurrence.nominal >= first)
    known = set(session.scalars(there))
    missing = [each for each in wanted if each.nominal not in known]
    if len(missing) > MOST_AT_ONCE:
        words = f"It begins so long ago that {len(missing):,} jobs would be made. Begin later, or less often."
        raise InvalidInput({"starts_on": words})
    made = make(session, desk, row.id, mould_of(session, desk, draft), missing)
    if row.made_until is None or row.made_until < until:
        # Not a change that anybody made: forms that show the series stay true.
        session.execute(
            update(Series).where(Series.id == row.id).values(made_until=until),
            execution_options={"synchronize_session": False},
        )
        session.refresh(row, ["made_until"])
    return made
