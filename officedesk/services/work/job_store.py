"""Jobs in the store: begin, read, save with tasks and visits, trash."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session, selectinload

from officedesk.database.records import FIRST_VERSION, change_record, insert_record, stored_record
from officedesk.errors import Conflict, NotAllowed, NotFound
from officedesk.models.enums import EstimateStatus, InvoiceState, JobStatus, LineKind, SequenceKind, TaskStatus
from officedesk.models.hours import LONGEST
from officedesk.models.pricing import Totals
from officedesk.models.sales import Estimate, Invoice, InvoiceLine
from officedesk.models.states import estimate_state
from officedesk.models.text import clean
from officedesk.models.work import Job, Visit
from officedesk.services.desk import Desk
from officedesk.services.equipment.links import check_links
from officedesk.services.files.following import follow
from officedesk.services.forms.giving import give_forms
from officedesk.services.office.numbers import take_number
from officedesk.services.permissions import Permission
from officedesk.services.sales import checks, parts
from officedesk.services.sales.billed import DRAFT, billed_tasks
from officedesk.services.sales.drafts import LineDraft
from officedesk.services.sales.lines import JOB_TASKS, SOLD, StoredLines, clean_lines, write_lines
from officedesk.services.sales.of_project import begun_in
from officedesk.services.work.drafts import JobDraft, TaskDraft
from officedesk.services.work.job_links import (
    NONE,
    JobLinks,
    check_costs,
    check_owners,
    clean_costs,
    links_of,
    put_links,
)
from officedesk.services.work.progress import finish_if_done, scheduled
from officedesk.services.work.results import RelatedEstimate
from officedesk.services.work.series_links import mark_own
from officedesk.services.work.visit_store import merged_visits, put_visits, visit_drafts, visits_of

_FIELDS = (
    "customer_id", "location_id", "contact_id", "brand_id", "terms_id", "priority", "project_id", "contract_id",
)  # fmt: skip
_TEXTS = ("description", "category", "crew_note")


def new_job(desk: Desk, customer_id: int, location_id: int | None = None, project_id: int | None = None) -> JobDraft:
    """An unsaved job with the customer's and the office's defaults, for their first location unless another is given.

    Of a project it has brand, place, people and words. No number is taken.
    """
    desk.need(Permission.JOBS_WRITE)
    with desk.read() as session:
        return begun_job(session, customer_id, location_id, project_id)


def begun_job(
    session: Session, customer_id: int, location_id: int | None = None, project_id: int | None = None
) -> JobDraft:
    """:func:`new_job` in the caller's session."""
    given = parts.defaults(session, customer_id, location_id)
    draft = JobDraft(
        customer_id=customer_id,
        brand_id=given.brand_id,
        location_id=given.location_id,
        contact_id=given.contact_id,
        terms_id=given.terms_id,
        pricing=given.pricing,
    )
    return begun_in(session, draft, project_id, here=location_id is not None)


def job(desk: Desk, job_id: int) -> JobDraft:
    """The stored job with tasks and visits, without prices for who may not see them. Raises :class:`NotFound`."""
    desk.need(Permission.JOBS_READ)
    with desk.read() as session:
        draft = stored_job(session, job_id)
    if desk.may(Permission.MONEY_READ):
        return draft
    tasks = [replace(task, line=replace(task.line, price=0, unit_cost=0), billed_by="") for task in draft.tasks]
    return replace(draft, tasks=tuple(tasks), costs=tuple(replace(cost, amount=0) for cost in draft.costs))


def totals_of(draft: JobDraft) -> Totals:
    """What is billed of the job: cancelled and covered tasks left out; ``lines`` are those of the tasks left."""
    lines = [task.line for task in draft.tasks if task.billable]
    return parts.price_lines(lines, draft.pricing)


def save_job(desk: Desk, draft: JobDraft) -> JobDraft:
    """Store ``draft`` with its tasks and visits; it gets its number when it is first saved.

    ``status`` of a job is moved by its visits' dates, its tasks and ``set_status``, never by a save. A task that is
    billed stays as it is. When the last open task is completed here, the job is completed as by ``complete_tasks``.
    To another customer it takes its notes and files along, as ``files.following`` says.
    Raises :class:`InvalidInput`, or :class:`Conflict` with ``theirs``.
    """
    desk.need(Permission.JOBS_WRITE)
    draft, totals = prepared(draft)
    with desk.write() as session:
        return store_job(session, desk, draft, totals, by_hand=True)


