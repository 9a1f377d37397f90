"""The form that founds an office."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QWidget

from officedesk.errors import InvalidInput, OfficeError
from officedesk.services.customers.drafts import Address
from officedesk.services.office.drafts import Founding, TaxRateDraft
from officedesk.views.tasks import TaskRunner
from officedesk.views.widgets.basics import button, column, field, holder, label, restyle, row

Found = Callable[[str, Founding], None]
"""Makes an office at a path."""


class NewOfficeDialog(QDialog):
    """``founded(path)`` once the office is there. What was typed stays when something is wrong with it."""

    founded = Signal(str)

    def __init__(self, runner: TaskRunner, found: Found, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner, self._found_office = runner, found
        self.setWindowTitle("New office")
        self.setMinimumWidth(560)
        self.fields: dict[str, QLineEdit] = {
            name: QLineEdit()
            for name in (
                "name",
                "street",
                "city",
                "region",
                "postal_code",
                "phone",
                "email",
                "user",
                "tax_name",
                "tax_percent",
                "path",
            )
        }
        f = self.fields
        f["tax_name"].setPlaceholderText("MN sales tax")
        f["tax_percent"].setPlaceholderText("7.525")
        f["path"].setPlaceholderText("Where the office file goes")
        self.error = label("", "error")
        self.error.setWordWrap(True)
        self._make = button("Make office", self._found, kind="primary", shortcut="Ctrl+Return")
        form = column(
            label("New office", "title"),
            field("Company", f["name"], required=True),
            field("Street", f["street"]),
            row(field("City", f["city"]), field("State", f["region"]), field("ZIP", f["postal_code"])),
            row(field("Phone", f["phone"]), field("Email", f["email"])),
            field("Your name", f["user"], required=True),
            row(field("Sales tax", f["tax_name"]), field("Percent", f["tax_percent"])),
            label("Leave the tax empty if you charge none; more can be added in Settings.", "small"),
            field("Office file", f["path"], required=True),
            row(button("Choose…", self._choose), None),
            self.error,
            row(None, button("Cancel", self.reject), self._make),
            spacing=10,
            margins=(20, 16, 20, 16),
        )
        self.setLayout(column(holder(form, "card"), margins=(16, 16, 16, 16)))
        f["name"].setFocus()

    def _choose(self) -> None:
        suggested = (self.fields["name"].text().strip() or "Office").replace("/", "-") + ".officedesk"
        dialog = QFileDialog(self, "Office file", suggested, "Offices (*.officedesk)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("officedesk")
        dialog.fileSelected.connect(self.fields["path"].setText)
        dialog.open()

    def _found(self) -> None:
        typed = {name: control.text().strip() for name, control in self.fields.items()}
        for control in self.fields.values():
            restyle(control, "invalid", "false")
        problems = self._problems(typed)
        if problems:
            self._show(problems)
            return
        self._make.setEnabled(False)
        self._runner.submit(
            lambda: self._found_office(typed["path"], _founding(typed)),
            lambda _: self._done(typed["path"]),
            self._failed,
            owner=self,
        )

    def _problems(self, typed: dict[str, str]) -> dict[str, str]:
        problems = {}
        if not typed["name"]:
            problems["name"] = "The company needs a name."
        if not typed["user"]:
            problems["user"] = "The office needs one user: your name."
        if not typed["path"]:
            problems["path"] = "Choose where the office file goes."
        if typed["tax_percent"]:
            try:
                Decimal(typed["tax_percent"].rstrip("% "))
            except ArithmeticError:
                problems["tax_percent"] = "Type the tax as a number, like 7.525."
            if not typed["tax_name"]:
                problems["tax_name"] = "The tax needs a name, as papers show it."
        return problems

    def _show(self, problems: dict[str, str]) -> None:
        for name in problems:
            if name in self.fields:
                restyle(self.fields[name], "invalid", "true")
        first = next((name for name in problems if name in self.fields), None)
        if first:
            self.fields[first].setFocus()
        self.error.setText("\n".join(problems.values()))

    def _failed(self, error: Exception) -> None:
        self._make.setEnabled(True)
        if isinstance(error, InvalidInput):
            self._show({name.replace("tax_rates.0.", "tax_"): text for name, text in error.fields.items()})
        elif isinstance(error, OfficeError):
            self.error.setText(str(error))
        else:
            raise error

    def _done(self, path: str) -> None:
        self.founded.emit(path)
        self.accept()


def _founding(typed: dict[str, str]) -> Founding:
    rates: tuple[TaxRateDraft, ...] = ()
    if typed["tax_percent"]:
        rates = (TaxRateDraft(typed["tax_name"], Decimal(typed["tax_percent"].rstrip("% "))),)
    return Founding(
        name=typed["name"],
        phone=typed["phone"],
        email=typed["email"],
        address=Address(
            street=typed["street"], city=typed["city"], region=typed["region"], postal_code=typed["postal_code"]
        ),
        tax_rates=rates,
        default_tax=0 if rates else None,
        user=typed["user"],
    )
