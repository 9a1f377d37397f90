"""A file whose last 64 bytes are the SHA-256 of everything before them: no bit of it can change unseen."""

import hashlib
import queue
import threading
from collections.abc import Callable
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

    The last bytes written must be :data:`PLACEHOLDER`; :meth:`seal` puts the digest in their place.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = Hasher()
        self._tail = b""
        self._closed = False

    def write(self, content: bytes) -> int:
        if self._closed:
            return len(content)
        self._file.write(content)
        if len(content) >= SEAL:
            self._hash.update(self._tail)
            self._hash.update(memoryview(content)[:-SEAL])
            self._tail = bytes(content[-SEAL:])
        else:
            joined = self._tail + content
            self._hash.update(joined[:-SEAL])
            self._tail = joined[-SEAL:]
        return len(content)

    def flush(self) -> None:
        if not self._closed:
            self._file.flush()

    def seal(self) -> str:
        """Write the digest over the placeholder; the file is whole afterwards."""
        if self._tail != PLACEHOLDER:
            raise ValueError("the file does not end with the place for its seal")
        digest = self._hash.hexdigest()
        self._file.flush()
        self._file.seek(-SEAL, 2)
        self._file.write(digest.encode("ascii"))
        return digest

    def close(self) -> None:
        """End the thread that hashes; what is written from now on is thrown away."""
        self._closed = True
        self._hash.close()


def is_whole(file: IO[bytes], hear: Callable[[int], object]) -> bool:
    """Whether the file is as it was sealed; reads all of it. ``hear`` is told of the bytes as they are read."""
    size = file.seek(0, 2)
    if size <= SEAL:
        return False
    file.seek(0)
    left = size - SEAL
    digest = hashlib.sha256()
    while left:
        content = file.read(min(CHUNK, left))
        if not content:
            return False
        digest.update(content)
        left -= len(content)
        hear(len(content))
    return file.read(SEAL + 1) == digest.hexdigest().encode("ascii")
