"""Changes of a series: of one occurrence, of it and all that follow, of all to come. The past stays as it was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import Conflict, NotAllowed, NotFound
from officedesk.models.recurrence import Planned, settled
from officedesk.models.recurrence.expand import counted_before
from officedesk.models.series import Occurrence, Series
from officedesk.services.desk import Desk
from officedesk.services.work.drafts import VisitDraft
from officedesk.services.work.holidays import holidays_in
from officedesk.services.work.job_store import load as load_job
from officedesk.services.work.job_store import prepared, store_job, stored_job
from officedesk.services.work.series_drafts import Edited, Scope, SeriesDraft
from officedesk.services.work.series_making import Mould, horizon, make, mould_of, planned_days
from officedesk.services.work.series_matching import match
from officedesk.services.work.series_standing import Standing, standings
from officedesk.services.work.series_store import (
    check,
    check_links,
    cleaned,
    draft_of,
    load,
    put_technicians,
    values_of,
)

_DAY = timedelta(days=1)
_SAME = ("description", "category", "priority", "crew_note", "location_id", "contact_id", "brand_id", "terms_id")
"""What a job of a series has of it, field by field."""


def change(session: Session, desk: Desk, draft: SeriesDraft, scope: Scope, occurrence_id: int | None = None) -> Edited:
    """:func:`edit_series` in the caller's transaction."""
    draft = cleaned(draft)
    check(draft)
    row = load(session, draft.id or 0, lock=True)
    if row.version != draft.version:
        raise Conflict("This series was changed on another desktop meanwhile.", theirs=draft_of(session, row))
    draft = replace(draft, customer_id=row.customer_id, contract_id=row.contract_id, plan_job_id=row.plan_job_id)
    check_links(session, draft)
    if scope is Scope.ALL_FUTURE:
        return _rewrite(session, desk, row, draft, desk.today())
    occurrence = _occurrence(session, row.id, occurrence_id)
    if scope is Scope.THIS:
        return _change_one(session, desk, row, draft, occurrence)
    return _split(session, desk, row, draft, occurrence)


def stop(session: Session, desk: Desk, series_id: int, last_day: date, reason: str, *, own_too: bool = False) -> Edited:
    """End a series with ``last_day``: what is planned behind it goes, its untouched jobs into the trash.

    What is done, under way or invoiced stays, and what was changed by itself unless ``own_too``.
    """
    row = load(session, series_id, lock=True)
    ends = last_day if row.ends_on is None else min(row.ends_on, last_day)
    row.ends_on = max(ends, row.starts_on - _DAY)
    if reason:
        row.more = {**row.more, "stopped": reason}
    row.touch(desk.now())
    behind = standings(session, row.id, Occurrence.nominal > last_day)
    going = [each for each in behind if not each.begun and not each.dismissed and (own_too or not each.own)]
    _remove(session, desk, going)
    return Edited(row.id, removed=len(going), kept=len(behind) - len(going))


def following_draft(draft: SeriesDraft, nominal: date) -> SeriesDraft:
    """The draft with which “this and following” begins: the rule goes on from ``nominal`` as it was."""
    rule = settled(draft.rule, draft.starts_on)
    if rule.count is not None:
        rule = replace(rule, count=max(1, rule.count - counted_before(rule, draft.starts_on, nominal)))
    rule = replace(
        rule,
        exceptions=tuple(day for day in rule.exceptions if day >= nominal),
        extra=tuple(day for day in rule.extra if day >= nominal),
    )
    return replace(draft, rule=rule, starts_on=nominal)


def _occurrence(session: Session, series_id: int, occurrence_id: int | None) -> Occurrence:
    row = session.get(Occurrence, occurrence_id) if occurrence_id is not None else None
    if row is None or row.series_id != series_id:
        raise NotFound("This visit is not part of the series any more.", hint="Look at the job again.")
    return row


def _change_one(session: Session, desk: Desk, row: Series, draft: SeriesDraft, occurrence: Occurrence) -> Edited:
    [standing] = standings(session, row.id, Occurrence.id == occurrence.id)
    if standing.begun or standing.dismissed or standing.job_id is None:
        raise NotAllowed("This visit is done, under way or left out: it stays as it is.")
    _put_job(session, desk, standing.job_id, mould_of(session, desk, draft), standing.due)
    occurrence.own = True
    return Edited(row.id, changed=1)


def _rewrite(session: Session, desk: Desk, row: Series, draft: SeriesDraft, first: date) -> Edited:
    """The series says something else, and so does what is to come of it from ``first`` on."""
    _put_row(session, desk, row, draft)
    return _reconcile(session, desk, row, draft, first, standings(session, row.id, Occurrence.nominal >= first))


