"""Undo and redo of what was saved, for the whole window: Ctrl+Z where nothing that is being typed takes it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from officedesk.errors import NotAllowed
from officedesk.services.permissions import Permission
from officedesk.views.shell import Shell

LATELY = timedelta(hours=12)
"""Ctrl+Z takes back what was done so long ago; what is older is taken back from the history."""


class Undoing(QObject):
    """Takes changes back off the GUI thread, tells every screen, and says what it was, with Redo."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._busy = False

    def key(self, event: QKeyEvent) -> bool:
        """Whether a key that nobody else wanted was Undo or Redo."""
        if not self._shell.may(Permission.UNDO):
            return False
        control = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shifted = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.matches(QKeySequence.StandardKey.Redo) or (event.key() == Qt.Key.Key_Z and control == shifted):
            self.redo()
            return True
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
            return True
        return False

    def undo(self) -> None:
        """Take back the last change of whoever sits here."""
        desk = self._shell.desk

        def work() -> Any:
            from officedesk.services.activity.undo import last_undoable, undo

            step = last_undoable(desk)
            if step is None:
                raise NotAllowed("There is nothing to undo.")
            if step.at < desk.now() - LATELY:
                raise NotAllowed("Your last change is a while ago.", hint="Undo it from its customer's History tab.")
            return undo(desk, step.key)

        self._run(work, lambda done: self._undone(done))

    def undo_change(self, transaction_key: str) -> None:
        """Take back one transaction, chosen in a list."""
        desk = self._shell.desk

        def work() -> Any:
            from officedesk.services.activity.undo import undo

            return undo(desk, transaction_key)

        self._run(work, lambda done: self._undone(done))

    def redo(self) -> None:
        """Do again what was taken back last."""
        desk = self._shell.desk

        def work() -> Any:
            from officedesk.services.activity.undo import redo

            return redo(desk)

        self._run(work, self._redone)

    def _run(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        if self._busy:
            # A key that is held down takes back one change at a time.
            return
        self._busy = True

        def arrived(result: Any) -> None:
            self._busy = False
            for entity, entity_id, customer_id in result.changed:
                self._shell.signals.changed.emit(entity, entity_id, customer_id)
            done(result)

        self._shell.load(self, work, arrived, self._refused)

    def _undone(self, done: Any) -> None:
        self._shell.toast(f"Undone: {_said(done.step)}", "Redo", self.redo)

    def _redone(self, done: Any) -> None:
        # What was done again is told by the change it was, not by the undo that is taken back.
        self._shell.toast(f"Done again: {_about(done.step)}", "Undo", self.undo)

    def _refused(self, error: Exception) -> None:
        self._busy = False
        if isinstance(error, NotAllowed):
            self._shell.toast(str(error))
        else:
            self._shell.fail(error)


def _said(step: Any) -> str:
    from officedesk.views.customers.history_words import headline

    text = headline(step)
    name = step.label if step.entity == "customer" and step.label else ""
    text = f"{text[:1].lower()}{text[1:]}" + (f" {name}" if name and name.lower() not in text.lower() else "")
    return text + (f" and {step.count - 1:,} more" if step.count > 1 else "")


def _about(step: Any) -> str:
    return (step.label or step.entity.replace("_", " ")) + (f" and {step.count - 1:,} more" if step.count > 1 else "")
