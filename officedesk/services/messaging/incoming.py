"""What came in, read: answers, mail that came back. Whatever is in it, reading it ends, and never with an error."""

import email
import email.policy
import email.utils
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message as Mail
from html.parser import HTMLParser

from officedesk.models.text import clean
from officedesk.services.messaging.drafts import Address

log = logging.getLogger(__name__)
LARGEST = 256 * 1024
"""Bytes of a message that are looked at; what follows are mostly attachments."""
LONGEST_TEXT = 50_000
_LONGEST_HEADER = 4_000
_MOST_PARTS = 100
_IDS = re.compile(r"<[^\s<>]{1,250}>")
_UNREADABLE = "(This message could not be read.)"


@dataclass(frozen=True, slots=True)
class Bounce:
    """A message of ours that came back: to whom it went, and why, in the server's words."""

    address: str
    said: str
    final: bool
    """``False``: it is only late."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that came in. ``answers`` are Message-IDs, the one that is answered directly first."""

    internet_id: str = ""
    sender: Address = field(default_factory=Address)
    subject: str = ""
    text: str = ""
    at: datetime | None = None
    answers: tuple[str, ...] = ()
    bounce: Bounce | None = None
    automatic: bool = False
    """Nobody wrote it: an out-of-office note, a newsletter."""


def read_mail(raw: bytes) -> Incoming:
    """What the message says. Only as much as :data:`LARGEST` is looked at."""
    raw = raw[:LARGEST]
    try:
        return _read(email.message_from_bytes(raw, policy=email.policy.compat32))
    except Exception as error:  # noqa: BLE001 - it is hostile until shown otherwise, and the next one waits
        log.warning("a message could not be read: %s", type(error).__name__)
    try:
        head = raw.split(b"\r\n\r\n", 1)[0].split(b"\n\n", 1)[0]
        return _headers(email.message_from_bytes(head + b"\r\n\r\n", policy=email.policy.compat32), _UNREADABLE)
    except Exception:  # noqa: BLE001 - as above
        return Incoming(text=_UNREADABLE)


def _read(mail: Mail) -> Incoming:
    parts = list(_parts(mail))
    bounce, original = _bounce(mail, parts)
    found = _headers(mail, _text(parts))
    if bounce is None:
        return found
    return Incoming(
        found.internet_id, found.sender, found.subject, found.text, found.at, (*original, *found.answers), bounce, True
    )


def _headers(mail: Mail, text: str) -> Incoming:
    name, address = email.utils.parseaddr(_header(mail, "From"))
    ids = _IDS.findall(_header(mail, "In-Reply-To")) + _IDS.findall(_header(mail, "References"))[::-1]
    submitted = _header(mail, "Auto-Submitted").strip().lower()
    automatic = submitted not in ("", "no") or _header(mail, "Precedence").strip().lower() in ("bulk", "junk", "list")
    own = _IDS.findall(_header(mail, "Message-ID"))
    return Incoming(
        internet_id=own[0] if own else "",
        sender=Address(_decoded(name)[:200], clean(address).lower()[:254]),
        subject=_decoded(_header(mail, "Subject"))[:500],
        text=text,
        at=_date(_header(mail, "Date")),
        answers=tuple(dict.fromkeys(ids))[:50],
        automatic=automatic,
    )


def _header(mail: Mail, name: str) -> str:
    value = mail.get(name)
    return "" if value is None else " ".join(str(value)[:_LONGEST_HEADER].split())


def _decoded(text: str) -> str:
    pieces = []
    try:
        words = decode_header(text)
    except (ValueError, MessageError):
        return clean(text)
    for piece, charset in words:
        pieces.append(piece if isinstance(piece, str) else _as_text(piece, charset or "utf-8"))
    return clean("".join(pieces))


def _as_text(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset, "replace")
    except (LookupError, UnicodeError, ValueError):
        return data.decode("utf-8", "replace")


def _date(text: str) -> datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _parts(mail: Mail) -> Iterator[Mail]:
    """The parts in order, without going down a thousand levels."""
    left, seen = [mail], 0
    while left and seen < _MOST_PARTS:
        part = left.pop(0)
        seen += 1
        yield part
        payload = part.get_payload()
        if isinstance(payload, list):
            left[:0] = [one for one in payload[:_MOST_PARTS] if isinstance(one, Mail)]


def _text(parts: list[Mail]) -> str:
    html = ""
    for part in parts:
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html") or part.get_content_disposition() == "attachment":
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        text = _as_text(payload, part.get_content_charset() or "utf-8")
        if kind == "text/plain" and text.strip():
            return clean(text, lines=True)[:LONGEST_TEXT]
        html = html or text
    return _plain(html)[:LONGEST_TEXT]


class _Words(HTMLParser):
    """The text of a page, a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script", "head", "title"):
            self._hidden += 1
        elif tag in ("p", "div", "br", "tr", "li", "h1", "h2", "h3", "blockquote"):
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script", "head", "title"):
            self._hidden = max(0, self._hidden - 1)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(" ".join(data.split()) + (" " if data[-1:].isspace() else ""))


def _plain(html: str) -> str:
    words = _Words()
    words.feed(html)
    words.close()
    lines = "".join(words.found).split("\n")
    return clean(re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)), lines=True)


def _bounce(mail: Mail, parts: list[Mail]) -> tuple[Bounce | None, list[str]]:
    """What a report of a mail server says (RFC 3464), and the Message-IDs of what came back."""
    if mail.get_content_type() != "multipart/report":
        return None, []
    found: Bounce | None = None
    original: list[str] = []
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            found = found or _status(part)
        elif kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            original += _original(part)
    return found, original


def _status(part: Mail) -> Bounce | None:
    payload = part.get_payload()
    blocks = payload if isinstance(payload, list) else []
    for block in (one for one in blocks if isinstance(one, Mail)):
        action = _header(block, "Action").strip().lower()
        if action in ("failed", "delayed"):
            address = (_header(block, "Original-Recipient") or _header(block, "Final-Recipient")).rpartition(";")[2]
            said = _header(block, "Diagnostic-Code").partition(";")[2] or _header(block, "Status")
            return Bounce(clean(address).lower()[:254], clean(said)[:500], action == "failed")
    return None


def _original(part: Mail) -> list[str]:
    payload = part.get_payload()
    if isinstance(payload, list):
        inner = [one for one in payload[:1] if isinstance(one, Mail)]
        return [found for one in inner for found in _IDS.findall(_header(one, "Message-ID"))]
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return []
    mail = email.message_from_bytes(data[:65_536], policy=email.policy.compat32)
    return _IDS.findall(_header(mail, "Message-ID"))
