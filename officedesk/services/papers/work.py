"""The work order: what the crew takes along. It tells no prices."""

from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from officedesk.formatting import date_text
from officedesk.models.company import Technician
from officedesk.models.enums import FormRule, JobStatus, LineKind, Priority, TaskStatus
from officedesk.models.equipment import Equipment, JobEquipment
from officedesk.models.papers import (
    PaperColumn,
    PaperData,
    PaperEquipment,
    PaperForm,
    PaperKind,
    PaperLine,
    PaperMark,
    PaperNote,
    PaperVisit,
)
from officedesk.models.sales import Estimate
from officedesk.models.work import Job, JobTask, Visit
from officedesk.services.desk import Desk
from officedesk.services.forms.drafts import FormState
from officedesk.services.forms.reading import form_rows
from officedesk.services.notes.reading import site_notes
from officedesk.services.papers.blocks import facts, headed, parties

PRICES = (PaperColumn.PRICE, PaperColumn.DISCOUNT, PaperColumn.TAX, PaperColumn.AMOUNT)


def work_order_paper(session: Session, desk: Desk, job: Job) -> PaperData:
    """The paper of a job. Tasks, visits and their technicians must be loaded. Cancelled tasks are left out."""
    heads = parties(session, job.customer_id, job.brand_id, job.location_id, job.contact_id)
    estimate = session.get(Estimate, job.estimate_id) if job.estimate_id else None
    on = job.created_at.astimezone(desk.zone).date()
    order = headed(PaperKind.WORK_ORDER, heads, on, job.number, job.currency)
    return replace(
        order,
        mark=PaperMark.VOID if job.status is JobStatus.CANCELLED else PaperMark.NONE,
        facts=facts(
            ("Date", on),
            ("Category", job.category),
            ("Priority", "" if job.priority is Priority.NORMAL else job.priority.value.capitalize()),
            ("Estimate", estimate.number if estimate else ""),
            ("Contact", heads.contact),
            ("Phone", heads.contact_phone),
        ),
        description=job.description,
        note=job.crew_note,
        thanks="",
        hidden_columns=tuple(dict.fromkeys((*order.hidden_columns, *PRICES))),
        lines=tuple(
            _task(position, task)
            for position, task in enumerate(job.tasks, 1)
            if task.status is not TaskStatus.CANCELLED
        ),
        visits=_visits(session, job.visits),
        equipment=_equipment(session, job.id),
        site_notes=_site_notes(session, desk, job.location_id),
        forms=_forms(session, desk, job.id, order.date_format),
    )


def _forms(session: Session, desk: Desk, job_id: int, dates: str) -> tuple[PaperForm, ...]:
    """What the crew has to fill in, what is off for this job left out."""
    told = []
    for one in form_rows(session, job_id):
        if one.state is FormState.OFF:
            continue
        state = "Not filled in yet" if one.state is FormState.EMPTY else "Begun"
        if one.done_at is not None:
            by = f" by {one.done_by}" if one.done_by else ""
            state = f"Handed in{by}, {date_text(one.done_at.astimezone(desk.zone).date(), dates)}"
        told.append(PaperForm(one.name, state, one.rule is FormRule.MANDATORY))
    return tuple(told)


def _site_notes(session: Session, desk: Desk, location_id: int | None) -> tuple[PaperNote, ...]:
    return tuple(
        PaperNote(text=one.text, author=one.author, day=one.at.astimezone(desk.zone).date())
        for one in site_notes(session, location_id)
    )


def _task(position: int, task: JobTask) -> PaperLine:
    return PaperLine(
        position=position,
        kind=task.kind,
        name=task.name,
        description=task.description,
        quantity=task.quantity,
        unit=task.unit,
        done=task.kind is not LineKind.SECTION and task.status is TaskStatus.COMPLETED,
    )


def _visits(session: Session, visits: list[Visit]) -> tuple[PaperVisit, ...]:
    ids = {part.technician_id for visit in visits for part in visit.technicians}
    names = {
        row.id: row.name
        for row in session.execute(select(Technician.id, Technician.name).where(Technician.id.in_(ids)))
    }
    return tuple(
        PaperVisit(
            starts=visit.starts,
            ends=visit.ends,
            all_day=visit.all_day,
            window_ends=visit.window_ends,
            technicians=tuple(sorted(names[part.technician_id] for part in visit.technicians)),
            note=visit.note,
        )
        for visit in visits
        if visit.status is not JobStatus.CANCELLED
    )


def _equipment(session: Session, job_id: int) -> tuple[PaperEquipment, ...]:
    """What the job works on, by name; parts say what they belong to."""
    parent = aliased(Equipment)
    rows = session.execute(
        select(*Equipment.__table__.c, parent.name.label("parent"))
        .join(JobEquipment, JobEquipment.equipment_id == Equipment.id)
        .outerjoin(parent, parent.id == Equipment.parent_id)
        .where(JobEquipment.job_id == job_id, Equipment.deleted_at.is_(None))
        .order_by(func.lower(Equipment.name), Equipment.id)
    )
    return tuple(
        PaperEquipment(
            name=f"{row.name} ({row.parent})" if row.parent else row.name,
            make=" ".join(filter(None, (row.type, row.manufacturer, row.model))),
            serial_number=row.serial_number,
            place=row.place,
            installed=row.install_date,
            warranty_ends=row.warranty_ends,
            note=row.notes,
        )
        for row in rows
    )
