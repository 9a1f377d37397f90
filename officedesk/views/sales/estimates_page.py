"""The Estimates module: the list of all estimates."""

from PySide6.QtWidgets import QMenu

from officedesk.models.papers import PaperKind
from officedesk.models.states import EstimateState
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.sales.rows import EstimateRow
from officedesk.views.customers.tabs.estimates import EstimateFilters
from officedesk.views.lists.bulk import Bulk, many, menu_action, more_button
from officedesk.views.lists.export import export_button
from officedesk.views.lists.page import ListPage
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.sales.columns import estimate_columns
from officedesk.views.sales.list_actions import delete_estimates, send_estimates
from officedesk.views.sales.paper_actions import email_entry, print_papers, save_papers
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button


class ModuleFilters(EstimateFilters):
    """Those of the tab on the profile, over all customers."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.search.setPlaceholderText("Number, company, location, description")
        self.search.setFixedWidth(280)


class EstimatesPage(ListPage):
    """All estimates. Enter opens one."""

    def __init__(self, shell: Shell) -> None:
        from officedesk.services.sales.estimates import EstimateList

        self._shell = shell
        kind = ListKind(
            name="estimates",
            columns=estimate_columns(shell),
            sort=Sort("date", descending=True),
            one="estimate",
            many="estimates",
            empty="Estimates you write will be here, with their value and whether the customer has answered.",
            add="New estimate",
            needs=Permission.ESTIMATES_WRITE,
            sums=(("total", "Value"),),
            entities=frozenset({"estimate", "job", "customer", "location"}),
        )
        self._filters = ModuleFilters(shell)
        panel = ListPanel(shell, kind, EstimateList(shell.desk), self._filters)
        more = more_button(
            shell,
            panel,
            (
                Bulk("Print", "printer", self._print),
                Bulk("Save as PDF", "file-pdf", self._pdf),
                None,
                Bulk("Mark sent", "paper-plane-tilt", self._mark_sent, needs=Permission.ESTIMATES_WRITE),
                None,
                Bulk("Delete", "trash", self._delete, danger=True, needs=Permission.ESTIMATES_WRITE),
            ),
        )
        new = button(
            "New estimate", lambda: shell.go("estimate"), kind="primary", icon=shell.icons("plus", "on_accent")
        )
        export = export_button(shell, panel, "estimates") if shell.may(Permission.EXPORT) else None
        super().__init__("Estimates", panel, more, export, new if shell.may(Permission.ESTIMATES_WRITE) else None)
        panel.opened.connect(lambda estimate_id: shell.go("estimate", estimate_id))
        panel.add_wanted.connect(lambda: shell.go("estimate"))
        panel.set_row_menu(self._row_menu)

    def _row_menu(self, row: EstimateRow) -> QMenu:
        menu = QMenu(self)
        icons, shell = self._shell.icons, self._shell
        may = shell.may(Permission.ESTIMATES_WRITE)
        menu_action(menu, icons("arrow-square-out"), "Open", lambda: shell.go("estimate", row.id))
        menu_action(menu, icons("user"), "Open customer", lambda: shell.go("customer", row.customer_id))
        if row.job_id is not None:
            job_id = row.job_id
            menu_action(menu, icons("wrench"), "Open job", lambda: shell.go("job", job_id))
        menu.addSeparator()
        menu_action(menu, icons("printer"), "Print", lambda: self._print([row.id]))
        menu_action(menu, icons("file-pdf"), "Save as PDF", lambda: self._pdf([row.id]))
        email_entry(shell, menu, "estimate", row.customer_id, row.id)
        menu_action(
            menu,
            icons("copy"),
            "Copy",
            lambda: shell.go("estimate", copy_of=row.id, customer_id=row.customer_id),
            may,
        )
        menu.addSeparator()
        if row.status in (EstimateState.DRAFT, EstimateState.EXPIRED, EstimateState.SENT):
            menu_action(menu, icons("paper-plane-tilt"), "Mark sent", lambda: self._mark_sent([row.id]), may)
        menu_action(menu, icons("trash"), "Delete", lambda: self._delete([row.id]), may)
        return menu

    def _print(self, ids: list[int]) -> None:
        print_papers(self._shell, [(PaperKind.ESTIMATE, one) for one in ids], _title(ids), self)

    def _pdf(self, ids: list[int]) -> None:
        save_papers(self._shell, [(PaperKind.ESTIMATE, one) for one in ids], _title(ids), self)

    def _mark_sent(self, ids: list[int]) -> None:
        send_estimates(self._shell, self, ids)

    def _delete(self, ids: list[int]) -> None:
        delete_estimates(self._shell, self, ids)


def _title(ids: list[int]) -> str:
    return "Estimate" if len(ids) == 1 else many(len(ids), "estimate")
