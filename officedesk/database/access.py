"""How this program may use an office file just now; every connection is opened and checked by it."""

import threading
from dataclasses import dataclass, field

from officedesk.database.cipher import OfficeKey


@dataclass
class Access:
    """Thread-safe. ``mode`` is SQLite's: ``rw``, ``ro``, or ``ro&immutable=1`` for a file that nobody else changes.

    A connection that was opened under another ``generation`` is not used any more: one that may write rolls back what
    it takes for the rest of a broken save, and where locks don't work that is a save of another desktop.
    """

    mode: str = "rw"
    alone: bool = False
    """The file is in the mode for one computer (WAL): it is set right as soon as nobody else has it open."""
    generation: int = 0
    key: OfficeKey | None = None
    """Of an encrypted file."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def writable(self) -> bool:
        return self.mode == "rw"

    def now(self) -> tuple[str, int]:
        """The mode, and the generation that it belongs to."""
        with self._lock:
            return self.mode, self.generation

    def change(self, mode: str) -> None:
        """Open in ``mode`` from now on."""
        with self._lock:
            if mode != self.mode:
                self.mode = mode
                self.generation += 1

    def renew(self) -> None:
        """Open anew, because the file is another now or its connections are of no use."""
        with self._lock:
            self.generation += 1
