"""What the composer shows beside a message: who can be written to, what the fields say, how the email will look."""

from sqlalchemy import select

from officedesk.models.customers import Contact
from officedesk.models.enums import Channel
from officedesk.services.desk import Desk
from officedesk.services.messaging.addresses import region_of
from officedesk.services.messaging.drafts import Address, MessageDraft
from officedesk.services.messaging.fields import FieldHelp, fields, values
from officedesk.services.messaging.frames import brand_of, frame_of
from officedesk.services.messaging.markup import to_html
from officedesk.services.messaging.outbox import reachable
from officedesk.services.permissions import Permission


def people_of(desk: Desk, customer_id: int | None, channel: Channel = Channel.EMAIL) -> tuple[Address, ...]:
    """The customer's contacts that can be reached this way, the primary one first."""
    desk.need(Permission.MESSAGES_SEND)
    if customer_id is None:
        return ()
    with desk.read() as session:
        query = select(Contact).where(Contact.customer_id == customer_id)
        people = session.scalars(query.order_by(Contact.is_primary.desc(), Contact.position)).all()
        region = region_of(session) if channel is Channel.SMS else ""
        found = (reachable(person, channel, region) for person in people)
        return tuple(dict.fromkeys(address for address in found if address is not None))


def field_values(
    desk: Desk, customer_id: int | None, document: str = "", document_id: int | None = None
) -> tuple[tuple[FieldHelp, str], ...]:
    """Every field of the purpose with what it says of this customer and document; empty where nobody knows."""
    desk.need(Permission.MESSAGES_SEND)
    with desk.read() as session:
        brand = brand_of(session, None)
        known = values(session, desk, customer_id, document, document_id, brand.id if brand else None)
    found = []
    for one in fields(document):
        group, _, name = one.name.partition(".")
        found.append((one, known[group][name]))
    return tuple(found)


def preview(desk: Desk, draft: MessageDraft) -> str:
    """The HTML part of an email as it stands, in the frame of its brand."""
    desk.need(Permission.MESSAGES_SEND)
    with desk.read() as session:
        return to_html(draft.body, frame_of(session, draft.brand_id, logo=False))
