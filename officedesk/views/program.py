"""The running program: from the start window to an office's window, and from one office to another."""

import gc
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from officedesk.context import AppContext, Doorway, Start
from officedesk.errors import OfficeError, OfficeLocked, PasswordNeeded, SignInNeeded
from officedesk.views.application import Desktop, open_window
from officedesk.views.help.desk import HelpDesk
from officedesk.views.icons import Icons
from officedesk.views.link_opener import LinkOpener
from officedesk.views.opened import Application, come_forward
from officedesk.views.reception import Reception
from officedesk.views.shell import Reopening
from officedesk.views.slips import Slips
from officedesk.views.tasks import TaskRunner
from officedesk.views.theme import Theme

if TYPE_CHECKING:
    from officedesk.services.office.hosting import ServerAddress
    from officedesk.views.office.join_dialog import EntryDialog

log = logging.getLogger(__name__)


class Program:
    """Owns whichever window is open. ``run`` returns when the last one is closed."""

    def __init__(self, app: Application, start: Start, theme: Theme | None = None) -> None:
        self._app, self._start = app, start
        self.theme = theme or Theme(app, start.config.get("scheme", "system"))
        self._icons = Icons(self.theme)
        self.help = HelpDesk(app, self.theme, self._icons)
        self._runner = TaskRunner(self._refused, app)
        self.desktop: Desktop | None = None
        self.chooser: Any = None
        self.waiting: Any = None
        self.asking: Any = None
        self.beginner: Any = None
        self.first_steps: Any = None
        self.links = LinkOpener(self)
        self._arrivals: Any = None
        self._hears = [(app.office_given, self.open_from_outside), (app.link_given, self.links.follow)]
        for signal, hear in self._hears:
            signal.connect(hear)

    def run(self, opened: AppContext | Doorway | None = None) -> int:
        """Show the window over an open office, sign in before that, or the start window; the program's exit code."""
        if opened is None:
            self.choose(self._start.message)
            if self._start.locked:
                self.unlock(self._start.locked)
        elif isinstance(opened, Doorway):
            self.ask(opened)
        else:
            self.show(opened)
        if self._start.link:
            self.links.follow(self._start.link)
        # A full collection walks all that is alive, for 100 ms and more: what the start made is never garbage.
        gc.freeze()
        QTimer.singleShot(0, self.listen)
        with Slips(lambda: self.desktop):
            code = self._app.exec()
        self.end()
        return code

    def listen(self) -> None:
        """Hear of later starts: what they ask for may be open here."""
        if self._arrivals is None and "OFFICEDESK_PAINTED_REPORT" not in os.environ:
            from officedesk.views.arrivals import Arrivals

            self._arrivals = Arrivals(self.receive, self._app)
            self._arrivals.listen()

    def end(self) -> None:
        """Whatever ended the program (the window, the end of the session): nothing it began goes on."""
        if self._arrivals is not None:
            self._arrivals.close()
        while self._hears:
            signal, hear = self._hears.pop()
            signal.disconnect(hear)
        self._runner.end()
        self.help.end()
        for window in (self.waiting, self.asking, self.chooser):
            if window is not None and isValid(window):
                window.deleteLater()
        if self.desktop is not None:
            self.desktop.end()
            self.desktop.context.close()
            self.desktop = None

    def choose(self, message: str = "") -> None:
        """The start window, with why an office could not be opened."""
        from officedesk.views.office.start_window import StartWindow

        start = self._start
        begun = start.begun() if start.begun is not None else None
        self.chooser = StartWindow(start.config.recent(), self._icons, self._runner, begun, message)
        self.chooser.chosen.connect(self._open)
        self.chooser.begin_wanted.connect(self.begin)
        self.chooser.sample_wanted.connect(self._open_sample)
        self.chooser.join_wanted.connect(self._join)
        self.chooser.server_wanted.connect(self._connect_to_server)
        self.chooser.show()

    def show(self, context: AppContext, told: str = "", banner: str = "") -> None:
        """The window over an open office, in place of the start window."""
        self.desktop = open_window(self._app, context, self.theme, self._icons)
        self.desktop.shell.reopen_wanted.connect(self.reopen)
        self.desktop.shell.begin_wanted.connect(self.begin)
        self.help.join(self.desktop.shell, self.desktop.window)
        self.reception = Reception(self.desktop, self.sit_down, self.sign_in_again)
        self.reception.unlocked.connect(self.links.go_on)
        self.desktop.window.show()
        _when_painted(self.desktop, self.links.go_on)
        if self.chooser is not None:
            self.chooser.hide()
        if told:
            self.desktop.shell.toast(told)
        if banner:
            self.desktop.window.banner.tell(banner, "bad")
        if context.doorway is not None and self._start.config.get("first_steps"):
            # A new office goes on with what comes right after it was made.
            from officedesk.views.beginning.first_steps import take_up

            self.first_steps = take_up(self.desktop.shell, self.desktop.window, context.doorway.key)

    def begin(self, address: str = "", anew: bool = False) -> None:
        """The assistant, over the start window."""
        from officedesk.views.beginning.beginner import Beginner

        self.beginner = Beginner(self, self._start, self._runner, self._icons)
        self.beginner.begin(address, anew=anew)

    def ask(self, doorway: Doorway, message: str = "") -> None:
        """Who is it? Then the window over their office."""
        from officedesk.views.office.sign_in import SignInWindow

        def entered(context: AppContext) -> None:
            self.show(context)
            window.close()
            window.deleteLater()

        def another() -> None:
            self.choose()
            window.close()
            window.deleteLater()

        self.asking = window = SignInWindow(self._runner, doorway, self.theme, message)
        window.entered.connect(entered)
        window.another.connect(another)
        window.show()
        if self.chooser is not None:
            self.chooser.hide()

    def sit_down(self, context: AppContext, told: str = "") -> None:
        """Somebody else at the same office: their window in place of the one before, whose typing is kept."""
        self._put_away()
        self.show(context, told)
        self._app.setQuitOnLastWindowClosed(True)

    def sign_in_again(self, doorway: Doorway, message: str = "") -> None:
        """Nobody sits here any more: sign in, in place of the window."""
        self._put_away()
        self.ask(doorway, message)
        self._app.setQuitOnLastWindowClosed(True)

    def _put_away(self) -> None:
        # Between two windows there is none; the program goes on all the same.
        self._app.setQuitOnLastWindowClosed(False)
        if self.desktop is not None:
            self.desktop.window.put_away()
            self.desktop.end()
            self.desktop = None

    def front(self) -> QWidget | None:
        """The window that stands for the program just now."""
        shown = [self.desktop.window if self.desktop is not None else None, self.asking, self.waiting, self.chooser]
        return next((one for one in shown if one is not None and isValid(one) and one.isVisible()), None)

    def receive(self, request: dict[str, Any]) -> bool:
        """A later start of the program asks for an office or a link: whether it is shown here."""
        link, office, token = (str(request.get(name) or "") for name in ("link", "office", "token"))
        if link:
            if not request.get("anyway") and not self.links.fits(link):
                return False
            self.links.follow(link)
        elif office and not self._has(office):
            return False
        window = self.front()
        if window is not None:
            come_forward(window, token)
        return window is not None

    def _has(self, office: str) -> bool:
        if self.desktop is None:
            return False
        path = self.desktop.context.place.path
        if path is None or str(path) == office:
            return path is not None
        with suppress(OSError):
            return path.samefile(office)
        return False

    def open_from_outside(self, office: str) -> None:
        """A file was opened in the system's own way while the program runs: in place of the office that is open."""
        if self.desktop is None:
            if self.chooser is None:
                self.choose()
            self._open(office)
        elif not self._has(office):
            self.reopen(Reopening(office))

    def reopen(self, plan: Reopening) -> None:
        """Close the office, do the plan's work while this desktop has it not open, and open the office it names.

        Forms with unsaved changes ask first, and whoever goes back to editing goes nowhere. Where the work fails or
        is cancelled, the office that was open is opened again and says why.
        """
        desktop = self.desktop
        if desktop is not None:
            desktop.window.close_for(partial(self._closed, desktop, plan))

    def _closed(self, desktop: Desktop, plan: Reopening) -> None:
        # Between two windows there is none; the program goes on all the same.
        self._app.setQuitOnLastWindowClosed(False)
        desktop.end()
        desktop.context.close()
        self.desktop = None
        before = desktop.context.address
        if plan.work is None:
            self._open_again(plan.office or before, plan.told)
            return
        from officedesk.views.widgets.waiting import WaitingWindow

        self.waiting = waiting = WaitingWindow(plan.title)

        def failed(error: Exception) -> None:
            waiting.finish()
            if not isinstance(error, OfficeError):
                log.error("the office was closed for work that failed", exc_info=error)
            self._open_again(before, "", str(error))

        def done(office: str | None) -> None:
            waiting.finish()
            self._open_again(office or plan.office or before, plan.told)

        task = self._runner.submit_long(plan.work, done, failed, owner=waiting, progress=waiting.report)
        waiting.cancelled.connect(task.stop)
        waiting.show()

    def _open_again(self, office: str, told: str, banner: str = "") -> None:
        def opened(context: AppContext) -> None:
            # The office may be somewhere else now: the next start opens it there.
            self._start.config.add_recent(context.address)
            self.show(context, told, banner)
            self._app.setQuitOnLastWindowClosed(True)

        def refused(error: Exception) -> None:
            if isinstance(error, SignInNeeded):
                self._start.config.add_recent(error.doorway.place.address)
                self.ask(error.doorway, banner)
                self._app.setQuitOnLastWindowClosed(True)
                return
            locked = isinstance(error, OfficeLocked)
            self.choose(" ".join(filter(None, [banner, "" if locked else str(error)])))
            if isinstance(error, PasswordNeeded):
                self._ask_again(error)
            if locked:
                self.unlock(office)
            self._app.setQuitOnLastWindowClosed(True)

        first = self._start if self.beginner is None else self.beginner
        self._runner.submit(lambda: first.open(office), opened, refused, owner=self._app)

    def unlock(self, office: str) -> None:
        """Ask for the passphrase of an encrypted office, over the start window."""
        from officedesk.views.office.unlock_dialog import UnlockDialog

        def opened(found: AppContext | Doorway) -> None:
            self._start.config.add_recent(office)
            if isinstance(found, AppContext):
                self.show(found)
            else:
                self.ask(found)

        start = self._start
        self.asking = dialog = UnlockDialog(
            office, lambda words: start.open(office, words), start.secrets, self._runner, self.chooser
        )
        dialog.opened.connect(opened)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _open(self, office: str) -> None:
        self._chosen(lambda: self._start.open(office), office)

    def _open_sample(self) -> None:
        self.chooser.tell("Getting the sample office ready…")
        start = self._start
        self._chosen(lambda: start.open(start.sample()))

    def _chosen(self, opened: Callable[[], AppContext], office: str = "") -> None:
        def ready(context: AppContext) -> None:
            self._start.config.add_recent(context.address)
            self.show(context)

        def refused(error: Exception) -> None:
            if isinstance(error, OfficeLocked):
                self.unlock(office)
            else:
                self._refused(error)

        self._runner.submit(opened, ready, refused, owner=self.chooser)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, SignInNeeded):
            self._start.config.add_recent(error.doorway.place.address)
            self.ask(error.doorway)
            return
        if not isinstance(error, OfficeError):
            log.error("an office could not be opened", exc_info=error)
        if self.chooser is not None:
            self.chooser.tell(str(error))
            if isinstance(error, PasswordNeeded):
                self._ask_again(error)

    def _join(self) -> None:
        from officedesk.views.office.join_dialog import JoinDialog

        if self._start.join is not None:
            self._enter_with(JoinDialog(self._runner, self._start.join, self.chooser))

    def _ask_again(self, error: PasswordNeeded) -> None:
        from officedesk.views.office.join_dialog import ask_again

        start = self._start
        if error.address and start.join is not None and start.keep is not None:
            told = error.message
            self._enter_with(ask_again(self._runner, error.address, told, start.join, start.keep, self.chooser))

    def _enter_with(self, dialog: "EntryDialog") -> None:
        self.asking = dialog
        dialog.entered.connect(self._open)
        dialog.open()

    def _connect_to_server(self) -> None:
        from officedesk.views.office.server_dialog import ServerDialog

        keep = self._start.keep
        if keep is None:
            return
        chooser, runner = self.chooser, self._runner

        def kept(address: "ServerAddress", password: str, go_on: Callable[[str], object]) -> None:
            runner.submit(lambda: keep(address.url, password), go_on, self._refused, owner=chooser)

        self.asking = dialog = ServerDialog(runner, self._icons, self.theme, "Make an office there", chooser)
        dialog.open_wanted.connect(lambda address, password: kept(address, password, self._open))
        dialog.fill_wanted.connect(lambda address, password: kept(address, password, chooser.found_at))
        dialog.open()


def _when_painted(desktop: Desktop, then: Callable[[], object]) -> None:
    from officedesk.views.application import when_first_painted
    from officedesk.views.painted import report_and_quit

    def painted() -> None:
        if report := os.environ.get("OFFICEDESK_PAINTED_REPORT"):
            if picture := os.environ.get("OFFICEDESK_PAINTED_PICTURE"):
                desktop.window.grab().save(picture)
            report_and_quit(report)
        else:
            from officedesk.views.warmup import WarmUp

            WarmUp(desktop.shell)
            desktop.painted = True
            then()

    when_first_painted(desktop.window, desktop.context.config, painted)
