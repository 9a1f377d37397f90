"""Today: what waits for whoever sits here, on one page that is never old."""

from datetime import datetime, time, timedelta
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLayout, QScrollArea, QVBoxLayout, QWidget

from officedesk.services.permissions import Permission
from officedesk.services.tasks.today_rows import Today
from officedesk.views.shell import Place, Shell
from officedesk.views.todo.cards import widest
from officedesk.views.todo.task_card import TasksCard
from officedesk.views.todo.today_cards import LeftBehindCard, MoneyTiles, RemindersCard, VisitsCard
from officedesk.views.widgets.basics import button, column, holder, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.tab_order import follow_layout

SEEN = frozenset(
    {"task", "reminder", "job", "estimate", "invoice", "payment", "message", "customer", "user", "technician"}
    | {"import_batch", "company"}
)
"""Changes of these are seen on the page."""
BURST = 150
"""Milliseconds in which changes that come together are answered once."""
LOOK = timedelta(hours=1)
"""A computer that slept through midnight notices no later than this."""
NOON, EVENING = 12, 18


class _Content(QWidget):
    """Scrolls where there is no room: nothing in it is pressed together."""

    def __init__(self, layout: QLayout) -> None:
        super().__init__()
        self.setLayout(layout)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())


class TodayPage(QWidget):
    """``arrived`` once the day is on screen."""

    arrived = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("page")
        self._shell = shell
        self._generation = 0
        self._stale = True
        self.today: Today | None = None
        self.greeting = ElidedLabel("", "title", least=160)
        self.summary = ElidedLabel("", "muted", least=80)
        icons = shell.icons
        self._new_job = button("New job", lambda: shell.go("job"), icon=icons("wrench"))
        self._new_estimate = button("New estimate", lambda: shell.go("estimate"), icon=icons("plus"))
        head = row(
            self.greeting, widest(self.summary), self._new_job, self._new_estimate, spacing=10, margins=(16, 12, 16, 8)
        )
        head.setStretch(1, 1)
        self.money = MoneyTiles(shell)
        self._tiles = holder(row(*self.money.tiles, spacing=12))
        for place in range(len(self.money.tiles)):
            self._tiles.layout().setStretch(place, 1)  # type: ignore[union-attr, attr-defined]
        for part, permission in (
            (self._new_job, Permission.JOBS_WRITE),
            (self._new_estimate, Permission.ESTIMATES_WRITE),
            (self._tiles, Permission.MONEY_READ),
        ):
            if not shell.may(permission):
                part.hide()
        self.visits = VisitsCard(shell)
        self.tasks = TasksCard(shell)
        self.reminders = RemindersCard(shell)
        self.left = LeftBehindCard(shell)
        columns = row(
            column(self.visits, None),
            column(self.tasks, self.reminders, None, spacing=12),
            column(self.left, None),
            spacing=12,
        )
        for place, share in enumerate((11, 11, 9)):
            columns.setStretch(place, share)
        inner = column(self._tiles, columns, None, spacing=12, margins=(16, 4, 16, 16))
        self.area = QScrollArea()
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(_Content(inner))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.area, 1)
        refresh = QShortcut(QKeySequence("F5"), self)
        refresh.activated.connect(self.load)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(BURST)
        self._later.timeout.connect(self.load)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self.look_at_clock)
        self.tasks.whose_changed.connect(self.load)
        self.tasks.lines.reload_wanted.connect(self._later.start)
        shell.signals.changed.connect(self._office_changed)
        shell.closing.connect(self._stop)

    def show_place(self, place: Place) -> None:
        """The page comes on screen."""
        if self._stale or self.today is None:
            self.load()
        self.tasks.take_focus()

    def leave(self) -> bool:
        """What is typed here is kept until the page is seen again."""
        return True

    def load(self) -> None:
        """Read the day anew; what is shown stays until it is there."""
        self._generation += 1
        self._stale = False
        self._later.stop()
        generation, desk, everyone = self._generation, self._shell.desk, self.tasks.everyone
        from officedesk.views.recovery import folder_of, kept

        folder = folder_of(self._shell)

        def work() -> Any:
            from officedesk.services.tasks.listing import assignees
            from officedesk.services.tasks.today import today

            return today(desk, everyone=everyone), assignees(desk), kept(folder)

        def arrived(answer: Any) -> None:
            if generation == self._generation:
                self._arrived(*answer)

        self._shell.load(self, work, arrived, self._failed)

    def _failed(self, error: Exception) -> None:
        self._stale = True
        self._shell.fail(error)

    def _arrived(self, today: Today, people: list[tuple[int, str]], kept: list[Any]) -> None:
        self.today = today
        self._greet(today)
        self.money.tell(today)
        self.visits.tell(today)
        self.tasks.tell(today, people)
        self.reminders.tell(today)
        self.left.tell(today, kept)
        follow_layout(self)
        self.arrived.emit()

    def _greet(self, today: Today) -> None:
        shell = self._shell
        hour = shell.desk.now().astimezone(shell.desk.zone).hour
        part = "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening"
        first = shell.desk.actor.name.split(" ")[0]
        self.greeting.setText(f"Good {part}, {first}" if first else f"Good {part}")
        said = [f"{today.day:%A}, {shell.date(today.day)}"]
        if shell.may(Permission.JOBS_READ):
            count = today.visit_count
            said.append("no visits today" if not count else f"{count:,} {'visit' if count == 1 else 'visits'} today")
        if today.unassigned:
            said.append(f"{today.unassigned:,} unassigned")
        self.summary.setText(" · ".join(said))

    # --- never old ---

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity not in SEEN:
            return
        if self.isVisible():
            self._later.start()
        else:
            self._stale = True

    def look_at_clock(self) -> None:
        """Another day began, or not yet: look again when it does."""
        if self.today is not None and self._shell.desk.today() != self.today.day:
            self.load()
        self._wait()

    def _wait(self) -> None:
        desk = self._shell.desk
        midnight = datetime.combine(desk.today() + timedelta(days=1), time(), desk.zone)
        # A moment later: a timer may come a little early.
        left = midnight.astimezone(desk.now().tzinfo) - desk.now() + timedelta(seconds=1)
        self._clock.start(int(min(left, LOOK).total_seconds() * 1000))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look_at_clock()
        if self._stale and self.today is not None:
            self.load()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    def _stop(self) -> None:
        self._clock.stop()
        self._later.stop()
