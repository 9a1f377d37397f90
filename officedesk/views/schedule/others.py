"""The views of the schedule beside its board, each made when it is first looked at.

Each has ``show_days(first, last, filter)``, ``opened(job_id)`` and ``day_wanted(day)``.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from officedesk.views.shell import Shell


def _month(shell: Shell) -> QWidget:
    from officedesk.views.schedule.month import MonthView

    return MonthView(shell)


def _list(shell: Shell) -> QWidget:
    from officedesk.views.schedule.listing import ListView

    return ListView(shell)


def _map(shell: Shell) -> QWidget:
    from officedesk.views.schedule.day_map import DayMapView

    return DayMapView(shell)


OTHERS: dict[str, Callable[[Shell], QWidget]] = {"month": _month, "list": _list, "map": _map}
