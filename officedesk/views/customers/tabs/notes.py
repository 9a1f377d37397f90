"""The Notes tab."""

from PySide6.QtWidgets import QMenu

from officedesk.services.customers.rows import Profile
from officedesk.services.notes.listing import NoteList
from officedesk.services.notes.rows import NoteFilter, NoteRow
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.views.customers.tabs.base import ListTab, SubjectFilters
from officedesk.views.lists.bulk import Bulk, more_button
from officedesk.views.lists.export import export_entry
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.notes.note_actions import delete_notes, fill_note_menu, open_note, pin_notes, write_note
from officedesk.views.notes.words import KINDS, note_columns
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button
from officedesk.views.widgets.choice import ChoiceButton


class NoteFilters(SubjectFilters):
    """Text and kind."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.kind = ChoiceButton("Kind", None, single=True, none="any")
        self.kind.set_choices(list(enumerate(KINDS.values())))
        self.kind.chosen.connect(self.tell)
        self.add(self.kind)

    def query(self) -> NoteFilter:
        return NoteFilter(
            customer_id=self.subject.customer_id or None,
            location_id=self.subject.location_id,
            text=self.search.text().strip(),
            kind=list(KINDS)[self.kind.value[0]] if self.kind.value else None,
        )

    @property
    def active(self) -> bool:
        return bool(self.search.text().strip() or self.kind.value)

    def reset(self) -> None:
        super().reset()
        self.kind.set_value(())

    def put(self, query: NoteFilter) -> None:
        self.kind.set_value(() if query.kind is None else (list(KINDS).index(query.kind),))
        super().put(query)


class NotesTab(ListTab):
    name = "notes"
    title = "Notes"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        may = Permission.NOTES_WRITE
        entries = (
            Bulk("Keep on top", "push-pin", lambda ids: self._pin(ids, True), needs=may),
            Bulk("No longer on top", "push-pin-slash", lambda ids: self._pin(ids, False), needs=may),
            Bulk("Delete", "trash", self._delete, danger=True, needs=may),
            None,
            export_entry(shell, self.panel, "notes"),
        )
        self.filters.add_action(more_button(shell, self.panel, entries))
        if shell.may(may):
            plus = shell.icons("plus", "on_accent")
            self.filters.add_action(button("Add new", self.add, kind="primary", icon=plus, tip="New note"))
        self.panel.opened.connect(self.open)
        self.panel.add_wanted.connect(self.add)
        self.panel.set_row_menu(self.row_menu)

    def make_filters(self) -> SubjectFilters:
        return NoteFilters(self.shell)

    def make_panel(self) -> ListPanel:
        kind = ListKind(
            name="profile_notes",
            columns=note_columns(self.shell),
            sort=Sort("at", True),
            one="note",
            many="notes",
            empty="Calls and what was agreed will be here. A site note is shown on every job at its location.",
            add="New note",
            needs=Permission.NOTES_WRITE,
            entities=frozenset({"note", "job", "customer", "message", "attachment"}),
        )
        return ListPanel(self.shell, kind, NoteList(self.shell.desk), self.filters)

    def count_of(self, profile: Profile) -> int:
        return profile.counts.notes

    def open(self, note_id: int) -> None:
        open_note(self.shell, self, self.subject.customer_id, note_id)

    def add(self) -> None:
        write_note(self.shell, self, self.subject.customer_id, location_id=self.subject.location_id)

    def row_menu(self, row: NoteRow) -> QMenu:
        menu = QMenu(self)
        fill_note_menu(self.shell, self, menu, row)
        return menu

    def _pin(self, ids: list[int], on: bool) -> None:
        pin_notes(self.shell, self, ids, self.subject.customer_id, on)

    def _delete(self, ids: list[int]) -> None:
        delete_notes(self.shell, self, ids, self.subject.customer_id)
