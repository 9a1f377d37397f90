"""A content that is kept in pieces, read as one file."""

import io
from typing import Any


class Pieces(io.RawIOBase):
    """``size`` bytes in pieces of ``piece`` bytes each, from any place on; holds one of them."""

    def __init__(self, size: int, piece: int) -> None:
        super().__init__()
        self._size, self._length = size, piece
        self._at = 0
        self._piece, self._position = b"", -1

    def load(self, position: int) -> bytes:
        """The piece at ``position``; raises where it is not as it was stored."""
        raise NotImplementedError

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._at >= self._size:
            return 0
        position, begin = divmod(self._at, self._length)
        if position != self._position:
            self._piece, self._position = self.load(position), position
        count = min(len(buffer), len(self._piece) - begin)
        buffer[:count] = self._piece[begin : begin + count]
        self._at += count
        return count
