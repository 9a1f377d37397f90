"""When the office and its technicians work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.company import Setting
from officedesk.models.hours import Spans, Week, joined, on_day

HOURS = "hours"
_USUAL: Week = (((480, 1020),),) * 5 + ((),) * 2


def _never(_day: date) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class WorkingTimes:
    """The office's hours, and the days on which it is closed."""

    office: Week
    holiday: Callable[[date], str] = _never
    """The name of a day on which the office is closed, else nothing."""

    def hours(self, own: Mapping[str, Any] | None, day: date) -> Spans:
        """When a technician with ``own`` stored hours (``None``: the office's) works on ``day``: never on holidays."""
        return () if self.holiday(day) else on_day(_week(own) or self.office, day)

    def holidays_between(self, first: date, last: date) -> dict[date, str]:
        """The days on which the office is closed, both ends included, by name."""
        days = (first + timedelta(days=at) for at in range((last - first).days + 1))
        return {day: name for day in days if (name := self.holiday(day))}


def working_times(session: Session) -> WorkingTimes:
    """As the office set them."""
    stored = session.scalar(select(Setting.value).where(Setting.user_id.is_(None), Setting.key == HOURS).limit(1))
    return WorkingTimes(_week(stored) or _USUAL)


def _week(stored: Mapping[str, Any] | None) -> Week | None:
    if not isinstance(stored, Mapping):
        return None
    return tuple(joined((int(one[0]), int(one[1])) for one in stored.get(str(at), ())) for at in range(7))
