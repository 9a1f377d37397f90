"""What is held over the board, by a hand or by the keyboard: its shadow, and what is wrong where it is."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF

from officedesk.views.schedule import words
from officedesk.views.schedule.drag import Act, Proposal
from officedesk.views.schedule.layout import UNASSIGNED, spreader

if TYPE_CHECKING:
    from officedesk.views.schedule.view import BoardView


class Holding(QObject):
    """One proposal at a time. The page says by :meth:`tell` what is wrong with it."""

    def __init__(self, view: "BoardView") -> None:
        super().__init__(view)
        self._view = view
        self.proposal: Proposal | None = None
        self.reasons: tuple[str, ...] = ()
        self.refused = False
        self._y: float | None = None

    def hold(self, proposal: Proposal, y: float | None = None) -> None:
        """Show where a visit would be; ``y`` is where the hand is, for rows of many lines."""
        view = self._view
        before, self.proposal, self._y = self.proposal, proposal, y
        if before is None or before.act is not proposal.act:
            stays = proposal.act in (Act.COPY, Act.PLACE)
            view.board_scene.hide_block(None if stays else proposal.block)
        if before != proposal:
            self.reasons, self.refused = (), False
            # What is told at once may already say what is wrong.
            view.held.emit(proposal)
        self._show()

    def tell(self, reasons: tuple[str, ...], *, refused: bool = False) -> None:
        """What is wrong with the proposal that is held."""
        self.reasons, self.refused = reasons, refused
        if self.proposal is not None:
            self._show()

    def hide(self) -> None:
        """It is held over something that is not the board."""
        self._view.ghost.hide()

    def put_down(self) -> Proposal | None:
        """Nothing is held any more; gives what was."""
        held, self.proposal = self.proposal, None
        self.reasons, self.refused = (), False
        self._view.ghost.hide()
        self._view.board_scene.hide_block(None)
        self._view.cursor_at.mark()
        if held is not None:
            self._view.held.emit(None)
        return held

    def look_again(self) -> None:
        """The board is laid out in another way."""
        if self.proposal is not None and self._view.ghost.isVisible():
            self._show()

    def told(self) -> str:
        """When and with whom, as the shadow says it."""
        proposal = self.proposal
        if proposal is None:
            return ""
        people = words.people(proposal.technician_ids, self._view.names_of(), "Unassigned")
        when = words.when(proposal.starts, proposal.ends, all_day=proposal.all_day)
        told = f"{when} · {people}"
        return f"Copy: {told}" if proposal.act is Act.COPY else told

    def _show(self) -> None:
        view, proposal = self._view, self.proposal
        box = self.box() if proposal is not None else None
        if proposal is None or box is None:
            view.ghost.hide()
            return
        view.board_scene.frame.hide()
        view.ghost.tell(box, proposal.shown, self.told(), self.reasons, view.seen(), refused=self.refused)

    def box(self) -> QRectF | None:
        """Where the shadow is in the scene; ``None`` for a row that is not shown."""
        view, proposal = self._view, self.proposal
        if proposal is None:
            return None
        plan = view.plan
        row = view.row_of(proposal.row_id) or view.row_of(UNASSIGNED)
        if row is None:
            return None
        sizes = plan.sizes
        block = proposal.shown
        put = spreader(plan.axis, sizes, plan.working)
        _, left, right, _, _ = put(block, proposal.starts, proposal.ends)
        if sizes.compact or block.all_day:
            high = sizes.chip
            top = row.y + sizes.margin
            if self._y is not None:
                top = min(max(self._y - high / 2, row.y + 2), row.bottom - high - 3)
        else:
            high, top = sizes.row - 2 * sizes.margin, row.y + sizes.margin
            if self._y is not None and row.height > sizes.row + 1:
                top = min(max(self._y - high / 2, row.y + sizes.margin), row.bottom - high - sizes.margin)
        return QRectF(left, top, max(right - left, 6.0), high)
