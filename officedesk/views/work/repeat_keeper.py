"""Carries series on: makes the jobs of the day that has come within twelve months, whichever desktop is open."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from officedesk.errors import OfficeError
from officedesk.services.permissions import Permission
from officedesk.views.shell import Shell

if TYPE_CHECKING:
    from officedesk.services.work.series_extending import Extended

LOOK_AFTER = 25_000
"""Milliseconds from the window to the first look: whoever opens it wants to work first."""
SOON = 3_000
"""Milliseconds from a reason to look: other desktops have the same one, and one look is enough."""
REASONS = frozenset({"customer", "contract"})
"""What comes back from the trash brings its series along."""


class RepeatKeeper(QObject):
    """Looks once after the start, on every new day of the office and when customers or contracts changed."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._looking = self._again = False
        self._looked: date | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.look)
        shell.signals.stirred.connect(self._stirred)
        shell.signals.changed.connect(self._changed)
        shell.closing.connect(self._timer.stop)

    def start(self, after: int = LOOK_AFTER) -> None:
        """Look in a while, if whoever sits here may."""
        if self._shell.may(Permission.JOBS_WRITE):
            self._timer.start(after)

    @property
    def busy(self) -> bool:
        """A look is under way, or to come."""
        return self._looking or self._timer.isActive()

    def look(self) -> None:
        """Look now."""
        shell = self._shell
        if shell.ended or not shell.may(Permission.JOBS_WRITE):
            return
        if self._looking:
            self._again = True
            return
        self._looking, self._again, desk = True, False, shell.desk
        today = desk.today()

        def work() -> Extended:
            from officedesk.services.work.series_extending import carry_on

            return carry_on(desk)

        def done(extended: Extended) -> None:
            self._looked = today if extended.whole else None
            self._done(extended)

        shell.load(self, work, done, self._failed)

    def _stirred(self) -> None:
        if self._looked is not None and self._looked != self._shell.desk.today() and not self.busy:
            self._timer.start(SOON)

    def _changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity in REASONS and self._looked is not None:
            if self._looking:
                self._again = True
            else:
                self._timer.start(SOON)

    def _done(self, extended: Extended) -> None:
        self._looking = False
        if extended.made:
            for entity in ("job", "series"):
                self._shell.signals.changed.emit(entity, 0, 0)
        if self._shell.ended:
            return
        if not extended.whole:
            # Somebody else saves just now: what is missing waits for the next look.
            self._timer.start(LOOK_AFTER)
        elif self._again:
            self._timer.start(SOON)

    def _failed(self, error: Exception) -> None:
        self._looking = False
        if not isinstance(error, OfficeError):
            self._shell.fail(error)
