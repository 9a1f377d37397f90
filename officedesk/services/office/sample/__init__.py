"""The sample office: the people, places and papers of the help pages in a small company, or in a very large one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from random import Random
from shutil import rmtree
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from officedesk.database import audit, schema
from officedesk.database.attachments.layout import folder_of
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.models.changes import ChangeLog
from officedesk.models.company import Brand, Company, NumberCounter, NumberSequence, Technician, Terms, User
from officedesk.models.crew import TimeOff
from officedesk.models.customers import Customer, Location
from officedesk.models.enums import InvoiceState, Role, SequenceKind
from officedesk.models.equipment import Equipment
from officedesk.models.files import Attachment
from officedesk.models.mapping import Geofence, TimeEntry
from officedesk.models.messages import Message
from officedesk.models.notes import Note, Todo
from officedesk.models.payments import Payment
from officedesk.models.pipeline import Lead, Project
from officedesk.models.pricebook import KitComponent, PriceBookItem
from officedesk.models.reminders import Reminder
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.text import fold
from officedesk.models.work import Job, Visit
from officedesk.services.customers.drafts import Address
from officedesk.services.desk import Desk, sit_down
from officedesk.services.office.drafts import Founding, TaxRateDraft
from officedesk.services.office.sample import (
    agreements,
    catalog,
    company,
    equipment,
    fences,
    files,
    forms,
    known,
    messages,
    notes,
    positions,
    projects,
    schedule,
    tasks,
)
from officedesk.services.office.sample.builder import Builder
from officedesk.services.office.sample.logo import mark
from officedesk.services.office.sample.reminders import reminders
from officedesk.services.office.setup import found_office

__all__ = ["Summary", "make_sample"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What is in the office. Money in minor units, issued invoices only."""

    company: str
    currency: str
    customers: int
    locations: int
    items: int
    estimates: int
    jobs: int
    visits: int
    invoices: int
    payments: int
    invoiced: int
    paid: int
    open: int


FOUNDING = Founding(
    name="Northside Mechanical",
    phone="(612) 555-0100",
    email="office@northside.example",
    address=Address("1200 2nd St NE", "", "Minneapolis", "MN", "55413"),
    tax_rates=(TaxRateDraft(name="MN sales tax", percent=Decimal("7.525")),),
    user="Raz Bajwa",
    user_email="raz@northside.example",
    starts={SequenceKind.CUSTOMER: known.FIRST_NUMBER},
    is_sample=True,
)


def make_sample(
    place: OfficePlace,
    desktop: str,
    *,
    customers: int = 0,
    seed: int = 1,
    progress: Progress | None = None,
    now: Callable[[], datetime] | None = None,
) -> Summary:
    """Make the sample office at ``place``, with made-up customers besides until there are ``customers``.

    The same seed on the same day makes the same office. Raises :class:`OfficeError` where something is there
    already or it cannot be written; nothing is left behind then.
    """
    found_office(place, replace(FOUNDING, logo=mark()))
    database = Database(place, schema.open_office(place))
    try:
        desk = sit_down(database, desktop, now) if now is not None else sit_down(database, desktop)
        with desk.write() as session:
            _staff(session)
            schedule.crew(session)
            _price_book(session)
        # The people are there only now, the first of them at the desk.
        with desk.write() as session:
            _fill(desk, session, Random(seed))  # noqa: S311 - made-up people, no secrets
        positions.add_positions(desk, seed)
        agreements.add_contracts(desk)
        if customers:
            from officedesk.services.office.sample.crowd import add_crowd

            add_crowd(desk, customers, seed, progress)
        _backdate(desk)
        return _summary(desk)
    except BaseException:
        database.close()
        if place.path is not None:
            place.path.unlink(missing_ok=True)
            rmtree(folder_of(place.path), ignore_errors=True)
        raise
    finally:
        database.close()


