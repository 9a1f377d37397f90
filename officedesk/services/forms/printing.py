"""A form of a job, gathered for paper."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.database.listing import location_line
from officedesk.errors import OfficeError
from officedesk.formatting import date_text, quantity, time_text
from officedesk.models.company import Company
from officedesk.models.customers import Customer, Location
from officedesk.models.form_fields import FieldKind, FormField, day_of, decimal_of, drawn_in
from officedesk.models.form_sheets import FormSheet, SheetAnswer
from officedesk.models.work import Job
from officedesk.services.desk import Desk
from officedesk.services.files.pictures import thumbnail
from officedesk.services.forms.drafts import FormDraft
from officedesk.services.forms.reading import draft_of, load
from officedesk.services.permissions import Permission

_SIDE = 800
"""Pixels of a photo on paper."""


def form_sheet(desk: Desk, form_id: int) -> FormSheet:
    """What a form prints, with its photos. Raises :class:`NotFound`."""
    desk.need(Permission.JOBS_READ)
    with desk.read() as session:
        draft = draft_of(*load(session, form_id))
        company = session.execute(select(Company.name, Company.date_format, Company.paper_size)).one()
        about = _about(session, draft)
    dates: str = company.date_format
    state = "Not handed in"
    if draft.done_at is not None:
        at = draft.done_at.astimezone(desk.zone)
        by = f" by {draft.done_by}" if draft.done_by else ""
        state = f"Handed in{by}, {date_text(at.date(), dates)} {time_text(at)}"
    return FormSheet(
        office=company.name,
        name=draft.name,
        state=state,
        about=about,
        answers=tuple(_answer(desk, one, draft.answers.get(one.key), dates) for one in draft.fields),
        printed=date_text(desk.today(), dates),
        paper_size=company.paper_size,
    )


def _about(session: Session, draft: FormDraft) -> tuple[tuple[str, str], ...]:
    place = Location.__table__.c
    row = session.execute(
        select(
            Job.description,
            Customer.name.label("company"),
            *(place[name] for name in ("street", "street2", "city", "region", "postal_code")),
            place.name.label("location_name"),
        )
        .join(Customer, Customer.id == Job.customer_id)
        .outerjoin(Location, Location.id == Job.location_id)
        .where(Job.id == draft.job_id)
    ).one()
    where = location_line(row) or row.location_name or ""
    told = (("Job", draft.job_number), ("Customer", row.company), ("Location", where), ("Work", row.description))
    return tuple((label, text) for label, text in told if text)


def _answer(desk: Desk, asked: FormField, value: Any, dates: str) -> SheetAnswer:
    kind = asked.kind
    label = f"{asked.label} ({asked.unit})" if asked.unit else asked.label
    if kind is FieldKind.CHECK:
        return SheetAnswer(kind, label, checked=value is True)
    if kind is FieldKind.SIGNATURE:
        signature = drawn_in(value)
        return SheetAnswer(kind, label, signature.name, strokes=signature.strokes)
    if kind is FieldKind.PHOTO:
        pictures = tuple(filter(None, (_photo(desk, one) for one in value or ())))
        gone = len(value or ()) - len(pictures)
        return SheetAnswer(kind, label, f"{gone} no longer there" if gone else "", pictures=pictures)
    if kind is FieldKind.NUMBER:
        number = decimal_of(value)
        return SheetAnswer(kind, label, "" if number is None else quantity(number))
    if kind is FieldKind.DATE:
        return SheetAnswer(kind, label, date_text(day_of(value), dates))
    return SheetAnswer(kind, label, value if isinstance(value, str) else "")


def _photo(desk: Desk, attachment_id: int) -> bytes | None:
    """A photo that is gone, or shows nothing, is left out: the form is printed all the same."""
    try:
        return thumbnail(desk, attachment_id, _SIDE)
    except OfficeError:
        return None
