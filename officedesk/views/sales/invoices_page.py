"""The Invoices module: every invoice of the office, with the paper of the selected one beside it."""

from datetime import date

from PySide6.QtWidgets import QMenu

from officedesk.models.papers import PaperKind
from officedesk.models.states import InvoiceStatus
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.sales.invoice_list import InvoiceList
from officedesk.services.sales.rows import InvoiceRow
from officedesk.views.customers.tabs.invoices import OWING, InvoiceFilters
from officedesk.views.lists.bulk import Bulk, menu_action, more_button
from officedesk.views.lists.export import export_entry
from officedesk.views.lists.page import ListPage
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.sales.columns import invoice_columns
from officedesk.views.sales.document_side import DocumentSide
from officedesk.views.sales.list_actions import delete_drafts, draft_actions, issue_invoices
from officedesk.views.sales.paper_actions import (
    add_paper_keys,
    email_entry,
    print_paper,
    print_papers,
    save_papers,
    save_pdf,
)
from officedesk.views.sales.papers import PAPERS
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button

SIDE_FROM = 1600
"""The list of all customers has more columns than the tab: the paper comes only in a wide window."""


class ModuleFilters(InvoiceFilters):
    """Those of the tab on the profile, over all customers; says what the sums leave out."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.search.setPlaceholderText("Number, customer, location")
        self.search.setFixedWidth(240)

    def note(self) -> str:
        return "drafts not counted"


class InvoicesPage(ListPage):
    """All invoices, deposit invoices and credit notes. Enter opens one."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._filters = ModuleFilters(shell)
        kind = ListKind(
            name="invoices",
            columns=invoice_columns(shell),
            sort=Sort("date", True),
            one="invoice",
            many="invoices",
            empty="Invoices will be here. A completed job makes one by itself, or write one from scratch.",
            add="New invoice",
            needs=Permission.INVOICES_WRITE,
            sums=(("balance", "Balance"), ("total", "Total")),
            entities=frozenset({"invoice", "payment", "customer"}),
        )
        panel = ListPanel(shell, kind, InvoiceList(shell.desk), self._filters)
        more = more_button(
            shell,
            panel,
            [
                Bulk("Issue drafts", "check-circle", self._issue, needs=Permission.INVOICES_ISSUE),
                Bulk("Print", "printer", self._print_chosen),
                Bulk("Save as one PDF", "file-pdf", self._pdf_chosen),
                export_entry(shell, panel, "invoices"),
                None,
                Bulk("Delete drafts", "trash", self._delete, danger=True, needs=Permission.INVOICES_WRITE),
            ],
        )
        new = button("New invoice", self._add, kind="primary", icon=shell.icons("plus", "on_accent"))
        super().__init__("Invoices", panel, more, new if shell.may(Permission.INVOICES_WRITE) else None)
        self.side = DocumentSide(shell, least=SIDE_FROM)
        self.add_side(self.side)
        panel.opened.connect(lambda entity_id: shell.go("invoice", entity_id))
        panel.add_wanted.connect(self._add)
        panel.picked.connect(self._picked)
        panel.shown.connect(lambda: self._picked(panel.table.current_id))
        panel.set_row_menu(self._row_menu)
        self.side.pay_wanted.connect(self._pay)
        add_paper_keys(self, self.side.print_it, self.side.save_it)

    def _add(self) -> None:
        self._shell.go("invoice")

    def _picked(self, invoice_id: int) -> None:
        row: InvoiceRow | None = self.panel.table.current_row
        if not invoice_id or row is None or row.id != invoice_id:
            if not self.panel.model.rowCount():
                self.side.clear()
            return
        self.side.show_paper(
            PAPERS[row.kind], row.id, can_pay=row.status in OWING and self._shell.may(Permission.PAYMENTS_WRITE)
        )

    def _pay(self, invoice_id: int) -> None:
        from officedesk.views.sales.payment_actions import take_payment

        row: InvoiceRow | None = self.panel.table.current_row
        if row is not None and row.id == invoice_id:
            take_payment(self._shell, self, row.customer_id, invoice_id)

    def _row_menu(self, row: InvoiceRow) -> QMenu:
        menu, icons, shell = QMenu(self), self._shell.icons, self._shell
        paper = PAPERS[row.kind]
        menu_action(menu, icons("arrow-square-out"), "Open", lambda: shell.go("invoice", row.id))
        menu_action(menu, icons("users"), "Open customer", lambda: shell.go("customer", row.customer_id))
        menu.addSeparator()
        if row.status in OWING and shell.may(Permission.PAYMENTS_WRITE):
            menu_action(menu, icons("money"), "Record payment…", lambda: self._pay(row.id))
        menu_action(menu, icons("printer"), "Print…", lambda: print_paper(shell, paper, row.id, self))
        menu_action(menu, icons("file-pdf"), "Save as PDF…", lambda: save_pdf(shell, paper, row.id, self))
        if row.number:
            email_entry(shell, menu, "invoice", row.customer_id, row.id)
        if row.status is InvoiceStatus.DRAFT:
            menu.addSeparator()
            draft_actions(shell, menu, lambda: self._issue([row.id]), lambda: self._delete([row.id]))
        return menu

    # --- several at once ---

    def _issue(self, ids: list[int]) -> None:
        issue_invoices(self._shell, self, ids)

    def _delete(self, ids: list[int]) -> None:
        delete_drafts(self._shell, self, ids)

    def _print_chosen(self, ids: list[int]) -> None:
        self._with_papers(ids, lambda papers, title: print_papers(self._shell, papers, title, self))

    def _pdf_chosen(self, ids: list[int]) -> None:
        self._with_papers(ids, lambda papers, title: save_papers(self._shell, papers, title, self))

    def _with_papers(self, ids: list[int], then) -> None:  # type: ignore[no-untyped-def]
        """Papers in the order of the list, whatever the order they were checked in."""
        wanted = set(ids)
        order = [one for one in self.panel.model.all_ids() if one in wanted]
        source = self.panel.source

        def done(papers: list[tuple[PaperKind, int]]) -> None:
            if papers:
                then(papers, f"Invoices {date.isoformat(self._shell.desk.today())}")

        self._shell.load(self, lambda: [(PAPERS[row.kind], row.id) for row in source.rows(order)], done)
