"""Errors on screen: known ones as a banner in the user's words, bugs in one dialog with the crash report."""

import logging

from PySide6.QtWidgets import QMessageBox, QWidget

from officedesk.crash import details
from officedesk.errors import OfficeError
from officedesk.views.notices import Banner

log = logging.getLogger(__name__)


def show_failure(window: QWidget, banner: Banner, error: Exception) -> None:
    """Tell the user about ``error``; what was typed stays where it is."""
    if isinstance(error, OfficeError):
        banner.tell(str(error), "bad")
        return
    log.error("a bug", exc_info=error)
    if window.findChild(QMessageBox, "crash") is not None:
        # One dialog is enough: the log has the rest.
        return
    box = QMessageBox(window)
    box.setObjectName("crash")
    box.setIcon(QMessageBox.Icon.Critical)
    box.setWindowTitle("OfficeDesk")
    box.setText("Something in OfficeDesk went wrong. What you typed is still there; what was saved is safe.")
    box.setInformativeText("Try once more. If it happens again, send the details below to support.")
    box.setDetailedText(details(error))
    box.open()
