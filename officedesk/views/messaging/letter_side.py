"""Beside the message: how it will look to this customer, and the fields whose words can be put into it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from officedesk.errors import InvalidInput, OfficeError
from officedesk.services.messaging.fields import FieldHelp
from officedesk.views.messaging.html_view import HtmlView
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.segmented import Segmented
from officedesk.views.widgets.tips import plain_tip

LOOK_MS = 60
"""Milliseconds after the last keystroke until the preview follows."""


class FieldList(QListWidget):
    """Fields by their words; double click or Enter tells the one that is wanted."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.empty_too = False
        """Also fields that say nothing can be put in: they stand for what each customer has."""
        self.setProperty("role", "popup")
        self.setAccessibleName("Fields")
        self.setWordWrap(True)
        self.itemDoubleClicked.connect(self._tell)

    def show_fields(self, fields: Sequence[tuple[FieldHelp, str]]) -> None:
        """Fields with what they say; those that say nothing cannot be put in."""
        self.clear()
        for one, value in fields:
            item = QListWidgetItem(f"{one.words}\n{value or '—'}")
            item.setData(Qt.ItemDataRole.UserRole, (one, value))
            item.setToolTip(plain_tip(f"{one.words}: {value or 'nothing is known'}. Enter puts it into the message."))
            if not value and not self.empty_too:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.addItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.currentItem() is not None:
            self._tell(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _tell(self, item: QListWidgetItem) -> None:
        self.wanted.emit(item.data(Qt.ItemDataRole.UserRole))


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the customer sees it; ``html`` empty where it is plain text."""

    text: str
    html: str = ""
    subject: str = ""


class LetterSide(QWidget):
    """``field_wanted((field, value))`` when one is to be put into the message."""

    field_wanted = Signal(object)

    def __init__(self, shell: Shell, draw: Callable[[Any], Shown], about: str = "As the customer will see it.") -> None:
        """``draw(wanted)`` runs off the GUI thread for what :meth:`follow` was last given."""
        super().__init__()
        self._shell, self._draw, self._about = shell, draw, about
        self._wanted: Any = None
        self._shown: Any = None
        self._asking = False
        self.which = Segmented([("preview", "Preview"), ("fields", "Fields")])
        self.which.setAccessibleName("Beside the message")
        self.html, self.text = HtmlView(), QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Preview")
        self.fields = FieldList()
        self.fields.wanted.connect(self.field_wanted)
        self._plain = False
        self.stack = QStackedWidget()
        for made in (self.html, self.text, self.fields):
            self.stack.addWidget(made)
        self.subject = ElidedLabel("", "strong")
        self.subject.hide()
        self.about = label("", "small")
        self.about.setWordWrap(True)
        self.head = row(self.which, None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self.head)
        layout.addWidget(self.subject)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.about)
        self.setMinimumWidth(300)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LOOK_MS)
        self._later.timeout.connect(self._look)
        self.which.chosen.connect(lambda _: self._show())
        self._show()

    @property
    def letter(self) -> str:
        """The preview as plain text."""
        return (self.text if self._plain else self.html).toPlainText()

    def follow(self, wanted: Any) -> None:
        """Show this soon; of many in a row the last."""
        self._wanted = wanted
        if not self._later.isActive():
            self._later.start()

    def show_fields(self, fields: Sequence[tuple[FieldHelp, str]]) -> None:
        """What the fields say."""
        self.fields.show_fields(fields)

    def _show(self, said: str = "") -> None:
        fields = self.which.value == "fields"
        self.stack.setCurrentWidget(self.fields if fields else self.text if self._plain else self.html)
        self.subject.setVisible(not fields and bool(self.subject.text()))
        self.about.setText("Double click or Enter puts it into the message." if fields else said or self._about)

    def _look(self) -> None:
        wanted = self._wanted
        if wanted is None or self._asking or wanted is self._shown:
            return
        self._asking = True
        draw = self._draw
        self._shell.load(
            self, lambda: draw(wanted), lambda shown: self._arrived(wanted, shown), lambda e: self._failed(wanted, e)
        )

    def _arrived(self, wanted: Any, shown: Shown) -> None:
        self._asking, self._shown = False, wanted
        self._plain = not shown.html
        self.subject.setText(shown.subject)
        if shown.html:
            place = self.html.verticalScrollBar().value()
            self.html.setHtml(shown.html)
            self.html.verticalScrollBar().setValue(place)
        else:
            self.text.setPlainText(shown.text)
        self._show()
        self._look()

    def _failed(self, wanted: Any, error: Exception) -> None:
        # What was shown stays until it can be drawn again.
        self._asking, self._shown = False, wanted
        if isinstance(error, InvalidInput):
            self._show(" ".join(error.fields.values()))
        elif isinstance(error, OfficeError):
            self._show(str(error))
        else:
            self._shell.fail(error)
        self._look()
