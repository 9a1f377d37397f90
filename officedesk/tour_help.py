"""What the tour shows of the help: a page, a search, the keyboard sheet, the diagnostics, and a report."""

from collections.abc import Iterator

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from officedesk.tour_taking import Settle, Take, Taking
from officedesk.views.application import Desktop

HELP_PAGES = ("settings-diagnostics",)
HELP_WINDOWS = ("help", "help-search", "keyboard", "crash-report")


def help_screens(desktop: Desktop, settle: Settle) -> Iterator[tuple[str, Take]]:
    """(name, take) of each."""
    shell, window, dialog = desktop.shell, desktop.window, Taking(desktop, settle).dialog

    def diagnostics() -> QPixmap:
        shell.go("settings", tab="Diagnostics")
        settle(desktop)
        window.page("settings").section("Diagnostics").measure()  # type: ignore[attr-defined]
        settle(desktop)
        return window.grab()

    yield "settings-diagnostics", diagnostics
    yield dialog("help", lambda: _page(desktop, ""))
    yield dialog("help-search", lambda: _page(desktop, "credit note"))
    yield dialog("keyboard", lambda: _keys(desktop))
    yield dialog("crash-report", lambda: _report(desktop))


def _page(desktop: Desktop, typed: str) -> QWidget:
    from officedesk.views.help.window import HelpWindow

    made = HelpWindow(desktop.shell.theme, desktop.shell.icons)
    made.open("invoices")
    if typed:
        made.look(typed)
    return made


def _keys(desktop: Desktop) -> QWidget:
    from officedesk.views.help.sheet import KeySheet

    made = KeySheet(desktop.shell.theme, desktop.shell.icons)
    made.tell(desktop.shell)
    return made


def _report(desktop: Desktop) -> QWidget:
    from officedesk.crash_report import crash_text
    from officedesk.models.pricing import to_minor
    from officedesk.views.failures import STILL_THERE, WENT_WRONG
    from officedesk.views.report_dialog import ReportDialog

    text = ""
    try:
        to_minor(None, 2)  # type: ignore[arg-type]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is shown
        text = crash_text(error, ("Screen: estimate",))
    return ReportDialog(desktop.window, WENT_WRONG, STILL_THERE, text)
