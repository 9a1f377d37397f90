"""Plans, contracts and what they billed as tables."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from sqlalchemy import select

from officedesk.models.contracts import Contract, ContractBill, Plan
from officedesk.models.customers import Customer
from officedesk.models.pricing import exponent_of
from officedesk.models.recurrence import words
from officedesk.models.sales import Invoice
from officedesk.services.contracts.contract_series import jobs_of
from officedesk.services.contracts.drafts import PlanJobDraft
from officedesk.services.contracts.listing import ContractList
from officedesk.services.contracts.plan_store import draft_of, load
from officedesk.services.contracts.rows import ContractFilter
from officedesk.services.desk import Desk
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.transfer.tables import Cell

PLANS = (
    "Name", "Description", "Price", "Currency", "Taxable", "Billing", "Billing day", "Months", "Member discount %",
    "Covers", "Renews by itself", "Notice days", "Sold", "Jobs",
)  # fmt: skip
CONTRACTS = (
    "Number", "Kind", "Name", "Plan", "Customer number", "Company", "Location", "Starts", "Ends", "Status",
    "Cancelled on", "Cancelled because", "Price", "Currency", "Taxable", "Billing", "Billing day", "Member discount %",
    "Renews by itself", "Notice days", "Renews", "Visits done", "Visits planned", "Jobs", "Summary",
)  # fmt: skip
BILLS = (
    "Contract", "Customer number", "Company", "Period begins", "Period ends", "Due", "Amount", "Currency", "Gives back",
    "Invoice", "State",
)  # fmt: skip
_CHUNK = 400
Progress = Callable[[int, int], None]


def plan_rows(desk: Desk, progress: Progress) -> Iterator[Sequence[Cell]]:
    """Every plan that is not in the trash, with its jobs and when they come again."""
    desk.need(Permission.EXPORT)
    with desk.read() as session:
        ids = session.scalars(select(Plan.id).where(Plan.deleted_at.is_(None)).order_by(Plan.position, Plan.id)).all()
        plans = [draft_of(load(session, plan_id)) for plan_id in ids]
    for done, plan in enumerate(plans, 1):
        yield (
            plan.name, plan.description, _money(desk, plan.price), desk.currency, plan.taxable, plan.billing.value,
            plan.billing_day, plan.months, plan.discount_percent, ", ".join(plan.covers), plan.auto_renew,
            plan.notice_days, plan.active, _jobs(plan.jobs),
        )  # fmt: skip
        progress(done, len(plans))


def contract_rows(desk: Desk, progress: Progress) -> Iterator[Sequence[Cell]]:
    """Every contract that is not in the trash, with what its list shows and its jobs."""
    desk.need(Permission.EXPORT)
    source = ContractList(desk)
    ids = source.ids(ContractFilter(), Sort("number"))
    for start in range(0, len(ids), _CHUNK):
        some = list(ids[start : start + _CHUNK])
        rows = source.rows(some)
        with desk.read() as session:
            stored = {one.id: one for one in session.scalars(select(Contract).where(Contract.id.in_(some)))}
            owners = {row.customer_id for row in rows}
            numbers = dict(session.execute(select(Customer.id, Customer.number).where(Customer.id.in_(owners))).all())
            earlier = {one.renews_id for one in stored.values() if one.renews_id is not None}
            renewed = dict(session.execute(select(Contract.id, Contract.number).where(Contract.id.in_(earlier))).all())
            jobs = {row.id: _jobs(jobs_of(session, row.id)) for row in rows}
        for row in rows:
            one = stored[row.id]
            yield (
                row.number, row.kind.value, row.name, row.plan, numbers[row.customer_id], row.company, row.location,
                row.starts, one.ends, row.status.value, one.cancelled_on, one.cancel_reason, _money(desk, row.price),
                one.currency, one.taxable, row.billing.value, one.billing_day, one.discount_percent, row.auto_renew,
                one.notice_days, renewed.get(one.renews_id or 0, ""), row.done, row.planned, jobs[row.id], one.summary,
            )  # fmt: skip
        progress(start + len(rows), len(ids))


def bill_rows(desk: Desk, progress: Progress) -> Iterator[Sequence[Cell]]:
    """Every period that was billed or given back, of contracts that are not in the trash."""
    desk.need(Permission.EXPORT)
    query = (
        select(
            ContractBill,
            Contract.number,
            Contract.currency,
            Customer.number.label("customer"),
            Customer.name,
            Invoice.number.label("invoice"),
            Invoice.state,
        )
        .join(Contract, Contract.id == ContractBill.contract_id)
        .join(Customer, Customer.id == Contract.customer_id)
        .outerjoin(Invoice, (Invoice.id == ContractBill.invoice_id) & Invoice.deleted_at.is_(None))
        .where(Contract.deleted_at.is_(None))
        .order_by(Contract.serial, ContractBill.period_starts, ContractBill.credits)
    )
    with desk.read() as session:
        rows = session.execute(query).all()
    for done, row in enumerate(rows, 1):
        bill = row.ContractBill
        yield (
            row.number, row.customer, row.name, bill.period_starts, bill.period_ends, bill.due,
            _money(desk, bill.amount), row.currency, bill.credits, row.invoice or "",
            row.state.value if row.state is not None else "",
        )  # fmt: skip
        progress(done, len(rows))


def _money(desk: Desk, minor: int) -> Decimal:
    return Decimal(minor).scaleb(-exponent_of(desk.currency))


def _jobs(jobs: Sequence[PlanJobDraft]) -> str:
    """“Filter change, monthly on the 15th; …”."""
    return "; ".join(f"{job.name}, {words(job.rule)}" if job.rule is not None else job.name for job in jobs)
