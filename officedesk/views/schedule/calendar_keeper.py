"""Keeps a folder of technicians' calendars as the schedule is, from this desktop, while it is open."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from officedesk.errors import OfficeError
from officedesk.services.calendars.export import Written
from officedesk.services.permissions import Permission
from officedesk.views.shell import Shell

SETTING = "calendar_folder"
"""This desktop's folder; nothing where it keeps none."""
LOOK_AFTER = 25_000
"""Milliseconds from the window to the first look: whoever opens it wants to work first."""
REST = 4_000
"""Milliseconds from the last change: a visit is dragged about before it stays."""
SEEN = frozenset(
    {"job", "customer", "technician", "company", "note", "series", "contract", "equipment", "import_batch"}
)
"""Changes of these are seen in a calendar."""


class CalendarKeeper(QObject):
    """``told(words)`` after each look that wrote something or could not; one look at a time."""

    told = Signal(str)

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._looking = self._again = False
        self.problem = ""
        """Why the last look could not write, or nothing."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.look)
        shell.signals.changed.connect(self._office_changed)
        shell.closing.connect(self._timer.stop)

    @property
    def folder(self) -> str:
        """Where the calendars go; nothing where none are kept."""
        chosen = self._shell.config.get(SETTING, "")
        return chosen if isinstance(chosen, str) else ""

    @property
    def busy(self) -> bool:
        """A look is under way, or to come."""
        return self._looking or self._timer.isActive()

    def start(self, after: int = LOOK_AFTER) -> None:
        """Look in a while, if there is a folder and whoever sits here may."""
        if self.folder and self._shell.may(Permission.JOBS_READ):
            self._timer.start(after)
        else:
            self._timer.stop()

    def look(self) -> None:
        """Write what differs, now."""
        if self._looking:
            self._again = True
            return
        folder, desk = self.folder, self._shell.desk
        if not folder or self._shell.ended:
            return
        self._timer.stop()
        self._looking, self._again = True, False

        def work() -> Written:
            from officedesk.services.calendars.export import write_calendars

            return write_calendars(desk, Path(folder))

        self._shell.load(self, work, self._done, self._failed)

    def _done(self, written: Written) -> None:
        self.problem = ""
        self._looking = False
        if written.written or written.removed:
            self.told.emit(words_of(written))
        self._go_on()

    def _failed(self, error: Exception) -> None:
        self._looking = False
        if not isinstance(error, OfficeError):
            self._shell.fail(error)
        else:
            if str(error) != self.problem:
                # Said once: a folder on a stick that was taken out is no news every few seconds.
                self._shell.toast(f"Calendars were not written: {error}")
            self.problem = str(error)
            self.told.emit(self.problem)
        self._go_on()

    def _go_on(self) -> None:
        if self._again:
            self.start(REST)

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity in SEEN and self.folder:
            if self._looking:
                self._again = True
            else:
                self.start(REST)


def words_of(written: Written) -> str:
    """What was done, in a sentence."""
    parts = [f"{len(written.written)} calendar{'s' if len(written.written) != 1 else ''} written"]
    if written.unchanged:
        parts.append(f"{len(written.unchanged)} unchanged")
    if written.removed:
        parts.append(f"{len(written.removed)} taken away")
    told = f"{', '.join(parts)}."
    if written.large:
        told += f" Larger than Google takes as an upload: {', '.join(written.large)}."
    return told
