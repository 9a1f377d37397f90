"""Invitation codes: all that a desktop needs to find the office, to know that it is the right one, and to enter once.

A code is some 55 letters and digits in groups of five, without those that are easily confused. It carries the
computer's addresses and port, ten bytes of its certificate authority's SHA-256, ten random bytes from which the
one-time role and its password follow, when it expires, and a checksum.
"""

import base64
import ipaddress
import secrets
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from officedesk.errors import NotAllowed

VERSION = 1
SEED = 10
PRINT = 10
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
_SUM = 3
_NAME = 0x80
ADDRESSES = 3
"""Addresses that a code has room for."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """``fingerprint`` is the beginning of the authority's SHA-256; ``seed`` is the secret."""

    addresses: tuple[str, ...]
    port: int
    fingerprint: bytes
    expires: datetime
    seed: bytes

    @classmethod
    def new(cls, addresses: tuple[str, ...], port: int, fingerprint: bytes, now: datetime, days: int) -> "Invitation":
        """An invitation that nobody has seen yet."""
        # A code knows whole hours.
        hours = int((now - _SINCE) / timedelta(hours=1)) + 24 * days
        expires = _SINCE + timedelta(hours=hours)
        return cls(addresses[:ADDRESSES], port, fingerprint[:PRINT], expires, secrets.token_bytes(SEED))

    @property
    def role(self) -> str:
        """The one-time role."""
        return f"guest_{sha256(b'role' + self.seed).hexdigest()[:12]}"

    @property
    def password(self) -> str:
        """The one-time role's password."""
        return base64.urlsafe_b64encode(sha256(b"password" + self.seed).digest()[:18]).decode("ascii")

    @property
    def code(self) -> str:
        """What is told to the other desktop."""
        content = bytes([VERSION]) + self.seed + self.fingerprint
        content += int((self.expires - _SINCE) / timedelta(hours=1)).to_bytes(3, "big") + struct.pack("!H", self.port)
        for address in self.addresses:
            content += _packed(address)
        content += sha256(content).digest()[:_SUM]
        number = int.from_bytes(b"\x01" + content, "big")
        letters = ""
        while number:
            number, place = divmod(number, 32)
            letters = _LETTERS[place] + letters
        return "-".join(letters[start : start + 5] for start in range(0, len(letters), 5))

    @classmethod
    def read(cls, code: str) -> "Invitation":
        """Read a code as it was pasted or typed. Raises :class:`NotAllowed` where it cannot be right."""
        letters = "".join(letter for letter in code.upper() if letter.isalnum()).translate(_LIKE)
        if not letters:
            raise NotAllowed("There is no invitation code.", hint="Paste the code that the office's computer shows.")
        number = 0
        for letter in letters:
            place = _LETTERS.find(letter)
            if place < 0:
                raise _mistyped()
            number = number * 32 + place
        content = number.to_bytes((number.bit_length() + 7) // 8, "big")[1:]
        body, check = content[:-_SUM], content[-_SUM:]
        if len(body) < 1 + SEED + PRINT + 5 or sha256(body).digest()[:_SUM] != check:
            raise _mistyped()
        if body[0] != VERSION:
            raise NotAllowed(
                "This invitation was made by another version of OfficeDesk.", hint="Update OfficeDesk on this computer."
            )
        seed, rest = body[1 : 1 + SEED], body[1 + SEED :]
        fingerprint, rest = rest[:PRINT], rest[PRINT:]
        expires = _SINCE + timedelta(hours=int.from_bytes(rest[:3], "big"))
        (port,) = struct.unpack("!H", rest[3:5])
        return cls(_unpacked(rest[5:]), port, fingerprint, expires, seed)


def _mistyped() -> NotAllowed:
    return NotAllowed("This invitation code is not complete or was mistyped.", hint="Copy it once more, all of it.")


def _packed(address: str) -> bytes:
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        name = address.encode("ascii")[:127]
        return bytes([_NAME | len(name)]) + name
    return bytes([len(number.packed)]) + number.packed


def _unpacked(content: bytes) -> tuple[str, ...]:
    found = []
    while content:
        length = content[0] & ~_NAME
        part, rest = content[1 : 1 + length], content[1 + length :]
        if len(part) < length:
            raise _mistyped()
        found.append(part.decode("ascii") if content[0] & _NAME else str(ipaddress.ip_address(part)))
        content = rest
    return tuple(found)