def _split(session: Session, desk: Desk, row: Series, draft: SeriesDraft, occurrence: Occurrence) -> Edited:
    was = draft_of(session, row)
    cut = occurrence.nominal
    if cut < desk.today():
        # The past stays: it goes on from the next day of the rule.
        ahead = planned_days(was, desk.today(), horizon(desk.today()), holidays_in(session))
        cut = ahead[0].nominal if ahead else desk.today()
    earlier = select(Occurrence.id).where(Occurrence.series_id == row.id, Occurrence.nominal < cut).limit(1)
    if session.scalar(earlier) is None and cut <= max(was.starts_on, occurrence.nominal):
        return _rewrite(session, desk, row, draft, cut)
    if draft.starts_on == was.starts_on:
        same_count = draft.rule.count == was.rule.count
        goes_on = following_draft(draft, cut)
        draft = goes_on if same_count else replace(goes_on, rule=replace(goes_on.rule, count=draft.rule.count))
    draft = replace(draft, starts_on=max(draft.starts_on, cut))
    check(draft)
    later = standings(session, row.id, Occurrence.nominal >= cut)
    row.ends_on = cut - _DAY
    row.touch(desk.now())
    made = Series(
        **values_of(draft, desk.zone),
        follows_id=row.id,
        active=True,
        made_until=row.made_until,
        created_at=desk.now(),
        updated_at=desk.now(),
    )
    session.add(made)
    session.flush()
    put_technicians(session, made.id, draft.technician_ids)
    # What was planned goes on with the series that goes on, so that jobs keep their numbers.
    for each in session.scalars(select(Occurrence).where(Occurrence.id.in_([one.id for one in later]))):
        each.series_id = made.id
    session.flush()
    return _reconcile(session, desk, made, draft, cut, later)


def _put_row(session: Session, desk: Desk, row: Series, draft: SeriesDraft) -> None:
    for name, value in values_of(draft, desk.zone).items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    put_technicians(session, row.id, draft.technician_ids)
    row.touch(desk.now())
    session.flush()


def _reconcile(
    session: Session, desk: Desk, row: Series, draft: SeriesDraft, first: date, there: Sequence[Standing]
) -> Edited:
    """Make what is to come of a series what its plan says now."""
    today = desk.today()
    until = row.made_until if row.made_until is not None else horizon(today)
    planned = planned_days(draft, max(first, today), until, holidays_in(session))
    fixed = [each for each in there if each.stays(today)]
    free = [each for each in there if not each.stays(today)]
    matched = match(free, fixed, planned)
    mould = mould_of(session, desk, draft)
    changed = sum(_put_occurrence(session, desk, mould, each, day) for each, day in matched.moved)
    _remove(session, desk, matched.gone)
    made = make(session, desk, row.id, mould, matched.new)
    return Edited(row.id, made=made, removed=len(matched.gone), changed=changed, kept=len(fixed))


def _put_occurrence(session: Session, desk: Desk, mould: Mould, standing: Standing, planned: Planned) -> bool:
    """Whether anything of it is different now."""
    row = session.get_one(Occurrence, standing.id)
    if row.nominal != planned.nominal:
        row.nominal = planned.nominal
    different = standing.job_id is not None and _put_job(session, desk, standing.job_id, mould, planned.due)
    if row.due != planned.due:
        row.due = planned.due
    return different


def _put_job(session: Session, desk: Desk, job_id: int, mould: Mould, due: date) -> bool:
    """Make a job that nobody touched what the series says; whether it was something else."""
    stored, wanted = stored_job(session, job_id), mould.job(due)
    visit, *others = stored.visits or (VisitDraft(),)
    # Tasks keep their rows as far as there are any, so that what names them goes on.
    kept = [task.id for task in stored.tasks]
    tasks = tuple(
        replace(task, id=kept[place] if place < len(kept) else None, line=task.line.with_id(None))
        for place, task in enumerate(wanted.tasks)
    )
    one = replace(wanted.visits[0], id=visit.id, note=visit.note, status=visit.status)
    new = replace(
        stored,
        **{name: getattr(wanted, name) for name in _SAME},
        pricing=wanted.pricing,
        tasks=tuple(replace(task, line=task.line.with_id(task.id)) for task in tasks),
        visits=(one, *others),
        equipment=wanted.equipment,
        skills=wanted.skills,
    )
    if new == stored:
        return False
    ready, totals = prepared(new)
    store_job(session, desk, ready, totals)
    return True


def _remove(session: Session, desk: Desk, going: Sequence[Standing]) -> None:
    """Days that are not planned any more: their jobs go to the trash, where they can be had back as single ones."""
    for each in going:
        if each.job_id is not None:
            job = load_job(session, each.job_id, lock=True)
            job.deleted_at = job.updated_at = desk.now()
        session.delete(session.get_one(Occurrence, each.id))
    session.flush()
