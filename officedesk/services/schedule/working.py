"""When the office and its technicians work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.models.company import Setting
from officedesk.models.hours import Spans, Week, joined, on_day

HOURS = "hours"
_USUAL: Week = (((480, 1020),),) * 5 + ((),) * 2


@dataclass(frozen=True, slots=True)
class WorkingTimes:
    """The office's hours, and the days on which it is closed."""

    office: Week
    holidays: Mapping[date, str] = field(default_factory=dict)

    def hours(self, own: Mapping[str, Any] | None, day: date) -> Spans:
        """When a technician with ``own`` stored hours (``None``: the office's) works on ``day``."""
        if day in self.holidays:
            return ()
        return on_day(_week(own) or self.office, day)


def working_times(session: Session) -> WorkingTimes:
    """As the office set them."""
    stored = session.scalar(select(Setting.value).where(Setting.user_id.is_(None), Setting.key == HOURS).limit(1))
    return WorkingTimes(_week(stored) or _USUAL)


def _week(stored: Mapping[str, Any] | None) -> Week | None:
    if not isinstance(stored, Mapping):
        return None
    return tuple(joined((int(one[0]), int(one[1])) for one in stored.get(str(at), ())) for at in range(7))
