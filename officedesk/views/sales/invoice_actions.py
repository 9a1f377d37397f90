"""What can be done with an invoice: issue, print, take a payment, credit, void, delete a draft."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from officedesk.models.enums import InvoiceKind, InvoiceState
from officedesk.services.permissions import Permission
from officedesk.services.sales.drafts import InvoiceDraft
from officedesk.views.sales.invoice_facts import InvoiceFacts
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, restyle, show_only

if TYPE_CHECKING:
    from officedesk.views.sales.invoice_page import InvoicePage


class InvoiceActions(QObject):
    """The buttons of the header; the last one goes after Save."""

    def __init__(self, shell: Shell, page: "InvoicePage") -> None:
        super().__init__(page)
        self._shell, self._page = shell, page
        icons = shell.icons
        self._print = button("Print", page.print_it, icon=icons("printer"), tip="Print (Ctrl+P)")
        self._pdf = button("PDF", page.save_it, icon=icons("file-pdf"), tip="Save as PDF (Ctrl+Shift+P)")
        self.email = button("Email", self.email_it, icon=icons("envelope-simple"), tip="Send it by email or SMS")
        self.more = QPushButton("More ")
        self.more.setIcon(icons("caret-down"))
        self.more.setLayoutDirection(self.more.layoutDirection().RightToLeft)
        self.more.setAccessibleName("More actions")
        self._menu = QMenu(self.more)
        self._menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._menu.aboutToShow.connect(self._fill)
        self.more.setMenu(self._menu)
        self.pay = button("Record payment", self.take_payment, kind="primary", icon=icons("money", "on_accent"))
        self.issue = button("Issue", page.issue, tip="Give it its number: it does not change any more (Ctrl+Enter)")
        self.buttons = (self._print, self._pdf, self.email, self.more, self.pay, self.issue)
        self._draft: InvoiceDraft | None = None
        self._facts: InvoiceFacts | None = None
        self._issuing = False

    def tell(self, draft: InvoiceDraft, facts: InvoiceFacts | None) -> None:
        """The invoice is in this state now. One button is the primary one: what comes next."""
        self._draft, self._facts = draft, facts
        page = self._page
        is_draft = draft.state is InvoiceState.DRAFT
        fresh = draft.id is None or page.editor.history.dirty
        self.issue.setEnabled(not page.saving and not self._issuing)
        restyle(self.issue, "kind", "" if fresh else "primary")
        restyle(page.save_button, "kind", "primary" if fresh else "")
        issued = draft.state is InvoiceState.ISSUED
        owing = issued and facts is not None and facts.row.balance > 0
        may = self._shell.may
        show_only(
            {
                # What is not issued yet has no number: it is not sent.
                self.email: issued and may(Permission.MESSAGES_SEND),
                self.more: draft.id is not None,
                self.pay: owing and may(Permission.PAYMENTS_WRITE),
                page.save_button: not page.editor.read_only,
                self.issue: is_draft and may(Permission.INVOICES_ISSUE),
            }
        )

    def begin_issuing(self) -> bool:
        """``False`` where it is being issued already: a second press is not a second number."""
        if self._issuing:
            return False
        self._issuing = True
        self.issue.setEnabled(False)
        self.issue.setText("Issuing…")
        return True

    def end_issuing(self) -> None:
        self._issuing = False
        self.issue.setEnabled(True)
        self.issue.setText("Issue")

    # --- the menu ---

    def _fill(self) -> None:
        draft, facts, shell = self._draft, self._facts, self._shell
        self._menu.clear()
        if draft is None or draft.id is None:
            return
        issued = draft.state is InvoiceState.ISSUED
        if draft.job_id is not None:
            self._entry("Open job", "wrench", lambda: shell.go("job", draft.job_id or 0))
        if draft.estimate_id is not None:
            self._entry("Open estimate", "file-text", lambda: shell.go("estimate", draft.estimate_id or 0))
        if draft.credits_id is not None:
            self._entry("Open the invoice it credits", "receipt", lambda: shell.go("invoice", draft.credits_id or 0))
        self._entry("Remind me…", "bell", self.remind, needs=Permission.REMINDERS_WRITE)
        self._menu.addSeparator()
        if issued:
            self._entry("Viewed by customer today", "eye", self.mark_viewed, needs=Permission.INVOICES_WRITE)
            if draft.kind is not InvoiceKind.CREDIT_NOTE:
                self._entry("Credit note…", "arrow-u-up-left", self.credit, needs=Permission.INVOICES_CORRECT)
            if facts is not None and facts.credit and facts.row.balance > 0:
                may = Permission.PAYMENTS_WRITE
                self._entry("Apply credit…", "arrow-bend-down-right", self._page.use_credit, needs=may)
            self._menu.addSeparator()
            self._entry("Void…", "prohibit", self.void, danger=True, needs=Permission.INVOICES_CORRECT)
        elif draft.state is InvoiceState.DRAFT:
            self._entry("Delete draft", "trash", self.delete, danger=True, needs=Permission.INVOICES_WRITE)

    def _entry(
        self,
        text: str,
        icon: str,
        run: Callable[[], object],
        *,
        danger: bool = False,
        needs: Permission = Permission.INVOICES_READ,
    ) -> None:
        if not self._shell.may(needs):
            return
        self._menu.addAction(self._shell.icons(icon, "bad" if danger else "text"), text).triggered.connect(
            lambda _=False: run()
        )

    # --- what is done ---

    def email_it(self) -> None:
        """Open the composer with the invoice's paper."""
        draft = self._draft
        if draft is not None and draft.id is not None:
            self._shell.compose(draft.customer_id, document="invoice", document_id=draft.id)

    def remind(self) -> None:
        """Ask for a reminder about it."""
        from officedesk.views.reminders.actions import remind_about

        remind_about(self._shell, self._page.window(), "invoice", self._draft)

    def take_payment(self) -> None:
        from officedesk.views.sales.payment_actions import take_payment

        draft = self._draft
        if draft is not None and draft.id is not None:
            take_payment(self._shell, self._page, draft.customer_id, draft.id)

    def mark_viewed(self) -> None:
        from officedesk.services.sales.invoices import mark_viewed

        desk, invoice_id = self._shell.desk, self._id
        self._shell.load(
            self._page, lambda: mark_viewed(desk, invoice_id, desk.today()), lambda _: self._page.tell_changed()
        )

    def credit(self) -> None:
        from officedesk.views.sales.invoice_dialogs import CreditNoteDialog

        def created(draft_id: int) -> None:
            self._page.tell_changed()
            self._shell.go("invoice", draft_id)

        dialog = CreditNoteDialog(self._shell, self._page, self._id, self._name())
        dialog.created.connect(created)
        dialog.open()

    def void(self) -> None:
        from officedesk.views.sales.invoice_dialogs import VoidDialog

        def voided() -> None:
            self._shell.toast(f"{self._page.name()} voided.")
            self._page.tell_changed()

        dialog = VoidDialog(self._shell, self._page, self._id, self._name())
        dialog.voided.connect(voided)
        dialog.open()

    def delete(self) -> None:
        """Put the draft into the trash, with Undo."""
        from officedesk.services.sales.invoices import delete_draft, restore_draft

        shell, page, desk, invoice_id = self._shell, self._page, self._shell.desk, self._id
        draft = self._draft

        def tell() -> None:
            shell.signals.changed.emit("invoice", invoice_id, draft.customer_id if draft is not None else 0)
            if draft is not None and draft.job_id is not None:
                shell.signals.changed.emit("job", draft.job_id, draft.customer_id)

        def restored(_: object) -> None:
            tell()
            shell.go("invoice", invoice_id)

        def deleted(_: object) -> None:
            page.forget()
            tell()
            shell.toast(
                "Invoice draft deleted.",
                "Undo",
                lambda: shell.load(shell, lambda: restore_draft(desk, invoice_id), restored),
            )
            shell.back()

        shell.load(page, lambda: delete_draft(desk, invoice_id), deleted)

    @property
    def _id(self) -> int:
        return self._draft.id or 0 if self._draft is not None else 0

    def _name(self) -> str:
        name = self._page.name()
        return name[0].lower() + name[1:]
