"""Who sits at the window: locking, unlocking, switching, signing out, and a role that was changed meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from officedesk.context import AppContext, Doorway
from officedesk.errors import OfficeError, StandingChanged
from officedesk.services.permissions import ROLE_NAMES
from officedesk.views.application import Desktop

if TYPE_CHECKING:
    from officedesk.views.lock import IdleWatch, LockCover

LOCK_KEY = "lock.minutes"
"""The office's setting: minutes without a touch until a window locks; 0 never."""
LOCK_MINUTES = 15


class Reception(QObject):
    """``sit_down(context, told)`` shows the window of somebody else, ``ask(doorway, message)`` the empty one."""

    unlocked = Signal()
    """The same person goes on in this window."""

    def __init__(
        self,
        desktop: Desktop,
        sit_down: Callable[[AppContext, str], None],
        ask: Callable[[Doorway, str], None],
    ) -> None:
        super().__init__(desktop.window)
        self._desktop, self._sit_down, self._ask = desktop, sit_down, ask
        self._shell = shell = desktop.shell
        self.cover: LockCover | None = None
        self.watch: IdleWatch | None = None
        shell.guarded = desktop.context.guarded
        if desktop.context.doorway is None:
            return
        shell.lock_wanted.connect(self.lock)
        shell.switch_wanted.connect(self.switch)
        shell.sign_out_wanted.connect(self.sign_out)
        shell.failed.connect(self._failed)
        shell.signals.changed.connect(self._changed)
        if shell.guarded:
            self.begin_watch()

    @property
    def locked(self) -> bool:
        """Nobody sees or touches the office before a password is given."""
        return self.cover is not None

    def begin_watch(self) -> None:
        """Lock when nobody was there for as long as the office says."""
        desk = self._shell.desk

        def read() -> int:
            from officedesk.services.office import settings

            value = settings.get(desk, LOCK_KEY, LOCK_MINUTES, user=False)
            return value if isinstance(value, int) else LOCK_MINUTES

        # The window may be gone, or the office busy, before this is known: then nobody waits for it.
        self._shell.load(self, read, self._begin, lambda _: self._begin(LOCK_MINUTES))

    def lock(self, message: str = "") -> None:
        """Cover the window until somebody signs in; Ctrl+L."""
        doorway = self._desktop.context.doorway
        if self.cover is None and self._shell.guarded and doorway is not None:
            doorway.lock(True)
            self._cover(doorway, message)

    def switch(self) -> None:
        """Let somebody else sit down; in an office with passwords, whoever sits here locks the window by it."""
        doorway = self._desktop.context.doorway
        if self.cover is None and doorway is not None:
            self._cover(doorway, "", may_go_back=True)

    def sign_out(self) -> None:
        """Leave: what was typed is kept, and this computer asks for a password the next time."""
        doorway = self._desktop.context.doorway
        if doorway is None:
            return

        def out(_: object) -> None:
            self._leave()
            self._ask(doorway, "")

        self._shell.load(self, doorway.forget, out, out)

    def _leave(self) -> None:
        if self.cover is not None:
            self.cover.give_up()

    def _begin(self, minutes: int) -> None:
        from officedesk.views.lock import IdleWatch

        if self.watch is not None:
            self.watch.end()
            self.watch = None
        if minutes > 0:
            made = IdleWatch(self._desktop.window, self._shell.desk.now, timedelta(minutes=minutes))
            made.idle.connect(self.lock)
            self.watch = made

    def _cover(self, doorway: Doorway, message: str, *, may_go_back: bool = False) -> None:
        from officedesk.views.lock import LockCover

        made = LockCover(self._desktop.window, self._shell, doorway, message=message, may_go_back=may_go_back)
        made.entered.connect(self._entered)
        made.left.connect(self.sign_out)
        made.uncovered.connect(self._uncovered)
        self.cover = made
        made.cover()

    def _uncovered(self) -> None:
        self.cover = None
        self.unlocked.emit()

    def _entered(self, context: AppContext) -> None:
        before, now = self._shell.desk.actor, context.desk.actor
        if (before.user_id, before.role) != (now.user_id, now.role):
            self._leave()
            self._sit_down(context, f"Signed in as {now.name}.")
        elif self.cover is not None:
            self.cover.open()
            if context.desks is not None and context.desks is not self._desktop.context.desks:
                self._shell.load(self, context.desks.close, lambda _: None)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, StandingChanged):
            self._standing_changed(error)

    def _changed(self, entity: str, entity_id: int, _customer_id: int) -> None:
        desk = self._shell.desk
        if entity == "setting":
            if self._shell.guarded:
                self.begin_watch()
        elif entity == "user" and entity_id in (0, desk.actor.user_id):
            if self._shell.guarded and self.watch is None:
                self.begin_watch()
            desk.looked.forget()

            def look() -> None:
                with desk.read():
                    pass

            self._shell.load(self, look, lambda _: None, self._looked)

    def _looked(self, error: Exception) -> None:
        # An office that cannot be read just now is told by whatever wanted to read it.
        if isinstance(error, StandingChanged):
            self._standing_changed(error)
        elif not isinstance(error, OfficeError):
            raise error

    def _standing_changed(self, error: StandingChanged) -> None:
        """Somebody changed what this user may do: they go on as what they are now, or not at all."""
        doorway = self._desktop.context.doorway
        if doorway is None or self.cover is not None:
            return
        if self._shell.guarded:
            self.lock(error.message)
            return
        actor = self._shell.desk.actor

        def told(context: AppContext) -> None:
            role = context.desk.actor.role
            name = ROLE_NAMES[role] if role is not None else ""
            self._sit_down(context, f"An admin changed your role to {name}.")

        self._shell.load(
            self, lambda: doorway.enter(actor.name, "", None), told, lambda _: self._ask(doorway, error.message)
        )
