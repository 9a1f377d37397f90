"""Tells a desktop that still has the old office open where the office went."""

from PySide6.QtCore import QObject

from officedesk.errors import OfficeError, OfficeMoved
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Reopening, Shell


class MovedNotice(QObject):
    """Looks when the office is opened and when its history says that the office itself was changed."""

    def __init__(self, shell: Shell, window: MainWindow) -> None:
        super().__init__(window)
        self._shell, self._window = shell, window
        shell.signals.changed.connect(self._changed)
        shell.failed.connect(self._failed)

    def look(self) -> None:
        """Find out whether the office went elsewhere."""
        desk = self._shell.desk

        def work() -> object:
            # Not on the window's thread: it takes some files to import.
            from officedesk.services.office.hosting import gone

            return gone(desk)

        self._shell.load(self, work, self._tell, self._unknown)

    def _tell(self, moved: object) -> None:
        if moved is None:
            return
        name = self._shell.desk.database.place.name
        text = f"{moved.words(name)} Here it can only be read."  # type: ignore[attr-defined]
        from officedesk.services.office.hosting import way_to

        address = way_to(moved, self._shell.config)  # type: ignore[arg-type]
        if address:
            self._window.banner.tell(text, "warn", lambda: self._open(address), "Open it there")
        else:
            self._window.banner.tell(text, "warn", self._join, "Join…")

    def _open(self, address: str) -> None:
        self._shell.reopen_wanted.emit(Reopening(address))

    def _join(self) -> None:
        from officedesk.services.office.hosting import join_office
        from officedesk.views.office.join_dialog import JoinDialog

        shell = self._shell

        def joined(address: str) -> None:
            shell.reopen_wanted.emit(Reopening(address))

        dialog = JoinDialog(
            shell.runner, lambda code: join_office(code, shell.desk.actor.desktop, shell.secrets), self._window
        )
        dialog.entered.connect(joined)
        dialog.open()

    def _changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity == "company":
            self.look()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, OfficeMoved):
            self.look()

    def _unknown(self, error: Exception) -> None:
        # Whatever reads the office next tells why it cannot be read.
        if not isinstance(error, OfficeError):
            self._shell.fail(error)
