"""What stands there when no office is open: start one, open one, join one, or look at the sample office."""

from pathlib import Path
from urllib.parse import unquote

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QVBoxLayout, QWidget

from officedesk.services.office.beginning import BeginningFile
from officedesk.views.icons import Icons
from officedesk.views.tasks import TaskRunner
from officedesk.views.widgets.basics import button, clear_layout, column, grow, holder, label, line, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.tips import plain_tip

FILTER = "Offices (*.officedesk);;All files (*)"
WIDTH = 640


class StartWindow(QDialog):
    """``chosen(text)`` tells the path or address of the office to open; the other signals ask for what they say.

    ``begin_wanted(address, anew)``: of an office in a server's database, or empty; ``anew``: without what was kept.
    """

    chosen = Signal(str)
    begin_wanted = Signal(str, bool)
    sample_wanted = Signal()
    join_wanted = Signal()
    server_wanted = Signal()

    def __init__(
        self,
        recent: list[str],
        icons: Icons,
        runner: TaskRunner,
        begun: BeginningFile | None = None,
        message: str = "",
    ) -> None:
        super().__init__()
        self._runner, self._begun, self._icons = runner, begun, icons
        self.setWindowTitle("OfficeDesk")
        self.setFixedWidth(WIDTH)
        self.message = label(message, "error")
        self.message.setWordWrap(True)
        if not message:
            self.message.hide()
        self._ways = QVBoxLayout()
        self._ways.setSpacing(6)
        self._ways.setContentsMargins(0, 0, 0, 0)
        content = column(
            label("OfficeDesk", "title"),
            label("Customers, estimates, jobs and invoices of one office.", "muted"),
            self.message,
            6,
            self._ways,
            spacing=6,
            margins=(24, 20, 24, 20),
        )
        if recent:
            content.addSpacing(8)
            content.addWidget(line())
            content.addSpacing(4)
            content.addWidget(label("Opened before", "label"))
        for place in recent[:6]:
            name = Path(place).name if "://" not in place else _on_server(place)
            made = button(_short(name), lambda place=place: self.chosen.emit(place), kind="link", tip=place)
            made.setAccessibleName(f"Open {name}")
            content.addLayout(row(made, None))
        self.setLayout(column(holder(content, "card"), margins=(16, 16, 16, 16)))
        self.look_again()

    def look_again(self) -> None:
        """Offer to go on with an office that was begun, where there is one."""
        kept = self._begun.read() if self._begun is not None else None
        clear_layout(self._ways)
        icons = self._icons
        if kept is not None:
            name = kept.name.strip() or "your office"
            go_on = f"Go on with {name}"
            self.new = self._way(
                go_on,
                "What you typed is kept. Nothing is made yet.",
                "arrow-right",
                self._begin,
                "Ctrl+N",
                primary=True,
            )
            self._way("Start from an empty page", "What was kept goes.", "plus", self._begin_anew)
        else:
            self.new = self._way(
                "Start your office",
                "A few calm pages; some may be skipped.",
                "plus",
                self._begin,
                "Ctrl+N",
                primary=True,
            )
        self.sample = self._way(
            "Try the sample office",
            "A made-up small company. Nothing in it is real.",
            "eye",
            self.sample_wanted.emit,
            "Ctrl+T",
        )
        self._way("Open an office…", "A file on this computer or a share.", "folder-open", self._open, "Ctrl+O")
        self._way("Join an office…", "With an invitation from its host.", "users", self.join_wanted.emit, "Ctrl+J")
        more = row(
            button("Connect to a server…", self.server_wanted.emit, kind="link", icon=icons("database", "accent")),
            button("Restore a backup…", self._restore, kind="link", icon=icons("clock-counter-clockwise", "accent")),
            None,
        )
        self._ways.addLayout(more)
        for made in self.findChildren(QPushButton):
            made.setAutoDefault(False)
        self.new.setAutoDefault(True)
        self.new.setDefault(True)
        self.new.setFocus()

    def tell(self, message: str) -> None:
        """Say why an office could not be opened."""
        self.message.setText(message)
        self.message.setVisible(bool(message))

    def found_at(self, address: str) -> None:
        """Make a new office in a server's empty database."""
        self.begin_wanted.emit(address, False)

    def _way(
        self, title: str, what: str, icon: str, run: object, keys: str = "", *, primary: bool = False
    ) -> QPushButton:
        kind = "primary" if primary else ""
        shown = self._icons(icon, "on_accent" if primary else "text")
        made = button(_short(title, 28), run, kind=kind, icon=shown, tip=title, shortcut=keys)  # type: ignore[arg-type]
        made.setAccessibleName(title)
        made.setAccessibleDescription(what)
        made.setFixedWidth(226)
        told = ElidedLabel(what)
        told.setProperty("role", "muted")
        told.setToolTip(plain_tip(what))
        grow(told)
        both = row(made, told, spacing=12)
        both.setStretch(1, 1)
        self._ways.addWidget(_held(both))
        return made

    def _begin(self) -> None:
        self.begin_wanted.emit("", False)

    def _begin_anew(self) -> None:
        self.begin_wanted.emit("", True)

    def _open(self) -> None:
        dialog = QFileDialog(self, "Open office", "", FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.chosen)
        dialog.open()

    def _restore(self) -> None:
        from officedesk.views.office.start_restore import StartRestore

        self.restoring = StartRestore(self._runner, self)
        self.restoring.restored.connect(self.chosen)
        self.restoring.told.connect(self.tell)
        self.restoring.choose()


def _held(layout: object) -> QWidget:
    return holder(layout)  # type: ignore[arg-type]


def _short(text: str, most: int = 56) -> str:
    plain = " ".join(text.split()).replace("&", "&&")
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def _on_server(address: str) -> str:
    """An address in few words: the database and the computer it is on."""
    where, _, options = address.partition("://")[2].partition("?")
    host, _, database = where.rpartition("@")[2].partition("/")
    host = host or next((part[5:] for part in options.split("&") if part.startswith("host=")), "")
    computer = unquote(host).rpartition(":")[0] or unquote(host)
    here = computer in ("", "127.0.0.1", "localhost") or computer.startswith("/")
    return f"{database} on {'this computer' if here else computer}"
