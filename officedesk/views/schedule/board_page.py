"""The board with its tray: what gestures want becomes changes of the office, shown before they are stored."""

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from officedesk.services.permissions import Permission
from officedesk.services.schedule.choices import ScheduleChoices
from officedesk.services.schedule.rows import Applied, Board, Move, VisitBlock
from officedesk.services.schedule.times import wall_now
from officedesk.views.schedule import moves, words
from officedesk.views.schedule.actions import VisitActions
from officedesk.views.schedule.axis import ZOOMS, day_axis
from officedesk.views.schedule.changing import Changing
from officedesk.views.schedule.drag import Act, Proposal
from officedesk.views.schedule.hover_card import HoverCard
from officedesk.views.schedule.keeper import Wanted, plan_of
from officedesk.views.schedule.layout import Plan
from officedesk.views.schedule.live_check import LiveCheck
from officedesk.views.schedule.tray import Tray
from officedesk.views.schedule.view import BoardView
from officedesk.views.schedule.ways import WaysKeeper
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import ICON, row


class BoardPage(QWidget):
    """``held`` while nothing may change under the hand; ``office_changed`` when what is read may be older."""

    held = Signal(bool)
    office_changed = Signal()
    reload_wanted = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.day = shell.desk.today()
        self.view = BoardView(shell, day_axis(self.day, ZOOMS[1], 1000.0))
        self.view.read_only = not shell.may(Permission.JOBS_WRITE)
        self.tray = Tray(shell, self.view)
        self.changing = Changing(shell, self)
        self.ways = WaysKeeper(shell, self.view)
        self.card = HoverCard(shell, self)
        self.acts = VisitActions(shell, self)
        self.choices = ScheduleChoices((), (), (), ())
        self.check = LiveCheck(self.view.board, self.view.plan, wall_now(shell.desk), {})
        self.zoom = QPushButton()
        self.zoom.setProperty("kind", "plain")
        self.zoom.setIcon(shell.icons("magnifying-glass-plus", "muted"))
        self.zoom.setIconSize(ICON)
        self.zoom.clicked.connect(self._zoom_menu)
        self.view.corner.setLayout(row(self.zoom, None, margins=(4, 0, 0, 0)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.tray)
        self._wire()

    def _wire(self) -> None:
        view, cards, shell, actions = self.view, self.tray.cards, self._shell, self.acts
        view.hand.over_tray = self.tray.covers
        view.opened.connect(partial(shell.go, "job"))
        view.wanted.connect(self.want)
        view.held.connect(self._tell_problems)
        view.drag_changed.connect(self._dragging)
        for told in (view.keys_changed, view.selected, view.held):
            told.connect(self.tray.tell_hint)
        view.carried_off.connect(self._carried_off)
        view.hovered.connect(self._hover)
        view.menu_wanted.connect(actions.open_menu)
        view.row_menu_wanted.connect(actions.open_row_menu)
        view.unassign_wanted.connect(actions.unassign)
        view.put_back_wanted.connect(actions.put_back)
        view.copy_wanted.connect(actions.copy)
        view.paste_wanted.connect(actions.paste)
        view.new_wanted.connect(actions.begin_job)
        view.tray_wanted.connect(self._to_tray)
        cards.opened.connect(partial(shell.go, "job"))
        cards.menu_wanted.connect(actions.open_menu)
        cards.copy_wanted.connect(actions.copy)
        cards.board_wanted.connect(view.setFocus)
        cards.lift_wanted.connect(actions.lift)
        self.changing.stored.connect(self._stored)
        self.changing.given_up.connect(self._given_up)

    # --- what is shown ---

    def show_board(self, board: Board, plan: Plan, choices: ScheduleChoices, *, narrowed: bool) -> bool:
        """Another state of the office, or other days: then it gives ``True``."""
        self.choices = choices
        before = self.view.board
        if not before.technicians:
            # Where the keyboard was on an empty board is nowhere.
            self.view.cursor_at.shown = False
        self._take(board, plan)
        waits = [one for one in board.visits if not one.technician_ids and one.status not in words.OVER]
        count = len(waits)
        self.view.names.unassigned_words = "drag to assign" if count < 2 else f"{count:,} visits to assign"
        self.view.tell_nothing(_empty(board, narrowed))
        self.tray.tell(board.waiting, max(board.waiting_count, len(board.waiting)))
        self._tell_zoom(plan)
        return (before.first, before.last) != (board.first, board.last) or not before.technicians

    def lay_out(self, wanted: Wanted) -> None:
        """The same board over other hours."""
        if (wanted.first, wanted.last) == (self.view.board.first, self.view.board.last):
            plan = plan_of(wanted, self.view.board, self.view.plan)
            if plan is self.view.plan:
                return
            self.view.show_plan(plan)
            self.ways.begin()
            self._tell_zoom(plan)

    def let_go(self) -> None:
        """Put back what a hand or the keyboard holds."""
        self.view.hand.cancel()
        self.view.keyboard.cancel()
        self.card.put_away()

    def _take(self, board: Board, plan: Plan) -> None:
        names = dict(self.choices.technicians)
        self.check = LiveCheck(board, plan, wall_now(self._shell.desk), dict(self.choices.skills))
        names.update({one.id: one.name for one in board.technicians})
        self.card.names = self.view.people = names
        self.card.warnings = self.check.about
        self.view.ruler.holidays = board.holidays
        self.view.ruler.today = self._shell.desk.today
        self.view.show_board(board, plan)
        self.ways.begin()

    def _tell_zoom(self, plan: Plan) -> None:
        self.zoom.setText(f"{plan.axis.step} min")
        self.zoom.setAccessibleName(f"Zoom: {plan.axis.step} minutes")
        self.zoom.setToolTip("Zoom (Ctrl+Plus, Ctrl+Minus, Ctrl+wheel)")

    def _zoom_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for step in ZOOMS:
            action = menu.addAction(f"{step} minutes")
            action.setCheckable(True)
            action.setChecked(step == self.view.plan.axis.step)
            action.triggered.connect(partial(self._zoom_to, step))
        menu.popup(self.zoom.mapToGlobal(QPoint(0, self.zoom.height() + 2)))

    def _zoom_to(self, step: int, _checked: bool = False) -> None:
        self.view.zoomed.emit(step)

    # --- what is wanted ---

    def want(self, proposal: Proposal) -> None:
        """Store what a hand or the keyboard let go; it is shown there meanwhile."""
        said = moves.said(proposal, dict(self.card.names))
        self.office_changed.emit()
        self.held.emit(True)
        if proposal.act is not Act.COPY:
            self._show_meanwhile(proposal)
            self.view.select(proposal.block.key, proposal.row_id, scroll=False)
        self.changing.do([moves.move_of(proposal)], said)

    def change(self, wanted: list[Move] | Any, said: str) -> None:
        """Store moves that nobody dragged."""
        self.office_changed.emit()
        self.held.emit(True)
        self.changing.do(wanted, said)

    # --- inside ---

    def undo(self) -> None:
        """Take back the last change of whoever sits here."""
        self._shell.undo_wanted.emit("undo")

    def _to_tray(self) -> None:
        if self.tray.cards.isVisible():
            self.tray.cards.setFocus()

    def _tell_problems(self, proposal: Proposal | None) -> None:
        self.tray.receive(on=self.view.hand.dragging and self._takes_back())
        if proposal is None:
            if not self.changing.busy:
                self.held.emit(False)
            return
        self.held.emit(True)
        self.card.put_away()
        found = self.check.against(proposal)
        self.view.holding.tell(tuple(one.text for one in found), refused=any(one.refuses for one in found))

    def _dragging(self, on: bool) -> None:
        self.held.emit(on or self.changing.busy)
        self.tray.receive(on=on and self._takes_back())

    def _carried_off(self, over: bool) -> None:
        back = self._takes_back()
        self.tray.receive(on=back, over=over and back)

    def _takes_back(self) -> bool:
        return self.view.hand.act is Act.MOVE

    def _hover(self, block: VisitBlock | None, at: QPoint) -> None:
        if self.view.hand.dragging or self.view.holding.proposal is not None:
            block = None
        self.card.point(block, at)

    def _show_meanwhile(self, proposal: Proposal) -> None:
        board = moves.with_proposal(self.view.board, proposal)
        self._take(board, moves.plan_with(self.view.plan, proposal))
        self.tray.tell(board.waiting, board.waiting_count)

    def _stored(self, applied: Applied) -> None:
        self.office_changed.emit()
        current = self.view.current
        for made in applied.moved:
            if current is not None and not current.visit_id and current.job_id == made.job_id:
                # What was put on the board has a visit now: the keyboard stays with it.
                self.view.cursor_at.block = current._replace(visit_id=made.visit_id, version=made.version)
        if not self.changing.busy:
            self.held.emit(False)
        self.reload_wanted.emit()

    def _given_up(self) -> None:
        self.office_changed.emit()
        if not self.changing.busy:
            self.held.emit(False)
        self.reload_wanted.emit()

    def sizeHint(self) -> QSize:
        return QSize(900, 600)


def _empty(board: Board, narrowed: bool) -> str:
    """What an empty board says."""
    if not board.technicians:
        return "No technician matches the filter." if narrowed else "Technicians are added in Settings: each has a row."
    if not board.visits:
        return "No visit matches the filter." if narrowed else "Nothing is planned for these days."
    return ""
