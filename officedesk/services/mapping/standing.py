"""Where the crossing engine stands with a device: its state now, and at earlier moments to begin again from.

A state is kept as plain JSON beside the device. Late positions are looked at from the last moment before them at which
nothing was undecided: what came of everything before stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

State = Mapping[str, Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_APART = 10 * 60
"""Seconds between two moments that are kept, in the last hours; further back ever fewer are."""
_GROWTH = 0.1
"""A moment may be so much of its age away from the next one: from a year ago one a month is kept."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The engine's state after the position at ``at``."""

    at: datetime
    state: State


Told: TypeAlias = tuple[int, str, datetime]
"""Fence, kind and instant of a crossing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """``head`` is the state after the last position that was looked at; ``marks`` are earlier ones, all at rest."""

    head: Moment | None = None
    marks: tuple[Moment, ...] = ()
    likely: tuple[Told, ...] = ()
    """Crossings that were stored although the dwell was not over, since the device fell silent."""
    silent: bool = False
    """It was noticed that the device fell silent: what it left open was decided as well as it can be."""
    again: bool = False
    """Positions are looked at again: what is stored of later than ``head`` is of the time before."""

    def before(self, at: datetime) -> Moment | None:
        """Where to begin so that a position of ``at`` and all after it are looked at; ``None``: at the beginning."""
        if self.head is not None and self.head.at < at:
            return self.head
        return next((mark for mark in reversed(self.marks) if mark.at < at), None)

    def after(self, at: datetime) -> Moment | None:
        """The first moment that is kept from ``at`` on: as it was before positions came late."""
        return next((mark for mark in self.marks if mark.at >= at), None)

    def went_on(self, start: datetime | None, steps: Sequence[Moment], head: Moment) -> "Standing":
        """The engine went from ``start`` by ``steps`` (at rest) to ``head``.

        Later moments stay, as they were: where the engine comes to the same again nothing changes from there on.
        """
        earlier = [mark for mark in self.marks if start is not None and mark.at <= start]
        later = [mark for mark in self.marks if mark.at > head.at]
        return Standing(head, thinned((*earlier, *steps, *later)))

    def met(self, start: datetime | None, steps: Sequence[Moment], where: Moment) -> "Standing":
        """The engine went from ``start`` by ``steps`` and came to what it knew of ``where``: the rest is as it was."""
        earlier = [mark for mark in self.marks if start is not None and mark.at <= start]
        later = [mark for mark in self.marks if mark.at >= where.at]
        between = [mark for mark in steps if mark.at < where.at]
        stays = self.head is not None and self.head.at >= where.at
        head = self.head if stays else later[-1]
        likely = self.likely if stays else ()
        return Standing(head, thinned((*earlier, *between, *later)), likely, stays and self.silent)

    def finished(self) -> "Standing":
        """There is nothing after the head: what was known of later is over."""
        head = self.head
        if head is None:
            return self
        return replace(self, marks=tuple(mark for mark in self.marks if mark.at <= head.at))

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        if self.head is None:
            return {}
        return {
            "at": microseconds(self.head.at),
            "state": dict(self.head.state),
            "marks": [[microseconds(mark.at), dict(mark.state)] for mark in self.marks],
            "likely": [[fence, kind, microseconds(at)] for fence, kind, at in self.likely],
            "silent": self.silent,
            "again": self.again,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Standing":
        """From JSON; what cannot be read is as if nothing was known: everything is looked at again."""
        try:
            if not stored:
                return cls()
            head = Moment(instant(stored["at"]), stored["state"])
            marks = tuple(Moment(instant(at), state) for at, state in stored["marks"])
            likely = tuple((int(fence), str(kind), instant(at)) for fence, kind, at in stored["likely"])
            return cls(head, marks, likely, bool(stored["silent"]), bool(stored["again"]))
        except (KeyError, TypeError, ValueError, OverflowError):
            return cls(again=True)


def thinned(marks: Sequence[Moment]) -> tuple[Moment, ...]:
    """Fewer the older they are: about a hundred for ten years, whatever came in between."""
    if len(marks) < 3:
        return tuple(marks)
    newest = marks[-1].at
    kept = [marks[-1]]
    for place in range(len(marks) - 2, 0, -1):
        age = (newest - marks[place].at).total_seconds()
        apart = (kept[-1].at - marks[place - 1].at).total_seconds()
        # It goes where its neighbours are near enough to each other without it.
        if apart > max(_APART, _GROWTH * age):
            kept.append(marks[place])
    kept.append(marks[0])
    kept.reverse()
    return tuple(kept)


def microseconds(at: datetime) -> int:
    """Since 1970."""
    return (at - _EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """Of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=int(value))
