"""What became of a contract: its package, what is done, what is left, and the money billed and saved."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from officedesk.database.listing import location_line
from officedesk.models.company import Technician
from officedesk.models.contracts import Contract, ContractEquipment
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import InvoiceKind, InvoiceState, JobStatus, OccurrenceStatus, TaskStatus
from officedesk.models.equipment import Equipment
from officedesk.models.recurrence import IsHoliday, words
from officedesk.models.sales import Invoice
from officedesk.models.series import Occurrence
from officedesk.models.states import contract_status, invoice_status
from officedesk.models.work import Job, JobTask, Visit, VisitTechnician
from officedesk.services.contracts.contract_series import Stored, roots_of, series_of, standing, unmade_of
from officedesk.services.contracts.contract_store import load, successor
from officedesk.services.contracts.discounts import member_reason
from officedesk.services.contracts.money_plan import Billed, bills, open_periods
from officedesk.services.contracts.plan_store import plan_name
from officedesk.services.contracts.rows import BillRow, ContractReport, PackageRow, VisitRow
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.work.holidays import holidays_in


def report(desk: Desk, contract_id: int) -> ContractReport:
    """The report of a contract, as it stands now. Raises :class:`NotFound`."""
    desk.need(Permission.CONTRACTS_READ)
    with desk.read() as session:
        return report_in(session, desk, contract_id)


def report_in(session: Session, desk: Desk, contract_id: int, *, trashed: bool = False) -> ContractReport:
    """:func:`report` in the caller's session."""
    contract = load(session, contract_id, trashed=trashed)
    visits = _visits(session, contract.id, holidays_in(session))
    stored = bills(session, contract.id)
    billed = [_bill(one, desk.today()) for one in stored]
    rest = open_periods(contract, stored)
    planned = sum(one.bill.amount for one in stored if not one.bill.credits) + sum(one.amount for one in rest)
    plan = plan_name(session, contract.plan_id)
    tasks, discounts = _saved_tasks(visits), _saved_discounts(session, contract, member_reason(plan, contract.name))
    done = sum(1 for one in visits if one.row.done)
    dismissed = sum(1 for one in visits if one.row.dismissed)
    place = session.get(Location, contract.location_id) if contract.location_id is not None else None
    earlier = session.get(Contract, contract.renews_id) if contract.renews_id is not None else None
    later = successor(session, contract.id)
    return ContractReport(
        id=contract.id,
        number=contract.number,
        name=contract.name,
        kind=contract.kind,
        plan=plan,
        customer_id=contract.customer_id,
        company=session.scalar(select(Customer.name).where(Customer.id == contract.customer_id)) or "",
        location=(location_line(place) or place.name) if place is not None else "",
        starts=contract.starts,
        ends=contract.runs_until,
        status=contract_status(contract.state, contract.starts, contract.ends, contract.notice_days, desk.today()),
        summary=contract.summary,
        currency=contract.currency,
        price=contract.price,
        billing=contract.billing,
        billing_day=contract.billing_day,
        discount_percent=contract.discount_percent,
        auto_renew=contract.auto_renew,
        notice_days=contract.notice_days,
        cancelled_on=contract.cancelled_on,
        cancel_reason=contract.cancel_reason,
        renews=earlier.number if earlier is not None else "",
        renewed_by=later.number if later is not None else "",
        equipment=_equipment(session, contract.id),
        package=_package(standing(session, contract.id), visits),
        visits=tuple(one.row for one in visits),
        bills=tuple(billed)
        + tuple(BillRow(one.starts, one.ends, one.amount, False, None, "", None, 0, False) for one in rest),
        done=done,
        left=len(visits) - done - dismissed,
        dismissed=dismissed,
        planned_amount=planned - sum(one.bill.amount for one in stored if one.bill.credits and one.there),
        billed=sum(row.amount for row, one in zip(billed, stored, strict=True) if one.there),
        invoiced=sum(row.total for row, one in zip(billed, stored, strict=True) if one.issued),
        paid=sum(one.invoice.paid for one in stored if one.invoice is not None and one.issued and not one.bill.credits),
        saved=tasks + discounts,
        saved_tasks=tasks,
        saved_discounts=discounts,
    )


@dataclass(frozen=True, slots=True)
class _Visit:
    """A visit and its series; ``root`` is where that began, so that a job that was changed from a day on is one."""

    row: VisitRow
    root: int


