"""Files outside the window: opened in the system's program from a copy nobody can change, or saved as a copy."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from officedesk.errors import OfficeError
from officedesk.models.enums import FileKind
from officedesk.services.files.rows import FileRow
from officedesk.views.files.contents import Showable, copy_to_open, save
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label
from officedesk.views.widgets.question import Question
from officedesk.views.widgets.tips import breakable


def open_outside(shell: Shell, owner: QWidget, row: Showable) -> None:
    """Open a file in the system's program; what may run or change something is asked about first."""
    if row.opens_quietly:
        _open(shell, owner, row)
    else:
        OpenQuestion(shell, owner, row).open()


class OpenQuestion(Question):
    """Asks before anything is opened that is more than a document."""

    def __init__(self, shell: Shell, owner: QWidget, row: Showable) -> None:
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
            told = label(breakable(text), role)
            told.setWordWrap(True)
            self.content.addWidget(told)

    def answer(self) -> None:
        self.accept()
        _open(self.shell, self._owner, self._row)


def _open(shell: Shell, owner: QWidget, row: Showable) -> None:
    desk = shell.desk

    def work() -> Path:
        return copy_to_open(desk, row)

    def opened(path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            shell.fail(
                OfficeError(f"No program on this computer opens {row.shown}.", hint="Save a copy of it instead.")
            )

    shell.load(owner, work, opened)
    if isinstance(row, FileRow):
        remember(shell, [row.id])


def remember(shell: Shell, ids: Sequence[int]) -> None:
    """Remember that these files were looked at, the latest first; where nothing may be saved, nothing is."""
    desk = shell.desk

    def work() -> None:
        from officedesk.services.files.opened import remember_opened

        with suppress(OfficeError):
            remember_opened(desk, ids)

    if ids:
        # Whoever showed them may be gone by then.
        shell.load(shell, work, lambda _: None)


def save_copy(shell: Shell, owner: QWidget, row: Showable) -> QFileDialog:
    """Ask where to, and save the file there."""
    from officedesk.services.files.kinds import safe_name

    dialog = QFileDialog(owner.window(), "Save a copy", safe_name(row.name))
    dialog.setObjectName("save_copy")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.fileSelected.connect(lambda chosen: save_to(shell, owner, row, Path(chosen)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def save_to(shell: Shell, owner: QWidget, row: Showable, path: Path) -> None:
    """Save the file there."""
    desk = shell.desk
    shell.load(owner, lambda: save(desk, row, path), lambda _: shell.toast(f"Saved as {path.name}."))
