"""The locked window: a cover over everything, and the watch that locks it when nobody is there."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from officedesk.context import Doorway
from officedesk.views.main_window import MainWindow
from officedesk.views.office.sign_in import SignInCard
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, row

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class LockCover(QWidget):
    """Hides all of the window, its dialogs too, and keeps what was typed. ``entered`` when somebody signed in.

    Work in the background goes on. With ``may_go_back`` nothing is locked: somebody else may sit down, or Esc.
    """

    entered = Signal(object)
    left = Signal()
    uncovered = Signal()

    def __init__(
        self, window: MainWindow, shell: Shell, doorway: Doorway, *, message: str = "", may_go_back: bool = False
    ) -> None:
        super().__init__(window)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._window, self._may_go_back = window, may_go_back
        self._focus = QApplication.focusWidget()
        self._hidden: list[QWidget] = []
        self._actions = [action for action in window.actions() if action.isEnabled()]
        self.card = SignInCard(
            shell.runner,
            doorway,
            shell.icons,
            shell.theme,
            title="Switch user" if may_go_back else "Locked",
            word="Sign in" if may_go_back else "Unlock",
            who="" if may_go_back else shell.desk.actor.name,
            message=message or ("" if may_go_back else "What you typed is still there."),
            staying=may_go_back,
        )
        self.card.entered.connect(self.entered)
        if may_go_back:
            self.card.foot.insertWidget(1, button("Back", self.open, tip="Back (Esc)"))
        else:
            out = button("Sign out", self.left.emit, kind="link", tip="What was typed is kept for you")
            self.card.foot.insertWidget(0, out)
        layout = QVBoxLayout(self)
        layout.addLayout(column(None, row(None, self.card, None), None, None))

    def cover(self) -> None:
        """Put it over the window."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self._window.toasts.hide()
        self._window.toasts.silent = True
        centre = self._window.centralWidget()
        if centre is not None:
            centre.hide()
        for action in self._actions:
            action.setEnabled(False)
        self._hide_dialogs()
        # What comes up meanwhile (the answer to a save, say) waits behind the cover as well.
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._hide_dialogs)
        self._window.installEventFilter(self)
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.card.focus()

    def give_up(self) -> None:
        """The window goes away as it is: the next one is nobody's dialog."""
        self._window.removeEventFilter(self)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.disconnect(self._hide_dialogs)

    def open(self) -> None:
        """Take it away: everything is as it was."""
        self.give_up()
        self._window.toasts.silent = False
        self.hide()
        centre = self._window.centralWidget()
        if centre is not None:
            centre.show()
        for action in self._actions:
            if isValid(action):
                action.setEnabled(True)
        for dialog in self._hidden:
            if isValid(dialog):
                dialog.show()
        if self._focus is not None and isValid(self._focus) and self._focus.isVisible():
            self._focus.setFocus()
        self.deleteLater()
        self.uncovered.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._may_go_back and event.key() == Qt.Key.Key_Escape:
            self.open()
        else:
            super().keyPressEvent(event)

    def _hide_dialogs(self, *_: object) -> None:
        for widget in QApplication.topLevelWidgets():
            if widget is not self._window and widget.isVisible() and widget not in self._hidden:
                self._hidden.append(widget)
                widget.hide()


class IdleWatch(QObject):
    """Tells when nobody has touched keyboard or mouse for some time. It wakes up only when that may be so."""

    idle = Signal()

    def __init__(self, window: QWidget, now: Callable[[], datetime], after: timedelta) -> None:
        super().__init__(window)
        self._now, self._after = now, after
        self._last = now()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._watched: list[QWindow] = []
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            # A dialog is a window of its own.
            app.focusWindowChanged.connect(self._watch)
            app.applicationStateChanged.connect(self.look)
        self._watch(window.windowHandle())
        self._arm(after)

    def end(self) -> None:
        """Watch no more."""
        self._timer.stop()
        self.idle.disconnect()
        for window in self._watched:
            if isValid(window):
                window.removeEventFilter(self)
        self.deleteLater()

    def seen(self) -> None:
        """Somebody is there."""
        self._last = self._now()

    def look(self, *_: object) -> None:
        """Tell, or look again when it may be time. After the computer slept, that is at once."""
        away = self._now() - self._last
        if away < timedelta(0):
            # The clock was set back.
            self.seen()
            away = timedelta(0)
        if away >= self._after:
            self.seen()
            self.idle.emit()
        self._arm(self._after if away >= self._after else self._after - away)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self._last = self._now()
        return False

    def _watch(self, window: QWindow | None) -> None:
        self._watched = [known for known in self._watched if isValid(known)]
        if window is not None and window not in self._watched:
            self._watched.append(window)
            window.installEventFilter(self)

    def _arm(self, after: timedelta) -> None:
        self._timer.start(max(1_000, int(after.total_seconds() * 1000)))
