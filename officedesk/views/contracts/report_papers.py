"""The papers of a contract: its report and the agreement to sign, printed, as PDF, and by email."""

from dataclasses import replace

from PySide6.QtWidgets import QDialog, QMenu, QPushButton

from officedesk.archive import DrawnPaper, drawn
from officedesk.models.papers import PaperKind
from officedesk.services.contracts.rows import ContractReport
from officedesk.services.messaging.drafts import MessageDraft
from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import menu_action
from officedesk.views.sales.paper_actions import add_paper_keys, print_paper, save_pdf
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button

REPORT, AGREEMENT = PaperKind.CONTRACT_REPORT, PaperKind.AGREEMENT


class ReportPapers:
    """Buttons for the foot of the report's window."""

    def __init__(self, shell: Shell, window: QDialog) -> None:
        self._shell, self._window = shell, window
        self._id = self._customer_id = 0
        icons = shell.icons
        self.print = button("Print", self.print_report, icon=icons("printer"), tip="Print the report (Ctrl+P)")
        self.pdf = button("PDF", self.save_report, icon=icons("file-pdf"), tip="Report as PDF (Ctrl+Shift+P)")
        self.email = button("Email", self.email_report, icon=icons("envelope-simple"), tip="Email the report")
        self.agreement = button("Agreement", icon=icons("caret-down"), tip="The paper to sign")
        menu = QMenu(self.agreement)
        menu_action(menu, icons("printer"), "Print", lambda: print_paper(shell, AGREEMENT, self._id, window))
        menu_action(menu, icons("file-pdf"), "PDF…", lambda: save_pdf(shell, AGREEMENT, self._id, window))
        menu_action(
            menu, icons("envelope-simple"), "Email…", lambda: self._send(AGREEMENT), shell.may(Permission.MESSAGES_SEND)
        )
        self.agreement.setMenu(menu)
        for made in self.buttons:
            made.setEnabled(False)
        if not shell.may(Permission.MESSAGES_SEND):
            self.email.hide()
        add_paper_keys(window, self.print_report, self.save_report)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """In the order in which they stand."""
        return (self.agreement, self.print, self.pdf, self.email)

    def show_report(self, found: ContractReport) -> None:
        """Be about this contract."""
        self._id, self._customer_id = found.id, found.customer_id
        for made in self.buttons:
            made.setEnabled(True)

    def print_report(self) -> None:
        """The report to the printer."""
        if self._id:
            print_paper(self._shell, REPORT, self._id, self._window)

    def save_report(self) -> None:
        """The report as a file."""
        if self._id:
            save_pdf(self._shell, REPORT, self._id, self._window)

    def email_report(self) -> None:
        """The report with a message."""
        if self._id:
            self._send(REPORT)

    def _send(self, kind: PaperKind) -> None:
        shell, desk, contract_id, customer_id = self._shell, self._shell.desk, self._id, self._customer_id

        def work() -> tuple[DrawnPaper, MessageDraft]:
            from officedesk.services.messaging.outbox import new_message

            paper = drawn(desk, kind, contract_id)
            draft = new_message(desk, customer_id)
            return paper, replace(draft, subject=draft.subject or paper.title, pdf_name=paper.file_name)

        def arrived(found: tuple[DrawnPaper, MessageDraft]) -> None:
            paper, draft = found
            # The message is written over the page: this window is in the way.
            self._window.reject()
            shell.compose(customer_id, draft=draft, pdf=(paper.file_name, paper.content))

        shell.load(self._window, work, arrived)
