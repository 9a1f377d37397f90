"""What reading a file of fences finds, feature by feature, within limits."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from time import monotonic
from typing import Any, Final

from officedesk.errors import OfficeError
from officedesk.maps.shapes import BadShape, Shape
from officedesk.models.text import clean

LARGEST_FILE: Final = 32 * 1024 * 1024
MOST_FENCES: Final = 20_000
MOST_CORNERS: Final = 1_000_000
"""Of all fences of a file together."""
SECONDS: Final = 8.0
"""After which the rest of a file is left out, and said so."""

_LONGEST_NAME: Final = 200
_MOST_PROBLEMS: Final = 200
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")


class BadFenceFile(OfficeError):
    """Nothing of the file can be read; the message says why."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class FenceFound:
    """A sound fence. Writing takes the same; ``notes`` are then not looked at."""

    name: str
    shape: Shape
    notes: tuple[str, ...] = ()
    """What was mended or is worth knowing, in words."""
    colour: str = ""
    """As ``#rrggbb`` where the file says one."""


@dataclass(frozen=True, slots=True)
class FencesRead:
    fences: tuple[FenceFound, ...]
    problems: tuple[str, ...] = ()
    """What was left out and why, one sentence or two each, naming the feature."""


class Collector:
    """Takes features one after the other as a format reads them; what is wrong with one does not stop the rest."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._until = clock() + SECONDS
        self._fences: list[FenceFound] = []
        self._problems: list[str] = []
        self._unsaid = self._late = self._corners = 0
        self._seen = 0

    def named(self, name: object) -> str:
        """Counts a feature; what it is called in messages and, without a name of its own, in the list."""
        self._seen += 1
        return short_name(name) or f"Geofence {self._seen}"

    def outline(self, name: str, coordinates: Any, *, notes: tuple[str, ...] = (), colour: object = "") -> None:
        """A fence of rings as :func:`officedesk.maps.geometry.repaired` takes them."""
        from officedesk.maps.geometry import repaired

        if self._full():
            return
        self._corners += _count(coordinates)
        if self._corners > MOST_CORNERS:
            self.problem(name, f"The file has more than {MOST_CORNERS:,} corners in all; this one is beyond.")
            return
        try:
            found = repaired(coordinates)
        except BadShape as problem:
            self.problem(name, str(problem))
        else:
            self._fences.append(FenceFound(name, found.shape, (*notes, *found.notes), sound_colour(colour)))

    def circle(self, name: str, longitude: object, latitude: object, radius: object, *, colour: object = "") -> None:
        """A circle; what its numbers are is not known yet."""
        from officedesk.maps.geometry import sound_circle

        if self._full():
            return
        try:
            shape = sound_circle(number(latitude), number(longitude), number(radius))
        except BadShape as problem:
            self.problem(name, str(problem))
        else:
            self._fences.append(FenceFound(name, shape, (), sound_colour(colour)))

    def problem(self, name: str, text: str) -> None:
        """What is wrong with a feature, said of it."""
        if len(self._problems) < _MOST_PROBLEMS:
            self._problems.append(f"“{name}”: {text}")
        else:
            self._unsaid += 1

    def _full(self) -> bool:
        full = len(self._fences) >= MOST_FENCES or self._clock() > self._until
        self._late += full
        return full

    def read(self) -> FencesRead:
        """All that was found."""
        problems = self._problems.copy()
        if self._unsaid:
            problems.append(f"{self._unsaid:,} more could not be read.")
        if self._late:
            problems.append(
                f"{self._late:,} more were left out: the file has more than {MOST_FENCES:,} geofences, or takes too "
                "long to read. Divide it into smaller files."
            )
        return FencesRead(tuple(self._fences), tuple(problems))


def number(value: object) -> float:
    """What a file has for a number; not a number where it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return math.nan
    try:
        return float(value)
    except (ValueError, OverflowError):
        return math.nan


def short_name(value: object) -> str:
    """A name as it is stored, whatever the file has for it; empty where that is nothing."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return ""
    try:
        text = clean(str(value)[: 4 * _LONGEST_NAME])
    except ValueError:
        # A whole number of thousands of digits.
        return ""
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1].rstrip() + "…"


def sound_colour(value: object) -> str:
    """A colour that can be stored, or none."""
    return value.lower() if isinstance(value, str) and _COLOUR.fullmatch(value) else ""


def _count(coordinates: Any, depth: int = 4) -> int:
    """About how many corners; rings are not looked into."""
    if not isinstance(coordinates, (list, tuple)) or not coordinates or depth == 0:
        return 1
    if not isinstance(coordinates[0], (list, tuple)) or not any(
        isinstance(inner, (list, tuple)) for inner in islice(coordinates[0], 1)
    ):
        return len(coordinates)
    return sum(_count(inner, depth - 1) for inner in coordinates)
