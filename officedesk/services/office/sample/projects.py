"""Leads and projects of the sample office: some at each step, from a call this morning to what was delivered."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from officedesk.models.customers import Contact, Customer, Location
from officedesk.models.enums import InvoiceKind, InvoiceState, JobStatus, LeadStatus, Priority, ProjectState
from officedesk.models.notes import Note, Todo
from officedesk.models.pipeline import Lead, Project
from officedesk.models.sales import Estimate, Invoice
from officedesk.models.work import Job
from officedesk.services.office.sample import drawings
from officedesk.services.office.sample.builder import Builder
from officedesk.services.office.sample.files import Putting

RAZ, RABEEA, ANNA = "Raz Bajwa", "Rabeea Anwaar", "Anna Lindqvist"
FIRST = 1001


@dataclass(frozen=True)
class Asked:
    """What somebody asked for, ``ago`` days ago. ``more`` are columns of the lead; days in it are from today."""

    whose: str
    title: str
    words: str
    ago: int
    estimator: str
    source: str
    status: LeadStatus = LeadStatus.NEW
    priority: Priority = Priority.NORMAL
    estimate: str = ""
    due: int | None = None
    postponed: int | None = None
    visit: tuple[int, int] | None = None
    """In so many days, at that hour."""
    call: bool = False
    lost: str = ""


LEADS = (
    Asked("delgado", "Heat pump for the new garage", "They build a garage with a workshop and want it heated and "
          "cooled.\nAsks whether the panel has room for it.", 0, RAZ, "Referral", priority=Priority.HIGH, call=True),
    Asked("carver", "Boiler replacement before winter", "The boiler is from 1996. The inspector gave it one more "
          "winter. Wants two offers: repair and new.", 2, RABEEA, "Repeat customer", LeadStatus.APPOINTMENT,
          Priority.URGENT, visit=(1, 9)),
    Asked("elm", "Second chiller for the cellar", "Production grows in fall. Wants to know what a second glycol "
          "chiller costs and where it could stand.", 6, RAZ, "Website", LeadStatus.CONTACTED),
    Asked("grace", "Humidifier for the organ", "The organ builder asks for 45 percent all year.", 20, ANNA,
          "Phone call", LeadStatus.POSTPONED, Priority.LOW, postponed=24),
    Asked("fairview", "Dryer vents, building B", "Cleaning of 24 vents once a year; the caretaker has the keys.", 12,
          ANNA, "Repeat customer", LeadStatus.POSTPONED, postponed=0),
)  # fmt: skip
WON = (
    Asked("", "AC units on all floors", "All floors get new units, two a week, without a day without cooling.", 24,
          RAZ, "Repeat customer", priority=Priority.HIGH, estimate="101", due=40),
    Asked("", "Controls after the office move", "Zones and thermostats follow the new walls.", 9, RABEEA,
          "Phone call", estimate="1220", due=14),
    Asked("", "Furnace replacement, hall 3", "Unit heaters are worn out; one failed last winter.", 11, RAZ,
          "Referral", estimate="1227", due=-2),
    Asked("", "Maintenance, first year", "Four visits and the filters of all rooftop units.", 16, RAZ,
          "Repeat customer", estimate="1230", due=21),
    Asked("", "New offices, second floor", "Ductwork, diffusers and controls for the new rooms.", 30, RABEEA,
          "Repeat customer", estimate="1222", due=6, priority=Priority.HIGH),
    Asked("", "New install, loading dock", "Air curtain and heater at dock 2.", 44, RAZ, "Website", estimate="1221",
          due=-4),
    Asked("", "Condensate pumps and fan motors", "Three pumps and two motors that failed in spring.", 61, ANNA,
          "Phone call", estimate="1198"),
    Asked("", "Furnace replacement, unit 4", "Asked for an offer with financing.", 34, RABEEA, "Online search",
          estimate="1212", lost="Went with the landlord’s contractor"),
)  # fmt: skip
DELIVERED = 3


def add_projects(build: Builder, near: dict[str, Customer]) -> None:
    """Leads that wait, projects around the papers that are there, and some that were delivered."""
    numbers = iter(range(FIRST, FIRST + 99))
    session = build.session
    for asked in LEADS:
        customer = near[asked.whose]
        place = session.scalar(select(Location.id).where(Location.customer_id == customer.id).order_by(Location.id))
        _project(build, next(numbers), asked, customer.id, place)
    made: dict[str, Project] = {}
    for asked in WON:
        estimate = session.scalars(select(Estimate).where(Estimate.number == asked.estimate)).one()
        made[asked.estimate] = project = _project(
            build, next(numbers), asked, estimate.customer_id, estimate.location_id, estimate
        )
        _join(build, project, estimate)
    paid = (
        select(Job)
        .join(Invoice, Invoice.job_id == Job.id)
        .where(
            Job.status == JobStatus.COMPLETED,
            Job.project_id.is_(None),
            Job.estimate_id.is_(None),
            Invoice.state == InvoiceState.ISSUED,
            Invoice.kind == InvoiceKind.INVOICE,
            Invoice.balance == 0,
        )
        .order_by(Job.serial.desc())
        .limit(DELIVERED)
    )
    for at, job in enumerate(session.scalars(paid).all()):
        words = job.description or "Service"
        asked = Asked("", words, words, 26 + 5 * at, (RAZ, RABEEA, ANNA)[at % 3], "Repeat customer")
        project = _project(build, next(numbers), asked, job.customer_id, job.location_id)
        job.project_id = project.id
        for bill in session.scalars(select(Invoice).where(Invoice.job_id == job.id)):
            bill.project_id = project.id
        project.state, project.state_before = ProjectState.COMPLETED, ProjectState.COMPLETED
        project.delivered_at = build.at(4 + 3 * at, 15)
    _around(build, made["1222"])
    session.flush()


def _project(
    build: Builder, number: int, asked: Asked, customer_id: int, location_id: int | None, of: Estimate | None = None
) -> Project:
    session, at = build.session, build.at(asked.ago, 9, 20)
    contact = session.scalar(select(Contact.id).where(Contact.customer_id == customer_id, Contact.is_primary).limit(1))
    estimator = build.users[asked.estimator].id
    project = Project(
        number=f"P-{number}",
        serial=number,
        customer_id=customer_id,
        location_id=location_id,
        contact_id=contact,
        brand_id=of.brand_id if of is not None else build.brand.id,
        estimator_id=estimator,
        created_by_id=build.users[RABEEA].id,
        title=asked.title,
        description=asked.words if of is not None else "",
        due=build.today + timedelta(days=asked.due) if asked.due is not None else None,
        created_at=at,
        updated_at=at,
    )
    session.add(project)
    session.flush()
    more: dict[str, Any] = {}
    if asked.visit is not None:
        day, hour = asked.visit
        starts = datetime.combine(build.today + timedelta(days=day), time(hour))
        more = {"appointment": starts, "appointment_ends": starts + timedelta(hours=1)}
    if asked.postponed is not None:
        more["postponed_until"] = build.today + timedelta(days=asked.postponed)
    session.add(
        Lead(
            project_id=project.id,
            customer_id=customer_id,
            location_id=location_id,
            estimator_id=estimator,
            created_by_id=build.users[RABEEA].id,
            status=asked.status,
            priority=asked.priority,
            source=asked.source,
            description=asked.words,
            call_requested=asked.call,
            lost_reason=asked.lost,
            created_at=at,
            updated_at=at,
            **more,
        )
    )
    session.flush()
    return project


def _join(build: Builder, project: Project, estimate: Estimate) -> None:
    """The estimate, its jobs and their invoices are the project's."""
    session = build.session
    estimate.project_id = project.id
    for job in session.scalars(select(Job).where(Job.estimate_id == estimate.id)):
        job.project_id = project.id
        for bill in session.scalars(select(Invoice).where(Invoice.job_id == job.id)):
            bill.project_id = project.id
    session.flush()


def _around(build: Builder, project: Project) -> None:
    """A picture, a note and a task of the project that is looked at."""
    session, at = build.session, build.at(5, 14)
    put = Putting(build, project.customer_id)
    project.cover_id = put(
        "Second floor before.jpg", drawings.rooftop_unit(4), 5, 14, RAZ, description="Where the new ducts go",
        project_id=project.id,
    )  # fmt: skip
    shared = {"customer_id": project.customer_id, "project_id": project.id, "created_at": at, "updated_at": at}
    session.add(
        Note(
            text="Work above the ceiling only after five: the floor is rented and in use.",
            author=RABEEA,
            created_by_id=build.users[RABEEA].id,
            at=at,
            **shared,
        )
    )
    session.add(
        Todo(
            text="Order the diffusers in white",
            due=build.today + timedelta(days=2),
            assignee_id=build.users[RAZ].id,
            created_by_id=build.users[RABEEA].id,
            **shared,
        )
    )
