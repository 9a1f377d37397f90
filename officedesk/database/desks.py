"""The desktops that have this office open: who sits there, since when, and what they are editing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

Editing = tuple[tuple[str, int], ...]
"""Records in open forms: (word of the change log, id) pairs."""


class LockHealth(StrEnum):
    """What is known of the locks that keep two desktops from writing at once."""

    UNKNOWN = "unknown"
    WORKING = "working"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class DeskSeen:
    """A running program. ``key`` is its own, ``seen_at`` its last heartbeat; ``alive`` while that is fresh."""

    key: str
    desktop: str
    user: str
    program: str
    since: datetime
    seen_at: datetime
    editing: Editing = ()
    alive: bool = True


class Desks(Protocol):
    """Tells others of this desktop and knows of them. Used by one thread; nothing here raises for a lost office."""

    def announce(self, who: str, editing: Editing) -> None:
        """A heartbeat: still here, this user, these records in open forms."""

    def others(self) -> tuple[DeskSeen, ...]:
        """The other programs that have the office open, those first that came first."""

    def health(self) -> LockHealth:
        """Whether the locks of this place work."""

    def close(self) -> None:
        """Gone: others see it at once."""
