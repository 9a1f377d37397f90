"""F1 and Ctrl+/ in every window of the program, and the two windows they open."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QWindow
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from shiboken6 import isValid

from officedesk.views.icons import Icons
from officedesk.views.shell import Shell
from officedesk.views.theme import Theme

if TYPE_CHECKING:
    from officedesk.views.help.sheet import KeySheet
    from officedesk.views.help.window import HelpWindow

HERE = "here"
"""Asks for the page about what is on screen."""
_ARMED = "helps"


class HelpDesk(QObject):
    """One for the program, from before there is an office to after the last one is closed.

    Shortcuts of one window do not reach the dialogs over it, so each window is given its own when it comes up.
    """

    def __init__(self, app: QApplication, theme: Theme, icons: Icons) -> None:
        super().__init__(app)
        self._app: QApplication | None = app
        self._theme, self._icons = theme, icons
        self._shell: Shell | None = None
        self._window: QWidget | None = None
        self.pages: HelpWindow | None = None
        self.sheet: KeySheet | None = None
        app.focusWindowChanged.connect(self._came_up)

    def join(self, shell: Shell, window: QWidget) -> None:
        """An office is open: what leads into the program leads there."""
        self._shell, self._window = shell, window
        shell.help_wanted.connect(self.show_help)
        shell.keys_wanted.connect(self.show_keys)
        shell.closing.connect(self._left)

    def end(self) -> None:
        """The program ends: its windows go with it."""
        if self._app is None:
            return
        self._app.focusWindowChanged.disconnect(self._came_up)
        self._app = None
        self._left()
        for window in (self.pages, self.sheet):
            if window is not None and isValid(window):
                window.close()
                window.deleteLater()
        self.pages = self.sheet = None
        self.deleteLater()

    def arm(self, window: QWidget) -> None:
        """Give a window its two keys, once."""
        if window.property(_ARMED):
            return
        window.setProperty(_ARMED, True)
        QShortcut(QKeySequence("F1"), window).activated.connect(lambda: self.show_about(window))
        QShortcut(QKeySequence("Ctrl+/"), window).activated.connect(self.show_keys)

    def show_about(self, window: QWidget) -> None:
        """The page about what is in ``window``."""
        # Not at the start of the program: nobody asks for help so soon.
        from officedesk.views.help.context import page_about

        self.show_help(page_about(window))

    def show_help(self, page: str = HERE) -> None:
        """A page by its name (``invoices#void``), or the one about what is on screen."""
        if page == HERE:
            if self._window is not None and isValid(self._window):
                self.show_about(self._window)
                return
            page = "index"
        if self.pages is None or not isValid(self.pages):
            from officedesk.views.help.window import HelpWindow

            self.pages = HelpWindow(self._theme, self._icons)
            self.pages.go_wanted.connect(self._go)
            self.pages.keys_wanted.connect(self.show_keys)
        self.pages.open(page)
        _bring(self.pages)

    def show_keys(self) -> None:
        """The sheet of all keys."""
        if self.sheet is None or not isValid(self.sheet):
            from officedesk.views.help.sheet import KeySheet

            self.sheet = KeySheet(self._theme, self._icons)
        self.sheet.tell(self._shell)
        _bring(self.sheet)

    def _go(self, page: str, tab: str) -> None:
        """Follow a link of a page into the program."""
        shell, window = self._shell, self._window
        if self.pages is None:
            return
        if shell is None or window is None or not isValid(window):
            self.pages.say("Open an office first.")
        elif getattr(getattr(window, "toasts", None), "silent", False):
            self.pages.say("The window is locked: unlock it first.")
        elif not _may(shell, page, tab):
            self.pages.say("Your role does not include that page.")
        else:
            shell.go(page, tab=tab)
            _bring(window)

    def _left(self) -> None:
        self._shell = self._window = None

    def _came_up(self, came: QWindow | None) -> None:
        if came is None:
            return
        for window in QApplication.topLevelWidgets():
            if window.windowHandle() is came and not isinstance(window, QMenu):
                self.arm(window)


def _may(shell: Shell, page: str, tab: str) -> bool:
    from officedesk.views.navigation import NEEDS

    if page in NEEDS and not shell.may(NEEDS[page]):
        return False
    if page != "settings" or not tab:
        return True
    from officedesk.views.office.settings_page import SettingsPage

    return any(title == tab and shell.may(needs) for title, needs, _ in SettingsPage.sections_for(shell))


def _bring(window: QWidget) -> None:
    window.show()
    if window.isMinimized():
        window.showNormal()
    window.raise_()
    window.activateWindow()


def native(keys: str) -> str:
    """A key as this system calls it; what is no key stays as it is."""
    if keys.endswith("1…9"):
        return f"{native(keys[:-2])}…9"
    made = QKeySequence.fromString(keys, QKeySequence.SequenceFormat.PortableText)
    text = made.toString(QKeySequence.SequenceFormat.NativeText)
    known = text and made.toString(QKeySequence.SequenceFormat.PortableText)
    return text if known and QGuiApplication.platformName() == "cocoa" else keys
