"""The Attachments tab: the customer's files, as a list or as pictures, in folders."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QMenu

from officedesk.services.customers.rows import Profile
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.listing import FileList
from officedesk.services.files.rows import FileFilter, FileRow, FolderRow
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.views.customers.tabs.base import ListTab, SubjectFilters
from officedesk.views.files.actions import (
    BelongsQuestion,
    FolderQuestion,
    MoveQuestion,
    NameQuestion,
    delete_files,
    folder_names,
    show_technicians,
)
from officedesk.views.files.adding import DropHint, FileAdder, Source, sources_of, takes
from officedesk.views.files.choosing import choose_files
from officedesk.views.files.columns import KINDS, file_columns
from officedesk.views.files.folder_strip import OPENED, FolderStrip
from officedesk.views.files.opening import open_outside, save_copy
from officedesk.views.files.thumbnails import Thumbnails
from officedesk.views.lists.bulk import Bulk, menu_action, more_button
from officedesk.views.lists.export import export_entry
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button
from officedesk.views.widgets.choice import ChoiceButton

_KINDS = list(KINDS)


class FileFilters(SubjectFilters):
    """Text, folder and kind."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.search.setToolTip("Name, notes, location or job, and the words in PDF, Word and text files")
        self.folder = FolderStrip(shell)
        self.kind = ChoiceButton("Kind", None, single=True, none="any")
        self.kind.set_choices([(number, KINDS[kind][0]) for number, kind in enumerate(_KINDS)])
        self.folder.chosen.connect(self.tell)
        self.kind.chosen.connect(self.tell)
        self.add(self.kind)

    @property
    def folder_id(self) -> int | None:
        return self.folder.value[0] if self.folder.value and not self.opened else None

    @property
    def opened(self) -> bool:
        """Only what was opened lately."""
        return self.folder.value == (OPENED,)

    def query(self) -> FileFilter:
        return FileFilter(
            customer_id=self.subject.customer_id or None,
            text=self.search.text().strip(),
            folder_id=self.folder_id,
            kind=_KINDS[self.kind.value[0]] if self.kind.value else None,
            location_id=self.subject.location_id,
            opened=self.opened,
        )

    @property
    def active(self) -> bool:
        return bool(self.search.text().strip() or self.folder.value or self.kind.value)

    def reset(self) -> None:
        super().reset()
        self.folder.set_value(())
        self.kind.set_value(())

    def put(self, query: FileFilter) -> None:
        known = () if query.folder_id is None else (query.folder_id,)
        self.folder.set_value((OPENED,) if query.opened else known)
        self.kind.set_value(() if query.kind is None else (_KINDS.index(query.kind),))
        super().put(query)


