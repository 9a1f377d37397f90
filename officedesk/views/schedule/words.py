"""What the board says about visits: on them, to screen readers, and in toasts."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from officedesk.formatting import time_range, time_text
from officedesk.models.enums import JobStatus, Priority
from officedesk.models.hours import last_day
from officedesk.services.schedule.rows import VisitBlock

STATUS = {
    JobStatus.NOT_STARTED: "Not started",
    JobStatus.SCHEDULED: "Scheduled",
    JobStatus.ON_THE_WAY: "On the way",
    JobStatus.IN_PROGRESS: "In progress",
    JobStatus.PAUSED: "Paused",
    JobStatus.COMPLETED: "Completed",
    JobStatus.CANCELLED: "Cancelled",
}
PRIORITY = {Priority.LOW: "Low priority", Priority.HIGH: "High priority", Priority.URGENT: "Urgent"}
LONGEST = 200
"""Characters of a name or a description that are read aloud."""
OVER = (JobStatus.COMPLETED, JobStatus.CANCELLED)


def tone(block: VisitBlock) -> str:
    """The token of the colour that a visit has: done green, under way amber, urgent red, else blue."""
    if block.status is JobStatus.COMPLETED:
        return "ok"
    if block.status is JobStatus.CANCELLED:
        return "muted"
    if block.priority is Priority.URGENT:
        return "bad"
    if block.status in (JobStatus.ON_THE_WAY, JobStatus.IN_PROGRESS, JobStatus.PAUSED):
        return "warn"
    return "accent_text"


def ground(block: VisitBlock) -> str:
    """The token of the ground that goes with :func:`tone`."""
    return {"ok": "ok_soft", "muted": "chip", "bad": "bad_soft", "warn": "warn_soft"}.get(tone(block), "accent_soft")


def marks(block: VisitBlock) -> tuple[str, ...]:
    """Icons that say what colour alone would: the most telling first."""
    found = []
    if block.status in _STATUS_ICONS:
        found.append(_STATUS_ICONS[block.status])
    elif block.late:
        found.append("hourglass")
    if block.priority is Priority.URGENT and block.status not in OVER:
        found.append("warning")
    elif block.priority is Priority.HIGH and block.status not in OVER:
        found.append("arrow-fat-up")
    if block.occurrence_id is not None:
        found.append("repeat")
    if len(block.technician_ids) > 1:
        found.append("users")
    return tuple(found)


_STATUS_ICONS = {
    JobStatus.COMPLETED: "check-circle",
    JobStatus.CANCELLED: "x-circle",
    JobStatus.ON_THE_WAY: "car",
    JobStatus.IN_PROGRESS: "play",
    JobStatus.PAUSED: "pause",
}


def title(block: VisitBlock) -> str:
    """``2837 · ABC Company``."""
    return f"{block.number} · {block.company}"


def times(block: VisitBlock) -> str:
    """``8:00 – 9:30``, ``All day``, with the day of an end that is on another."""
    if block.starts is None:
        return "No day yet"
    return span(block.starts, block.ends, all_day=block.all_day, open_end=block.open_end)


def span(starts: datetime, ends: datetime | None, *, all_day: bool = False, open_end: bool = False) -> str:
    """From when to when, without the day it begins on."""
    if ends is None:
        return time_text(starts)
    if all_day:
        first, last = starts.date(), last_day(starts, ends)
        return "All day" if first == last else f"{day_text(first)} – {day_text(last)}"
    if open_end:
        return time_text(starts)
    if ends.date() != starts.date() and ends > starts + timedelta(hours=16):
        return f"{time_text(starts)} – {day_text(ends.date())} {time_text(ends)}"
    return time_range(starts, ends)


def when(starts: datetime, ends: datetime | None, *, all_day: bool = False) -> str:
    """As :func:`span`, with the day."""
    told = span(starts, ends, all_day=all_day)
    return told if all_day and told != "All day" else f"{day_text(starts.date())} {told}"


def window(block: VisitBlock) -> str:
    """``Arrive 8:00 – 10:00``; nothing where no window was promised."""
    if block.window_ends is None or block.starts is None:
        return ""
    return f"Arrive {time_range(block.starts, block.window_ends)}"


def day_text(day: date) -> str:
    """``Mon 23``."""
    return f"{day:%a} {day.day}"


def heading(first: date, last: date, today: date) -> str:
    """The title of a day or some days, with the year where it is not this one."""
    year = "" if first.year == last.year == today.year else f", {last.year}"
    if first == last:
        return f"{first:%A}, {first:%B} {first.day}{year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B} {first.day} – {last.day}{year}"
    if first.year == last.year:
        return f"{first:%b} {first.day} – {last:%b} {last.day}{year}"
    return f"{first:%b} {first.day}, {first.year} – {last:%b} {last.day}, {last.year}"


def hours_text(minutes: int) -> str:
    """``6 h``, ``4.5 h``."""
    hours = minutes / 60
    return f"{hours:.0f} h" if minutes % 60 == 0 else f"{hours:.1f} h"


def duration_text(minutes: int) -> str:
    """``45 min``, ``1 h``, ``1 h 30 min``."""
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "") if part
    )


def people(ids: Iterable[int], names: Mapping[int, str], nobody: str = "unassigned") -> str:
    """``Anton Grip, Raz Bajwa``."""
    return ", ".join(names.get(one, "Former employee") for one in ids) or nobody


def spoken(block: VisitBlock, names: Mapping[int, str], warnings: tuple[str, ...] = ()) -> str:
    """A visit in one sentence, for a screen reader."""
    told = [f"Job {block.number}", block.company[:LONGEST], block.description[:LONGEST]]
    if block.starts is not None:
        told.append(when(block.starts, block.ends, all_day=block.all_day))
    told += [window(block), people(block.technician_ids, names), STATUS[block.status], PRIORITY.get(block.priority, "")]
    told += ["recurring" if block.occurrence_id is not None else "", "late" if block.late else "", *warnings]
    return ", ".join(part for part in told if part)
