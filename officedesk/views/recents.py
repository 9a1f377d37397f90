"""What was looked at lately, for the search field: counted while the window is open, kept for the next time."""

from PySide6.QtCore import QObject, QTimer

from officedesk.errors import OfficeError
from officedesk.services.search.kept import KINDS, Visit
from officedesk.views.shell import Place, Shell

SAVE_AFTER = 1_500
"""Milliseconds of looking at one thing until what was looked at is written: walking past is not worth a write."""
_MOST = 12


class Recents(QObject):
    """``visits``: what was looked at in this window, the latest first."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self.visits: list[Visit] = []
        self._saved: list[Visit] = []
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SAVE_AFTER)
        self._later.timeout.connect(self._save)
        shell.closing.connect(self._later.stop)

    def visit(self, place: Place) -> None:
        """A place came on screen."""
        if place.id and place.page in KINDS:
            one = (place.page, place.id)
            self.visits = [one, *(other for other in self.visits if other != one)][:_MOST]
            self._later.start()

    def _save(self) -> None:
        if self.visits == self._saved or self._shell.desk.actor.user_id is None:
            return
        self._saved = list(self.visits)
        desk, visits = self._shell.desk, self._saved

        def work() -> None:
            from officedesk.services.search.recent import remember

            remember(desk, visits)

        self._shell.load(self, work, self._kept, self._not_kept)

    def _kept(self, _: object) -> None:
        """Nothing to say."""

    def _not_kept(self, error: Exception) -> None:
        # A file that is busy or read-only: it is no trouble for anybody, and tried again with the next visit.
        self._saved = []
        if not isinstance(error, OfficeError):
            self._shell.fail(error)
