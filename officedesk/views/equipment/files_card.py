"""The files of a piece of equipment: data sheets, photos of its plate; added, copied out, put into the trash."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from officedesk.models.enums import FileKind
from officedesk.services.permissions import Permission
from officedesk.views.equipment.rows_card import RowsCard, held
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label, row
from officedesk.views.widgets.elided import LinkLabel

if TYPE_CHECKING:
    from officedesk.services.files.rows import FileRow

ICONS = {FileKind.IMAGE: "image", FileKind.PDF: "file-pdf", FileKind.TEXT: "file-text", FileKind.OFFICE: "file-text"}


class FilesCard(RowsCard):
    """Files are copied to where the user says; nothing is opened from here."""

    def __init__(self, shell: Shell) -> None:
        self.add_button = button("Add file…", self.choose, icon=shell.icons("plus"))
        super().__init__("Files", self.add_button)
        self._shell = shell
        self._of = (0, 0)
        self._rows: tuple[FileRow, ...] = ()
        self.may = shell.may(Permission.FILES_WRITE)
        self.add_button.setVisible(self.may)
        shell.signals.changed.connect(self._office_changed)

    @property
    def names(self) -> list[str]:
        """What is listed."""
        return [one.name for one in self._rows]

    def show_files(self, customer_id: int, equipment_id: int) -> None:
        """Be about this piece of equipment."""
        self._of = customer_id, equipment_id
        self._load()

    def choose(self) -> None:
        """Ask for files to add."""
        dialog = QFileDialog(self, "Add files")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: self.add([Path(path) for path in paths]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add(self, paths: list[Path]) -> None:
        """Store copies of these files."""
        shell, desk, (customer_id, equipment_id) = self._shell, self._shell.desk, self._of

        def work() -> int:
            from officedesk.services.files.adding import add_file
            from officedesk.services.files.drafts import FileDraft

            for path in paths:
                add_file(desk, path, FileDraft(customer_id, equipment_id=equipment_id))
            return len(paths)

        def done(_count: int) -> None:
            shell.signals.changed.emit("attachment", 0, customer_id)

        def failed(error: Exception) -> None:
            # Those before it are there.
            shell.signals.changed.emit("attachment", 0, customer_id)
            shell.fail(error)

        shell.load(self, work, done, failed)

    def _load(self) -> None:
        desk, of = self._shell.desk, self._of
        if not of[1] or not self._shell.may(Permission.FILES_READ):
            return

        def work() -> "tuple[FileRow, ...]":
            from officedesk.services.files.listing import files_of

            return files_of(desk, "equipment", of[1])

        def arrived(rows: "tuple[FileRow, ...]") -> None:
            if of == self._of:
                self._rows = rows
                self.fill([self._row(one) for one in rows], "Data sheets and photos of it will be here.")

        self._shell.load(self, work, arrived)

    def _office_changed(self, entity: str, _entity_id: int, customer_id: int) -> None:
        if entity == "attachment" and customer_id in (0, self._of[0]):
            self._load()

    def _row(self, file: "FileRow") -> QWidget:
        from officedesk.services.files.kinds import shown

        icon = label()
        icon.setPixmap(self._shell.icons(ICONS.get(file.kind, "file"), "muted").pixmap(16, 16))
        link = LinkLabel(shown(file.name), least=60)
        link.setToolTip("Save a copy")
        link.setProperty("own_tip", True)
        link.clicked.connect(lambda: self._ask_copy(file))
        made = row(icon, link, None, spacing=6)
        if self.may:
            bin_ = button("", lambda: self._delete(file), kind="plain", icon=self._shell.icons("trash"))
            bin_.setToolTip("Delete")
            bin_.setAccessibleName(f"Delete {shown(file.name)}")
            made.addWidget(bin_)
        return held(made)

    def _ask_copy(self, file: "FileRow") -> None:
        from officedesk.services.files.kinds import safe_name

        dialog = QFileDialog(self, "Save a copy", str(Path.home() / safe_name(file.name)))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.fileSelected.connect(lambda path: self.copy_to(file, Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def copy_to(self, file: "FileRow", path: Path) -> None:
        """Write the content of a file to ``path``."""
        shell, desk = self._shell, self._shell.desk

        def work() -> None:
            from shutil import copyfileobj

            from officedesk.files import replacing
            from officedesk.services.files.reading import content

            with content(desk, file.id) as source, replacing(path) as target:
                copyfileobj(source, target, 1024 * 1024)

        shell.load(self, work, lambda _: shell.toast(f"Copy saved as {path.name}."))

    def _delete(self, file: "FileRow") -> None:
        shell, desk, customer_id = self._shell, self._shell.desk, self._of[0]

        def delete() -> None:
            from officedesk.services.files.editing import delete

            delete(desk, [file.id])

        def restore() -> None:
            from officedesk.services.files.editing import restore

            restore(desk, [file.id])

        def changed(_: object) -> None:
            shell.signals.changed.emit("attachment", file.id, customer_id)

        def deleted(_: object) -> None:
            changed(None)
            shell.toast("File deleted.", "Undo", lambda: shell.load(shell, restore, changed))

        shell.load(self, delete, deleted)
