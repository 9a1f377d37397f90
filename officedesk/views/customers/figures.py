"""The tiles of the profile, money and counters: each opens the rows that are behind it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from officedesk.services.customers.rows import Profile
from officedesk.services.permissions import Permission
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label, line, restyle

TILES = (
    ("awaiting", "Awaiting payments"),
    ("overdue", "Invoice overdue"),
    ("pending", "Pending quotes"),
    ("open", "Open invoices"),
    ("projects", "Open projects"),
    ("files", "Files"),
)
NARROWEST = {"files": 56, "projects": 84}
"""A short word over a short number; the others are of one width."""


_NEEDS = {"files": Permission.FILES_READ, "projects": Permission.PROJECTS_READ}


class Tile(QPushButton):
    """A title over an amount; a button as a whole."""

    def __init__(self, title: str, narrowest: int = 100) -> None:
        super().__init__()
        self._title, self._narrowest = title, narrowest
        self.setProperty("kind", "tile")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._name = label(title, "label")
        self._value: QLabel = label("–", "figure")
        self._inner = layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 5, 10, 6)
        layout.setSpacing(1)
        for part in (self._name, self._value):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(part)

    @property
    def value(self) -> str:
        return self._value.text()

    def sizeHint(self) -> QSize:
        # A button's own hint knows only its text.
        return self._inner.sizeHint().expandedTo(QSize(self._narrowest, 56))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def tell(self, value: str, tone: str) -> None:
        self._value.setText(value)
        restyle(self._value, "tone", tone)
        self.setAccessibleName(f"{self._title}: {value}")
        self.setToolTip(f"Show what is behind {self._title}")
        self.updateGeometry()


class FigureTiles(QFrame):
    """``wanted(name)`` by the names of :data:`TILES` when one is clicked."""

    wanted = Signal(str)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        self.tiles: dict[str, Tile] = {}
        for name, title in TILES:
            if name in _NEEDS and not shell.may(_NEEDS[name]):
                continue
            if self.tiles:
                layout.addWidget(line(vertical=True))
            tile = Tile(title, NARROWEST.get(name, 100))
            tile.clicked.connect(lambda _=False, name=name: self.wanted.emit(name))
            self.tiles[name] = tile
            layout.addWidget(tile)

    def tell(self, profile: Profile) -> None:
        """Show the customer's figures."""
        figures, money = profile.figures, self._shell.money
        self.tiles["awaiting"].tell(money(figures.awaiting_payments), "")
        self.tiles["overdue"].tell(money(figures.overdue), "bad" if figures.overdue else "")
        self.tiles["pending"].tell(money(figures.pending_quotes), "warn" if figures.pending_quotes else "")
        self.tiles["open"].tell(f"{figures.open_invoices:,}", "")
        if "projects" in self.tiles:
            self.tiles["projects"].tell(f"{profile.counts.open_projects:,}", "")
        if "files" in self.tiles:
            self.tiles["files"].tell(f"{profile.counts.attachments:,}", "")
