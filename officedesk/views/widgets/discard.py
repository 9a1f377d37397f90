"""Asks what to do with what was typed: save it, throw it away, or stay."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def ask_discard(
    parent: QWidget, on_discard: Callable[[], object], on_save: Callable[[], object], what: str = "your changes"
) -> QMessageBox:
    """A dialog (not blocking) with Save, Discard and Keep editing."""
    existing = parent.findChild(QMessageBox, "discard")
    if isinstance(existing, QMessageBox) and existing.isVisible():
        return existing
    box = QMessageBox(parent)
    box.setObjectName("discard")
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Unsaved changes")
    # What is asked about may be named after what somebody typed.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"Save {what}?")
    save = box.addButton("Save", QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton("Discard", QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton("Keep editing", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(save)
    box.setEscapeButton(stay)

    def clicked(button: object) -> None:
        box.deleteLater()
        if button is save:
            on_save()
        elif button is discard:
            on_discard()

    box.buttonClicked.connect(clicked)
    box.open()
    return box
