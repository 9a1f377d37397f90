"""The Contracts module: agreements and memberships of all customers."""

from PySide6.QtWidgets import QMenu

from officedesk.services.contracts.listing import BY_START, ContractList
from officedesk.services.contracts.rows import ContractRow
from officedesk.services.permissions import Permission
from officedesk.views.contracts.columns import contract_columns
from officedesk.views.contracts.filters import ContractFilters
from officedesk.views.contracts.list_actions import WRITE, contract_entries, contract_menu, new_button
from officedesk.views.lists.bulk import menu_action, more_button
from officedesk.views.lists.page import ListPage
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button


class ContractsPage(ListPage):
    """Enter opens the report."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        kind = ListKind(
            name="contracts",
            columns=contract_columns(shell, with_company=True),
            sort=BY_START,
            one="contract",
            many="contracts",
            empty="Service agreements and memberships of all customers will be here. "
            "Each brings its visits and its invoices by itself.",
            add="Add membership",
            needs=WRITE,
            entities=frozenset({"contract", "plan", "series", "job", "customer"}),
        )
        panel = ListPanel(shell, kind, ContractList(shell.desk), ContractFilters(shell))
        upcoming = button("Upcoming services", lambda: shell.go("upcoming"), icon=shell.icons("calendar-check"))
        super().__init__(
            "Contracts",
            panel,
            upcoming if shell.may(Permission.JOBS_READ) else None,
            new_button(shell) if shell.may(WRITE) else None,
        )
        panel.filters.add_action(more_button(shell, panel, contract_entries(shell, panel, self)))
        panel.opened.connect(self._open)
        panel.add_wanted.connect(lambda: shell.contract_wanted.emit("membership"))
        panel.set_row_menu(self._row_menu)

    def _open(self, contract_id: int) -> None:
        from officedesk.views.contracts.opening import show_report

        show_report(self._shell, self, contract_id)

    def _row_menu(self, row: ContractRow) -> QMenu:
        shell = self._shell

        def whose(menu: QMenu) -> None:
            menu_action(
                menu, shell.icons("users"), "Open customer", lambda: shell.go("customer", row.customer_id, "contracts")
            )

        return contract_menu(shell, self, row, whose)
