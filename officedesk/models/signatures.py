"""A signature as it was drawn: strokes of a pen, kept as numbers, so that paper and screen draw the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[int, int]
WIDE, HIGH = 3_000, 1_000
"""The field that is drawn on, whatever size the pad has."""
MOST_STROKES = 400
MOST_POINTS = 12_000
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Signature:
    """``strokes`` are points between (0, 0) and (:data:`WIDE`, :data:`HIGH`), y downwards; ``name`` is in print."""

    strokes: tuple[tuple[Point, ...], ...] = ()
    name: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was drawn."""
        return not self.strokes

    def stored(self) -> dict[str, Any]:
        """As JSON: a flat list of numbers for each stroke."""
        return {"name": self.name, "strokes": [[part for point in stroke for part in point] for stroke in self.strokes]}


NOTHING = Signature()


def signature_of(stored: Any) -> Signature:
    """The signature that JSON holds. Raises :class:`ValueError` for what is none, or is larger than anyone draws."""
    told: Mapping[str, Any] = stored if isinstance(stored, Mapping) else {"name": None}
    name: Any = told.get("name", "")
    strokes: Any = told.get("strokes", [])
    known = isinstance(name, str) and len(name) <= _LONGEST_NAME and isinstance(strokes, list | tuple)
    if not known:
        raise ValueError("no signature")
    if len(strokes) > MOST_STROKES:
        raise ValueError("too many strokes")
    drawn = tuple(_stroke(stroke) for stroke in strokes)
    if sum(map(len, drawn)) > MOST_POINTS:
        raise ValueError("too many points")
    return Signature(tuple(stroke for stroke in drawn if stroke), name)


def thinned(points: Sequence[Point], least: int = 4) -> tuple[Point, ...]:
    """The points of a stroke without those that hardly move; first and last stay."""
    kept: list[Point] = []
    for point in points:
        if not kept or max(abs(point[0] - kept[-1][0]), abs(point[1] - kept[-1][1])) >= least:
            kept.append(point)
    if points and kept[-1] != points[-1]:
        kept.append(points[-1])
    return tuple(kept)


def _stroke(stored: Any) -> tuple[Point, ...]:
    numbers = stored if isinstance(stored, list | tuple) else ("",)
    if len(numbers) % 2 or not all(isinstance(part, int) and not isinstance(part, bool) for part in numbers):
        raise ValueError("no stroke")
    points = tuple(zip(numbers[::2], numbers[1::2], strict=True))
    if not all(0 <= x <= WIDE and 0 <= y <= HIGH for x, y in points):
        raise ValueError("a point beside the field")
    return points
