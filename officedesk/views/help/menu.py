"""The help menu, under the question mark in the top bar."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from officedesk import __version__
from officedesk.services.permissions import Permission
from officedesk.views.help.desk import HERE, native
from officedesk.views.shell import Shell


def open_help_menu(shell: Shell, anchor: QWidget) -> QMenu:
    """Help on what is on screen, all pages, the keys, and the diagnostics."""
    menu = QMenu(anchor)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # The keys are bound for the whole window; here they are only shown.
    for text, icon, page in (
        (f"&Help on this page\t{native('F1')}", "question", HERE),
        ("&All help pages", "book-open", "index"),
        ("&First hour", "flag", "first-hour"),
    ):
        action = menu.addAction(shell.icons(icon), text)
        action.triggered.connect(lambda _=False, page=page: shell.help_wanted.emit(page))
    keys = menu.addAction(shell.icons("keyboard"), f"&Keyboard shortcuts\t{native('Ctrl+/')}")
    keys.triggered.connect(lambda: shell.keys_wanted.emit())
    menu.addSeparator()
    if shell.may(Permission.OFFICE_READ):
        found = menu.addAction(shell.icons("heartbeat"), "&Diagnostics")
        found.triggered.connect(lambda: shell.go("settings", tab="Diagnostics"))
    menu.addAction(f"OfficeDesk {__version__}").setEnabled(False)
    menu.popup(anchor.mapToGlobal(QPoint(anchor.width() - menu.sizeHint().width(), anchor.height() + 4)))
    return menu
