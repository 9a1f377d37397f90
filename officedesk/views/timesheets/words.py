"""How durations and times of day are told."""

from datetime import datetime

from officedesk.formatting import time_text
from officedesk.models.due import wall
from officedesk.views.shell import Shell


def hours_text(seconds: int | None) -> str:
    """``4:05`` for four hours and five minutes; nothing for what goes on."""
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    return f"{minutes // 60:,}:{minutes % 60:02d}"


def total_text(seconds: int) -> str:
    """``41:30 h``."""
    return f"{hours_text(seconds)} h"


def moment_text(shell: Shell, at: datetime) -> str:
    """Day and time of an instant, by the office's clock."""
    there = wall(at, shell.desk.zone)
    return f"{shell.date(there.date())} {time_text(there)}"


def until_text(shell: Shell, began: datetime, ended: datetime) -> str:
    """The end of something: its time, and how many days later that is, where it is another day: ``8:06 +2 d``."""
    first, last = wall(began, shell.desk.zone), wall(ended, shell.desk.zone)
    days = (last.date() - first.date()).days
    return f"{time_text(last)} +{days} d" if days else time_text(last)