def prepared(draft: JobDraft) -> tuple[JobDraft, Totals]:
    """The draft as it is stored, and what it comes to, cancelled and covered tasks left out.

    Raises :class:`InvalidInput` where it cannot be stored.
    """
    draft = _cleaned(draft)
    checks.refuse(_check(draft))
    wanted = [replace(task.line, selected=task.billable, optional=True) for task in draft.tasks]
    return draft, parts.price_lines(wanted, draft.pricing)


def store_job(session: Session, desk: Desk, draft: JobDraft, totals: Totals, *, by_hand: bool = False) -> JobDraft:
    """:func:`save_job` in the caller's transaction, of what :func:`prepared` gave.

    ``by_hand``: somebody changes this one, which goes its own way then if it comes of a series.
    """
    found = checks.check_party(session, draft.customer_id, draft.location_id, draft.contact_id)
    checks.refuse(found | check_links(session, draft.customer_id, draft.equipment))
    values = _values(desk, draft, totals)
    if draft.id is None:
        draft, stored, links = _begun(session, desk, draft, values), None, NONE
    else:
        draft, stored, links = _changed(session, desk, draft, values)
    key = draft.id or 0
    if by_hand and links.of_series:
        mark_own(session, [key])
    draft = put_links(session, key, draft, links)
    statuses, covered = [task.status for task in draft.tasks], [task.covered for task in draft.tasks]
    lines = write_lines(
        session,
        JOB_TASKS,
        key,
        [task.line for task in draft.tasks],
        totals,
        stored,
        (statuses, _completions(desk, draft.tasks, stored), covered),
    )
    if TaskStatus.COMPLETED in statuses:
        row = load(session, key)
        session.refresh(row, ["tasks"])
        finish_if_done(session, desk, row, strict=False)
        session.flush()
        draft = replace(draft, status=row.status, version=row.version)
    # Nothing bills a job that was just begun.
    billed = {} if stored is None and TaskStatus.COMPLETED not in statuses else billed_tasks(session, key)
    return replace(draft, tasks=_tasks(lines, statuses, covered, billed), visits=visit_drafts(visits_of(session, key)))


def stored_job(session: Session, job_id: int) -> JobDraft:
    """:func:`job` in the caller's session, with its prices."""
    return _read(session, load(session, job_id))


def delete_job(desk: Desk, job_id: int) -> None:
    """Put a job into the trash. Refused while an invoice stands on it."""
    desk.need(Permission.JOBS_WRITE)
    with desk.write() as session:
        row = load(session, job_id, lock=True)
        number = session.execute(
            select(Invoice.number).where(
                Invoice.job_id == row.id, Invoice.deleted_at.is_(None), Invoice.state != InvoiceState.VOID
            )
        ).first()
        if number is not None:
            which = f"invoice {number[0]}" if number[0] else "an invoice draft"
            raise NotAllowed(f"There is {which} for job {row.number}.", hint="Void or delete that first.")
        row.deleted_at = row.updated_at = desk.now()


def restore_job(desk: Desk, job_id: int) -> None:
    """Take it out of the trash."""
    desk.need(Permission.JOBS_WRITE)
    with desk.write() as session:
        row = load(session, job_id, lock=True, trashed=True)
        row.deleted_at, row.updated_at = None, desk.now()


def related_estimates(desk: Desk, job_id: int) -> list[RelatedEstimate]:
    """The job's own estimate, and draft, open and declined ones of its location (of its customer without one)."""
    desk.need(Permission.ESTIMATES_READ)
    with desk.read() as session:
        row = session.execute(select(Job.customer_id, Job.location_id, Job.estimate_id).where(Job.id == job_id)).first()
        if row is None:
            raise NotFound("This job does not exist any more.")
        place = Estimate.location_id == row.location_id if row.location_id else Estimate.location_id.is_(None)
        open_there = (Estimate.customer_id == row.customer_id) & place & (Estimate.status != EstimateStatus.APPROVED)
        found = session.execute(
            select(
                Estimate.id,
                Estimate.number,
                Estimate.description,
                Estimate.date,
                Estimate.total,
                Estimate.status,
                Estimate.valid_until,
            )
            .where(or_(Estimate.id == row.estimate_id, open_there), Estimate.deleted_at.is_(None))
            .order_by(Estimate.date.desc(), Estimate.id.desc())
        )
        today = desk.today()
        return [
            RelatedEstimate(*each[:5], state=estimate_state(each.status, each.valid_until, today)) for each in found
        ]


