"""Toasts for results, a banner for trouble."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QTimer
from PySide6.QtWidgets import QFrame, QWidget

from officedesk.views.widgets.basics import button, label, restyle, row
from officedesk.views.widgets.tips import breakable

TOAST_MS = 6_000


class Toasts(QObject):
    """One toast at a time above the status bar; the latest wins. It stays while the mouse is on it.

    ``line``: where the page in front wants it instead, at the right, in the window; ``None`` where it does not care.
    """

    def __init__(self, window: QWidget, line: Callable[[], QRect | None] = lambda: None) -> None:
        super().__init__(window)
        self._window, self._line = window, line
        self._toast: QFrame | None = None
        self.silent = False
        """While the window is locked nothing of the office is told."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_MS)
        self._timer.timeout.connect(self.hide)
        window.installEventFilter(self)

    @property
    def text(self) -> str:
        """What the toast on screen says, or nothing."""
        return self._toast.accessibleName() if self._toast is not None else ""

    def show_toast(self, text: str, action: str = "", on_action: Callable[[], object] | None = None) -> None:
        self.hide()
        if self.silent:
            return
        toast = QFrame(self._window)
        toast.setObjectName("toast")
        toast.setProperty("role", "toast")
        toast.setAccessibleName(text)
        content = row(label(breakable(" ".join(text.split()), 120)), spacing=12, margins=(14, 7, 10, 7))
        if action and on_action is not None:
            content.addWidget(button(action, lambda: self._act(on_action)))
        toast.setLayout(content)
        self._toast = toast
        toast.show()
        self._place()
        toast.raise_()
        self._timer.start()

    def act(self) -> None:
        """Press the toast's button (Ctrl+Z right after a result)."""
        if self._toast is not None:
            from PySide6.QtWidgets import QPushButton

            made = self._toast.findChild(QPushButton)
            if made is not None:
                made.click()

    def hide(self) -> None:
        if self._toast is not None:
            self._toast.hide()
            self._toast.deleteLater()
            self._toast = None
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _act(self, on_action: Callable[[], object]) -> None:
        self.hide()
        on_action()

    def _place(self) -> None:
        if self._toast is not None:
            self._toast.adjustSize()
            x = (self._window.width() + 184 - self._toast.width()) // 2
            y = self._window.height() - self._toast.height() - 36
            if (line := self._line()) is not None:
                x = line.right() - self._toast.width()
                y = min(y, line.center().y() - self._toast.height() // 2)
            self._toast.move(x, y)


class Banner(QFrame):
    """A line under the top bar that stays until it is closed or its trouble is over."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self._text = label("")
        self._text.setWordWrap(True)
        self._told = ""
        self._retry = button("Retry", self._run_retry)
        self._on_retry: Callable[[], object] | None = None
        content = row(self._text, self._retry, button("Close", self.hide, kind="plain"), margins=(16, 6, 10, 6))
        content.setStretchFactor(self._text, 1)
        self.setLayout(content)
        self.hide()

    @property
    def text(self) -> str:
        return self._told if self.isVisible() else ""

    def tell(
        self, text: str, tone: str = "warn", on_retry: Callable[[], object] | None = None, action: str = "Retry"
    ) -> None:
        """Show ``text`` with a button that says ``action`` and does ``on_retry``, where there is something to do."""
        restyle(self, "tone", tone)
        self._retry.setText(action)
        self._retry.setAccessibleName(action)
        self._text.setText(breakable(text))
        self._told = text
        self._on_retry = on_retry
        self._retry.setVisible(on_retry is not None)
        self.show()

    def retell(self, text: str) -> None:
        """Say the same in other words."""
        self._text.setText(breakable(text))
        self._told = text

    def _run_retry(self) -> None:
        self.hide()
        if self._on_retry is not None:
            self._on_retry()
