"""The Schedule module: the frame around the board and the other views of the same days."""

from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from officedesk.services.permissions import Permission
from officedesk.services.schedule.choices import ScheduleChoices
from officedesk.services.schedule.rows import Board
from officedesk.services.schedule.times import wall_now
from officedesk.views.lists.bulk import menu_action
from officedesk.views.schedule.axis import ZOOMS
from officedesk.views.schedule.board_page import BoardPage
from officedesk.views.schedule.drag import moments
from officedesk.views.schedule.filters import ScheduleFilters
from officedesk.views.schedule.head import VIEWS, Head, span_of, stepped
from officedesk.views.schedule.keeper import BoardKeeper, Wanted
from officedesk.views.schedule.layout import Plan
from officedesk.views.schedule.others import OTHERS
from officedesk.views.shell import Place, Shell
from officedesk.views.widgets.basics import line

DAY, WEEK = "day", "week"
"""Papers: as ``views.schedule.papers`` calls them."""
VIEW, ZOOM, FILTERS = "schedule_view", "schedule_zoom_", "schedule_filters"
"""Settings of the desktop."""
LOOK = 30
"""Seconds after which the line of the present moment is somewhere else."""
BEFORE = 10
"""Minutes that are seen before the first hour of work."""
RESIZED = 40
"""Milliseconds after the last change of the window's size."""


