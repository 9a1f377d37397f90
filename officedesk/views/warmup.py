"""Makes ready what is likely wanted next, while the user looks at the first list."""

import gc
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

from officedesk.views.shell import Shell, is_known

PAUSE = 50
"""Milliseconds between two steps: a keystroke in between is never late by more than one of them."""
MODULES = (
    "officedesk.views.customers.header",
    "officedesk.views.customers.notepad",
    "officedesk.views.customers.tabs.locations",
    "officedesk.views.customers.tabs.estimates",
    "officedesk.views.todo.panel",
    "officedesk.views.customers.profile_page",
    "officedesk.views.office.settings_page",
    "officedesk.views.map.fence_fields",
    "officedesk.views.map.fence_form",
    "officedesk.views.map.side_panel",
    "officedesk.views.map.page",
    "officedesk.views.schedule.view",
    "officedesk.services.schedule.board",
    "officedesk.views.schedule.page",
)


class WarmUp(QObject):
    """Tables, services and a search on a worker, then the modules of what is opened next one by one, then ZIP codes.

    Modules are imported here: Qt's classes are made on this thread only.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._modules = list(MODULES)
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(PAUSE)
        self._next.timeout.connect(self._step)
        self._next.start()

    def _step(self) -> None:
        self._next.timeout.disconnect(self._step)
        self._next.timeout.connect(self._import_one)

        desk = self._shell.desk

        def work() -> None:
            from officedesk.services.readiness import get_ready

            get_ready(desk)

        self._shell.load(self, work, lambda _: self._next.start(), self._not_now)

    def _not_now(self, error: Exception) -> None:
        if not is_known(error):
            self._shell.fail(error)
            return
        # Nobody asked for anything yet; whoever does is told then.
        self._next.start()

    def _import_one(self) -> None:
        import_module(self._modules.pop(0))
        if self._modules:
            self._next.start()
            return
        # As after the start: all of this stays, and looking through it for garbage would be felt.
        gc.freeze()
        self._shell.load(self._shell, _read_places, lambda _: None)
        self.deleteLater()


def _read_places() -> None:
    from officedesk.services.customers.addresses import warm_up

    warm_up()
