"""When the office and its technicians work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from officedesk.models.hours import Spans, Week, days_between, on_day
from officedesk.services.office.drafts import WorkingDays
from officedesk.services.office.week import week_from
from officedesk.services.office.working_days import holidays_of_year, read


@dataclass(frozen=True, slots=True)
class WorkingTimes:
    """The office's hours, and the days on which it is closed. Years are looked up when somebody asks for them."""

    office: WorkingDays
    _years: dict[int, dict[date, str]]

    def holiday(self, day: date) -> str:
        """The name of a day on which the office is closed, else nothing."""
        found = self._years.get(day.year)
        if found is None:
            found = self._years[day.year] = dict(holidays_of_year(self.office, day.year))
        return found.get(day, "")

    def week(self, own: Mapping[str, Any] | None) -> Week:
        """That of a technician with ``own`` stored hours; the office's for ``None``."""
        return week_from(own) or self.office.hours

    def hours(self, week: Week, day: date) -> Spans:
        """When somebody with that week works on ``day``: never on holidays."""
        return () if self.holiday(day) else on_day(week, day)

    def holidays_between(self, first: date, last: date) -> dict[date, str]:
        """The days on which the office is closed, both ends included, by name."""
        return {day: name for day in days_between(first, last) if (name := self.holiday(day))}


def working_times(session: Session) -> WorkingTimes:
    """As the office set them."""
    return WorkingTimes(read(session), {})
