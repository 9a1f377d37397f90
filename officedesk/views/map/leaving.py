"""Addresses on the web that a map names are opened by the system, and only after asking."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from officedesk.views.widgets.tips import breakable


def ask_to_open(parent: QWidget, address: str) -> QMessageBox | None:
    """Ask whether to open ``address`` in the browser. Anything but https is not even asked about."""
    url = QUrl(address)
    if url.scheme() != "https" or not url.host():
        return None
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("Open in the browser")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"Open {breakable(url.toDisplayString())} in your browser?")
    opens = box.addButton("Open", QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    opens.clicked.connect(lambda: QDesktopServices.openUrl(url))
    box.open()
    return box
