"""A plan in the caller's transaction: loaded, checked, written, and two desktops' changes of it merged."""

from dataclasses import fields, replace
from decimal import Decimal

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, selectinload

from officedesk.errors import InvalidInput, NotFound
from officedesk.models.contracts import Plan, PlanJob
from officedesk.models.recurrence import Rule
from officedesk.models.text import clean, same_name
from officedesk.services import lost_races
from officedesk.services.contracts.drafts import PlanDraft, PlanJobDraft
from officedesk.services.contracts.job_parts import (
    LONGEST,
    job_problems,
    lines_json,
    lines_of,
    rule_json,
    tidy_jobs,
)
from officedesk.services.desk import Desk
from officedesk.services.lost_races import merge_fields
from officedesk.services.sales.checks import LARGEST, check_number

_NEVER = frozenset({"id", "version"})
FIELDS = tuple(part.name for part in fields(PlanDraft) if part.name not in _NEVER)
_PLAIN = tuple(name for name in FIELDS if name not in ("jobs", "covers"))
_JOB_PLAIN = ("name", "category", "priority", "crew_note", "at_minute", "minutes")
_MOST_MONTHS = 240
_MOST_DAYS = 366


def load(session: Session, plan_id: int, *, lock: bool = False, trashed: bool = False) -> Plan:
    """The record with its jobs, locked if asked. Raises :class:`NotFound`."""
    query = select(Plan).where(Plan.id == plan_id).options(selectinload(Plan.jobs))
    record = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if record is None or (record.deleted_at is not None and not trashed):
        raise NotFound("This plan does not exist or is in the trash.", hint="Restore it from the trash first.")
    return record


def plan_name(session: Session, plan_id: int | None) -> str:
    """What a plan is called; nothing where there is none."""
    if plan_id is None:
        return ""
    return session.scalar(select(Plan.name).where(Plan.id == plan_id)) or ""


def draft_of(record: Plan) -> PlanDraft:
    """The stored draft."""
    values = {name: getattr(record, name) for name in _PLAIN}
    jobs = tuple(
        PlanJobDraft(
            **{name: getattr(job, name) for name in _JOB_PLAIN},
            rule=Rule.from_json(job.rule),
            tasks=lines_of(job.tasks),
            id=job.id,
        )
        for job in sorted(record.jobs, key=lambda job: (job.position, job.id))
    )
    return PlanDraft(**values, covers=tuple(record.covers), jobs=jobs, id=record.id, version=record.version)


def tidy(draft: PlanDraft) -> PlanDraft:
    """``draft`` as it is stored."""
    return replace(
        draft,
        name=clean(draft.name),
        description=clean(draft.description, lines=True),
        covers=tuple(sorted({word for word in map(clean, draft.covers) if word}, key=str.casefold)),
        jobs=tidy_jobs(draft.jobs),
    )


def problems(draft: PlanDraft) -> dict[str, str]:
    """What keeps a tidied ``draft`` from being saved."""
    found = {}
    if not draft.name:
        found["name"] = "Give the plan a name, such as “Comfort Plus”."
    elif len(draft.name) > LONGEST:
        found["name"] = f"This is longer than {LONGEST} characters."
    if not 0 < draft.months <= _MOST_MONTHS:
        found["months"] = f"A membership goes from 1 to {_MOST_MONTHS} months."
    if not (draft.price or draft.jobs or draft.discount_percent):
        found["jobs"] = "Add the jobs that it brings, or say what it costs or what members are given off."
    return found | money_problems(draft) | job_problems(draft.jobs)


def money_problems(draft: object) -> dict[str, str]:
    """Problems of what plans and contracts share: price, billing day, discount and notice."""
    price, day = getattr(draft, "price", 0), getattr(draft, "billing_day", 0)
    discount, notice = getattr(draft, "discount_percent", Decimal(0)), getattr(draft, "notice_days", 0)
    found = {}
    if not 0 <= price <= LARGEST:
        found["price"] = "The price is zero or more, and not as large as this."
    if not 0 <= day <= 31:
        found["billing_day"] = "Days of a month are from 1 to 31."
    if message := check_number(discount, Decimal(0), Decimal(100)):
        found["discount_percent"] = message
    if not 0 <= notice <= _MOST_DAYS:
        found["notice_days"] = f"Notice is from 0 to {_MOST_DAYS} days."
    return found


def refuse_same_name(session: Session, draft: PlanDraft) -> None:
    """Two plans that are sold have two names: who picks one has nothing else to tell them apart."""
    if not draft.active:
        return
    for other_id, name in session.execute(select(Plan.id, Plan.name).where(Plan.active, Plan.deleted_at.is_(None))):
        if other_id != draft.id and same_name(name, draft.name):
            raise InvalidInput({"name": f"There is a plan called {name} already."})


def put(session: Session, desk: Desk, record: Plan, draft: PlanDraft) -> None:
    """Write a checked ``draft`` into ``record``, jobs and all."""
    fresh = record.id is None
    for name in _PLAIN:
        # What stays is not assigned, so that the change log tells only what differs.
        if fresh or getattr(record, name) != getattr(draft, name):
            setattr(record, name, getattr(draft, name))
    if fresh or tuple(record.covers) != draft.covers:
        record.covers = list(draft.covers)
    there = {} if fresh else {job.id: job for job in record.jobs}
    wanted = []
    for place, job in enumerate(draft.jobs):
        part = there.get(job.id or 0) or PlanJob()
        _put_job(part, job, place)
        wanted.append(part)
    record.jobs = wanted
    record.touch(desk.now())
    session.add(record)
    session.flush()


def _put_job(part: PlanJob, job: PlanJobDraft, place: int) -> None:
    values = {name: getattr(job, name) for name in _JOB_PLAIN}
    values |= {"position": place, "tasks": lines_json(job.tasks), "rule": rule_json(job)}
    fresh = inspect(part).transient
    for name, value in values.items():
        if fresh or getattr(part, name) != value:
            setattr(part, name, value)


def merged(record: Plan, draft: PlanDraft, base: PlanDraft | None) -> PlanDraft:
    """``draft`` over what another desktop saved meanwhile. Raises :class:`Conflict` where both changed the same."""
    message = f"{record.name} was changed at another desktop meanwhile."
    return lost_races.merged(draft_of(record), draft, base, message, merge=merge, problems=problems, tidy=tidy)


def merge(base: PlanDraft, mine: PlanDraft, theirs: PlanDraft) -> tuple[PlanDraft, tuple[str, ...]]:
    """My changes since ``base`` on top of ``theirs``, and the fields that both changed differently."""
    return merge_fields(FIELDS, base, mine, theirs)
