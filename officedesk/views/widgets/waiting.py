"""A small window for work that needs the office closed: what is done, how far it is, and Cancel."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QProgressBar

from officedesk.views.widgets.basics import button, column, holder, label, row


class WaitingWindow(QDialog):
    """``cancelled`` tells that the user wants it to stop; it stays until :meth:`finish`."""

    cancelled = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self._finished = False
        self.setWindowTitle("OfficeDesk")
        self.setMinimumWidth(420)
        self.told = label(title, "heading")
        self.told.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        self.cancel = button("Cancel", self.reject, tip="Cancel (Esc)")
        card = holder(
            column(self.told, self.bar, row(None, self.cancel), spacing=14, margins=(24, 20, 24, 16)),
            "card",
        )
        self.setLayout(column(card, margins=(16, 16, 16, 16)))

    def report(self, done: int, total: int) -> None:
        """Show how far the work is; ``total`` 0: nobody knows."""
        self.bar.setRange(0, 1000 if total else 0)
        if total:
            self.bar.setValue(round(1000 * done / total))

    def reject(self) -> None:
        """Ask the work to stop; what it does about that decides when the window goes."""
        if not self._finished:
            self.cancel.setEnabled(False)
            self.cancel.setText("Stopping…")
            self.cancelled.emit()

    def finish(self) -> None:
        """The work has ended."""
        self._finished = True
        self.close()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._finished:
            super().closeEvent(event)
        else:
            event.ignore()
            self.reject()
