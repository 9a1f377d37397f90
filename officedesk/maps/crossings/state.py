"""Where the engine stands with one device between two calls, as values and as plain JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from officedesk.maps.crossings.fixes import Fix
from officedesk.maps.shapes import Point

VERSION: Final = 1


class Mark(NamedTuple):
    """Where and when an edge was crossed. ``exact``: as of :class:`~officedesk.maps.crossings.fixes.Crossed`."""

    at: datetime
    latitude: float
    longitude: float
    exact: bool = True

    @property
    def point(self) -> Point:
        return Point(self.latitude, self.longitude)


class Chain(NamedTuple):
    """Changes of side that followed one another faster than the dwell, and of which none was told yet."""

    first: Mark
    last: Mark
    depth: float = 0.0
    """How far past the edge, on the side that was not told, a fix between both was. Metres."""


class Standing(NamedTuple):
    """A device and a fence. A fence without one is a fence that the device is outside of, and nothing is open."""

    here: bool = False
    """Whether the last fix was inside the edge."""
    side: bool = False
    """Whether the device is believed to be inside: past the edge by the distance, and not back since."""
    told: bool = False
    """What the events so far say."""
    edge: Mark | None = None
    """Where it went over the edge to where ``side`` says it is not; so there is one where ``here`` is not ``side``."""
    chain: Chain | None = None
    deep: float = 0.0
    """As ``Chain.depth``, of the fixes since its last change."""

    @property
    def open(self) -> bool:
        """Whether the next fix has to be looked at, wherever it is."""
        return self.edge is not None or self.chain is not None


@dataclass(frozen=True, slots=True)
class State:
    """What is known of one device. Empty before its first fix. Plain values: copied, compared, kept as JSON."""

    waiting: tuple[Fix, ...] = ()
    """Fixes that late ones may still come before; in order of time, of each time one."""
    done: datetime | None = None
    """What is not newer than this comes too late."""
    last: Fix | None = None
    """The last fix that was used."""
    doubted: tuple[Fix, ...] = ()
    """Fixes after ``last`` that are impossibly far from it, yet agree with each other."""
    fences: Mapping[int, Standing] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, versioned. An empty state is ``{}``."""
        if self == State():
            return {}
        return {
            "version": VERSION,
            "waiting": [_fix_json(fix) for fix in self.waiting],
            "done": self.done.isoformat() if self.done else None,
            "last": _fix_json(self.last) if self.last else None,
            "doubted": [_fix_json(fix) for fix in self.doubted],
            "fences": [_standing_json(fence, standing) for fence, standing in sorted(self.fences.items())],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "State":
        """What :meth:`to_json` made. ``ValueError`` where that was another version, or is none of ours."""
        if not stored:
            return cls()
        if stored.get("version") != VERSION:
            raise ValueError(f"The state of a device is of version {stored.get('version')!r}, not {VERSION}.")
        try:
            return cls(
                tuple(map(_fix, stored["waiting"])),
                datetime.fromisoformat(stored["done"]) if stored["done"] else None,
                _fix(stored["last"]) if stored["last"] else None,
                tuple(map(_fix, stored["doubted"])),
                dict(map(_standing, stored["fences"])),
            )
        except (KeyError, TypeError, IndexError) as error:
            raise ValueError(f"The state of a device cannot be read: {error}.") from error


def _fix_json(fix: Fix) -> list[Any]:
    return [fix.at.isoformat(), *fix[1:]]


def _fix(stored: list[Any]) -> Fix:
    return Fix(datetime.fromisoformat(stored[0]), *stored[1:])


def _mark_json(mark: Mark | None) -> list[Any] | None:
    return None if mark is None else [mark.at.isoformat(), *mark[1:]]


def _mark(stored: list[Any]) -> Mark:
    return Mark(datetime.fromisoformat(stored[0]), *stored[1:])


def _standing_json(fence: int, standing: Standing) -> list[Any]:
    chain = standing.chain
    return [
        fence,
        *(int(one) for one in standing[:3]),
        _mark_json(standing.edge),
        [_mark_json(chain.first), _mark_json(chain.last), chain.depth] if chain else None,
        standing.deep,
    ]


def _standing(stored: list[Any]) -> tuple[int, Standing]:
    fence, here, side, told, edge, chain, deep = stored
    return fence, Standing(
        bool(here),
        bool(side),
        bool(told),
        _mark(edge) if edge else None,
        Chain(_mark(chain[0]), _mark(chain[1]), chain[2]) if chain else None,
        deep,
    )
