"""A module's page: title with count, its actions, and the list."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officedesk.views.lists.panel import ListPanel
from officedesk.views.shell import Place
from officedesk.views.widgets.basics import holder, label, row


class ListPage(QWidget):
    """Title bar over a :class:`ListPanel`."""

    def __init__(self, title: str, panel: ListPanel, *actions: QWidget | None) -> None:
        """``actions`` stand beside the title; ``None`` is one that the user may not do."""
        super().__init__()
        self.setObjectName("page")
        self.panel = panel
        self._count = label("", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        bar: QHBoxLayout = row(
            label(title, "title"),
            8,
            self._count,
            None,
            *(action for action in actions if action is not None),
            margins=(16, 12, 16, 2),
        )
        layout.addWidget(holder(bar, "panel"))
        self._body = row(panel, spacing=0)
        self._body.setStretchFactor(panel, 1)
        layout.addLayout(self._body, 1)
        self._total = 0
        panel.counted.connect(self._show_count)

    def add_side(self, side: QWidget) -> None:
        """Put a panel to the right of the list."""
        self.panel.add_side(side)

    def show_place(self, place: Place) -> None:
        """The page comes on screen; with a ``filter`` in its context, narrowed to that."""
        filters: Any = self.panel.filters
        if (wanted := place.context.get("filter")) is not None and filters.query() != wanted:
            filters.reset()
            filters.put(wanted)
            filters.tell()
        else:
            self.panel.load()
        self.panel.filters.search.setFocus()

    def leave(self) -> bool:
        """A list can always be left."""
        return True

    def _show_count(self, count: int, filtered: bool) -> None:
        if filtered:
            self._count.setText(f"{count:,} of {self._total:,}" if self._total else f"{count:,} found")
        else:
            self._total = count
            self._count.setText(f"{count:,}")
