"""The form that founds an office."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QPushButton, QWidget

from officedesk.errors import InvalidInput, OfficeError
from officedesk.formatting import phone
from officedesk.parsing import parse_percent
from officedesk.services.customers.drafts import Address
from officedesk.services.office.drafts import Founding, TaxRateDraft
from officedesk.views.office.user_menu import NewPassword
from officedesk.views.tasks import TaskRunner
from officedesk.views.widgets.basics import button, column, holder, label, row
from officedesk.views.widgets.form_field import EnterMovesOn, FormField

WITHOUT = "You are the office's admin. Without a password whoever opens the file works in your name."
Found = Callable[[str, Founding], None]
"""Makes an office at a path."""


class NewOfficeDialog(QDialog):
    """``founded(path)`` once the office is there. What was typed stays when something is wrong with it."""

    founded = Signal(str)

    def __init__(self, runner: TaskRunner, found: Found, parent: QWidget | None = None, address: str = "") -> None:
        """``address`` is the server's database that the office is made in; without it one file is chosen."""
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
                "user_email",
                "tax_name",
                "tax_percent",
                "path",
            )
        }
        self.password = NewPassword(title="Password (may be left empty)")
        f = self.fields
        f["tax_name"].setPlaceholderText("MN sales tax")
        f["tax_percent"].setPlaceholderText("7.525")
        f["path"].setPlaceholderText("Where the office file goes")
        self.shown = {
            name: FormField(title, f[name], required=name in ("name", "user", "path"))
            for name, title in (
                ("name", "Company"),
                ("street", "Street"),
                ("city", "City"),
                ("region", "State"),
                ("postal_code", "ZIP"),
                ("phone", "Phone"),
                ("email", "Email"),
                ("user", "Your name"),
                ("user_email", "Your email"),
                ("tax_name", "Sales tax"),
                ("tax_percent", "Percent"),
                ("path", "Office file"),
            )
        }
        self.error = label("", "error")
        self.error.setWordWrap(True)
        self._make = button("Make office", self._found, kind="primary", tip="Make office (Ctrl+Enter)")
        choose = row(self.shown["path"], column(None, button("Choose…", self._choose)))
        choose.setStretch(0, 1)
        where = holder(choose)
        if address:
            where.hide()
        form = column(
            label("New office", "title"),
            self.shown["name"],
            self.shown["street"],
            row(self.shown["city"], self.shown["region"], self.shown["postal_code"]),
            row(self.shown["phone"], self.shown["email"]),
            row(self.shown["user"], self.shown["user_email"]),
            self.password,
            label(WITHOUT, "small"),
            row(self.shown["tax_name"], self.shown["tax_percent"]),
            label("Leave the tax empty if you charge none; more can be added in Settings.", "small"),
            where,
            self.error,
            row(None, button("Cancel", self.reject), self._make),
            spacing=10,
            margins=(20, 16, 20, 16),
        )
        self.setLayout(column(holder(form, "card"), margins=(16, 16, 16, 16)))
        # Enter goes on to the next field; it never presses a button that happens to be there.
        for made in self.findChildren(QPushButton):
            made.setAutoDefault(False)
        enter = EnterMovesOn(self)
        for name, control in f.items():
            if name == "tax_name":
                enter.watch(self.password.first, self.password.second)
            enter.watch(control)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._found)
        for name, shown in self.shown.items():
            f[name].textEdited.connect(lambda _, shown=shown: shown.show_error(""))
        for name in ("name", "user", "user_email"):
            f[name].textEdited.connect(lambda _: self._name_password())
        f["name"].textEdited.connect(self._suggest_path)
        f["path"].textEdited.connect(lambda _: setattr(self, "_path_chosen", True))
        f["phone"].editingFinished.connect(lambda: f["phone"].setText(phone(f["phone"].text())))
        self._path_chosen = bool(address)
        f["path"].setText(address)
        f["name"].setFocus()

    def _name_password(self) -> None:
        self.password.set_names(*(self.fields[name].text().strip() for name in ("name", "user", "user_email")))

    def _suggest_path(self) -> None:
        """The file is called as the company, among the documents, until somebody says otherwise."""
        if not self._path_chosen:
            self.fields["path"].setText(str(suggested_file(self.fields["name"].text())))

    def _choose(self) -> None:
        path = self.fields["path"].text().strip() or str(suggested_file("Office"))
        dialog = QFileDialog(self, "Office file", path, "Offices (*.officedesk)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("officedesk")
        dialog.selectFile(path)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, path: str) -> None:
        self._path_chosen = True
        self.fields["path"].setText(path)
        self.shown["path"].show_error("")

    def _found(self) -> None:
        typed = {name: control.text().strip() for name, control in self.fields.items()}
        if not self._make.isEnabled():
            return
        for shown in self.shown.values():
            shown.show_error("")
        self.error.setText("")
        problems = self._problems(typed)
        if problems:
            self._show(problems)
            return
        password = self.password.value()
        if (password or self.password.second.text()) and self.password.problem():
            return
        self._make.setEnabled(False)
        self._runner.submit(
            lambda: self._found_office(typed["path"], _founding(typed, password)),
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
                parse_percent(typed["tax_percent"])
            except ValueError as problem:
                problems["tax_percent"] = str(problem)
            if not typed["tax_name"]:
                problems["tax_name"] = "The tax needs a name, as papers show it."
        return problems

    def _show(self, problems: dict[str, str]) -> None:
        for name, shown in self.shown.items():
            shown.show_error(problems.get(name, ""))
        first = next((name for name in self.shown if name in problems), None)
        if first:
            self.fields[first].setFocus()
        self.error.setText("\n".join(text for name, text in problems.items() if name not in self.shown))

    def _failed(self, error: Exception) -> None:
        self._make.setEnabled(True)
        if isinstance(error, InvalidInput):
            self.password.shown.show_error(error.fields.get("password", ""))
            self._show({name.replace("tax_rates.0.", "tax_"): text for name, text in error.fields.items()})
        elif isinstance(error, OfficeError):
            self.error.setText(str(error))
        else:
            raise error

    def _done(self, path: str) -> None:
        self.password.clear()
        self.founded.emit(path)
        self.accept()


def _founding(typed: dict[str, str], password: str = "") -> Founding:
    rates: tuple[TaxRateDraft, ...] = ()
    if typed["tax_percent"]:
        rates = (TaxRateDraft(typed["tax_name"], parse_percent(typed["tax_percent"])),)
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
        user_email=typed["user_email"],
        password=password,
    )


def suggested_file(name: str) -> Path:
    """Where an office of that name goes, with nothing in its name that a file system refuses."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "-", name).strip(" .-")
    place = Path(folder) if Path(folder).is_dir() else Path.home()
    return place / f"{plain[:80] or 'Office'}.officedesk"
