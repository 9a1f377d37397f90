"""What a job's page shows of the series that it comes from."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.models.contracts import Contract
from officedesk.models.enums import OccurrenceStatus
from officedesk.models.recurrence import Rule, days, upcoming, words
from officedesk.models.series import Occurrence, Series
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.work.holidays import holidays_in
from officedesk.services.work.series_drafts import SeriesDraft, SeriesLink
from officedesk.services.work.series_editing import following_draft
from officedesk.services.work.series_standing import standings
from officedesk.services.work.series_store import draft_of, living, load


def link_of(desk: Desk, job_id: int) -> SeriesLink | None:
    """The series that a job comes from; ``None`` for a job of its own."""
    desk.need(Permission.JOBS_READ)
    with desk.read() as session:
        found = session.execute(
            select(Occurrence, Series, Contract.number)
            .join(Series, Series.id == Occurrence.series_id)
            .outerjoin(Contract, Contract.id == Series.contract_id)
            .where(Occurrence.job_id == job_id)
        ).first()
        if found is None:
            return None
        occurrence, row, contract = found
        there = standings(session, row.id)
        planned = [each for each in there if not each.dismissed]
        today = desk.today()
        later = [each for each in there if each.nominal > occurrence.nominal and not each.stays(today)]
        rule = Rule.from_json(row.rule)
        return SeriesLink(
            series_id=row.id,
            occurrence_id=occurrence.id,
            nominal=occurrence.nominal,
            due=occurrence.due,
            why=_why(session, row, occurrence),
            words=words(rule, row.starts_on),
            place=sum(1 for each in planned if each.nominal <= occurrence.nominal),
            known=len(planned),
            following=len(later),
            own=occurrence.own,
            dismissed=occurrence.status is OccurrenceStatus.DISMISSED,
            reason=occurrence.reason,
            ended=not _goes_on(session, row, rule),
            contract_id=row.contract_id,
            contract=contract or "",
        )


def following(desk: Desk, occurrence_id: int) -> SeriesDraft:
    """The draft with which “this and following” of an occurrence begins, its rule going on from that day."""
    desk.need(Permission.JOBS_WRITE)
    with desk.read() as session:
        occurrence = session.get_one(Occurrence, occurrence_id)
        return following_draft(draft_of(session, load(session, occurrence.series_id)), occurrence.nominal)


def _why(session: Session, row: Series, occurrence: Any) -> str:
    if occurrence.nominal == occurrence.due:
        return ""
    rule = Rule.from_json(row.rule)
    found = days(rule, row.starts_on, occurrence.nominal, occurrence.nominal, holidays_in(session))
    return next((each.why for each in found), "")


def _goes_on(session: Session, row: Series, rule: Rule) -> bool:
    """Whether anything comes behind what is there already."""
    if not living(session, row):
        return False
    last = session.scalar(select(func.max(Occurrence.nominal)).where(Occurrence.series_id == row.id))
    known = [day for day in (last, row.made_until) if day is not None]
    after = max(known) + timedelta(days=1) if known else row.starts_on
    ahead = upcoming(rule, row.starts_on, after, 1)
    return bool(ahead) and (row.ends_on is None or ahead[0].nominal <= row.ends_on)
