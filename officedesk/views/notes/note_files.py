"""The files on a note: what is stored, and what is added with the next save."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from officedesk.errors import Cancelled, OfficeError
from officedesk.formatting import file_size
from officedesk.services.desk import Desk
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.kinds import shown
from officedesk.services.files.rows import FileRow
from officedesk.services.notes.drafts import NoteDraft
from officedesk.services.permissions import Permission
from officedesk.views.files.actions import delete_files
from officedesk.views.files.adding import Pasted, Source, sources_of
from officedesk.views.files.choosing import choose_files
from officedesk.views.files.columns import KINDS
from officedesk.views.shell import Shell
from officedesk.views.tasks import Progress
from officedesk.views.widgets.basics import button, label, row
from officedesk.views.widgets.elided import ElidedLabel, LinkLabel

HIGHEST = 92


def add_files(
    desk: Desk, note: NoteDraft, files: Sequence[Source], report: Progress, cancelled: Callable[[], bool]
) -> tuple[list[Source], Exception | None]:
    """Store files on a note, off the GUI thread: gives those that were not, and why not."""
    from officedesk.services.files.adding import add_bytes, add_file

    draft = FileDraft(
        note.customer_id,
        location_id=note.location_id,
        job_id=note.job_id,
        task_id=note.task_id,
        note_id=note.id,
    )
    left: list[Source] = []
    trouble: Exception | None = None
    for number, file in enumerate(files):
        try:
            if isinstance(file, Pasted):
                add_bytes(desk, file.name, file.content, draft)
            else:
                add_file(desk, file, draft, report, cancelled)
        except Cancelled as stopped:
            return [*left, *files[number:]], trouble or stopped
        except OfficeError as error:
            left.append(file)
            trouble = trouble or error
    return left, trouble


class NoteText(QPlainTextEdit):
    """The words of a note; files that are pasted or dropped go to it and not into its words."""

    files_given = Signal(object)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return bool(source.hasUrls() or source.hasImage()) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if not self.isReadOnly() and (files := sources_of(source)):
            self.files_given.emit(files)
        else:
            super().insertFromMimeData(source)


class NoteFiles(QFrame):
    """``changed`` when files to add came or went; takes no room without any. The form places ``attach``."""

    changed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.rows: tuple[FileRow, ...] = ()
        self.new: tuple[Source, ...] = ()
        self._may = shell.may(Permission.FILES_WRITE)
        self.setAccessibleName("Files")
        self.attach = button(
            "Attach files…",
            self.browse,
            kind="link",
            icon=shell.icons("paperclip", "accent"),
            tip="Browse for files, drop them here, or paste them into the note",
        )
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._area)
        self._fill()

    def tell(self, rows: Sequence[FileRow]) -> None:
        """Show the stored files; what is still to be added stays."""
        if tuple(rows) != self.rows:
            self.rows = tuple(rows)
            self._fill()

    def set_new(self, files: Sequence[Source]) -> None:
        """Make these the files that are still to be added."""
        self.new = tuple(files)
        self._fill()
        self.changed.emit()

    def add(self, files: Sequence[Source]) -> None:
        """Add files with the next save."""
        if self._may and files and not self.attach.isHidden():
            self.set_new((*self.new, *(one for one in files if one not in self.new)))

    def browse(self) -> None:
        """Ask for files."""
        choose_files(self.window(), "Attach files", self.add)

    def offer(self, on: bool) -> None:
        """Files may be added and taken away, or only opened."""
        self.attach.setVisible(on and self._may)
        self._fill()

    # --- what is shown ---

    def _fill(self) -> None:
        ground = QWidget()
        layout = QVBoxLayout(ground)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for stored in self.rows:
            link = LinkLabel(stored.shown, least=60)
            link.clicked.connect(lambda stored=stored: self.show_file(stored))
            size, icon = file_size(stored.size), KINDS[stored.kind][1]
            layout.addLayout(self._line(link, size, stored.shown, lambda stored=stored: self.delete(stored), icon))
        for file in self.new:
            name = ElidedLabel(shown(file.name), least=60)
            layout.addLayout(
                self._line(name, "added when you save", shown(file.name), lambda file=file: self._drop(file))
            )
        layout.addStretch(1)
        self._area.setWidget(ground)
        self.setVisible(bool(self.rows or self.new))
        self._area.setFixedHeight(min(HIGHEST, ground.sizeHint().height() + 2))

    def _line(
        self, name: QWidget, about: str, called: str, remove: Callable[[], object], icon: str = "file"
    ) -> QVBoxLayout:
        picture = label()
        picture.setPixmap(self._shell.icons(icon, "muted").pixmap(14, 14))
        gone = button("", remove, kind="plain", icon=self._shell.icons("x", "muted"), tip="Remove this file")
        gone.setAccessibleName(f"Remove {called[:60]}")
        gone.setFixedSize(24, 20)
        if not self._may or self.attach.isHidden():
            gone.hide()
        made = QVBoxLayout()
        made.addLayout(row(picture, name, label(about, "small"), None, gone, spacing=6))
        return made

    # --- what is done ---

    def show_file(self, stored: FileRow) -> None:
        """Show a stored file in the window; the arrows go through those of the note."""
        from officedesk.views.files.preview import show_file

        show_file(self._shell, self, stored, [one.id for one in self.rows])

    def delete(self, stored: FileRow) -> None:
        """Put a stored file into the trash, with Undo."""
        # Undo is offered longer than the form may be open.
        owner = self.window().parentWidget() or self
        delete_files(self._shell, owner, [stored.id], stored.customer_id)

    def _drop(self, file: Source) -> None:
        self.set_new([one for one in self.new if one is not file])
