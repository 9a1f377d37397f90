"""Where the map is: made when it is first seen, never before; without a web engine a list in its place."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row

if TYPE_CHECKING:
    from officedesk.views.map.view import MapView


class MapArea(QWidget):
    """``made(view)`` once there is a map, ``ready()`` once it can be seen, ``missing(why)`` where there is none."""

    made = Signal(object)
    ready = Signal()
    missing = Signal(str)

    def __init__(self, shell: Shell, without: Callable[[str], QWidget]) -> None:
        """``without(why)`` makes what is shown in place of a map."""
        super().__init__()
        self._shell, self._without = shell, without
        self._begun = False
        self.view: MapView | None = None
        self.why = ""
        self.stack = QStackedWidget()
        waiting = label("Opening the map…", "muted")
        self.wait = QWidget()
        self.wait.setObjectName("page")
        self.wait.setLayout(column(None, row(None, waiting, None), None))
        self.stack.addWidget(self.wait)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.stack, 1)

    def begin(self) -> None:
        """Have the map made, soon: the page is painted first."""
        if not self._begun:
            self._begun = True
            QTimer.singleShot(0, self, self._look)

    def _look(self) -> None:
        config = self._shell.config

        def why() -> str:
            # The engine's libraries are large: reading them in is not the window's to wait for.
            from officedesk.views.map.available import why_no_map

            return why_no_map(config)

        self._shell.load(self, why, self._make, lambda error: self._miss(str(error)))

    def _make(self, why: str) -> None:
        if self._shell.ended:
            return
        if why:
            self._miss(why)
            return
        from officedesk.views.map.view import MapView

        view = MapView(self._shell, self.stack)
        view.failed.connect(self._miss)
        view.ready.connect(self._came)
        self.view = view
        from officedesk.views.map.base_chooser import BaseLine

        self._column.insertWidget(0, BaseLine(view.base, self))
        self.stack.addWidget(view)
        self.made.emit(view)
        # The page loads only where it can be seen.
        self.stack.setCurrentWidget(view)

    def _came(self) -> None:
        self.ready.emit()

    def _miss(self, why: str) -> None:
        self.why = why
        shown = self._without(why)
        self.stack.addWidget(shown)
        self.stack.setCurrentWidget(shown)
        view, self.view = self.view, None
        if view is not None:
            view.deleteLater()
        self.missing.emit(why)


class Missing(QWidget):
    """Why there is no map, over what is shown in its place."""

    def __init__(self, shell: Shell, why: str, instead: QWidget) -> None:
        super().__init__()
        self.setObjectName("page")
        text = label(f"{why} Everything else works: here are the geofences with their numbers.", "muted")
        text.setWordWrap(True)
        again = button("Settings", lambda: shell.go("settings"), kind="link")
        said = row(text, again, spacing=8, margins=(16, 10, 16, 10))
        said.setStretch(0, 1)
        layout = column(said, instead, spacing=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)
