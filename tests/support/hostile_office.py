"""An office of hostile words: the same text in every field of every kind of record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from officedesk.maps.shapes import Circle, Point
from officedesk.models.company import Technician
from officedesk.models.enums import CrossingKind, FormMoment, FormRule, LineKind, NoteKind, PaymentMethod
from officedesk.models.form_fields import FieldKind, FormField
from officedesk.models.mapping import Crossing, Position
from officedesk.models.papers import PaperKind
from officedesk.models.recurrence import Frequency, Rule
from officedesk.models.sales import Estimate
from officedesk.models.series import Occurrence, Series
from officedesk.models.text import clean
from officedesk.services.contracts.contracts import cancel, new_agreement, new_membership, save_contract, with_plan
from officedesk.services.contracts.drafts import PlanDraft, PlanJobDraft
from officedesk.services.contracts.plans import plans, save_plan
from officedesk.services.customers.drafts import Address, ContactDraft, CustomerDraft, LocationDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.customers.marks import add_note, set_tags
from officedesk.services.desk import Desk
from officedesk.services.equipment.drafts import EquipmentDraft
from officedesk.services.equipment.editing import TEXTS as EQUIPMENT_TEXTS
from officedesk.services.equipment.editing import new_equipment, save_equipment
from officedesk.services.files.adding import add_bytes
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.editing import new_folder
from officedesk.services.forms.drafts import TemplateDraft as FormTemplateDraft
from officedesk.services.forms.filling import add_form, hand_in
from officedesk.services.forms.templates import save_template as save_form_template
from officedesk.services.mapping.device_drafts import DeviceDraft
from officedesk.services.mapping.devices import save_device
from officedesk.services.mapping.fences import new_fence, save_fence
from officedesk.services.mapping.time_editing import save_time
from officedesk.services.mapping.time_rows import TimeDraft
from officedesk.services.messaging.drafts import Address as Recipient
from officedesk.services.messaging.drafts import MessageDraft
from officedesk.services.messaging.outbox import save_draft
from officedesk.services.messaging.templates import TemplateDraft, save_template
from officedesk.services.notes.drafts import NoteDraft
from officedesk.services.notes.writing import new_note, save_note
from officedesk.services.office import company as office
from officedesk.services.office.people import save_user, users
from officedesk.services.projects.ending import decline
from officedesk.services.projects.leads import new_lead, save_lead
from officedesk.services.reminders.editing import new_reminder, save_reminder
from officedesk.services.sales.answers import approve_estimate
from officedesk.services.sales.drafts import AllocationDraft, ItemDraft, LineDraft
from officedesk.services.sales.estimates import new_estimate, save_estimate
from officedesk.services.sales.invoices import issue_invoice, new_invoice, save_invoice
from officedesk.services.sales.payments import new_payment, record_payment
from officedesk.services.sales.pricebook import save_item
from officedesk.services.tasks.editing import add_task, set_done
from officedesk.services.tasks.rows import TaskDraft as ToDo
from officedesk.services.work.drafts import TaskDraft, VisitDraft
from officedesk.services.work.jobs import new_job, save_job
from officedesk.services.work.series import dismiss
from tests.support.hostile import everywhere


def customer_of(desk: Desk, text: str, number: str = "") -> int:
    """A customer with ``text`` wherever a text may stand."""
    place = Address("s", "s", "c", "r", "p", "c")
    draft = CustomerDraft(
        name="n", flag_reason="f", billing=place,
        contacts=(ContactDraft("n", "r", "", "", "", is_primary=True),),
        locations=(LocationDraft("n", place, contact=0),),
    )  # fmt: skip
    saved = save_customer(desk, replace(everywhere(draft, text), number=number))
    assert saved.id is not None
    return saved.id


def line(text: str) -> LineDraft:
    return LineDraft(name=text, description=text, unit=text[:10], price=100_00, tax_name=text, tax_percent=Decimal(7))


def papers_of(desk: Desk, text: str) -> Iterator[tuple[PaperKind, int]]:
    """An estimate, a job, an invoice, a payment and a contract with ``text`` in every field."""
    customer = customer_of(desk, text)
    sections = (LineDraft(kind=LineKind.SECTION, name=text), line(text))
    estimate = save_estimate(
        desk, replace(new_estimate(desk, customer), description=text, note=text, internal_note=text, lines=sections)
    )
    approve_estimate(desk, estimate.id or 0, text)
    yield PaperKind.ESTIMATE, estimate.id or 0
    at = datetime.fromisoformat("2023-06-23T09:00")
    visit = VisitDraft(starts=at, ends=at.replace(hour=11), note=text)
    job = save_job(
        desk,
        replace(
            new_job(desk, customer), description=text, category=text, crew_note=text, tasks=(TaskDraft(line(text)),),
            visits=(visit,),
        ),
    )  # fmt: skip
    for kind, about in ((NoteKind.SITE, (job.location_id,)), (NoteKind.JOB, (None, job.id))):
        save_note(desk, replace(new_note(desk, customer, kind, *about), text=text))
    yield PaperKind.WORK_ORDER, job.id or 0
    draft = replace(new_invoice(desk, customer), description=text, note=text, internal_note=text, lines=sections)
    invoice = issue_invoice(desk, save_invoice(desk, draft).id or 0).id
    yield PaperKind.INVOICE, invoice
    payment = replace(
        new_payment(desk, customer, invoice), amount=100, method=PaymentMethod.CARD, reference=text, note=text,
        card_brand=text, allocations=(AllocationDraft(invoice, 100),),
    )  # fmt: skip
    yield PaperKind.RECEIPT, record_payment(desk, payment)
    contract = agreed(desk, customer, text)
    yield PaperKind.AGREEMENT, contract
    yield PaperKind.CONTRACT_REPORT, contract


def life_of(desk: Desk, customer: int, text: str) -> None:
    """What else a customer has: tasks, equipment with a part and a job, files, a message, a reminder and a geofence."""
    for owner in (customer, None):
        add_task(desk, ToDo(text[:2_000], desk.today(), desk.actor.user_id, owner))
        set_done(desk, [add_task(desk, ToDo(text[:2_000], None, desk.actor.user_id, owner)).id])
    words: dict[str, Any] = dict.fromkeys(EQUIPMENT_TEXTS, text[:300])
    draft = EquipmentDraft(customer, notes=text, warranty_ends=desk.today())
    made = save_equipment(desk, replace(draft, **words)).id or 0
    save_equipment(desk, replace(new_equipment(desk, customer, parent_id=made), **words))
    job = save_job(desk, replace(new_job(desk, customer), description=text, equipment=(made,)))
    formed(desk, job.id or 0, text)
    new_folder(desk, customer, text[:80])
    content = text.encode("utf-8", "replace")
    more: dict[str, Any] = {"description": text[:2_000], "equipment_id": made, "job_id": job.id}
    add_bytes(desk, text, content, FileDraft(customer, **more))
    to = (Recipient(text[:200], "someone@customer.example"),)
    save_draft(desk, MessageDraft(customer_id=customer, to=to, subject=text[:500], body=text))
    remind(desk, customer, text)
    fenced(desk, customer, text)
    agreed(desk, customer, text)
    asked_for(desk, customer, text)


def asked_for(desk: Desk, customer: int, text: str) -> int:
    """A lead and its project in these words, with an estimate, a note, a task and a file; lost for such a reason."""
    draft = replace(new_lead(desk, customer), description=text, title=f"Roof {text}"[:300], source=text[:300])
    project = save_lead(desk, draft).project_id or 0
    save_estimate(desk, new_estimate(desk, customer, project_id=project))
    save_note(desk, NoteDraft(customer, text=text, project_id=project))
    add_task(desk, ToDo(text[:2_000], project_id=project))
    add_bytes(desk, text, text.encode("utf-8", "replace"), FileDraft(customer, project_id=project))
    decline(desk, project, text)
    return project


def agreed(desk: Desk, customer: int, text: str) -> int:
    """A plan that is called so and sold, with a visit that was left out; an agreement that was cancelled."""
    yearly = PlanJobDraft(text[:300], Rule(Frequency.YEARLY), text[:300], crew_note=text, tasks=(line(text),))
    # Two that are sold have two names.
    called = f"Plan {len(plans(desk)) + 1} {text}"[:300]
    plan = PlanDraft(called, text, price=49_00, discount_percent=Decimal(5), covers=(text[:300],), jobs=(yearly,))
    sold = with_plan(desk, new_membership(desk, customer), save_plan(desk, plan).id or 0)
    membership = save_contract(desk, replace(sold, summary=text)).id or 0
    agreement = replace(new_agreement(desk, customer), name=text[:300], summary=text, price=100, jobs=(yearly,))
    cancel(desk, save_contract(desk, agreement).id or 0, desk.today(), text)
    with desk.read() as session:
        mine = select(Occurrence.id).join(Series).where(Series.contract_id == membership)
        first = session.scalars(mine.order_by(Occurrence.id)).first() or 0
    dismiss(desk, first, text)
    return membership


def formed(desk: Desk, job_id: int, text: str) -> None:
    """A form that asks for it in every way, answered with it and handed in; new jobs do not get it."""
    asked = tuple(
        FormField(kind.value, kind, text[:300], help=text[:300], choices=(text[:300], "other"), unit=text[:40])
        for kind in FieldKind
        if kind is not FieldKind.PHOTO
    )
    draft = FormTemplateDraft(f"{text[:180]} {job_id}", FormMoment.ANY, FormRule.OFF, asked)
    made = save_form_template(desk, draft)
    form = add_form(desk, job_id, made.id or 0)
    answers = {
        "text": text[:10_000],
        "long": text[:10_000],
        "check": True,
        "number": "1",
        "date": "2023-06-22",
        "signature": {"name": text[:200], "strokes": [[0, 0, 9, 9]]},
    }
    if chosen := next((one.choices[0] for one in made.fields if one.choices), ""):
        answers["choice"] = chosen
    hand_in(desk, replace(form, answers=answers), form)


def fenced(desk: Desk, customer: int | None, text: str) -> int:
    """A geofence that is called so, and tells whoever sits here."""
    shape = Circle(Point(44.97789, -93.26402), 120.0)
    draft = replace(new_fence(desk, shape=shape, customer_id=customer), name=f"Yard {text}"[:200])
    return save_fence(desk, draft).id or 0


def driven(desk: Desk, customer: int, text: str) -> None:
    """A technician called so, with a vehicle that was at the customer's geofence for an hour, and the time of it."""
    begun = desk.now() - timedelta(days=1)
    fence = fenced(desk, customer, text)
    with desk.write() as session:
        technician = Technician(name=clean(f"Tech {text}")[:200])
        session.add(technician)
        session.flush()
        whose = technician.id
    device = save_device(
        desk, DeviceDraft(f"Van {customer} {text}"[:200], identifier=f"van {customer}", technician_id=whose)
    ).id
    with desk.write() as session:
        spot: dict[str, Any] = {"device_id": device, "latitude": 44.97789, "longitude": -93.26402}
        session.add(Position(at=begun, **spot))
        way: dict[str, Any] = {"geofence_id": fence, "technician_id": whose, "noticed_at": begun, **spot}
        entered = Crossing(kind=CrossingKind.ENTER, at=begun, **way)
        session.add(entered)
        session.flush()
        left = begun + timedelta(hours=1)
        session.add(Crossing(kind=CrossingKind.EXIT, at=left, entered_id=entered.id, **way))
    started = begun.astimezone(desk.zone).replace(tzinfo=None)
    worked = TimeDraft(whose, started, started + timedelta(hours=1), customer_id=customer, note=text[:2_000])
    save_time(desk, worked)


