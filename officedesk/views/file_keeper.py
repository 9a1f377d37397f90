"""Does for files what is done by itself: words in new ones are looked for, and contents that nothing lists go."""

from PySide6.QtCore import QObject, Qt, QTimer

from officedesk.errors import OfficeError
from officedesk.views.shell import Shell
from officedesk.views.tasks import Task

LOOK_AFTER = 30_000
"""Milliseconds from the window to the first look: whoever opens it wants to work first."""
REST = 2_000
"""Milliseconds from the last file that was added: mostly others follow."""


class FileKeeper(QObject):
    """Looks once after the start, and after files were added here or elsewhere; one look at a time."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._task: Task | None = None
        self._again = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self._look)
        shell.signals.changed.connect(self._office_changed)
        shell.closing.connect(self._end)

    def start(self) -> None:
        """Look in a while."""
        self._timer.start(LOOK_AFTER)

    @property
    def busy(self) -> bool:
        """A look is under way, or to come."""
        return self._task is not None or self._timer.isActive()

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity != "attachment":
            return
        if self._task is not None:
            self._again = True
        else:
            self._timer.start(REST)

    def _look(self) -> None:
        from officedesk.services.files.tending import tend

        desk, self._again = self._shell.desk, False
        self._task = self._shell.runner.submit_long(
            lambda report, stopped: tend(desk, stopped),
            self._done,
            self._failed,
            owner=self,
            progress=lambda done, total: None,
        )

    def _done(self, looked: int) -> None:
        self._task = None
        if self._again:
            self._timer.start(REST)

    def _failed(self, error: Exception) -> None:
        self._task = None
        if not isinstance(error, OfficeError):
            self._shell.fail(error)

    def _end(self) -> None:
        self._timer.stop()
        if self._task is not None:
            self._task.stop()
