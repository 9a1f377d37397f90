"""A page of the assistant: what it asks, taken from and given to what was typed so far."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from officedesk.services.office.beginning import Beginning
from officedesk.views.icons import Icons
from officedesk.views.tasks import TaskRunner
from officedesk.views.theme import Theme
from officedesk.views.widgets.basics import label
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import EnterMovesOn, FormField


@dataclass(frozen=True)
class Means:
    """What pages work with. ``address`` is a server's database that the office is made in, where it is."""

    runner: TaskRunner
    icons: Icons
    theme: Theme
    today: date
    address: str = ""


class Page(QWidget):
    """``edited`` at every change. ``name`` is kept, ``title`` and ``about`` stand above, ``later`` below."""

    name = ""
    title = ""
    step = ""
    """The title among the steps, where it is shorter."""
    about = ""
    later = ""
    may_skip = False
    fills = False
    """It takes all of the height there is."""
    edited = Signal()

    def __init__(self, means: Means) -> None:
        super().__init__()
        self.means = means
        self.fields: dict[str, FormField] = {}
        """By the names of what they hold."""
        self.enter = EnterMovesOn(self)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addWidget(label(self.title, "title"))
        if self.about:
            layout.addWidget(paragraph(self.about, "muted"))
        layout.addLayout(self.body, int(self.fills))
        if not self.fills:
            layout.addStretch(1)
        if self.later:
            layout.addWidget(paragraph(self.later, "small"))

    def add(self, name: str, title: str, control: QWidget, *, required: bool = False, hint: str = "") -> FormField:
        """A field for what is called ``name``."""
        made = FormField(title, control, required=required)
        if isinstance(control, QLineEdit):
            control.setPlaceholderText(hint)
            control.textEdited.connect(lambda _: self._touched(made))
        elif isinstance(control, Combo):
            control.edited.connect(lambda: self._touched(made))
        elif isinstance(control, QCheckBox):
            control.toggled.connect(lambda _: self._touched(made))
        self.enter.watch(control)
        self.fields[name] = made
        return made

    def control(self, name: str) -> Any:
        return self.fields[name].control

    def show_beginning(self, beginning: Beginning) -> None:
        """Show what was typed so far."""
        for name, shown in self.fields.items():
            value = getattr(beginning, name, None)
            if isinstance(shown.control, QLineEdit):
                if shown.control.text() != (value or ""):
                    shown.control.setText(value or "")
            elif isinstance(shown.control, Combo):
                shown.control.set_value(value)

    def take(self, beginning: Beginning) -> Beginning:
        """``beginning`` with what is typed here."""
        found: dict[str, Any] = {}
        for name, shown in self.fields.items():
            if isinstance(shown.control, QLineEdit):
                found[name] = shown.control.text()
            elif isinstance(shown.control, Combo):
                found[name] = shown.control.value()
        return replace(beginning, **found)

    def owns(self, problem: str) -> bool:
        """Whether the field that a problem names is on this page."""
        return problem in self.fields

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say at each field what is wrong; the first gets the focus."""
        first: QWidget | None = None
        for name, shown in self.fields.items():
            shown.show_error(problems.get(name, ""))
            if name in problems and first is None:
                first = shown.control
        if first is not None:
            first.setFocus()

    def begin(self) -> None:
        """It came in front: the first field has the focus."""
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.control.setFocus()

    def _touched(self, field: FormField) -> None:
        field.show_error("")
        self.edited.emit()


def paragraph(text: str, role: str = "") -> Any:
    """A text of several lines."""
    made = label(text, role)
    made.setWordWrap(True)
    return made
