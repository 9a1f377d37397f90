"""Files for a message: those of its customer, and new ones from this computer, which become the customer's."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QListWidget, QListWidgetItem, QMenu, QWidget

from officedesk.formatting import file_size
from officedesk.services.files.drafts import FileDraft
from officedesk.services.files.rows import FileRow
from officedesk.services.permissions import Permission
from officedesk.views.files.choosing import choose_files
from officedesk.views.lists.bulk import menu_action
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.search_box import SearchBox

SHOWN = 60


class MessageFiles(QObject):
    """``picked(attachment id, name)`` for each file that is to go with the message."""

    picked = Signal(int, str)

    def __init__(self, shell: Shell, owner: QWidget, say: Callable[[str], object]) -> None:
        """``say`` shows what goes on, and what went wrong."""
        super().__init__(owner)
        self._shell, self._owner, self._say = shell, owner, say

    def menu(self, customer_id: int) -> QMenu:
        """Where a file can come from."""
        menu = QMenu(self._owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        icons, may = self._shell.icons, self._shell.may
        menu_action(menu, icons("folder-open"), "One of the customer’s files…", lambda: self.choose(customer_id))
        menu_action(
            menu,
            icons("upload-simple"),
            "From this computer…",
            lambda: self.browse(customer_id),
            may(Permission.FILES_WRITE),
        )
        return menu

    def choose(self, customer_id: int) -> "FilePicker":
        """One of the files that the office has of the customer."""
        picker = FilePicker(self._shell, self._owner, customer_id)
        picker.picked.connect(self.picked)
        picker.open()
        return picker

    def browse(self, customer_id: int) -> QFileDialog:
        """A file of this computer: it is kept with the customer's files."""
        dialog = choose_files(self._owner, "Add a file", lambda paths: self.add(customer_id, paths))
        dialog.setObjectName("add_file")
        return dialog

    def add(self, customer_id: int, paths: list[Path]) -> None:
        """Take files of this computer into the office, and into the message."""
        desk = self._shell.desk

        def work(report, stopped) -> list[FileRow]:  # type: ignore[no-untyped-def]
            from officedesk.services.files.adding import add_file

            return [add_file(desk, path, FileDraft(customer_id), report, stopped) for path in paths]

        def done(rows: list[FileRow]) -> None:
            self._say("")
            for one in rows:
                self._shell.signals.changed.emit("attachment", one.id, customer_id)
                self.picked.emit(one.id, one.shown)

        def progress(so_far: int, total: int) -> None:
            if total:
                self._say(f"Adding {paths[0].name}: {100 * so_far // total} %")

        self._shell.runner.submit_long(
            work, done, lambda error: self._failed(error), owner=self._owner, progress=progress
        )

    def _failed(self, error: Exception) -> None:
        from officedesk.errors import OfficeError

        if isinstance(error, OfficeError):
            self._say(str(error))
        else:
            self._shell.fail(error)


class FilePicker(QDialog):
    """The customer's files, found by typing; Enter or a double click takes one."""

    picked = Signal(int, str)

    def __init__(self, shell: Shell, parent: QWidget, customer_id: int) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Add a file")
        self._shell, self._customer = shell, customer_id
        self._asked = 0
        self.search = SearchBox("Name, text or note", shell.icons, shell.theme)
        self.list = QListWidget()
        self.list.setProperty("role", "popup")
        self.list.setAccessibleName("Files of the customer")
        self.list.setUniformItemSizes(True)
        self.empty = label("The customer has no such file.", "muted")
        self.empty.hide()
        add = button("Add to the message", self._take, kind="primary")
        cancel = button("Cancel", self.reject)
        for made in (add, cancel):
            made.setAutoDefault(False)
        content = column(
            self.search, self.list, self.empty, row(None, cancel, add), spacing=10, margins=(16, 14, 16, 14)
        )
        content.setStretchFactor(self.list, 1)
        self.setLayout(content)
        self.resize(520, 420)
        self.search.typed.connect(lambda _: self._ask())
        self.search.down.connect(self.list.setFocus)
        self.search.entered.connect(self._take)
        self.list.itemActivated.connect(lambda _: self._take())
        self._ask()
        self.search.setFocus()

    def _ask(self) -> None:
        self._asked += 1
        asked, desk, text, customer_id = self._asked, self._shell.desk, self.search.text().strip(), self._customer

        def work() -> list[FileRow]:
            from officedesk.services.files.listing import FileList
            from officedesk.services.files.rows import FileFilter
            from officedesk.services.paging import Sort

            return FileList(desk).first(FileFilter(customer_id, text), Sort("added_at", True), SHOWN)

        self._shell.load(self, work, lambda rows: self._arrived(asked, rows))

    def _arrived(self, asked: int, rows: list[FileRow]) -> None:
        if asked != self._asked:
            return
        self.list.clear()
        for one in rows:
            day = self._shell.date(one.added_at.astimezone(self._shell.desk.zone).date())
            item = QListWidgetItem(f"{one.shown}  ·  {day}  ·  {file_size(one.size)}")
            item.setData(Qt.ItemDataRole.UserRole, (one.id, one.shown))
            self.list.addItem(item)
        self.empty.setVisible(not rows)
        if rows:
            self.list.setCurrentRow(0)

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.picked.emit(*item.data(Qt.ItemDataRole.UserRole))
            self.accept()
