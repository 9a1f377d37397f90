"""What every screen is handed: the desk it works at and the means of the window around it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from officedesk.config import Config
from officedesk.errors import FormsMissing, OfficeError
from officedesk.formatting import date_text, money
from officedesk.secrets import MemorySecrets, SecretStore
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.views.icons import Icons
from officedesk.views.others import Others
from officedesk.views.tasks import Progress, Task, TaskRunner
from officedesk.views.theme import Theme

if TYPE_CHECKING:
    from officedesk.maps.geocoding.client import Geocoder
    from officedesk.reports.apart import DrawingRoom
    from officedesk.services.mapping.grounds import Grounds
    from officedesk.views.map.web import WebRoom


class OfficeSignals(QObject):
    """Told to every screen: ``changed(entity, entity_id, customer_id)`` after a save, here or on another desktop.

    ``entity`` is a word of the change log (``customer``, ``estimate``, ``job``, ``invoice``, ``payment``,
    ``price_book_item``, ``company`` …); ids are 0 where many were changed.
    """

    changed = Signal(str, int, int)
    elsewhere = Signal(object)
    """Before ``changed``: the changes (:class:`~officedesk.services.watch.Change`) that other desktops saved."""
    stirred = Signal()
    """Something was saved, here or elsewhere, that ``changed`` may not tell; or the time of ``wake_at`` has come."""
    wake_at = Signal(object)
    """Asks for ``stirred`` at an instant (``None``: never mind)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.foreign = False
        """What ``changed`` tells now was saved on another desktop."""

    @contextmanager
    def from_elsewhere(self) -> Iterator[None]:
        """What is told meanwhile was saved on another desktop."""
        self.foreign = True
        try:
            yield
        finally:
            self.foreign = False


@dataclass(frozen=True)
class Place:
    """Where the window goes: a page by name, what it shows, and on which tab."""

    page: str
    id: int = 0
    tab: str = ""
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reopening:
    """A reason to close the office and open it, or another, again.

    ``work(report, cancelled)`` runs off the GUI thread while no window of this desktop has the office open, under
    ``title`` with a progress bar and Cancel; it may return another office to open than ``office`` (path or address;
    empty for the same one). ``told`` is a toast in the new window.
    """

    office: str = ""
    title: str = ""
    work: Callable[[Progress, Callable[[], bool]], str | None] | None = None
    told: str = ""


