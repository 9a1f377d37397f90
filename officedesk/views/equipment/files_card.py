"""The files of a piece of equipment: data sheets, photos of its plate; dropped, pasted or chosen, and looked at."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from officedesk.formatting import file_size
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.rows import FileRow
from officedesk.services.permissions import Permission
from officedesk.views.equipment.rows_card import RowsCard, held
from officedesk.views.files.actions import delete_files
from officedesk.views.files.adding import FileAdder, Source, sources_of, takes
from officedesk.views.files.choosing import choose_files
from officedesk.views.files.columns import KINDS
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label, row
from officedesk.views.widgets.elided import LinkLabel


class FilesCard(RowsCard):
    """A click shows a file in the window; from there it is opened or saved."""

    def __init__(
        self, shell: Shell, entity: str = "equipment", nothing: str = "Drop data sheets and photos of it here."
    ) -> None:
        """``entity``: whose files, ``equipment``, ``job`` or ``project``; ``nothing`` is said while there are none."""
        self._entity, self._nothing = entity, nothing
        self.add_button = button(
            "Add files…", self.choose, icon=shell.icons("plus"), tip="Files can be dropped here or pasted too"
        )
        super().__init__("Files", self.add_button, fits=entity == "job")
        self._shell = shell
        self._of = (0, 0)
        self._rows: tuple[FileRow, ...] = ()
        self.may = shell.may(Permission.FILES_WRITE)
        self.adder = FileAdder(shell, self)
        self.layout().addWidget(self.adder.bar)
        self.add_button.setVisible(self.may)
        if self.may:
            self.setAcceptDrops(True)
            paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
            paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            paste.activated.connect(self.paste)
        shell.signals.changed.connect(self._office_changed)

    @property
    def names(self) -> list[str]:
        """What is listed."""
        return [one.name for one in self._rows]

    def show_files(self, customer_id: int, record_id: int) -> None:
        """Be about this record."""
        if (customer_id, record_id) != self._of:
            self._of = customer_id, record_id
            self._load()

    # --- adding ---

    def choose(self) -> None:
        """Ask for files to add."""
        choose_files(self, "Add files", self.add)

    def paste(self) -> None:
        """Add what is in the clipboard: files, or a picture."""
        if sources := sources_of(QGuiApplication.clipboard().mimeData()):
            self.add(sources)
        else:
            self._shell.toast("There is no file or picture in the clipboard.")

    def add(self, sources: Sequence[Source]) -> None:
        """Store copies of these files; a folder means all files in it."""
        customer_id, record_id = self._of
        whose = FileDraft(customer_id, equipment_id=record_id)
        if self._entity == "job":
            whose = FileDraft(customer_id, job_id=record_id)
        elif self._entity == "project":
            whose = FileDraft(customer_id, project_id=record_id)
        self.adder.add(sources, whose)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add(sources_of(event.mimeData()))

    # --- what is shown ---

    def show_file(self, file: FileRow) -> None:
        """Show one in the window; the arrows go through those of the card."""
        from officedesk.views.files.preview import show_file

        show_file(self._shell, self, file, [one.id for one in self._rows])

    def _load(self) -> None:
        desk, of, entity = self._shell.desk, self._of, self._entity
        if not of[1] or not self._shell.may(Permission.FILES_READ):
            return

        def work() -> tuple[FileRow, ...]:
            from officedesk.services.files.listing import files_of

            return files_of(desk, entity, of[1])

        def arrived(rows: tuple[FileRow, ...]) -> None:
            if of == self._of:
                self._rows = rows
                nothing = self._nothing if self.may else "There are no files of it."
                self.fill([self._row(one) for one in rows], nothing)
                self.filled()

        self._shell.load(self, work, arrived)

    def filled(self) -> None:
        """The files are known."""

    def _office_changed(self, entity: str, _entity_id: int, customer_id: int) -> None:
        if entity == "attachment" and customer_id in (0, self._of[0]):
            self._load()

    def _row(self, file: FileRow) -> QWidget:
        icon = label()
        icon.setPixmap(self._shell.icons(KINDS[file.kind][1], "muted").pixmap(16, 16))
        link = LinkLabel(file.shown, least=60)
        link.clicked.connect(lambda: self.show_file(file))
        made = row(icon, link, label(file_size(file.size), "small"), None, spacing=6)
        if self.may:
            bin_ = button("", lambda: self._delete(file), kind="plain", icon=self._shell.icons("trash"))
            bin_.setToolTip("Delete")
            bin_.setAccessibleName(f"Delete {file.shown}")
            made.addWidget(bin_)
        return held(made)

    def _delete(self, file: FileRow) -> None:
        # Undo is offered longer than the form may be open.
        delete_files(self._shell, self.window().parentWidget() or self, [file.id], file.customer_id)
