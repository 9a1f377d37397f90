"""Time on site becomes a line of the timesheet, or of an invoice draft: once, whoever presses the button how often."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput, NotAllowed
from officedesk.formatting import date_text, time_range
from officedesk.models.due import wall
from officedesk.models.enums import InvoiceKind, InvoiceState
from officedesk.models.mapping import Crossing, TimeEntry
from officedesk.models.pricebook import PriceBookItem
from officedesk.models.sales import Invoice
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.mapping.crossing_rows import StayRow
from officedesk.services.mapping.running import overlapping
from officedesk.services.mapping.stays import read
from officedesk.services.permissions import Permission
from officedesk.services.sales import pricebook
from officedesk.services.sales.billing import begun_for, lock_job
from officedesk.services.sales.drafts import InvoiceDraft, LineDraft
from officedesk.services.sales.invoice_store import begin_invoice, begun_invoice, draft_of, find, put_draft
from officedesk.services.sales.parts import pricing_of

Jobs = Mapping[int, int | None]
_HOUR = Decimal(3600)
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class PutDown:
    """``done`` are stays; ``made`` time entries. ``skipped`` says why the others are not."""

    done: tuple[int, ...]
    made: tuple[int, ...]
    skipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invoiced:
    """``drafts`` are the ids of the invoice drafts that lines were put on."""

    done: tuple[int, ...]
    drafts: tuple[int, ...]
    hours: Decimal
    skipped: tuple[str, ...]


def hours_of(seconds: int) -> Decimal:
    """Hours to two places, half up: what an invoice says."""
    return (Decimal(seconds) / _HOUR).quantize(_CENT, ROUND_HALF_UP)


def stays_to_time(desk: Desk, ids: Sequence[int], jobs: Jobs | None = None) -> PutDown:
    """Put stays on the timesheet. ``jobs`` says which job a stay was for, where it is not the one that is meant.

    An entry of the same stay that is in the trash comes back. What cannot be put down is told and left out.
    """
    desk.need(Permission.TIME_WRITE)
    done, made, skipped = [], [], []
    with desk.write() as session:
        for stay in _locked(session, desk, ids):
            job_id = _job_of(stay, jobs)
            problem = _why_not_time(session, stay)
            if problem:
                skipped.append(problem)
                continue
            record = session.scalars(select(TimeEntry).where(TimeEntry.crossing_id == stay.id)).one_or_none()
            if record is None:
                record = TimeEntry(crossing_id=stay.id, created_at=desk.now())
                session.add(record)
            record.technician_id, record.job_id = stay.technician_id or 0, job_id
            record.customer_id, record.location_id = stay.customer_id, stay.location_id
            record.started_at, record.ended_at = stay.started, stay.ended
            record.deleted_at, record.updated_at = None, desk.now()
            session.flush()
            done.append(stay.id)
            made.append(record.id)
    return PutDown(tuple(done), tuple(made), tuple(skipped))


def stays_to_invoice(desk: Desk, ids: Sequence[int], item_id: int, jobs: Jobs | None = None) -> Invoiced:
    """Put hours of stays on invoice drafts, a line each, priced by an item of the price book.

    Stays of a job go on the draft of that job, others on a draft of the customer without one; a draft that is there is
    gone on with. What is on an invoice already, or belongs to no customer, is told and left out.
    """
    desk.need(Permission.INVOICES_WRITE)
    with desk.read() as session:
        item = session.get(PriceBookItem, item_id)
        if item is None or not item.active:
            raise InvalidInput({"item_id": "Choose what an hour is sold as from the price book."})
        looked = read(session, desk, ids)
    lines = {stay.id: _line(desk, stay, item_id) for stay in looked if stay.customer_id is not None}
    groups: dict[tuple[int, int | None], list[StayRow]] = defaultdict(list)
    skipped: list[str] = []
    for stay in sorted(looked, key=lambda one: (one.started, one.id)):
        if stay.customer_id is None:
            skipped.append(f"{_called(desk, stay)} is at a geofence that belongs to no customer.")
        else:
            groups[stay.customer_id, _job_of(stay, jobs)].append(stay)
    done: list[int] = []
    drafts: list[int] = []
    hours = Decimal(0)
    for (customer_id, job_id), members in groups.items():
        with desk.write() as session:
            wanted = {stay.id for stay in members}
            # Looked at again now that they are locked: of two desktops one puts them on its draft.
            fresh = []
            if job_id is not None:
                lock_job(session, job_id)
            for stay in _locked(session, desk, sorted(wanted)):
                problem = _why_not_invoice(desk, stay)
                if problem or stay.customer_id != customer_id:
                    skipped.append(problem or f"{_called(desk, stay)} belongs to another customer by now.")
                elif stay.seconds and hours_of(stay.seconds):
                    fresh.append(stay)
                else:
                    skipped.append(f"{_called(desk, stay)} was too short to charge.")
            if not fresh:
                continue
            invoice_id = _put_lines(session, desk, customer_id, job_id, [lines[stay.id] for stay in fresh])
            for stay in fresh:
                session.get_one(Crossing, stay.id).invoice_id = invoice_id
                done.append(stay.id)
                hours += hours_of(stay.seconds)
            drafts.append(invoice_id)
    return Invoiced(tuple(done), tuple(drafts), hours, tuple(skipped))


def release_stays(desk: Desk, ids: Sequence[int]) -> int:
    """Stays that were put on an invoice draft can be charged anew: take their lines off the draft by hand; how many.

    Raises :class:`NotAllowed` for one that was issued.
    """
    desk.need(Permission.INVOICES_WRITE)
    released = 0
    with desk.write() as session:
        for stay in _locked(session, desk, ids):
            if stay.invoice_id is None:
                continue
            if session.get_one(Invoice, stay.invoice_id).state is not InvoiceState.DRAFT:
                raise NotAllowed(f"{_called(desk, stay)} is on invoice {stay.invoice}, which was issued.")
            session.get_one(Crossing, stay.id).invoice_id = None
            released += 1
    return released


def _locked(session: Session, desk: Desk, ids: Sequence[int]) -> list[StayRow]:
    wanted = sorted(set(ids))
    session.execute(select(Crossing.id).where(Crossing.id.in_(wanted)).order_by(Crossing.id).with_for_update()).all()
    return sorted(read(session, desk, wanted), key=lambda stay: (stay.started, stay.id))


def _job_of(stay: StayRow, jobs: Jobs | None) -> int | None:
    chosen = (jobs or {}).get(stay.id, stay.job_id)
    if chosen is not None and chosen not in {choice.id for choice in stay.jobs}:
        raise InvalidInput({"job_id": f"This job is not at {stay.location or stay.fence}."})
    return chosen


def _why_not_time(session: Session, stay: StayRow) -> str:
    where = f"{stay.device} at {stay.fence}"
    if stay.technician_id is None:
        return f"{where}: nobody had this device. Say under Settings whose it is, or add the time by hand."
    if stay.on_timesheet:
        return f"{where} is on the timesheet already."
    if overlapping(session, stay.technician_id, stay.started, stay.ended):
        return f"{where}: {stay.technician} has other time at these hours already."
    return ""


def _why_not_invoice(desk: Desk, stay: StayRow) -> str:
    if not stay.invoice:
        return ""
    where = "an invoice draft" if stay.invoice == "draft" else f"invoice {stay.invoice}"
    return f"{_called(desk, stay)} is on {where} already."


def _called(desk: Desk, stay: StayRow) -> str:
    return f"{stay.device} at {stay.fence} on {date_text(wall(stay.started, desk.zone).date())}"


def _line(desk: Desk, stay: StayRow, item_id: int) -> LineDraft:
    tax = pricebook.tax_for(desk, stay.customer_id or 0, stay.location_id)
    line = pricebook.expand(desk, item_id, tax)[0]
    who = f", {stay.technician}" if stay.technician else ""
    text = f"On site {_when(stay.started, stay.ended, desk)}{who}"
    described = f"{line.description}\n{text}" if line.description else text
    return replace(line, quantity=hours_of(stay.seconds), unit=line.unit or "h", description=described)


def _when(began: datetime, ended: datetime, desk: Desk) -> str:
    first, last = wall(began, desk.zone), wall(ended, desk.zone)
    if first.date() == last.date():
        return f"{date_text(first.date())}, {time_range(first, last)}"
    return f"{date_text(first.date())}, {first:%H:%M} – {date_text(last.date())}, {last:%H:%M}"


def _put_lines(session: Session, desk: Desk, customer_id: int, job_id: int | None, lines: Sequence[LineDraft]) -> int:
    """On the latest draft of the job (or of the customer and no job), else on a new one; its id."""
    there = session.scalar(
        select(Invoice.id)
        .where(
            Invoice.customer_id == customer_id,
            Invoice.job_id == job_id if job_id is not None else Invoice.job_id.is_(None),
            Invoice.state == InvoiceState.DRAFT,
            Invoice.kind == InvoiceKind.INVOICE,
            Invoice.deleted_at.is_(None),
        )
        .order_by(Invoice.id.desc())
        .limit(1)
    )
    if there is not None:
        draft = draft_of(session, find(session, there, lock=True))
        put_draft(session, desk, replace(draft, lines=(*draft.lines, *lines)), there)
        return there
    draft = replace(_begun(session, desk, customer_id, job_id), lines=tuple(lines))
    return begin_invoice(session, desk, draft).id or 0


def _begun(session: Session, desk: Desk, customer_id: int, job_id: int | None) -> InvoiceDraft:
    if job_id is None:
        return begun_invoice(session, desk, customer_id)
    job = session.get_one(Job, job_id)
    # What the job takes off is taken off its tasks.
    pricing = pricing_of(job).undiscounted()
    return begun_for(job, desk.today(), pricing)
