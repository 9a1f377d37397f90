"""``officedesk:`` links: what one may say, and nothing more.

``officedesk:invoice/1042?office=…`` names a record by its kind and number, and the office it is in. Anybody can write a
link, and put it anywhere: it shows a record to whoever may see it, and never names a file, a server or a command.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from officedesk.errors import OfficeError

SCHEME: Final = "officedesk:"
KINDS: Final = {
    "customer": "customer",
    "estimate": "estimate",
    "job": "job",
    "invoice": "invoice",
    "creditnote": "credit note",
    "project": "project",
    "contract": "contract",
}
"""Kinds of records that have links, and the words for them."""
_LONGEST = 500
_NUMBER = 60
_SHAPE = re.compile(r"(?://)?(?P<kind>[a-z]+)/(?P<number>[^/?#]+)/?(?:\?office=(?P<office>[0-9a-f]{32}))?")
_PLAIN = re.compile(r"[!-~]+")


class BadLink(OfficeError):
    """What a link asks for is nothing that links do."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Link:
    """``kind`` is one of :data:`KINDS`, ``office`` the key of the office, empty for whichever is open."""

    kind: str
    number: str
    office: str = ""

    def __str__(self) -> str:
        where = f"?office={self.office}" if self.office else ""
        return f"{SCHEME}{self.kind}/{quote(self.number, safe='')}{where}"

    @property
    def words(self) -> str:
        """What it shows, within a sentence."""
        return f"{KINDS[self.kind]} {self.number}"


def is_link(text: str) -> bool:
    """Whether a program's argument is meant as a link, good or bad."""
    return text[: len(SCHEME)].lower() == SCHEME


def read_link(text: str) -> Link:
    """Read a link strictly. Raises :class:`BadLink`."""
    if len(text) > _LONGEST or not is_link(text) or not _PLAIN.fullmatch(text):
        raise _bad(text)
    found = _SHAPE.fullmatch(text[len(SCHEME) :])
    if found is None or found["kind"] not in KINDS:
        raise _bad(text)
    try:
        number = unquote(found["number"], errors="strict")
    except UnicodeDecodeError as error:
        raise _bad(text) from error
    if len(number) > _NUMBER or not number.isprintable() or number != number.strip():
        raise _bad(text)
    return Link(found["kind"], number, found["office"] or "")


def _bad(text: str) -> BadLink:
    shown = "".join(letter if letter.isprintable() else "�" for letter in text[:80])
    return BadLink(
        f"This link is none that OfficeDesk makes, and was not opened: “{shown}{'…' if len(text) > 80 else ''}”.",
        hint="Links show a record and do nothing else. Ask whoever sent it for its number, and search for that.",
    )
