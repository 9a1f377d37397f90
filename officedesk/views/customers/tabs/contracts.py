"""The Contracts tab: the customer's service agreements and memberships."""

from PySide6.QtWidgets import QMenu

from officedesk.models.enums import ContractKind
from officedesk.services.contracts.listing import BY_START, ContractList
from officedesk.services.contracts.rows import ContractRow
from officedesk.services.customers.rows import Profile
from officedesk.views.contracts.columns import contract_columns
from officedesk.views.contracts.filters import ContractFilters
from officedesk.views.contracts.list_actions import WRITE, contract_entries, contract_menu, new_button
from officedesk.views.customers.tabs.base import ListTab, SubjectFilters
from officedesk.views.lists.bulk import more_button
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.shell import Shell


class ContractsTab(ListTab):
    name = "contracts"
    title = "Contracts"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.filters.add_action(more_button(shell, self.panel, contract_entries(shell, self.panel, self)))
        if shell.may(WRITE):
            self.add_button = new_button(shell, self.add, self.add_agreement)
            self.filters.add_action(self.add_button)
        self.panel.opened.connect(self._open)
        self.panel.add_wanted.connect(self.add)
        self.panel.set_row_menu(self._row_menu)

    def make_filters(self) -> SubjectFilters:
        return ContractFilters(self.shell)

    def make_panel(self) -> ListPanel:
        kind = ListKind(
            name="profile_contracts",
            columns=contract_columns(self.shell),
            sort=BY_START,
            one="contract",
            many="contracts",
            empty="Service agreements and memberships of this customer will be here, with the visits they bring.",
            add="Add membership",
            needs=WRITE,
            entities=frozenset({"contract", "plan", "series", "job", "customer"}),
        )
        return ListPanel(self.shell, kind, ContractList(self.shell.desk), self.filters)

    def count_of(self, profile: Profile) -> int:
        return profile.counts.contracts

    def add(self) -> None:
        """A membership, at the location the profile is narrowed to."""
        self._add(ContractKind.MEMBERSHIP)

    def add_agreement(self) -> None:
        """A service agreement, at the location the profile is narrowed to."""
        self._add(ContractKind.AGREEMENT)

    def _add(self, kind: ContractKind) -> None:
        from officedesk.views.contracts.opening import add_contract

        add_contract(self.shell, self, self.subject.customer_id, kind, self.subject.location_id)

    def _open(self, contract_id: int) -> None:
        from officedesk.views.contracts.opening import show_report

        show_report(self.shell, self, contract_id)

    def _row_menu(self, row: ContractRow) -> QMenu:
        return contract_menu(self.shell, self, row, None)
