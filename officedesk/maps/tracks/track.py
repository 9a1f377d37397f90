"""Reading a file of positions: what it is, is seen by what is in it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from officedesk.errors import InvalidInput
from officedesk.files import told
from officedesk.maps.crossings.fixes import Fix
from officedesk.maps.tracks.report import Found, Report, Unread

_HEAD: Final = 64 * 1024
_SENTENCE = re.compile(rb"(?:^|[\s;,>])[$!](?:G[A-Z]|[A-Z]{2})[A-Z]{3},")


class TrackKind(StrEnum):
    GPX = "gpx"
    CSV = "csv"
    NMEA = "nmea"
    GEOJSON = "geojson"


@dataclass(slots=True)
class TrackRead:
    """A file of positions. Looping over it reads it, anew each time, and holds no more of it than needed.

    ``problems`` and ``left_out`` are whole when the loop is through.
    """

    name: str
    source: bytes | Path
    zone: tzinfo = UTC
    """Of times that name none."""
    _report: Report = field(init=False)

    def __post_init__(self) -> None:
        self._report = Report(self.zone)

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be used, and where it stands in the file; of many the first hundred."""
        return tuple(self._report.problems)

    @property
    def left_out(self) -> Mapping[Unread, int]:
        """How many rows gave no fix, by reason."""
        return dict(self._report.left_out)

    def __iter__(self) -> Iterator[Found]:
        """The fixes in the order of the file. :class:`InvalidInput` where it is no track at all."""
        self._report = Report(self.zone)
        if isinstance(self.source, Path):
            yield from self._read(self.source)
            return
        with TemporaryDirectory() as folder:
            # Its name stands in messages.
            path = Path(folder) / (re.sub(r"[^\w.-]", "_", self.name).strip(".")[-80:] or "track")
            path.write_bytes(self.source)
            yield from self._read(path)

    def batches(self, size: int = 10_000) -> Iterator[dict[str, list[Fix]]]:
        """The fixes of so many rows at a time, by what the file calls their device."""
        batch: dict[str, list[Fix]] = {}
        for number, (device, fix) in enumerate(self, start=1):
            batch.setdefault(device, []).append(fix)
            if number % size == 0:
                yield batch
                batch = {}
        if batch:
            yield batch

    def _read(self, path: Path) -> Iterator[Found]:
        with told(path), path.open("rb") as file:
            head = file.read(_HEAD)
        for found in _reader(kind_of(self.name, head))(path, self._report):
            self._report.hopeful = True
            yield found


def read_track(name: str, source: bytes | Path, zone: tzinfo = UTC) -> TrackRead:
    """A GPX, CSV, NMEA 0183 or GeoJSON file of positions, called ``name``; nothing is read before one loops over it.

    ``zone`` is that of times without one: the office's.
    """
    return TrackRead(name, source, zone)


def kind_of(name: str, head: bytes) -> TrackKind:
    """What a file is by how it begins. :class:`InvalidInput` where that is plainly no track."""
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x1e")
    if not plain:
        raise InvalidInput({"file": f"{name} is empty."})
    if plain.startswith(b"<"):
        if b"<kml" in plain[:2000].lower():
            raise InvalidInput({"file": f"{name} is a KML file: geofences are read from it, positions are not."})
        return TrackKind.GPX
    if plain.startswith((b"{", b"[")):
        return TrackKind.GEOJSON
    return TrackKind.NMEA if _SENTENCE.search(head) else TrackKind.CSV


def _reader(kind: TrackKind) -> Callable[[Path, Report], Iterator[Found]]:
    if kind is TrackKind.GPX:
        from officedesk.maps.tracks.gpx import read_gpx

        return read_gpx
    if kind is TrackKind.NMEA:
        from officedesk.maps.tracks.nmea import read_nmea

        return read_nmea
    if kind is TrackKind.GEOJSON:
        from officedesk.maps.tracks.geojson import read_geojson

        return read_geojson
    from officedesk.maps.tracks.table import read_table

    return read_table
