"""Starts the window: application, theme, shell, pages."""

import logging
import os
import sys
from dataclasses import dataclass

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from officedesk.bootstrap import AppContext
from officedesk.views.icons import Icons
from officedesk.views.main_window import MainWindow, PageMaker
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
    app.setApplicationName("OfficeDesk")
    app.setApplicationDisplayName("OfficeDesk")
    app.setDesktopFileName("officedesk")
    return app


def open_window(app: QApplication, context: AppContext, *, scheme: str = "system") -> Desktop:
    """The window over an open office, showing the customers."""
    theme = Theme(app, scheme)
    shell_failed = []
    runner = TaskRunner(lambda error: shell_failed[0](error), app)
    shell = Shell(context.desk, context.config, runner, theme, Icons(theme))
    shell_failed.append(shell.fail)
    window = MainWindow(shell, page_makers(), MODULES)
    if context.is_sample:
        window.status.mark_sample()
    shell.date_format = context.date_format
    window.go(Place("customers"))
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
    report = os.environ.get("OFFICEDESK_PAINTED_REPORT")
    if report:
        from officedesk.views.painted import report_when_painted

        report_when_painted(desktop.window, report)
    return app.exec()


def _log_qt(kind: QtMsgType, _context: object, message: str) -> None:
    level = logging.ERROR if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg) else logging.WARNING
    if kind is not QtMsgType.QtDebugMsg and kind is not QtMsgType.QtInfoMsg:
        log.log(level, "Qt: %s", message)
