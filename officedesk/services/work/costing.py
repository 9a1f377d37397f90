"""What a job brings and what it costs: its lines, the time worked on it, and what was bought on the way."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from officedesk.models.company import Technician
from officedesk.models.due import wall
from officedesk.models.enums import TaskStatus
from officedesk.models.mapping import TimeEntry
from officedesk.models.pricing import margin_percent, round_half_up
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.sales.parts import price_lines
from officedesk.services.work.drafts import JobDraft

_HOUR = 3600


@dataclass(frozen=True, slots=True)
class JobTime:
    """Time that somebody worked on a job; wall times of the office. ``ended`` ``None``: it goes on.

    ``cost`` in minor units, 0 for who may not see money.
    """

    id: int
    technician_id: int
    technician: str
    started: datetime
    ended: datetime | None
    seconds: int
    cost: int
    note: str


@dataclass(frozen=True, slots=True)
class JobMoney:
    """Minor units. ``revenue`` is what is billed of the job before tax; ``covered`` what its contract pays for."""

    revenue: int
    covered: int
    lines: int
    labor: int
    other: int

    @property
    def cost(self) -> int:
        return self.lines + self.labor + self.other

    @property
    def margin(self) -> int:
        return self.revenue - self.cost

    @property
    def percent(self) -> Decimal | None:
        """Of the revenue; ``None`` where there is none."""
        return margin_percent(self.margin, self.revenue)


def job_time(desk: Desk, job_id: int) -> tuple[JobTime, ...]:
    """The time entries of a job, the latest first; what goes on counts up to now."""
    desk.need(Permission.TIME_READ)
    with desk.read() as session:
        rows = session.execute(
            select(
                TimeEntry.id,
                TimeEntry.technician_id,
                Technician.name,
                Technician.hourly_cost,
                TimeEntry.started_at,
                TimeEntry.ended_at,
                TimeEntry.note,
            )
            .join(Technician, Technician.id == TimeEntry.technician_id)
            .where(TimeEntry.job_id == job_id, TimeEntry.deleted_at.is_(None))
            .order_by(TimeEntry.started_at.desc(), TimeEntry.id.desc())
        ).all()
    now, paid = desk.now(), desk.may(Permission.MONEY_READ)
    found = []
    for row in rows:
        seconds = max(0, round(((row.ended_at or now) - row.started_at).total_seconds()))
        ended = None if row.ended_at is None else wall(row.ended_at, desk.zone)
        cost = labor_cost(seconds, row.hourly_cost) if paid else 0
        started = wall(row.started_at, desk.zone)
        found.append(JobTime(row.id, row.technician_id, row.name, started, ended, seconds, cost, row.note))
    return tuple(found)


def labor_cost(seconds: int, hourly: int) -> int:
    """What so much time of somebody costs, who costs so much an hour; to the cent, half up."""
    return round_half_up(Decimal(seconds * hourly) / _HOUR)


def money_of(draft: JobDraft, time: Iterable[JobTime]) -> JobMoney:
    """What a job brings and costs, as it is typed. Raises :class:`PricingError` where it cannot be priced."""
    done = [task for task in draft.tasks if task.status is not TaskStatus.CANCELLED]
    billed = price_lines([replace(task.line, optional=True, selected=task.billable) for task in done], draft.pricing)
    whole = price_lines([task.line for task in done], draft.pricing)
    return JobMoney(
        revenue=billed.full_net,
        covered=sum(sums.amount for task, sums in zip(done, whole.lines, strict=True) if task.covered),
        lines=whole.cost,
        labor=sum(one.cost for one in time),
        other=sum(cost.amount for cost in draft.costs),
    )
