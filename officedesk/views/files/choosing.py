"""Asking for files of this computer."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def choose_files(parent: QWidget, title: str, take: Callable[[list[Path]], object], suffixes: str = "") -> QFileDialog:
    """Ask for one or more files; ``take`` gets them. ``suffixes``: which to offer, as Qt's filters are written."""
    dialog = QFileDialog(parent, title, "", suffixes)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda paths: take([Path(path) for path in paths]))
    dialog.open()
    return dialog
