"""Keeps what a view of the schedule shows as the office has it: read when it is seen, and again once it changed."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from officedesk.views.shell import Shell

BURST = 200
"""Milliseconds in which changes that come together are answered once."""


class Fresh(QObject):
    """``work`` gives what is done off the GUI thread for what is wanted now (``None`` while nothing is wanted).

    ``show`` takes its answer; one that is older than another question is dropped. ``held`` says that nothing may change
    now: whoever lets go calls :meth:`look_again`. ``seen`` are the entities whose changes are seen on the view.
    """

    def __init__(
        self,
        shell: Shell,
        view: QWidget,
        seen: frozenset[str],
        work: Callable[[], Callable[[], Any] | None],
        show: Callable[[Any], object],
        held: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(view)
        self._shell, self._view, self._seen = shell, view, seen
        self._work, self._show, self._held = work, show, held
        self._generation = 0
        self._stale = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.read)
        shell.signals.changed.connect(self._office_changed)
        shell.closing.connect(self._later.stop)

    def read(self) -> None:
        """Read now; what is on screen stays until the answer is there. Of what is not seen it is done later."""
        work = self._work()
        if work is None:
            return
        if not self._view.isVisible() or self._held():
            self._stale = True
            return
        self._later.stop()
        self._stale = False
        self._generation += 1
        generation = self._generation

        def done(found: Any) -> None:
            if generation != self._generation:
                return
            if self._held():
                # It came while something was taken in hand.
                self._stale = True
                return
            self._show(found)

        self._shell.load(self._view, work, done, self._failed)

    def look_again(self) -> None:
        """Nothing is held any more: what changed meanwhile is read."""
        if self._stale:
            self.read()

    def come_up(self) -> None:
        """The view is shown; whoever shows it may be about to ask for something else."""
        if self._stale:
            self._later.start(0)

    def _failed(self, error: Exception) -> None:
        self._stale = True
        self._shell.fail(error)

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity in self._seen and self._work() is not None:
            self._stale = True
            if self._view.isVisible():
                self._later.start(BURST)
