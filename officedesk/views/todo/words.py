"""How a task's day reads."""

from datetime import date

from officedesk.services.tasks.rows import TaskRow
from officedesk.views.lists.columns import Chip
from officedesk.views.shell import Shell

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NEAR = 6


def due_chip(shell: Shell, due: date | None, today: date, *, done: bool = False) -> Chip | None:
    """When it is due, as people say it: ``yesterday`` (bad), ``today``, ``Fri``; nothing where it has no day."""
    if due is None:
        return None
    days = (due - today).days
    tone = "bad" if days < 0 and not done else "plain"
    if days in (-1, 0, 1):
        return Chip(("yesterday", "today", "tomorrow")[days + 1], "accent" if not days and not done else tone)
    if 0 < days <= _NEAR:
        return Chip(_WEEKDAYS[due.weekday()], tone)
    return Chip(shell.date(due), tone)


def done_words(shell: Shell, row: TaskRow) -> str:
    """Who checked it, and when: ``Anna Lindqvist · 11:42``, with the day where it was another one."""
    if row.done_at is None:
        return ""
    at = row.done_at.astimezone(shell.desk.zone)
    day = "" if at.date() == shell.desk.today() else f"{shell.date(at.date())} "
    return " · ".join(part for part in (row.done_by, f"{day}{at:%H:%M}") if part)
