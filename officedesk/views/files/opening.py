"""Files outside the window: opened in the system's program from a copy nobody can change, or saved as a copy."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from officedesk.errors import OfficeError
from officedesk.models.enums import FileKind
from officedesk.services.files.rows import FileRow
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label
from officedesk.views.widgets.question import Question


def open_outside(shell: Shell, owner: QWidget, row: FileRow) -> None:
    """Open a file in the system's program; what may run or change something is asked about first."""
    if row.opens_quietly:
        _open(shell, owner, row)
    else:
        OpenQuestion(shell, owner, row).open()


class OpenQuestion(Question):
    """Asks before anything is opened that is more than a document."""

    def __init__(self, shell: Shell, owner: QWidget, row: FileRow) -> None:
        super().__init__(shell, owner.window(), "Open this file?", "Open anyway", danger=True)
        self._owner, self._row = owner, row
        self.setMinimumWidth(460)
        program = row.kind is FileKind.PROGRAM
        why = (
            "It is a program, a script or a document that can run one. Opened, it can do whatever you can do on this "
            "computer. Open it only if you know who sent it and expected it."
            if program
            else "OfficeDesk does not know this kind of file. The program that opens it decides what happens."
        )
        for text, role in ((row.shown, "strong"), (why, "")):
            told = label(text, role)
            told.setWordWrap(True)
            self.content.addWidget(told)

    def answer(self) -> None:
        self.accept()
        _open(self.shell, self._owner, self._row)


def _open(shell: Shell, owner: QWidget, row: FileRow) -> None:
    desk = shell.desk

    def work() -> Path:
        from officedesk.services.files.reading import copy_to_open

        return copy_to_open(desk, row.id)

    def opened(path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            shell.fail(
                OfficeError(f"No program on this computer opens {row.shown}.", hint="Save a copy of it instead.")
            )

    shell.load(owner, work, opened)


def save_copy(shell: Shell, owner: QWidget, row: FileRow) -> QFileDialog:
    """Ask where to, and save the file there."""
    from officedesk.services.files.kinds import safe_name

    dialog = QFileDialog(owner.window(), "Save a copy", safe_name(row.name))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    desk = shell.desk

    def chosen_as(chosen: str) -> None:
        def work() -> None:
            from officedesk.services.files.reading import save_copy as save

            save(desk, row.id, Path(chosen))

        shell.load(owner, work, lambda _: shell.toast(f"Saved as {Path(chosen).name}."))

    dialog.fileSelected.connect(chosen_as)
    dialog.open()
    return dialog
