"""How far a change of something that repeats goes: this one, it and those that follow, or all to come."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from officedesk.services.work.series_drafts import Scope, SeriesLink
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label
from officedesk.views.widgets.question import Question


class ScopeDialog(Question):
    """``chosen(scope)``. Arrows choose, Ctrl+Enter answers."""

    chosen = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget, link: SeriesLink, title: str, *, this: bool = True) -> None:
        """``this``: whether only this one can be changed."""
        super().__init__(shell, parent, title, "Save")
        self.content.addWidget(label(f"It repeats: {link.words}.", "muted"))
        later = f"{link.following:,} that follow{'s' if link.following == 1 else ''}"
        texts = {
            Scope.THIS: "Only this one",
            Scope.FOLLOWING: f"This one and the {later}",
            Scope.ALL_FUTURE: "All that are still to come",
        }
        self.group = QButtonGroup(self)
        self.buttons: dict[Scope, QRadioButton] = {}
        for scope, text in texts.items():
            if scope is Scope.THIS and not this:
                continue
            made = QRadioButton(text)
            self.buttons[scope] = made
            self.group.addButton(made)
            self.content.addWidget(made)
        next(iter(self.buttons.values())).setChecked(True)
        stays = label("What is over, done, under way, invoiced or was changed by itself stays as it is.", "muted")
        stays.setWordWrap(True)
        self.content.addWidget(stays)
        self.setMinimumWidth(420)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        next(made for made in self.buttons.values() if made.isChecked()).setFocus()

    def scope(self) -> Scope:
        """What is chosen."""
        return next(scope for scope, made in self.buttons.items() if made.isChecked())

    def answer(self) -> None:
        self.chosen.emit(self.scope())
        self.accept()
