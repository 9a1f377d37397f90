"""Reads the board off the GUI thread and lays it out there; keeps what is shown as the office has it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from officedesk.services.schedule.choices import ScheduleChoices
from officedesk.services.schedule.rows import Board, BoardFilter
from officedesk.views.schedule.axis import TimeAxis, day_axis, days_axis
from officedesk.views.schedule.layout import Plan, Sizes, arrange, shown_minutes
from officedesk.views.shell import Shell

SEEN = frozenset(
    {"job", "customer", "technician", "time_off", "skill", "series", "contract", "tag", "brand", "location"}
) | {
    "company",
    "setting",
    "import_batch",
}
"""Changes of these are seen on the board."""
BURST = 120
"""Milliseconds in which changes that come together are answered once."""


@dataclass(frozen=True)
class Wanted:
    """What is to be shown."""

    view: str
    first: date
    last: date
    narrowed: BoardFilter
    step: int
    room: float
    high: float
    line: float


def axis_of(wanted: Wanted, board: Board, shown: Plan | None = None) -> TimeAxis:
    """The hours or days that a board is shown over; the same hours as it is ``shown`` over already."""
    days = (wanted.last - wanted.first).days + 1
    if days == 1:
        return day_axis(wanted.first, wanted.step, wanted.room)
    opens, closes = shown_minutes(board) if shown is None else (shown.axis.opens, shown.axis.closes)
    return days_axis(wanted.first, days, opens, closes, wanted.step, wanted.room)


def plan_of(wanted: Wanted, board: Board, shown: Plan | None = None) -> Plan:
    """A board laid out. Where ``shown``, how the same board is laid out now, is what is wanted, it is given back."""
    axis = axis_of(wanted, board, shown)
    sizes = Sizes.of(axis, len(board.technicians) + 1, wanted.line, wanted.high)
    if shown is not None and shown.axis == axis:
        fits = sizes.compact and shown.height < wanted.high
        if shown.sizes == (sizes.roomy() if fits else sizes):
            return shown
    plan = arrange(board, axis, sizes)
    if sizes.compact and plan.height < wanted.high:
        # There is room for a second line of each visit, if all are seen then too.
        roomy = arrange(board, axis, sizes.roomy())
        return roomy if roomy.height < wanted.high else plan
    return plan


class BoardKeeper(QObject):
    """``arrived(wanted, board, plan, choices)``; an answer that is older than another question is dropped."""

    arrived = Signal(object, object, object, object)

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._wanted: Wanted | None = None
        self._generation = 0
        self.held = False
        """Something is dragged or stored: nothing changes under the hand."""
        self.awake = False
        self.stale = True
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(BURST)
        self._later.timeout.connect(self.load)
        shell.signals.changed.connect(self._office_changed)
        shell.closing.connect(self._later.stop)

    @property
    def wanted(self) -> Wanted | None:
        return self._wanted

    def ask(self, wanted: Wanted) -> None:
        """Show other days, or the same ones narrowed."""
        self._wanted = wanted
        self.load()

    def ask_again(self, wanted: Wanted) -> None:
        """The same days over other hours: the page lays them out again itself."""
        self._wanted = wanted

    def load(self) -> None:
        """Read anew; what is shown stays until it is there."""
        wanted = self._wanted
        if wanted is None or not self.awake:
            self.stale = True
            return
        if self.held:
            self.stale = True
            return
        self._later.stop()
        self.stale = False
        self._generation += 1
        generation, desk = self._generation, self._shell.desk

        def work() -> tuple[Board, Plan, ScheduleChoices]:
            from officedesk.services.schedule.board import board
            from officedesk.services.schedule.choices import schedule_choices

            found = board(desk, wanted.first, wanted.last, wanted.narrowed)
            return found, plan_of(wanted, found), schedule_choices(desk)

        def done(answer: Any) -> None:
            if generation != self._generation:
                return
            if self.held:
                # It came while something was taken in hand.
                self.stale = True
                return
            self.arrived.emit(wanted, *answer)

        self._shell.load(self, work, done, self._failed)

    def hold(self, held: bool) -> None:
        """Nothing is to change now, or again."""
        self.held = held
        if not held and self.stale:
            self._later.start()

    def wake(self, awake: bool) -> None:
        """The board is on screen, or not any more."""
        self.awake = awake
        if awake and self.stale and self._wanted is not None:
            # Whoever brings the board on screen may want other days at once.
            self._later.start()

    def forget(self) -> None:
        """Drop the answer that is under way: what is shown is newer."""
        self._generation += 1
        self.stale = True

    def _failed(self, error: Exception) -> None:
        self.stale = True
        self._shell.fail(error)

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity not in SEEN:
            return
        self.stale = True
        if self.awake and not self.held:
            self._later.start()
