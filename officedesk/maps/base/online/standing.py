"""How a tile service stands: answering, out of reach, or refusing. Told whenever it becomes another."""

import threading
from collections.abc import Callable
from enum import StrEnum

FIRST_PAUSE = 5.0
LONGEST_PAUSE = 120.0
LONGEST_WISH = 3600.0
"""Seconds: a service that wants to be left alone for longer is asked again after them."""


class State(StrEnum):
    """What is told of a service."""

    FINE = "fine"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    REFUSED = "refused"
    STRANGE = "strange"


Told = Callable[[State], None]


class Standing:
    """Thread-safe. While something is wrong the service is left alone, each time longer: no tile waits for nothing."""

    def __init__(self, told: Told, clock: Callable[[], float]) -> None:
        self._told, self._clock = told, clock
        self._lock = threading.Lock()
        self.state = State.FINE
        self._until, self._pause = 0.0, FIRST_PAUSE

    def may_ask(self) -> bool:
        """Whether the service may be asked now."""
        with self._lock:
            return self._clock() >= self._until

    @property
    def pause(self) -> float:
        """Seconds until the service may be asked again."""
        with self._lock:
            return max(0.0, self._until - self._clock())

    def went_well(self) -> None:
        """It answered."""
        with self._lock:
            self._until, self._pause = 0.0, FIRST_PAUSE
        self._become(State.FINE)

    def went_wrong(self, state: State, wish: float = 0.0) -> None:
        """It did not; ``wish`` seconds are what it wants to be left alone for."""
        with self._lock:
            now, wish = self._clock(), min(wish, LONGEST_WISH)
            if now >= self._until:
                wish = max(self._pause, wish)
                self._pause = min(LONGEST_PAUSE, self._pause * 2)
            # Several requests were on their way: together they are one failure.
            self._until = max(self._until, now + wish)
        self._become(state)

    def try_now(self) -> None:
        """Somebody wants to know whether it answers again."""
        with self._lock:
            self._until = 0.0

    def _become(self, state: State) -> None:
        with self._lock:
            changed = state is not self.state
            self.state = state
        if changed:
            self._told(state)
