"""An invoice, deposit invoice or credit note: written as a draft, issued, then paid, credited or voided."""

from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from officedesk.models.enums import InvoiceKind, InvoiceState
from officedesk.models.states import InvoiceStatus
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.sales.drafts import InvoiceDraft
from officedesk.services.sales.results import IssuedInvoice
from officedesk.services.sales.rows import PaymentRow
from officedesk.views.lists.columns import Chip
from officedesk.views.sales.columns import INVOICE_CHIPS, invoice_chip
from officedesk.views.sales.document_page import DocumentPage
from officedesk.views.sales.invoice_actions import InvoiceActions
from officedesk.views.sales.invoice_editor import InvoiceEditor
from officedesk.views.sales.invoice_facts import InvoiceFacts, invoice_facts
from officedesk.views.sales.paper_actions import print_paper, save_pdf
from officedesk.views.sales.papers import PAPERS

NAMES = {
    InvoiceKind.INVOICE: "Invoice",
    InvoiceKind.DEPOSIT: "Deposit invoice",
    InvoiceKind.CREDIT_NOTE: "Credit note",
}


class InvoicePage(DocumentPage):
    """Page ``invoice``."""

    kind = "invoice"
    needs = Permission.INVOICES_WRITE
    draft_type = InvoiceDraft
    fresh = "New invoice"
    watched = frozenset({"invoice", "payment"})
    given = ("id", "number", "state", "deposits", "version")
    titles = {
        "location_id": "Location",
        "contact_id": "Contact",
        "brand_id": "Brand",
        "terms_id": "Terms",
        "date": "Date",
        "due_date": "Due date",
        "description": "Description",
        "note": "Note to customer",
        "internal_note": "Internal note",
        "pricing": "Discount",
        "lines": "Lines",
    }
    editor: InvoiceEditor

    def make_editor(self) -> InvoiceEditor:
        made = InvoiceEditor(self.shell)
        made.money.credit_wanted.connect(self.use_credit)
        made.money.menu_wanted.connect(self._payment_menu)
        return made

    def add_actions(self) -> None:
        self.actions_ = InvoiceActions(self.shell, self)
        self.header.add(*self.actions_.buttons[:-1], self.save_button, self.actions_.buttons[-1])
        self.add_key("Print", self.print_it, "Ctrl+P")
        self.add_key("PDF", self.save_it, "Ctrl+Shift+P")

    # --- reading and storing ---

    def open_new(self, desk: Desk, context: dict[str, Any]) -> InvoiceDraft:
        from officedesk.services.sales.invoices import new_invoice

        project_id = context.get("project_id")
        return new_invoice(desk, context["customer_id"], context.get("location_id"), project_id=project_id)

    def open_stored(self, desk: Desk, entity_id: int) -> InvoiceDraft:
        from officedesk.services.sales.invoices import invoice

        return invoice(desk, entity_id)

    def read_facts(self, desk: Desk, draft: InvoiceDraft) -> InvoiceFacts | None:
        return invoice_facts(desk, draft)

    def store(self, desk: Desk, draft: InvoiceDraft) -> InvoiceDraft:
        from officedesk.services.sales.invoices import save_invoice

        return save_invoice(desk, draft)

    def bring_back(self, desk: Desk, entity_id: int) -> None:
        from officedesk.services.sales.invoices import restore_draft

        restore_draft(desk, entity_id)

    # --- how it is called ---

    def name(self) -> str:
        draft: InvoiceDraft | None = self.draft
        if draft is None:
            return self.fresh
        word = NAMES[draft.kind]
        if draft.number:
            return f"{word} {draft.number}"
        return f"{word} draft" if draft.id is not None else f"New {word.lower()}"

    def chip(self) -> Chip:
        if self.draft.state is InvoiceState.DRAFT or self.facts is None:
            return INVOICE_CHIPS[InvoiceStatus.DRAFT]
        if self.draft.state is InvoiceState.ISSUED and self.draft.kind is InvoiceKind.CREDIT_NOTE:
            return Chip("Issued", "ok")
        return invoice_chip(self.facts.row)

    def notes(self) -> list[str]:
        facts: InvoiceFacts | None = self.facts
        if facts is None:
            return []
        found = []
        if facts.row.estimate_number:
            found.append(f"Estimate {facts.row.estimate_number}")
        if facts.row.job_number:
            found.append(f"Job {facts.row.job_number}")
        if facts.row.viewed_on is not None:
            found.append(f"Viewed {self.shell.date(facts.row.viewed_on)}")
        return found

    def tell_more(self) -> None:
        self.actions_.tell(self.draft, self.facts)
        if self.editor.read_only:
            self.header.tell_state("Issued: does not change any more")

    def focus_first(self) -> None:
        if self.editor.read_only:
            self.header.back.setFocus()
        else:
            self.editor.lines.entry.setFocus()

    # --- what can be done ---

    def print_it(self) -> None:
        """Print it; a draft is saved first."""
        self.saved_first(lambda: print_paper(self.shell, PAPERS[self.draft.kind], self.draft.id, self))

    def save_it(self) -> None:
        self.saved_first(lambda: save_pdf(self.shell, PAPERS[self.draft.kind], self.draft.id, self))

    def confirm(self) -> None:
        """Ctrl+Enter: save what is new or changed, issue what is saved."""
        draft = self.draft
        if draft is None or self.editor.read_only:
            return
        if draft.id is None or self.editor.history.dirty:
            self.save()
        else:
            self.issue()

    def issue(self) -> None:
        """Give the draft its number; what is typed is saved first."""
        if self.draft is None or self.editor.read_only:
            return
        if self.draft.id is None or self.editor.history.dirty:
            self.save(then=self.issue)
            return
        if self.saving or not self.actions_.begin_issuing():
            return
        desk, invoice_id, asked = self.shell.desk, self.draft.id, self.asked

        def work() -> IssuedInvoice:
            from officedesk.services.sales.invoices import issue_invoice

            return issue_invoice(desk, invoice_id)

        def done(result: IssuedInvoice) -> None:
            self.actions_.end_issuing()
            word = NAMES[self.draft.kind] if asked == self.asked and self.draft is not None else "Invoice"
            self.shell.toast(f"{word} {result.number} issued, {self.shell.money(result.total)}.")
            self.tell_changed()
            if asked == self.asked:
                self.reload()

        def refused(error: Exception) -> None:
            self.actions_.end_issuing()
            if asked == self.asked:
                self._refused(asked, error)
            else:
                self.shell.fail(error)

        self.shell.load(self, work, done, refused)

    def tell_changed(self) -> None:
        """Tell every screen: the invoice changed, and what its job has billed."""
        draft = self.draft
        if draft is not None:
            self.shell.signals.changed.emit("invoice", draft.id or 0, draft.customer_id)
            if draft.job_id is not None:
                self.shell.signals.changed.emit("job", draft.job_id, draft.customer_id)

    def use_credit(self) -> None:
        from officedesk.views.sales.payment_actions import use_credit

        use_credit(self.shell, self, self.draft.customer_id, invoice_id=self.draft.id)

    def _payment_menu(self, payment: PaymentRow, at: QPoint) -> None:
        from officedesk.views.sales.payment_actions import fill_payment_menu

        menu = QMenu(self)
        fill_payment_menu(self.shell, self, menu, payment)
        menu.popup(at)
