"""Positions as a file tells them, and what of it cannot be used."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from officedesk.files import told
from officedesk.maps.crossings.fixes import EARLIEST, WORDS, Fix, LeftOut, Rules
from officedesk.maps.tracks.report import UNREAD_WORDS
from officedesk.services.mapping.track_rows import Source

CHUNK_READ = 4_096
"""Points between two looks at whether it was stopped."""
_WORDS: Mapping[str, str] = {str(reason): text for words in (WORDS, UNREAD_WORDS) for reason, text in words.items()}
_AHEAD = timedelta(seconds=Rules().future)


class TrackPoints:
    """The positions of a file, one after the other; read anew each time. Nothing more of it is in memory."""

    def __init__(self, name: str, source: Source, zone: ZoneInfo, now: datetime) -> None:
        from officedesk.maps.tracks.track import read_track

        self._read = read_track(name, source, zone)
        self._until = now + _AHEAD
        self._unusable: Counter[str] = Counter()

    def __iter__(self) -> Iterator[tuple[str, Fix]]:
        """What the file calls a device, and where that was. Raises a known error where it is no track."""
        self._unusable = Counter()
        until = self._until
        for called, fix in self._read:
            at, latitude, longitude = fix[:3]
            if not (-90.0 <= latitude <= 90.0 and -180.0 <= longitude <= 180.0) or latitude == 0.0 == longitude:
                self._unusable[LeftOut.PLACE.value] += 1
            elif at < EARLIEST:
                self._unusable[LeftOut.PAST.value] += 1
            elif at > until:
                self._unusable[LeftOut.FUTURE.value] += 1
            else:
                yield called, fix

    @property
    def problems(self) -> tuple[str, ...]:
        """In words, with where it stands in the file; whole when it was read to its end."""
        return self._read.problems

    @property
    def left_out(self) -> Counter[str]:
        """How many gave no position, by reason; whole when it was read to its end."""
        found = Counter({reason.value: count for reason, count in self._read.left_out.items()})
        found.update(self._unusable)
        return found


def words_of(left_out: Mapping[str, int]) -> dict[str, int]:
    """By reasons as people read them after a number."""
    found: dict[str, int] = {}
    for reason, count in left_out.items():
        if count:
            text = _WORDS.get(reason, reason)
            found[text] = found.get(text, 0) + count
    return found


def size_of(source: Source) -> int:
    """Bytes."""
    if isinstance(source, bytes):
        return len(source)
    with told(source):
        return source.stat().st_size


def is_track(path: Path) -> bool:
    """Whether a file in a watched folder is called like one of the kinds that are read."""
    return path.suffix.casefold() in SUFFIXES and not path.name.startswith((".", "~"))


SUFFIXES = frozenset({".gpx", ".csv", ".txt", ".tsv", ".nmea", ".log", ".geojson", ".json"})
