"""Keys on the board: walking between visits, and moving them without a mouse."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence

from officedesk.services.schedule.rows import VisitBlock
from officedesk.views.schedule.drag import Proposal, as_it_is, in_row, lengthened, may_be_taken, moments, stepped
from officedesk.views.schedule.layout import Placed

if TYPE_CHECKING:
    from officedesk.views.schedule.view import BoardView

PAUSE = 700
"""Milliseconds after the last step of a move by keys until it is wanted, where Alt or Shift is not let go before."""
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ALT, _SHIFT, _CTRL = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Keyboard(QObject):
    """Alt and arrows move, Shift and arrows resize: several steps are one move, wanted once the keys are let go.

    Space picks a visit up: then arrows alone move it, Enter puts it down and Esc puts it back.
    """

    def __init__(self, view: "BoardView") -> None:
        super().__init__(view)
        self._view = view
        self.lifted = False
        """Picked up with Space: no pause puts it down."""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE)
        self._later.timeout.connect(self.finish)

    @property
    def holds(self) -> bool:
        """Something is being moved by keys."""
        return self._view.holding.proposal is not None and not self._view.hand.dragging

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key is meant for the board although it is a shortcut elsewhere (Alt+Left: Back)."""
        key, held = Qt.Key(event.key()), _held(event)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and held in (_ALT, _ALT | _SHIFT):
            return not self._view.read_only and (self.holds or self._view.current is not None)
        return key == Qt.Key.Key_Escape and (self.holds or self._view.hand.dragging)

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key did something."""
        view, key, held = self._view, Qt.Key(event.key()), _held(event)
        if view.hand.dragging:
            return key == Qt.Key.Key_Escape and view.hand.cancel()
        if key in _ARROWS:
            return self._arrow(_ARROWS[key], held)
        if key == Qt.Key.Key_Escape:
            return self._escape()
        if self.lifted and key in _ENTER:
            self.finish()
            return True
        if held == Qt.KeyboardModifier.NoModifier and self._plain(key):
            return True
        if held == _CTRL and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            view.zoom(1 if key == Qt.Key.Key_Minus else -1)
            return True
        if held == _CTRL and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return self._to_end(last=key == Qt.Key.Key_End, everywhere=True)
        block = view.current
        if event.matches(QKeySequence.StandardKey.Copy) and block is not None:
            view.copy_wanted.emit(block)
            return True
        if event.matches(QKeySequence.StandardKey.Paste) and not view.read_only:
            view.paste_wanted.emit()
            return True
        return False

    def release(self, event: QKeyEvent) -> bool:
        """Alt or Shift is let go: what was moved is put down."""
        if event.key() in (Qt.Key.Key_Alt, Qt.Key.Key_Shift) and self.holds and not self.lifted:
            self.finish()
            return True
        return False

    def lift(self, proposal: Proposal) -> None:
        """Hold something for the arrows to move, until Enter or Esc."""
        self._later.stop()
        self.lifted = True
        self._hold(proposal)

    def finish(self) -> None:
        """Put down what is held, if anything is."""
        self._later.stop()
        self.lifted = False
        if not self.holds:
            return
        held = self._view.holding.put_down()
        if held is not None and held.changes:
            self._view.wanted.emit(held)

    def cancel(self) -> bool:
        """Put back what is held; ``False`` where nothing is."""
        self._later.stop()
        self.lifted = False
        if not self.holds:
            return False
        self._view.holding.put_down()
        return True

    def look_again(self) -> None:
        """The board is laid out in another way."""
        self._view.holding.look_again()

    # --- keys ---

    def _plain(self, key: Qt.Key) -> bool:
        view, block = self._view, self._view.current
        if key in _ENTER and block is not None:
            view.opened.emit(block.job_id)
        elif key in _ENTER and view.cursor_at.moment is not None and not view.read_only:
            view.new_wanted.emit(view.cursor_at.row_id, view.cursor_at.moment)
        elif key == Qt.Key.Key_Space and not view.read_only and (proposal := self._current()) is not None:
            self.lift(proposal)
        elif key == Qt.Key.Key_Delete and block is not None and not view.read_only:
            view.unassign_wanted.emit(block)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return self._to_end(last=key == Qt.Key.Key_End, everywhere=False)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._page(-1 if key == Qt.Key.Key_PageUp else 1)
        else:
            return False
        return True

    def _escape(self) -> bool:
        if self.cancel():
            return True
        if self._view.current is not None:
            self._view.cursor_at.clear()
            return True
        return False

    def _arrow(self, arrow: tuple[int, int], held: Qt.KeyboardModifier) -> bool:
        view = self._view
        along, down = arrow
        if self.lifted and held in (Qt.KeyboardModifier.NoModifier, _ALT):
            self._shift(along, down, days=False)
        elif held == Qt.KeyboardModifier.NoModifier:
            self._walk(along, down)
        elif view.read_only or (view.current is None and not self.holds):
            return False
        elif held == _ALT:
            self._shift(along, down, days=False)
        elif held == _ALT | _SHIFT and along:
            self._shift(along, 0, days=True)
        elif held in (_SHIFT, _SHIFT | _CTRL) and along:
            self._resize(along, start=bool(held & _CTRL))
        else:
            return False
        return True

    # --- moving ---

    def _shift(self, along: int, down: int, *, days: bool) -> None:
        """A step along or to another row. Where visits are moved by days a step is a day, and with Shift an hour."""
        view = self._view
        proposal = self._current()
        if proposal is None:
            return
        axis = view.plan.axis
        if along:
            by_day = proposal.all_day or (axis.by_days != days)
            step = timedelta(days=1) if by_day else timedelta(minutes=axis.step)
            proposal = stepped(proposal, along * step)
        if down:
            at = view.plan.index_of(proposal.row_id)
            other = (at if at is not None else 0) + down
            if not 0 <= other < len(view.plan.rows):
                return
            proposal = in_row(proposal, view.plan.rows[other].id)
        self._hold(proposal)

    def _resize(self, along: int, *, start: bool) -> None:
        proposal = self._current()
        if proposal is None:
            return
        step = timedelta(days=1) if proposal.all_day else timedelta(minutes=self._view.plan.axis.step)
        none = timedelta()
        self._hold(lengthened(proposal, along * step if start else none, none if start else along * step))

    def _current(self) -> Proposal | None:
        view = self._view
        if self.holds:
            return view.holding.proposal
        block = view.current
        if block is None or block.starts is None or not may_be_taken(block):
            return None
        return as_it_is(block, view.cursor_at.row_id)

    def _hold(self, proposal: Proposal) -> None:
        view = self._view
        view.holding.hold(proposal)
        box = view.holding.box()
        if box is not None:
            view.bring_into_view(box)
        view.say(view.holding.told())
        if not self.lifted:
            self._later.start()

    # --- walking ---

    def _walk(self, along: int, down: int) -> None:
        view = self._view
        rows = view.plan.rows
        if not view.cursor_at.shown or view.cursor_row < 0:
            view.cursor_at.begin()
            return
        at = view.cursor_row
        if down:
            if at + down >= len(rows):
                view.tray_wanted.emit()
            elif at + down >= 0:
                self._to_row(at + down)
            return
        ordered = _in_order(rows[at].placed)
        place = next((i for i, one in enumerate(ordered) if _is(one, view.current)), None)
        if place is None:
            moment = view.cursor_at.moment
            beside = [one for one in ordered if moment is None or (_starts(one) > moment) == (along > 0)]
            target = (beside[0] if along > 0 else beside[-1]) if beside else None
        else:
            target = ordered[place + along] if 0 <= place + along < len(ordered) else None
        if target is not None:
            view.cursor_at.go_to(at, target)
        elif place is None and view.cursor_at.moment is not None:
            self._to_place(at, view.cursor_at.moment, along)

    def _to_place(self, at: int, moment: datetime, along: int) -> None:
        """The next empty place of a row."""
        axis = self._view.plan.axis
        step = timedelta(days=1) if axis.by_days else timedelta(minutes=axis.step)
        there = moment + along * step
        if axis.begins <= there < axis.ends:
            self._view.cursor_at.go_to_place(at, there)

    def _to_row(self, at: int) -> None:
        """The visit of another row that is nearest to where the keyboard is; its empty place where there is none."""
        view = self._view
        moment = view.cursor_at.moment or datetime.combine(view.plan.axis.first, time(8))
        placed = view.plan.rows[at].placed
        if view.plan.axis.days > 1:
            placed = tuple(one for one in placed if _starts(one).date() == moment.date())
        if placed:
            view.cursor_at.go_to(at, min(placed, key=lambda one: abs(_starts(one) - moment)))
            # Going on up or down stays in the same column.
            view.cursor_at.moment = moment
        else:
            view.cursor_at.go_to_place(at, moment)

    def _to_end(self, *, last: bool, everywhere: bool) -> bool:
        view = self._view
        rows = view.plan.rows
        at = max(view.cursor_row, 0)
        if everywhere:
            filled = [number for number, row in enumerate(rows) if row.placed]
            if not filled:
                return False
            at = filled[-1] if last else filled[0]
        ordered = _in_order(rows[at].placed)
        if ordered:
            view.cursor_at.go_to(at, ordered[-1] if last else ordered[0])
        return bool(ordered)

    def _page(self, by: int) -> None:
        view = self._view
        rows = view.plan.rows
        at = max(view.cursor_row, 0)
        goal = rows[at].y + by * view.viewport().height()
        other = view.plan.row_at(min(max(goal, 0.0), view.plan.height - 1))
        if other is not None:
            self._to_row(other)


def _held(event: QKeyEvent) -> Qt.KeyboardModifier:
    return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


def _starts(placed: Placed) -> datetime:
    return moments(placed.block)[0]


def _is(placed: Placed, block: VisitBlock | None) -> bool:
    return block is not None and placed.block.key == block.key


def _in_order(placed: tuple[Placed, ...]) -> list[Placed]:
    return sorted(placed, key=lambda one: (_starts(one), one.banner, one.top, one.block.key))
