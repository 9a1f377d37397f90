"""The two kinds of settings sections: one record in a form, and a short list with a dialog to edit a row."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QMenu, QScrollArea, QVBoxLayout, QWidget

from officedesk.errors import Conflict, InvalidInput, OfficeError
from officedesk.services.paging import Sort
from officedesk.views.fellows import EditorsChip
from officedesk.views.lists.columns import Column
from officedesk.views.lists.filters import FilterRow
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.office.live_section import LiveSection, ask
from officedesk.views.office.memory_source import MemorySource
from officedesk.views.office.record_form import FieldSpec, RecordForm
from officedesk.views.office.record_merge import merge_records
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, row

Save = Callable[[Any], Any]


class FormSection(QWidget):
    """One record, always there: loaded when shown, saved with Ctrl+S."""

    def __init__(
        self, shell: Shell, title: str, specs: Sequence[FieldSpec], load: Callable[[], Any], save: Save, entity: str
    ) -> None:
        super().__init__()
        self.shell, self._load, self._store, self._entity = shell, load, save, entity
        self.form = RecordForm(shell, specs)
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._save = button("Save", self.save, kind="primary")
        self._save.setEnabled(False)
        self.saving = False
        self.live = LiveSection(self, entity)
        head = row(label(title, "title"), self.live.fellows.chip, None)
        self.body = column(head, self.form, spacing=14, margins=(20, 16, 20, 16))
        card = holder(self.body, "card")
        foot = row(self._error, None, self._save)
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(holder(column(card, None, margins=(16, 16, 16, 0))))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.live.fellows.news)
        layout.addWidget(scroll, 1)
        layout.addWidget(holder(column(foot, margins=(16, 8, 16, 10)), "panel"))
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self, self.save)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.form.edited.connect(self._edited)

    @property
    def dirty(self) -> bool:
        """Something was typed that is not saved."""
        return self.form.dirty

    def show_section(self) -> None:
        """Read the record, unless there is something unsaved."""
        if not self.dirty:
            self.shell.load(self, self._load, self._loaded)

    def forget(self) -> None:
        """Drop what was typed."""
        self.form.load(self.form._draft)
        self._edited()

    def save(self) -> None:
        """Store what was typed; it stays in the form when it cannot be stored."""
        if self.form.unreadable():
            return
        draft = self.form.draft()
        self._save.setEnabled(False)
        self._error.clear()
        self.saving = True
        self.shell.load(self, lambda: self._store(draft), self._saved, self._refused)

    def read(self) -> Any:
        """The record as it is stored (off the GUI thread)."""
        return self._load()

    def draft(self) -> Any:
        """The record as the form has it."""
        return self.form.draft()

    def take(self, draft: Any, base: Any) -> None:
        """Go on with ``draft`` over ``base``, which another desktop stored; place and focus stay."""
        self.form.take(draft, base)
        self._edited()

    def review(self, theirs: Any) -> None:
        """Ask which of two versions to keep, field by field, and save."""
        mine = self.draft()
        who = self.live.fellows.who

        def keep(draft: Any) -> None:
            self.take(draft, theirs)
            self.live.fellows.news.clear()
            self.save()

        merged = merge_records(self.form.base, mine, theirs)
        ask(self, self.form, merged, mine, theirs, f"{who} changed this while you were editing.", keep)

    def _loaded(self, draft: Any) -> None:
        self.form.load(draft)
        self._edited()

    def _saved(self, draft: Any) -> None:
        self.saving = False
        self.live.fellows.news.clear()
        self._loaded(draft)
        self.shell.signals.changed.emit(self._entity, getattr(draft, "id", None) or 0, 0)
        self.shell.toast("Saved.")

    def _refused(self, error: Exception) -> None:
        self.saving = False
        self._save.setEnabled(True)
        if isinstance(error, InvalidInput):
            self._error.setText(" ".join(self.form.show_errors(error.fields)))
        elif isinstance(error, Conflict) and error.theirs is not None:
            self.review(error.theirs)
        elif isinstance(error, OfficeError):
            self._error.setText(str(error))
        else:
            self.shell.fail(error)

    def _edited(self) -> None:
        self._save.setEnabled(self.dirty and not self.saving)
        self.live.tell()


class RecordDialog(QDialog):
    """Edits one row of a list section. ``saved`` once it is stored."""

    saved = Signal(object)

    def __init__(
        self, shell: Shell, title: str, specs: Sequence[FieldSpec], draft: Any, save: Save, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(560)
        self._shell, self._store = shell, save
        self.form = RecordForm(shell, specs)
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._save = button("Save", self.save, kind="primary", shortcut="Ctrl+S")
        self.chip = EditorsChip(shell)
        self.body = column(self.form, spacing=12)
        self.setLayout(
            column(
                self.body,
                self._error,
                None,
                row(self.chip, None, button("Cancel", self.reject), self._save),
                spacing=12,
                margins=(18, 16, 18, 14),
            )
        )
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.save)
        self.form.load(draft)

    def draft(self) -> Any:
        """What is stored; dialogs with more than fields add to it."""
        return self.form.draft()

    def save(self) -> None:
        if self.form.unreadable() or not self._save.isEnabled():
            return
        draft = self.draft()
        self._save.setEnabled(False)
        self._shell.load(self, lambda: self._store(draft), self._done, self._refused)

    def watch(self, entity: str) -> None:
        """The record is one of the change log: others see that it is edited here, and the dialog says who else does."""
        entity_id = getattr(self.form.base, "id", None) or 0
        self._shell.others.edit(self, entity, entity_id)
        self.chip.watch(entity, entity_id)

    def take(self, draft: Any, base: Any) -> None:
        """Go on with ``draft`` over ``base``, which another desktop stored."""
        self.form.take(draft, base)

    def _settle(self, error: Conflict) -> None:
        mine, theirs = self.draft(), error.theirs

        def keep(draft: Any) -> None:
            self.take(draft, theirs)
            self.save()

        ask(self, self.form, merge_records(self.form.base, mine, theirs), mine, theirs, error.message, keep)

    def done(self, result: int) -> None:
        self._shell.others.edit(self)
        super().done(result)

    def _done(self, stored: Any) -> None:
        self.saved.emit(stored)
        self.accept()

    def _refused(self, error: Exception) -> None:
        self._save.setEnabled(True)
        if isinstance(error, InvalidInput):
            self._error.setText(" ".join(self.form.show_errors(error.fields)))
        elif isinstance(error, Conflict) and type(error.theirs) is type(self.form.base):
            self._settle(error)
        elif isinstance(error, OfficeError):
            self._error.setText(str(error))
        else:
            self._shell.fail(error)


class TextFilter(FilterRow):
    """Only the search field."""

    def query(self) -> str:
        return self.search.text().strip()


class TableSection(QWidget):
    """A short list: Enter edits a row, + Add new makes one."""

    def __init__(
        self,
        shell: Shell,
        *,
        name: str,
        title: str,
        one: str,
        many: str,
        columns: Sequence[Column],
        load: Callable[[], Sequence[Any]],
        text: Callable[[Any], str],
        edit: Callable[["TableSection", Any | None], QDialog] | None = None,
        entity: str,
        empty: str,
        remove: Callable[[Any], None] | None = None,
        sort: Sort | None = None,
        can_add: bool = True,
    ) -> None:
        super().__init__()
        self.shell = shell
        self._edit, self._remove, self._entity = edit, remove, entity
        self._source = MemorySource(load, text)
        filters = TextFilter(shell, f"Search {many}")
        kind = ListKind(
            name=f"settings_{name}",
            columns=columns,
            sort=sort or Sort(columns[0].name),
            one=one,
            many=many,
            empty=empty,
            add=f"New {one}" if can_add else "",
            entities=frozenset({entity}),
        )
        self.panel = ListPanel(shell, kind, self._source, filters)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        actions = (
            [button(f"New {one}", self.add, kind="primary", icon=shell.icons("plus", "on_accent"))] if kind.add else []
        )
        layout.addWidget(holder(row(label(title, "title"), None, *actions, margins=(16, 12, 16, 2)), "panel"))
        layout.addWidget(self.panel, 1)
        self.panel.opened.connect(self._open)
        self.panel.add_wanted.connect(self.add)
        self.panel.set_row_menu(self._menu)
        self.dirty = False

    def show_section(self) -> None:
        self.panel.load()

    def forget(self) -> None:
        """Nothing is typed here."""

    def add(self) -> None:
        """Begin a new row."""
        self.begin(None)

    def begin(self, record: Any | None) -> None:
        """Open the dialog of a row, or of a new one; sections without ``edit`` have their own."""
        if self._edit is not None:
            self._show(self._edit(self, record))

    def changed(self, entity_id: int = 0) -> None:
        """Something of this list was stored."""
        self.shell.signals.changed.emit(self._entity, entity_id, 0)
        self.panel.reload()

    def _open(self, entity_id: int) -> None:
        rows = self._source.rows([entity_id])
        if rows:
            self.begin(rows[0])

    def _show(self, dialog: QDialog) -> None:
        if isinstance(dialog, RecordDialog):
            dialog.watch(self._entity)
            dialog.saved.connect(lambda stored: self.changed(getattr(stored, "id", None) or 0))
        dialog.open()

    def _menu(self, record: Any) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.shell.icons("pencil-simple"), "Edit").triggered.connect(lambda: self._open(record.id))
        remove = self._remove
        if remove is not None:
            action = menu.addAction(self.shell.icons("trash"), "Delete")
            action.triggered.connect(
                lambda: self.shell.load(self, lambda: remove(record), lambda _: self._removed(record))
            )
        return menu

    def _removed(self, record: Any) -> None:
        self.changed(record.id)
        self.shell.toast(f"{getattr(record, 'name', 'Row')} deleted.")
