"""A process of its own that looks for words in files: a hostile one can stop that process, never the window."""

import logging
import os
import pickle
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from officedesk.companion import Companion, settle_in

LONGEST = 10.0
"""Seconds for one file."""
MEMORY = 900 << 20
"""Bytes of address space that it may have, where the system keeps count."""


class Reader(Companion):
    """``words`` in another process, which the first file starts. Use in a ``with``; safe to call from any thread."""

    def __init__(self, *, longest: float = LONGEST) -> None:
        super().__init__("words", _read, (), longest)

    def words(self, kind: str, content: bytes) -> str:
        """The words in ``content`` (see ``extracting``); nothing where it takes too long, or has none."""
        answer = self._ask(pickle.dumps((kind, content), pickle.HIGHEST_PROTOCOL))
        return (answer or b"").decode("utf-8", "replace")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()


def _read(line: Connection) -> None:
    """What the process does: a file comes, its words go, until nobody is there."""
    _bound()
    from officedesk.services.files.extracting import words_in

    # What libraries say of broken files is of no use to anybody.
    logging.disable(logging.CRITICAL)
    settle_in(line)
    with suppress(EOFError, OSError):
        while True:
            kind, content = pickle.loads(line.recv_bytes())  # noqa: S301 - from the process that started this one
            try:
                found = words_in(kind, content)
            except (Exception, MemoryError, RecursionError):  # noqa: BLE001 - whatever the file does, it has no words
                found = ""
            line.send_bytes(found.encode("utf-8", "replace"))


def _bound() -> None:
    """Take no more memory than a file may cost, and let whoever works at the window go first."""
    if os.name == "nt":
        return
    import resource

    os.nice(10)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
