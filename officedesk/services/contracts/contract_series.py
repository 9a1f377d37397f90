"""The jobs of a contract, which are series: made with it, changed from a day on, ended with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import Conflict, InvalidInput
from officedesk.models.contracts import Contract
from officedesk.models.recurrence import IsHoliday, Planned, Rule, days
from officedesk.models.series import Occurrence, Series
from officedesk.services.contracts.drafts import ContractDraft, PlanJobDraft
from officedesk.services.desk import Desk
from officedesk.services.work import series_store
from officedesk.services.work.drafts import TaskDraft
from officedesk.services.work.series import put_series
from officedesk.services.work.series_drafts import Scope, SeriesDraft
from officedesk.services.work.series_editing import change, following_draft, stop
from officedesk.services.work.series_standing import standings

_DAY = timedelta(days=1)
REMOVED = "removed"
"""In ``Series.more``: it was taken out of its contract, and is not renewed with it."""
_SHARED = (
    "category",
    "priority",
    "crew_note",
    "at_minute",
    "minutes",
    "window_minutes",
    "technician_ids",
    "plan_job_id",
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A series of a contract, and the job that it stands for in drafts."""

    series: SeriesDraft
    job: PlanJobDraft
    root: int
    """The series that it began with, before it was changed from a day on."""


def series_of(session: Session, contract_id: int) -> list[Series]:
    """All series of a contract, those that others go on for among them, in the order in which they were made."""
    return list(session.scalars(select(Series).where(Series.contract_id == contract_id).order_by(Series.id)))


def roots_of(series: Sequence[Series]) -> dict[int, int]:
    """Of each series of a contract the first one of those that go on for each other.

    Jobs keep the order in which the contract was written, also where one of them was changed from a day on.
    """
    roots: dict[int, int] = {}
    for one in series:
        # What goes on for another was made after it.
        roots[one.id] = roots.get(one.follows_id or 0, one.id)
    return roots


def standing(session: Session, contract_id: int) -> list[Stored]:
    """The jobs of a contract as they go on: neither those that others go on for, nor those that were taken out."""
    series = series_of(session, contract_id)
    roots, ended = roots_of(series), {row.follows_id for row in series}
    found = []
    for row in series:
        if row.id not in ended and not row.more.get(REMOVED):
            draft = series_store.draft_of(session, row)
            found.append(Stored(draft, _job(draft), roots[row.id]))
    return sorted(found, key=lambda one: (one.root, one.series.id or 0))


def jobs_of(session: Session, contract_id: int) -> tuple[PlanJobDraft, ...]:
    """The jobs of a contract as drafts hold them."""
    return tuple(one.job for one in standing(session, contract_id))


def put_jobs(
    session: Session,
    desk: Desk,
    record: Contract,
    draft: ContractDraft,
    from_day: date,
    began: date | None,
    base: Mapping[int, PlanJobDraft] | None = None,
) -> None:
    """Make the jobs of a stored contract those of ``draft``; what is before ``from_day`` stays as it is.

    ``began``: its first day before that was changed. ``base``: the jobs as they were read, by their series: what
    nobody touched is left as it is by now. Raises :class:`Conflict` where another desktop changed the same job
    meanwhile.
    """
    there = {one.series.id: one for one in standing(session, record.id)}
    for place, job in enumerate(draft.jobs):
        stored = there.pop(job.series_id, None) if job.series_id is not None else None
        try:
            if stored is None:
                put_series(session, desk, _new(record, job, max(record.starts, from_day)))
            elif wanted := _changed(record, stored, job, (base or {}).get(job.series_id or 0), began):
                _change(session, desk, record, stored, wanted, from_day)
        except InvalidInput as wrong:
            raise InvalidInput({f"jobs.{place}.{name}": text for name, text in wrong.fields.items()}) from wrong
    for gone in there.values():
        _take_out(session, desk, gone, from_day)


def after(session: Session, contract_id: int, last_day: date) -> tuple[int, int]:
    """How many visits behind ``last_day`` :func:`end` would take away, and how many stay."""
    removed = kept = 0
    for row in series_of(session, contract_id):
        behind = standings(session, row.id, Occurrence.nominal > last_day)
        going = sum(1 for each in behind if not (each.begun or each.dismissed or each.own))
        removed, kept = removed + going, kept + len(behind) - going
    return removed, kept


