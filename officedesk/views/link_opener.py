"""Links that were clicked: read, kept until somebody sits at the office, and shown."""

import logging
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from officedesk.links import BadLink, Link, read_link
from officedesk.views.failures import show_failure

if TYPE_CHECKING:
    from officedesk.services.search.linked import Linked
    from officedesk.views.office.start_window import StartWindow
    from officedesk.views.program import Program

log = logging.getLogger(__name__)


class LinkOpener:
    """A link moves the window and does nothing else. What is open with unsaved changes is asked about before."""

    def __init__(self, program: "Program") -> None:
        self._program = program
        self._waits: Link | BadLink | None = None

    def fits(self, text: str) -> bool:
        """Whether this program is the one to show it: it has the link's office open, or the link names none."""
        try:
            link = read_link(text)
        except BadLink:
            return True
        return not link.office or link.office == self._office()

    def follow(self, text: str) -> None:
        """Show what a link names, as soon as there is somebody who may see it. The latest one counts."""
        try:
            self._waits = read_link(text)
        except BadLink as refused:
            log.warning("a link was refused: %r", text[:200])
            self._waits = refused
        self.go_on()

    def go_on(self) -> None:
        """Somebody sits at the office now, and sees it."""
        desktop, waits = self._program.desktop, self._waits
        if waits is None:
            return
        if desktop is None or not desktop.painted:
            chooser = self._program.chooser
            if desktop is None and chooser is not None and chooser.isVisible():
                self._tell(chooser, waits)
            return
        if self._program.reception.locked:
            return
        self._waits = None
        banner = desktop.window.banner
        if isinstance(waits, BadLink):
            banner.tell(str(waits), "bad")
        elif waits.office and waits.office != self._office():
            name = desktop.shell.desk.database.place.name
            banner.tell(f"The link to {waits.words} is one of another office than {name}. Open that one first.", "bad")
        elif QApplication.activeModalWidget() is not None:
            # Somebody is in the middle of a dialog: nothing moves behind it.
            banner.tell(f"A link wants to show {waits.words}.", "info", lambda: self._show(waits), "Show")
        else:
            self._show(waits)

    def _tell(self, chooser: "StartWindow", waits: Link | BadLink) -> None:
        # Why an office did not open is not written over.
        if isinstance(waits, BadLink):
            self._waits = None
            chooser.tell(str(waits))
        elif not chooser.message.text():
            chooser.tell(f"Open the office of the link: then it shows {waits.words}.")

    def _show(self, link: Link) -> None:
        desktop = self._program.desktop
        if desktop is None:
            return
        shell, window = desktop.shell, desktop.window

        def look() -> "Linked":
            from officedesk.services.search.linked import linked

            return linked(shell.desk, link)

        def found(what: "Linked") -> None:
            from officedesk.views.reminders.subjects import open_record

            open_record(shell, what.entity, what.id, what.customer_id)

        shell.load(window, look, found, lambda error: show_failure(window, window.banner, error))

    def _office(self) -> str:
        desktop = self._program.desktop
        doorway = desktop.context.doorway if desktop is not None else None
        return doorway.key if doorway is not None else ""
