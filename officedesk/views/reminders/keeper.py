"""Keeps the bell true: looks when something was saved or is due, and shows natively what this desktop was given."""

import logging
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from officedesk.errors import OfficeError
from officedesk.services.reminders.rows import Bell, NoticeRow
from officedesk.views.shell import Shell

log = logging.getLogger(__name__)
SOON = 150
"""Milliseconds in which several reasons to look are one."""
PATIENCE = 1_500
"""Milliseconds that a window in the background leaves to one in front, at another desktop of the same user."""
ONE_BY_ONE = 3
"""More than so many at once (after a holiday, say) are shown natively as one."""


class Shows(Protocol):
    """What shows notifications natively; see :class:`~officedesk.views.reminders.native.Native`."""

    available: bool
    ready: SignalInstance
    clicked: SignalInstance

    def start(self) -> None: ...
    def show(self, number: int, title: str, text: str) -> None: ...
    def stop(self) -> None: ...


class NoticeKeeper(QObject):
    """``told(bell)`` after each look; ``opened(notice)`` when the user clicked one natively, ``None`` for several."""

    told = Signal(object)
    opened = Signal(object)

    def __init__(
        self, shell: Shell, native: Shows, on_screen: Callable[[], bool], in_front: Callable[[], bool]
    ) -> None:
        """``on_screen``: whether the window may tell anything (a locked one may not): only then this desktop claims.

        ``in_front``: whether somebody works in the window now; one in the background claims a moment later.
        """
        super().__init__(shell)
        self._shell, self._native, self._on_screen, self._in_front = shell, native, on_screen, in_front
        self._begun = self._looking = self._again = self._waited = False
        self._shown: dict[int, NoticeRow] = {}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SOON)
        self._later.timeout.connect(self._look)
        self._begin = QTimer(self)
        self._begin.setSingleShot(True)
        self._begin.timeout.connect(self._begin_now)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._wait_no_more)
        shell.signals.stirred.connect(self.look)
        shell.signals.changed.connect(self._changed)
        shell.closing.connect(self.stop)
        native.ready.connect(self.look)
        native.clicked.connect(self._clicked)

    def start(self, after: int = 0) -> None:
        """Begin in so many milliseconds: once the window is painted, and whoever opened it works in it."""
        self._begin.start(after)

    def look(self) -> None:
        """Look soon; several wishes are one look."""
        if self._begun and not self._shell.ended and not self._later.isActive():
            self._later.start()

    def stop(self) -> None:
        """End it; nothing is shown any more."""
        for timer in (self._begin, self._later, self._patience):
            timer.stop()
        if self._begun:
            self._begun = False
            self._native.stop()

    def _begin_now(self) -> None:
        self._begun = True
        self._native.start()
        self.look()

    def _wait_no_more(self) -> None:
        self._waited = True
        self.look()

    def _changed(self, _entity: str, _entity_id: int, _customer_id: int) -> None:
        self.look()

    def _look(self) -> None:
        if self._looking:
            self._again = True
            return
        self._looking = True
        may = self._native.available and self._on_screen()
        desk, claim = self._shell.desk, may and (self._waited or self._in_front())
        self._waited = False

        def work() -> Bell:
            from officedesk.services.reminders.bell import look

            return look(desk, claim=claim)

        self._shell.load(self, work, self._arrived, self._failed)

    def _arrived(self, bell: Bell) -> None:
        self._done()
        many = len(bell.claimed) > ONE_BY_ONE
        if many:
            first = ", ".join(notice.subject for notice in bell.claimed[:ONE_BY_ONE])
            self._native.show(0, f"{len(bell.claimed)} notifications", f"{first} …")
        for notice in () if many else bell.claimed:
            self._shown[notice.id] = notice
            self._native.show(notice.id, notice.subject, notice.text)
        if bell.unshown and self._native.available and self._on_screen() and not self._patience.isActive():
            self._patience.start()
        self._shell.signals.wake_at.emit(bell.next_at)
        self.told.emit(bell)

    def _failed(self, error: Exception) -> None:
        self._done()
        if isinstance(error, OfficeError):
            # Busy, gone, signed out: whoever works here is told so anyway, and the next change is a next look.
            log.debug("the bell could not look: %s", error)
        else:
            self._shell.fail(error)

    def _done(self) -> None:
        self._looking = False
        if self._again:
            self._again = False
            self.look()

    def _clicked(self, number: int) -> None:
        self.opened.emit(self._shown.get(number))
