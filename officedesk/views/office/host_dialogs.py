"""Questions before an office is taken elsewhere, and the invitation that lets another desktop in."""

from pathlib import Path

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from officedesk.services.office.hosting import bring_back, host_here
from officedesk.services.office.keeping import Invited
from officedesk.views.shell import Reopening, Shell
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.form_field import FormField
from officedesk.views.widgets.question import Question

_WHAT = (
    "The office moves into a database server that OfficeDesk brings along and keeps on this computer. Other desktops "
    "join it with an invitation, each with a key of its own, over an encrypted connection."
)
_NEEDS = "This computer has to be on while others work. It should have a wired network, and a backup elsewhere."
_STAYS = "{name} stays where it is. It can be read from then on, not changed, and says where the office went."
_LONG = (
    "Nobody can save while the office moves: about half a minute for 100,000 customers. Every row is read again at "
    "the new place and compared before the move counts."
)
_PLAIN = (
    "This office is encrypted. On the server it is not: its data is kept from everyone but the server’s own user "
    "account, yet whoever takes the disk can read it. Encrypt this computer’s disk first (BitLocker, FileVault)."
)


class HostQuestion(Question):
    """Asks whether the office is to be hosted on this computer."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, parent, "Host this office on this computer", "Host this office")
        self.setMinimumWidth(520)
        place = shell.desk.database.place
        for text in (_WHAT, _NEEDS, _STAYS.format(name=place.name), _LONG):
            self.content.addWidget(paragraph(text))
        if place.key is not None:
            self.content.addWidget(paragraph(_PLAIN, "note"))
        self.content.addStretch(1)

    def answer(self) -> None:
        if not self.wait():
            return
        shell = self.shell

        def asked(work: object) -> None:
            self.accept()
            title = "The office moves to the server on this computer…"
            shell.reopen_wanted.emit(Reopening("", title, work, "This computer hosts the office now."))  # type: ignore[arg-type]

        shell.load(self, lambda: host_here(shell.desk, shell.config, shell.secrets), asked, self.failed)


class BackQuestion(Question):
    """Asks where the office is to go as one file."""

    def __init__(self, shell: Shell, parent: QWidget, suggested: Path) -> None:
        super().__init__(shell, parent, "Back to one file", "Bring it back")
        self.setMinimumWidth(520)
        self.path = QLineEdit(str(suggested))
        self.field = FormField("Office file", self.path, required=True)
        self.content.addWidget(
            paragraph(
                "The office moves from its server into one file. Other desktops can read it on the server until it "
                "stops, and are told where it went. Nobody can save while it moves."
            )
        )
        where = row(self.field, column(None, button("Choose…", self._choose)))
        where.setStretch(0, 1)
        self.content.addLayout(where)
        self.content.addStretch(1)

    def answer(self) -> None:
        typed = self.path.text().strip()
        path = Path(typed).expanduser()
        if not typed or path.exists() or not path.parent.is_dir():
            problem = (
                "There is a file of that name." if path.is_file() else "Choose a file name in a folder that exists."
            )
            self.field.show_error(problem)
            self.path.setFocus()
            return
        if not self.wait():
            return
        shell = self.shell

        def asked(work: object) -> None:
            self.accept()
            title = "The office moves into one file…"
            shell.reopen_wanted.emit(Reopening("", title, work, f"The office is in {path.name} now."))  # type: ignore[arg-type]

        shell.load(
            self, lambda: bring_back(shell.desk, path.absolute(), shell.config, shell.secrets), asked, self.failed
        )

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Office file", self.path.text(), "Offices (*.officedesk)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("officedesk")
        dialog.fileSelected.connect(self.path.setText)
        dialog.open()


class InvitationDialog(Question):
    """A new invitation, to be told to the other desktop."""

    def __init__(self, shell: Shell, parent: QWidget, invited: Invited) -> None:
        super().__init__(shell, parent, "Invitation for one desktop", "Copy code")
        self.setMinimumWidth(560)
        self.code = QPlainTextEdit(invited.code)
        self.code.setReadOnly(True)
        self.code.setTabChangesFocus(True)
        self.code.setAccessibleName("Invitation code")
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF() * 1.25)
        self.code.setFont(font)
        self.code.setFixedHeight(round(self.code.fontMetrics().height() * 2.9))
        until = invited.expires.astimezone(shell.desk.zone)
        self.content.addWidget(self.code)
        self.content.addWidget(
            paragraph(
                "On the other desktop: start OfficeDesk, choose “Join an office…”, and paste the code. It works once, "
                f"until {shell.date(until.date())} {until:%H:%M}, and is as good as a key: hand it over yourself."
            )
        )
        reached = f"It leads to {' or '.join(invited.addresses)}, port {invited.port}. A firewall has to let that in."
        self.content.addWidget(paragraph(reached, "small"))
        self.content.addStretch(1)
        for made in self.findChildren(QPushButton):
            if made is not self.ok:
                # The invitation is made already; it is withdrawn in the list behind this window.
                made.setText("Close")
                made.setAccessibleName("Close")
        self.code.selectAll()
        self.code.setFocus()

    def answer(self) -> None:
        QGuiApplication.clipboard().setText(self.code.toPlainText())
        self.shell.toast("Invitation code copied.")
        self.accept()


def paragraph(text: str, role: str = "") -> QLabel:
    """A text of several lines."""
    made = label(text, role)
    made.setWordWrap(True)
    return made
