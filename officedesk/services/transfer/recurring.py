"""Jobs that come again as a table: what, where, when, and how it goes on."""

from collections.abc import Callable, Iterator, Sequence
from datetime import time
from typing import Any

from sqlalchemy import Select, func, select

from officedesk.formatting import time_text
from officedesk.models.company import Technician
from officedesk.models.contracts import Contract
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import OccurrenceStatus
from officedesk.models.recurrence import Rule, RuleProblem, to_rrule, words
from officedesk.models.series import Occurrence, Series
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.transfer.tables import Cell
from officedesk.services.work.series_standing import DONE, OPEN
from officedesk.services.work.series_store import draft_of

RECURRING = (
    "Customer number", "Company", "Location", "Contract", "Description", "Category", "Priority", "Repeats", "Rule",
    "Begins", "Ends", "Time", "Minutes", "Field employees", "Services", "Visits done", "Visits to come", "Left out",
)  # fmt: skip
_CHUNK = 200
_COUNTS = {"done": DONE, "ahead": OPEN, "dismissed": Occurrence.status == OccurrenceStatus.DISMISSED}
Progress = Callable[[int, int], None]


def recurring_rows(desk: Desk, progress: Progress) -> Iterator[Sequence[Cell]]:
    """Every series of a customer that is not in the trash, in the order in which they were made.

    ``Rule`` as RFC 5545 writes it; empty where it has no words for it, such as holidays that are moved.
    """
    desk.need(Permission.EXPORT)
    with desk.read() as session:
        ids = session.scalars(
            select(Series.id)
            .join(Customer, Customer.id == Series.customer_id)
            .where(Customer.deleted_at.is_(None))
            .order_by(Series.id)
        ).all()
        people = dict(session.execute(select(Technician.id, Technician.name)).all())
    for start in range(0, len(ids), _CHUNK):
        with desk.read() as session:
            rows = session.execute(_query().where(Series.id.in_(ids[start : start + _CHUNK]))).all()
            drafts = {row.Series.id: draft_of(session, row.Series) for row in rows}
        for row in rows:
            one, draft = row.Series, drafts[row.Series.id]
            sent = ", ".join(sorted(people.get(key, "") for key in draft.technician_ids))
            services = "; ".join(task.line.name or task.line.description for task in draft.tasks)
            yield (
                row.number, row.company, row.place or "", row.contract or "", one.description, one.category,
                one.priority.value, words(draft.rule, one.starts_on), _rfc(draft.rule, one), one.starts_on,
                one.ends_on, _clock(one.at_minute), one.minutes, sent, services,
                row.done, row.ahead, row.dismissed,
            )  # fmt: skip
        progress(start + len(rows), len(ids))


def _rfc(rule: Rule, row: Series) -> str:
    try:
        return to_rrule(rule, row.starts_on).replace("\n", " ")
    except RuleProblem:
        return ""


def _clock(minute: int | None) -> str:
    return "" if minute is None else time_text(time(*divmod(minute, 60)))


def _query() -> Select[*tuple[Any, ...]]:
    counts = [
        select(func.count())
        .select_from(Occurrence)
        .join(Job, Job.id == Occurrence.job_id)
        .where(Occurrence.series_id == Series.id, wanted)
        .correlate(Series)
        .scalar_subquery()
        .label(name)
        for name, wanted in _COUNTS.items()
    ]
    return (
        select(
            Series,
            Customer.number,
            Customer.name.label("company"),
            Location.name.label("place"),
            Contract.number.label("contract"),
            *counts,
        )
        .join(Customer, Customer.id == Series.customer_id)
        .outerjoin(Location, Location.id == Series.location_id)
        .outerjoin(Contract, Contract.id == Series.contract_id)
        .order_by(Series.id)
    )
