"""Starts the window: application, theme, shell, pages."""

import gc
import logging
import os
import sys
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from officedesk.context import AppContext, Start
from officedesk.errors import OfficeError
from officedesk.views.collector import Collector
from officedesk.views.icons import Icons
from officedesk.views.main_window import MainWindow, PageMaker
from officedesk.views.recovery import offer_kept
from officedesk.views.shell import Place, Shell
from officedesk.views.tasks import TaskRunner
from officedesk.views.theme import Theme

log = logging.getLogger(__name__)

MODULES = [
    ("customers", "Customers", "users"),
    ("estimates", "Estimates", "file-text"),
    ("jobs", "Jobs", "wrench"),
    ("invoices", "Invoices", "receipt"),
    ("settings", "Settings", "gear"),
]


@dataclass
class Desktop:
    """The running program: keep it as long as the window is open."""

    app: QApplication
    shell: Shell
    window: MainWindow


def make_application(arguments: list[str] | None = None) -> QApplication:
    """The Qt application, named and ready for a window."""
    # Readers of a list hold the interpreter while they build rows; short slices keep the window at 60 frames.
    sys.setswitchinterval(0.001)
    qInstallMessageHandler(_log_qt)
    app = QApplication(arguments if arguments is not None else sys.argv[:1])
    Collector(app)
    app.setApplicationName("OfficeDesk")
    app.setApplicationDisplayName("OfficeDesk")
    app.setDesktopFileName("officedesk")
    return app


def open_window(app: QApplication, context: AppContext, theme: Theme | None = None) -> Desktop:
    """The window over an open office, showing the customers."""
    theme = theme or Theme(app, context.config.get("scheme", "system"))
    shell: Shell
    runner = TaskRunner(lambda error: shell.fail(error), app)
    shell = Shell(context.desk, context.config, runner, theme, Icons(theme))
    window = MainWindow(shell, page_makers(), MODULES)
    if context.is_sample:
        window.status.mark_sample()
    shell.date_format = context.date_format
    window.go(Place("customers"))
    offer_kept(shell, lambda text, open_it: window.banner.tell(text, "info", open_it, "Open"))
    return Desktop(app, shell, window)


def page_makers() -> dict[str, PageMaker]:
    """Pages by name; each is imported when it is first wanted."""

    def customers(shell: Shell) -> QWidget:
        from officedesk.views.customers.list_page import CustomersPage

        return CustomersPage(shell)

    def customer(shell: Shell) -> QWidget:
        from officedesk.views.customers.profile_page import ProfilePage

        return ProfilePage(shell)

    def estimates(shell: Shell) -> QWidget:
        from officedesk.views.sales.estimates_page import EstimatesPage

        return EstimatesPage(shell)

    def estimate(shell: Shell) -> QWidget:
        from officedesk.views.sales.estimate_page import EstimatePage

        return EstimatePage(shell)

    def jobs(shell: Shell) -> QWidget:
        from officedesk.views.work.jobs_page import JobsPage

        return JobsPage(shell)

    def job(shell: Shell) -> QWidget:
        from officedesk.views.work.job_page import JobPage

        return JobPage(shell)

    def invoices(shell: Shell) -> QWidget:
        from officedesk.views.sales.invoices_page import InvoicesPage

        return InvoicesPage(shell)

    def invoice(shell: Shell) -> QWidget:
        from officedesk.views.sales.invoice_page import InvoicePage

        return InvoicePage(shell)

    def settings(shell: Shell) -> QWidget:
        from officedesk.views.office.settings_page import SettingsPage

        return SettingsPage(shell)

    return {
        made.__name__: made
        for made in (customers, customer, estimates, estimate, jobs, job, invoices, invoice, settings)
    }


def run(context: AppContext) -> int:
    """Open the window and stay until it is closed; the exit code of the program."""
    app = make_application()
    desktop = open_window(app, context)
    desktop.window.show()
    _when_painted(desktop)
    code = _exec(app)
    # Whatever ended the program (the window, the end of the session): no answer may come to a window that is gone.
    desktop.shell.runner.drain()
    return code


def _when_painted(desktop: Desktop) -> None:
    from officedesk.views.painted import report_and_quit, when_painted

    def painted() -> None:
        if report := os.environ.get("OFFICEDESK_PAINTED_REPORT"):
            report_and_quit(report)
        else:
            from officedesk.views.warmup import WarmUp

            WarmUp(desktop.shell)

    page: Any = desktop.window.page("customers")
    when_painted(page.panel.view, painted)


def choose(start: Start) -> int:
    """The start window, until an office is chosen; then the window over it. The exit code of the program."""
    app = make_application()
    return Chooser(app, start).run()


class Chooser:
    """Leads from the start window to the window of the office that was chosen."""

    def __init__(self, app: QApplication, start: Start) -> None:
        from officedesk.views.office.start_window import StartWindow

        self._app, self._start = app, start
        self.theme = Theme(app)
        self._runner = TaskRunner(self._refused, app)
        icons = Icons(self.theme)
        self.window = StartWindow(start.recent, icons, self._runner, start.found, start.message)
        self.window.chosen.connect(self._open)
        self.window.sample_wanted.connect(self._open_sample)
        self.desktop: Desktop | None = None

    def run(self) -> int:
        self.window.show()
        return _exec(self._app)

    def _open(self, office: str) -> None:
        self._runner.submit(lambda: self._start.open(office), self._opened, self._refused, owner=self.window)

    def _open_sample(self) -> None:
        self.window.tell("Getting the sample office ready…")
        start = self._start
        self._runner.submit(lambda: start.open(start.sample()), self._opened, self._refused, owner=self.window)

    def _opened(self, context: AppContext) -> None:
        self._start.config.add_recent(str(context.place.path) if context.place.path else context.place.name)
        self.desktop = open_window(self._app, context, theme=self.theme)
        self.desktop.window.show()
        _when_painted(self.desktop)
        self.window.hide()

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, OfficeError):
            log.error("an office could not be opened", exc_info=error)
        self.window.tell(str(error))


def _exec(app: QApplication) -> int:
    # A full collection walks all that is alive, for 100 ms and more: what the start made is never garbage.
    gc.freeze()
    return app.exec()


def _log_qt(kind: QtMsgType, _context: object, message: str) -> None:
    level = logging.ERROR if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg) else logging.WARNING
    if kind is not QtMsgType.QtDebugMsg and kind is not QtMsgType.QtInfoMsg:
        log.log(level, "Qt: %s", message)
