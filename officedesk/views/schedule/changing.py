"""Stores what was wanted on the board: asks where something or somebody is against it, and tells what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from officedesk.errors import Conflict, NotAllowed, NotFound
from officedesk.services.schedule.rows import Applied, Move, Problem
from officedesk.views.schedule.both import put_together
from officedesk.views.shell import Shell

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from officedesk.views.schedule.asking import ConflictQuestion
    from officedesk.views.widgets.conflict import ConflictDialog

Make = Callable[[], Sequence[Move]]


class _Elsewhere(NamedTuple):
    """What was wanted of visits that another desktop changed; names of technicians."""

    moves: tuple[Move, ...]
    conflict: Conflict
    names: dict[int, str]


class Changing(QObject):
    """One change after the other. ``stored`` once a change is in the office, ``given_up`` where it is not."""

    stored = Signal(object)
    given_up = Signal()
    asked = Signal(object)
    """The question that is open (for whoever waits for it)."""

    def __init__(self, shell: Shell, page: "QWidget") -> None:
        super().__init__(page)
        self._shell, self._page = shell, page
        self.question: ConflictQuestion | ConflictDialog | None = None
        self._waiting: list[tuple[Make, str]] = []
        self._versions: dict[int, int] = {}
        """Of visits that were changed here: what is wanted next is wanted of what this made of them."""
        self._busy = False

    @property
    def busy(self) -> bool:
        """Something is stored, or asked about."""
        return self._busy or self.question is not None or bool(self._waiting)

    def do(self, moves: Make | Sequence[Move], said: str) -> None:
        """Store moves; ``said`` is what the toast says. ``moves`` may be reckoned off the GUI thread."""
        make: Make = moves if callable(moves) else (lambda found=tuple(moves): found)
        self._waiting.append((make, said))
        self._next()

    def _next(self) -> None:
        if self._busy or self.question is not None or not self._waiting:
            return
        make, said = self._waiting.pop(0)
        self._run(make, said, ())

    def _run(self, make: Make, said: str, accepted: tuple[Problem, ...], *, both: bool = False) -> None:
        """``both``: it has what another desktop wants too, and is not what was shown here meanwhile."""
        desk = self._shell.desk
        self._busy = True

        def work() -> Any:
            from officedesk.services.schedule.choices import schedule_choices
            from officedesk.services.schedule.moving import Unsettled, apply

            moves = tuple(self._newest(move) for move in make())
            if not moves:
                raise NotAllowed("There is nothing to move.")
            try:
                return apply(desk, moves, accepted), (), None
            except Unsettled as unsettled:
                return None, unsettled.problems, None
            except Conflict as conflict:
                return None, (), _Elsewhere(moves, conflict, dict(schedule_choices(desk).technicians))

        def done(answer: tuple[Applied | None, tuple[Problem, ...], _Elsewhere | None]) -> None:
            self._busy = False
            applied, problems, elsewhere = answer
            if applied is not None:
                self._stored(applied, said, both=both)
            elif elsewhere is not None:
                self._settle(elsewhere, accepted)
            else:
                self._ask(make, said, problems, both=both)

        self._shell.load(self, work, done, self._failed)

    def _stored(self, applied: Applied, said: str, *, both: bool) -> None:
        if not both:
            self._versions.update({one.visit_id: one.version for one in applied.moved})
        if applied.moved:
            undo = self._undo if applied.key else None
            self._shell.toast(said, "Undo" if undo else "", undo)
        self.stored.emit(applied)
        for job_id, customer_id in {(one.job_id, one.customer_id) for one in applied.moved}:
            self._shell.signals.changed.emit("job", job_id, customer_id)
        self._next()

    def _newest(self, move: Move) -> Move:
        """A move that was wanted before the last one was stored."""
        return replace(move, version=max(move.version, self._versions.get(move.visit_id, 0)))

    def _undo(self) -> None:
        self._shell.undo_wanted.emit("undo")

    def _ask(self, make: Make, said: str, problems: tuple[Problem, ...], *, both: bool) -> None:
        from officedesk.views.schedule.asking import ConflictQuestion

        question = ConflictQuestion(self._shell, self._page, problems)

        def answered(result: int) -> None:
            self.question = None
            if result:
                self._run(make, said, problems, both=both)
            else:
                self._give_up()

        question.finished.connect(answered)
        self._open(question)

    def _settle(self, elsewhere: _Elsewhere, accepted: tuple[Problem, ...]) -> None:
        """What only one side changed is put together; where both changed the same, it is asked which to keep."""
        moves, conflict, names = elsewhere
        both = put_together(moves, conflict.theirs or ())
        if both is None:
            self._shell.toast(f"{conflict.message} It is shown as it is now.")
            self._give_up()
            return
        if not both.clashes:
            self._run(lambda: both.moves, both.said(names), accepted, both=True)
            return
        from officedesk.views.widgets.conflict import ConflictDialog

        fields = [clash.field(names, named=len(both.blocks) > 1) for clash in both.clashes]
        dialog = ConflictDialog(self._page.window(), fields, conflict.message, back="Leave it as it is")

        def chosen(mine: list[bool]) -> None:
            self.question = None
            wanted = replace(both, moves=both.chosen(mine))
            if wanted.moves:
                self._run(lambda: wanted.moves, wanted.said(names), accepted, both=True)
            else:
                self._give_up()

        def left() -> None:
            self.question = None
            self._give_up()

        dialog.chosen.connect(chosen)
        dialog.rejected.connect(left)
        self._open(dialog)

    def _open(self, question: "ConflictQuestion | ConflictDialog") -> None:
        self.question = question
        question.open()
        self.asked.emit(question)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if isinstance(error, NotFound | NotAllowed):
            self._shell.toast(str(error))
        else:
            self._shell.fail(error)
        self._give_up()

    def _give_up(self) -> None:
        self.given_up.emit()
        self._next()