class SchedulePage(QWidget):
    """``show_place`` takes ``day`` (ISO), ``visit`` (an id) and ``view`` (or ``tab``). ``arrived``: it is on screen."""

    arrived = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("page")
        self._shell = shell
        self.day = shell.desk.today()
        stored = str(shell.config.get(VIEW, "day"))
        self.view = stored if stored in dict(VIEWS) else "day"
        self.zooms = {name: _zoom(shell.config.get(ZOOM + name), step) for name, step in (("day", 30), ("week", 60))}
        self.head = Head(shell)
        self.filters = ScheduleFilters(shell)
        if not shell.config.get(FILTERS, False):
            self.filters.hide()
        self.board = BoardPage(shell)
        self.keeper = BoardKeeper(shell, self)
        self.others: dict[str, QWidget] = {}
        self._stack = QStackedWidget()
        self._stack.addWidget(self.board)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.head, self.filters, line()):
            layout.addWidget(part)
        layout.addWidget(self._stack, 1)
        self._goal: int | None = None
        self._choices: ScheduleChoices | None = None
        self._fresh = True
        self._wire()
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK * 1000)
        self._clock.timeout.connect(self.look_at_clock)
        self._sized = QTimer(self)
        self._sized.setSingleShot(True)
        self._sized.setInterval(RESIZED)
        self._sized.timeout.connect(self._lay_out)
        shell.closing.connect(self._stop)

    def _wire(self) -> None:
        head, view = self.head, self.board.view
        head.day_wanted.connect(self.show_day)
        head.view_wanted.connect(self.show_view)
        head.filter_wanted.connect(self.toggle_filters)
        head.new_wanted.connect(lambda: self._shell.go("job"))
        head.print_wanted.connect(self.print_sheets)
        head.fill = self._fill_more
        self.filters.changed.connect(self._filtered)
        self.filters.down_wanted.connect(self._take_focus)
        self.filters.enter_wanted.connect(self._take_focus)
        self.keeper.arrived.connect(self._arrived)
        self.board.held.connect(self.keeper.hold)
        self.board.office_changed.connect(self.keeper.forget)
        self.board.reload_wanted.connect(self.keeper.load)
        view.zoomed.connect(self.zoom)
        view.day_wanted.connect(lambda day: self.show_day(day, "day"))
        view.resized.connect(lambda: self._sized.start())
        for keys, act in (
            ("F5", self.reload),
            ("Ctrl+F", self.begin_search),
            ("Ctrl+G", head.pick_day),
            ("Ctrl+P", self.print_sheets),
            ("Ctrl+T", lambda: self.show_day(self._shell.desk.today())),
            ("Ctrl+Left", lambda: self._step(-1)),
            ("Ctrl+Right", lambda: self._step(1)),
            *((f"Alt+{at + 1}", lambda name=name: self.show_view(name)) for at, (name, _) in enumerate(VIEWS)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        head.print.setVisible(self._shell.may(Permission.PAPERS_READ))

    # --- coming and going ---

    def show_place(self, place: Place) -> None:
        context = place.context
        day = _day(context.get("day")) or self.day
        view = place.tab or context.get("view", self.view)
        self._goal = context.get("visit")
        if self._goal is not None and not place.tab and "view" not in context and self.view not in ("day", "week"):
            view = "day"
        self.keeper.awake = True
        self._go(view if view in dict(VIEWS) else self.view, day, again=self.keeper.stale)
        self._take_focus()

    def leave(self) -> bool:
        """What a hand holds is put back; what is typed nowhere cannot be lost."""
        self.board.let_go()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.keeper.wake(self._on_board)
        self.look_at_clock()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.board.let_go()
        self.keeper.wake(False)
        self._clock.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.board.tray.fit()

    @property
    def toast_line(self) -> QRect | None:
        """Where a toast hides nothing that is dragged next: the head of the tray, in the window."""
        tray = self.board.tray
        if not tray.isVisible():
            return None
        return QRect(tray.mapTo(self.window(), QPoint()), QSize(tray.fold.x(), tray.head_height))

    # --- which days, and how ---

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day that is shown."""
        return span_of(self.view, self.day)

    @property
    def step(self) -> int:
        """Minutes that the board snaps to: days and weeks have their own."""
        return self.zooms.get(self.view, ZOOMS[1])

    @property
    def _on_board(self) -> bool:
        return self.view in ("day", "week")

    def show_day(self, day: date, view: str | None = None) -> None:
        """Show a day, or the week or month that it is in."""
        self.board.let_go()
        self._go(view or self.view, day)
        self._take_focus()

    def show_view(self, view: str) -> None:
        """Look at the same days in another way."""
        self.board.let_go()
        self._shell.config.put(VIEW, view)
        self._go(view, self.day)
        self._take_focus()

    def zoom(self, step: int) -> None:
        """Snap to so many minutes, and show an hour as wide as that needs."""
        self.zooms[self.view] = _zoom(step, self.step)
        self._shell.config.put(ZOOM + self.view, self.step)
        self._lay_out()

    def reload(self) -> None:
        """Read what is shown anew."""
        if self._on_board:
            self.keeper.load()
        else:
            self._show_other()

    def toggle_filters(self) -> None:
        """Show the filter row, or put it away."""
        shown = not self.filters.isVisible()
        self.filters.setVisible(shown)
        self._shell.config.put(FILTERS, shown)
        self.head.tell_filter(self.filters.count, shown=shown)
        if shown:
            self.filters.search.setFocus()

    def begin_search(self) -> None:
        """Begin to filter by words."""
        if not self.filters.isVisible():
            self.toggle_filters()
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def look_at_clock(self) -> None:
        """The line of the present moment goes on."""
        self.board.view.set_now(wall_now(self._shell.desk))

    def _step(self, by: int) -> None:
        self.show_day(stepped(self.view, self.day, by))

    def _go(self, view: str, day: date, *, again: bool = False) -> None:
        before = self.view, self.span
        self.view, self.day = view, day
        self.head.tell(view, day)
        self.board.day = day
        self.keeper.wake(self._on_board)
        if not self._on_board:
            self._show_other()
            return
        self._stack.setCurrentWidget(self.board)
        if again or before != (view, self.span) or self.keeper.wanted is None or self._changed_since():
            self._fresh = self._fresh or before[0] != view
            self.keeper.ask(self._wanted())
        elif self._goal is not None:
            self._find_goal()

    def _changed_since(self) -> bool:
        wanted = self.keeper.wanted
        return wanted is None or (wanted.first, wanted.last, wanted.narrowed) != (*self.span, self.filters.query())

    def _wanted(self) -> Wanted:
        first, last = self.span
        view = self.board.view
        return Wanted(self.view, first, last, self.filters.query(), self.step, view.room, view.high, view.brushes.line)

    def _lay_out(self) -> None:
        """The same board over other hours or another width."""
        wanted = self._wanted()
        if self._on_board and self.keeper.wanted not in (None, wanted):
            self.keeper.ask_again(wanted)
            self.board.lay_out(wanted)

    def _filtered(self) -> None:
        self.head.tell_filter(self.filters.count, shown=self.filters.isVisible())
        if self._on_board:
            self.keeper.ask(self._wanted())
        else:
            self._show_other()

    def _arrived(self, asked: Wanted, board: Board, plan: Plan, choices: ScheduleChoices) -> None:
        self._choices = choices
        if self.filters.set_choices(choices):
            self._filtered()
            return
        if not self._on_board or (board.first, board.last) != self.span:
            return
        fresh, self._fresh = self._fresh, False
        if self.view == "day":
            self.head.tell(self.view, self.day, board.holidays.get(self.day, ""))
        others = self.board.show_board(board, plan, choices, narrowed=self.filters.active)
        self.look_at_clock()
        if fresh:
            self._begin_at_work(plan)
        if asked != self._wanted():
            # The window has another size by now.
            self.board.lay_out(self._wanted())
        if others:
            self.board.view.cursor_at.arrive()
        self._find_goal()
        self.arrived.emit()

    def _begin_at_work(self, plan: Plan) -> None:
        """The morning is at the left: the hour in which work begins, or the first visit."""
        first = plan.working[0] // 60 * 60
        # They are in the order of the clock: the first one of the day that has an hour is the earliest.
        visits, midnight = self.board.view.board.visits, datetime.combine(self.day, time())
        begin = bisect_left(visits, midnight, key=lambda one: moments(one)[0])
        earliest = next((one.starts for one in islice(visits, begin, None) if not one.all_day), None)
        if earliest is not None and earliest.date() == self.day:
            first = min(first, earliest.hour * 60)
        # A little of the hour before it shows that there is one.
        minute = max(0, first - BEFORE)
        today = self._shell.desk.today()
        shown = self.day if self.view == "day" else today if self.span[0] <= today <= self.span[1] else self.span[0]
        self.board.view.scroll_to(datetime.combine(shown, time()) + timedelta(minutes=minute))

    def _find_goal(self) -> None:
        goal, self._goal = self._goal, None
        if goal is not None:
            self.board.view.select(goal)
            self.board.view.setFocus()

    def _take_focus(self) -> None:
        if self._on_board:
            self.board.view.setFocus()
        elif self.view in self.others:
            self.others[self.view].setFocus()

    # --- the other views ---

    def _show_other(self) -> None:
        made: Any = self.others.get(self.view)
        if made is None:
            made = OTHERS[self.view](self._shell)
            made.opened.connect(lambda job_id: self._shell.go("job", job_id))
            made.day_wanted.connect(lambda day: self.show_day(day, "day"))
            if (typed := getattr(made, "search_wanted", None)) is not None:
                typed.connect(self._search)
            self.others[self.view] = made
            self._stack.addWidget(made)
        self._stack.setCurrentWidget(made)
        made.show_days(*self.span, self.filters.query())
        if self._choices is None:
            self._read_choices()

    def _read_choices(self) -> None:
        """What there is to filter by comes with the board: who looks at another view first asks for it."""
        desk = self._shell.desk

        def work() -> ScheduleChoices:
            from officedesk.services.schedule.choices import schedule_choices

            return schedule_choices(desk)

        def done(found: ScheduleChoices) -> None:
            self._choices = found
            if self.filters.set_choices(found):
                self._filtered()

        self._shell.load(self, work, done)

    def _search(self, text: str) -> None:
        """Somebody began to type on a list: what they type narrows it."""
        self.begin_search()
        self.filters.search.setText(text)
        self.filters.search.deselect()
        self.filters.tell()

    # --- further actions ---

    def print_sheets(self) -> None:
        """Print the day sheets of the day in front."""
        self._print(DAY)

    def _print(self, which: str) -> None:
        if not self._shell.may(Permission.PAPERS_READ):
            return
        from officedesk.views.schedule.papers import print_day_sheets

        chosen = self.filters.query().technician_ids
        print_day_sheets(self._shell, self, self.day, tuple(one for one in chosen if one), which=which)

    def _calendars(self) -> None:
        from officedesk.views.schedule.calendars import open_calendars

        open_calendars(self._shell, self)

    def _fill_more(self, menu: QMenu) -> None:
        icons, may = self._shell.icons, self._shell.may(Permission.JOBS_WRITE)
        day = self.board.acts.day_in_front if self._on_board else self.day
        said = f"Move {day:%A}, {day:%B} {day.day} to…"
        menu_action(menu, icons("calendar-check"), said, self.board.acts.ask_move_day, may and self._on_board)
        papers = self._shell.may(Permission.PAPERS_READ)
        menu_action(menu, icons("printer"), "Print week plan…", lambda: self._print(WEEK), papers)
        menu_action(menu, icons("calendar-blank"), "Calendar files…", self._calendars)
        menu_action(menu, icons("arrows-clockwise"), "Refresh\tF5", self.reload)

    def _stop(self) -> None:
        self._clock.stop()
        self._sized.stop()


def _zoom(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and value in ZOOMS else otherwise


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
