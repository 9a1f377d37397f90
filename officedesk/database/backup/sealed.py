"""A file that ends with the SHA-256 of everything before it: no bit of it can change unseen.

Large parts are hashed once, by themselves; in the seal their hash stands for them.
"""

import hashlib
import queue
import threading
from collections.abc import Callable, Sequence
from typing import IO, Self

CHUNK = 1 << 20
SEAL = 64
"""Bytes of the seal: lower-case hex."""
PLACEHOLDER = b"0" * SEAL


class Hasher:
    """SHA-256 on a thread of its own, so that hashing, packing and writing share the processors.

    Use in a ``with``; :meth:`hexdigest` waits for all that was handed over.
    """

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._work: queue.Queue[bytes | memoryview | None] = queue.Queue(maxsize=8)
        self._thread = threading.Thread(target=self._run, name="sha256", daemon=True)
        self._thread.start()

    def update(self, content: bytes | memoryview) -> None:
        """Hash ``content``, which must not change any more."""
        self._work.put(content)

    def hexdigest(self) -> str:
        self.close()
        return self._hash.hexdigest()

    def close(self) -> None:
        if self._thread.is_alive():
            self._work.put(None)
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        while (content := self._work.get()) is not None:
            self._hash.update(content)


class SealedWriter:
    """Writes through to ``file`` and hashes on the way. Cannot seek: what is written stays as it was hashed.

    Between :meth:`begin_part` and :meth:`end_part` the content is hashed by whoever writes it, once, and the seal
    covers that hash. The last bytes written must be :data:`PLACEHOLDER`; :meth:`seal` puts the seal in their place.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._tail = b""
        self._in_part = False
        self._closed = False

    def write(self, content: bytes) -> int:
        if self._closed:
            return len(content)
        self._file.write(content)
        if not self._in_part:
            joined = self._tail + content
            self._hash.update(joined[:-SEAL])
            self._tail = joined[-SEAL:]
        return len(content)

    def begin_part(self) -> None:
        """What is written from now on is a part that has a hash of its own."""
        self._hash.update(self._tail)
        self._tail, self._in_part = b"", True

    def end_part(self, digest: str) -> None:
        """The part is over; ``digest`` is the SHA-256 of all that was written of it, in hex."""
        self._hash.update(digest.encode("ascii"))
        self._in_part = False

    def flush(self) -> None:
        if not self._closed:
            self._file.flush()

    def seal(self) -> str:
        """Write the seal over the placeholder; the file is whole afterwards."""
        if self._tail != PLACEHOLDER:
            raise ValueError("the file does not end with the place for its seal")
        digest = self._hash.hexdigest()
        self._file.flush()
        self._file.seek(-SEAL, 2)
        self._file.write(digest.encode("ascii"))
        return digest

    def close(self) -> None:
        """What is written from now on is thrown away."""
        self._closed = True


def is_whole(file: IO[bytes], parts: Sequence[tuple[int, int]], hear: Callable[[int], object]) -> bool:
    """Whether the file is as it was sealed; reads all of it.

    ``parts`` are the places (offset, length) of the parts with a hash of their own, in order. ``hear`` is told of the
    bytes as they are read.
    """
    end = file.seek(0, 2) - SEAL
    file.seek(0)
    seal, at = hashlib.sha256(), 0
    for begin, length in (*parts, (end, 0)):
        if begin < at or begin + length > end:
            return False
        if not _hash(file, begin - at, seal, hear):
            return False
        if begin < end:
            part = hashlib.sha256()
            if not _hash(file, length, part, hear):
                return False
            seal.update(part.hexdigest().encode("ascii"))
        at = begin + length
    return file.read(SEAL + 1) == seal.hexdigest().encode("ascii")


def _hash(file: IO[bytes], length: int, digest: "hashlib._Hash", hear: Callable[[int], object]) -> bool:
    while length:
        content = file.read(min(CHUNK, length))
        if not content:
            return False
        digest.update(content)
        length -= len(content)
        hear(len(content))
    return True
