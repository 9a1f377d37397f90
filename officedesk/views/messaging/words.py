"""How messages, their states and their ways are called."""

from datetime import datetime

from officedesk.models.enums import Channel, MessageStatus
from officedesk.services.messaging.listing import MessageRow
from officedesk.views.lists.columns import Chip
from officedesk.views.shell import Shell

CHANNELS = {Channel.EMAIL: "Email", Channel.SMS: "SMS"}
ICONS = {Channel.EMAIL: "envelope-simple", Channel.SMS: "chat-text"}
CHIPS = {
    MessageStatus.DRAFT: Chip("Draft"),
    MessageStatus.WAITING: Chip("Waiting", "accent"),
    MessageStatus.SENDING: Chip("Sending", "accent"),
    MessageStatus.SENT: Chip("Sent", "ok"),
    MessageStatus.FAILED: Chip("Failed", "bad"),
    MessageStatus.UNSURE: Chip("Unsure", "warn"),
    MessageStatus.CANCELLED: Chip("Cancelled"),
    MessageStatus.RECEIVED: Chip("Received", "ok"),
}
UNSURE = (
    "Everything was handed to the server, but the connection ended before it answered. The message may have arrived. "
    "Ask the customer, or look into the sent mail of your mailbox; then say here what is true. Until you do, it is not "
    "sent again."
)


def when(shell: Shell, at: datetime) -> str:
    """On the office's clock: ``06/22/2023 11:42``."""
    here = at.astimezone(shell.desk.zone)
    return f"{shell.date(here.date())} {here:%H:%M}"


def explained(shell: Shell, row: MessageRow) -> str:
    """What the state of a message means, with the server's words; empty where its name says it all."""
    said = row.trouble.strip()
    match row.status:
        case MessageStatus.WAITING if said and row.next_at is not None:
            return f"Not sent yet. The server said: {said} The next try is at {when(shell, row.next_at)}."
        case MessageStatus.WAITING:
            return "In the outbox: the next desktop that is signed in to the account sends it."
        case MessageStatus.FAILED:
            return f"It was not sent. The server said: {said}" if said else "It was not sent."
        case MessageStatus.UNSURE:
            return UNSURE
        case MessageStatus.SENT if said:
            return f"Not everybody got it. The server said: {said}"
        case _:
            return ""
