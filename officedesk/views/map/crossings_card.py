"""The latest crossings of today, beside the map."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officedesk.formatting import time_text
from officedesk.models.due import wall
from officedesk.services.mapping.crossing_rows import CrossingFilter, CrossingRow
from officedesk.services.mapping.crossings import crossings_on
from officedesk.views.shell import Shell
from officedesk.views.timesheets.columns import chip_of
from officedesk.views.todo.cards import OpenRow, widest
from officedesk.views.todo.cards import chip_of as colored
from officedesk.views.widgets.basics import button, clear_layout, column, label, line, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.tab_order import follow_layout

SHOWN = 4
_CALM = 200
_LOOKED_AT = frozenset({"geofence", "device", "technician", "track_import"})


class CrossingsCard(QWidget):
    """Up to four, newest first; the rest is in the list. ``opened(crossing)`` when a row is clicked."""

    opened = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._stale = True
        self.rows: list[CrossingRow] = []
        self.lines = QVBoxLayout()
        self.lines.setContentsMargins(16, 0, 16, 0)
        self.lines.setSpacing(0)
        self.everything = button("All crossings", self._open, kind="link", tip="All crossings, of every day")
        # The link ends where the rows do.
        head = row(label("Crossings today", "heading"), None, self.everything, margins=(16, 0, 10, 0))
        self.setLayout(column(head, self.lines, spacing=6, margins=(0, 10, 0, 12)))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_CALM)
        self._later.timeout.connect(self.read)
        shell.signals.changed.connect(self._changed)

    def read(self) -> None:
        """Look again."""
        self._stale = False
        desk = self._shell.desk
        self._shell.load(self, lambda: crossings_on(desk, desk.today(), SHOWN), self._arrived, self._failed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.read()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # A day may pass until it is seen again.
        self._stale = True

    def _changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity in _LOOKED_AT:
            self._stale = True
            if self.isVisible():
                self._later.start()

    def _arrived(self, rows: list[CrossingRow]) -> None:
        self.rows = rows
        clear_layout(self.lines)
        for one in rows:
            self.lines.addWidget(line())
            self.lines.addWidget(self._line(one))
        if not rows:
            self.lines.addWidget(label("Nobody yet.", "muted"))
        follow_layout(self)

    def _line(self, one: CrossingRow) -> OpenRow:
        when, chip = time_text(wall(one.at, self._shell.desk.zone)), chip_of(one)
        at = label(when, "muted")
        at.setFixedWidth(max(at.fontMetrics().horizontalAdvance("00:00 "), 56))
        content = row(at, widest(ElidedLabel(one.called)), colored(chip), spacing=8, margins=(0, 5, 0, 5))
        spoken = f"{when}, {one.called}: {chip.text.lower()} {one.fence}"
        return OpenRow(one.id, spoken, lambda: self.opened.emit(one), content)

    def _failed(self, error: Exception) -> None:
        self._stale = True
        self._shell.fail(error)

    def _open(self) -> None:
        today = self._shell.desk.today()
        self._shell.go("crossings", filter=CrossingFilter(date_from=today, date_to=today))
