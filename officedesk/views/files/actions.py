"""What is done to files: name and notes, folder, what they belong to, who sees them, the trash."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from officedesk.errors import InvalidInput
from officedesk.services.files.rows import FileRow, FolderRow
from officedesk.views.lists.bulk import Outcome, many, run_bulk
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import field, label
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import FormField
from officedesk.views.widgets.question import Question

WORD = "attachment"


def delete_files(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int) -> None:
    """Put them into the trash, with Undo."""
    desk = shell.desk

    def work() -> Outcome:
        from officedesk.services.files.editing import delete

        delete(desk, ids)
        return Outcome(tuple(ids))

    def undo(done: Sequence[int]) -> None:
        from officedesk.services.files.editing import restore

        restore(desk, done)

    run_bulk(shell, owner, work, lambda n: f"{many(n, 'file')} deleted.", WORD, customer_id, undo)


def show_technicians(shell: Shell, owner: QWidget, ids: Sequence[int], customer_id: int, *, on: bool) -> None:
    """Let technicians see them, or not, with Undo."""
    desk = shell.desk

    def work() -> Outcome:
        from officedesk.services.files.editing import show_technicians as change

        change(desk, ids, on)
        return Outcome(tuple(ids))

    def undo(done: Sequence[int]) -> None:
        from officedesk.services.files.editing import show_technicians as change

        change(desk, done, not on)

    told = "are shown to technicians" if on else "are kept from technicians"
    run_bulk(shell, owner, work, lambda n: f"{many(n, 'file')} {told}.", WORD, customer_id, undo)


def folder_names(folders: Sequence[FolderRow]) -> list[tuple[int, str]]:
    """Ids and names of folders, those in others with the way to them."""
    known = {folder.id: folder for folder in folders}

    def path(folder: FolderRow) -> str:
        above = known.get(folder.parent_id) if folder.parent_id is not None else None
        return f"{path(above)} / {folder.name}" if above is not None else folder.name

    own = sorted(((folder.id, path(folder)) for folder in folders if folder.own), key=lambda one: one[1].casefold())
    return own + [(folder.id, folder.name) for folder in folders if not folder.own]


class NameQuestion(Question):
    """The name of a file, and what it shows."""

    def __init__(self, shell: Shell, parent: QWidget, row: FileRow) -> None:
        super().__init__(shell, parent.window(), "Name and notes", "Save")
        self.setMinimumWidth(460)
        self._row = row
        self.name = QLineEdit(row.name)
        self.name_field = FormField("File name", self.name, required=True)
        self.description = QPlainTextEdit(row.description)
        self.description.setTabChangesFocus(True)
        self.description.setFixedHeight(96)
        self.content.addWidget(self.name_field)
        self.content.addLayout(field("Notes", self.description))
        self.name.setFocus()
        # The ending stays: it is what opens the file.
        stem = row.name.rpartition(".")[0]
        self.name.setSelection(0, len(stem or row.name))

    def answer(self) -> None:
        if not self.wait():
            return
        row, desk, shell = self._row, self.shell.desk, self.shell
        name, description = self.name.text(), self.description.toPlainText()

        def work() -> None:
            from officedesk.services.files.editing import describe, rename

            if name != row.name:
                rename(desk, row.id, name)
            if description != row.description:
                describe(desk, row.id, description)

        def done(_: object) -> None:
            shell.signals.changed.emit(WORD, row.id, row.customer_id)
            self.accept()

        shell.load(self, work, done, self.failed)

    def failed(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and "name" in error.fields:
            self.ok.setEnabled(True)
            self.name_field.show_error(error.fields["name"])
            self.name.setFocus()
        else:
            super().failed(error)


class FolderQuestion(Question):
    """Asks for the name of a folder; ``save(name)`` is a service call that may refuse it."""

    def __init__(
        self,
        shell: Shell,
        parent: QWidget,
        title: str,
        name: str,
        save: Callable[[str], object],
        done: Callable[[object], object],
    ) -> None:
        super().__init__(shell, parent.window(), title, "Save")
        self.setMinimumWidth(400)
        self._save, self._done = save, done
        self.name = QLineEdit(name)
        self.name_field = FormField("Folder name", self.name, required=True)
        self.content.addWidget(self.name_field)
        self.name.selectAll()
        self.name.returnPressed.connect(self.answer)

    def answer(self) -> None:
        if not self.wait():
            return
        name, save = self.name.text(), self._save

        def done(answer: object) -> None:
            self.accept()
            self._done(answer)

        self.shell.load(self, lambda: save(name), done, self.failed)

    def failed(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and "name" in error.fields:
            self.ok.setEnabled(True)
            self.name_field.show_error(error.fields["name"])
            self.name.setFocus()
        else:
            super().failed(error)


class MoveQuestion(Question):
    """Which folder files are to lie in; one can be made for it."""

    def __init__(
        self, shell: Shell, parent: QWidget, ids: Sequence[int], customer_id: int, folders: Sequence[FolderRow]
    ) -> None:
        super().__init__(shell, parent.window(), f"Move {many(len(ids), 'file')}", "Move")
        self.setMinimumWidth(440)
        self._ids, self._customer_id = list(ids), customer_id
        self.folder = Combo(shell.icons, shell.theme, empty="No folder")
        self.folder.set_choices(folder_names(folders))
        self.new = QLineEdit()
        self.new.setPlaceholderText("such as Photos or Permits")
        self.new_field = FormField("Or in a new folder", self.new)
        self.content.addLayout(field("Folder", self.folder))
        self.content.addWidget(self.new_field)

    def answer(self) -> None:
        if not self.wait():
            return
        ids, desk, shell, customer_id = self._ids, self.shell.desk, self.shell, self._customer_id
        chosen, named = self.folder.value(), self.new.text().strip()

        def work() -> None:
            from officedesk.services.files.editing import move, new_folder

            own = chosen if isinstance(chosen, int) and chosen > 0 else None
            move(desk, ids, new_folder(desk, customer_id, named, own) if named else chosen)

        def done(_: object) -> None:
            shell.signals.changed.emit(WORD, 0, customer_id)
            shell.signals.changed.emit("folder", 0, customer_id)
            shell.toast(f"{many(len(ids), 'file')} moved.", "Undo", lambda: shell.undo_wanted.emit("undo"))
            self.accept()

        shell.load(self, work, done, self.failed)

    def failed(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and "name" in error.fields:
            self.ok.setEnabled(True)
            self.new_field.show_error(error.fields["name"])
            self.new.setFocus()
        else:
            super().failed(error)


class BelongsQuestion(Question):
    """What files belong to: a location, a job, a piece of equipment, an invoice."""

    def __init__(self, shell: Shell, parent: QWidget, rows: Sequence[FileRow], customer_id: int) -> None:
        super().__init__(
            shell, parent.window(), f"What {'this file belongs' if len(rows) == 1 else 'these files belong'} to", "Save"
        )
        self.setMinimumWidth(480)
        self._rows, self._customer_id = list(rows), customer_id
        self.choices = {
            name: Combo(shell.icons, shell.theme, empty=f"No {word.lower()}")
            for name, word in (
                ("locations", "Location"),
                ("jobs", "Job"),
                ("equipment", "Equipment"),
                ("invoices", "Invoice"),
            )
        }
        for (name, combo), attribute in zip(self.choices.items(), _ATTRIBUTES, strict=True):
            self.content.addLayout(field(name.rstrip("s").capitalize() if name != "equipment" else "Equipment", combo))
            there = {getattr(row, attribute) for row in self._rows}
            combo.set_value(there.pop() if len(there) == 1 else None)
        if len(rows) > 1:
            self.content.addWidget(label("All of them will belong to what is chosen here.", "muted"))
        self.ok.setEnabled(False)
        desk = shell.desk

        def read() -> object:
            from officedesk.services.files.places import places

            return places(desk, customer_id)

        shell.load(self, read, self._arrived)

    def _arrived(self, places: object) -> None:
        for name, combo in self.choices.items():
            combo.set_choices(getattr(places, name))
            combo.setEnabled(bool(getattr(places, name)))
        self.ok.setEnabled(True)

    def answer(self) -> None:
        if not self.wait():
            return
        desk, shell, customer_id = self.shell.desk, self.shell, self._customer_id
        ids = [row.id for row in self._rows]
        values = dict(zip(_ATTRIBUTES, (combo.value() for combo in self.choices.values()), strict=True))

        def work() -> None:
            from officedesk.services.files.editing import tag

            tag(desk, ids, **values)

        def done(_: object) -> None:
            shell.signals.changed.emit(WORD, ids[0] if len(ids) == 1 else 0, customer_id)
            self.accept()

        shell.load(self, work, done, self.failed)


_ATTRIBUTES = ("location_id", "job_id", "equipment_id", "invoice_id")
