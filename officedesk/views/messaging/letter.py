"""What the composer is opened for, and what it reads before anything can be typed."""

from dataclasses import dataclass, replace
from pathlib import Path

from officedesk.models.enums import Channel
from officedesk.services.desk import Desk
from officedesk.services.messaging.drafts import Address, MessageDraft
from officedesk.services.messaging.fields import FieldHelp
from officedesk.services.messaging.templates import TemplateDraft
from officedesk.views.recovery import Kept, kept


@dataclass(frozen=True)
class Letter:
    """What the composer is opened for. ``draft``: words to begin with, in place of those of a template.

    ``pdf``: the paper that goes with it, where it is not to be drawn anew.
    """

    customer_id: int | None = None
    channel: Channel = Channel.EMAIL
    document: str = ""
    document_id: int | None = None
    message_id: int | None = None
    draft: MessageDraft | None = None
    pdf: tuple[str, bytes] | None = None
    kept: Kept | None = None


@dataclass(frozen=True)
class Opened:
    """A message that can be written on, and what is offered beside it."""

    draft: MessageDraft
    people: tuple[Address, ...]
    templates: tuple[TemplateDraft, ...]
    fields: tuple[tuple[FieldHelp, str], ...]
    files: dict[int, str]
    company: str
    kept: Kept | None


def open_letter(desk: Desk, letter: Letter, folder: Path) -> Opened:
    """Everything the composer needs, off the GUI thread."""
    from officedesk.services.customers.profile import profile
    from officedesk.services.messaging.composing import field_values, people_of
    from officedesk.services.messaging.outbox import draft as stored_draft
    from officedesk.services.messaging.outbox import new_message
    from officedesk.services.messaging.templates import templates

    lost = letter.kept
    if letter.message_id is not None:
        draft = stored_draft(desk, letter.message_id)
        if draft.document and not draft.pdf_name:
            # The paper is drawn when it is sent: a draft is not stored with it.
            fresh = new_message(desk, draft.customer_id, draft.channel, draft.document, draft.document_id)
            draft = replace(draft, pdf_name=fresh.pdf_name)
    elif letter.draft is not None:
        draft = letter.draft
    else:
        draft = new_message(desk, letter.customer_id, letter.channel, letter.document, letter.document_id)
    if lost is None and letter.draft is None:
        lost = next((one for one in kept(folder, "message", draft.id or 0) if _same(one, draft)), None)
    company = profile(desk, draft.customer_id).name if draft.customer_id is not None else ""
    return Opened(
        draft=draft,
        people=people_of(desk, draft.customer_id, draft.channel),
        templates=tuple(templates(desk, channel=draft.channel, purpose=draft.document, active_only=True)),
        fields=field_values(desk, draft.customer_id, draft.document, draft.document_id),
        files=_names(desk, draft),
        company=company,
        kept=lost,
    )


def _same(one: Kept, draft: MessageDraft) -> bool:
    keys = ("channel", "customer_id", "document", "document_id")
    return isinstance(one.data, dict) and all(one.data.get(key) == getattr(draft, key) for key in keys)


def _names(desk: Desk, draft: MessageDraft) -> dict[int, str]:
    """What the office's files that go with it are called."""
    if draft.id is None or not draft.attachment_ids:
        return {}
    from officedesk.services.messaging.listing import message

    return {file.attachment_id: file.name for file in message(desk, draft.id).files if file.attachment_id is not None}
