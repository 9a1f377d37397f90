"""Forms of a job: added, filled in by several people, handed in, taken back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput, NotAllowed, NotFound
from officedesk.models.enums import FileKind, FormMoment, FormRule
from officedesk.models.files import Attachment
from officedesk.models.form_fields import FieldKind, answered, problems
from officedesk.models.forms import FormTemplate, JobForm
from officedesk.models.work import Job, Visit
from officedesk.services.desk import Desk
from officedesk.services.forms.drafts import FormDraft, MissingForm
from officedesk.services.forms.giving import missing
from officedesk.services.forms.reading import draft_of, load
from officedesk.services.lost_races import merged
from officedesk.services.permissions import Permission


def add_form(desk: Desk, job_id: int, template_id: int, visit_id: int | None = None) -> FormDraft:
    """Give a job, or one visit of it, another form; a template may come more than once. Raises :class:`NotFound`."""
    desk.need(Permission.JOBS_PROGRESS)
    with desk.write() as session:
        job = session.execute(
            select(Job.id, Job.customer_id).where(Job.id == job_id, Job.deleted_at.is_(None)).with_for_update()
        ).one_or_none()
        asked = session.get(FormTemplate, template_id)
        visit = visit_id is None or session.scalar(select(Visit.job_id).where(Visit.id == visit_id)) == job_id
        if job is None or asked is None or not asked.active or not visit:
            raise NotFound("This job, visit or form is no longer there.", hint="Open the job again.")
        last = session.scalar(select(func.max(JobForm.position)).where(JobForm.job_id == job_id))
        record = JobForm(
            job_id=job_id,
            visit_id=visit_id,
            template_id=asked.id,
            name=asked.name,
            moment=asked.moment,
            # Whoever adds a form that is off for new jobs wants it here.
            rule=FormRule.OPTIONAL if asked.rule is FormRule.OFF else asked.rule,
            fields=asked.fields,
            answers={},
            position=0 if last is None else last + 1,
            created_at=desk.now(),
            updated_at=desk.now(),
        )
        record.customer_id = job.customer_id
        session.add(record)
        session.flush()
        return draft_of(*load(session, record.id))


def set_form_rule(desk: Desk, form_id: int, rule: FormRule) -> FormDraft:
    """Whether this job's form must be handed in, may be, or is off."""
    desk.need(Permission.JOBS_WRITE)
    with desk.write() as session:
        record, job = load(session, form_id, lock=True)
        if record.rule is not rule:
            record.rule, record.updated_at = rule, desk.now()
        session.flush()
        return draft_of(record, job)


def remove_form(desk: Desk, form_id: int) -> None:
    """Take a form off its job. Refused for one that is handed in."""
    desk.need(Permission.JOBS_WRITE)
    with desk.write() as session:
        record, job = load(session, form_id, lock=True)
        if record.done_at is not None:
            raise NotAllowed(f"“{record.name}” of job {job.number} is handed in and stays.", hint="Reopen it first.")
        session.delete(record)


def fill_form(desk: Desk, draft: FormDraft, base: FormDraft | None = None) -> FormDraft:
    """Keep what is answered so far, whether or not it is all.

    ``base`` is the draft as it was read: with it, answers that somebody else gave meanwhile to other fields are kept.
    Raises :class:`InvalidInput` by the keys of fields, :class:`NotAllowed` where it is handed in, and
    :class:`Conflict` with ``theirs`` and ``fields`` (keys) where two answered the same field differently.
    """
    desk.need(Permission.JOBS_PROGRESS)
    with desk.write() as session:
        return draft_of(*_filled(session, desk, draft, base))


def hand_in(desk: Desk, draft: FormDraft, base: FormDraft | None = None) -> FormDraft:
    """Keep the answers and say that the form is done. Raises as :func:`fill_form`, also for what is missing."""
    desk.need(Permission.JOBS_PROGRESS)
    with desk.write() as session:
        record, job = _filled(session, desk, draft, base)
        done = draft_of(record, job)
        if found := problems(done.fields, done.answers):
            raise InvalidInput(found)
        record.done_at, record.done_by = desk.now(), desk.actor.name
        record.updated_at = desk.now()
        session.flush()
        return draft_of(record, job)


