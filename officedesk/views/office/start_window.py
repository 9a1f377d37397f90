"""What stands there when no office is open: make one, open one, or look at the sample office."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFileDialog

from officedesk.views.icons import Icons
from officedesk.views.office.new_office import Found, NewOfficeDialog
from officedesk.views.tasks import TaskRunner
from officedesk.views.widgets.basics import button, column, holder, label, row

FILTER = "Offices (*.officedesk);;All files (*)"


class StartWindow(QDialog):
    """``chosen(text)`` tells the path or address of the office to open; ``sample_wanted`` asks for the sample."""

    chosen = Signal(str)
    sample_wanted = Signal()

    def __init__(self, recent: list[str], icons: Icons, runner: TaskRunner, found: Found, message: str = "") -> None:
        super().__init__()
        self._runner, self._found = runner, found
        self.setWindowTitle("OfficeDesk")
        self.setMinimumWidth(520)
        self.message = label(message, "error")
        self.message.setWordWrap(True)
        self.message.setVisible(bool(message))
        actions = column(
            label("OfficeDesk", "title"),
            label("Customers, estimates, jobs and invoices of one office, in one file.", "muted"),
            self.message,
            8,
            row(
                button("New office…", self._new, kind="primary", icon=icons("plus", "on_accent"), shortcut="Ctrl+N"),
                button("Open office…", self._open, icon=icons("folder-open"), shortcut="Ctrl+O"),
                button("Sample office", self.sample_wanted.emit, icon=icons("storefront")),
                None,
            ),
            spacing=8,
        )
        offices = column(spacing=2)
        if recent:
            offices.addWidget(label("Opened before", "label"))
        for place in recent[:8]:
            name = Path(place).name if "://" not in place else place.rsplit("@", 1)[-1]
            made = button(name, lambda place=place: self.chosen.emit(place), kind="link", tip=place)
            offices.addLayout(row(made, None))
        card = holder(column(actions, offices, spacing=16, margins=(24, 20, 24, 20)), "card")
        self.setLayout(column(card, margins=(16, 16, 16, 16)))

    def tell(self, message: str) -> None:
        """Say why an office could not be opened."""
        self.message.setText(message)
        self.message.setVisible(bool(message))

    def _open(self) -> None:
        dialog = QFileDialog(self, "Open office", "", FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.chosen)
        dialog.open()

    def _new(self) -> None:
        dialog = NewOfficeDialog(self._runner, self._found, self)
        dialog.founded.connect(self.chosen)
        dialog.open()
