"""A job of a series is edited on its page, and what was typed goes for those that follow too."""

from dataclasses import replace

from sqlalchemy import select

from officedesk.errors import NotFound
from officedesk.models.series import Occurrence
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.work.drafts import JobDraft
from officedesk.services.work.job_store import prepared, save_job, store_job, stored_job
from officedesk.services.work.series_drafts import Edited, Scope
from officedesk.services.work.series_editing import change
from officedesk.services.work.series_said import said_by
from officedesk.services.work.series_store import draft_of, load


def save_spread(desk: Desk, draft: JobDraft, scope: Scope) -> tuple[JobDraft, Edited]:
    """Save a job of a series, and with it the series: its words, services, people and times, from now on.

    ``THIS`` saves the job alone, and the series leaves it as it is from then on. The days of the others stay those
    of the rule, also where this one was put to another. Raises as ``save_job`` and ``edit_series`` do.
    """
    desk.need(Permission.JOBS_WRITE)
    if scope is Scope.THIS:
        return save_job(desk, draft), Edited(0, changed=1)
    draft, totals = prepared(draft)
    with desk.write() as session:
        stored = store_job(session, desk, draft, totals)
        query = select(Occurrence).where(Occurrence.job_id == draft.id)
        occurrence = session.scalars(query).one_or_none()
        if occurrence is None:
            raise NotFound("This job is not part of a series any more.", hint="Save it as a single one.")
        row = load(session, occurrence.series_id, lock=True)
        days = {visit.starts.date() for visit in stored.visits if visit.starts is not None}
        if days != {occurrence.due}:
            # It was put to a day of its own: there it stays.
            occurrence.own = True
        session.flush()
        series = said_by(stored, draft_of(session, row))
        edited = change(session, desk, replace(series, version=row.version), scope, occurrence.id)
        return stored_job(session, draft.id or 0), edited
