"""Tracks as tables: CSV with whatever delimiter, column names, units and way of writing times."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Final

from officedesk.csv_files import Record, look_at, records
from officedesk.errors import InvalidInput
from officedesk.maps.crossings.fixes import Fix
from officedesk.maps.tracks.columns import HDOP, METRES, NAMES, Part, columns, degrees, measure, unit, unit_of_speed
from officedesk.maps.tracks.moments import is_day_first
from officedesk.maps.tracks.report import Found, Report, Unread, named, quoted

_SAMPLE: Final = 500
_PAIR = re.compile(
    r"\s*(?:(?P<point>POINT)\s*Z?\s*\()?\s*(?P<first>[^\s,;()]+)\s*[,;\s]\s*(?P<second>[^\s,;()]+)\s*\)?\s*",
    re.IGNORECASE,
)
"""“40.1, -83.0” and, the other way round, “POINT(-83.0 40.1)”."""


class _Bad(ValueError):
    """A cell that cannot be used."""

    def __init__(self, reason: Unread, part: Part, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.part = part


def read_table(path: Path, report: Report) -> Iterator[Found]:
    """The fixes of a CSV file. :class:`InvalidInput` where it has no columns of places and times."""
    source = look_at(path)
    rows = records(source)
    sample = list(islice(rows, _SAMPLE))
    reader = _Reader(source.headers, sample, report, path.name)
    for row in chain(sample, rows):
        if (found := reader.read(row)) is not None:
            yield found


class _Reader:
    """Reads rows under one header."""

    def __init__(self, headers: Sequence[str], sample: Sequence[Record], report: Report, name: str) -> None:
        self._headers = headers
        self._report = report
        self._at = dict(columns(tuple(headers)))
        self._need(name)
        self._forget_row_numbers(sample)
        self._time = self._at.get(Part.TIME)
        self._date = self._at.get(Part.DATE)
        report.clock.day_first = is_day_first([row.cells[self._when] for row in sample if len(row.cells) > self._when])
        self._speed = self._factor(Part.SPEED)
        self._accuracy = self._factor(Part.ACCURACY)
        self._place = self._pair if Part.LATITUDE not in self._at else self._columns

    @property
    def _when(self) -> int:
        """The column with the day."""
        return self._at[Part.DATE] if Part.DATE in self._at else self._at[Part.TIME]

    def _need(self, name: str) -> None:
        at = self._at
        missing = []
        if not ({Part.LATITUDE, Part.LONGITUDE} <= at.keys() or Part.BOTH in at):
            at.pop(Part.LATITUDE, None)
            missing = [part for part in (Part.LATITUDE, Part.LONGITUDE) if part not in at]
        if Part.TIME not in at and Part.DATE not in at:
            missing.append(Part.TIME)
        if missing:
            wanted = " and ".join(f"“{part}”" for part in missing)
            raise InvalidInput(
                {
                    "row 1": f"{name} has no column for {wanted}: the header row says "
                    f"{', '.join(quoted(header) for header in self._headers[:12])}."
                }
            )

    def _forget_row_numbers(self, sample: Sequence[Record]) -> None:
        """A column “id” names devices only if some rows have the same: else it numbers rows."""
        place = self._at.get(Part.DEVICE)
        if place is None or self._headers[place].strip().casefold() not in ("id", "name"):
            return
        names = [row.cells[place] for row in sample if len(row.cells) > place]
        if len(names) > 2 and len(set(names)) == len(names):
            del self._at[Part.DEVICE]

    def _factor(self, part: Part) -> float:
        place = self._at.get(part)
        if place is None:
            return 1.0
        header = self._headers[place]
        if part is Part.ACCURACY:
            return HDOP if "hdop" in header.casefold() else unit(header, METRES, NAMES[part]) or 1.0
        factor = unit_of_speed(header)
        if factor is None:
            del self._at[part]
            self._report.say(
                f"Column {quoted(header)} does not say the unit, as “Speed (mph)” does: speeds are left out."
            )
        return factor or 1.0

    def read(self, row: Record) -> Found | None:
        """The fix of a row; nothing, and why, where it has none."""
        if row.problem:
            self._report.leave(Unread.ROW, f"Row {row.row}: {row.problem}.")
            return None
        try:
            return self._found(row.cells)
        except _Bad as bad:
            place = self._at.get(bad.part)
            column = quoted(self._headers[place]) if place is not None else f"“{bad.part}”"
            self._report.leave(bad.reason, f"Row {row.row}, column {column}: {bad}.")
            return None

    def _found(self, cells: Sequence[str]) -> Found:
        latitude, longitude = self._place(cells)
        at = self._report.clock.read(text := self._moment(cells))
        if at is None:
            part = Part.TIME if self._time is not None else Part.DATE
            raise _Bad(Unread.TIME, part, f"{quoted(text)} is not a time" if text.strip() else "there is no time")
        device = named(self._cell(cells, Part.DEVICE))
        return Found(
            device,
            Fix(
                at,
                latitude,
                longitude,
                measure(self._cell(cells, Part.ACCURACY), self._accuracy),
                measure(self._cell(cells, Part.SPEED), self._speed),
                measure(self._cell(cells, Part.HEADING), 1.0, 360.0),
            ),
        )

    def _cell(self, cells: Sequence[str], part: Part) -> str:
        place = self._at.get(part)
        return cells[place] if place is not None and place < len(cells) else ""

    def _moment(self, cells: Sequence[str]) -> str:
        time, date = self._cell(cells, Part.TIME).strip(), self._cell(cells, Part.DATE).strip()
        # A column of days beside one of hours; or beside one that has both.
        return f"{date} {time}" if date and time.find(":") in (1, 2) else time or date

    def _columns(self, cells: Sequence[str]) -> tuple[float, float]:
        return self._degrees(cells, Part.LATITUDE, 90), self._degrees(cells, Part.LONGITUDE, 180)

    def _degrees(self, cells: Sequence[str], part: Part, most: float) -> float:
        text = self._cell(cells, part)
        if not text.strip():
            raise _Bad(Unread.PLACE, part, f"there is no {part}")
        return _coordinate(text, part, most)

    def _pair(self, cells: Sequence[str]) -> tuple[float, float]:
        text = self._cell(cells, Part.BOTH)
        match = _PAIR.fullmatch(text) if len(text) < 100 else None
        if match is None:
            problem = f"{quoted(text)} is not a latitude and a longitude" if text.strip() else "there is no position"
            raise _Bad(Unread.PLACE, Part.BOTH, problem)
        first, second = (match["second"], match["first"]) if match["point"] else (match["first"], match["second"])
        return _coordinate(first, Part.BOTH, 90), _coordinate(second, Part.BOTH, 180)


def _coordinate(text: str, part: Part, most: float) -> float:
    try:
        return degrees(text, most)
    except ValueError as problem:
        raise _Bad(Unread.PLACE, part, f"{quoted(text)} {problem}") from None
