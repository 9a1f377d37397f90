"""A card with a heading, an action, and rows that scroll where they are many."""

from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from officedesk.views.widgets.basics import label, line, row, scrolled

HIGHEST = 170


class RowsCard(QFrame):
    """A heading, and rows that scroll where they are many."""

    def __init__(self, title: str, action: QWidget | None = None, *, fits: bool = False) -> None:
        """``fits``: no higher than its rows need."""
        super().__init__()
        self._fits = fits
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        head = row(label(title, "heading"), None)
        head.setContentsMargins(14, 8, 8, 8)
        if action is not None:
            head.addWidget(action)
        self._area = scrolled()
        self._area.setFixedHeight(HIGHEST)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(line())
        layout.addWidget(self._area)

    def fill(self, rows: list[QWidget], nothing: str) -> None:
        """Show ``rows``, or ``nothing``."""
        ground = QWidget()
        ground.setProperty("role", "panel")
        layout = QVBoxLayout(ground)
        layout.setContentsMargins(14, 8, 10, 8)
        layout.setSpacing(6)
        for one in rows:
            layout.addWidget(one)
        if not rows:
            told = label(nothing, "muted")
            told.setWordWrap(True)
            layout.addWidget(told)
        layout.addStretch(1)
        self._area.setWidget(ground)
        if self._fits:
            self._area.setFixedHeight(min(HIGHEST, ground.sizeHint().height() + 2))


def held(layout: QLayout) -> QWidget:
    """A row of a card."""
    made = QWidget()
    made.setLayout(layout)
    return made
