"""What stands there when no office is open: make one, open one, or look at the sample office."""

from pathlib import Path
from urllib.parse import unquote

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFileDialog

from officedesk.views.icons import Icons
from officedesk.views.office.new_office import Found, NewOfficeDialog
from officedesk.views.tasks import TaskRunner
from officedesk.views.widgets.basics import button, column, holder, label, row

FILTER = "Offices (*.officedesk);;All files (*)"


class StartWindow(QDialog):
    """``chosen(text)`` tells the path or address of the office to open; the other signals ask for what they say."""

    chosen = Signal(str)
    sample_wanted = Signal()
    join_wanted = Signal()
    server_wanted = Signal()

    def __init__(self, recent: list[str], icons: Icons, runner: TaskRunner, found: Found, message: str = "") -> None:
        super().__init__()
        self._runner, self._found = runner, found
        self.setWindowTitle("OfficeDesk")
        self.setMinimumWidth(520)
        self.message = label(message, "error")
        self.message.setWordWrap(True)
        if not message:
            self.message.hide()
        actions = column(
            label("OfficeDesk", "title"),
            label("Customers, estimates, jobs and invoices of one office.", "muted"),
            self.message,
            8,
            row(
                button("New office…", self._new, kind="primary", icon=icons("plus", "on_accent"), shortcut="Ctrl+N"),
                button("Open office…", self._open, icon=icons("folder-open"), shortcut="Ctrl+O"),
                button("Join an office…", self.join_wanted.emit, icon=icons("users"), shortcut="Ctrl+J"),
                None,
            ),
            row(
                button("Connect to a server…", self.server_wanted.emit, kind="link"),
                button("Restore a backup…", self._restore, kind="link"),
                button("Sample office", self.sample_wanted.emit, kind="link"),
                None,
            ),
            spacing=8,
        )
        offices = column(spacing=2)
        if recent:
            offices.addWidget(label("Opened before", "label"))
        for place in recent[:8]:
            name = Path(place).name if "://" not in place else _on_server(place)
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

    def found_at(self, address: str) -> None:
        """Make a new office in a server's empty database."""
        self._new(address)

    def _restore(self) -> None:
        from officedesk.views.office.start_restore import StartRestore

        self.restoring = StartRestore(self._runner, self)
        self.restoring.restored.connect(self.chosen)
        self.restoring.told.connect(self.tell)
        self.restoring.choose()

    def _new(self, address: str = "") -> None:
        dialog = NewOfficeDialog(self._runner, self._found, self, address)
        dialog.founded.connect(self.chosen)
        dialog.open()


def _on_server(address: str) -> str:
    """An address in few words: the database and the computer it is on."""
    where, _, options = address.partition("://")[2].partition("?")
    host, _, database = where.rpartition("@")[2].partition("/")
    host = host or next((part[5:] for part in options.split("&") if part.startswith("host=")), "")
    computer = unquote(host).rpartition(":")[0] or unquote(host)
    here = computer in ("", "127.0.0.1", "localhost") or computer.startswith("/")
    return f"{database} on {'this computer' if here else computer}"
