"""Templates of forms: what the office asks, in which order new jobs get it. Forms of jobs keep what they were asked."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from officedesk.errors import Conflict, NotFound
from officedesk.models.form_fields import cleaned, fields_of, stored, template_problems
from officedesk.models.forms import FormTemplate
from officedesk.models.text import clean
from officedesk.services.desk import Desk
from officedesk.services.forms.drafts import TemplateDraft
from officedesk.services.office.records import one_name, refuse
from officedesk.services.permissions import Permission

_LONGEST = 200


def templates(desk: Desk) -> list[TemplateDraft]:
    """The office's templates in their order, those that are off included."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        rows = session.scalars(
            select(FormTemplate).where(FormTemplate.active.is_(True)).order_by(FormTemplate.position, FormTemplate.id)
        )
        return [_draft(row) for row in rows]


def template(desk: Desk, template_id: int) -> TemplateDraft:
    """One template. Raises :class:`NotFound`."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        return _draft(_load(session, template_id))


def save_template(desk: Desk, draft: TemplateDraft) -> TemplateDraft:
    """Store a template; a new one comes last. Forms that jobs have already stay as they are.

    Raises :class:`InvalidInput` (``name``, ``fields.2.label`` …), or :class:`Conflict` with ``theirs``.
    """
    desk.need(Permission.FORMS_WRITE)
    draft = replace(draft, name=clean(draft.name), fields=cleaned(draft.fields))
    problems = template_problems(draft.fields)
    if not draft.name:
        problems["name"] = "Give the form a name."
    elif len(draft.name) > _LONGEST:
        problems["name"] = f"This is longer than {_LONGEST} characters."
    refuse(problems)
    with desk.write() as session:
        record = _load(session, draft.id, lock=True) if draft.id is not None else None
        if record is not None and record.version != draft.version:
            raise Conflict(f"{record.name} was changed at another desktop meanwhile.", theirs=_draft(record))
        one_name(session, FormTemplate, draft, "a form")
        if record is None:
            last = session.scalar(select(func.max(FormTemplate.position)))
            record = FormTemplate(created_at=desk.now(), position=0 if last is None else last + 1)
            session.add(record)
        asked = stored(draft.fields)
        for name, value in (("name", draft.name), ("moment", draft.moment), ("rule", draft.rule), ("fields", asked)):
            if getattr(record, name) != value:
                setattr(record, name, value)
        record.touch(desk.now())
        session.flush()
        return _draft(record)


def order_templates(desk: Desk, ids: Sequence[int]) -> None:
    """Put templates into this order; those that are not named come after them."""
    desk.need(Permission.FORMS_WRITE)
    with desk.write() as session:
        rows = session.scalars(
            select(FormTemplate).order_by(FormTemplate.position, FormTemplate.id).with_for_update()
        ).all()
        places = {template_id: place for place, template_id in enumerate(dict.fromkeys(ids))}
        wanted = sorted(rows, key=lambda row: (places.get(row.id, len(places)), row.position, row.id))
        for place, row in enumerate(wanted):
            if row.position != place:
                row.position, row.updated_at = place, desk.now()


def remove_template(desk: Desk, template_id: int) -> None:
    """Take a template out of use: jobs keep the forms that they have, new ones do not get it."""
    desk.need(Permission.FORMS_WRITE)
    _set_active(desk, template_id, active=False)


def restore_template(desk: Desk, template_id: int) -> None:
    """Take a removed template into use again."""
    desk.need(Permission.FORMS_WRITE)
    _set_active(desk, template_id, active=True)


def _set_active(desk: Desk, template_id: int, *, active: bool) -> None:
    with desk.write() as session:
        record = _load(session, template_id, lock=True, removed=True)
        if record.active is not active:
            if active:
                one_name(session, FormTemplate, _draft(record), "a form")
            record.active, record.updated_at = active, desk.now()


def _load(session: Session, template_id: int, *, lock: bool = False, removed: bool = False) -> FormTemplate:
    record = session.get(FormTemplate, template_id, with_for_update=True if lock else None)
    if record is None or not (record.active or removed):
        raise NotFound("This form is no longer among the office's.", hint="Close it and open the list again.")
    return record


def _draft(record: FormTemplate) -> TemplateDraft:
    return TemplateDraft(record.name, record.moment, record.rule, fields_of(record.fields), record.id, record.version)