def load(session: Session, job_id: int, *, lock: bool = False, trashed: bool = False) -> Job:
    """The record with its visits, locked if asked. Raises :class:`NotFound`."""
    query = select(Job).where(Job.id == job_id).options(selectinload(Job.visits).selectinload(Visit.technicians))
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None or (row.deleted_at is not None and not trashed):
        raise _gone()
    return row


def _gone() -> NotFound:
    return NotFound("This job does not exist or is in the trash.", hint="Restore it from the trash first.")


def _read(session: Session, row: Job | Row[Any], stored: StoredLines | None = None) -> JobDraft:
    stored = stored or StoredLines(session, JOB_TASKS, row.id)
    links = links_of(session, row.id)
    return JobDraft(
        **{name: getattr(row, name) for name in (*_FIELDS, *_TEXTS)},
        number=row.number,
        estimate_id=row.estimate_id,
        status=row.status,
        pricing=parts.pricing_of(row),
        tasks=_tasks(stored.drafts(), stored.column("status"), stored.column("covered"), billed_tasks(session, row.id)),
        visits=visit_drafts(visits_of(session, row.id)),
        equipment=links.equipment,
        skills=links.skills,
        costs=links.costs,
        id=row.id,
        version=row.version,
    )


def _tasks(
    lines: Sequence[LineDraft], statuses: Sequence[TaskStatus], covered: Sequence[bool], billed: Mapping[int, str]
) -> tuple[TaskDraft, ...]:
    return tuple(
        TaskDraft(line, status, billed.get(line.id or 0, ""), line.id, paid)
        for line, status, paid in zip(lines, statuses, covered, strict=True)
    )


def _cleaned(draft: JobDraft) -> JobDraft:
    lines = clean_lines(task.line.with_id(task.id) for task in draft.tasks)
    return replace(
        draft,
        description=clean(draft.description, lines=True),
        category=clean(draft.category),
        crew_note=clean(draft.crew_note, lines=True),
        tasks=tuple(replace(task, line=line) for task, line in zip(draft.tasks, lines, strict=True)),
        costs=clean_costs(draft.costs),
        visits=tuple(replace(visit, note=clean(visit.note, lines=True)) for visit in draft.visits),
    )


def _check(draft: JobDraft) -> dict[str, str]:
    found = checks.check_lines([task.line for task in draft.tasks], "tasks") | checks.check_pricing(draft.pricing)
    found |= check_costs(draft.costs)
    for index, task in enumerate(draft.tasks):
        if task.covered and draft.contract_id is None and task.id is None:
            found[f"tasks.{index}.covered"] = f"No contract covers “{task.line.name}”: the job has none."
        if task.line.kind is LineKind.SECTION:
            found[f"tasks.{index}.kind"] = "A job has no sections."
    for index, visit in enumerate(draft.visits):
        at = f"visits.{index}"
        times = {"starts": visit.starts, "ends": visit.ends, "window_ends": visit.window_ends}
        found |= checks.check_dates(**{f"{at}.{name}": time for name, time in times.items() if time is not None})
        if any(time is not None and time.tzinfo is not None for time in times.values()):
            found[f"{at}.starts"] = "Visits are kept in the office's wall time, without a zone."
        elif visit.starts is None:
            if visit.ends is not None or visit.window_ends is not None:
                found[f"{at}.starts"] = "Say when the visit begins."
        else:
            if visit.ends is not None and visit.ends < visit.starts:
                found[f"{at}.ends"] = "The visit ends before it begins."
            elif visit.ends is not None and visit.ends - visit.starts > LONGEST:
                found[f"{at}.ends"] = f"A visit lasts {LONGEST.days} days at most: add another one for the rest."
            if visit.window_ends is not None and visit.window_ends < visit.starts:
                found[f"{at}.window_ends"] = "The arrival window ends before the visit begins."
    return found


