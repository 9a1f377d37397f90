"""What the window tells of the place its office lies in: a banner while it matters, nothing while all is well."""

from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from officedesk.errors import OfficeBusy, OfficeDamaged, OfficeMissing, OfficeReadOnly
from officedesk.services.place import Condition, Trouble, Watched
from officedesk.views.live import EVERYTHING
from officedesk.views.notices import Banner
from officedesk.views.shell import Shell

LOOK_EVERY = 3_000
"""Milliseconds between two looks whether the guard itself hangs on a share that doesn't answer."""
HANGS = "The office’s file doesn’t answer. What you typed stays; OfficeDesk goes on by itself when it answers again."


class PlaceNotice(QObject):
    """Brings the guard's words to the window's banner, on the GUI thread. ``changed`` tells every new condition."""

    changed = Signal(object)
    _told = Signal(object)

    def __init__(self, shell: Shell, watched: Watched, banner: Banner) -> None:
        super().__init__(banner)
        self._shell, self._watched, self._banner = shell, watched, banner
        self.condition = watched.condition
        self._hung = False
        # Held, so that the very same can be taken back.
        self._tell = self._told.emit
        self._told.connect(self._arrived, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(LOOK_EVERY)
        self._timer.timeout.connect(self._look)
        shell.closing.connect(self.stop)
        self._show()

    def start(self) -> None:
        """Begin to watch."""
        self._watched.begin(self._tell)
        self._timer.start()
        self._arrived(self._watched.condition)

    def stop(self) -> None:
        """Tell nothing more."""
        self._timer.stop()
        self._watched.end(self._tell)

    def covers(self, error: Exception) -> bool:
        """What ``error`` says is in the banner already."""
        if isinstance(error, OfficeReadOnly | OfficeDamaged):
            return self.condition.reason is not None and self._banner.isVisible()
        return isinstance(error, OfficeBusy | OfficeMissing) and self.condition.trouble is not Trouble.NONE

    def check_again(self) -> None:
        """Find out anew whether the office may be saved to."""
        self._shell.load(self, self._watched.check_again, lambda _: None)

    def _arrived(self, condition: Condition) -> None:
        before, self.condition = self.condition, condition
        if (condition.reason, condition.text) != (before.reason, before.text):
            self._show()
        if condition.calm:
            self._shell.toast(condition.calm)
        if before.trouble is not Trouble.NONE and condition.trouble is Trouble.NONE:
            self._read_again()
        self.changed.emit(condition)

    def _show(self) -> None:
        condition = self.condition
        reason: Any = condition.reason
        if self._hung:
            self._banner.tell(HANGS, "warn")
        elif condition.trouble is not Trouble.NONE:
            self._banner.tell(f"{condition.text} What you typed stays; this goes away by itself.", "warn")
        elif reason is not None:
            tone = "bad" if condition.again else "warn"
            self._banner.tell(str(reason), tone, self.check_again if condition.again else None, "Check again")
        else:
            self._banner.hide()

    def _read_again(self) -> None:
        # What could not be read meanwhile, and what others saved.
        signals = self._shell.signals
        with signals.from_elsewhere():
            for entity in EVERYTHING:
                signals.changed.emit(entity, 0, 0)

    def _look(self) -> None:
        hung = bool(self._watched.hanging())
        if hung != self._hung:
            self._hung = hung
            self._show()
