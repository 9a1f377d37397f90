"""A contract in the caller's transaction: loaded, checked, written, and two desktops' changes of it merged.

Its jobs are series of ``services.work.series``; ``contract_series`` keeps those.
"""

from dataclasses import fields, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import NotAllowed, NotFound
from officedesk.models.company import Brand
from officedesk.models.contracts import Contract, ContractEquipment, Plan
from officedesk.models.enums import ContractKind, ContractState
from officedesk.models.text import clean
from officedesk.services import lost_races
from officedesk.services.contracts import contract_series
from officedesk.services.contracts.drafts import ContractDraft
from officedesk.services.contracts.job_parts import LONGEST, job_problems, tidy_jobs
from officedesk.services.contracts.plan_store import money_problems
from officedesk.services.desk import Desk
from officedesk.services.equipment.links import check_links, linked, write_links
from officedesk.services.lost_races import merge_fields
from officedesk.services.sales.checks import check_dates, check_party

_NEVER = frozenset({"id", "version", "number"})
FIELDS = tuple(part.name for part in fields(ContractDraft) if part.name not in _NEVER)
PLAIN = tuple(name for name in FIELDS if name not in ("jobs", "equipment"))
MOST_YEARS = 25


def load(session: Session, contract_id: int, *, lock: bool = False, trashed: bool = False) -> Contract:
    """The record, locked if asked. Raises :class:`NotFound`."""
    query = select(Contract).where(Contract.id == contract_id)
    record = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if record is None or (record.deleted_at is not None and not trashed):
        raise NotFound("This contract does not exist or is in the trash.", hint="Restore it from the trash first.")
    return record


def draft_of(session: Session, record: Contract) -> ContractDraft:
    """The stored draft, with its jobs as they go on."""
    values = {name: getattr(record, name) for name in PLAIN}
    return ContractDraft(
        **values,
        number=record.number,
        jobs=contract_series.jobs_of(session, record.id),
        equipment=linked(session, ContractEquipment, record.id),
        id=record.id,
        version=record.version,
    )


def tidy(draft: ContractDraft) -> ContractDraft:
    """``draft`` as it is stored."""
    return replace(
        draft,
        name=clean(draft.name),
        summary=clean(draft.summary, lines=True),
        jobs=tidy_jobs(draft.jobs),
        equipment=tuple(sorted(set(draft.equipment))),
        plan_id=draft.plan_id if draft.kind is ContractKind.MEMBERSHIP else None,
    )


def problems(draft: ContractDraft) -> dict[str, str]:
    """What keeps a tidied ``draft`` from being saved; required fields first."""
    found = {}
    if draft.kind is ContractKind.MEMBERSHIP and draft.plan_id is None:
        found["plan_id"] = "Choose the plan."
    if not draft.name:
        found["name"] = "Give it a name, such as “Rooftop units, full service”."
    elif len(draft.name) > LONGEST:
        found["name"] = f"This is longer than {LONGEST} characters."
    if draft.location_id is None:
        found["location_id"] = "Choose the location where the work is done."
    if draft.starts is None:
        found["starts"] = "Say on which day it begins."
    if draft.ends is None:
        found["ends"] = "Say on which day it ends."
    found |= check_dates(starts=draft.starts, ends=draft.ends)
    if draft.starts is not None and draft.ends is not None:
        if draft.ends < draft.starts:
            found.setdefault("ends", "It ends before it begins.")
        elif draft.ends.year - draft.starts.year > MOST_YEARS:
            found.setdefault("ends", f"A contract goes for at most {MOST_YEARS} years. Renew it then.")
    return found | money_problems(draft) | job_problems(draft.jobs)


