"""What the tabs of estimates, jobs, invoices and payments share: opening, adding, bulk actions, and the paper beside."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from officedesk.views.customers.tabs.base import ListTab
from officedesk.views.lists.bulk import Bulk, menu_action, more_button
from officedesk.views.lists.export import ask_and_export
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button

SIDE_FROM = 1100
"""Width in pixels from which the paper of the selected row is shown beside the list."""


class DocumentTab(ListTab):
    """``page`` is where a row opens and a new document begins."""

    page = ""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        entries = [*self.bulk(), None, Bulk("Export…", "download-simple", self._export, needs_rows=False)]
        self.filters.add_action(more_button(shell, self.panel, entries))
        self.filters.add_action(
            button("Add new", self.add, kind="primary", icon=shell.icons("plus", "on_accent"), tip=self.panel.kind.add)
        )
        self.panel.opened.connect(self.open)
        self.panel.add_wanted.connect(self.add)
        self.panel.set_row_menu(self.row_menu)
        self.side: QWidget | None = self.make_side()
        if self.side is not None:
            self.beside.addWidget(self.side)

    def bulk(self) -> Sequence[Bulk | None]:
        """Entries of More actions, Export apart."""
        return ()

    def make_side(self) -> Any:
        """The panel beside the list, if there is one."""
        return None

    def row_menu(self, row: Any) -> QMenu:
        return self.base_menu(row.id)

    def base_menu(self, entity_id: int) -> QMenu:
        """A row menu with Open."""
        menu = QMenu(self)
        menu_action(menu, self.shell.icons("arrow-square-out"), "Open", lambda: self.open(entity_id))
        return menu

    def open(self, entity_id: int) -> None:
        self.shell.go(self.page, entity_id)

    def add(self) -> None:
        """Begin a new one for this customer, at the location the profile is narrowed to."""
        context: dict[str, Any] = {"customer_id": self.subject.customer_id}
        if self.subject.location_id is not None:
            context["location_id"] = self.subject.location_id
        self.shell.go(self.page, **context)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.side is not None:
            self.side.setVisible(self.width() >= SIDE_FROM)

    def _export(self, _ids: list[int]) -> None:
        ask_and_export(self.shell, self.panel, self.name)
