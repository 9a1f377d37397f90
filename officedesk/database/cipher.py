"""Keys of encrypted office files: from a passphrase, and as a recovery code on paper.

SQLCipher encrypts the file; it is given the key itself and never sees the passphrase. The first 16 bytes of an
encrypted file are its salt, in the clear: whoever has the file and the passphrase needs nothing else.
"""

import os
import unicodedata
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from officedesk.errors import InvalidInput

_PAGE = 4096
SALT, SECRET = 16, 32
"""Lengths in bytes."""
PLAIN = b"SQLite format 3\x00"
"""How a file that is not encrypted begins."""
SHORTEST = 10
"""Characters of a passphrase."""
# The second choice of RFC 9106: 64 MiB, three passes, four lanes.
_MEMORY_KIB, _PASSES, _LANES = 65_536, 3, 4
# Without I, L, O and U: what a person reads off paper cannot be read as another letter.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
_GROUP, _CHECK = 5, 2
_CODE = -(-(SECRET + _CHECK) * 8 // 5)


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """What opens one encrypted file. It shows itself in no message and no log."""

    secret: bytes
    salt: bytes

    def __post_init__(self) -> None:
        if len(self.secret) != SECRET or len(self.salt) != SALT:
            raise ValueError("a key has 32 bytes and its salt 16")

    def __repr__(self) -> str:
        return "OfficeKey(…)"

    @property
    def raw(self) -> str:
        """The key as SQLCipher takes it: key and salt as one hexadecimal literal."""
        return f"x'{self.secret.hex()}{self.salt.hex()}'"

    @property
    def name(self) -> str:
        """Under which a desktop keeps it in its keyring."""
        return key_name(self.salt)


def key_name(salt: bytes) -> str:
    """The name of a file's key in the keyring: it goes with the file wherever that is moved."""
    return f"office-key:{salt.hex()}"


def salt_of(path: Path) -> bytes | None:
    """The salt of an encrypted file; ``None`` where it is not encrypted or too short to be. Raises ``OSError``."""
    if not path.is_file():
        # Reading a pipe would wait for ever.
        return None
    with path.open("rb") as file:
        head = file.read(SALT)
    return head if len(head) == SALT and head != PLAIN else None


def looks_encrypted(path: Path) -> bool:
    """Whether the file may be an encrypted office: whole pages, and nothing but noise in them. Raises ``OSError``."""
    size = path.stat().st_size
    if size < 2 * _PAGE or size % _PAGE:
        return False
    with path.open("rb") as file:
        sample = file.read(2 * _PAGE)
    if sample.startswith(PLAIN):
        return False
    # Eight kilobytes of noise have every byte about 32 times; text, pictures and plain databases never do.
    often = Counter(sample)
    return len(often) == 256 and max(often.values()) < 80


def passphrase_problem(passphrase: str) -> str:
    """Why it cannot be used, or nothing."""
    if len(passphrase.strip()) < SHORTEST:
        return f"Use at least {SHORTEST} characters: four unrelated words are easy to remember and hard to guess."
    if len(set(passphrase)) < 5:
        return "Use more than a few different characters."
    return ""


def key_from_passphrase(passphrase: str, salt: bytes | None = None) -> OfficeKey:
    """The key of a file with ``salt``, or of a new one. Takes about a tenth of a second and 64 MiB, on purpose.

    The same words typed on another system give the same key (NFKC, outer blanks left out).
    """
    from argon2.low_level import Type, hash_secret_raw

    salt = os.urandom(SALT) if salt is None else salt
    words = unicodedata.normalize("NFKC", passphrase).strip().encode()
    made = hash_secret_raw(words, salt, _PASSES, _MEMORY_KIB, _LANES, SECRET, Type.ID)
    return OfficeKey(made, salt)


def recovery_code(key: OfficeKey) -> str:
    """The key for paper: groups of five letters and digits that check themselves."""
    content = int.from_bytes(key.secret + _check(key.secret))
    spare = _CODE * 5 - (SECRET + _CHECK) * 8
    content <<= spare
    code = "".join(_LETTERS[content >> 5 * place & 31] for place in reversed(range(_CODE)))
    return "-".join(code[start : start + _GROUP] for start in range(0, _CODE, _GROUP))


def key_from_code(code: str, salt: bytes) -> OfficeKey:
    """The key of a file with ``salt`` from its recovery code. Raises :class:`InvalidInput` for a mistyped one."""
    bare = "".join(letter for letter in code.upper() if letter.isalnum()).translate(_MISREAD)
    if len(bare) != _CODE:
        raise InvalidInput({"code": f"A recovery code has {_CODE} letters and digits; this has {len(bare)}."})
    if wrong := sorted({letter for letter in bare if letter not in _LETTERS}):
        raise InvalidInput({"code": f"“{wrong[0]}” is in no recovery code."})
    spare = _CODE * 5 - (SECRET + _CHECK) * 8
    content = 0
    for letter in bare:
        content = content << 5 | _LETTERS.index(letter)
    found = (content >> spare).to_bytes(SECRET + _CHECK)
    if found[SECRET:] != _check(found[:SECRET]) or content & (1 << spare) - 1:
        raise InvalidInput({"code": "There is a mistake in this recovery code. Compare it with the sheet."})
    return OfficeKey(found[:SECRET], salt)


def _check(secret: bytes) -> bytes:
    return sha256(b"officedesk recovery" + secret).digest()[:_CHECK]
