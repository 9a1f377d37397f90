"""Plans: the membership packages of the office. Each function is one use case."""

from sqlalchemy import func, select

from officedesk.errors import InvalidInput
from officedesk.models.contracts import Contract, Plan, PlanJob
from officedesk.models.enums import ContractState
from officedesk.services.contracts.drafts import PlanDraft, PlanJobDraft
from officedesk.services.contracts.plan_store import (
    draft_of,
    load,
    merged,
    problems,
    put,
    refuse_same_name,
    tidy,
)
from officedesk.services.contracts.rows import PlanRow
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

__all__ = [
    "PlanDraft",
    "PlanJobDraft",
    "delete_plan",
    "new_plan",
    "plan",
    "plans",
    "restore_plan",
    "save_plan",
    "switch_plan",
]


def plans(desk: Desk, *, active_only: bool = False) -> tuple[PlanRow, ...]:
    """The office's plans in its own order; ``active_only``: those that are sold."""
    desk.need(Permission.CONTRACTS_READ)
    jobs = select(func.count()).where(PlanJob.plan_id == Plan.id).scalar_subquery()
    running = (
        Contract.plan_id == Plan.id,
        Contract.deleted_at.is_(None),
        Contract.state == ContractState.ACTIVE,
        Contract.ends >= desk.today(),
    )
    sold = select(func.count()).where(*running).scalar_subquery()
    query = select(Plan, jobs.label("jobs"), sold.label("sold")).where(Plan.deleted_at.is_(None))
    if active_only:
        query = query.where(Plan.active)
    with desk.read() as session:
        rows = session.execute(query.order_by(Plan.position, func.lower(Plan.name), Plan.id))
        return tuple(
            PlanRow(
                id=one.id,
                name=one.name,
                description=one.description,
                price=one.price,
                billing=one.billing,
                billing_day=one.billing_day,
                months=one.months,
                discount_percent=one.discount_percent,
                jobs=count,
                sold=contracts,
                active=one.active,
                version=one.version,
            )
            for one, count, contracts in rows
        )


def plan(desk: Desk, plan_id: int) -> PlanDraft:
    """The stored draft. Raises :class:`NotFound`."""
    desk.need(Permission.CONTRACTS_READ)
    with desk.read() as session:
        return draft_of(load(session, plan_id))


def new_plan(desk: Desk) -> PlanDraft:
    """An empty draft that comes behind the others."""
    desk.need(Permission.PLANS_WRITE)
    with desk.read() as session:
        last = session.scalar(select(func.max(Plan.position)).where(Plan.deleted_at.is_(None)))
    return PlanDraft(position=0 if last is None else last + 1)


def save_plan(desk: Desk, draft: PlanDraft, base: PlanDraft | None = None) -> PlanDraft:
    """Store ``draft`` and return it as stored. Contracts that were sold keep what the plan said then.

    ``base`` is the draft as it was read: with it, changes that another desktop saved meanwhile are kept where they
    are to other fields. Raises :class:`InvalidInput` and, where both changed the same, :class:`Conflict`.
    """
    desk.need(Permission.PLANS_WRITE)
    draft = tidy(draft)
    if found := problems(draft):
        raise InvalidInput(found)
    with desk.write() as session:
        if draft.id is None:
            record = Plan(created_at=desk.now(), updated_at=desk.now())
        else:
            record = load(session, draft.id, lock=True)
            if record.version != draft.version:
                draft = merged(record, draft, base)
        refuse_same_name(session, draft)
        put(session, desk, record, draft)
        return draft_of(record)


def switch_plan(desk: Desk, plan_id: int, *, active: bool) -> None:
    """Sell it, or sell it no more; memberships that were sold go on either way."""
    desk.need(Permission.PLANS_WRITE)
    with desk.write() as session:
        record = load(session, plan_id, lock=True)
        if record.active != active:
            record.active = active
            refuse_same_name(session, draft_of(record))
            record.updated_at = desk.now()


def delete_plan(desk: Desk, plan_id: int) -> None:
    """Put it into the trash: it is sold no more, and memberships that were sold go on."""
    desk.need(Permission.PLANS_WRITE)
    with desk.write() as session:
        record = load(session, plan_id, lock=True)
        record.deleted_at = record.updated_at = desk.now()


def restore_plan(desk: Desk, plan_id: int) -> None:
    """Take it out of the trash, switched off where another of its name is sold by now."""
    desk.need(Permission.PLANS_WRITE)
    with desk.write() as session:
        record = load(session, plan_id, lock=True, trashed=True)
        if record.deleted_at is None:
            return
        try:
            refuse_same_name(session, draft_of(record))
        except InvalidInput:
            record.active = False
        record.deleted_at, record.updated_at = None, desk.now()
