"""How the office is where it lies: may it be saved to, can it be reached, and what to do where not."""

from collections.abc import Callable
from pathlib import Path

from officedesk.database.guard import Condition, Guard, Trouble
from officedesk.services.desk import Desk

__all__ = ["Condition", "Trouble", "Watched", "watched"]


class Watched:
    """An office file under guard, as a window sees it. Only :meth:`check_again` may wait for the file."""

    def __init__(self, guard: Guard, path: Path) -> None:
        self._guard = guard
        self.path = path

    @property
    def condition(self) -> Condition:
        return self._guard.condition

    @property
    def unsettled(self) -> bool:
        """Whether it may be written to is not known yet."""
        return self._guard.unsettled

    def begin(self, listener: Callable[[Condition], object]) -> None:
        """Watch, and tell every new condition to ``listener``, on another thread."""
        self._guard.listen(listener)
        self._guard.start()

    def end(self, listener: Callable[[Condition], object]) -> None:
        """Tell ``listener`` nothing more."""
        self._guard.unlisten(listener)

    def check_again(self) -> None:
        """Find out anew whether the office may be written to."""
        self._guard.check_again()

    def hanging(self) -> float:
        """Seconds for which the file has not answered; zero while it does."""
        return self._guard.hanging()


def watched(desk: Desk) -> Watched | None:
    """The office's guard; ``None`` on a server."""
    guard, path = desk.database.guard, desk.database.place.path
    return Watched(guard, path) if guard is not None and path is not None else None