def remind(desk: Desk, customer: int, text: str) -> int:
    """A reminder that is due."""
    draft = new_reminder(desk, customer)
    assert draft.due is not None
    due = draft.due - timedelta(days=3)
    return save_reminder(desk, replace(draft, subject=f"Call {text}"[:300], description=text, due=due)).id or 0


def hostile_office(desk: Desk, text: str) -> tuple[int, list[int]]:
    """An office all of whose words are ``text``; the customer and its estimate, job, invoice and payment."""
    save_user(desk, replace(users(desk)[0], name=text))
    office.save_tax_rate(desk, replace(office.tax_rates(desk)[0], name=text))
    office.save_brand(desk, replace(office.brands(desk)[0], name=text))
    save_item(desk, ItemDraft(name=text, code="h", description=text, category=text, unit=text[:9], price=1))
    save_template(desk, TemplateDraft(text[:100], subject="{{ customer.name }}", body="{{ customer.name }}"))
    documents = [number for _, number in papers_of(desk, text)]
    with desk.read() as session:
        customer = session.scalar(select(Estimate.customer_id).where(Estimate.id == documents[0])) or 0
    set_tags(desk, customer, [text[:50], "second", text[:55] + "2"])
    add_note(desk, customer, text)
    lines = (LineDraft(kind=LineKind.SECTION, name=text), LineDraft(name=text, description=text, price=5))
    save_estimate(desk, replace(new_estimate(desk, customer), description=text, lines=lines))
    save_invoice(desk, replace(new_invoice(desk, customer), description=text, lines=lines))
    customer_of(desk, text)
    life_of(desk, customer, text)
    return customer, documents
