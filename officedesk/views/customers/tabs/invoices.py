"""The Invoices tab, with the paper of the selected one beside it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QMenu

from officedesk.models.papers import PaperKind
from officedesk.models.states import InvoiceStatus
from officedesk.services.customers.rows import Profile
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.sales.rows import InvoiceFilter, InvoiceQuick, InvoiceRow
from officedesk.views.customers.tabs.base import SubjectFilters
from officedesk.views.customers.tabs.documents import DocumentTab
from officedesk.views.customers.tabs.filters import DatedFilters
from officedesk.views.lists.bulk import Bulk, menu_action
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.sales.columns import invoice_columns
from officedesk.views.sales.list_actions import delete_drafts, draft_actions, issue_invoices
from officedesk.views.sales.paper_actions import email_entry, print_paper, save_pdf
from officedesk.views.sales.papers import PAPERS
from officedesk.views.sales.payment_actions import take_payment
from officedesk.views.shell import Shell
from officedesk.views.widgets.choice import ChoiceButton
from officedesk.views.widgets.segmented import Segmented

OWING = (InvoiceStatus.UNPAID, InvoiceStatus.PART_PAID, InvoiceStatus.OVERDUE)


class InvoiceFilters(DatedFilters):
    query_type = InvoiceFilter

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._quick = Segmented(
            [
                (InvoiceQuick.ALL, "All"),
                (InvoiceQuick.UNPAID, "Unpaid"),
                (InvoiceQuick.OVERDUE, "Overdue"),
                (InvoiceQuick.PAID, "Paid"),
            ]
        )
        # Only the tile "Awaiting payments" asks for this; it is in sight only then.
        self._awaiting = ChoiceButton("Unpaid", None, single=True, none="any")
        self._awaiting.set_choices([(1, "not overdue")])
        self._awaiting.hide()
        # As is this: only the drafts left behind are asked for so.
        self._drafts = ChoiceButton("Status", None, single=True, none="any")
        self._drafts.set_choices([(1, "draft")])
        self._drafts.hide()
        self.add(self._quick)
        self.add(self._awaiting)
        self.add(self._drafts)
        self._quick.chosen.connect(self._chosen)
        self._awaiting.chosen.connect(self._awaiting_chosen)
        self._drafts.chosen.connect(self._drafts_chosen)

    def own(self) -> dict[str, Any]:
        if self._drafts.value:
            return {"quick": InvoiceQuick.DRAFT}
        return {"quick": InvoiceQuick.AWAITING if self._awaiting.value else InvoiceQuick(self._quick.value)}

    def reset(self) -> None:
        super().reset()
        self._show(InvoiceQuick.ALL)

    def put(self, query: InvoiceFilter) -> None:
        self._show(query.quick)
        super().put(query)

    def _show(self, quick: InvoiceQuick) -> None:
        awaiting, drafts = quick is InvoiceQuick.AWAITING, quick is InvoiceQuick.DRAFT
        self._quick.set_value(InvoiceQuick.UNPAID if awaiting else InvoiceQuick.ALL if drafts else quick)
        for choice, shown in ((self._awaiting, awaiting), (self._drafts, drafts)):
            choice.set_value((1,) if shown else ())
            choice.setVisible(shown)

    def _chosen(self, _value: str) -> None:
        for choice in (self._awaiting, self._drafts):
            choice.set_value(())
            choice.hide()
        self.tell()

    def _drafts_chosen(self) -> None:
        self._drafts.setVisible(bool(self._drafts.value))
        self.tell()

    def _awaiting_chosen(self) -> None:
        self._awaiting.setVisible(bool(self._awaiting.value))
        self.tell()


class InvoicesTab(DocumentTab):
    name = "invoices"
    title = "Invoices"
    page = "invoice"
    with_paper = True

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        if self.side is not None:
            self.side.pay_wanted.connect(self._pay)

    def make_filters(self) -> SubjectFilters:
        return InvoiceFilters(self.shell)

    def make_panel(self) -> ListPanel:
        from officedesk.services.sales.invoices import InvoiceList

        kind = ListKind(
            name="profile_invoices",
            columns=invoice_columns(self.shell, profile=True),
            sort=Sort("date", True),
            one="invoice",
            many="invoices",
            empty="Invoices for this customer will be here.",
            add="New invoice",
            needs=Permission.INVOICES_WRITE,
            sums=(("balance", "Balance"), ("total", "Total")),
            entities=frozenset({"invoice", "payment", "customer"}),
        )
        return ListPanel(self.shell, kind, InvoiceList(self.shell.desk), self.filters)

    def count_of(self, profile: Profile) -> int:
        return profile.counts.invoices

    def paper_of(self, row: InvoiceRow) -> tuple[PaperKind, bool]:
        return PAPERS[row.kind], row.status in OWING

    def show_figure(self, figure: str) -> None:
        quick = {
            "awaiting": InvoiceQuick.AWAITING,
            "overdue": InvoiceQuick.OVERDUE,
            "open": InvoiceQuick.UNPAID,
        }[figure]
        self.filters.reset()
        self.filters.put(InvoiceFilter(quick=quick))
        self.filters.tell()

    def bulk(self) -> Sequence[Bulk | None]:
        return (
            Bulk("Issue drafts", "check-circle", self._issue, needs=Permission.INVOICES_ISSUE),
            None,
            Bulk("Delete drafts", "trash", self._delete, danger=True, needs=Permission.INVOICES_WRITE),
        )

    def row_menu(self, row: InvoiceRow) -> QMenu:
        menu, icons = self.base_menu(row.id), self.shell.icons
        paper, shell = PAPERS[row.kind], self.shell
        menu_action(menu, icons("printer"), "Print…", lambda: print_paper(shell, paper, row.id, self))
        menu_action(menu, icons("file-pdf"), "Save as PDF…", lambda: save_pdf(shell, paper, row.id, self))
        if row.number:
            email_entry(shell, menu, "invoice", row.customer_id, row.id)
        menu.addSeparator()
        if row.status is InvoiceStatus.DRAFT:
            draft_actions(shell, menu, lambda: self._issue([row.id]), lambda: self._delete([row.id]))
        elif row.status in OWING:
            may = shell.may(Permission.PAYMENTS_WRITE)
            menu_action(menu, icons("money"), "Record payment…", lambda: self._pay(row.id), may)
        return menu

    def _pay(self, invoice_id: int) -> None:
        take_payment(self.shell, self, self.subject.customer_id, invoice_id)

    def _issue(self, ids: list[int]) -> None:
        issue_invoices(self.shell, self, ids, self.subject.customer_id)

    def _delete(self, ids: list[int]) -> None:
        delete_drafts(self.shell, self, ids, self.subject.customer_id)
