"""The body of a document that is written: fields, lines, notes and sums. It holds the draft being edited."""

from dataclasses import replace
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from officedesk.models.pricing import PricingError, Totals, price
from officedesk.services.sales.rows import TaxChoice
from officedesk.views.sales.document_choices import DocumentChoices
from officedesk.views.sales.document_fields import DocumentFields
from officedesk.views.sales.document_side import DocumentSide
from officedesk.views.sales.history import DraftHistory
from officedesk.views.sales.lines.cells import tax_of
from officedesk.views.sales.lines.editor import LineEditor
from officedesk.views.sales.lines.operations import Lines, with_tax
from officedesk.views.sales.lines.totals import TotalsBlock
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import line, row


class DocumentEditor(QWidget):
    """Base of the bodies of estimates, invoices and jobs. ``changed`` is told after every change of :attr:`history`.

    Subclasses build ``fields`` in :meth:`make_fields`, lay out in :meth:`lay_out`, and say what of the draft its
    lines are.
    """

    changed = Signal()
    asks_deposit: ClassVar[bool] = False
    """The draft has a deposit (``deposit_kind``, ``deposit_value``) that is typed under its sums."""

    shows_margin: ClassVar[bool] = True
    """Its sums end with what its lines leave over."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.history = DraftHistory(self)
        self.fields = self.make_fields()
        self.lines = LineEditor(shell)
        self.totals = TotalsBlock(shell, shell.desk.currency, deposit=self.asks_deposit, margin=self.shows_margin)
        self.totals.setMinimumWidth(290)
        self._amounts = {"pricing.discount_value": self.totals.discount}
        if self.asks_deposit:
            self._amounts["deposit_value"] = self.totals.deposit
        self.side = self.make_side()
        self.only_looks = False
        """Whoever sits here may not change such documents."""
        self.choices: DocumentChoices | None = None
        self.facts: Any = None
        """What the page read beside the draft; it is there before the draft is shown."""
        self._tax_asked = 0
        content = QWidget()
        content.setObjectName("page")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        self.lay_out(layout)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(content)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        both = row(self.area, line(vertical=True), self.side, spacing=0)
        both.setStretchFactor(self.area, 1)
        self.setLayout(both)
        self.fields.edited.connect(self.field_edited)
        self.fields.finished.connect(self.history.seal)
        self.lines.edited.connect(self.lines_edited)
        self.lines.undo_wanted.connect(lambda redo: self.undo(redo=redo))
        self.lines.left.connect(self.lines_left)
        self.totals.discounted.connect(self._discount)
        self.totals.deposit_changed.connect(self._deposit)
        for edit in self._amounts.values():
            edit.editingFinished.connect(self.history.seal)
        self.history.changed.connect(self.show_draft)
        for box in self.findChildren(QLineEdit) + self.findChildren(QPlainTextEdit):
            box.installEventFilter(self)

    # --- what subclasses say ---

    def make_fields(self) -> DocumentFields:
        raise NotImplementedError

    def make_side(self) -> DocumentSide:
        """The paper beside the form."""
        return DocumentSide(self.shell, actions=False)

    def lay_out(self, layout: QVBoxLayout) -> None:
        """Put fields, lines, notes and sums on the page."""
        raise NotImplementedError

    @property
    def read_only(self) -> bool:
        """The document does not change (any more), or not by whoever sits here."""
        return self.only_looks or (self.draft is not None and self.closed(self.draft))

    @staticmethod
    def closed(draft: Any) -> bool:
        """Such a document does not change (any more)."""
        return False

    @property
    def in_hand(self) -> bool:
        """The field with the keyboard holds what cannot be read yet: nothing is put into it now."""
        focus = QApplication.focusWidget()
        return isinstance(focus, QWidget) and self.isAncestorOf(focus) and bool(getattr(focus, "error", ""))

    def moves_cell(self, draft: Any) -> bool:
        """A cell is being typed into, and with ``draft`` its line would be another or stand elsewhere."""
        table = self.lines.table
        if not table.is_editing:
            return False
        lines, shown, row = self.lines_of(draft), self.lines.lines, table.currentIndex().row()
        same = [one.id for one in lines] == [one.id for one in shown]
        return not same or not 0 <= row < len(lines) or lines[row] != shown[row]

    @staticmethod
    def clean_of(draft: Any) -> Any:
        """What of a draft that is opened needs no saving: all of it, unless the subclass knows better."""
        return draft

    def lines_of(self, draft: Any) -> Lines:
        return draft.lines  # type: ignore[no-any-return]

    def price(self, draft: Any) -> Totals:
        """What the draft comes to. Raises :class:`PricingError`."""
        return price(self.lines_of(draft), draft.pricing)

    def lines_edited(self, lines: Lines, key: str) -> None:
        self.change(key, lines=lines)

    def lines_left(self, step: int) -> None:
        """The keyboard goes on below or above the lines."""

    def show_more(self, draft: Any, totals: Totals | None) -> None:
        """Show what the subclass has beside fields, lines and sums."""

    # --- what the page does ---

    @property
    def draft(self) -> Any:
        return self.history.draft

    def take_choices(self, choices: DocumentChoices) -> None:
        """Offer these; the draft stays."""
        if choices != self.choices:
            self.choices = choices
            self.fields.set_choices(choices_of(choices, self.draft))
            self.lines.set_document(self.draft.pricing, choices.rates, self.lines.context.tax)

    def begin(self, draft: Any, choices: DocumentChoices) -> None:
        """Edit ``draft`` from here on."""
        self.choices = choices
        self._tax_asked += 1
        self.fields.set_choices(choices_of(choices, draft))
        for edit in self._amounts.values():
            edit.set_currency(draft.pricing.currency)
        self.lines.set_document(draft.pricing, choices.rates, choices.tax)
        self.lines.entry.reset()
        self.show_errors({})
        self.area.verticalScrollBar().setValue(0)
        self.history.begin(draft, clean=self.clean_of(draft))

    def replace_draft(self, draft: Any) -> None:
        """Another draft as one step of undo (restored typing, a merged conflict)."""
        self.history.change(draft)

    def problems(self) -> dict[str, str]:
        """What is typed and cannot be read, by field."""
        found = self.fields.problems()
        found.update({name: edit.error for name, edit in self._amounts.items() if edit.error})
        return found

    def show_errors(self, errors: dict[str, str]) -> bool:
        """Say beside each field what a save refused and go to the first; ``False`` where none of it has a field."""
        told = self.fields.show_errors(errors)
        for name, edit in self._amounts.items():
            edit.show_error(errors.get(name, ""))
            if errors.get(name) and not told:
                edit.setFocus()
                told = True
        in_lines = {name: text for name, text in errors.items() if name.split(".")[0] == "lines"}
        return self.lines.show_errors(in_lines) or told or "lines" in in_lines

    def undo(self, *, redo: bool = False) -> None:
        """Take the last step back, or do it again."""
        if self.read_only or self.draft is None:
            return
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit):
            # What is shown is about to be another text: the field must not take it for typing.
            focus.setModified(False)
        if redo:
            self.history.redo()
        else:
            self.history.undo()

    # --- changes ---

    def field_edited(self, name: str, value: Any) -> None:
        changes = {name: value}
        if name == "brand_id" and self.draft is not None:
            # Terms that nobody chose otherwise are those of the brand.
            known = self.choices.brand_terms if self.choices is not None else {}
            if value in known and known.get(self.draft.brand_id) == self.draft.terms_id:
                changes["terms_id"] = known[value]
        self.change(name, **changes)
        if name == "location_id":
            self._ask_tax(value)

    def change(self, key: str, **changes: Any) -> None:
        """Go on to a changed draft; changes in a row with the same ``key`` are one step of undo."""
        if self.draft is not None and not self.read_only:
            self.history.change(replace(self.draft, **changes), key)

    def _discount(self, value: Any) -> None:
        typed = replace(self.draft.pricing, discount_kind=value[0], discount_value=value[1], discount_reason="")
        self.change("discount", pricing=typed)

    def _deposit(self, value: Any) -> None:
        self.change("deposit", deposit_kind=value[0], deposit_value=value[1])

    def _ask_tax(self, location_id: int | None) -> None:
        """Another location can have another tax: lines with the usual rate get the new one."""
        self._tax_asked += 1
        asked, desk, customer_id = self._tax_asked, self.shell.desk, self.draft.customer_id

        def work() -> TaxChoice:
            from officedesk.services.sales.pricebook import tax_for

            return tax_for(desk, customer_id, location_id)

        def arrived(tax: TaxChoice) -> None:
            before = self.lines.context.tax
            if asked != self._tax_asked or tax == before or self.choices is None:
                return
            self.lines.set_document(self.draft.pricing, self.choices.rates, tax)
            lines = self.lines_of(self.draft)
            # The same step of undo as the location.
            self.lines_edited(
                tuple(with_tax(one, tax) if tax_of(one) == before else one for one in lines), "location_id"
            )
            self.show_draft()

        self.shell.load(self, work, arrived)

    def show_draft(self) -> None:
        """Put the draft on screen."""
        draft, closed = self.draft, self.read_only
        self.fields.show_draft(draft)
        self.fields.set_read_only(closed)
        self.totals.set_read_only(closed)
        self.lines.set_read_only(closed)
        amounts = [(draft.pricing.discount_kind, draft.pricing.discount_value)]
        if self.asks_deposit:
            amounts.append((draft.deposit_kind, draft.deposit_value))
        for edit, value in zip(self._amounts.values(), amounts, strict=True):
            if edit.value() != value or edit.error:
                edit.set_value(value)
        totals = None
        try:
            totals = self.price(draft)
        except PricingError as problem:
            self.totals.show_problem(str(problem))
        else:
            self.totals.show_totals(totals, draft.pricing, *amounts[1:])
        self.lines.show_lines(self.lines_of(draft), totals)
        self.show_more(draft, totals)
        self.changed.emit()

    # --- keyboard ---

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


def side_by_side(notes: QWidget, totals: QWidget) -> QHBoxLayout:
    """Notes at the left, the sums right under the amounts they sum."""
    made = QHBoxLayout()
    made.setSpacing(16)
    made.addWidget(notes, 5)
    made.addWidget(totals, 3)
    for part in (notes, totals):
        made.setAlignment(part, Qt.AlignmentFlag.AlignTop)
    return made


def choices_of(choices: DocumentChoices, draft: Any) -> dict[str, Any]:
    """The choices by field, with what the draft has although it is out of use by now (old terms, a gone location)."""
    found = {}
    for field, pairs, word in (
        ("location_id", choices.locations, "Former location"),
        ("contact_id", choices.contacts, "Former contact"),
        ("estimator_id", choices.users, "Former user"),
        ("brand_id", choices.brands, "Former brand"),
        ("terms_id", choices.terms, "Former terms"),
    ):
        present = getattr(draft, field, None)
        known = {number for number, _ in pairs}
        found[field] = pairs if present is None or present in known else (*pairs, (present, word))
    return found
