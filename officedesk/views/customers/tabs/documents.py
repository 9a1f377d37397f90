"""What the tabs of estimates, jobs, invoices and payments share: opening, adding, bulk actions, the paper beside."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from officedesk.models.papers import PaperKind
from officedesk.services.permissions import Permission
from officedesk.views.customers.tabs.base import ListTab
from officedesk.views.lists.bulk import Bulk, menu_action, more_button
from officedesk.views.lists.export import export_entry
from officedesk.views.sales.document_side import DocumentSide
from officedesk.views.sales.paper_actions import add_paper_keys
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button

PAPER_FROM = 1100
"""Width in pixels from which there is room for the paper beside the list."""


class DocumentTab(ListTab):
    """``page`` is where a row opens and a new document begins."""

    page = ""
    with_paper = False
    _beside: QWidget | None = None
    """The paper of the selected row is shown beside the list."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        entries = [*self.bulk(), None, export_entry(shell, self.panel, self.name)]
        self.filters.add_action(more_button(shell, self.panel, entries))
        new = self.panel.kind
        if new.needs is None or shell.may(new.needs):
            plus = shell.icons("plus", "on_accent")
            self.filters.add_action(button("Add new", self.add, kind="primary", icon=plus, tip=new.add))
        self.panel.opened.connect(self.open)
        self.panel.add_wanted.connect(self.add)
        self.panel.set_row_menu(self.row_menu)
        self.side: DocumentSide | None = None
        if self.with_paper:
            self.side = DocumentSide(shell)
            self.panel.add_side(self.side)
            self.panel.picked.connect(lambda _: self._show_paper())
            self.panel.shown.connect(self._show_paper)
            add_paper_keys(self, self.side.print_it, self.side.save_it)

    def bulk(self) -> Sequence[Bulk | None]:
        """Entries of More actions, Export apart."""
        return ()

    def paper_of(self, row: Any) -> tuple[PaperKind, bool]:
        """The kind of paper of a row, and whether it can be paid."""
        raise NotImplementedError

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

    def add_side(self, side: QWidget) -> None:
        super().add_side(side)
        self._beside = side
        self._fit_side()

    def side_taken(self) -> None:
        self._beside = None
        self._fit_side()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side()

    def _fit_side(self) -> None:
        if self.side is not None:
            taken = self._beside.width() if self._beside is not None else 0
            self.side.set_on(self.width() - taken >= PAPER_FROM)

    def _show_paper(self) -> None:
        if self.side is None:
            return
        row: Any = self.panel.table.current_row
        if row is None:
            if not self.panel.model.rowCount():
                self.side.clear()
            return
        kind, can_pay = self.paper_of(row)
        self.side.show_paper(kind, row.id, can_pay=can_pay and self.shell.may(Permission.PAYMENTS_WRITE))
