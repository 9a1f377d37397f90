"""Tracks in GPX 1.0 and 1.1. No tree is built, so memory stays flat; a document type is refused, so no entity is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from officedesk.files import told
from officedesk.maps.crossings.fixes import Fix
from officedesk.maps.tracks.columns import HDOP, degrees, measure
from officedesk.maps.tracks.report import Found, Report, Unread, named, quoted

_CHUNK: Final = 64 * 1024
_LONGEST_TEXT: Final = 200
_POINTS: Final = frozenset({"trkpt", "rtept"})
_LINES: Final = frozenset({"trk", "rte"})
_VALUES: Final = {
    "time": "time", "speed": "speed", "course": "course", "bearing": "course", "hdop": "hdop",
    "accuracy": "accuracy", "hacc": "accuracy", "horizontalaccuracy": "accuracy",
}  # fmt: skip
"""What is read of a point, by the local names of elements: extensions have many namespaces and the same names."""


class _DocumentType(ValueError):
    pass


def read_gpx(path: Path, report: Report) -> Iterator[Found]:
    """The track and route points of a GPX file that have a time. The device is the name of the track."""
    from lxml import etree

    target = _Target(report)
    parser = etree.XMLParser(
        target=target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    with told(path), path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                parser.feed(chunk)
                yield from target.taken()
            parser.close()
            if not target.number:
                report.say("There is no track in this file.")
        except _DocumentType:
            report.leave(Unread.ROW, "The file declares a document type, which tracks have no use for: it is not read.")
        except etree.XMLSyntaxError as error:
            yield from target.taken()
            where = f"line {error.lineno}" if error.lineno else "the beginning"
            report.leave(
                Unread.ROW, f"The file is damaged at {where} ({quoted(error.msg or 'no XML')}): nothing after is read."
            )
        yield from target.taken()


class _Target:
    """Is told of every element as it goes by, and keeps one point."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._found: list[Found] = []
        self.number = 0
        self._line = ""
        self._in_line = 0
        self._point: dict[str, str] | None = None
        self._wanted = ""
        self._text: list[str] = []
        self._depth = 0

    def taken(self) -> list[Found]:
        found, self._found = self._found, []
        return found

    def doctype(self, *_: object) -> None:
        raise _DocumentType

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        name = tag.rpartition("}")[2].lower()
        self._wanted = ""
        if name in _POINTS:
            self.number += 1
            self._point = {"lat": attributes.get("lat", ""), "lon": attributes.get("lon", "")}
        elif name in _LINES:
            self._line, self._in_line = "", self._depth
        elif self._point is not None:
            self._wanted = _VALUES.get(name, "")
        elif name == "name" and self._in_line and self._depth == self._in_line + 1:
            self._wanted = "name"
        self._text = []

    def data(self, text: str) -> None:
        if self._wanted and len(self._text) < _LONGEST_TEXT:
            self._text.append(text[:_LONGEST_TEXT])

    def end(self, tag: str) -> None:
        if self._wanted:
            text = "".join(self._text)[:_LONGEST_TEXT].strip()
            if self._wanted == "name":
                self._line = named(text)
            elif self._point is not None:
                self._point.setdefault(self._wanted, text)
            self._wanted = ""
        elif self._point is not None and tag.rpartition("}")[2].lower() in _POINTS:
            self._take(self._point)
            self._point = None
        elif self._depth == self._in_line:
            self._in_line = 0
        self._depth -= 1

    def close(self) -> None:
        """Demanded by the parser."""

    def _take(self, point: dict[str, str]) -> None:
        place = {}
        for name, most in (("lat", 90.0), ("lon", 180.0)):
            try:
                place[name] = degrees(point[name], most)
            except ValueError as problem:
                self._leave(Unread.PLACE, f"{name} {quoted(point[name])} {problem}")
                return
        text = point.get("time", "")
        at = self._report.clock.read(text)
        if at is None:
            self._leave(Unread.TIME, f"time {quoted(text)} is not a time" if text else "it has no time")
            return
        accuracy = measure(point.get("accuracy"))
        accuracy = measure(point.get("hdop"), HDOP) if accuracy is None else accuracy
        speed, course = measure(point.get("speed")), measure(point.get("course"), 1.0, 360.0)
        self._found.append(Found(self._line, Fix(at, place["lat"], place["lon"], accuracy, speed, course)))

    def _leave(self, reason: Unread, message: str) -> None:
        self._report.leave(reason, f"Point {self.number}: {message}.")
