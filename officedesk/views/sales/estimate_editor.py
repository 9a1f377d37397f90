"""The body of an estimate: fields, lines, notes, sums, and the paper beside them. It holds the draft being edited."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from officedesk.models.enums import EstimateStatus
from officedesk.models.pricing import PricingError, price
from officedesk.services.sales.drafts import EstimateDraft
from officedesk.services.sales.rows import TaxChoice
from officedesk.views.sales.document_choices import DocumentChoices
from officedesk.views.sales.document_side import DocumentSide
from officedesk.views.sales.estimate_form import DocumentNotes, EstimateFields
from officedesk.views.sales.history import DraftHistory
from officedesk.views.sales.lines.cells import tax_of
from officedesk.views.sales.lines.editor import LineEditor
from officedesk.views.sales.lines.operations import with_tax
from officedesk.views.sales.lines.totals import TotalsBlock
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import line, row

CLOSED = (EstimateStatus.APPROVED, EstimateStatus.DECLINED)


class EstimateEditor(QWidget):
    """``changed`` is told after every change of the draft (:attr:`history`), whatever caused it."""

    changed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.history = DraftHistory(self)
        self.fields = EstimateFields(shell)
        self.lines = LineEditor(shell)
        self.notes = DocumentNotes()
        self.totals = TotalsBlock(shell, shell.desk.currency)
        self.side = DocumentSide(shell, actions=False)
        self._choices: DocumentChoices | None = None
        self._tax_asked = 0
        bottom = QHBoxLayout()
        bottom.setSpacing(16)
        bottom.addWidget(self.notes, 5)
        bottom.addWidget(self.totals, 3)
        bottom.setAlignment(self.totals, Qt.AlignmentFlag.AlignTop)
        self.totals.setMinimumWidth(290)
        content = QWidget()
        content.setObjectName("page")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(self.fields)
        layout.addWidget(self.lines, 1000)
        layout.addLayout(bottom)
        # Room that is left over stays below: the sums belong right under the lines.
        layout.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._area.setWidget(content)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        both = row(self._area, line(vertical=True), self.side, spacing=0)
        both.setStretchFactor(self._area, 1)
        self.setLayout(both)
        self.fields.edited.connect(self._field)
        self.fields.finished.connect(self.history.seal)
        self.notes.edited.connect(self._field)
        self.lines.edited.connect(lambda lines, key: self._change(key, lines=lines))
        self.lines.undo_wanted.connect(lambda redo: self.history.redo() if redo else self.history.undo())
        self.lines.left.connect(self._lines_left)
        self.totals.discounted.connect(self._discount)
        self.totals.deposit_changed.connect(
            lambda value: self._change("deposit", deposit_kind=value[0], deposit_value=value[1])
        )
        for edit in (self.totals.discount, self.totals.deposit):
            edit.editingFinished.connect(self.history.seal)
        self.history.changed.connect(self._show)
        for box in self.findChildren(QLineEdit) + self.findChildren(QPlainTextEdit):
            box.installEventFilter(self)

    @property
    def draft(self) -> EstimateDraft:
        draft: EstimateDraft = self.history.draft
        return draft

    @property
    def read_only(self) -> bool:
        """An approved or declined estimate does not change until it is reopened."""
        return self.history.draft is not None and self.draft.status in CLOSED

    def begin(self, draft: EstimateDraft, choices: DocumentChoices) -> None:
        """Edit ``draft`` from here on."""
        self._choices = choices
        self._tax_asked += 1
        self.fields.set_choices(_with_present(choices, draft))
        for edit in (self.totals.discount, self.totals.deposit):
            edit.set_currency(draft.pricing.currency)
        self.lines.set_document(draft.pricing, choices.rates, choices.tax)
        self.lines.entry.reset()
        self.show_errors({})
        self._area.verticalScrollBar().setValue(0)
        # A copy that was never saved is something to save as it stands.
        self.history.begin(draft, clean=replace(draft, lines=()) if draft.id is None else draft)

    def replace_draft(self, draft: EstimateDraft) -> None:
        """Another draft as one step of undo (restored typing, a merged conflict)."""
        self.history.change(draft)

    def problems(self) -> dict[str, str]:
        """What is typed and cannot be read, by field."""
        found = self.fields.problems()
        if self.totals.discount.error:
            found["pricing.discount_value"] = self.totals.discount.error
        if self.totals.deposit.error:
            found["deposit_value"] = self.totals.deposit.error
        return found

    def show_errors(self, errors: dict[str, str]) -> bool:
        """Say beside each field what a save refused and go to the first; ``False`` where none of it has a field."""
        told = self.fields.show_errors(errors)
        for edit, name in ((self.totals.discount, "pricing.discount_value"), (self.totals.deposit, "deposit_value")):
            edit.show_error(errors.get(name, ""))
            if errors.get(name) and not told:
                edit.setFocus()
                told = True
        in_lines = {name: text for name, text in errors.items() if name.split(".")[0] == "lines"}
        return self.lines.show_errors(in_lines) or told or "lines" in in_lines

    # --- changes ---

    def _field(self, name: str, value: Any) -> None:
        self._change(name, **{name: value})
        if name == "location_id":
            self._ask_tax(value)

    def _change(self, key: str, **changes: Any) -> None:
        if self.history.draft is not None and not self.read_only:
            self.history.change(replace(self.draft, **changes), key)

    def _discount(self, value: Any) -> None:
        pricing = replace(self.draft.pricing, discount_kind=value[0], discount_value=value[1])
        self._change("discount", pricing=pricing)

    def _ask_tax(self, location_id: int | None) -> None:
        """Another location can have another tax: lines with the usual rate get the new one."""
        self._tax_asked += 1
        asked, desk, customer_id = self._tax_asked, self._shell.desk, self.draft.customer_id

        def work() -> TaxChoice:
            from officedesk.services.sales.pricebook import tax_for

            return tax_for(desk, customer_id, location_id)

        def arrived(tax: TaxChoice) -> None:
            before = self.lines.context.tax
            if asked != self._tax_asked or tax == before or self._choices is None:
                return
            self.lines.set_document(self.draft.pricing, self._choices.rates, tax)
            lines = tuple(with_tax(one, tax) if tax_of(one) == before else one for one in self.draft.lines)
            # The same step of undo as the location.
            self._change("location_id", lines=lines)
            self._show()

        self._shell.load(self, work, arrived)

    def _show(self) -> None:
        draft = self.draft
        closed = self.read_only
        self.fields.show_draft(draft)
        self.fields.set_read_only(closed)
        self.notes.show_draft(draft)
        self.notes.set_read_only(closed)
        self.totals.set_read_only(closed)
        self.lines.set_read_only(closed)
        discount = draft.pricing.discount_kind, draft.pricing.discount_value
        deposit = draft.deposit_kind, draft.deposit_value
        for edit, value in ((self.totals.discount, discount), (self.totals.deposit, deposit)):
            if edit.value() != value or edit.error:
                edit.set_value(value)
        try:
            totals = price(draft.lines, draft.pricing)
        except PricingError as problem:
            self.lines.show_lines(draft.lines, None)
            self.totals.show_problem(str(problem))
        else:
            self.lines.show_lines(draft.lines, totals)
            self.totals.show_totals(totals, draft.pricing, deposit)
            self.side.preview(draft)
        self.changed.emit()

    # --- keyboard ---

    def _lines_left(self, step: int) -> None:
        if step > 0:
            self.notes.boxes[0].setFocus()
        else:
            self.fields.description.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Undo in a field is the document's: one order of steps, whichever field they were made in."""
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            undo, redo = event.matches(QKeySequence.StandardKey.Undo), event.matches(QKeySequence.StandardKey.Redo)
            own = watched is self.lines.entry and bool(self.lines.entry.text())
            if (undo or redo) and not own:
                event.accept()
                if event.type() is QEvent.Type.KeyPress:
                    self.undo(redo=redo)
                return True
        return super().eventFilter(watched, event)

    def undo(self, *, redo: bool = False) -> None:
        """Take the last step back, or do it again."""
        if self.read_only:
            return
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit):
            # What is shown is about to be another text: the field must not take it for typing.
            focus.setModified(False)
        if redo:
            self.history.redo()
        else:
            self.history.undo()


def _with_present(choices: DocumentChoices, draft: EstimateDraft) -> DocumentChoices:
    """The choices with what the draft has although it is out of use by now (a user who left, old terms)."""
    changed: dict[str, Any] = {}
    for name, field, word in (
        ("users", draft.estimator_id, "Former user"),
        ("terms", draft.terms_id, "Former terms"),
        ("brands", draft.brand_id, "Former brand"),
        ("locations", draft.location_id, "Former location"),
        ("contacts", draft.contact_id, "Former contact"),
    ):
        known = getattr(choices, name)
        if field is not None and field not in {number for number, _ in known}:
            changed[name] = (*known, (field, word))
    return replace(choices, **changed) if changed else choices
