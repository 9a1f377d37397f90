"""From the start window, or from the sample office, through the assistant into an office of one's own."""

import logging
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from officedesk.context import AppContext, Start
from officedesk.errors import OfficeError, SignInNeeded
from officedesk.views.beginning.assistant import Assistant, Made
from officedesk.views.beginning.first_steps import HOST, IMPORT, SETTING
from officedesk.views.beginning.page import Means
from officedesk.views.icons import Icons
from officedesk.views.tasks import TaskRunner

if TYPE_CHECKING:
    from officedesk.views.application import Desktop
    from officedesk.views.office.start_window import StartWindow
    from officedesk.views.program import Program

log = logging.getLogger(__name__)


class Beginner:
    """Opens the assistant over the start window, and the office that comes of it."""

    def __init__(self, program: "Program", start: Start, runner: TaskRunner, icons: Icons) -> None:
        self._program, self._start, self._runner, self._icons = program, start, runner, icons
        self.assistant: Assistant | None = None
        self._typed: Made | None = None
        self._office = ""
        """The key of the office that was made, whose password was typed a moment ago."""

    def begin(self, address: str = "", *, anew: bool = False) -> None:
        """Show the assistant; an office that is open closes first, where its forms let it.

        ``address``: the office is made in that database, else in a file.
        """
        desktop = self._program.desktop
        if desktop is None:
            self._show(address, anew=anew)
        else:
            desktop.window.close_for(partial(self._left, desktop))

    def _left(self, desktop: "Desktop") -> None:
        # Between two windows there is none; the program goes on all the same.
        QApplication.setQuitOnLastWindowClosed(False)
        desktop.end()
        desktop.context.close()
        self._program.desktop = None
        self._program.choose()
        QApplication.setQuitOnLastWindowClosed(True)
        self._show("", anew=False)

    def _show(self, address: str, *, anew: bool) -> None:
        chooser = self._program.chooser
        if self._start.begun is None:
            return
        today = datetime.now(UTC).astimezone().date()
        means = Means(self._runner, self._icons, self._program.theme, today, address)
        self.assistant = made = Assistant(means, self._start.begun(), self._start.found, chooser, anew=anew)
        made.made.connect(partial(self._made, chooser))
        made.finished.connect(chooser.look_again)
        made.finished.connect(made.deleteLater)
        made.open()

    def _made(self, chooser: "StartWindow", made: Made) -> None:
        start, self._typed = self._start, made
        chooser.tell("Opening the office…")

        def opened(context: AppContext) -> None:
            start.config.add_recent(context.address)
            if context.doorway is not None:
                self._office = context.doorway.key
                start.config.put_part(SETTING, context.doorway.key, HOST if made.host else IMPORT)
            if not made.host:
                self._typed = None
            self._program.show(context)

        def refused(error: Exception) -> None:
            if not isinstance(error, OfficeError):
                log.error("a new office could not be opened", exc_info=error)
            # It is there, so it can be opened from here.
            start.config.add_recent(made.address)
            chooser.tell(str(error))

        self._runner.submit(lambda: self.open(made.address), opened, refused, owner=chooser)

    def open(self, address: str) -> AppContext:
        """Open an office, off the GUI thread; the one that was just made asks for no password, nor after its move."""
        try:
            return self._start.open(address)
        except SignInNeeded as asked:
            made, doorway = self._typed, asked.doorway
            if made is None or (self._office and doorway.key != self._office):
                raise
            if self._office:
                self._typed = None
            try:
                return doorway.enter(made.user, made.password, None)
            except BaseException:
                doorway.close()
                raise
