"""Sees to it that the office is backed up by itself: once a day while it is open, and when the window is closed."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from officedesk.errors import Cancelled, OfficeError
from officedesk.services.office import backup_log, backups
from officedesk.services.office.backups import Made
from officedesk.views.notices import Banner
from officedesk.views.shell import Shell
from officedesk.views.tasks import Progress, Task

LOOK_AFTER = 20_000
"""Milliseconds from the window to the first look whether a backup is due: whoever opens it wants to work first."""
LOOK_EVERY = 1_800_000

Work = Callable[[Progress, Callable[[], bool]], Made | None]


class BackupKeeper(QObject):
    """``told(LastBackup)`` whenever it is known anew. One backup is made at a time; failures come to the banner."""

    told = Signal(object)

    def __init__(self, shell: Shell, banner: Banner) -> None:
        super().__init__(banner)
        self._shell, self._banner = shell, banner
        self._task: Task | None = None
        self._asked = self._closed = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self._look)
        shell.signals.changed.connect(self._office_changed)
        shell.closing.connect(self._timer.stop)

    def start(self) -> None:
        """Look now what the last backup was, and from time to time whether one is due."""
        self.look()
        self._timer.start(LOOK_AFTER)

    def look(self) -> None:
        """Tell again when the last backup was."""
        desk = self._shell.desk
        self._shell.load(self, lambda: backup_log.last(desk), self.told.emit, self._not_read)

    def work(self, *, closing: bool) -> Work:
        """What makes the backup that is due, for the task runner."""
        desk, config = self._shell.desk, self._shell.config

        def run(report: Progress, stopped: Callable[[], bool]) -> Made | None:
            folder = backups.folder_for(config, backups.office_key(desk))
            return backups.back_up_by_itself(desk, folder, report, stopped, closing=closing)

        return run

    def back_up(self) -> None:
        """Make the backup that is due, in the background."""
        if self._task is None:
            self._task = self._shell.runner.submit_long(
                self.work(closing=False), self._made, self._failed, owner=self, progress=lambda done, total: None
            )

    def may_close(self, then: Callable[[], object]) -> bool:
        """Whether the window may close now. If a backup is due it is made first, and ``then`` called after it."""
        if self._closed or self._asked:
            # Whoever closes it twice is answered by the first backup.
            return self._closed
        self._asked = True
        desk = self._shell.desk

        def decided(due: bool) -> None:
            if not due:
                self._go(then)
                return
            from officedesk.views.office.closing_backup import ClosingBackup

            dialog = ClosingBackup(self._shell.runner, self.work(closing=True), self._banner.window())
            dialog.settled.connect(lambda: self._go(then))
            dialog.begin()

        def refused(_error: Exception) -> None:
            # An office that cannot be asked cannot be backed up either; it must not keep the window open.
            self._go(then)

        if self._task is not None:
            self._task.stop()
        self._shell.load(self, lambda: backups.is_due(desk, closing=True), decided, refused)
        return False

    def _go(self, then: Callable[[], object]) -> None:
        self._asked, self._closed = False, True
        then()
        # Somebody may have decided to stay after all (a form with unsaved changes): the next time it is asked anew.
        self._closed = False

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity == "backup":
            self.look()

    def _look(self) -> None:
        self._timer.setInterval(LOOK_EVERY)
        desk = self._shell.desk
        self._shell.load(
            self, lambda: backups.is_due(desk), lambda due: self.back_up() if due else self.look(), self._not_read
        )

    def _made(self, _made: Made | None) -> None:
        self._task = None
        self.look()

    def _failed(self, error: Exception) -> None:
        self._task = None
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, OfficeError):
            self._shell.fail(error)
            return
        self._banner.tell(f"The backup could not be made. {error}", "bad", self.back_up)
        self.look()

    def _not_read(self, error: Exception) -> None:
        # The office cannot be read just now: others say so; the next look is soon enough.
        if not isinstance(error, OfficeError):
            self._shell.fail(error)