def _staff(session: Session) -> None:
    session.add_all(
        [
            User(name="Rabeea Anwaar", email="rabeea@northside.example", role=Role.OFFICE),
            User(name="Anna Lindqvist", email="anna@northside.example", role=Role.DISPATCHER),
            User(name="Anton Grip", email="anton@northside.example", role=Role.TECHNICIAN),
            User(name="Marit Olsen", email="marit@northside.example", role=Role.READ_ONLY),
            Technician(name="Anton Grip", phone="(612) 555-0131", email="anton@northside.example", colour="#1f6feb"),
            Technician(name="Erick Voss", phone="(612) 555-0132", email="erick@northside.example", colour="#9a6700"),
            Technician(name="Jeff Moreau", phone="(612) 555-0133", email="jeff@northside.example", colour="#1a7f37"),
            Technician(name="Raz Bajwa", phone="(612) 555-0134", email="raz@northside.example", colour="#8250df"),
        ]
    )
    brand = session.scalars(select(Brand)).one()
    brand.licence = "MN license HVAC-204417"
    brand.website = "northside.example"
    brand.payment_note = (
        "Please pay within {due_days} days by check to {brand} or by bank transfer, naming invoice {number}."
    )
    second = Brand(
        name="Northside Plumbing",
        phone="(612) 555-0170",
        email="plumbing@northside.example",
        website="plumbing.northside.example",
        licence="MN license PC-118203",
        colour="#0a7ea4",
        logo=mark("#0a7ea4"),
        thanks="Thank you for calling Northside Plumbing.",
        payment_note=brand.payment_note,
        terms_id=session.scalar(select(Terms.id).where(Terms.name == "Due on receipt")),
        **{name: getattr(brand, name) for name in ("street", "street2", "city", "region", "postal_code", "country")},
    )
    session.add(second)
    session.flush()
    for kind in (SequenceKind.ESTIMATE, SequenceKind.JOB, SequenceKind.INVOICE):
        session.add(NumberSequence(kind=kind, brand_id=second.id, pattern="NP-{n}", start=101))
    office = session.scalars(select(Company)).one()
    office.default_terms_id = session.scalar(select(Terms.id).where(Terms.name == "Net 15"))


def _price_book(session: Session) -> None:
    made: dict[str, PriceBookItem] = {}
    for item in catalog.ITEMS:
        made[item.code] = PriceBookItem(
            code=item.code,
            name=item.name,
            name_key=fold(f"{item.name} {item.code}"),
            description=item.description,
            kind=item.kind,
            category=item.category,
            unit=item.unit,
            price=item.price,
            unit_cost=item.cost,
            taxable=item.taxable,
        )
    session.add_all(made.values())
    session.flush()
    for kit in catalog.KITS:
        prices = [(made[code], quantity) for code, quantity in kit.parts]
        session.add(
            PriceBookItem(
                code=kit.code,
                name=kit.name,
                name_key=fold(f"{kit.name} {kit.code}"),
                kind=catalog.S,
                category=kit.category,
                unit="ea",
                price=int(sum(item.price * quantity for item, quantity in prices)),
                unit_cost=int(sum(item.unit_cost * quantity for item, quantity in prices)),
                taxable=False,
                components=[
                    KitComponent(item_id=item.id, quantity=quantity, position=position)
                    for position, (item, quantity) in enumerate(prices)
                ],
            )
        )


