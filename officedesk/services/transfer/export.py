"""The office's records as tables: the same rows that the lists show, all of them, a few hundred at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sqlalchemy import func, select

from officedesk.errors import InvalidInput
from officedesk.models.customers import Customer
from officedesk.models.money import exponent_of
from officedesk.models.pricebook import PriceBookItem
from officedesk.models.sales import Estimate, Invoice
from officedesk.services.desk import Desk
from officedesk.services.equipment.listing import EquipmentList
from officedesk.services.equipment.rows import EquipmentFilter
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.sales.estimate_list import EstimateList
from officedesk.services.sales.invoice_list import InvoiceList
from officedesk.services.sales.payment_list import PaymentFilter, PaymentList
from officedesk.services.sales.pricebook import items
from officedesk.services.sales.rows import EstimateFilter, InvoiceFilter
from officedesk.services.transfer import (
    contracts,
    fences,
    files,
    forms,
    messages,
    notes,
    people,
    projects,
    recurring,
    reminders,
    timesheets,
)
from officedesk.services.transfer.tables import Cell, write_table
from officedesk.services.transfer.tasks import COLUMNS as TASKS
from officedesk.services.transfer.tasks import tasks
from officedesk.services.work.job_list import JobList
from officedesk.services.work.rows import JobFilter

CHUNK = 400

Rows = Iterator[Sequence[Cell]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Table:
    """One export: its columns and the function that reads its rows."""

    columns: tuple[str, ...]
    rows: Callable[[Desk, Progress], Rows]


def export_to(desk: Desk, what: str, path: Path, progress: Progress | None = None) -> int:
    """Write all records of ``what`` (a key of :data:`TABLES`) to a ``.csv``, ``.xlsx`` or ``.json`` file.

    Returns the number of rows. Raises :class:`InvalidInput` for another ending or an unknown table.
    """
    desk.need(Permission.EXPORT)
    table = TABLES.get(what)
    if table is None:
        raise InvalidInput({"what": f"“{what}” is none of {', '.join(TABLES)}."})
    return write_table(path, table.columns, table.rows(desk, progress or (lambda done, total: None)))


def major(amount: int, currency: str) -> Decimal:
    """Minor units as the amount that is written: ``32900 -> 329.00``."""
    return Decimal(amount).scaleb(-exponent_of(currency))


def _estimates(desk: Desk, progress: Progress) -> Rows:
    source = EstimateList(desk)
    ids = source.ids(EstimateFilter(), Sort("number"))
    for start in range(0, len(ids), CHUNK):
        rows = source.rows(ids[start : start + CHUNK])
        numbers = _customer_numbers(desk, [row.customer_id for row in rows])
        with desk.read() as session:
            query = select(Estimate.id, Estimate.valid_until, Estimate.net, Estimate.tax, Estimate.currency)
            more = {row.id: row for row in session.execute(query.where(Estimate.id.in_([row.id for row in rows])))}
        for row in rows:
            extra = more[row.id]
            money = [major(value, extra.currency) for value in (extra.net, extra.tax, row.total)]
            yield (
                row.number, numbers[row.customer_id], row.company, row.location, row.description, row.date,
                extra.valid_until, row.created_by, row.status.value, row.viewed_on, *money, extra.currency,
            )  # fmt: skip
        progress(start + len(rows), len(ids))


def _invoices(desk: Desk, progress: Progress) -> Rows:
    source = InvoiceList(desk)
    ids = source.ids(InvoiceFilter(), Sort("number"))
    for start in range(0, len(ids), CHUNK):
        rows = source.rows(ids[start : start + CHUNK])
        numbers = _customer_numbers(desk, [row.customer_id for row in rows])
        with desk.read() as session:
            query = select(Invoice.id, Invoice.net, Invoice.tax, Invoice.paid, Invoice.credited, Invoice.currency)
            more = {row.id: row for row in session.execute(query.where(Invoice.id.in_([row.id for row in rows])))}
        for row in rows:
            extra = more[row.id]
            amounts = (extra.net, extra.tax, row.total, extra.paid, extra.credited, row.balance)
            yield (
                row.number, row.kind.value, row.estimate_number, row.job_number, numbers[row.customer_id], row.company,
                row.location, row.date, row.due_date, row.status.value, row.viewed_on,
                *(major(value, extra.currency) for value in amounts), extra.currency,
            )  # fmt: skip
        progress(start + len(rows), len(ids))


def _jobs(desk: Desk, progress: Progress) -> Rows:
    source = JobList(desk)
    ids = source.ids(JobFilter(), Sort("number"))
    for start in range(0, len(ids), CHUNK):
        rows = source.rows(ids[start : start + CHUNK])
        numbers = _customer_numbers(desk, [row.customer_id for row in rows])
        for row in rows:
            day = row.starts.date() if row.starts else None
            time = "" if row.starts is None or row.all_day else f"{row.starts:%H:%M}"
            yield (
                row.number, day, time, numbers[row.customer_id], row.company, row.location, row.description,
                row.technicians, row.status.value, row.assigned_tasks, row.completed_tasks,
            )  # fmt: skip
        progress(start + len(rows), len(ids))


def _payments(desk: Desk, progress: Progress) -> Rows:
    source = PaymentList(desk)
    ids = source.ids(PaymentFilter(), Sort("number"))
    for start in range(0, len(ids), CHUNK):
        rows = source.rows(ids[start : start + CHUNK])
        numbers = _customer_numbers(desk, [row.customer_id for row in rows])
        for row in rows:
            yield (
                row.number, row.date, row.kind.value, numbers[row.customer_id], row.company,
                major(row.amount, desk.currency), major(row.unapplied, desk.currency), row.method.value,
                row.reference, row.invoices, desk.currency,
            )  # fmt: skip
        progress(start + len(rows), len(ids))


def _equipment(desk: Desk, progress: Progress) -> Rows:
    source = EquipmentList(desk)
    ids = source.ids(EquipmentFilter(), Sort("id"))
    for start in range(0, len(ids), CHUNK):
        rows = source.rows(ids[start : start + CHUNK])
        numbers = _customer_numbers(desk, [row.customer_id for row in rows])
        for row in rows:
            yield (
                numbers[row.customer_id], row.company, row.kind.value, row.parent, row.name, row.type,
                row.manufacturer, row.model, row.serial_number, row.source.value, row.install_date,
                row.warranty_ends, row.months_left, row.location, row.place, row.notes,
                _degrees(row.latitude), _degrees(row.longitude),
            )  # fmt: skip
        progress(start + len(rows), len(ids))


def _degrees(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _pricebook(desk: Desk, progress: Progress) -> Rows:
    with desk.read() as session:
        total = session.scalar(select(func.count()).select_from(PriceBookItem)) or 0
    for item in items(desk, active=None):
        yield (
            item.code, item.name, item.description, item.kind.value, item.category, item.unit,
            major(item.price, desk.currency), major(item.unit_cost, desk.currency), item.taxable, item.is_kit,
            item.active, desk.currency,
        )  # fmt: skip
    progress(total, total)


def _customer_numbers(desk: Desk, ids: Sequence[int]) -> dict[int, str]:
    with desk.read() as session:
        found = session.execute(select(Customer.id, Customer.number).where(Customer.id.in_(set(ids))))
        return {row.id: row.number for row in found}


TABLES: dict[str, Table] = {
    "customers": Table(people.CUSTOMERS, people.customers),
    "contacts": Table(people.CONTACTS, people.contacts),
    "locations": Table(people.LOCATIONS, people.locations),
    "estimates": Table(
        (
            "Number", "Customer number", "Company", "Location", "Description", "Date", "Valid until", "Created by",
            "Status", "Viewed", "Net", "Tax", "Total", "Currency",
        ),
        _estimates,
    ),
    "invoices": Table(
        (
            "Number", "Kind", "Est #", "Job #", "Customer number", "Company", "Location", "Date", "Due date", "Status",
            "Viewed", "Net", "Tax", "Total", "Paid", "Credited", "Balance", "Currency",
        ),
        _invoices,
    ),
    "jobs": Table(
        (
            "Number", "Date", "Time", "Customer number", "Company", "Location", "Description", "Field employee",
            "Status", "Assigned tasks", "Completed tasks",
        ),
        _jobs,
    ),
    "payments": Table(
        (
            "Number", "Date", "Kind", "Customer number", "Company", "Amount", "Unapplied", "Method", "Reference",
            "Invoices", "Currency",
        ),
        _payments,
    ),
    "notes": Table(notes.NOTES, notes.notes),
    "messages": Table(messages.MESSAGES, messages.messages),
    "files": Table(files.FILES, files.files),
    "equipment": Table(
        (
            "Customer number", "Company", "Kind", "Part of", "Name", "Type", "Manufacturer", "Model", "Serial number",
            "Sold by", "Install date", "Warranty ends", "Months left", "Location", "Where", "Notes", "Latitude",
            "Longitude",
        ),
        _equipment,
    ),
    "geofences": Table(fences.FENCES, fences.fences),
    "projects": Table(projects.PROJECTS, projects.project_rows),
    "plans": Table(contracts.PLANS, contracts.plan_rows),
    "contracts": Table(contracts.CONTRACTS, contracts.contract_rows),
    "contractbills": Table(contracts.BILLS, contracts.bill_rows),
    "recurring": Table(recurring.RECURRING, recurring.recurring_rows),
    "forms": Table(forms.FORMS, forms.form_rows),
    "formtemplates": Table(forms.TEMPLATES, forms.template_rows),
    "timesheets": Table(timesheets.TIMESHEETS, timesheets.timesheets),
    "devices": Table(timesheets.DEVICES, timesheets.devices),
    "crossings": Table(timesheets.CROSSINGS, timesheets.crossings),
    "positions": Table(timesheets.POSITIONS, timesheets.positions),
    "reminders": Table(reminders.REMINDERS, reminders.reminders),
    "pricebook": Table(
        (
            "Code", "Name", "Description", "Kind", "Category", "Unit", "Price", "Cost", "Taxable", "Kit", "Active",
            "Currency",
        ),
        _pricebook,
    ),
    "tasks": Table(TASKS, tasks),
}  # fmt: skip
