"""Keeps the ground of one map: opens what this desktop shows, says when tiles cannot be had, and tries again."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from officedesk.maps.base.kinds import BaseMap
from officedesk.maps.base.online.standing import State
from officedesk.services.mapping.base import CHANGED
from officedesk.services.mapping.grounds import Ground, Shown, remember, remembered, words_of
from officedesk.views.shell import Shell

if TYPE_CHECKING:
    from officedesk.views.map.view import MapView

TRY_AGAIN: Final = 10_000
"""Milliseconds between two looks whether a service answers again, while a map that misses it is seen."""


class BaseKeeper(QObject):
    """The base map of a :class:`MapView`, from its first moment on: the built-in one, and over it what was chosen.

    ``changed`` tells ``CHANGED`` when the office's online tiles, or what this desktop shows, are others now: here, or
    at another desktop.
    """

    said = Signal(str)
    """One line about what is wrong with the ground; empty once nothing is."""
    shown = Signal(object)
    """Another :class:`BaseMap` lies under the map."""
    _heard = Signal(int, object)

    def __init__(self, shell: Shell, view: MapView) -> None:
        super().__init__(view)
        self._shell, self._view = shell, view
        self.words = ""
        """What was said last."""
        self.base: BaseMap = shell.grounds.built_in
        """What lies under the map."""
        self._turn, self._open = 0, list[Ground]()
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(TRY_AGAIN)
        self._again.timeout.connect(self._try_again)
        self._heard.connect(self._take_state, Qt.ConnectionType.QueuedConnection)
        shell.signals.changed.connect(self._changed)
        view.destroyed.connect(partial(_close, self._open))
        view.set_base(self.base)
        self.reopen()

    @property
    def choice(self) -> tuple[Shown, Path | None]:
        """What this desktop shows, and the file that it showed last."""
        return remembered(self._shell.config)

    def choose(self, shown: Shown, file: Path | None = None) -> None:
        """Show it on every map of this desktop."""
        remember(self._shell.config, shown, file or self.choice[1])
        self._shell.signals.changed.emit(CHANGED, 0, 0)

    def reopen(self) -> None:
        """Open what is to be shown anew; what is shown stays until it is there."""
        self._turn += 1
        turn, grounds, (shown, file) = self._turn, self._shell.grounds, self.choice
        told = partial(_tell, self, turn)
        self._shell.load(self, lambda: grounds.open(shown, file, told), partial(self._opened, turn))

    def _opened(self, turn: int, ground: Ground) -> None:
        if turn != self._turn:
            ground.close()
            return
        _close(self._open)
        self._open.append(ground)
        if ground.base.spec() != self.base.spec() or ground.base.provider is not self.base.provider:
            self._view.set_base(ground.base)
        self.base = ground.base
        self._again.stop()
        self._say(ground.problem)
        self.shown.emit(ground.base)

    @Slot(int, object)
    def _take_state(self, turn: int, state: State) -> None:
        if turn != self._turn:
            return
        was_wrong = bool(self.words)
        self._say(words_of(state, self.base.name))
        if state is not State.FINE:
            self._again.start()
            return
        self._again.stop()
        if was_wrong:
            # What was missed is asked for again.
            self._view.set_base(self.base)

    def _try_again(self) -> None:
        if not self.words or not self._open:
            return
        if not self._view.isVisible():
            self._again.start()
            return
        ground = self._open[0]
        self._shell.load(self, ground.try_again, self._tried)

    def _tried(self, answers: bool) -> None:
        if not answers:
            self._again.start()

    def _say(self, words: str) -> None:
        if words != self.words:
            self.words = words
            self.said.emit(words)

    @Slot(str, int, int)
    def _changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity == CHANGED:
            self.reopen()


def _tell(keeper: BaseKeeper, turn: int, state: State) -> None:
    """On a worker's thread, while the map may be going."""
    with suppress(RuntimeError):
        if shiboken6.isValid(keeper):
            keeper._heard.emit(turn, state)


def _close(grounds: list[Ground], *_: object) -> None:
    while grounds:
        grounds.pop().close()
