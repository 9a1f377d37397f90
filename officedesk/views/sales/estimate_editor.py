"""The body of an estimate: fields, lines, notes, sums with the deposit asked for, and the paper beside them."""

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout

from officedesk.models.enums import EstimateStatus
from officedesk.models.pricing import Totals
from officedesk.services.sales.drafts import EstimateDraft
from officedesk.views.equipment.card import EquipmentCard
from officedesk.views.sales.document_editor import DocumentEditor, side_by_side
from officedesk.views.sales.document_fields import DocumentFields, text_field
from officedesk.views.sales.document_notes import DocumentNotes
from officedesk.views.shell import Shell
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.date_edit import DateEdit

CLOSED = (EstimateStatus.APPROVED, EstimateStatus.DECLINED)


class EstimateEditor(DocumentEditor):
    """``facts`` are what a list shows of it (``EstimateRow``)."""

    asks_deposit = True

    def __init__(self, shell: Shell) -> None:
        self.notes = DocumentNotes()
        self.equipment = EquipmentCard(shell)
        super().__init__(shell)
        self.notes.edited.connect(self.field_edited)
        self.equipment.edited.connect(lambda ids: self.change("", equipment=ids))

    def make_fields(self) -> DocumentFields:
        shell = self.shell
        icons, theme = shell.icons, shell.theme
        valid_until = DateEdit(shell, optional=True)
        valid_until.setPlaceholderText("no end")
        return DocumentFields(
            [
                ("location_id", "Location", Combo(icons, theme, empty="No location")),
                ("contact_id", "Contact", Combo(icons, theme, empty="No contact")),
                ("estimator_id", "Estimator", Combo(icons, theme, empty="Nobody")),
                ("brand_id", "Brand", Combo(icons, theme)),
                ("date", "Date", DateEdit(shell)),
                ("valid_until", "Valid until", valid_until),
                ("terms_id", "Terms", Combo(icons, theme, empty="No terms")),
                ("description", "Description", text_field()),
            ],
            wide=frozenset(),
        )

    def lay_out(self, layout: QVBoxLayout) -> None:
        layout.addWidget(self.fields)
        layout.addWidget(self.lines, 1000)
        layout.addLayout(side_by_side(self.notes, self.totals))
        layout.addWidget(self.equipment)
        # Room that is left over stays below: the sums belong right under the lines.
        layout.addStretch(1)

    @staticmethod
    def closed(draft: EstimateDraft) -> bool:
        """An approved or declined estimate does not change until it is reopened."""
        return draft.status in CLOSED

    @staticmethod
    def clean_of(draft: EstimateDraft) -> EstimateDraft:
        # A copy that was never saved is something to save as it stands.
        return replace(draft, lines=()) if draft.id is None else draft

    def lines_left(self, step: int) -> None:
        if step > 0:
            self.notes.boxes[0].setFocus()
        else:
            self.fields.control("description").setFocus()

    def show_more(self, draft: EstimateDraft, totals: Totals | None) -> None:
        self.notes.show_draft(draft)
        self.notes.set_read_only(self.read_only)
        self.equipment.show_equipment(draft.customer_id, draft.location_id, draft.equipment, read_only=self.read_only)
        if totals is not None:
            self.side.preview(draft)
