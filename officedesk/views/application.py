"""Starts the window: application, theme, shell, pages."""

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from officedesk.config import Config
from officedesk.context import AppContext, Doorway, Start
from officedesk.resources import resource_path
from officedesk.views.collector import Collector
from officedesk.views.icons import Icons
from officedesk.views.main_window import MainWindow, PageMaker
from officedesk.views.opened import Application
from officedesk.views.painted import when_painted
from officedesk.views.recovery import offer_kept
from officedesk.views.shell import Place, Shell
from officedesk.views.tasks import TaskRunner
from officedesk.views.theme import Theme

log = logging.getLogger(__name__)

START_PAGE = "start_page"
"""Setting of the desktop: the page that the program opens with."""
WATCH_AFTER = 200
"""Milliseconds from the painted list to the first look at what other desktops do."""
TELL_AFTER = 800
"""Milliseconds from there to the first look at what the user is to be told."""
MODULES = [
    ("today", "Today", "house"),
    ("customers", "Customers", "users"),
    ("schedule", "Schedule", "calendar-check"),
    ("map", "Map", "map-trifold"),
    ("estimates", "Estimates", "file-text"),
    ("jobs", "Jobs", "wrench"),
    ("projects", "Projects", "briefcase"),
    ("invoices", "Invoices", "receipt"),
    ("contracts", "Contracts", "handshake"),
    ("timesheets", "Timesheets", "clock"),
    ("settings", "Settings", "gear"),
]


@dataclass
class Desktop:
    """The running program: keep it as long as the window is open."""

    app: QApplication
    shell: Shell
    window: MainWindow
    context: AppContext
    painted: bool = False
    """What the program opened with is on screen: from now on it may go elsewhere."""

    def end(self) -> None:
        """Take the window away, with all that works for it. The office stays open: whoever opened it closes it."""
        self.window.deleteLater()
        self.shell.end()


def make_application(arguments: list[str] | None = None) -> Application:
    """The Qt application, named and ready for a window."""
    # Readers of a list hold the interpreter while they build rows; short slices keep the window at 60 frames.
    sys.setswitchinterval(0.001)
    qInstallMessageHandler(_log_qt)
    app = Application(arguments if arguments is not None else sys.argv[:1])
    Collector(app)
    app.setApplicationName("OfficeDesk")
    app.setApplicationDisplayName("OfficeDesk")
    app.setDesktopFileName("officedesk")
    app.setWindowIcon(QIcon(str(resource_path("icons", "officedesk.svg"))))
    return app


def open_window(
    app: QApplication, context: AppContext, theme: Theme | None = None, icons: Icons | None = None
) -> Desktop:
    """The window over an open office, showing the customers, or the page that this desktop begins with."""
    theme = theme or Theme(app, context.config.get("scheme", "system"))
    shell: Shell
    runner = TaskRunner(lambda error: shell.fail(error), app)
    shell = Shell(context.desk, context.config, runner, theme, icons or Icons(theme))
    window = MainWindow(shell, page_makers(), MODULES)
    if context.is_sample:
        window.mark_sample()
    shell.date_format = context.date_format
    shell.secrets = context.secrets
    window.go(Place(start_page(context.config)))
    offer_kept(shell, lambda text, open_it: window.banner.tell(text, "info", open_it, "Open"))
    _watch_later(shell, window, context)
    return Desktop(app, shell, window, context)


def _watch_later(shell: Shell, window: MainWindow, context: AppContext) -> None:
    """What other desktops do is looked at once the window is painted."""

    def begin() -> None:
        # A window that is gone again so soon (somebody else sat down) looks at nothing.
        if shell.ended:
            return
        from officedesk.views.live import LiveOffice
        from officedesk.views.office.moved_notice import MovedNotice

        LiveOffice(shell, after=context.seen, desks=context.desks).start()
        window.keep_backups()
        window.send_messages()
        window.keep_files()
        window.keep_tracks()
        window.keep_contracts()
        window.keep_repeats()
        window.keep_calendars()
        window.tell_notices(after=TELL_AFTER)
        if window.notice is not None:
            window.notice.start()
        MovedNotice(shell, window).look()
        window.look_for_a_crash()

    later = QTimer(window)
    later.setSingleShot(True)
    later.setInterval(WATCH_AFTER)
    later.timeout.connect(begin)
    shell.closing.connect(later.stop)
    when_first_painted(window, context.config, later.start)


def start_page(config: Config) -> str:
    """The page that the program opens with on this desktop."""
    return "today" if config.get(START_PAGE) == "today" else "customers"