def reopen_form(desk: Desk, form_id: int) -> FormDraft:
    """Take a form that was handed in back, to change its answers."""
    desk.need(Permission.JOBS_PROGRESS)
    with desk.write() as session:
        record, job = load(session, form_id, lock=True)
        if record.done_at is not None:
            record.done_at, record.done_by, record.updated_at = None, "", desk.now()
        session.flush()
        return draft_of(record, job)


def missing_forms(desk: Desk, job_id: int, *, finish: bool = False) -> tuple[MissingForm, ...]:
    """Mandatory forms that keep the job from being started, or with ``finish`` from being completed."""
    desk.need(Permission.JOBS_READ)
    moments = (FormMoment.START, FormMoment.FINISH, FormMoment.ANY) if finish else (FormMoment.START,)
    with desk.read() as session:
        return missing(session, job_id, moments)


def merge_answers(base: FormDraft, mine: FormDraft, theirs: FormDraft) -> tuple[FormDraft, tuple[str, ...]]:
    """My answers since ``base`` on top of ``theirs``, and the keys that both answered differently."""
    answers: dict[str, Any] = dict(theirs.answers)
    clashes = []
    for one in theirs.fields:
        old, my, their = (draft.answers.get(one.key) for draft in (base, mine, theirs))
        if my in (old, their):
            continue
        if one.kind is FieldKind.PHOTO:
            my = _photos_together(old or [], my or [], their or [])
        elif their != old:
            clashes.append(one.key)
        if my is None:
            answers.pop(one.key, None)
        else:
            answers[one.key] = my
    return replace(theirs, answers=answers), tuple(clashes)


def _photos_together(old: list[int], my: list[int], their: list[int]) -> list[int] | None:
    """Both add photos: nobody's are lost; what one took away is gone."""
    gone = set(old) - set(my)
    return [*(one for one in their if one not in gone), *(one for one in my if one not in (*old, *their))] or None


def _filled(session: Session, desk: Desk, draft: FormDraft, base: FormDraft | None) -> tuple[JobForm, Any]:
    record, job = load(session, draft.id, lock=True)
    if record.done_at is not None:
        who = f" by {record.done_by}" if record.done_by else ""
        raise NotAllowed(f"“{record.name}” was handed in{who} meanwhile.", hint="Reopen it to change it.")
    stored = draft_of(record, job)
    mine = replace(stored, answers=answered(stored.fields, draft.answers))
    if record.version != draft.version:
        message = f"“{record.name}” was filled in at another desktop meanwhile."
        mine = merged(stored, mine, base, message, merge=merge_answers, problems=_wrong)
    found = _wrong(mine) or _foreign_photos(session, mine, stored.answers)
    if found:
        raise InvalidInput(found)
    if mine.answers != stored.answers:
        record.answers = dict(mine.answers)
        record.updated_at = desk.now()
    session.flush()
    return record, job


def _wrong(draft: FormDraft) -> Mapping[str, str]:
    return problems(draft.fields, draft.answers, whole=False)


def _foreign_photos(session: Session, draft: FormDraft, known: Mapping[str, Any]) -> dict[str, str]:
    """Photos are pictures among the files of the job; those that were there before may be gone by now."""
    keys = [one.key for one in draft.fields if one.kind is FieldKind.PHOTO]
    new = {key: set(draft.answers.get(key, ())) - set(known.get(key, ())) for key in keys}
    wanted = set().union(*new.values()) if new else set()
    if not wanted:
        return {}
    there = set(
        session.scalars(
            select(Attachment.id).where(
                Attachment.id.in_(wanted),
                Attachment.job_id == draft.job_id,
                Attachment.kind == FileKind.IMAGE,
                Attachment.deleted_at.is_(None),
            )
        )
    )
    return {key: "Some of these are no photos of this job." for key, ids in new.items() if ids - there}
