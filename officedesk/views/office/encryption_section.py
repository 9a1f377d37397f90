"""Settings, Encryption: encrypt the office file, change its passphrase, print the recovery sheet, take it off again."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from officedesk.errors import InvalidInput
from officedesk.services.permissions import Permission
from officedesk.views.shell import Reopening, Shell
from officedesk.views.widgets.basics import button, column, holder, label, row
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.question import Question

if TYPE_CHECKING:
    from officedesk.services.office.encryption import Encryption, OfficeKey

OPEN = (
    "The office file is not encrypted. Whoever gets hold of it, from a lost laptop, a share or a stolen disk, can read "
    "every customer and invoice in it."
)
KEPT = "The office file is encrypted. Each desktop asks for the passphrase once and keeps the key in its keyring."
KNOW = (
    "Nobody can open the office without its passphrase or its recovery sheet, not even the makers of OfficeDesk.",
    "Backups made from then on are encrypted with the same key. Backups made before stay as they are.",
    "The file is written anew: close OfficeDesk on the other desktops first. A large office takes a minute.",
)
SERVER = "This office lies on a server. Encrypt the server’s disk instead: BitLocker, FileVault or LUKS."


class EncryptionSection(QWidget):
    """What can be done depends on whether the office is encrypted; all of it closes the window for a moment."""

    dirty = False

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.told = label("")
        self.told.setWordWrap(True)
        self.notice = label("", "note")
        self.notice.setWordWrap(True)
        self.notice.hide()
        icons = shell.icons
        self.encrypt = button(
            "Encrypt this office…", self._encrypt, kind="primary", icon=icons("lock-simple", "on_accent")
        )
        self.print = button("Print recovery sheet…", self._print, kind="primary", icon=icons("printer", "on_accent"))
        self.save = button("Save as PDF…", self._save, icon=icons("file-pdf"))
        self.change = button("Change passphrase…", self._change, icon=icons("key"))
        self.remove = button("Remove encryption…", self._remove, kind="danger")
        facts = QVBoxLayout()
        facts.setSpacing(6)
        facts.setContentsMargins(0, 0, 0, 0)
        for text in KNOW:
            line = label(f"•  {text}", "muted")
            line.setWordWrap(True)
            facts.addWidget(line)
        self._facts = holder(facts)
        card = holder(
            column(
                label("Encryption", "title"),
                self.told,
                self._facts,
                self.notice,
                row(self.encrypt, self.print, self.save, self.change, self.remove, None),
                spacing=14,
                margins=(20, 16, 20, 18),
            ),
            "card",
        )
        card.setMinimumWidth(620)
        card.setMaximumWidth(760)
        self.setLayout(column(row(card, None), None, margins=(16, 16, 16, 16)))
        for shown in (self.encrypt, self.print, self.save, self.change, self.remove):
            shown.hide()

    def show_section(self) -> None:
        """Read how the office is kept."""
        from officedesk.services.office.encryption import encryption

        desk, secrets = self._shell.desk, self._shell.secrets

        def look() -> tuple["Encryption", str]:
            found = encryption(desk)
            # The keyring is asked only where something is in it.
            return found, secrets.notice if found.encrypted and secrets is not None else ""

        self._shell.load(self, look, lambda found: self._show(*found))

    def _show(self, found: "Encryption", notice: str) -> None:
        may = self._shell.desk.may(Permission.ENCRYPT)
        self.told.setText(SERVER if not found.possible else KEPT if found.encrypted else OPEN)
        self._facts.setVisible(found.possible and not found.encrypted)
        self.notice.setText(notice)
        self.notice.setVisible(bool(notice))
        self.encrypt.setVisible(found.possible and not found.encrypted and may)
        for shown in (self.print, self.save, self.change, self.remove):
            shown.setVisible(found.encrypted and may)

    def _encrypt(self) -> None:
        self._ask("Encrypt this office", "Encrypt", "Encrypting the office…", "The office is encrypted. Print its "
                  "recovery sheet now.")  # fmt: skip

    def _change(self) -> None:
        self._ask("Change the passphrase", "Change", "Changing the passphrase…", "The passphrase is changed. The old "
                  "recovery sheet is void: print the new one.")  # fmt: skip

    def _ask(self, title: str, answer: str, doing: str, told: str) -> None:
        dialog = PassphraseQuestion(self._shell, self.window(), title, answer)
        dialog.on_key = lambda key: self._rewrite(key, doing, told)
        dialog.open()

    def _remove(self) -> None:
        dialog = RemoveQuestion(self._shell, self.window(), "Remove the encryption", "Remove", danger=True)
        dialog.on_answer = lambda: self._rewrite(None, "Removing the encryption…", "The office is not encrypted.")
        dialog.open()

    def _rewrite(self, key: "OfficeKey | None", doing: str, told: str) -> None:
        from officedesk.services.office.encryption import ready_to_rewrite, rewrite

        shell = self._shell
        desk, others = shell.desk, len(shell.others.desks)
        secrets = shell.secrets

        def ready(place: object) -> None:
            def work(report: Callable[[int, int], None], cancelled: Callable[[], bool]) -> None:
                rewrite(place, key, secrets, report, cancelled)  # type: ignore[arg-type]

            shell.reopen(Reopening(title=doing, work=work, told=told))

        shell.load(self, lambda: ready_to_rewrite(desk, others), ready)

    def _print(self) -> None:
        from officedesk.archive import recovery_sheet
        from officedesk.views.sales.paper_actions import print_drawn

        desk, shell = self._shell.desk, self._shell
        shell.load(self, lambda: recovery_sheet(desk), lambda paper: print_drawn(shell, paper, self))

    def _save(self) -> None:
        from officedesk.archive import recovery_sheet
        from officedesk.views.sales.paper_actions import save_drawn

        desk, shell = self._shell.desk, self._shell
        shell.load(self, lambda: recovery_sheet(desk), lambda paper: save_drawn(shell, paper, self))


class PassphraseQuestion(Question):
    """A new passphrase, typed twice; ``on_key`` gets its key."""

    def __init__(self, shell: Shell, parent: QWidget, title: str, answer: str) -> None:
        super().__init__(shell, parent, title, answer)
        self.on_key: Callable[[OfficeKey], object] = lambda _: None
        self.setMinimumWidth(460)
        hint = label(
            "Four or five unrelated words are easy to remember and hard to guess. Write it down only for the safe.",
            "muted",
        )
        hint.setWordWrap(True)
        self.passphrase, self.again = QLineEdit(), QLineEdit()
        moves = EnterMovesOn(self)
        self.fields = {}
        self.content.addWidget(hint)
        for name, words, edit in (
            ("passphrase", "Passphrase *", self.passphrase),
            ("again", "Once more *", self.again),
        ):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            self.fields[name] = FormField(words, edit)
            edit.textEdited.connect(lambda _, name=name: self.fields[name].show_error(""))
            self.content.addWidget(self.fields[name])
        moves.watch(self.passphrase)
        self.again.returnPressed.connect(self.answer)
        self.passphrase.setFocus()

    def answer(self) -> None:
        from officedesk.services.office.encryption import new_key

        if not self.wait():
            return
        desk, words, again = self.shell.desk, self.passphrase.text(), self.again.text()
        self.shell.load(self, lambda: new_key(desk, words, again), self._made, self.failed)

    def failed(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.ok.setEnabled(True)
            for name, field in self.fields.items():
                field.show_error(error.fields.get(name, ""))
            self.adjustSize()
            (self.passphrase if "passphrase" in error.fields else self.again).setFocus()
        else:
            super().failed(error)

    def _made(self, key: "OfficeKey") -> None:
        self.accept()
        self.on_key(key)


class RemoveQuestion(Question):
    """Whether the office shall be readable by whoever has the file."""

    on_answer: Callable[[], object]

    def __init__(self, shell: Shell, parent: QWidget, title: str, answer: str, *, danger: bool = False) -> None:
        super().__init__(shell, parent, title, answer, danger=danger)
        self.setMinimumWidth(440)
        told = label(
            "Whoever has the office file can read it then, without a passphrase. Encrypted backups stay encrypted: "
            "keep the recovery sheet for them."
        )
        told.setWordWrap(True)
        self.content.addWidget(told)
        self.ok.setFocus()

    def answer(self) -> None:
        if self.wait():
            self.accept()
            self.on_answer()
