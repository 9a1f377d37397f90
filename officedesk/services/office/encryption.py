"""Encryption of the office file: its key from a passphrase or a recovery code, kept in this desktop's keyring.

Most of it happens while no window has the office open, so it is asked with the place of the office, not with a desk.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from officedesk.database.cipher import (
    OfficeKey,
    key_from_code,
    key_from_passphrase,
    key_name,
    looks_encrypted,
    passphrase_problem,
    recovery_code,
    salt_of,
)
from officedesk.database.place import OfficePlace
from officedesk.database.recrypting import recrypt
from officedesk.errors import InvalidInput, NotAllowed, OfficeError
from officedesk.secrets import SecretStore
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission

__all__ = [
    "Encryption",
    "OfficeKey",
    "RecoveryCode",
    "encryption",
    "keep",
    "new_key",
    "ready_to_rewrite",
    "recovery",
    "rewrite",
    "with_kept_key",
    "with_words",
]
log = logging.getLogger(__name__)
_LEAST_CODE = 40
"""Letters and digits from which on something without blanks between words is taken for a recovery code."""


@dataclass(frozen=True, slots=True)
class Encryption:
    """How the office is kept: ``possible`` is false for an office on a server, which encrypts its own disk."""

    encrypted: bool
    possible: bool


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """What the recovery sheet prints. ``mark`` tells which file it belongs to."""

    file: str
    code: str
    mark: str


def encryption(desk: Desk) -> Encryption:
    """Whether the office file is encrypted, and whether it can be."""
    desk.need(Permission.OFFICE_READ)
    place = desk.database.place
    return Encryption(place.key is not None, place.path is not None)


def recovery(desk: Desk) -> RecoveryCode:
    """The recovery code of the encrypted office. Raises :class:`NotAllowed` where it is not."""
    desk.need(Permission.ENCRYPT)
    place = desk.database.place
    if place.key is None:
        raise NotAllowed("The office is not encrypted: there is nothing to recover.")
    return RecoveryCode(place.name, recovery_code(place.key), place.key.salt.hex()[:8].upper())


def new_key(desk: Desk, passphrase: str, again: str) -> OfficeKey:
    """The key of a passphrase that was typed twice. Raises :class:`InvalidInput`; takes about a tenth of a second."""
    desk.need(Permission.ENCRYPT)
    if problem := passphrase_problem(passphrase):
        raise InvalidInput({"passphrase": problem})
    if passphrase != again:
        raise InvalidInput({"again": "The two passphrases differ."})
    return key_from_passphrase(passphrase)


def ready_to_rewrite(desk: Desk, others: int) -> OfficePlace:
    """The office's place, before its window closes for the file to be written anew; ``others`` have it open too."""
    desk.need(Permission.ENCRYPT)
    if others:
        raise NotAllowed(
            "Other desktops have the office open.", hint="Close OfficeDesk on all of them first, then try again."
        )
    if desk.database.place.path is None:
        raise NotAllowed("Only an office file can be encrypted.", hint="A server encrypts its own disk.")
    return desk.database.place


def rewrite(
    place: OfficePlace,
    key: OfficeKey | None,
    secrets: SecretStore,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> None:
    """Write the office file anew under ``key``, or unencrypted; nobody may have it open. Errors as :func:`recrypt`."""
    before = place.key
    if key is not None:
        # Before the file is in place: whoever is interrupted right after can open it.
        keep(secrets, key)
    try:
        recrypt(place, key, progress, cancelled)
    except BaseException:
        if key is not None:
            secrets.delete(key.name)
        raise
    if before is not None:
        secrets.delete(before.name)


def with_kept_key(place: OfficePlace, secrets: SecretStore) -> OfficePlace:
    """``place`` with the key that this desktop keeps for it; unchanged where it needs none, or none is kept."""
    salt = _salt(place)
    if salt is None:
        return place
    kept = secrets.get(key_name(salt))
    if not kept:
        return place
    try:
        return replace(place, key=OfficeKey(bytes.fromhex(kept), salt))
    except ValueError:
        log.warning("what the keyring has for %s is no key", place.name)
        return place


def with_words(place: OfficePlace, words: str) -> OfficePlace:
    """``place`` with the key of a passphrase, or of a recovery code. Whether it fits shows when it is opened."""
    salt = _salt(place)
    if salt is None:
        return place
    letters = sum(letter.isalnum() for letter in words)
    if letters >= _LEAST_CODE:
        try:
            return replace(place, key=key_from_code(words, salt))
        except InvalidInput:
            # A long passphrase: it is tried as one.
            log.debug("what was typed is no recovery code")
    return replace(place, key=key_from_passphrase(words, salt))


def keep(secrets: SecretStore, key: OfficeKey) -> None:
    """Remember the key at this desktop: in its keyring, or until the program ends."""
    try:
        secrets.set(key.name, key.secret.hex())
    except OfficeError as error:
        log.warning("the key of the office is not remembered: %s", error)


def _salt(place: OfficePlace) -> bytes | None:
    # Nothing has the file open yet: closing it lets go of all locks that this program holds on it.
    try:
        if place.path is None or not place.path.is_file() or not looks_encrypted(place.path):
            return None
        return salt_of(place.path)
    except OSError:
        return None