def _visits(session: Session, contract_id: int, is_holiday: IsHoliday) -> list[_Visit]:
    series = series_of(session, contract_id)
    names = {one.id: one.description for one in series}
    roots = roots_of(series)
    rows = session.execute(
        select(Occurrence, Job.number, Job.status)
        .outerjoin(Job, Job.id == Occurrence.job_id)
        .where(Occurrence.series_id.in_(names), or_(Job.id.is_(None), Job.deleted_at.is_(None)))
        .order_by(Occurrence.due, Occurrence.id)
    ).all()
    jobs = [row.Occurrence.job_id for row in rows if row.Occurrence.job_id is not None]
    tasks, people, days = _tasks(session, jobs), _people(session, jobs), _days(session, jobs)
    found = []
    for occurrence, number, status in rows:
        finished, count, saved = tasks.get(occurrence.job_id or 0, (0, 0, 0))
        found.append(
            _Visit(
                VisitRow(
                    day=days.get(occurrence.job_id or 0, occurrence.due),
                    name=names[occurrence.series_id],
                    number=number or "",
                    job_id=occurrence.job_id,
                    done=status is JobStatus.COMPLETED and occurrence.status is OccurrenceStatus.PLANNED,
                    dismissed=occurrence.status is OccurrenceStatus.DISMISSED,
                    reason=occurrence.reason,
                    tasks_done=finished,
                    tasks=count,
                    saved=saved,
                    technicians=", ".join(people.get(occurrence.job_id or 0, ())),
                ),
                roots[occurrence.series_id],
            )
        )
    for one in series:
        found += [
            _Visit(
                VisitRow(each.due, one.description, "", None, False, False, "", 0, len(one.tasks), 0, ""), roots[one.id]
            )
            for each in unmade_of(one, is_holiday)
        ]
    return sorted(found, key=lambda each: (each.row.day, each.root, each.row.job_id or 0))


def _package(jobs: Sequence[Stored], visits: Sequence[_Visit]) -> tuple[PackageRow, ...]:
    found = []
    for one in jobs:
        mine = [each.row for each in visits if each.root == one.root]
        left = [each.day for each in mine if not each.done and not each.dismissed]
        found.append(
            PackageRow(
                series_id=one.series.id or 0,
                name=one.job.name,
                tasks=tuple(line.name or line.description for line in one.job.tasks),
                repeats=words(one.series.rule, one.series.starts_on),
                done=sum(1 for each in mine if each.done),
                planned=sum(1 for each in mine if not each.dismissed),
                dismissed=sum(1 for each in mine if each.dismissed),
                next=min(left, default=None),
            )
        )
    return tuple(found)


def _tasks(session: Session, jobs: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """By job: tasks done, tasks, and what the covered ones that are done would have cost."""
    done = JobTask.status == TaskStatus.COMPLETED
    rows = session.execute(
        select(
            JobTask.job_id,
            func.count().filter(done),
            func.count(),
            func.coalesce(func.sum(JobTask.amount).filter(done, JobTask.covered), 0),
        )
        .where(JobTask.job_id.in_(jobs), JobTask.status != TaskStatus.CANCELLED)
        .group_by(JobTask.job_id)
    )
    return {job_id: (finished, count, int(saved)) for job_id, finished, count, saved in rows}


def _people(session: Session, jobs: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for job_id, name in session.execute(
        select(Visit.job_id, Technician.name)
        .join(VisitTechnician, VisitTechnician.visit_id == Visit.id)
        .join(Technician, Technician.id == VisitTechnician.technician_id)
        .where(Visit.job_id.in_(jobs))
        .distinct()
        .order_by(Technician.name)
    ):
        found[job_id].append(name)
    return found


def _days(session: Session, jobs: Sequence[int]) -> dict[int, date]:
    """The day of each job's last visit: where somebody moved it, that counts."""
    rows = session.execute(
        select(Visit.job_id, func.max(Visit.starts)).where(Visit.job_id.in_(jobs)).group_by(Visit.job_id)
    )
    return {job_id: starts.date() for job_id, starts in rows if starts is not None}


def _bill(one: Billed, today: date) -> BillRow:
    bill, invoice = one.bill, one.invoice if one.there else None
    status = (
        invoice_status(invoice.state, invoice.total, invoice.balance, invoice.due_date, today)
        if invoice is not None
        else None
    )
    return BillRow(
        starts=bill.period_starts,
        ends=bill.period_ends,
        amount=-bill.amount if bill.credits else bill.amount,
        credits=bill.credits,
        invoice_id=invoice.id if invoice is not None else None,
        number=(invoice.number or "") if invoice is not None else "",
        status=status,
        total=invoice.total if invoice is not None else 0,
        again=invoice is None and not bill.credits and bill.amount > 0,
    )


def _saved_tasks(visits: Sequence[_Visit]) -> int:
    return sum(one.row.saved for one in visits)


def _saved_discounts(session: Session, contract: Contract, reason: str) -> int:
    """What members were spared on issued invoices while the contract ran, credit notes taken off."""
    spared = session.scalar(
        select(func.coalesce(func.sum(Invoice.discount), 0)).where(
            Invoice.customer_id == contract.customer_id,
            func.coalesce(Invoice.location_id, contract.location_id) == contract.location_id
            if contract.location_id is not None
            else Invoice.id > 0,
            Invoice.discount_reason == reason,
            Invoice.state == InvoiceState.ISSUED,
            Invoice.kind.in_((InvoiceKind.INVOICE, InvoiceKind.CREDIT_NOTE)),
            Invoice.deleted_at.is_(None),
            Invoice.date.between(contract.starts, contract.runs_until),
        )
    )
    return int(spared or 0)


def _equipment(session: Session, contract_id: int) -> tuple[str, ...]:
    query = (
        select(Equipment.name)
        .join(ContractEquipment, ContractEquipment.equipment_id == Equipment.id)
        .where(ContractEquipment.contract_id == contract_id, Equipment.deleted_at.is_(None))
    )
    return tuple(session.scalars(query.order_by(func.lower(Equipment.name), Equipment.id)))
