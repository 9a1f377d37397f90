"""An email as the bytes that go to the server. Headers are written here, so that nothing typed can become one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from textwrap import wrap
from typing import Any

from officedesk.models.text import clean
from officedesk.services.messaging.addresses import ascii_domain
from officedesk.services.messaging.drafts import Address
from officedesk.services.messaging.markup import Frame, to_html

_LINE = 76
_WORD_BYTES = 42
"""Of UTF-8 in one encoded word, which may have 75 letters."""
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>")
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
# One policy for the parts: seven-bit whatever they hold, so that no server on the way has to change them.
_POLICY = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a message."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Everything of one message that is sent; ``internet_id`` is its Message-ID with its brackets."""

    internet_id: str
    at: datetime
    sender: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: Address | None = None
    answers: tuple[str, ...] = ()
    """Message-IDs of what it answers, the last one directly."""
    frame: Frame = field(default_factory=Frame)
    logo: bytes | None = None
    files: tuple[Attached, ...] = ()
    patient: bool = True
    """Whether a recipient whom the server wants to be asked for again keeps the others waiting."""
    unsubscribe: str = ""
    """An address that takes people off the list; only of mail to many."""

    @property
    def recipients(self) -> tuple[str, ...]:
        """Every address once, as the server is told them."""
        return tuple(dict.fromkeys(wire_address(one.address) for one in (*self.to, *self.cc, *self.bcc)))


def wire_address(address: str) -> str:
    """An address as servers are told it: its domain in ASCII."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{ascii_domain(domain)}"


def needs_utf8(outgoing: Outgoing) -> bool:
    """Whether an address has letters that only servers with SMTPUTF8 take."""
    return not all(one.isascii() for one in (*outgoing.recipients, wire_address(outgoing.sender.address)))


def to_bytes(outgoing: Outgoing) -> bytes:
    """The whole email with CRLF line ends: multipart/alternative in multipart/mixed where files go with it.

    Blind copies are not in it.
    """
    body = EmailMessage(policy=_POLICY)
    body.set_content(_lines(outgoing.text), cte="quoted-printable")
    frame = outgoing.frame
    body.add_alternative(to_html(outgoing.text, frame), subtype="html", cte="quoted-printable")
    if outgoing.logo and frame.logo_id:
        picture = "png" if outgoing.logo.startswith(b"\x89PNG") else "jpeg"
        html: Any = body.get_payload(1)
        html.add_related(outgoing.logo, "image", picture, cid=f"<{frame.logo_id}>", disposition="inline")
    for file in outgoing.files:
        main, _, sub = file.media_type.partition("/")
        known = re.fullmatch(r"[a-z]+/[\w.+-]+", file.media_type.lower()) and main not in (
            "text",
            "message",
            "multipart",
        )
        main, sub = (main.lower(), sub.lower()) if known else ("application", "octet-stream")
        body.add_attachment(file.content, main, sub, filename=attachment_name(file.name))
    head = "".join(f"{name}: {value}\r\n" for name, value in _headers(outgoing))
    return head.encode() + body.as_bytes()


def attachment_name(name: str) -> str:
    """A file's name as every system takes it: no folders, nothing that turns the rest of it around."""
    plain = _NOT_IN_NAMES.sub("-", clean(name)).replace("=?", "=-").strip(" .") or "file"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:120]}.{ending[:20]}" if dot and stem else plain[:120]


def _headers(outgoing: Outgoing) -> Iterable[tuple[str, str]]:
    yield "From", _address(outgoing.sender)
    yield "To", addresses_header(outgoing.to) if outgoing.to else "undisclosed-recipients:;"
    if outgoing.cc:
        yield "Cc", addresses_header(outgoing.cc)
    if outgoing.reply_to is not None:
        yield "Reply-To", _address(outgoing.reply_to)
    yield "Subject", text_header(outgoing.subject, len("Subject: "))
    yield "Date", format_datetime(outgoing.at)
    yield "Message-ID", outgoing.internet_id
    known = [one for one in outgoing.answers if _MESSAGE_ID.fullmatch(one)]
    if known:
        yield "In-Reply-To", known[-1]
        # The first and the latest are what threads hang on.
        yield "References", "\r\n ".join(known[:1] + known[1:][-20:])
    if outgoing.unsubscribe:
        yield "List-Unsubscribe", f"<mailto:{wire_address(outgoing.unsubscribe)}?subject=unsubscribe>"
        yield "Precedence", "bulk"


def addresses_header(addresses: Sequence[Address]) -> str:
    """A list of addresses, each on a line of its own."""
    return ",\r\n ".join(_address(one) for one in addresses)


def _address(one: Address) -> str:
    name, address = clean(one.name), wire_address(one.address)
    if not name:
        return address
    if len(name) > 60 or not _plain(name):
        return f"{encoded_words(name)}\r\n <{address}>"
    quoted = name if _ATOMS.fullmatch(name) else '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    return f"{quoted} <{address}>"


def text_header(text: str, begins: int) -> str:
    """A header of free text in lines that every server takes; ``begins``: how much of the first one is used."""
    text = clean(text)
    if _plain(text):
        lines = wrap(text, _LINE, initial_indent="_" * begins, break_long_words=False, break_on_hyphens=False)
        if all(len(line) <= _LINE for line in lines):
            return "\r\n ".join(lines)[begins:]
    return encoded_words(text)


def encoded_words(text: str) -> str:
    """``text`` as RFC 2047 words, one to a line. Whatever it holds, it is read back as itself and as nothing more."""
    from base64 import b64encode

    parts, part = [], b""
    for letter in text:
        data = letter.encode("utf-8", "replace")
        if len(part) + len(data) > _WORD_BYTES:
            parts.append(part)
            part = b""
        part += data
    parts.append(part)
    return "\r\n ".join(f"=?utf-8?b?{b64encode(one).decode('ascii')}?=" for one in parts)


def _plain(text: str) -> bool:
    """Nothing in it that means something in a header."""
    return text.isascii() and text.isprintable() and "=?" not in text and "  " not in text


def _lines(text: str) -> str:
    return clean(text, lines=True) + "\n"
