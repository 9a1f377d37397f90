"""The month view of the schedule: each day with how much is on it and the first of it.

Arrow keys go from day to day, Ctrl+Down and Ctrl+Up from visit to visit within a day; Enter opens the visit, else the
day, as a double-click does. A visit is dragged to another day, or goes there by Alt and an arrow key.
"""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QContextMenuEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QToolTip

from officedesk.services.schedule.rows import BoardFilter, DayCell, Month, VisitBlock
from officedesk.views.lists.bulk import menu_action
from officedesk.views.schedule.fresh import Fresh
from officedesk.views.schedule.month_hand import STEPS, MonthHand
from officedesk.views.schedule.month_model import MonthModel, count_text, facts, weeks_around
from officedesk.views.schedule.month_paint import DayPaint
from officedesk.views.schedule.words import STATUS, times, title
from officedesk.views.shell import Shell
from officedesk.views.widgets.tips import plain_tip

EACH = 8
"""Visits of a day that are read: more never fit."""
SEEN = frozenset(
    {"job", "customer", "technician", "series", "contract", "tag", "brand", "company", "setting", "import_batch"}
)
"""Changes of these are seen on a month."""
HEADER = 31


class MonthView(QTableView):
    """``opened(job_id)`` and ``day_wanted(day)``; ``shown()`` once the days asked for are there with their visits."""

    opened = Signal(int)
    day_wanted = Signal(object)
    shown = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._wanted: tuple[date, date, BoardFilter] | None = None
        self._chosen = 0
        self.days = MonthModel(self)
        self.setModel(self.days)
        self.painted = DayPaint(shell, self, self.days)
        self.painted.chosen = self._chosen_of
        self.setItemDelegate(self.painted)
        self.setAccessibleName("Month")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setSectionsClickable(False)
            header.setMinimumSectionSize(20)
        self.horizontalHeader().setFixedHeight(HEADER)
        self.horizontalHeader().setHighlightSections(False)
        self.hand = MonthHand(shell, self)
        self.fresh = Fresh(shell, self, SEEN, self._work, self._put, lambda: self.hand.dragging)
        self.selectionModel().currentChanged.connect(self._moved)
        shell.theme.changed.connect(self._restyle)

    # --- what is shown ---

    def show_days(self, first: date, last: date, narrowed: BoardFilter) -> None:
        """Show the weeks around these days; what is on screen stays until the answer is there."""
        self._wanted = (first, last, narrowed)
        before = self.current_day
        self.days.show_days(first, last)
        today = self._shell.desk.today()
        self.painted.today = today
        if before is None or not first <= before <= last:
            before = today if first <= today <= last else first
        self.setCurrentIndex(self.days.index_of(before))
        self.fresh.read()

    @property
    def current_day(self) -> date | None:
        """The day that the keyboard is at."""
        cell = self.days.cell_at(self.currentIndex())
        return None if cell is None else cell.day

    @property
    def current_visit(self) -> VisitBlock | None:
        """The visit that the keyboard is at, if it is at one."""
        cell = self.days.cell_at(self.currentIndex())
        found = self._visits(cell) if cell is not None else ()
        return next((block for block in found if block.visit_id == self._chosen), None)

    def reload(self) -> None:
        """Read what is shown anew, and look at nothing in particular."""
        self.hand.goal = 0
        self.fresh.read()

    def _work(self) -> Callable[[], Month] | None:
        if self._wanted is None:
            return None
        desk = self._shell.desk
        first, last, narrowed = self._wanted
        begin, end = weeks_around(first, last)

        def work() -> Month:
            from officedesk.services.schedule.month import month

            return month(desk, begin, end, narrowed, EACH)

        return work

    def _put(self, found: Month) -> None:
        self.days.put(found)
        self._follow()
        self.shown.emit()

    def _follow(self) -> None:
        """The keyboard goes along with the visit that it moved."""
        goal, self.hand.goal = self.hand.goal, 0
        for cell in self.days.cells if goal else ():
            if any(block.visit_id == goal for block in cell.first):
                self.setCurrentIndex(self.days.index_of(cell.day))
                self._choose(goal)
                return

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fresh.come_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "painted"):
            self._restyle()

    def _restyle(self) -> None:
        self.painted.restyle()
        self.viewport().update()

    # --- the keyboard ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.days.cell_at(self.currentIndex()), self.current_visit)
        elif held == Qt.KeyboardModifier.ControlModifier and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif held == Qt.KeyboardModifier.AltModifier and self.hand.key(key, self.current_visit):
            return
        elif key == Qt.Key.Key_Escape and self.hand.dragging:
            self.hand.let_go()
            self.fresh.look_again()
        elif key == Qt.Key.Key_Escape and self._chosen:
            self._choose(0)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # Alt+Left is Back elsewhere: with a visit chosen it moves that.
            alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
            if alt and event.key() in STEPS and self.hand.may_move(self.current_visit):
                event.accept()
                return True
        return super().event(event)

    def _step(self, by: int) -> None:
        """To the next visit of the day, or back; before the first of them it is the day itself."""
        cell = self.days.cell_at(self.currentIndex())
        ids = [0, *(block.visit_id for block in self._visits(cell))] if cell is not None else [0]
        at = ids.index(self._chosen) if self._chosen in ids else 0
        self._choose(ids[max(0, min(at + by, len(ids) - 1))])

    def _choose(self, visit_id: int) -> None:
        self._chosen = visit_id
        self.viewport().update()
        block = self.current_visit
        told = "" if block is None else f"{times(block)} {title(block)}"
        self.setAccessibleDescription(told)
        if told:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, told))

    def _moved(self, _current: QModelIndex, _before: QModelIndex) -> None:
        self._choose(0)

    def _visits(self, cell: DayCell) -> tuple[VisitBlock, ...]:
        return self.painted.shown(cell, self.visualRect(self.days.index_of(cell.day)).height())[0]

    def _chosen_of(self, cell: DayCell) -> int:
        return self._chosen if cell.day == self.current_day else 0

    # --- the mouse ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        at = event.position().toPoint()
        cell, block = self._under(at)
        self._choose(0 if block is None else block.visit_id)
        if event.button() is Qt.MouseButton.LeftButton:
            self.hand.press(block, None if cell is None else cell.day, at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        held = bool(event.buttons() & Qt.MouseButton.LeftButton)
        if not held or not self.hand.move(event.position().toPoint()):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        left = event.button() is Qt.MouseButton.LeftButton
        if left and self.hand.release():
            return
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        cell = self.days.cell_at(index)
        if left and cell is not None and cell.day == self.current_day:
            box = self.painted.more_box(cell, self.visualRect(index))
            if box is not None and box.contains(event.position().toPoint()):
                self.day_wanted.emit(cell.day)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hand.dragging:
            painter = QPainter(self.viewport())
            self.hand.paint(painter)
            painter.end()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hand.let_go()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._open(*self._under(event.position().toPoint()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            cell, block = self.days.cell_at(self.currentIndex()), self.current_visit
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        else:
            cell, block = self._under(event.pos())
            at = event.globalPos()
        if cell is not None:
            self.menu_of(cell, block).popup(at)

    def menu_of(self, cell: DayCell, block: VisitBlock | None) -> QMenu:
        """What can be done with a day, and with one of its visits."""
        menu, icons, shell = QMenu(self), self._shell.icons, self._shell
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if block is not None:
            job, customer = block.job_id, block.customer_id
            menu_action(menu, icons("wrench"), f"Open job {block.number}", lambda: self.opened.emit(job))
            menu_action(menu, icons("users"), "Open customer", lambda: shell.go("customer", customer))
            menu.addSeparator()
        day = cell.day
        said = f"Open {day:%A}, {day:%B} {day.day}"
        menu_action(menu, icons("calendar-blank"), said, lambda: self.day_wanted.emit(day))
        return menu

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell, block = self._under(event.pos())
            told = _tip(cell, block) if cell is not None else ""
            QToolTip.showText(event.globalPos(), plain_tip(told), self)
            return True
        return super().viewportEvent(event)

    def _under(self, at: QPoint) -> tuple[DayCell | None, VisitBlock | None]:
        index = self.indexAt(at)
        cell = self.days.cell_at(index)
        return cell, None if cell is None else self.painted.visit_at(cell, self.visualRect(index), at)

    def _open(self, cell: DayCell | None, block: VisitBlock | None) -> None:
        if block is not None:
            self.opened.emit(block.job_id)
        elif cell is not None:
            self.day_wanted.emit(cell.day)


def _tip(cell: DayCell, block: VisitBlock | None) -> str:
    """What a visit or a day says under the mouse."""
    if block is None:
        return "\n".join(
            [f"{cell.day:%A}, {cell.day:%B} {cell.day.day}", count_text(cell) or "No visits", *facts(cell)]
        )
    told = [title(block), block.description, times(block), ", ".join(filter(None, (block.location, block.city)))]
    return "\n".join(filter(None, [*told, STATUS[block.status]]))