def check_stored(session: Session, draft: ContractDraft, was: Contract | None) -> dict[str, str]:
    """Customer, location, plan, brand and equipment are there, and belong together. Raises :class:`NotFound`."""
    found = check_party(session, draft.customer_id, draft.location_id, None)
    found |= check_links(session, draft.customer_id, draft.equipment)
    if was is not None and was.customer_id != draft.customer_id:
        found["customer_id"] = "A contract stays with its customer. Cancel it, and write a new one for the other."
    if session.scalar(select(Brand.id).where(Brand.id == draft.brand_id)) is None:
        found["brand_id"] = "This brand is no longer there. Choose another."
    if draft.plan_id is not None and (was is None or was.plan_id != draft.plan_id):
        plan = session.execute(select(Plan.active, Plan.deleted_at).where(Plan.id == draft.plan_id)).one_or_none()
        if plan is None or plan.deleted_at is not None:
            found["plan_id"] = "This plan is no longer there. Choose another."
        elif not plan.active and draft.renews_id is None:
            found["plan_id"] = "This plan is switched off. Choose another, or switch it on under Settings, Plans."
    if draft.renews_id is not None and was is None:
        # Locked: of two desktops that renew it one does.
        earlier = session.scalars(
            select(Contract).where(Contract.id == draft.renews_id).with_for_update()
        ).one_or_none()
        if earlier is None or earlier.customer_id != draft.customer_id:
            found["renews_id"] = "The contract that it renews is no longer there."
        elif told := renewed_already(session, earlier):
            found["renews_id"] = told
    return found


def successor(session: Session, contract_id: int) -> Contract | None:
    """What goes on from a contract, unless that was cancelled or deleted."""
    going = (Contract.deleted_at.is_(None), Contract.state != ContractState.CANCELLED)
    return session.scalars(
        select(Contract).where(Contract.renews_id == contract_id, *going).order_by(Contract.id).limit(1)
    ).first()


def renewed_already(session: Session, record: Contract) -> str:
    """Why it is not renewed once more, in words; empty where it can be. One that was cancelled can."""
    later = successor(session, record.id) if record.state is not ContractState.CANCELLED else None
    return f"{record.number} was renewed already: {later.number} goes on from it." if later is not None else ""


def refuse_cancelled(record: Contract) -> None:
    """Raise :class:`NotAllowed` for one that was cancelled."""
    if record.state is ContractState.CANCELLED:
        raise NotAllowed(
            f"Contract {record.number} is cancelled and does not change any more.",
            hint="Renew it, or write a new one.",
        )


def put(
    session: Session,
    desk: Desk,
    record: Contract,
    draft: ContractDraft,
    from_day: date,
    base: ContractDraft | None = None,
) -> None:
    """Write a checked ``draft`` into ``record``; what of its jobs is before ``from_day`` stays as it is."""
    fresh = record.id is None
    began = draft.starts if fresh else record.starts
    for name in PLAIN:
        # What stays is not assigned, so that the change log tells only what differs.
        if fresh or getattr(record, name) != getattr(draft, name):
            setattr(record, name, getattr(draft, name))
    record.touch(desk.now())
    session.add(record)
    session.flush()
    write_links(session, ContractEquipment, record.id, draft.equipment)
    known = {job.series_id: job for job in base.jobs if job.series_id is not None} if base is not None else {}
    contract_series.put_jobs(session, desk, record, draft, from_day, began, known)


def merged(session: Session, record: Contract, draft: ContractDraft, base: ContractDraft | None) -> ContractDraft:
    """``draft`` over what another desktop saved meanwhile. Raises :class:`Conflict` where both changed the same."""
    message = f"Contract {record.number} was changed at another desktop meanwhile."
    return lost_races.merged(draft_of(session, record), draft, base, message, merge=merge, problems=problems, tidy=tidy)


def merge(base: ContractDraft, mine: ContractDraft, theirs: ContractDraft) -> tuple[ContractDraft, tuple[str, ...]]:
    """My changes since ``base`` on top of ``theirs``, and the fields that both changed differently."""
    return merge_fields(FIELDS, base, mine, theirs)
