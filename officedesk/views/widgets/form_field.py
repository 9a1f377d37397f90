"""A control with its label above and its error below, and Enter that moves on to the next."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QVBoxLayout, QWidget

from officedesk.views.widgets.basics import label, restyle


class FormField(QWidget):
    """Shows errors of controls that tell ``error_changed``, and those it is handed by :meth:`show_error`."""

    def __init__(self, title: str, control: QWidget, *, required: bool = False) -> None:
        super().__init__()
        self.control: Any = control
        name = label(f"{title} *" if required else title, "label")
        name.setBuddy(control)
        control.setAccessibleName(title)
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        self._note = label("", "note")
        self._note.setWordWrap(True)
        self._note.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(name)
        layout.addWidget(control)
        layout.addWidget(self._error)
        layout.addWidget(self._note)
        # Beside a field with something under it this one stays at the top.
        layout.addStretch(1)
        if hasattr(control, "error_changed"):
            control.error_changed.connect(self._tell)

    @property
    def error(self) -> str:
        """What is shown under the control."""
        return self._error.text()

    def show_error(self, text: str) -> None:
        """Say what is wrong with the control, or with empty text that it is fine."""
        if hasattr(self.control, "show_error"):
            self.control.show_error(text)
        else:
            restyle(self.control, "invalid", bool(text))
            self.control.setAccessibleDescription(text)
        self._tell(text)

    @property
    def note(self) -> str:
        """What looks wrong but is not in the way of saving."""
        return self._note.text()

    def show_note(self, text: str) -> None:
        """Say under the control what looks wrong but may be right; an error is told instead of it."""
        self._note.setText(text)
        self._note.setVisible(bool(text) and not self.error)
        if not self.error:
            self.control.setAccessibleDescription(text)

    def _tell(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self._note.setVisible(bool(self.note) and not text)


class EnterMovesOn(QObject):
    """Enter in a single-line field goes to the next one, as Tab does, but passes the small buttons of a row.

    Keep it with the form (its parent).
    """

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)

    def watch(self, *controls: QWidget) -> None:
        for control in controls:
            control.installEventFilter(self)
            if isinstance(control, QComboBox) and control.isEditable():
                control.lineEdit().installEventFilter(self)
                # While completions are open they get the key: they choose, then the form goes on.
                control.lineEdit().returnPressed.connect(lambda control=control: self._chosen(control))

    def _chosen(self, control: QComboBox) -> None:
        def go_on() -> None:
            if control.hasFocus():
                _move_on(control)

        QTimer.singleShot(0, control, go_on)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        ):
            field: QObject | None = watched
            if isinstance(field, QLineEdit) and isinstance(field.parent(), QComboBox):
                field = field.parent()
            if isinstance(field, QWidget):
                _move_on(field)
                return True
        return super().eventFilter(watched, event)


def _move_on(field: QWidget) -> None:
    at: QWidget | None = field
    while at is not None and at.focusNextPrevChild(True):
        at = QApplication.focusWidget()
        if at is field or not isinstance(at, QAbstractButton) or at.isCheckable() or at.property("kind") != "plain":
            return
