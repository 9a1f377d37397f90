"""What speaks against a visit as it is typed: double bookings, hours, days off. Told before anything is saved."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from officedesk.errors import OfficeError
from officedesk.services.schedule.rows import NO_VISIT, Move, Problem
from officedesk.services.work.drafts import VisitDraft
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import column, label
from officedesk.views.widgets.tips import breakable

_SHOWN = 4
_SOON_MS = 150


class VisitWarnings(QFrame):
    """``told`` when something else speaks against it than before; nothing is shown where nothing does."""

    told = Signal()

    def __init__(self, shell: Shell, owner: QWidget, job_id: int) -> None:
        super().__init__()
        self._shell, self._owner, self._job = shell, owner, job_id
        self._asked = 0
        self._wanted: VisitDraft | None = None
        self._known: Move | None = None
        """What ``problems`` are about."""
        self.problems: tuple[Problem, ...] = ()
        self.setProperty("role", "banner")
        self.setProperty("tone", "warn")
        self.setAccessibleName("What speaks against this visit")
        self._text = label("")
        self._text.setWordWrap(True)
        self.setLayout(column(self._text, margins=(12, 8, 12, 8)))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._ask)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, or nothing."""
        return self._text.text() if self.problems else ""

    @property
    def refuses(self) -> bool:
        """Whether it cannot be done whatever anybody says."""
        return any(one.refuses for one in self.problems)

    def look(self, visit: VisitDraft) -> None:
        """Ask soon what speaks against ``visit``."""
        self._wanted = visit
        if self._move(visit) != self._known:
            self._soon.start()

    def clear(self) -> None:
        """What is typed cannot be looked at."""
        self._wanted, self._known = None, None
        self._asked += 1
        self._soon.stop()
        self._tell(())

    def settle(self, visit: VisitDraft, done: Callable[[bool], object]) -> None:
        """``done(True)`` where nothing speaks against it, or what does was seen already; else it is shown first."""
        if self._move(visit) == self._known:
            done(not self.refuses)
            return
        self._wanted = visit
        self._ask(lambda: done(not self.problems))

    def _ask(self, then: Callable[[], object] | None = None) -> None:
        self._soon.stop()
        if self._wanted is None:
            return
        self._asked += 1
        asked, desk, move = self._asked, self._shell.desk, self._move(self._wanted)

        def work() -> tuple[Problem, ...]:
            from officedesk.services.schedule.moving import check

            return check(desk, [move])

        def arrived(found: tuple[Problem, ...]) -> None:
            if asked == self._asked:
                self._known = move
                self._tell(found)
                if then is not None:
                    then()

        def failed(error: Exception) -> None:
            if not isinstance(error, OfficeError):
                self._shell.fail(error)
            # What cannot be looked at is no reason to keep anybody from planning: the save itself will tell.
            arrived(())

        self._shell.load(self._owner, work, arrived, failed)

    def _move(self, visit: VisitDraft) -> Move:
        key = visit.id or NO_VISIT
        return Move(key, 0, visit.starts, visit.ends, visit.all_day, visit.technician_ids, 0 if visit.id else self._job)

    def _tell(self, found: tuple[Problem, ...]) -> None:
        self.problems = found
        lines = [one.text for one in found[:_SHOWN]]
        if len(found) > _SHOWN:
            lines.append(f"And {len(found) - _SHOWN} more.")
        self._text.setText(breakable("\n".join(lines)))
        self.setVisible(bool(found))
        self.told.emit()
