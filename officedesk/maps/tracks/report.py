"""What readers of tracks have in common: what they find, and what they tell of the rest."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from enum import StrEnum
from typing import Final, NamedTuple

from officedesk.errors import InvalidInput
from officedesk.maps.crossings.fixes import Fix
from officedesk.maps.tracks.moments import Clock

MOST_PROBLEMS: Final = 100
"""So many are told in words; the others are counted."""
HOPELESS: Final = 100_000
"""A file whose first so many rows give not one fix is no track: the rest is not read."""
_LONGEST: Final = 60
_LONGEST_NAME: Final = 200


class Found(NamedTuple):
    """A fix, and the device as the file names it: empty where it names none."""

    device: str
    fix: Fix


class Unread(StrEnum):
    """Why a row of a file gave no fix."""

    ROW = "row"
    TIME = "no_time"
    PLACE = "no_place"
    NO_FIX = "no_fix"
    CHECKSUM = "checksum"


UNREAD_WORDS: Mapping[Unread, str] = {
    Unread.ROW: "not readable",
    Unread.TIME: "without a time",
    Unread.PLACE: "without a place",
    Unread.NO_FIX: "before the receiver knew where it was",
    Unread.CHECKSUM: "damaged (wrong checksum)",
}
"""The reasons as a person reads them after a number: “3 without a time”."""


@dataclass(slots=True)
class Report:
    """What a reader could not use. ``clock`` reads its times; ``hopeful`` is set when the first fix is found."""

    zone: tzinfo
    hopeful: bool = False
    left_out: Counter[Unread] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    clock: Clock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = Clock(self.zone)

    def leave(self, reason: Unread, message: str) -> None:
        """Count a row that gave no fix, and say why. :class:`InvalidInput` where that goes on and on."""
        self.left_out[reason] += 1
        self.say(message)
        if not self.hopeful and self.left_out[reason] >= HOPELESS:
            raise InvalidInput(
                {"file": f"There is no position in the first {HOPELESS:,} rows. {self.problems[0]}"},
            )

    def say(self, message: str) -> None:
        """Something that a person should know, without a row being left out."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(message)


def named(text: str) -> str:
    """What a file calls a device: on one line, without what cannot be seen or stored, and not endless."""
    text = text[: 4 * _LONGEST_NAME]
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(text.split())[:_LONGEST_NAME]


def quoted(text: str) -> str:
    """``text`` of a file as it stands in a message: on one line, and not all of a long one."""
    plain = named(text)
    return f"“{plain if len(plain) <= _LONGEST else plain[:_LONGEST] + '…'}”"
