"""The body of an invoice: written while it is a draft, read as it was issued afterwards."""

from typing import Any

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from officedesk.models.enums import InvoiceKind, InvoiceState
from officedesk.models.pricing import Totals, price
from officedesk.services.sales.drafts import InvoiceDraft
from officedesk.views.sales.document_editor import DocumentEditor, side_by_side
from officedesk.views.sales.document_fields import DocumentFields, text_field
from officedesk.views.sales.document_notes import DocumentNotes
from officedesk.views.sales.issued_view import IssuedFacts, IssuedMoney
from officedesk.views.sales.papers import PAPERS
from officedesk.views.shell import Shell
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.either import Either


class InvoiceEditor(DocumentEditor):
    """``facts`` are what was paid, and the paper as it was issued (:class:`InvoiceFacts`)."""

    def __init__(self, shell: Shell) -> None:
        self.notes = DocumentNotes()
        self.issued = IssuedFacts(shell)
        self.money = IssuedMoney(shell)
        super().__init__(shell)
        self.notes.edited.connect(self.field_edited)
        for box in self.notes.boxes:
            box.installEventFilter(self)

    def make_fields(self) -> DocumentFields:
        shell = self.shell
        icons, theme = shell.icons, shell.theme
        due = DateEdit(shell, optional=True)
        due.setPlaceholderText("by the terms")
        return DocumentFields(
            [
                ("location_id", "Location", Combo(icons, theme, empty="No location")),
                ("contact_id", "Contact", Combo(icons, theme, empty="No contact")),
                ("brand_id", "Brand", Combo(icons, theme)),
                ("terms_id", "Terms", Combo(icons, theme, empty="No terms")),
                ("date", "Date", DateEdit(shell)),
                ("due_date", "Due date", due),
                ("description", "Description", text_field()),
            ]
        )

    def lay_out(self, layout: QVBoxLayout) -> None:
        self._head = Either(self.fields, self.issued)
        # Only as high as its fields are: room that is left over is not between them.
        self._head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._foot = Either(self.notes, self.money)
        layout.addWidget(self._head)
        layout.addWidget(self.lines, 1)
        layout.addLayout(side_by_side(self._foot, self.totals))
        # Room that is left over stays below: the sums belong right under the lines.
        layout.addStretch(0)

    @staticmethod
    def closed(draft: InvoiceDraft) -> bool:
        return draft.state is not InvoiceState.DRAFT

    def price(self, draft: InvoiceDraft) -> Totals:
        return price(draft.lines, draft.pricing, draft.deposits)

    def begin(self, draft: InvoiceDraft, choices: Any) -> None:
        self.lines.context.negative_discounts = draft.kind is InvoiceKind.CREDIT_NOTE
        super().begin(draft, choices)

    def lines_left(self, step: int) -> None:
        if step > 0:
            self.notes.boxes[0].setFocus()
        else:
            self.fields.control("description").setFocus()

    def show_more(self, draft: InvoiceDraft, totals: Totals | None) -> None:
        closed = self.read_only
        self._head.show_second(closed)
        self._foot.show_second(closed)
        self.notes.show_draft(draft)
        if closed and draft.id is not None:
            self.issued.tell(draft, self.facts)
            self.money.tell(draft, self.facts)
            self.side.show_paper(PAPERS[draft.kind], draft.id)
        elif totals is not None:
            self.side.preview(draft)
