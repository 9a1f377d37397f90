"""Series in the store: what a draft says, as rows, and back."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import NotFound
from officedesk.models.company import Technician
from officedesk.models.contracts import Contract
from officedesk.models.customers import Customer
from officedesk.models.enums import TaskStatus
from officedesk.models.frozen import decode, encode
from officedesk.models.recurrence import Rule, ever, problems
from officedesk.models.series import Series, SeriesTechnician
from officedesk.models.text import clean
from officedesk.services.sales import checks
from officedesk.services.sales.drafts import Pricing
from officedesk.services.work.drafts import TaskDraft
from officedesk.services.work.series_drafts import SeriesDraft

FIELDS = (
    "customer_id", "location_id", "contact_id", "brand_id", "contract_id", "plan_job_id", "description", "category",
    "priority", "crew_note", "starts_on", "ends_on", "at_minute", "minutes", "window_minutes",
)  # fmt: skip
"""What a draft and a row both call by one name."""
DAY = 24 * 60
LONGEST = 14 * DAY
"""Minutes of a visit."""


def load(session: Session, series_id: int, *, lock: bool = False) -> Series:
    """The record as it is stored now, locked if asked. Raises :class:`NotFound`."""
    query = select(Series).where(Series.id == series_id)
    row = session.scalars(
        query.with_for_update().execution_options(populate_existing=True) if lock else query
    ).one_or_none()
    if row is None:
        raise NotFound("This series does not exist any more.", hint="Look at the job again.")
    return row


def draft_of(session: Session, row: Series) -> SeriesDraft:
    """The record as editors hold it."""
    more = row.more
    return SeriesDraft(
        **{name: getattr(row, name) for name in FIELDS},
        tasks=tuple(decode(TaskDraft, task) for task in row.tasks),
        rule=Rule.from_json(row.rule),
        technician_ids=technicians_of(session, row.id),
        equipment=tuple(more.get("equipment", ())),
        skills=tuple(more.get("skills", ())),
        pricing=decode(Pricing, more["pricing"]) if more.get("pricing") else None,
        terms_id=more.get("terms_id"),
        id=row.id,
        version=row.version,
    )


def technicians_of(session: Session, series_id: int) -> tuple[int, ...]:
    """Who is sent, in order."""
    query = select(SeriesTechnician.technician_id).where(SeriesTechnician.series_id == series_id)
    return tuple(sorted(session.scalars(query)))


def cleaned(draft: SeriesDraft) -> SeriesDraft:
    """The draft with its words as they are stored; its tasks are open and new."""
    return replace(
        draft,
        description=clean(draft.description, lines=True),
        category=clean(draft.category),
        crew_note=clean(draft.crew_note, lines=True),
        tasks=tuple(
            TaskDraft(
                replace(task.line, id=None, job_task_id=None, optional=False, selected=True), covered=task.covered
            )
            for task in draft.tasks
            if task.status is not TaskStatus.CANCELLED
        ),
        technician_ids=tuple(sorted(set(draft.technician_ids))),
        equipment=tuple(sorted(set(draft.equipment))),
        skills=tuple(sorted(set(draft.skills))),
    )


def check(draft: SeriesDraft) -> None:
    """Raise :class:`InvalidInput` where it cannot stand, whatever is stored."""
    found = {f"rule.{name}": words for name, words in problems(draft.rule).items()}
    found |= checks.check_dates(starts_on=draft.starts_on, ends_on=draft.ends_on)
    if draft.at_minute is not None and not 0 <= draft.at_minute < DAY:
        found["at_minute"] = "A time of the day, please."
    if not 1 <= draft.minutes <= LONGEST:
        found["minutes"] = "Between a minute and two weeks."
    if draft.window_minutes is not None and not 0 <= draft.window_minutes < DAY:
        found["window_minutes"] = "The arrival window is shorter than a day."
    if draft.ends_on is not None and draft.ends_on < draft.starts_on:
        found["ends_on"] = "It ends before it begins."
    if not found and not ever(draft.rule, draft.starts_on):
        found["rule.frequency"] = "No day comes of this rule. Look at its days and months."
    checks.refuse(found)


def check_links(session: Session, draft: SeriesDraft) -> None:
    """Raise :class:`InvalidInput` where it names what is not there, or not this customer's."""
    found = checks.check_party(session, draft.customer_id, draft.location_id, draft.contact_id)
    if draft.technician_ids:
        known = select(Technician.id).where(Technician.id.in_(draft.technician_ids))
        if set(draft.technician_ids) - set(session.scalars(known)):
            found["technician_ids"] = "Some of these technicians are no longer there. Choose again."
    if draft.contract_id is not None:
        owner = session.scalar(select(Contract.customer_id).where(Contract.id == draft.contract_id))
        if owner != draft.customer_id:
            found["contract_id"] = "This contract is another customer's, or no longer there."
    checks.refuse(found)


def values_of(draft: SeriesDraft, zone: ZoneInfo) -> dict[str, Any]:
    """The columns that a draft fills."""
    more: dict[str, Any] = {}
    if draft.equipment:
        more["equipment"] = list(draft.equipment)
    if draft.skills:
        more["skills"] = list(draft.skills)
    if draft.pricing is not None:
        more["pricing"] = encode(draft.pricing)
    if draft.terms_id is not None:
        more["terms_id"] = draft.terms_id
    return {name: getattr(draft, name) for name in FIELDS} | {
        "tasks": [encode(task) for task in draft.tasks],
        "rule": draft.rule.to_json(),
        "more": more,
        "zone": zone.key,
    }


def put_technicians(session: Session, series_id: int, wanted: Iterable[int]) -> None:
    """Make them who is sent."""
    ids, there = set(wanted), set(technicians_of(session, series_id))
    for technician_id in sorted(there - ids):
        session.delete(session.get_one(SeriesTechnician, (series_id, technician_id)))
    for technician_id in sorted(ids - there):
        session.add(SeriesTechnician(series_id=series_id, technician_id=technician_id))


def living(session: Session, row: Series) -> bool:
    """Whether more comes of it: not where it was stopped, nor while its customer or contract is in the trash."""
    if not row.active:
        return False
    gone = select(Customer.deleted_at).where(Customer.id == row.customer_id)
    if session.scalar(gone) is not None:
        return False
    return (
        row.contract_id is None
        or session.scalar(select(Contract.deleted_at).where(Contract.id == row.contract_id)) is None
    )
