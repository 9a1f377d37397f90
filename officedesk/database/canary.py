"""The canary tells whether locks are seen by the other programs that have the office open.

Every program holds a lock on a file of its own and counts there. Who counts, is alive; who is alive, holds its lock.
A lock that is granted to us between two steps of its owner's count is seen by nobody, and neither are SQLite's.
Time is this computer's own throughout: what other clocks say is never asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

STEP = 2.0
"""Seconds between two steps of a count."""
_ASLEEP = 3 * STEP
"""Who did not count for so long may have been suspended, and its lock given away meanwhile."""
DEAD_AFTER = 2.5 * STEP
STALE_AFTER = 60.0
_PROOFS = 2


@dataclass(slots=True)
class _Watched:
    count: int
    moved_at: float
    held: bool = False
    granted: bool = False
    proofs: int = 0


class Canary:
    """What is known of the others. Belongs to one thread."""

    def __init__(self) -> None:
        self._watched: dict[str, _Watched] = {}

    def look(self, at: float, counts: Mapping[str, int], held: Callable[[str], bool | None]) -> None:
        """Look at the others at the moment ``at``: their counts, and whether the lock of one is denied to us.

        ``held`` answers ``None`` where that cannot be told.
        """
        for gone in self._watched.keys() - counts.keys():
            del self._watched[gone]
        for key, count in counts.items():
            watched = self._watched.setdefault(key, _Watched(count, at))
            if count != watched.count:
                self._stepped(watched, count, at)
            answer = held(key)
            if answer is None:
                watched.granted = False
                continue
            watched.held, watched.granted = answer, not answer
            if answer:
                watched.proofs = 0

    def _stepped(self, watched: _Watched, count: int, at: float) -> None:
        away = at - watched.moved_at
        steady = away <= _ASLEEP and 0 < count - watched.count <= away / STEP + 2
        # It was alive before and after the lock was ours.
        watched.proofs = watched.proofs + 1 if steady and watched.granted else 0
        watched.count, watched.moved_at = count, at

    @property
    def broken(self) -> str:
        """Key of a program whose lock nobody sees, or nothing."""
        return next((key for key, watched in self._watched.items() if watched.proofs >= _PROOFS), "")

    def settled(self, at: float) -> bool:
        """Every other program holds its lock against us, or has long stopped counting."""
        return all(watched.held or at - watched.moved_at > DEAD_AFTER for watched in self._watched.values())

    def held(self, key: str) -> bool:
        """The lock of ``key`` was denied to us at the last look."""
        return key in self._watched and self._watched[key].held

    def silent(self, key: str, at: float) -> float:
        """Seconds since ``key`` was seen to count, or since it was first seen."""
        return at - self._watched[key].moved_at if key in self._watched else 0.0

    def stale(self, at: float) -> list[str]:
        """Programs that are gone: their locks are free, and they have not counted for long."""
        return [
            key
            for key, watched in self._watched.items()
            if watched.granted and not watched.proofs and at - watched.moved_at > STALE_AFTER
        ]
