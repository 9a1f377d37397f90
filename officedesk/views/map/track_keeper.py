"""Looks into the watched folder of this desktop, as long as the window is open and somebody chose one."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

from officedesk.errors import OfficeError
from officedesk.services.mapping.watching import Seen, Watched
from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import many
from officedesk.views.map.watched import SETTING
from officedesk.views.shell import Shell
from officedesk.views.tasks import Task

FIRST, EVERY = 5_000, 20_000
"""Milliseconds until the first look, and from one to the next."""


class TrackKeeper(QObject):
    """One look at a time. What went wrong with a file is told once: the file is put aside then."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._seen = Seen()
        self._folder = ""
        self._task: Task | None = None
        self._troubled = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.look)
        shell.closing.connect(self._end)

    def start(self) -> None:
        """Look in a while, if a folder is chosen; else nothing ever runs."""
        if self.folder and self._shell.may(Permission.POSITIONS_WRITE) and not self._timer.isActive():
            self._timer.start(FIRST)

    @property
    def folder(self) -> str:
        """The watched folder; empty where none is."""
        chosen = self._shell.config.get(SETTING, "")
        return chosen if isinstance(chosen, str) else ""

    def look(self) -> None:
        """Look now."""
        folder, desk = self.folder, self._shell.desk
        if not folder or self._task is not None or self._shell.ended:
            return
        if folder != self._folder:
            self._folder, self._seen = folder, Seen()
        seen = self._seen

        def work(_report, stopped) -> Watched:  # type: ignore[no-untyped-def]
            from officedesk.services.mapping.watching import look_into

            return look_into(desk, Path(folder), seen, stopped)

        self._task = self._shell.runner.submit_long(
            work, self._done, self._failed, owner=self, progress=lambda done, total: None
        )

    def _done(self, found: Watched) -> None:
        self._task, self._troubled = None, False
        if found.taken:
            self._shell.signals.changed.emit("track_import", 0, 0)
            positions = sum(one.positions for one in found.taken)
            self._shell.toast(f"{many(positions, 'position')} taken in from {many(len(found.taken), 'file')}.")
        if found.problems:
            name, why = found.problems[0]
            more = f" {len(found.problems) - 1} more could not be taken in." if len(found.problems) > 1 else ""
            self._shell.fail(OfficeError(f"{name} in the watched folder: {why}{more}"))
        self._again()

    def _failed(self, error: Exception) -> None:
        self._task = None
        if not isinstance(error, OfficeError):
            self._shell.fail(error)
        elif not self._troubled:
            # A share that is away stays away for a while: said once, not every twenty seconds.
            self._troubled = True
            self._shell.fail(error)
        self._again()

    def _again(self) -> None:
        if self.folder and not self._shell.ended:
            self._timer.start(EVERY)

    def _end(self) -> None:
        self._timer.stop()
        if self._task is not None:
            self._task.stop()
