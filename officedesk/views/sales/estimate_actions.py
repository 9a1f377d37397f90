"""What can be done with an estimate: print, send, approve, decline, copy, look at its revisions, delete."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu, QPushButton

from officedesk.models.enums import EstimateStatus
from officedesk.models.papers import PaperKind
from officedesk.services.permissions import Permission
from officedesk.services.sales.drafts import EstimateDraft
from officedesk.services.sales.results import ApprovalResult
from officedesk.services.sales.rows import EstimateRow
from officedesk.views.sales.paper_actions import add_paper_keys, print_paper, save_pdf
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, show_only

if TYPE_CHECKING:
    from officedesk.views.sales.estimate_page import EstimatePage


class EstimateActions(QObject):
    """The buttons of the header. What needs the estimate as it stands saves it first."""

    def __init__(self, shell: Shell, page: "EstimatePage") -> None:
        super().__init__(page)
        self._shell, self._page = shell, page
        icons = shell.icons
        self.preview = button("", self._toggle_preview, icon=icons("eye"), tip="Show or hide the paper")
        self.preview.setAccessibleName("Live preview")
        self.print = button("Print", self.print_it, icon=icons("printer"), tip="Print (Ctrl+P)")
        self.pdf = button("PDF", self.save_pdf, icon=icons("file-pdf"), tip="Save as PDF (Ctrl+Shift+P)")
        self.email = button("Email", self.email_it, icon=icons("envelope-simple"), tip="Send it by email or SMS")
        self.send = button("Mark sent", self.mark_sent, icon=icons("paper-plane-tilt"), tip="The customer has it")
        self.more = QPushButton("Approve → Job")
        self.more.setIcon(icons("caret-down"))
        self.more.setLayoutDirection(self.more.layoutDirection().RightToLeft)
        self.more.setAccessibleName("Approve and more")
        self._menu = QMenu(self.more)
        self._menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._menu.aboutToShow.connect(self._fill)
        self.more.setMenu(self._menu)
        self.buttons = (self.preview, self.print, self.pdf, self.email, self.send, self.more)
        add_paper_keys(page, self.print_it, self.save_pdf)
        self._draft: EstimateDraft | None = None
        self._row: EstimateRow | None = None
        self._preview_on = bool(shell.config.get("estimate_preview", True))
        page.editor.side.set_on(self._preview_on)

    def tell(self, draft: EstimateDraft, row: EstimateRow | None) -> None:
        """The estimate is in this state now."""
        self._draft, self._row = draft, row
        opened = draft.status in (EstimateStatus.DRAFT, EstimateStatus.SENT)
        may = self._shell.may(Permission.ESTIMATES_WRITE)
        self.send.setText("Mark sent" if draft.status is EstimateStatus.DRAFT else "Sent again")
        # The space keeps the arrow off the words.
        self.more.setText("Approve → Job " if opened and may else "More ")
        show_only(
            {
                self.email: self._shell.may(Permission.MESSAGES_SEND),
                self.send: opened and may,
                self._page.save_button: not self._page.editor.read_only,
            }
        )

    # --- the menu ---

    def _fill(self) -> None:
        menu, draft, row = self._menu, self._draft, self._row
        menu.clear()
        if draft is None:
            return
        stored = draft.id is not None
        self._entry("Approve…", "check", self.approve, draft.status in _OPEN)
        self._entry("Decline…", "x-circle", self.decline, draft.status in _OPEN and stored)
        if row is not None and row.job_id is not None:
            job_id = row.job_id
            self._entry("Open job", "wrench", lambda: self._shell.go("job", job_id), needs=Permission.JOBS_READ)
        if draft.status not in _OPEN:
            self._entry("Reopen", "arrow-counter-clockwise", self.reopen)
        menu.addSeparator()
        self._entry("Viewed by customer today", "eye", self.mark_viewed, stored)
        self._entry("Copy to…", "copy", self.copy, stored)
        self._entry("Remind me…", "bell", self.remind, stored, Permission.REMINDERS_WRITE)
        self._entry("Revisions…", "clock-counter-clockwise", self.revisions, stored, Permission.ESTIMATES_READ)
        menu.addSeparator()
        self._entry("Delete", "trash", self.delete, stored and draft.status is not EstimateStatus.APPROVED)

    def _entry(
        self,
        text: str,
        icon: str,
        run: Callable[[], object],
        on: bool = True,
        needs: Permission = Permission.ESTIMATES_WRITE,
    ) -> None:
        if not self._shell.may(needs):
            return
        action = self._menu.addAction(self._shell.icons(icon), text)
        action.setEnabled(on)
        action.triggered.connect(lambda: run())

    # --- paper ---

    def print_it(self) -> None:
        self._page.saved_first(lambda: print_paper(self._shell, PaperKind.ESTIMATE, self._id, self._page))

    def save_pdf(self) -> None:
        self._page.saved_first(lambda: save_pdf(self._shell, PaperKind.ESTIMATE, self._id, self._page))

    def email_it(self) -> None:
        """Open the composer with the estimate's paper; sending marks it as sent."""
        draft = self._draft
        if draft is not None:
            self._page.saved_first(
                lambda: self._shell.compose(draft.customer_id, document="estimate", document_id=self._id)
            )

    def _toggle_preview(self) -> None:
        side = self._page.editor.side
        self._preview_on = not side.open
        self._shell.config.put("estimate_preview", self._preview_on)
        side.set_on(self._preview_on)
        if self._preview_on and not side.open:
            self._shell.toast("The window is too narrow for the paper beside the lines.")

    # --- what becomes of it ---

    def mark_sent(self) -> None:
        def work(desk: Any, estimate_id: int) -> Any:
            from officedesk.services.sales.estimates import send_estimate

            return send_estimate(desk, estimate_id)

        self._page.saved_first(lambda: self._do(work, lambda _: self._again("Estimate {number} marked as sent.")))

    def mark_viewed(self) -> None:
        today = self._shell.desk.today()

        def work(desk: Any, estimate_id: int) -> None:
            from officedesk.services.sales.estimates import mark_viewed

            mark_viewed(desk, estimate_id, today)

        self._page.saved_first(lambda: self._do(work, lambda _: self._again("")))

    def remind(self) -> None:
        """Ask for a reminder about it."""
        from officedesk.views.reminders.actions import remind_about

        remind_about(self._shell, self._page.window(), "estimate", self._draft)

    def approve(self) -> None:
        """Ask who approved it, then make the job."""
        from officedesk.views.sales.estimate_dialogs import ApproveDialog

        def ask() -> None:
            fields = self._page.editor.fields
            contact = fields.control("contact_id").currentText() if self._draft and self._draft.contact_id else ""
            dialog = ApproveDialog(self._shell, self._page, contact)
            dialog.approved.connect(lambda by, signature: self._approve(dialog, by, signature))
            dialog.open()

        self._page.saved_first(ask)

    def _approve(self, dialog: Any, by: str, signature: bytes | None) -> None:
        def work(desk: Any, estimate_id: int) -> ApprovalResult:
            from officedesk.services.sales.estimates import approve_estimate

            return approve_estimate(desk, estimate_id, by, signature)

        def done(result: ApprovalResult) -> None:
            dialog.accept()
            self._tell_changed("job", result.job_id)
            if result.deposit_invoice_id is not None:
                self._tell_changed("invoice", result.deposit_invoice_id)
            more = " The draft of its deposit invoice is ready." if result.deposit_invoice_id is not None else ""
            self._shell.go("job", result.job_id)
            self._shell.toast(f"Job {result.job_number} created.{more}", "Undo", lambda: self._take_back(estimate_id))

        estimate_id = self._id
        self._do(work, done, dialog.failed)

    def _take_back(self, estimate_id: int) -> None:
        desk = self._shell.desk

        def work() -> None:
            from officedesk.services.sales.estimates import reopen_estimate

            reopen_estimate(desk, estimate_id)

        def done(_: object) -> None:
            self._tell_changed("job", 0)
            self._shell.go("estimate", estimate_id)

        self._shell.load(self._page, work, done)

    def decline(self) -> None:
        from officedesk.views.sales.estimate_dialogs import DeclineDialog

        def ask() -> None:
            dialog = DeclineDialog(self._shell, self._page)
            dialog.declined.connect(run)
            dialog.open()

        def run(reason: str) -> None:
            def work(desk: Any, estimate_id: int) -> None:
                from officedesk.services.sales.estimates import decline_estimate

                decline_estimate(desk, estimate_id, reason)

            self._do(work, lambda _: self._again("Estimate {number} declined.", self.reopen))

        self._page.saved_first(ask)

    def reopen(self) -> None:
        def work(desk: Any, estimate_id: int) -> None:
            from officedesk.services.sales.estimates import reopen_estimate

            reopen_estimate(desk, estimate_id)

        self._do(work, lambda _: self._again("Estimate {number} is open again."))

    def copy(self) -> None:
        """Copy it to any customer: the customer is asked for."""
        from officedesk.views.sales.estimate_dialogs import CopyDialog

        def ask() -> None:
            dialog = CopyDialog(self._shell, self._page)
            estimate_id = self._id
            dialog.chosen.connect(
                lambda customer_id: self._shell.go("estimate", copy_of=estimate_id, customer_id=customer_id)
            )
            dialog.open()

        self._page.saved_first(ask)

    def revisions(self) -> None:
        from officedesk.views.sales.estimate_revisions import RevisionsDialog

        if self._draft is not None and self._draft.id is not None:
            RevisionsDialog(self._shell, self._page, self._draft.id, self._draft.number).open()

    def delete(self) -> None:
        estimate_id, number, desk = self._id, self._draft.number if self._draft else "", self._shell.desk

        def work(desk: Any, estimate_id: int) -> None:
            from officedesk.services.sales.estimates import delete_estimate

            delete_estimate(desk, estimate_id)

        def back() -> None:
            def restore() -> None:
                from officedesk.services.sales.estimates import restore_estimate

                restore_estimate(desk, estimate_id)

            self._shell.load(self._shell, restore, lambda _: self._shell.go("estimate", estimate_id))

        def done(_: object) -> None:
            self._page.forget()
            self._tell_changed("estimate", estimate_id)
            self._shell.toast(f"Estimate {number} moved to the trash.", "Undo", back)
            self._shell.back()

        self._do(work, done)

    # --- how ---

    @property
    def _id(self) -> int:
        draft = self._page.draft
        return draft.id if draft is not None and draft.id is not None else 0

    def _do(
        self,
        work: Callable[[Any, int], Any],
        done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        desk, estimate_id = self._shell.desk, self._id
        if estimate_id:
            self._shell.load(self._page, lambda: work(desk, estimate_id), done, failed)

    def _again(self, told: str, undo: Callable[[], None] | None = None) -> None:
        number = self._draft.number if self._draft is not None else ""
        self._tell_changed("estimate", self._id)
        if told:
            text = told.replace("{number}", number)
            self._shell.toast(text, "Undo" if undo else "", undo)
        self._page.reload()

    def _tell_changed(self, entity: str, entity_id: int) -> None:
        customer_id = self._draft.customer_id if self._draft is not None else 0
        if entity != "estimate":
            self._shell.signals.changed.emit("estimate", self._id, customer_id)
        self._shell.signals.changed.emit(entity, entity_id, customer_id)


_OPEN = (EstimateStatus.DRAFT, EstimateStatus.SENT)
