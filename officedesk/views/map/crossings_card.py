"""The latest crossings of today, beside the map."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from officedesk.formatting import time_text
from officedesk.models.due import wall
from officedesk.services.mapping.crossing_rows import CrossingFilter, CrossingRow
from officedesk.services.mapping.crossings import crossings_on
from officedesk.views.shell import Shell
from officedesk.views.timesheets.columns import chip_of
from officedesk.views.widgets.basics import button, clear_layout, column, label, row
from officedesk.views.widgets.elided import ElidedLabel

SHOWN = 4
_CALM = 200
_LOOKED_AT = frozenset({"geofence", "device", "technician", "track_import"})


class CrossingsCard(QWidget):
    """Up to four, newest first; the rest is in the list."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._stale = True
        self.rows: list[CrossingRow] = []
        self.lines = QVBoxLayout()
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setSpacing(6)
        self.everything = button("All crossings", self._open, kind="link", tip="All crossings, of every day")
        head = row(label("Crossings today", "heading"), None, self.everything)
        self.setLayout(column(head, self.lines, spacing=6, margins=(16, 10, 16, 12)))
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
            self.lines.addLayout(self._line(one))
        if not rows:
            self.lines.addWidget(label("Nobody yet.", "muted"))

    def _line(self, one: CrossingRow):  # type: ignore[no-untyped-def]
        at = label(time_text(wall(one.at, self._shell.desk.zone)), "muted")
        at.setFixedWidth(max(at.fontMetrics().horizontalAdvance("00:00 "), 44))
        who = ElidedLabel(one.called)
        where = f"{one.called}: {chip_of(one).text.lower()} {one.fence}"
        who.setAccessibleName(where)
        chip = chip_of(one)
        word = QFrame()
        word.setProperty("role", "chip")
        word.setProperty("tone", chip.tone)
        word.setLayout(row(label(chip.text), margins=(8, 2, 8, 2)))
        made = row(at, who, word, spacing=8)
        made.setStretchFactor(who, 1)
        return made

    def _failed(self, error: Exception) -> None:
        self._stale = True
        self._shell.fail(error)

    def _open(self) -> None:
        today = self._shell.desk.today()
        self._shell.go("crossings", filter=CrossingFilter(date_from=today, date_to=today))
