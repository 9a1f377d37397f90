"""Errors on screen: known ones as a banner in the user's words, bugs in one dialog with the crash report."""

import logging

from PySide6.QtWidgets import QWidget

from officedesk.errors import OfficeError
from officedesk.views.notices import Banner

log = logging.getLogger(__name__)

WENT_WRONG = "Something in OfficeDesk went wrong"
STILL_THERE = (
    "What you typed is still there; what was saved is safe. Try once more. If it happens again, send this report to "
    "whoever looks after OfficeDesk for you."
)
ENDED = "OfficeDesk ended unexpectedly last time"
ENDED_TOLD = (
    "What was saved is safe, and forms that were open are offered again. If it happens more often, send this report to "
    "whoever looks after OfficeDesk for you."
)


def show_failure(window: QWidget, banner: Banner, error: Exception, screen: str = "") -> None:
    """Tell the user about ``error``; what was typed stays where it is. ``screen`` is the page by its name."""
    if isinstance(error, OfficeError):
        banner.tell(str(error), "bad")
        return
    log.error("a bug", exc_info=error)
    from officedesk.views.report_dialog import ReportDialog

    if window.findChild(ReportDialog, "crash") is not None:
        # One dialog is enough: the log has the rest.
        return
    from officedesk.crash import keep
    from officedesk.crash_report import crash_text

    text = crash_text(error, (f"Screen: {screen}",) if screen else ())
    keep(text)
    dialog = ReportDialog(window, WENT_WRONG, STILL_THERE, text)
    dialog.setObjectName("crash")
    dialog.open()


def show_ended(window: QWidget, text: str) -> None:
    """The report on a program that ended unexpectedly."""
    from officedesk.views.report_dialog import ReportDialog

    dialog = ReportDialog(window, ENDED, ENDED_TOLD, text)
    dialog.setObjectName("ended")
    dialog.open()
