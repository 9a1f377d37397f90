"""What a page was told and still holds: told again to one that was loaded anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

_ORDER: Final = ("theme", "base", "view", "tools", "fences", "lines", "points", "pin", "sketch", "highlight", "lasso")


class Standing:
    """Commands by what they are about (``theme``, ``points:customers``): the last one of each stands."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[str, dict[str, Any]]] = {}

    def put(self, about: str, what: str, **more: Any) -> None:
        """From now on this stands."""
        self._told[about] = what, more

    def drop(self, about: str) -> None:
        """Nothing stands about it any more."""
        self._told.pop(about, None)

    def get(self, about: str) -> dict[str, Any] | None:
        """What stands about it, without what to do."""
        told = self._told.get(about)
        return told[1] if told else None

    def doing(self, about: str) -> str:
        """What it says to do about it; empty where nothing stands."""
        told = self._told.get(about)
        return told[0] if told else ""

    def __iter__(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """All that stands, what others rest on first."""
        for about in sorted(self._told, key=lambda about: _ORDER.index(about.partition(":")[0])):
            yield self._told[about]
