"""A message as it is written."""

from dataclasses import dataclass

from officedesk.models.enums import Channel


@dataclass(frozen=True, slots=True)
class Address:
    """Who a message goes to: an email address or, of a text message, a phone number."""

    name: str = ""
    address: str = ""

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


@dataclass(frozen=True, slots=True)
class MessageDraft:
    """An email or SMS before it goes to the outbox.

    ``document`` (``estimate``, ``invoice``, ``job``, ``payment`` or nothing) and ``document_id`` say what it is about.
    ``pdf_name`` is what its PDF is called; the bytes are handed in when it is sent, and kept with the message.
    ``attachment_ids`` are files of the office, in order.
    """

    channel: Channel = Channel.EMAIL
    customer_id: int | None = None
    brand_id: int | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: str = ""
    subject: str = ""
    body: str = ""
    document: str = ""
    document_id: int | None = None
    pdf_name: str = ""
    attachment_ids: tuple[int, ...] = ()
    answers_id: int | None = None
    """The received message that this one answers."""
    bulk: bool = False
    id: int | None = None
    version: int = 0

    @property
    def empty(self) -> bool:
        """Nothing was typed yet."""
        return not (self.subject.strip() or self.body.strip())
