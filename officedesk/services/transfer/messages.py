"""Messages as a table: all that was written, sent and received, with what became of it."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import select

from officedesk.models.customers import Customer
from officedesk.models.enums import RecipientKind
from officedesk.models.messages import Message, MessageRecipient
from officedesk.services.desk import Desk
from officedesk.services.messaging.listing import MessageFilter, MessageList, fetch_rows
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.transfer.tables import Cell

MESSAGES = (
    "Date", "Time", "Kind", "Status", "Customer number", "Company", "From", "To", "Cc", "Bcc", "Subject", "Message",
    "Document", "Sent by", "Trouble",
)  # fmt: skip
_CHUNK = 400


def messages(desk: Desk, progress: Callable[[int, int], None]) -> Iterator[Sequence[Cell]]:
    """Every message by date, drafts included; times are the office's."""
    desk.need(Permission.EXPORT)
    ids = MessageList(desk).ids(MessageFilter(), Sort("at"))
    for start in range(0, len(ids), _CHUNK):
        some = list(ids[start : start + _CHUNK])
        with desk.read() as session:
            found = fetch_rows(session, some)
            columns = (Message.id, Message.subject, Message.body, Message.sender_name, Message.sender_address)
            whole = {row.id: row for row in session.execute(select(*columns).where(Message.id.in_(some)))}
            owners = {row.customer_id for row in found.values()}
            numbers = dict(session.execute(select(Customer.id, Customer.number).where(Customer.id.in_(owners))).all())
            to: dict[tuple[int, RecipientKind], list[str]] = {}
            for one in session.execute(
                select(
                    MessageRecipient.message_id, MessageRecipient.kind, MessageRecipient.name, MessageRecipient.address
                )
                .where(MessageRecipient.message_id.in_(some))
                .order_by(MessageRecipient.id)
            ):
                shown = f"{one.name} <{one.address}>" if one.name else one.address
                to.setdefault((one.message_id, one.kind), []).append(shown)
        for row in (found[key] for key in some if key in found):
            at = row.at.astimezone(desk.zone)
            text = whole[row.id]
            yield (
                at.date(), f"{at:%H:%M}", row.channel.value, row.status.value,
                numbers.get(row.customer_id or 0, ""), row.company,
                " ".join(part for part in (text.sender_name, f"<{text.sender_address}>") if part.strip("<>")),
                *(", ".join(to.get((row.id, kind), ())) for kind in RecipientKind),
                text.subject, text.body, row.document_title, row.sent_by, row.trouble,
            )  # fmt: skip
        progress(start + len(some), len(ids))
