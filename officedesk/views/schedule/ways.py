"""The ways between visits of the rows that are seen, reckoned off the GUI thread and kept as long as they are true."""

from datetime import date
from typing import Any

from PySide6.QtCore import QObject, QTimer

from officedesk.services.schedule.rows import VisitBlock
from officedesk.views.schedule.view import BoardView
from officedesk.views.shell import Shell

PAUSE = 150
"""Milliseconds after the last scrolling."""
Ways = dict[tuple[int, int], int]


class WaysKeeper(QObject):
    """Asks for the rows in view once the board stands still."""

    def __init__(self, shell: Shell, view: BoardView) -> None:
        super().__init__(view)
        self._shell, self._view = shell, view
        self._known: dict[int, tuple[tuple[VisitBlock, ...], Ways]] = {}
        self._busy = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE)
        self._later.timeout.connect(self.look)
        view.verticalScrollBar().valueChanged.connect(self._wait)
        shell.closing.connect(self._later.stop)

    def _wait(self) -> None:
        self._later.start()

    def begin(self) -> None:
        """The board shows something else: look again, and leave out what is not true any more."""
        self._show()
        self._later.start()

    def look(self) -> None:
        """Ask for the rows in view that nothing is known of."""
        view = self._view
        if self._busy or view.plan.sizes.compact or view.plan.axis.days > 7:
            return
        wanted = self._unknown()
        if not wanted:
            return
        desk = self._shell.desk
        self._busy = True

        def work() -> dict[int, tuple[tuple[VisitBlock, ...], Ways]]:
            from officedesk.services.schedule.travel import travel

            found = {}
            for row_id, blocks in wanted.items():
                ways: Ways = {}
                for day in sorted({_day(one) for one in blocks}):
                    legs = travel(desk, [one for one in blocks if _day(one) == day])
                    ways.update({(leg.visit_id, leg.next_id): leg.minutes for leg in legs})
                found[row_id] = (blocks, ways)
            return found

        self._shell.load(self, work, self._arrived, self._failed)

    def _unknown(self) -> dict[int, tuple[VisitBlock, ...]]:
        view = self._view
        seen = view.seen()
        wanted = {}
        for row in view.plan.rows:
            if row.technician is None or row.bottom < seen.top() or row.y > seen.bottom():
                continue
            blocks = tuple(one.block for one in row.placed if not one.banner)
            if len(blocks) > 1 and self._known.get(row.id, ((), {}))[0] != blocks:
                wanted[row.id] = blocks
        return wanted

    def _arrived(self, found: Any) -> None:
        self._busy = False
        self._known.update(found)
        self._show()
        self._later.start()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._shell.fail(error)

    def _show(self) -> None:
        rows = {row.id: row for row in self._view.plan.rows}
        true = {
            row_id: ways
            for row_id, (blocks, ways) in self._known.items()
            if row_id in rows and blocks == tuple(one.block for one in rows[row_id].placed if not one.banner)
        }
        self._view.show_ways(true)


def _day(block: VisitBlock) -> date:
    return block.first_day or date.min
