"""Contents of an encrypted office: AES-256-GCM in pieces, so that neither writing nor reading holds more than one.

A file begins with a mark and a salt of its own; its key comes from the office's key and that salt (HKDF), so no two
files share one. Each piece carries its place and whether it is the last: none can be left out, moved or cut off.
"""

import os
from typing import IO, Any

from officedesk.database.attachments.pieces import Pieces
from officedesk.database.cipher import OfficeKey
from officedesk.errors import OfficeDamaged

MARK = b"ODfile\x00\x01"
_SALT = 16
HEAD = len(MARK) + _SALT
PIECE = 1 << 20
TAG = 16
_INFO = b"officedesk attachment"


def sealed_size(size: int) -> int:
    """Bytes that a content of ``size`` bytes takes when it is sealed."""
    return HEAD + size + TAG * max(1, -(-size // PIECE))


def _cipher(key: OfficeKey, salt: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(SHA256(), 32, salt, _INFO).derive(key.secret))


def _nonce(position: int, last: bool) -> bytes:
    return position.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


class Sealer:
    """Seals what is given to :meth:`write` into ``file``; :meth:`finish` writes the last piece."""

    def __init__(self, file: Any, key: OfficeKey) -> None:
        salt = os.urandom(_SALT)
        self._file, self._cipher = file, _cipher(key, salt)
        self._kept = bytearray()
        self._position = 0
        file.write(MARK + salt)

    def write(self, content: bytes) -> None:
        self._kept += content
        # One byte more than a piece has to be there: only then is it not the last.
        while len(self._kept) > PIECE:
            self._put(bytes(self._kept[:PIECE]), last=False)
            del self._kept[:PIECE]

    def finish(self) -> None:
        self._put(bytes(self._kept), last=True)
        self._kept.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._position, last), piece, MARK))
        self._position += 1


class Unsealed(Pieces):
    """The content of a sealed file, from any place on. Raises :class:`OfficeDamaged` where a bit is not as written.

    ``size`` is that of the content; ``name`` is what messages call it.
    """

    def __init__(self, file: IO[bytes], key: OfficeKey, size: int, name: str) -> None:
        super().__init__(size, PIECE)
        self._file, self._name = file, name
        head = file.read(HEAD)
        if len(head) != HEAD or not head.startswith(MARK):
            raise self._damaged()
        self._cipher = _cipher(key, head[len(MARK) :])

    def readinto(self, buffer: Any) -> int:
        if self._size == 0:
            # An empty content has a piece too, which proves that there was nothing in it.
            self.load(0)
        return super().readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()

    def load(self, position: int) -> bytes:
        from cryptography.exceptions import InvalidTag

        last = position == max(0, (self._size - 1) // PIECE)
        self._file.seek(HEAD + position * (PIECE + TAG))
        # Of the last one all that follows: a file that is longer than it was is not what it was.
        sealed = self._file.read(PIECE + TAG + (1 if last else 0))
        wanted = self._size - position * PIECE if last else PIECE
        try:
            piece: bytes = self._cipher.decrypt(_nonce(position, last), sealed, MARK)
        except (InvalidTag, ValueError):
            raise self._damaged() from None
        if len(piece) != wanted:
            raise self._damaged()
        return piece

    def _damaged(self) -> OfficeDamaged:
        return OfficeDamaged(
            f"The content of {self._name} is not as it was stored.", hint="Restore it from a backup of the office."
        )