class AttachmentsTab(ListTab):
    name = "attachments"
    title = "Attachments"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._folders: tuple[FolderRow, ...] = ()
        self._asked = 0
        self.adder, self.hint = FileAdder(shell, self), DropHint(self)
        self.layout().addWidget(self.adder.bar)
        if isinstance(self.filters, FileFilters):
            strip = self.filters.folder
            self.layout().setSpacing(0)
            self.layout().insertWidget(0, strip)
            strip.new_wanted.connect(self._new_folder)
            strip.rename_wanted.connect(self._rename_folder)
            strip.delete_wanted.connect(self._delete_folder)
        writes = Permission.FILES_WRITE
        entries = (
            Bulk("Move to folder…", "folder", self._move, needs=writes),
            Bulk("Belongs to…", "link", self._belongs, needs=writes),
            Bulk(
                "Show to technicians",
                "identification-badge",
                lambda ids: self._technicians(ids, True),
                needs=Permission.CUSTOMERS_WRITE,
            ),
            Bulk(
                "Keep from technicians",
                "eye-slash",
                lambda ids: self._technicians(ids, False),
                needs=Permission.CUSTOMERS_WRITE,
            ),
            None,
            Bulk("Delete", "trash", self._delete, danger=True, needs=writes),
            None,
            Bulk("Add a whole folder…", "folder-plus", lambda _: self.browse_folder(), needs_rows=False, needs=writes),
            Bulk("New folder…", "folder-simple-plus", lambda _: self._new_folder(), needs_rows=False, needs=writes),
            Bulk(
                "Rename this folder…", "pencil-simple", lambda _: self._rename_folder(), needs_rows=False, needs=writes
            ),
            Bulk("Delete this folder", "folder-minus", lambda _: self._delete_folder(), needs_rows=False, needs=writes),
            None,
            export_entry(shell, self.panel, "files"),
        )
        self.filters.add_action(more_button(shell, self.panel, entries))
        if shell.may(writes):
            plus = shell.icons("plus", "on_accent")
            tip = "Add files; they can be dropped here or pasted too"
            self.filters.add_action(button("Add files", self.browse, kind="primary", icon=plus, tip=tip))
            self.setAcceptDrops(True)
            paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
            paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            paste.activated.connect(self.paste)
        self.panel.opened.connect(self.preview)
        self.panel.add_wanted.connect(self.browse)
        self.panel.set_row_menu(self._row_menu)
        shell.signals.changed.connect(self._office_changed)

    def make_filters(self) -> SubjectFilters:
        return FileFilters(self.shell)

    def make_panel(self) -> ListPanel:
        kind = ListKind(
            name="profile_files",
            columns=file_columns(self.shell),
            sort=Sort("taken_at", descending=True),
            one="file",
            many="files",
            empty="Photos, permits, signed papers: drop files here, paste them, or choose them.",
            add="Add files",
            needs=Permission.FILES_WRITE,
            entities=frozenset({"attachment", "folder", "job"}),
            pictures=Thumbnails(self.shell, self),
        )
        return ListPanel(self.shell, kind, FileList(self.shell.desk), self.filters)

    def count_of(self, profile: Profile) -> int:
        return profile.counts.attachments

    def load(self) -> None:
        super().load()
        self._read_folders()

    def show_figure(self, _figure: str) -> None:
        """All files that the profile counts."""
        if self.filters.active:
            self.filters.clear()

    def start_over(self) -> None:
        super().start_over()
        self._folders = ()
        if isinstance(self.filters, FileFilters):
            self.filters.folder.forget()

    @property
    def _chosen_folder(self) -> int | None:
        return self.filters.folder_id if isinstance(self.filters, FileFilters) else None

    def _draft(self) -> FileDraft:
        """New files belong to what is looked at: the folder, and the location the profile is narrowed to."""
        folder = self._chosen_folder or None
        return FileDraft(self.subject.customer_id, folder_id=folder, location_id=self.subject.location_id)

    # --- adding ---

    def browse(self) -> QFileDialog:
        """Choose files of this computer."""
        return choose_files(self.window(), "Add files", self.add)

    def browse_folder(self) -> QFileDialog:
        """Choose a folder: all files in it are added."""
        dialog = QFileDialog(self.window(), "Add a whole folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.add([Path(name)]))
        dialog.open()
        return dialog

    def paste(self) -> None:
        """Add what is in the clipboard: files, or a picture."""
        sources = sources_of(QGuiApplication.clipboard().mimeData())
        if sources:
            self.add(sources)
        else:
            self.shell.toast("There is no file or picture in the clipboard.")

    def add(self, sources: Sequence[Source]) -> None:
        """Add them to what is looked at."""
        self.adder.add(sources, self._draft())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if takes(event.mimeData()):
            event.acceptProposedAction()
            names = dict(folder_names(self._folders))
            folder = names.get(self._chosen_folder or 0, "")
            self.hint.tell(f"Drop the files to add them to {folder or 'the customer’s files'}")

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.hint.hide()
        event.acceptProposedAction()
        self.add(sources_of(event.mimeData()))

    # --- looking ---

    def preview(self, attachment_id: int) -> None:
        """Show a file in the window; the arrows go through the list as it is."""
        row = self._row(attachment_id)
        if row is None:
            return
        from officedesk.views.files.preview import show_file

        show_file(self.shell, self, row, self.panel.model.all_ids())

    def _row(self, attachment_id: int) -> FileRow | None:
        place = self.panel.model.row_of(attachment_id)
        row: FileRow | None = self.panel.model.row_at(place) if place is not None else None
        return row

    def _row_menu(self, row: FileRow) -> QMenu:
        menu, icons, shell = QMenu(self), self.shell.icons, self.shell
        writes, office = shell.may(Permission.FILES_WRITE), shell.may(Permission.CUSTOMERS_WRITE)
        menu_action(menu, icons("eye"), "Preview", lambda: self.preview(row.id))
        menu_action(menu, icons("arrow-square-out"), "Open in its program", lambda: open_outside(shell, self, row))
        menu_action(menu, icons("download-simple"), "Save a copy…", lambda: save_copy(shell, self, row))
        menu.addSeparator()
        menu_action(
            menu, icons("pencil-simple"), "Name and notes…", lambda: NameQuestion(shell, self, row).open(), writes
        )
        menu_action(menu, icons("folder"), "Move to folder…", lambda: self._move([row.id]), writes)
        menu_action(menu, icons("link"), "Belongs to…", lambda: self._belongs([row.id]), writes)
        if row.for_technicians:
            menu_action(
                menu, icons("eye-slash"), "Keep from technicians", lambda: self._technicians([row.id], False), office
            )
        else:
            menu_action(
                menu,
                icons("identification-badge"),
                "Show to technicians",
                lambda: self._technicians([row.id], True),
                office,
            )
        menu.addSeparator()
        menu_action(menu, icons("trash", "bad"), "Delete", lambda: self._delete([row.id]), writes)
        return menu

    # --- changing ---

    def _delete(self, ids: list[int]) -> None:
        delete_files(self.shell, self, ids, self.subject.customer_id)

    def _technicians(self, ids: list[int], on: bool) -> None:
        show_technicians(self.shell, self, ids, self.subject.customer_id, on=on)

    def _move(self, ids: list[int]) -> None:
        MoveQuestion(self.shell, self, ids, self.subject.customer_id, self._folders).open()

    def _belongs(self, ids: list[int]) -> None:
        rows = [row for row in map(self._row, ids) if row is not None]
        if rows:
            BelongsQuestion(self.shell, self, rows, self.subject.customer_id).open()

    def _new_folder(self) -> None:
        desk, customer_id = self.shell.desk, self.subject.customer_id
        chosen = self._chosen_folder
        inside = chosen if chosen is not None and chosen > 0 else None

        def save(name: str) -> int:
            from officedesk.services.files.editing import new_folder

            return new_folder(desk, customer_id, name, inside)

        FolderQuestion(self.shell, self, "New folder", "", save, self._folders_changed).open()

    def _rename_folder(self) -> None:
        folder = self._own_folder()
        if folder is None:
            return
        desk = self.shell.desk

        def save(name: str) -> None:
            from officedesk.services.files.editing import rename_folder

            rename_folder(desk, folder.id, name)

        FolderQuestion(self.shell, self, "Rename folder", folder.name, save, self._folders_changed).open()

    def _delete_folder(self) -> None:
        folder = self._own_folder()
        if folder is None:
            return
        desk, shell = self.shell.desk, self.shell

        def work() -> None:
            from officedesk.services.files.editing import delete_folder

            delete_folder(desk, folder.id)

        def done(_: object) -> None:
            shell.toast(
                f"Folder {folder.name} deleted; its files stay.", "Undo", lambda: shell.undo_wanted.emit("undo")
            )
            self._folders_changed(None)

        shell.load(self, work, done)

    def _own_folder(self) -> FolderRow | None:
        chosen = self._chosen_folder
        found = next((one for one in self._folders if one.id == chosen and one.own), None)
        if found is None:
            self.shell.toast("Choose one of your own folders first.")
        return found

    def _folders_changed(self, _: object) -> None:
        self.shell.signals.changed.emit("folder", 0, self.subject.customer_id)

    def _office_changed(self, entity: str, _entity_id: int, customer_id: int) -> None:
        if entity in ("folder", "attachment") and customer_id in (0, self.subject.customer_id) and self.isVisible():
            self._read_folders()

    def _read_folders(self) -> None:
        self._asked += 1
        asked, desk, customer_id = self._asked, self.shell.desk, self.subject.customer_id

        def read() -> tuple[FolderRow, ...]:
            from officedesk.services.files.listing import folders

            return folders(desk, customer_id)

        def arrived(found: tuple[FolderRow, ...]) -> None:
            if asked != self._asked:
                return
            self._folders = found
            filters = self.filters
            if isinstance(filters, FileFilters):
                before = filters.folder.value
                filters.folder.set_folders(found, folder_names(found))
                if filters.folder.value != before:
                    filters.tell()

        self.shell.load(self, read, arrived)
