"""Connecting to an office's own or a managed PostgreSQL: its address, and a test that names the step that failed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QVBoxLayout, QWidget

from officedesk.services.office.hosting import Found, ServerAddress, Step, Tls, Trial, try_address
from officedesk.views.icons import Icons
from officedesk.views.tasks import TaskRunner
from officedesk.views.theme import Theme
from officedesk.views.widgets.basics import button, clear_layout, column, holder, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.tips import breakable

CHOICES = [
    (Tls.SYSTEM, "Encrypted, checked by this computer"),
    (Tls.FILE, "Encrypted, checked against a certificate file"),
    (Tls.UNCHECKED, "Encrypted, not checked"),
    (Tls.NONE, "None (only on this computer or a cable between two)"),
]


class ServerDialog(QDialog):
    """``tried`` shows what came of it; ``open_wanted`` and ``fill_wanted`` tell (address, password).

    ``filling`` says what is done with an empty database (``Move this office there``).
    """

    open_wanted = Signal(object, str)
    fill_wanted = Signal(object, str)

    def __init__(
        self, runner: TaskRunner, icons: Icons, theme: Theme, filling: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Connect to a server")
        self.setMinimumWidth(560)
        self._runner, self._icons, self._filling = runner, icons, filling
        self._tried: tuple[ServerAddress, str] | None = None
        self.host, self.port, self.database = QLineEdit(), QLineEdit("5432"), QLineEdit("office")
        self.user, self.password, self.certificate = QLineEdit(), QLineEdit(), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.host.setPlaceholderText("db.example.com")
        self.tls = Combo(icons, theme)
        self.tls.set_choices(CHOICES)
        self.tls.set_value(Tls.SYSTEM)
        self.tls.edited.connect(self._changed)
        self.fields = {
            name: FormField(title, getattr(self, name), required=name in ("host", "port", "database", "user"))
            for name, title in (
                ("host", "Server"),
                ("port", "Port"),
                ("database", "Database"),
                ("user", "User"),
                ("password", "Password"),
                ("certificate", "Certificate file"),
                ("tls", "Encryption"),
            )
        }
        self._file = holder(row(self.fields["certificate"], button("Choose…", self._choose)))
        self._file.hide()
        self.steps = QVBoxLayout()
        self.steps.setSpacing(4)
        self.test = button("Test", self.try_it, tip="Test the connection (Ctrl+T)")
        QShortcut(QKeySequence("Ctrl+T"), self, self.try_it)
        self.go_on = button("Open office", self.answer, kind="primary", tip="Go on (Ctrl+Enter)")
        cancel = button("Cancel", self.reject)
        for made in (self.test, self.go_on, cancel):
            made.setAutoDefault(False)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.answer)
        told = label("A PostgreSQL server, version 14 or newer, of the office’s own or a provider’s.", "muted")
        top = row(self.fields["host"], self.fields["port"], spacing=12)
        top.setStretch(0, 4)
        top.setStretch(1, 1)
        self.setLayout(
            column(
                label("Connect to a server", "title"),
                told,
                top,
                row(self.fields["database"], self.fields["user"], self.fields["password"], spacing=12),
                self.fields["tls"],
                self._file,
                self.steps,
                None,
                row(self.test, None, cancel, self.go_on),
                spacing=12,
                margins=(18, 16, 18, 14),
            )
        )
        enter = EnterMovesOn(self)
        enter.watch(self.host, self.port, self.database, self.user, self.password)
        for edit in (self.host, self.port, self.database, self.user, self.password, self.certificate):
            edit.textEdited.connect(self._changed)
        self._changed()

    def try_it(self) -> None:
        """Test what was typed."""
        address = self.address()
        if address is None or not self.test.isEnabled():
            return
        password = self.password.text()
        self.test.setEnabled(False)
        self.test.setText("Testing…")
        self._show([(label("Testing the connection…", "muted"))])

        def done(trial: Trial) -> None:
            self.test.setEnabled(True)
            self.test.setText("Test")
            if self.address(quietly=True) == address and self.password.text() == password:
                self._told(trial, address, password)

        self._runner.submit(lambda: try_address(address, password), done, owner=self)

    def address(self, *, quietly: bool = False) -> ServerAddress | None:
        """What was typed; ``None`` where something is missing, which is said."""
        problems = {
            name: "Needed." for name in ("host", "port", "database", "user") if not getattr(self, name).text().strip()
        }
        port = self.port.text().strip()
        if not (port.isascii() and port.isdecimal() and 0 < int(port) < 65_536):
            problems["port"] = "A number, usually 5432."
        if self.tls.value() == Tls.FILE and not self.certificate.text().strip():
            problems["certificate"] = "Choose the server’s certificate."
        if not quietly:
            for name, field in self.fields.items():
                field.show_error(problems.get(name, ""))
            if problems:
                getattr(self, next(name for name in self.fields if name in problems)).setFocus()
        if problems:
            return None
        host, database, user = (edit.text().strip() for edit in (self.host, self.database, self.user))
        return ServerAddress(host, int(port), database, user, Tls(self.tls.value()), self.certificate.text().strip())

    def answer(self) -> None:
        """Go on with what the test found; test first, where that was not done."""
        if self._tried is None:
            self.try_it()
        elif self.go_on.isEnabled():
            signal = self.fill_wanted if self.go_on.text() == self._filling else self.open_wanted
            signal.emit(*self._tried)
            self.accept()

    def _told(self, trial: Trial, address: ServerAddress, password: str) -> None:
        rows: list[QWidget] = []
        for step in Step:
            if step in trial.passed:
                rows.append(_line(self._icons, "check", step.value, "ok"))
            elif step is trial.failed:
                rows.append(_line(self._icons, "x", step.value, "bad"))
                why = label(breakable(trial.why), "error")
                why.setWordWrap(True)
                rows.append(why)
        if trial.found is Found.EMPTY:
            rows.append(label("The database is empty and can take an office.", "muted"))
        self._show(rows)
        if trial.ok:
            self._tried = address, password
            self.go_on.setText("Open office" if trial.found is Found.OFFICE else self._filling)
            self.go_on.setAccessibleName(self.go_on.text())
            self.go_on.setEnabled(True)
            self.go_on.setFocus()

    def _changed(self) -> None:
        self._tried = None
        self._file.setVisible(self.tls.value() == Tls.FILE)
        self.go_on.setEnabled(False)
        self._show([])

    def _show(self, rows: list[QWidget]) -> None:
        clear_layout(self.steps)
        for made in rows:
            self.steps.addWidget(made)

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Certificate file", "", "Certificates (*.pem *.crt *.cer);;All files (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.certificate.setText)
        dialog.fileSelected.connect(lambda _: self._changed())
        dialog.open()


def _line(icons: Icons, icon: str, text: str, tone: str) -> QWidget:
    mark = label()
    mark.setPixmap(icons(icon, tone).pixmap(16, 16))
    mark.setAccessibleName("Done" if tone == "ok" else "Failed")
    words = label(text)
    return holder(row(mark, words, None, spacing=8))
