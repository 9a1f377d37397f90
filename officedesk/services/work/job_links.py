"""What a job is tied to beside its tasks and visits: equipment, skills, costs, its project and its contract.

What hangs on it is read by one statement, and only what differs is written: most jobs have none of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, case, literal_column, null, select, union_all
from sqlalchemy.orm import Session

from officedesk.database.direct import Prepared
from officedesk.models.contracts import Contract
from officedesk.models.crew import JobSkill, Skill
from officedesk.models.equipment import Equipment, JobEquipment
from officedesk.models.pipeline import Project
from officedesk.models.series import Occurrence
from officedesk.models.text import clean
from officedesk.models.work import JobCost
from officedesk.services.equipment.links import write_links
from officedesk.services.sales import checks
from officedesk.services.work.drafts import CostDraft, JobDraft

_OWNERS: tuple[tuple[str, Any, str], ...] = (
    ("project_id", Project, "project"),
    ("contract_id", Contract, "contract"),
)


@dataclass(frozen=True, slots=True)
class JobLinks:
    """``equipment`` (what is not in the trash) and ``skills`` by id, ``costs`` in the order of their days.

    ``of_series``: it comes of a series, whose changes it still follows.
    """

    equipment: tuple[int, ...] = ()
    skills: tuple[int, ...] = ()
    costs: tuple[CostDraft, ...] = ()
    of_series: bool = False


NONE = JobLinks()


def links_of(session: Session, job_id: int) -> JobLinks:
    """What is stored, by one statement."""
    rows = _of_job().all(session, job=job_id)
    if not rows:
        return NONE
    return JobLinks(
        equipment=tuple(sorted(row.id for row in rows if row.what == "equipment" and row.amount)),
        skills=tuple(sorted(row.id for row in rows if row.what == "skill")),
        costs=_in_order(CostDraft(row.date, row.name, row.amount, row.id) for row in rows if row.what == "cost"),
        of_series=any(row.what == "series" for row in rows),
    )


def put_links(session: Session, job_id: int, draft: JobDraft, stored: JobLinks) -> JobDraft:
    """Make what hangs on the job what ``draft`` says; the draft as it is then, with the ids of its costs."""
    equipment, skills, costs = draft.equipment, draft.skills, draft.costs
    if equipment == stored.equipment and skills == stored.skills and costs == stored.costs:
        return draft
    skills = tuple(sorted(set(skills)))
    if set(equipment) != set(stored.equipment):
        equipment = write_links(session, JobEquipment, job_id, equipment)
    if skills != stored.skills:
        _put_skills(session, job_id, set(skills), set(stored.skills))
    if costs != stored.costs:
        costs = _put_costs(session, job_id, costs, stored.costs)
    return replace(draft, equipment=tuple(sorted(set(equipment))), skills=skills, costs=costs)


def clean_costs(costs: Iterable[CostDraft]) -> tuple[CostDraft, ...]:
    """Costs with their words as they are stored."""
    return tuple(replace(cost, name=clean(cost.name)) for cost in costs)


def check_costs(costs: Iterable[CostDraft]) -> dict[str, str]:
    """Problems of costs, as ``costs.2.amount``."""
    found = {}
    for index, cost in enumerate(costs):
        if not cost.name:
            found[f"costs.{index}.name"] = "Say what it was."
        if not -checks.LARGEST <= cost.amount <= checks.LARGEST:
            found[f"costs.{index}.amount"] = "This amount is too large."
        found |= checks.check_dates(**{f"costs.{index}.date": cost.date})
    return found


def check_owners(session: Session, draft: JobDraft, stored: Any | None) -> dict[str, str]:
    """Project and contract are the customer's; one in the trash is kept, and not newly chosen. None asks nothing."""
    found = {}
    for name, kind, word in _OWNERS:
        key = getattr(draft, name)
        if key is None:
            continue
        row = _owner(kind).first(session, id=key)
        if row is None or row.customer_id != draft.customer_id:
            found[name] = f"This {word} is another customer's, or no longer there. Choose again."
        elif row.deleted_at is not None and (stored is None or getattr(stored, name) != key):
            found[name] = f"This {word} is in the trash. Restore it first."
    return found


def _put_skills(session: Session, job_id: int, wanted: set[int], there: set[int]) -> None:
    if new := wanted - there:
        known = set(session.scalars(select(Skill.id).where(Skill.id.in_(new))))
        checks.refuse({"skills": "Some of these skills are no longer there. Choose again."} if new - known else {})
    for skill_id in sorted(there - wanted):
        session.delete(session.get_one(JobSkill, (job_id, skill_id)))
    for skill_id in sorted(new):
        session.add(JobSkill(job_id=job_id, skill_id=skill_id))
    session.flush()


def _put_costs(
    session: Session, job_id: int, wanted: tuple[CostDraft, ...], there: tuple[CostDraft, ...]
) -> tuple[CostDraft, ...]:
    known = {cost.id: cost for cost in there}
    kept: list[tuple[CostDraft, JobCost | None]] = []
    for cost in wanted:
        was = known.pop(cost.id, None) if cost.id is not None else None
        if was == cost:
            kept.append((cost, None))
            continue
        # One whose id is unknown here (an undone removal) becomes a new row.
        row = session.get_one(JobCost, was.id) if was is not None else JobCost(job_id=job_id)
        row.date, row.name, row.amount = cost.date, cost.name, cost.amount
        session.add(row)
        kept.append((cost, row))
    for gone in known:
        session.delete(session.get_one(JobCost, gone))
    session.flush()
    return _in_order(cost if row is None else replace(cost, id=row.id) for cost, row in kept)


def _in_order(costs: Iterable[CostDraft]) -> tuple[CostDraft, ...]:
    return tuple(sorted(costs, key=lambda cost: (cost.date, cost.id or 0)))


@cache
def _of_job() -> Prepared:
    cost, skill, link = JobCost.__table__, JobSkill.__table__, JobEquipment.__table__
    equipment, series = Equipment.__table__, Occurrence.__table__
    job: BindParameter[int] = bindparam("job")
    nothing: ColumnElement[str] = literal_column("''")
    zero: ColumnElement[int] = literal_column("0")
    there = case((equipment.c.deleted_at.is_(None), 1), else_=0)
    # Costs come first: they say what types the columns have.
    return Prepared(
        union_all(
            select(literal_column("'cost'").label("what"), cost.c.id, cost.c.date, cost.c.name, cost.c.amount).where(
                cost.c.job_id == job
            ),
            select(literal_column("'skill'"), skill.c.skill_id, null(), nothing, zero).where(skill.c.job_id == job),
            select(literal_column("'equipment'"), link.c.equipment_id, null(), nothing, there)
            .join_from(link, equipment, equipment.c.id == link.c.equipment_id)
            .where(link.c.job_id == job),
            select(literal_column("'series'"), series.c.id, null(), nothing, zero).where(
                series.c.job_id == job, series.c.own.is_(False)
            ),
        )
    )


@cache
def _owner(kind: Any) -> Prepared:
    table = kind.__table__
    return Prepared(select(table.c.customer_id, table.c.deleted_at).where(table.c.id == bindparam("id")))
