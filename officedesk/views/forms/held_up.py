"""What to do when a form holds work up: say which, and fill it in right away."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from officedesk.errors import FormsMissing
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label
from officedesk.views.widgets.question import Question
from officedesk.views.widgets.tips import breakable


class HeldUp(Question):
    """Says which forms are missing. Its button opens the first; ``again`` is done once all are handed in."""

    def __init__(self, shell: Shell, parent: QWidget, error: FormsMissing, again: Callable[[], object]) -> None:
        super().__init__(shell, parent, "A form is missing", "Fill it in")
        self._forms, self._again = error.forms, again
        self._owner = parent
        told = label(breakable(str(error.message)))
        told.setWordWrap(True)
        self.content.addWidget(told)
        if len(error.forms) > 1:
            self.setWindowTitle("Forms are missing")
        self.setMinimumWidth(420)
        self.ok.setFocus()

    def answer(self) -> None:
        """Open the first form that is missing."""
        from officedesk.views.forms.dialog import open_form

        owner, shell, again = self._owner, self.shell, self._again
        form_id = self._forms[0][0]
        self.accept()
        # What else is missing is told when it is tried again.
        open_form(shell, owner, form_id, again)


def held_up(shell: Shell, parent: QWidget, error: FormsMissing, again: Callable[[], object]) -> HeldUp:
    """Show it."""
    dialog = HeldUp(shell, parent, error, again)
    dialog.open()
    return dialog
