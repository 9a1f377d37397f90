"""What GPS receivers say: NMEA 0183. RMC has the date and the speed, GGA how exact it is; both make one fix."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from officedesk.files import told
from officedesk.maps.crossings.fixes import Fix
from officedesk.maps.tracks.columns import HDOP, METRES_A_SECOND, measure
from officedesk.maps.tracks.report import Found, Report, Unread, quoted

_LONGEST_LINE: Final = 4096
_HALF_A_DAY: Final = timedelta(hours=12)


@dataclass(slots=True)
class _Moment:
    """What sentences of the same time say together."""

    time: time
    line: int
    day: date | None = None
    place: tuple[float, float] | None = None
    speed: float | None = None
    heading: float | None = None
    accuracy: float | None = None


def read_nmea(path: Path, report: Report) -> Iterator[Found]:
    """The fixes of a receiver's log. Sentences without their checksum, or with a wrong one, are left out."""
    log = _Log(report)
    with told(path), path.open("rb") as file:
        number = 0
        while line := file.readline(_LONGEST_LINE):
            number += 1
            while not line.endswith(b"\n") and len(line) >= _LONGEST_LINE:
                # What has no end is no sentence: its rest is passed over, whatever it is.
                line = file.readline(_LONGEST_LINE)
            begin = line.find(b"$")
            if begin >= 0 and line[begin + 3 : begin + 6] in (b"RMC", b"GGA"):
                yield from log.hear(line[begin:].decode("ascii", "replace").strip(), number)
        yield from log.done()


class _Log:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._moment: _Moment | None = None
        self._last: datetime | None = None

    def hear(self, sentence: str, line: int) -> Iterator[Found]:
        """Take in a sentence; the fix before is done when it is of another time."""
        import pynmea2

        try:
            heard: Any = pynmea2.parse(sentence, check=True)
        except pynmea2.ChecksumError:
            self._report.leave(Unread.CHECKSUM, f"Line {line}: the checksum of {quoted(sentence)} is missing or wrong.")
            return
        except ValueError:
            self._report.leave(Unread.ROW, f"Line {line}: {quoted(sentence)} cannot be read.")
            return
        if not isinstance(heard, pynmea2.RMC | pynmea2.GGA):
            return
        when = heard.timestamp
        if not isinstance(when, time):
            self._report.leave(Unread.TIME, f"Line {line}: {quoted(sentence)} has no time.")
            return
        if self._moment is None or self._moment.time != when:
            yield from self.done()
            self._moment = _Moment(when, line)
        try:
            self._add(self._moment, heard)
        except ValueError as problem:
            self._report.leave(Unread.PLACE, f"Line {line}: {problem}.")

    def _add(self, moment: _Moment, heard: Any) -> None:
        if heard.sentence_type == "RMC":
            if isinstance(heard.datestamp, date):
                moment.day = heard.datestamp
            # A receiver of NMEA 4.1 may say V as its last word although all is well: only these two count.
            if heard.status != "A" or heard.mode_indicator == "N":
                return
            moment.place = _place(heard)
            moment.speed = measure(heard.spd_over_grnd, METRES_A_SECOND["knots"])
            moment.heading = measure(heard.true_course, 1.0, 360.0)
        elif isinstance(heard.gps_qual, int) and heard.gps_qual > 0:
            moment.place = moment.place or _place(heard)
            moment.accuracy = measure(heard.horizontal_dil, HDOP)

    def done(self) -> Iterator[Found]:
        """The fix that is whole."""
        moment, self._moment = self._moment, None
        if moment is None:
            return
        at = self._at(moment)
        if moment.place is None:
            self._report.leave(Unread.NO_FIX, f"Line {moment.line}: the receiver did not know where it was.")
        elif at is None:
            self._report.leave(Unread.TIME, f"Line {moment.line}: no RMC sentence has said which day it is.")
        else:
            yield Found("", Fix(at, *moment.place, moment.accuracy, moment.speed, moment.heading))

    def _at(self, moment: _Moment) -> datetime | None:
        """Its day is the one it names, else that of the moment before; after midnight the next one."""
        if moment.day is not None:
            at = datetime.combine(moment.day, moment.time, UTC)
        elif self._last is None:
            return None
        else:
            at = datetime.combine(self._last.date(), moment.time, UTC)
            if self._last - at > _HALF_A_DAY:
                at += timedelta(days=1)
        self._last = at
        return at


def _place(heard: Any) -> tuple[float, float]:
    """Latitude and longitude; ``ValueError`` where they are none."""
    if heard.lat_dir not in ("N", "S") or heard.lon_dir not in ("E", "W"):
        raise ValueError("the place has no direction")
    try:
        latitude, longitude = float(heard.latitude), float(heard.longitude)
    except ValueError:
        raise ValueError(f"{quoted(f'{heard.lat}, {heard.lon}')} is not a latitude and a longitude") from None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError(f"{latitude:g}, {longitude:g} is not on Earth")
    return latitude, longitude