def when_first_painted(window: MainWindow, config: Config, then: Callable[[], None]) -> None:
    """Call ``then`` once what the program opens with is on screen, be it that the office has no customer yet."""
    page: Any = window.page(start_page(config))
    if hasattr(page, "panel"):
        when_painted(page.panel, then)
    else:
        page.arrived.connect(then, Qt.ConnectionType.SingleShotConnection)


def page_makers() -> dict[str, PageMaker]:
    """Pages by name; each is imported when it is first wanted."""

    def today(shell: Shell) -> QWidget:
        from officedesk.views.todo.today_page import TodayPage

        return TodayPage(shell)

    def customers(shell: Shell) -> QWidget:
        from officedesk.views.customers.list_page import CustomersPage

        return CustomersPage(shell)

    def customer(shell: Shell) -> QWidget:
        from officedesk.views.customers.profile_page import ProfilePage

        return ProfilePage(shell)

    def schedule(shell: Shell) -> QWidget:
        from officedesk.views.schedule.page import SchedulePage

        return SchedulePage(shell)

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

    def contracts(shell: Shell) -> QWidget:
        from officedesk.views.contracts.contracts_page import ContractsPage

        return ContractsPage(shell)

    def settings(shell: Shell) -> QWidget:
        from officedesk.views.office.settings_page import SettingsPage

        return SettingsPage(shell)

    return {
        made.__name__: made
        for made in (
            *_lists(),
            today,
            customers,
            customer,
            schedule,
            estimates,
            estimate,
            jobs,
            job,
            *_projects(),
            invoices,
            invoice,
            contracts,
            settings,
        )
    }


def _projects() -> tuple[PageMaker, ...]:
    """Leads and projects."""

    def projects(shell: Shell) -> QWidget:
        from officedesk.views.projects.projects_page import ProjectsPage

        return ProjectsPage(shell)

    def project(shell: Shell) -> QWidget:
        from officedesk.views.projects.project_page import ProjectPage

        return ProjectPage(shell)

    def lead(shell: Shell) -> QWidget:
        from officedesk.views.projects.lead_page import LeadPage

        return LeadPage(shell)

    return (projects, project, lead)


def _lists() -> tuple[PageMaker, ...]:
    """Pages that list records of all customers and are no module of the navigation."""

    def tasks(shell: Shell) -> QWidget:
        from officedesk.views.todo.tasks_page import TasksPage

        return TasksPage(shell)

    def duplicates(shell: Shell) -> QWidget:
        from officedesk.views.customers.duplicates_page import DuplicatesPage

        return DuplicatesPage(shell)

    def payments(shell: Shell) -> QWidget:
        from officedesk.views.sales.payments_page import PaymentsPage

        return PaymentsPage(shell)

    def reminders(shell: Shell) -> QWidget:
        from officedesk.views.reminders.reminders_page import RemindersPage

        return RemindersPage(shell)

    def messages(shell: Shell) -> QWidget:
        from officedesk.views.messaging.messages_page import MessagesPage

        return MessagesPage(shell)

    def geofences(shell: Shell) -> QWidget:
        from officedesk.views.map.fence_page import FencePage

        return FencePage(shell)

    def map(shell: Shell) -> QWidget:
        from officedesk.views.map.page import MapModule

        return MapModule(shell)

    def timesheets(shell: Shell) -> QWidget:
        from officedesk.views.timesheets.timesheets_page import TimesheetsPage

        return TimesheetsPage(shell)

    def stays(shell: Shell) -> QWidget:
        from officedesk.views.timesheets.stays_page import StaysPage

        return StaysPage(shell)

    def upcoming(shell: Shell) -> QWidget:
        from officedesk.views.contracts.upcoming_page import UpcomingPage

        return UpcomingPage(shell)

    def crossings(shell: Shell) -> QWidget:
        from officedesk.views.timesheets.crossings_page import CrossingsPage

        return CrossingsPage(shell)

    return (tasks, duplicates, payments, reminders, messages, geofences, map, timesheets, stays, crossings, upcoming)


def run(opened: AppContext | Doorway, start: Start) -> int:
    """Open the window and stay until it is closed; the exit code of the program."""
    from officedesk.views.program import Program

    return Program(make_application(), start).run(opened)


def choose(start: Start) -> int:
    """The start window, until an office is chosen; then the window over it. The exit code of the program."""
    from officedesk.views.program import Program

    return Program(make_application(), start).run()


def _log_qt(kind: QtMsgType, _context: object, message: str) -> None:
    level = logging.ERROR if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg) else logging.WARNING
    if kind is not QtMsgType.QtDebugMsg and kind is not QtMsgType.QtInfoMsg:
        log.log(level, "Qt: %s", message)