class Shell(QObject):
    """The window as screens see it. ``go`` asks before leaving a form with unsaved changes."""

    wanted = Signal(object)
    replaced = Signal(object)
    compose_wanted = Signal(object)
    """A message is to be written: a :class:`Place` whose context says to whom and about what."""
    back_wanted = Signal()
    settled = Signal()
    toast_wanted = Signal(str, str, object)
    failed = Signal(object)
    closing = Signal()
    """The window is gone, or about to go: whatever works for it in the background ends. Told once, by :meth:`end`."""
    reopen_wanted = Signal(object)
    undo_wanted = Signal(str)
    """``undo`` or ``redo`` the last change that was saved."""
    contract_wanted = Signal(object)
    """A contract is to be written: ``membership`` or ``agreement``, for the customer in front; or one that was kept."""
    day_papers_wanted = Signal(str)
    """Of today's schedule: ``day`` for day sheets, ``week`` for the plan of the week, ``calendars`` for their files."""
    link_wanted = Signal()
    """The link to what is in front is to be copied."""
    begin_wanted = Signal()
    """Close this office and start one's own."""
    help_wanted = Signal(str)
    """A page of the help by its name; ``here`` for the one about what is on screen."""
    keys_wanted = Signal()
    """The sheet of all keys."""
    lock_wanted = Signal()
    switch_wanted = Signal()
    sign_out_wanted = Signal()

    def __init__(self, desk: Desk, config: Config, runner: TaskRunner, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self.desk = desk
        self.config = config
        self.runner = runner
        self.theme = theme
        self.icons = icons
        self.signals = OfficeSignals(self)
        self.others = Others(self)
        self.date_format = "MM/DD/YYYY"
        self.secrets: SecretStore = MemorySecrets()
        self.ended = False
        """The window is gone: nothing may begin any more."""
        self.sample = False
        """This is the sample office: nothing in it is real, and nothing leaves it."""
        self.guarded = False
        """Whoever sits here has a password: the window can be locked."""

    def may(self, permission: Permission) -> bool:
        """Whether whoever sits here may do it: what they may not is not offered. The services refuse it anyway."""
        return self.desk.may(permission)

    @cached_property
    def drawing(self) -> "DrawingRoom":
        """Where long papers are drawn while someone types."""
        from officedesk.reports.apart import DrawingRoom

        return DrawingRoom()

    @cached_property
    def web(self) -> "WebRoom":
        """What the maps of this window share; Qt's web engine starts with the first of them."""
        from officedesk.views.map.web import WebRoom

        return WebRoom()

    @cached_property
    def geocoder(self) -> "Geocoder":
        """Who asks the office's geocoder for this window: it keeps the pauses between all that ask."""
        from officedesk.maps.geocoding.client import Geocoder

        return Geocoder()

    @cached_property
    def grounds(self) -> "Grounds":
        """What lies under the maps of this window."""
        from officedesk.services.mapping.base import ready_online
        from officedesk.services.mapping.grounds import Grounds

        return Grounds(partial(ready_online, self.desk, self.secrets))

    def end(self) -> None:
        """The window is gone: no answer may come to it, and nothing it started stays. Once."""
        self.ended = True
        self.closing.emit()
        self.runner.end()
        if "drawing" in self.__dict__:
            self.drawing.close()
        if "web" in self.__dict__:
            self.web.end()
        if "grounds" in self.__dict__:
            self.grounds.close()
        # Its own signals hold what is connected to them, and that holds the shell: nobody else breaks this circle.
        self.deleteLater()

    def go(self, page: str, id: int = 0, tab: str = "", **context: Any) -> None:
        """Show a page by its name: a module (``estimates``) or one of its records (``estimate`` with an id)."""
        self.wanted.emit(Place(page, id, tab, context))

    def replace(self, page: str, id: int = 0, tab: str = "", **context: Any) -> None:
        """Like :meth:`go`, in place of what is shown: Back does not return to it (a form for something new, saved)."""
        self.replaced.emit(Place(page, id, tab, context))

    def compose(self, customer_id: int | None, **context: Any) -> None:
        """Open the composer for a message to a customer.

        ``channel``, ``document`` and ``document_id`` say what it is about; ``message_id`` is that of a stored draft,
        ``draft`` has words to begin with, ``pdf`` (name, bytes) is a paper that goes with it as it is.
        """
        self.compose_wanted.emit(Place("message", customer_id or 0, context={"customer_id": customer_id, **context}))

    def back(self) -> None:
        """To the place before this one, as Alt+Left does."""
        self.back_wanted.emit()

    def settle(self) -> None:
        """A form whose ``leave()`` said no is saved or discarded: go where the user wanted to go, else back."""
        self.settled.emit()

    def toast(self, text: str, action: str = "", on_action: Callable[[], object] | None = None) -> None:
        """A short result at the bottom of the window, with one action (usually Undo)."""
        self.toast_wanted.emit(text, action, on_action)

    def reopen(self, plan: Reopening) -> None:
        """Close this office and open it, or another, again; forms with unsaved changes ask first."""
        self.reopen_wanted.emit(plan)

    def fail(self, error: Exception) -> None:
        """Show a known error in the user's words; a bug goes to the crash dialog."""
        self.failed.emit(error)

    def load(
        self,
        owner: QObject,
        work: Callable[[], Any],
        on_done: Callable[[Any], object],
        on_error: Callable[[Exception], object] | None = None,
    ) -> Task:
        """Run a service call off the GUI thread for ``owner``.

        Without ``on_error`` what goes wrong is told as :meth:`fail` does, and where forms hold the work up, a widget
        that waits for it offers to fill them in: then all is done again.
        """

        def failed(error: Exception) -> None:
            if not isinstance(error, FormsMissing) or not isinstance(owner, QWidget):
                self.fail(error)
                return
            from officedesk.views.forms.held_up import held_up

            held_up(self, owner, error, lambda: self.load(owner, work, on_done))

        return self.runner.submit(work, on_done, on_error or failed, owner=owner)

    def money(self, minor: int) -> str:
        return money(minor, self.desk.currency)

    def date(self, value: Any) -> str:
        return date_text(value, self.date_format) if value is not None else "—"


def is_known(error: Exception) -> bool:
    """An error of the world, to be told as it reads."""
    return isinstance(error, OfficeError)
