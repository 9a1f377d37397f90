"""Where the keyboard is on the board: a row, a moment, and the visit that is there."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from officedesk.services.schedule.rows import VisitBlock
from officedesk.views.schedule.layout import UNASSIGNED, Placed, RowPlan
from officedesk.views.schedule.words import day_text

if TYPE_CHECKING:
    from officedesk.views.schedule.view import BoardView


class Cursor:
    """Survives another state of the board by what it stands at, not by where that was."""

    def __init__(self, view: "BoardView") -> None:
        self._view = view
        self.row_id = UNASSIGNED
        self.moment: datetime | None = None
        self.block: VisitBlock | None = None
        self.box: QRectF | None = None
        """Of the visit or of the empty place, in the scene."""
        self._lost: int | None = None
        """The visit (its key) that was here and is not any more: filtered away, it may come back."""
        self.shown = False
        """The keyboard has been on the board, or something was clicked."""

    @property
    def row_index(self) -> int:
        """The index of its row, -1 where it is nowhere yet."""
        at = self._view.plan.index_of(self.row_id) if self.shown else None
        return -1 if at is None else at

    def go_to(self, at: int, placed: Placed, *, scroll: bool = True) -> None:
        """Stand at a visit."""
        self.row_id, self.block, self.shown = self._view.plan.rows[at].id, placed.block, True
        self._lost = None
        self.moment = placed.block.starts
        self.mark(scroll=scroll)
        self._view.describe(self.block)
        self._view.selected.emit(self.block)

    def go_to_place(self, at: int, moment: datetime, *, scroll: bool = True) -> None:
        """Stand at a moment of a row where no visit is."""
        row = self._view.plan.rows[at]
        self.row_id, self.block, self.moment, self.shown = row.id, None, moment, True
        self._lost = None
        self.mark(scroll=scroll)
        name = self._view.names.name_of(row)
        self._view.say(f"{name}, {day_text(moment.date())} {moment:%H:%M}, no visit")
        self._view.selected.emit(None)

    def clear(self) -> None:
        """Nothing is selected any more; the keyboard stays in its row."""
        self.block = self._lost = None
        self.mark(scroll=False)
        self._view.selected.emit(None)

    def look_again(self) -> None:
        """The board is another: stand at the same visit, wherever it is now, or at its place."""
        key = self._lost if self.block is None else self.block.key
        if key is not None:
            plan = self._view.plan
            found = plan.find(key, self.row_id) or plan.find(key)
            before = self.block
            if found is None:
                self.block, self._lost = None, key
            else:
                self.row_id, self.block, self.moment = plan.rows[found[0]].id, found[1].block, found[1].block.starts
                self._lost = None
            if (before is None) != (self.block is None):
                self._view.selected.emit(self.block)
        self.mark(scroll=False)

    def focus(self, *, on: bool) -> None:
        """The board has the keyboard, or not any more."""
        if on and not self.shown:
            self.begin()
        frame = self._view.board_scene.frame
        frame.active = on
        frame.update()

    def arrive(self) -> None:
        """Other days are shown: stand at the first visit of the same row that is seen, else at the first of all."""
        self.block = self.moment = self._lost = None
        row = self._view.row_of(self.row_id) if self.shown else None
        seen = self._view.seen()
        placed = [one for one in row.placed if seen.left() - 1 <= one.left < seen.right()] if row is not None else []
        at = self.row_index
        if placed:
            self.go_to(at, min(placed, key=lambda one: one.left), scroll=False)
        elif self._view.hasFocus():
            self.begin()
        else:
            self.shown = False
            self.mark()

    def begin(self) -> None:
        """Stand at the first visit that is seen, else at the first row."""
        view = self._view
        seen = view.seen()
        for at, row in enumerate(view.plan.rows):
            for placed in row.placed:
                if row.y + placed.bottom > seen.top() and placed.left >= seen.left() - 1 and placed.left < seen.right():
                    self.go_to(at, placed, scroll=False)
                    return
        if view.plan.rows:
            axis, left = view.plan.axis, max(seen.left(), 0.0)
            moment = axis.snapped(left)
            if axis.x(moment) < left and not axis.by_days:
                # That step is seen in part only.
                moment += timedelta(minutes=axis.step)
            self.go_to_place(0, moment, scroll=False)

    def place_box(self, row: RowPlan, moment: datetime) -> QRectF:
        """The empty place of a moment in a row."""
        axis, sizes = self._view.plan.axis, self._view.plan.sizes
        left = axis.x(moment)
        wide = axis.day_width if axis.by_days else max(axis.step * axis.minute, 8.0)
        if axis.by_days:
            left = axis.day_at(left) * axis.day_width
        return QRectF(left + 2, row.y + sizes.margin, wide - 4, row.height - 2 * sizes.margin)

    def mark(self, *, scroll: bool = False) -> None:
        """Show where the keyboard is."""
        view = self._view
        self.box = None
        if self.shown and self.block is not None:
            self.box = view.block_box(self.block.key, self.row_id)
        elif self.shown and self.moment is not None:
            row = view.row_of(self.row_id)
            if row is not None and view.plan.axis.begins <= self.moment < view.plan.axis.ends:
                self.box = self.place_box(row, self.moment)
        view.board_scene.frame.surround(self.box, empty=self.block is None)
        if scroll and self.box is not None:
            view.bring_into_view(self.box)
        view.names.update()
