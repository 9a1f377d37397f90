"""The first line of the schedule: which day or week, how it is looked at, and what can be done with it."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from officedesk.services.permissions import Permission
from officedesk.views.schedule.words import heading
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, restyle, row
from officedesk.views.widgets.date_edit import MonthPopover
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.segmented import Segmented
from officedesk.views.widgets.tips import plain_tip

VIEWS = (("day", "Day"), ("week", "Week"), ("month", "Month"), ("list", "List"), ("map", "Map"))

_LONGEST = {
    "day": "Wednesday, September 30",
    "week": "September 20 – 26",
    "month": "September 2026",
    "list": "September 2026",
    "map": "Wednesday, September 30",
}
"""Titles: the arrows beside them stay under the mouse from one day to the next."""


def span_of(view: str, day: date) -> tuple[date, date]:
    """The first and the last day that a view of ``day`` shows; weeks begin on Monday."""
    if view == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if view in ("month", "list"):
        first = day.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return day, day


def stepped(view: str, day: date, by: int) -> date:
    """A day, a week or a month further; the day of a month as far as that month has it."""
    if view == "week":
        return day + timedelta(days=7 * by)
    if view in ("month", "list"):
        month = day.year * 12 + day.month - 1 + by
        first = date(month // 12, month % 12 + 1, 1)
        last = span_of("month", first)[1].day
        return first.replace(day=min(day.day, last))
    return day + timedelta(days=by)


class Head(QWidget):
    """``day_wanted`` and ``view_wanted`` say what is to be shown; the page tells what is."""

    day_wanted = Signal(object)
    view_wanted = Signal(str)
    filter_wanted = Signal()
    print_wanted = Signal()
    new_wanted = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.day, self.view = shell.desk.today(), "day"
        icons = shell.icons
        self.title = ElidedLabel("", "title", least=120)
        self.back = button("", lambda: self._step(-1), icon=icons("caret-left"), tip="Earlier (Ctrl+Left)")
        self.today = button("Today", lambda: self.day_wanted.emit(shell.desk.today()), tip="Show today (Ctrl+T)")
        self.on = button("", lambda: self._step(1), icon=icons("caret-right"), tip="Later (Ctrl+Right)")
        self.pick = button("", self.pick_day, icon=icons("calendar-blank"), kind="icon", tip="Go to a day (Ctrl+G)")
        self.switch = Segmented(VIEWS, tips=[f"{text} (Alt+{at})" for at, (_, text) in enumerate(VIEWS, 1)])
        self.switch.chosen.connect(self.view_wanted)
        self.filter = button(
            "", self.filter_wanted.emit, icon=icons("funnel"), kind="icon", tip="Show the filters (Ctrl+F)"
        )
        self.filter.setCheckable(True)
        self.print = button(
            "Print day sheets", self.print_wanted.emit, icon=icons("printer"), tip="Print day sheets (Ctrl+P)"
        )
        self.new = button("New job", self.new_wanted.emit, kind="primary", icon=icons("plus", "on_accent"))
        self.more = button("", self.open_menu, kind="icon", icon=icons("dots-three-vertical"), tip="More actions")
        self.fill: Callable[[QMenu], object] = lambda _: None
        """Fills the menu of further actions."""
        line = row(
            self.title, self.back, self.today, self.on, self.pick, self.switch, None, self.filter, self.print, self.new,
            self.more, margins=(16, 10, 16, 10),
        )  # fmt: skip
        self.setLayout(line)
        if not shell.may(Permission.JOBS_WRITE):
            self.new.hide()

    def tell(self, view: str, day: date, holiday: str = "") -> None:
        """What is shown; ``holiday`` is what a single day is called."""
        self.view, self.day = view, day
        self.switch.set_value(view)
        first, last = span_of(view, day)
        text = (
            f"{first:%B} {first.year}" if view in ("month", "list") else heading(first, last, self._shell.desk.today())
        )
        self.title.setText(f"{text} · {holiday}" if holiday else text)
        self.title.keep_room(_LONGEST[view] if f", {first.year}" not in text else f"{_LONGEST[view]}, {first.year}")

    def tell_filter(self, count: int, *, shown: bool) -> None:
        """So many kinds of filter are set."""
        self.filter.setChecked(shown or bool(count))
        said = f"{count} {'filter' if count == 1 else 'filters'} set" if count else "Show the filters"
        self.filter.setToolTip(plain_tip(f"{said} (Ctrl+F)"))
        self.filter.setAccessibleName(said)
        restyle(self.filter, "tone", "accent" if count else "")

    def pick_day(self) -> None:
        """Let a day be picked from a month."""
        month = MonthPopover(self.pick, self._shell, self.day, clear=False)
        month.picked.connect(lambda day: self.day_wanted.emit(day) if day is not None else None)
        month.pop(month.days)

    def open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    def _step(self, by: int) -> None:
        self.day_wanted.emit(stepped(self.view, self.day, by))