def _values(desk: Desk, draft: JobDraft, totals: Totals) -> dict[str, Any]:
    """What the record holds of a draft, its status apart."""
    held = {name: getattr(draft, name) for name in (*_FIELDS, *_TEXTS)}
    return held | {"updated_at": desk.now(), **parts.priced(draft.pricing, totals)}


def _begun(session: Session, desk: Desk, draft: JobDraft, values: dict[str, Any]) -> JobDraft:
    checks.refuse(check_owners(session, draft, None))
    number, serial = take_number(session, SequenceKind.JOB, desk.today(), draft.brand_id)
    visits = merged_visits(desk.zone.key, (), draft.visits)
    status = scheduled(JobStatus.NOT_STARTED, visits)
    values |= parts.begun(desk, number, serial) | {"estimate_id": draft.estimate_id, "status": status}
    key = insert_record(session, Job, values)
    put_visits(session, key, visits)
    give_forms(session, desk, key, draft.customer_id)
    return replace(draft, id=key, number=number, status=status, version=FIRST_VERSION)


def _changed(
    session: Session, desk: Desk, draft: JobDraft, values: dict[str, Any]
) -> tuple[JobDraft, StoredLines, JobLinks]:
    row = stored_record(session, Job, draft.id or 0, lock=True)
    if row is None or row.deleted_at is not None:
        raise _gone()
    stored = StoredLines(session, JOB_TASKS, row.id)
    if row.version != draft.version:
        theirs = _read(session, row, stored)
        raise Conflict(f"Job {row.number} was changed on another desktop meanwhile.", theirs=theirs)
    checks.refuse(check_owners(session, draft, row))
    _refuse_billed(session, row, stored, draft)
    follow(session, desk, "job_id", row, draft.customer_id, draft.location_id)
    there = visits_of(session, row.id)
    visits = merged_visits(desk.zone.key, there, draft.visits)
    status = scheduled(row.status, visits)
    version = change_record(session, Job, row, values | {"status": status})
    put_visits(session, row.id, visits, there)
    kept = {"number": row.number, "estimate_id": row.estimate_id}
    return replace(draft, **kept, status=status, version=version), stored, links_of(session, row.id)


def _refuse_billed(session: Session, row: Row[Any], stored: StoredLines, draft: JobDraft) -> None:
    """What an invoice names stays as the invoice says it."""
    billed = billed_tasks(session, row.id)
    wanted = {task.id: (index, task) for index, task in enumerate(draft.tasks) if task.id is not None}
    gone = [key for key in stored.ids if key not in wanted]
    named = set(session.scalars(select(InvoiceLine.job_task_id).where(InvoiceLine.job_task_id.in_(gone))))
    problems = {}
    for line, status, covered in zip(stored.drafts(), stored.column("status"), stored.column("covered"), strict=True):
        number = billed.get(line.id or 0, "")
        where = "an invoice draft" if number == DRAFT else f"invoice {number}"
        if line.id in named:
            problems["tasks"] = f"“{line.name}” is named by an invoice and cannot be removed. Cancel it instead."
        if not number or line.id not in wanted:
            continue
        index, task = wanted[line.id]
        if task.status is not status:
            problems[f"tasks.{index}.status"] = f"“{line.name}” is on {where} already."
        if task.covered is not covered:
            problems[f"tasks.{index}.covered"] = f"“{line.name}” is on {where} already."
        changed = [name for name in SOLD if getattr(task.line, name) != getattr(line, name)]
        if changed:
            problems[f"tasks.{index}.{changed[0]}"] = f"“{line.name}” is on {where} already and stays as it is."
    if draft.customer_id != row.customer_id and billed:
        problems["customer_id"] = "Work of this job is invoiced: it stays with its customer."
    checks.refuse(problems)


def _completions(desk: Desk, tasks: Sequence[TaskDraft], stored: StoredLines | None) -> list[datetime | None]:
    """When each task was completed: now, or as it is stored."""
    known = dict(zip(stored.ids, stored.column("completed_at"), strict=True)) if stored is not None else {}
    now = desk.now()
    return [(known.get(task.id or 0) or now) if task.status is TaskStatus.COMPLETED else None for task in tasks]
