"""The money tiles of the profile: each opens the rows it is the sum of."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from officedesk.services.customers.rows import Figures
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label, line, restyle

TILES = (
    ("awaiting", "Awaiting payments"),
    ("overdue", "Invoice overdue"),
    ("pending", "Pending quotes"),
    ("open", "Open invoices"),
)


class Tile(QPushButton):
    """A title over an amount; a button as a whole."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self.setProperty("kind", "tile")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._name = label(title, "label")
        self._value: QLabel = label("–", "figure")
        self._inner = layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 5, 12, 6)
        layout.setSpacing(1)
        for part in (self._name, self._value):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(part)

    @property
    def value(self) -> str:
        return self._value.text()

    def sizeHint(self) -> QSize:
        # A button's own hint knows only its text.
        return self._inner.sizeHint().expandedTo(QSize(104, 56))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def tell(self, value: str, tone: str) -> None:
        self._value.setText(value)
        restyle(self._value, "tone", tone)
        self.setAccessibleName(f"{self._title}: {value}")
        self.setToolTip(f"Show what is behind {self._title}")
        self.updateGeometry()


class FigureTiles(QFrame):
    """``wanted(name)`` with ``awaiting``, ``overdue``, ``pending`` or ``open`` when a tile is clicked."""

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
            if self.tiles:
                layout.addWidget(line(vertical=True))
            tile = Tile(title)
            tile.clicked.connect(lambda _=False, name=name: self.wanted.emit(name))
            self.tiles[name] = tile
            layout.addWidget(tile)

    def tell(self, figures: Figures) -> None:
        """Show the figures."""
        money = self._shell.money
        self.tiles["awaiting"].tell(money(figures.awaiting_payments), "")
        self.tiles["overdue"].tell(money(figures.overdue), "bad" if figures.overdue else "")
        self.tiles["pending"].tell(money(figures.pending_quotes), "warn" if figures.pending_quotes else "")
        self.tiles["open"].tell(f"{figures.open_invoices:,}", "")