def _fill(desk: Desk, session: Session, random: Random) -> None:
    build = Builder(desk, session)
    abc = known.abc_company(build)
    near = known.neighbours(build)
    # Documents of the Delgado Residence are those of the second brand from now on.
    near["delgado"].brand_id = session.scalars(select(Brand.id).where(~Brand.is_default)).one()
    known.abc_history(build, abc)
    known.abc_now(build, abc)
    known.this_day(build, near)
    schedule.this_week(build)
    notes.add_notes(build, abc, near)
    tasks.add_tasks(build, abc, near)
    messages.add_messages(build, abc, near)
    files.add_files(build, abc)
    reminders(build, abc, near)
    taken = {("estimate", int(number)) for number in session.scalars(select(Estimate.number))}
    taken |= {("job", int(number)) for number in session.scalars(select(Job.number))}
    equipment.equipment(build, abc, near)
    fences.add_fences(build, abc, near)
    others = company.more_customers(build, random, company.numbered())
    known.double_entry(build, company.numbered() + len(others))
    company.papers(build, random, [*near.values(), *others], taken)
    schedule.worked(build)
    forms.fill_forms(build)
    build.write_payments()
    projects.add_projects(build, near)
    continue_numbers(session)


def continue_numbers(session: Session) -> None:
    """Let every sequence go on behind the highest number there is."""
    highest: dict[SequenceKind, Any] = {
        SequenceKind.ESTIMATE: select(func.max(Estimate.serial)),
        SequenceKind.JOB: select(func.max(Job.serial)),
        SequenceKind.INVOICE: select(func.max(Invoice.serial)),
        SequenceKind.PAYMENT: select(func.max(Payment.serial)),
        SequenceKind.PROJECT: select(func.max(Project.serial)),
    }
    office = NumberSequence.brand_id.is_(None)
    ids = dict(session.execute(select(NumberSequence.kind, NumberSequence.id).where(office)).all())
    numbers: Sequence[str] = session.scalars(select(Customer.number)).all()
    values = {kind: int(session.scalar(query) or 0) + 1 for kind, query in highest.items()}
    values[SequenceKind.CUSTOMER] = max(int(number) for number in numbers) + 1
    counters = {counter.sequence_id: counter for counter in session.scalars(select(NumberCounter))}
    for kind, value in values.items():
        counter = counters.get(ids[kind])
        if counter is None:
            session.add(NumberCounter(sequence_id=ids[kind], period="", next_value=value))
        else:
            counter.next_value = max(counter.next_value, value)
    session.flush()


def _backdate(desk: Desk) -> None:
    """Let the history say when things were done, not when the sample was made."""
    kinds: tuple[tuple[str, Any], ...] = (
        ("customer", Customer),
        ("estimate", Estimate),
        ("job", Job),
        ("invoice", Invoice),
        ("payment", Payment),
        ("note", Note),
        ("task", Todo),
        ("message", Message),
        ("attachment", Attachment),
        ("equipment", Equipment),
        ("geofence", Geofence),
        ("reminder", Reminder),
        ("time_off", TimeOff),
        ("time_entry", TimeEntry),
        ("project", Project),
        ("lead", Lead),
    )
    with desk.write() as session:
        for entity, table in kinds:
            when = select(table.updated_at).where(table.id == ChangeLog.entity_id).scalar_subquery()
            session.execute(
                update(ChangeLog)
                .where(ChangeLog.entity == entity)
                .values(at=when)
                .execution_options(synchronize_session=False)
            )
        audit.reseal(session)


def _summary(desk: Desk) -> Summary:
    with desk.read() as session:

        def count(table: Any, *where: Any) -> int:
            return int(session.scalar(select(func.count()).select_from(table).where(*where)) or 0)

        issued = Invoice.state == InvoiceState.ISSUED
        sums = select(func.sum(Invoice.total), func.sum(Invoice.paid), func.sum(Invoice.balance)).where(issued)
        invoiced, paid, still_open = session.execute(sums).one()
        return Summary(
            company=str(session.scalar(select(Company.name))),
            currency=desk.currency,
            customers=count(Customer),
            locations=count(Location),
            items=count(PriceBookItem),
            estimates=count(Estimate),
            jobs=count(Job),
            visits=count(Visit),
            invoices=count(Invoice),
            payments=count(Payment),
            invoiced=int(invoiced or 0),
            paid=int(paid or 0),
            open=int(still_open or 0),
        )