def end(session: Session, desk: Desk, contract_id: int, last_day: date, reason: str) -> tuple[int, int]:
    """End all series with ``last_day``; how many visits went, and how many behind it stay."""
    removed = kept = 0
    for row in series_of(session, contract_id):
        done = stop(session, desk, row.id, last_day, reason)
        removed, kept = removed + done.removed, kept + done.kept
    return removed, kept


def unmade_of(row: Series, is_holiday: IsHoliday) -> list[Planned]:
    """The visits of a series that are not made yet, up to its end; of one without an end nobody can say."""
    if row.ends_on is None or not row.active:
        return []
    first = row.starts_on if row.made_until is None else max(row.starts_on, row.made_until + _DAY)
    return list(days(Rule.from_json(row.rule), row.starts_on, first, row.ends_on, is_holiday))


def _job(draft: SeriesDraft) -> PlanJobDraft:
    return PlanJobDraft(
        name=draft.description,
        rule=draft.rule,
        tasks=tuple(task.line for task in draft.tasks),
        **{name: getattr(draft, name) for name in _SHARED},
        series_id=draft.id,
        version=draft.version,
    )


def _wanted(record: Contract, job: PlanJobDraft, draft: SeriesDraft) -> SeriesDraft:
    if job.rule is None:
        raise InvalidInput({"rule": "Say when it comes again."})
    return replace(
        draft,
        brand_id=record.brand_id,
        location_id=record.location_id,
        description=job.name,
        rule=job.rule,
        tasks=tuple(TaskDraft(line, covered=True) for line in job.tasks),
        ends_on=record.ends,
        **{name: getattr(job, name) for name in _SHARED},
    )


def _new(record: Contract, job: PlanJobDraft, starts_on: date) -> SeriesDraft:
    plain = SeriesDraft(record.customer_id, record.brand_id, contract_id=record.id, starts_on=starts_on)
    return _wanted(record, job, plain)


def _changed(
    record: Contract, stored: Stored, job: PlanJobDraft, base: PlanJobDraft | None, began: date | None
) -> SeriesDraft | None:
    """What the series is to say, where that is something else."""
    mine = replace(job, version=stored.job.version, id=None)
    if base is not None and replace(base, version=0, id=None) == replace(job, version=0, id=None):
        mine = stored.job
    if mine != stored.job and job.version != stored.job.version:
        raise Conflict(f"{stored.job.name} was changed at another desktop meanwhile.", fields=("jobs",))
    wanted = _wanted(record, mine, stored.series)
    if stored.series.starts_on == began:
        wanted = replace(wanted, starts_on=record.starts)
    return wanted if wanted != stored.series else None


def _change(
    session: Session, desk: Desk, record: Contract, stored: Stored, wanted: SeriesDraft, from_day: date
) -> None:
    series_id = stored.series.id or 0
    if from_day <= max(desk.today(), stored.series.starts_on):
        change(session, desk, wanted, Scope.ALL_FUTURE)
        return
    if _only_ends_later(stored.series, wanted):
        change(session, desk, wanted, Scope.ALL_FUTURE)
        return
    first = session.scalar(
        select(Occurrence.id)
        .where(Occurrence.series_id == series_id, Occurrence.nominal >= from_day)
        .order_by(Occurrence.nominal)
        .limit(1)
    )
    if first is not None:
        change(session, desk, wanted, Scope.FOLLOWING, first)
        return
    # Nothing is made that far ahead: it ends there, and another goes on.
    stop(session, desk, series_id, from_day - _DAY, "")
    fresh = put_series(session, desk, replace(following_draft(wanted, from_day), id=None, version=0))
    session.get_one(Series, fresh).follows_id = series_id
    session.flush()


def _only_ends_later(was: SeriesDraft, wanted: SeriesDraft) -> bool:
    return replace(wanted, ends_on=was.ends_on) == was


def _take_out(session: Session, desk: Desk, gone: Stored, from_day: date) -> None:
    stop(session, desk, gone.series.id or 0, from_day - _DAY, "")
    row = series_store.load(session, gone.series.id or 0, lock=True)
    row.more = {**row.more, REMOVED: True}
    session.flush()
