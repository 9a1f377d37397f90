"""The bar above a document: whose it is, what it is and how it stands, and what can be done with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from officedesk.views.lists.columns import Chip
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label, restyle
from officedesk.views.widgets.elided import ElidedLabel, LinkLabel
from officedesk.views.widgets.tips import plain_tip

_FIRST = 1_000
"""Against the empty room behind them, which has 1."""


class StatusChip(QFrame):
    """The state of a document as a small coloured word."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "chip")
        self._text = label("")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 1, 8, 2)
        layout.addWidget(self._text)
        # Qt draws no round corners where the radius is more than half of the height.
        self.setMinimumHeight(20)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        return self._text.text()

    def tell(self, chip: Chip) -> None:
        self._text.setText(chip.text)
        restyle(self, "tone", chip.tone)
        # A rule about a child of the chip is looked at again only when the child is.
        restyle(self._text, "in", chip.tone)
        self.setAccessibleName(f"Status: {chip.text}")
        # At once: buttons that are shown next would find the room of the word before taken yet, and widen the window.
        self.layout().activate()


class DocumentHeader(QWidget):
    """``back_wanted`` by the customer's name. Buttons are added by the document with :meth:`add`."""

    back_wanted = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(max(55, self.fontMetrics().height() + 39))
        self.back = button(
            "", self.back_wanted.emit, kind="plain", icon=shell.icons("arrow-left"), tip="Back to the customer"
        )
        self.back.setMaximumWidth(230)
        self.title = ElidedLabel("", "title", least=150)
        self.chip = StatusChip()
        self.project = LinkLabel("", least=40)
        self.project.setMaximumWidth(220)
        self.project.hide()
        self.note = ElidedLabel("", "muted", least=0)
        self.state = ElidedLabel("", "muted", least=0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 16, 0)
        layout.setSpacing(8)
        for made in (self.back, self.title, self.chip, self.project):
            layout.addWidget(made)
        for told in (self.note, self.state):
            # They get what room the others leave.
            told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            layout.addWidget(told, _FIRST)
        layout.addStretch(1)
        self._layout = layout

    def add_note(self, note: QWidget) -> None:
        """Put a word beside the state."""
        self._layout.insertWidget(self._layout.indexOf(self.state) + 1, note)

    def add(self, *controls: QWidget) -> None:
        for control in controls:
            self._layout.addWidget(control)

    def tell(self, customer: str, title: str, chip: Chip, note: str = "") -> None:
        shown = self.back.fontMetrics().elidedText(customer, Qt.TextElideMode.ElideRight, 180)
        self.back.setText(shown.replace("&", "&&"))
        self.back.setToolTip(plain_tip(f"Back to {customer}"))
        self.back.setAccessibleName(f"Back to {customer}")
        self.title.setText(title)
        self.chip.tell(chip)
        _put(self.note, note)
        self.note.setVisible(bool(note))

    def tell_project(self, name: str) -> None:
        """Show the project that it belongs to; empty for none."""
        self.project.setText(name)
        self.project.short = name.removeprefix("Project ")
        self.project.setAccessibleName(f"Open {name}")
        self.project.setVisible(bool(name))

    def tell_state(self, text: str, tone: str = "") -> None:
        """``Unsaved changes``, ``Saving…``, ``Saved 11:42``."""
        _put(self.state, text)
        restyle(self.state, "tone", tone)


def _put(told: ElidedLabel, text: str) -> None:
    told.setText(text)
    told.setMaximumWidth(told.sizeHint().width())
