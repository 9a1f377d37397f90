"""Times as tracks write them: ISO 8601, seconds since 1970, and what US programs print."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"\d{9,19}(?:\.\d+)?", re.ASCII)
_ZONES: Final = {
    "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
"""Hours from UTC. What else abbreviations of zones mean depends on where they are read."""
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(
    r"""(?:(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})
      | (?P<first>\d{1,2})(?P<mark>[-/.])(?P<second>\d{1,2})[-/.](?P<late>\d{4}|\d{2})
      | (?P<name1>[a-z]{3,9})\.?[ -](?P<day1>\d{1,2})(?:st|nd|rd|th)?,?[ -](?P<year1>\d{4})
      | (?P<day2>\d{1,2})[ -](?P<name2>[a-z]{3,9})\.?,?[ -](?P<year2>\d{4}|\d{2}))""",
    re.ASCII | re.VERBOSE,
)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.ASCII)
_HOUR = re.compile(
    r"""[\sT,]*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,:](?P<part>\d{1,9}))?)?
        \s*(?P<half>[ap]\.?m\.?)?\s*(?:(?P<sign>[+-])(?P<zone>\d{1,2})(?::?(?P<rest>\d{2}))?|\(?(?P<named>[a-z]{1,4})\)?)?""",
    re.ASCII | re.VERBOSE | re.IGNORECASE,
)


@dataclass(slots=True)
class Clock:
    """Reads the times of one file. A time without a zone is of ``zone``."""

    zone: tzinfo
    day_first: bool = False
    """Whether 05/06/2026 is the 5th of June; else it is the 6th of May, as in the US."""

    def read(self, text: str) -> datetime | None:
        """An aware time in UTC; nothing where ``text`` is none. Numbers are seconds since 1970, or parts of them."""
        text = text.strip()
        try:
            # Most files write it so, and this is quick.
            return (
                self._aware(datetime.fromisoformat(text)) if len(text) > 10 and text[4:5] == "-" else self._other(text)
            )
        except (ValueError, OverflowError):
            try:
                return self._other(text)
            except (ValueError, OverflowError):
                return None

    def since_1970(self, number: float) -> datetime | None:
        """The time that so many seconds, or milli-, micro- or nanoseconds, have passed since 1970."""
        try:
            seconds = float(number)
            for _ in range(3):
                if abs(seconds) < 1e11:
                    break
                seconds /= 1000.0
            return _EPOCH + timedelta(seconds=seconds) if 1e8 <= seconds < 1e11 else None
        except (ValueError, OverflowError):
            return None

    def _aware(self, found: datetime) -> datetime:
        return (found.replace(tzinfo=self.zone) if found.tzinfo is None else found).astimezone(UTC)

    def _other(self, text: str) -> datetime | None:
        if len(text) > 80:
            return None
        if _NUMBER.fullmatch(text):
            return self.since_1970(float(text))
        low = _WEEKDAY.sub("", text.lower(), count=1)
        day = _DAY.match(low)
        hour = _HOUR.fullmatch(low, day.end()) if day else None
        if day is None or hour is None:
            return None
        return self._aware(self._of(day, hour))

    def _of(self, day: re.Match[str], hour: re.Match[str]) -> datetime:
        year, month, number = self._date(day)
        hours = int(hour["hour"])
        if hour["half"]:
            if not 1 <= hours <= 12:
                raise ValueError("no such hour")
            hours = hours % 12 + (12 if hour["half"][0].lower() == "p" else 0)
        micro = int((hour["part"] or "0")[:6].ljust(6, "0"))
        return datetime(
            year, month, number, hours, int(hour["minute"]), int(hour["second"] or 0), micro, tzinfo=self._zone(hour)
        )

    def _date(self, day: re.Match[str]) -> tuple[int, int, int]:
        if day["year"]:
            return int(day["year"]), int(day["month"]), int(day["day"])
        if day["first"]:
            first, second = int(day["first"]), int(day["second"])
            late = self.day_first or day["mark"] == "." or first > 12
            return _year(day["late"]), *((second, first) if late else (first, second))
        name, number, year = (
            (day["name1"], day["day1"], day["year1"]) if day["name1"] else (day["name2"], day["day2"], day["year2"])
        )
        return _year(year), _MONTHS.index(name[:3]) + 1, int(number)

    def _zone(self, hour: re.Match[str]) -> tzinfo:
        if hour["sign"]:
            away = timedelta(hours=int(hour["zone"]), minutes=int(hour["rest"] or 0))
            return timezone(away if hour["sign"] == "+" else -away)
        if hour["named"]:
            hours = _ZONES.get(hour["named"].lower())
            if hours is None:
                raise ValueError("a zone that is not known")
            return timezone(timedelta(hours=hours))
        return self.zone


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def is_day_first(texts: list[str]) -> bool:
    """Whether dates such as 25/06/2026 occur among ``texts``, and none such as 06/25/2026."""
    found = [
        (int(day["first"]), int(day["second"]))
        for text in texts
        if (day := _DAY.match(text.strip().lower())) and day["first"]
    ]
    return any(first > 12 for first, _ in found) and not any(second > 12 for _, second in found)
