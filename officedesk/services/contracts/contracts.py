"""Service agreements and memberships: written, read, changed. Each function is one use case."""

from dataclasses import replace
from datetime import date

from sqlalchemy import func, select

from officedesk.errors import InvalidInput, NotAllowed
from officedesk.models.billing_periods import last_day
from officedesk.models.enums import ContractKind
from officedesk.models.equipment import Equipment
from officedesk.services.contracts import plan_store
from officedesk.services.contracts.billing import bill_again, bill_contract, bill_due
from officedesk.services.contracts.cancelling import cancel, cancel_preview
from officedesk.services.contracts.contract_store import (
    check_stored,
    draft_of,
    load,
    merged,
    problems,
    put,
    refuse_cancelled,
    tidy,
)
from officedesk.services.contracts.deleting import delete_contracts, restore_contract, what_goes
from officedesk.services.contracts.drafts import REQUIRED, ContractDraft
from officedesk.services.contracts.making import begin
from officedesk.services.contracts.preview import preview
from officedesk.services.contracts.rebilling import prepare
from officedesk.services.contracts.renewing import renew, renew_due
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.sales import parts

__all__ = [
    "REQUIRED",
    "ContractDraft",
    "bill_again",
    "bill_due",
    "cancel",
    "cancel_preview",
    "contract",
    "delete_contracts",
    "new_agreement",
    "new_membership",
    "preview",
    "renew",
    "renew_due",
    "restore_contract",
    "save_contract",
    "what_goes",
    "with_plan",
]
_YEAR = 12


def new_agreement(desk: Desk, customer_id: int, location_id: int | None = None) -> ContractDraft:
    """An unsaved service agreement over a year from today, at the customer's first location unless one is given."""
    desk.need(Permission.CONTRACTS_WRITE)
    with desk.read() as session:
        given = parts.defaults(session, customer_id, location_id)
    today = desk.today()
    return ContractDraft(
        customer_id=customer_id,
        brand_id=given.brand_id,
        location_id=given.location_id,
        starts=today,
        ends=last_day(today, _YEAR),
    )


def new_membership(
    desk: Desk, customer_id: int, plan_id: int | None = None, location_id: int | None = None
) -> ContractDraft:
    """An unsaved membership that begins today and is as the plan says; without a plan it waits for one."""
    desk.need(Permission.CONTRACTS_WRITE)
    draft = replace(new_agreement(desk, customer_id, location_id), kind=ContractKind.MEMBERSHIP)
    return draft if plan_id is None else with_plan(desk, draft, plan_id)


def with_plan(desk: Desk, draft: ContractDraft, plan_id: int) -> ContractDraft:
    """``draft`` as another plan says it: price, billing, jobs, discount, renewal, and how long it goes.

    Its days begin when they began. Equipment of the types that the plan covers is chosen where it stands at the
    location. Raises :class:`NotFound`, and :class:`NotAllowed` for a plan that is switched off.
    """
    desk.need(Permission.CONTRACTS_READ)
    with desk.read() as session:
        record = plan_store.load(session, plan_id)
        if not record.active:
            raise NotAllowed(f"{record.name} is switched off.", hint="Switch it on under Settings, Plans.")
        plan = plan_store.draft_of(record)
        covered: tuple[int, ...] = ()
        if plan.covers:
            types = [word.lower() for word in plan.covers]
            here = [Equipment.customer_id == draft.customer_id, Equipment.deleted_at.is_(None)]
            if draft.location_id is not None:
                here.append(Equipment.location_id == draft.location_id)
            covered = tuple(
                session.scalars(
                    select(Equipment.id).where(*here, func.lower(Equipment.type).in_(types)).order_by(Equipment.id)
                )
            )
    starts = draft.starts or desk.today()
    return replace(
        draft,
        kind=ContractKind.MEMBERSHIP,
        plan_id=plan_id,
        name=plan.name,
        summary=draft.summary or plan.description,
        starts=starts,
        ends=last_day(starts, plan.months),
        price=plan.price,
        taxable=plan.taxable,
        billing=plan.billing,
        billing_day=plan.billing_day,
        discount_percent=plan.discount_percent,
        auto_renew=plan.auto_renew,
        notice_days=plan.notice_days,
        jobs=tuple(replace(job, plan_job_id=job.id, id=None) for job in plan.jobs),
        equipment=covered,
    )


def contract(desk: Desk, contract_id: int) -> ContractDraft:
    """The stored draft. Raises :class:`NotFound`."""
    desk.need(Permission.CONTRACTS_READ)
    with desk.read() as session:
        return draft_of(session, load(session, contract_id))


def save_contract(
    desk: Desk, draft: ContractDraft, base: ContractDraft | None = None, from_day: date | None = None
) -> ContractDraft:
    """Store ``draft`` with everything that it creates, and return it as stored; what is due is billed at once.

    A new one gets its number. Of one that is there visits before ``from_day`` (today, unless given) stay as they are,
    and so does everything that was done, begun, invoiced or changed by hand; periods that were invoiced stay billed,
    drafts of later ones are made anew. ``base`` is the draft as it was read: with it, changes that another desktop
    saved meanwhile are kept where they are to other fields.

    Raises :class:`InvalidInput` by field, :class:`NotAllowed` for one that is cancelled, and :class:`Conflict` where
    both changed the same.
    """
    desk.need(Permission.CONTRACTS_WRITE)
    draft = tidy(draft)
    if not draft.name and draft.plan_id is not None:
        with desk.read() as session:
            draft = replace(draft, name=plan_store.plan_name(session, draft.plan_id))
    if found := problems(draft):
        raise InvalidInput(found)
    with desk.write() as session:
        if draft.id is None:
            return begin(session, desk, draft)
        record = load(session, draft.id, lock=True)
        refuse_cancelled(record)
        if record.version != draft.version:
            draft = merged(session, record, draft, base)
        if found := check_stored(session, draft, record):
            raise InvalidInput(found)
        day = from_day or desk.today()
        prepare(session, desk, record, draft, day)
        put(session, desk, record, draft, day, base)
        bill_contract(session, desk, record.id)
        session.flush()
        return draft_of(session, record)
