"""Templates of messages: listed, saved, filled in, and which one a message begins with."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from officedesk.errors import InvalidInput, NotFound
from officedesk.models.company import Brand
from officedesk.models.enums import Channel
from officedesk.models.messages import MessageTemplate
from officedesk.models.text import clean, fold
from officedesk.services.desk import Desk
from officedesk.services.messaging import sandbox
from officedesk.services.messaging.beginnings import BUILT_IN
from officedesk.services.messaging.fields import PURPOSES, FieldHelp, examples, fields, values
from officedesk.services.messaging.frames import frame_of
from officedesk.services.messaging.markup import to_html
from officedesk.services.office.records import draft_of, one_name, refuse, stored
from officedesk.services.permissions import Permission

__all__ = [
    "PURPOSES",
    "FieldHelp",
    "Rendered",
    "TemplateDraft",
    "delete_template",
    "fields",
    "render",
    "save_template",
    "templates",
]


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """A template as it is edited. ``brand_id`` ``None``: for messages of every brand."""

    name: str = ""
    channel: Channel = Channel.EMAIL
    purpose: str = ""
    brand_id: int | None = None
    subject: str = ""
    body: str = ""
    active: bool = True
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Rendered:
    """A template filled in: ``text`` is what is edited and sent as the plain part, ``html`` the other part."""

    subject: str
    text: str
    html: str


def templates(
    desk: Desk, *, channel: Channel | None = None, purpose: str | None = None, active_only: bool = False
) -> list[TemplateDraft]:
    """The office's templates by name. With ``purpose`` those for it and those for any message."""
    desk.need(Permission.MESSAGES_READ)
    query = select(MessageTemplate)
    if channel is not None:
        query = query.where(MessageTemplate.channel == channel)
    if purpose is not None:
        query = query.where(MessageTemplate.purpose.in_([purpose, ""]))
    if active_only:
        query = query.where(MessageTemplate.active)
    with desk.read() as session:
        found = [draft_of(record, TemplateDraft) for record in session.scalars(query)]
    return sorted(found, key=lambda one: (one.purpose == "", fold(one.name), one.id or 0))


def new_template(desk: Desk, channel: Channel = Channel.EMAIL, purpose: str = "") -> TemplateDraft:
    """An unsaved template with the words that messages of this purpose begin with so far."""
    desk.need(Permission.OFFICE_WRITE)
    subject, body = BUILT_IN.get((channel, purpose), ("", ""))
    return TemplateDraft(channel=channel, purpose=purpose, subject=subject, body=body)


def save_template(desk: Desk, draft: TemplateDraft) -> TemplateDraft:
    """Store a template. Raises :class:`InvalidInput`, whose messages name field and line, and :class:`Conflict`."""
    desk.need(Permission.OFFICE_WRITE)
    refuse(template_problems(draft))
    with desk.write() as session:
        one_name(session, MessageTemplate, draft, "a template")
        if draft.brand_id is not None and session.get(Brand, draft.brand_id) is None:
            raise InvalidInput({"brand_id": "This brand is no longer there."})
        record = stored(session, MessageTemplate, draft, "template")
        record.name, record.subject = clean(draft.name), clean(draft.subject)
        record.body = clean(draft.body, lines=True)
        record.channel, record.purpose = draft.channel, draft.purpose
        record.brand_id, record.active = draft.brand_id, draft.active
        session.flush()
        return draft_of(record, TemplateDraft)


def delete_template(desk: Desk, template_id: int) -> None:
    """Delete a template; messages keep their words. Raises :class:`NotFound`."""
    desk.need(Permission.OFFICE_WRITE)
    with desk.write() as session:
        record = session.get(MessageTemplate, template_id, with_for_update=True)
        if record is None:
            raise NotFound("This template is no longer there.")
        session.delete(record)


def template_problems(draft: TemplateDraft) -> dict[str, str]:
    """What is wrong with a template by field, before it is saved: while it is typed."""
    found: dict[str, str] = {}
    if not clean(draft.name):
        found["name"] = "Give the template a name."
    if draft.purpose not in PURPOSES:
        found["purpose"] = "Choose what the template is for."
        return found
    known = examples(draft.purpose)
    if not clean(draft.body, lines=True):
        found["body"] = "Write what the message says."
    for field, source in (("subject", draft.subject), ("body", draft.body)):
        try:
            sandbox.fill_in(source, known)
        except sandbox.TemplateFault as fault:
            found[field] = str(fault)
    return found


def render(
    desk: Desk,
    template: TemplateDraft,
    customer_id: int | None,
    document: str = "",
    document_id: int | None = None,
) -> Rendered:
    """``template``, saved or not, filled in for a customer and a document; with examples where there are none.

    Raises :class:`InvalidInput` by field where the template names what is not there.
    """
    desk.need(Permission.MESSAGES_READ)
    with desk.read() as session:
        known = examples(template.purpose)
        if document or customer_id is not None:
            known |= values(session, desk, customer_id, document, document_id, template.brand_id)
        subject, text = filled(template, known)
        return Rendered(subject, text, to_html(text, frame_of(session, template.brand_id, logo=False)))


def filled(template: TemplateDraft, known: sandbox.Values) -> tuple[str, str]:
    """Subject and text. Raises :class:`InvalidInput` by field."""
    faults: dict[str, str] = {}
    found = {}
    for field, source in (("subject", template.subject), ("body", template.body)):
        try:
            found[field] = sandbox.fill_in(source, known)
        except sandbox.TemplateFault as fault:
            faults[field] = str(fault)
    refuse(faults)
    return clean(found["subject"]), found["body"]


def best_template(session: Session, channel: Channel, purpose: str, brand_id: int | None) -> TemplateDraft:
    """What a message begins with: the brand's own template before one of all brands, the first by name; else ours."""
    query = (
        select(MessageTemplate)
        .where(
            MessageTemplate.active,
            MessageTemplate.channel == channel,
            MessageTemplate.purpose == purpose,
            or_(MessageTemplate.brand_id.is_(None), MessageTemplate.brand_id == brand_id),
        )
        .order_by(MessageTemplate.brand_id.is_(None), MessageTemplate.name, MessageTemplate.id)
    )
    record = session.scalars(query.limit(1)).first()
    # Only what was made for this purpose begins a message by itself; others are chosen.
    if record is not None and purpose:
        return draft_of(record, TemplateDraft)
    subject, body = BUILT_IN.get((channel, purpose), ("", ""))
    return TemplateDraft(channel=channel, purpose=purpose, subject=subject, body=body)
