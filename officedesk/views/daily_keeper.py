"""What an office does by itself once a day, by whichever desktop is open."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Protocol

from PySide6.QtCore import QObject, Qt, QTimer

from officedesk.errors import OfficeError
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.views.shell import Shell


class Look(Protocol):
    """What came of a look. ``whole``: nothing was left over because somebody else was saving, or it is only read."""

    @property
    def whole(self) -> bool: ...


class DailyKeeper(QObject):
    """Looks once after the start and once on every new day of the office; one look at a time.

    A subclass says who may look, how (:meth:`work`, off the GUI thread) and what changed by it (:meth:`changed_by`).
    """

    needs: ClassVar[Permission]
    look_after: ClassVar[int]
    """Milliseconds from the window to the first look: whoever opens it wants to work first."""
    soon: ClassVar[int]
    """Milliseconds from a reason to look: other desktops have the same one, and one look is enough."""

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
        shell.closing.connect(self._timer.stop)

    def work(self, desk: Desk) -> Any:
        """Do what is due; a :class:`Look`."""
        raise NotImplementedError

    def changed_by(self, look: Any) -> Iterable[str]:
        """The kinds of records that a look changed."""
        raise NotImplementedError

    def start(self) -> None:
        """Look in a while, if whoever sits here may."""
        if self._shell.may(self.needs):
            self._timer.start(self.look_after)

    @property
    def busy(self) -> bool:
        """A look is under way, or to come."""
        return self._looking or self._timer.isActive()

    def look(self) -> None:
        """Look now; where a look is under way, once more after it."""
        shell = self._shell
        if shell.ended or not shell.may(self.needs):
            return
        if self._looking:
            self._again = True
            return
        self._looking, self._again, desk = True, False, shell.desk
        today = desk.today()

        def done(look: Look) -> None:
            self._looked = today if look.whole else None
            self._done(look)

        shell.load(self, lambda: self.work(desk), done, self._failed)

    def look_soon(self) -> None:
        """There is a reason to look. Until the first look there is none: it sees everything."""
        if self._looked is None:
            return
        if self._looking:
            self._again = True
        else:
            self._timer.start(self.soon)

    def _stirred(self) -> None:
        # Something was saved, or a new day has begun: only that is a reason.
        if self._looked != self._shell.desk.today() and not self.busy:
            self.look_soon()

    def _done(self, look: Look) -> None:
        self._looking = False
        for entity in self.changed_by(look):
            self._shell.signals.changed.emit(entity, 0, 0)
        if self._shell.ended:
            return
        if not look.whole:
            # Busy, or only read for now: what is due waits for the next look.
            self._timer.start(self.look_after)
        elif self._again:
            self._timer.start(self.soon)

    def _failed(self, error: Exception) -> None:
        self._looking = False
        if not isinstance(error, OfficeError):
            self._shell.fail(error)
