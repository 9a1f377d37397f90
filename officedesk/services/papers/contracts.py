"""The papers of a contract: the agreement that the customer signs, and the report of what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.formatting import date_text, money, percent
from officedesk.models.billing_periods import Period, months_of, periods, whole
from officedesk.models.company import Company
from officedesk.models.contracts import Contract
from officedesk.models.enums import BillingInterval, ContractKind, ContractState
from officedesk.models.papers import PaperData, PaperKind, PaperRow, PaperTable
from officedesk.services.contracts.billing import EVERY
from officedesk.services.contracts.money_plan import name_of, part_note
from officedesk.services.contracts.report_data import report_in
from officedesk.services.contracts.rows import BillRow, ContractReport
from officedesk.services.desk import Desk
from officedesk.services.papers.blocks import Parties, facts, headed, parties

_TO_COME = "To come"
_KINDS = {ContractKind.AGREEMENT: "Service agreement", ContractKind.MEMBERSHIP: "Membership"}


@dataclass(frozen=True, slots=True)
class _Words:
    """How money and days are written on this paper."""

    currency: str
    date_format: str

    def day(self, day: date | None) -> str:
        return date_text(day, self.date_format) if day is not None else ""

    def money(self, amount: int) -> str:
        return money(amount, self.currency)


def agreement_paper(session: Session, desk: Desk, contract: Contract) -> PaperData:
    """What was agreed: the services and when they come, the equipment, the payments, and a place to sign."""
    heads, paper = _headed(session, desk, contract, PaperKind.AGREEMENT)
    say = _Words(contract.currency, heads.date_format)
    told = report_in(session, desk, contract.id, trashed=True)
    planned = _planned(contract, told)
    services = [
        PaperRow(
            one.name,
            " · ".join(filter(None, (one.repeats, ", ".join(one.tasks)))),
            (f"{one.planned + one.dismissed:,}",),
        )
        for one in told.package
    ]
    return replace(
        paper,
        title=_KINDS[contract.kind],
        facts=facts(
            ("Date", paper.date),
            ("Begins", contract.starts),
            ("Ends", contract.ends),
            ("Plan", told.plan),
            ("Price", f"{say.money(contract.price)} {EVERY[contract.billing]}"),
            strong="Price",
        ),
        description="\n".join(filter(None, (contract.name if contract.name != told.plan else "", contract.summary))),
        tables=(
            PaperTable(("Service", "Visits"), tuple(services)),
            _equipment(told),
            PaperTable(("Payments", "First due", "Each", "Together"), tuple(_payments(planned, contract, say))),
        ),
        note=_terms(session, contract, told, say),
    )


def report_paper(session: Session, desk: Desk, contract: Contract) -> PaperData:
    """What is done and what is left, and the money billed and saved, as it stands today."""
    heads, paper = _headed(session, desk, contract, PaperKind.CONTRACT_REPORT)
    say = _Words(contract.currency, heads.date_format)
    told = report_in(session, desk, contract.id, trashed=True)
    package = [
        PaperRow(one.name, one.repeats, (say.day(one.next) or "–", f"{one.done:,}", f"{one.planned:,}"))
        for one in told.package
    ]
    about = ", ".join(filter(None, (told.plan or told.name, told.number)))
    return replace(
        paper,
        title="Membership report" if told.kind is ContractKind.MEMBERSHIP else "Agreement report",
        date=desk.today(),
        facts=facts(
            ("As of", desk.today()),
            ("Begins", told.starts),
            ("Ends", told.ends),
            ("Status", told.status.value.capitalize()),
            ("Visits done", f"{told.done:,} of {told.done + told.left:,}"),
            strong="Visits done",
        ),
        description="\n".join(filter(None, (about, told.summary))),
        tables=(
            PaperTable(("In this package", "Next visit", "Done", "Planned"), tuple(package)),
            _equipment(told),
            PaperTable(("Visits", "Job", "Technicians", "Saved"), tuple(_visits(told, say))),
            PaperTable(("Billing", "Invoice", "Status", "Amount"), tuple(_bills(told, say))),
            PaperTable(("Money", "Amount"), tuple(_sums(told, say))),
        ),
        note=f"Cancelled to {say.day(told.cancelled_on)}: {told.cancel_reason}" if told.cancelled_on else "",
        thanks="",
    )


def _headed(session: Session, desk: Desk, contract: Contract, kind: PaperKind) -> tuple[Parties, PaperData]:
    heads = parties(session, contract.customer_id, contract.brand_id, contract.location_id, None)
    on = contract.created_at.astimezone(desk.zone).date()
    return heads, headed(kind, heads, on, contract.number, contract.currency)


def _equipment(told: ContractReport) -> PaperTable:
    return PaperTable(("Equipment",), tuple(PaperRow(name) for name in told.equipment))


def _planned(contract: Contract, told: ContractReport) -> tuple[Period, ...]:
    """What was agreed to be paid; of one whose price was changed, or that ended early, what it comes to."""
    if not contract.earlier_terms and not contract.cancelled_on:
        return periods(contract.starts, contract.ends, contract.billing, contract.billing_day, contract.price)
    comes: dict[tuple[date, date], int] = {}
    for one in told.bills:
        if not one.credits or one.invoice_id is not None:
            # What was given back is below nothing.
            comes[one.starts, one.ends] = comes.get((one.starts, one.ends), 0) + one.amount
    return tuple(whole(*days, amount) for days, amount in comes.items())


def _payments(planned: Sequence[Period], contract: Contract, say: _Words) -> Iterable[PaperRow]:
    """Payments of the same amount in a row are told in one line: ten years of months fit on the paper."""
    for amount, some in groupby(planned, key=lambda one: one.amount):
        run = list(some)
        if len(run) == 1:
            what = " · ".join(filter(None, (name_of(run[0], contract.billing), part_note(run[0]))))
        else:
            what = f"{len(run)} payments, {EVERY[contract.billing]} until {say.day(run[-1].ends)}"
        yield PaperRow(what, "", (say.day(run[0].starts), say.money(amount), say.money(amount * len(run))))
    yield PaperRow("Total", "", ("", "", say.money(sum(one.amount for one in planned))), sum=True)


def _terms(session: Session, contract: Contract, told: ContractReport, say: _Words) -> str:
    includes = session.scalar(select(Company.prices_include_tax).limit(1))
    found = []
    if contract.taxable:
        found.append("Prices include sales tax." if includes else "Sales tax is added where it applies.")
    if contract.billing is not BillingInterval.ONCE:
        found.append("Each payment is due in advance; parts of a period are charged by calendar days.")
    if told.discount_percent:
        found.append(f"Other estimates and invoices are reduced by {percent(told.discount_percent)}.")
    if contract.state is ContractState.CANCELLED:
        found.append(f"Cancelled to {say.day(contract.cancelled_on)}: {contract.cancel_reason}")
    elif contract.auto_renew:
        months = months_of(contract.starts, contract.ends)
        more = f"{months} months" if months and months > 1 else "a month" if months else "the same time"
        found.append(
            f"It is renewed for {more} unless it is cancelled by {say.day(contract.ends)}. "
            f"We remind you {contract.notice_days} days before."
            if contract.notice_days
            else f"It is renewed for {more} unless it is cancelled by {say.day(contract.ends)}."
        )
    else:
        found.append(f"It ends on {say.day(contract.ends)} and is not renewed by itself.")
    return "\n".join(found)


def _visits(told: ContractReport, say: _Words) -> Iterable[PaperRow]:
    for one in told.visits:
        below = f"left out: {one.reason}" if one.dismissed else ""
        saved = say.money(one.saved) if one.done and one.saved else ""
        cells = (one.number, one.technicians, saved)
        yield PaperRow(f"{say.day(one.day)}  {one.name}", below, cells, done=one.done)


def _bills(told: ContractReport, say: _Words) -> Iterable[PaperRow]:
    """What was billed by period; what is to come of the same amount is told in one line."""
    for (standing, amount), some in groupby(told.bills, key=lambda one: (_standing(one), one.amount)):
        run = list(some)
        if standing == _TO_COME and len(run) > 1:
            until = f"{len(run)} periods until {say.day(run[-1].ends)}"
            yield PaperRow(until, "", ("", standing, say.money(amount * len(run))))
            continue
        for one in run:
            what = name_of(whole(one.starts, one.ends, abs(one.amount)), told.billing)
            called = f"Given back, {what}" if one.credits else what
            yield PaperRow(called, "", (one.number, standing, say.money(one.amount)))
    yield PaperRow("Total", "", ("", "", say.money(told.planned_amount)), sum=True)


def _standing(one: BillRow) -> str:
    if one.status is not None:
        return one.status.value.replace("_", " ").capitalize()
    return "Not billed" if one.again else _TO_COME


def _sums(told: ContractReport, say: _Words) -> Iterable[PaperRow]:
    rows = (
        ("Planned", told.planned_amount),
        ("Billed", told.billed),
        ("Invoiced, with tax", told.invoiced),
        ("Paid", told.paid),
        ("Saved by covered work", told.saved_tasks),
        ("Saved by member discounts", told.saved_discounts),
    )
    for name, amount in rows:
        yield PaperRow(name, "", (say.money(amount),))
    yield PaperRow("Saved", "", (say.money(told.saved),), sum=True)
