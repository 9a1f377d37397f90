"""Restoring a backup where no office is open: the file, what is in it, where to, and then that office is opened."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from officedesk.views.office.restore_dialog import RestoreChoice, RestoreDialog, now
from officedesk.views.tasks import TaskRunner
from officedesk.views.widgets.waiting import WaitingWindow


class StartRestore(QObject):
    """``restored(path)`` once the office is there; ``told(text)`` says why it is not."""

    restored = Signal(str)
    told = Signal(str)

    def __init__(self, runner: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._runner, self._parent = runner, parent
        self.dialog: RestoreDialog | None = None
        self.waiting: WaitingWindow | None = None

    def choose(self) -> None:
        """Ask for the backup."""
        from officedesk.services.office.backups import FILTER, default_folder

        folder = default_folder()
        dialog = QFileDialog(self._parent, "Restore a backup", str(folder if folder.exists() else Path.home()), FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.look_into(Path(path)))
        dialog.open()

    def look_into(self, path: Path) -> None:
        """Show what is in a backup and ask where it goes."""
        self.dialog = dialog = RestoreDialog(self._runner, path, self._parent, on_bug=self._failed)
        dialog.chosen.connect(self._restore)
        dialog.open()

    def _restore(self, choice: RestoreChoice) -> None:
        from officedesk.services.office.restoring import RestorePlan, restore

        plan = RestorePlan(choice.backup, choice.place, choice.backup.parent, now)
        self.waiting = waiting = WaitingWindow("Restoring the backup…")

        def work(report: Callable[[int, int], None], stopped: Callable[[], bool]) -> str:
            return restore(plan, report, stopped).place

        def done(place: str) -> None:
            waiting.finish()
            self.restored.emit(place)

        def failed(error: Exception) -> None:
            waiting.finish()
            self._failed(error)

        task = self._runner.submit_long(work, done, failed, owner=self, progress=waiting.report)
        waiting.cancelled.connect(task.stop)
        waiting.show()

    def _failed(self, error: Exception) -> None:
        self.told.emit(str(error))
