"""The backup that is made when the window is closed: seen only where it takes a moment, and never in the way."""

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from officedesk.errors import Cancelled
from officedesk.views.tasks import Task, TaskRunner
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.tips import breakable

SHOW_AFTER = 500
"""Milliseconds that a backup may take before anything is seen of it."""


class ClosingBackup(QDialog):
    """``settled`` when the window may close: the backup is made, or somebody closes without one."""

    settled = Signal()

    def __init__(self, runner: TaskRunner, work: Any, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("OfficeDesk")
        self.setMinimumWidth(420)
        self._runner, self._work = runner, work
        self._task: Task | None = None
        self._done = False
        self.told = label("Backing up the office before it closes…", "heading")
        self.told.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.setAccessibleName("Making the backup")
        self.again = button("Try again", self.begin)
        self.skip = button("Close without a backup", self.reject)
        self.setLayout(
            column(self.told, self.bar, row(None, self.again, self.skip), spacing=14, margins=(20, 18, 20, 16))
        )
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SHOW_AFTER)
        self._later.timeout.connect(self.open)

    def begin(self) -> None:
        """Make the backup."""
        self.told.setText("Backing up the office before it closes…")
        self.bar.setValue(0)
        self.bar.show()
        self.again.hide()
        if not self.isVisible():
            self._later.start()
        self._task = self._runner.submit_long(
            self._work,
            lambda _: self._settle(),
            self._failed,
            owner=self,
            progress=lambda done, total: self.bar.setValue(1000 * done // max(total, 1)),
        )

    def reject(self) -> None:
        """Close without a backup: what was begun is taken away by whoever makes it."""
        if self._task is not None:
            self._task.stop()
            self.skip.setEnabled(False)
            return
        self._settle()

    def _failed(self, error: Exception) -> None:
        self._task = None
        if isinstance(error, Cancelled):
            self._settle()
            return
        self._later.stop()
        self.told.setText(breakable(f"The backup could not be made. {error}"))
        self.bar.hide()
        self.again.show()
        self.open()
        self.again.setFocus()

    def _settle(self) -> None:
        self._later.stop()
        self._task = None
        if not self._done:
            self._done = True
            self.hide()
            self.settled.emit()
            self.deleteLater()
