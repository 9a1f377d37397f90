"""Base of the dialogs about payments: fields, what is put to which invoices, Cancel and one button."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLayout, QLineEdit, QWidget

from officedesk.errors import InvalidInput, OfficeError
from officedesk.services.sales.drafts import AllocationDraft
from officedesk.views.sales.allocation_table import AllocationTable
from officedesk.views.sales.methods import METHODS
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, even, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.typed_fields import MoneyEdit


class MoneyDialog(QDialog):
    """Stays until what is typed is stored. Subclasses make fields, then :meth:`lay_out`, and say what saving is."""

    def __init__(self, shell: Shell, parent: QWidget | None, title: str, answer: str, table: AllocationTable) -> None:
        """``answer``: what the button says."""
        super().__init__(parent)
        self._shell, self._answer, self.table = shell, answer, table
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._fields: dict[str, FormField] = {}
        self._rest = label("", "muted")
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._save = button(answer, self.save, kind="primary", tip=f"{answer} (Ctrl+S)")
        self._save.setEnabled(False)
        self._cancel = button("Cancel", self.reject)
        for made in (self._cancel, self._save):
            # Enter goes through the fields; it never presses a button by itself.
            made.setAutoDefault(False)
        # Shortcuts of their own: those of a button wait for its animation.
        for keys in ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.save)

    def make_fields(self) -> list[QLayout]:
        """The fields that payments and refunds have, in rows."""
        self.amount = MoneyEdit(self._shell.desk.currency)
        self.date = DateEdit(self._shell)
        self.method = Combo(self._shell.icons, self._shell.theme)
        self.method.set_choices(METHODS)
        self.reference, self.note = QLineEdit(), QLineEdit()
        made = {
            "amount": FormField("Amount", self.amount, required=True),
            "date": FormField("Date", self.date, required=True),
            "method": FormField("Method", self.method),
            "reference": FormField("Reference", self.reference),
            "note": FormField("Note", self.note),
        }
        self._fields |= made
        EnterMovesOn(self).watch(self.amount, self.date, self.method, self.reference, self.note)
        return [even(made["amount"], made["date"], made["method"]), even(made["reference"], made["note"])]

    def lay_out(self, *parts: QWidget | QLayout, about: str = "Put to") -> None:
        """``parts`` above the invoices; ``about`` says what the amounts beside those are."""
        content = column(
            *parts,
            4,
            label(about, "label"),
            self.table,
            row(self._error, None, self._rest),
            row(None, self._cancel, self._save),
            margins=(16, 14, 16, 14),
        )
        content.setStretchFactor(self.table, 1)
        self.setLayout(content)

    @property
    def error_text(self) -> str:
        """What is wrong with it as a whole."""
        return self._error.text()

    def field_error(self, name: str) -> str:
        """What is said under a field of the draft."""
        return self._fields[name].error

    @property
    def loaded(self) -> bool:
        """There is something that could be saved."""
        raise NotImplementedError

    def save(self) -> None:
        """Store what is typed, off the GUI thread."""
        raise NotImplementedError

    def may_save(self) -> bool:
        """Nothing is on its way, and what is typed can be read; else the keyboard goes where it cannot."""
        if not self.loaded or not self._save.isEnabled():
            return False
        typed = [made.control for made in self._fields.values()] + list(self.table.edits())
        wrong = next((control for control in typed if getattr(control, "error", "")), None)
        if wrong is not None:
            wrong.setFocus()
        return wrong is None

    def saving(self) -> None:
        """It is on its way: a second press does nothing."""
        self._save.setEnabled(False)
        self._save.setText("Saving…")
        self._error.clear()

    def parts(self) -> tuple[AllocationDraft, ...]:
        """What is put to which invoices."""
        return tuple(AllocationDraft(key, amount) for key, amount in self.table.amounts().items())

    def refused(self, error: Exception) -> None:
        """It was not stored: say why where it belongs, and let it be tried again."""
        self._save.setText(self._answer)
        self._save.setEnabled(self.loaded)
        if isinstance(error, InvalidInput):
            named = [self._fields[name] for name in error.fields if name in self._fields]
            for name, text in error.fields.items():
                if name in self._fields:
                    self._fields[name].show_error(text)
            self._error.setText(" ".join(text for name, text in error.fields.items() if name not in self._fields))
            if named:
                named[0].control.setFocus()
        elif isinstance(error, OfficeError):
            self._error.setText(str(error))
        else:
            self._shell.fail(error)
