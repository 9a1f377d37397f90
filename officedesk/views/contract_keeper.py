"""Bills and renews contracts on their day, and tells of those that end: done by whichever desktop is open."""

from datetime import date

from PySide6.QtCore import QObject, Qt, QTimer

from officedesk.errors import OfficeError
from officedesk.services.contracts.tended import Tended
from officedesk.services.permissions import Permission
from officedesk.views.shell import Shell

LOOK_AFTER = 20_000
"""Milliseconds from the window to the first look: whoever opens it wants to work first."""
SOON = 2_000
"""Milliseconds from the turn of the day: other desktops look in the same moment, and one is enough."""


class ContractKeeper(QObject):
    """Looks once after the start and once on every new day of the office; one look at a time."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._looking = False
        self._looked: date | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.look)
        shell.signals.stirred.connect(self._stirred)
        shell.closing.connect(self._timer.stop)

    def start(self, after: int = LOOK_AFTER) -> None:
        """Look in a while, if whoever sits here may."""
        if self._shell.may(Permission.CONTRACTS_WRITE):
            self._timer.start(after)

    @property
    def busy(self) -> bool:
        """A look is under way, or to come."""
        return self._looking or self._timer.isActive()

    def look(self) -> None:
        """Look now."""
        shell = self._shell
        if self._looking or shell.ended or not shell.may(Permission.CONTRACTS_WRITE):
            return
        self._looking, desk = True, shell.desk
        today = desk.today()

        def work() -> Tended:
            from officedesk.services.contracts.upkeep import tend

            return tend(desk)

        def done(tended: Tended) -> None:
            self._looked = today if tended.whole else None
            self._done(tended)

        shell.load(self, work, done, self._failed)

    def _stirred(self) -> None:
        # Something was saved, or a new day has begun: only that is a reason.
        if self._looked is not None and self._looked != self._shell.desk.today() and not self.busy:
            self._timer.start(SOON)

    def _done(self, tended: Tended) -> None:
        self._looking = False
        changed = self._shell.signals.changed
        if tended.renewed:
            for entity in ("contract", "job"):
                changed.emit(entity, 0, 0)
        if tended.billed:
            changed.emit("contract", 0, 0)
            changed.emit("invoice", 0, 0)
        if tended.told:
            changed.emit("notification", 0, 0)
        if not tended.whole and not self._shell.ended:
            # Busy, or only read for now: what is due waits for the next look.
            self._timer.start(LOOK_AFTER)

    def _failed(self, error: Exception) -> None:
        self._looking = False
        if not isinstance(error, OfficeError):
            self._shell.fail(error)
