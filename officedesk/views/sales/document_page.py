"""A document on screen: opened, edited, saved; what happens to unsaved changes, conflicts and crashes.

Subclasses say how their kind of document is read, stored and called, and what can be done with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from officedesk.errors import Conflict, InvalidInput, OfficeError
from officedesk.services.desk import Desk
from officedesk.views.notices import Banner
from officedesk.views.recovery import DraftKeeper, Kept, folder_of, kept, when
from officedesk.views.sales.customer_picker import CustomerPicker
from officedesk.views.sales.document_choices import DocumentChoices, document_choices
from officedesk.views.sales.document_header import DocumentHeader
from officedesk.views.sales.document_kind import DocumentKind
from officedesk.views.sales.document_live import LiveDocument
from officedesk.views.sales.project_name import project_name
from officedesk.views.sales.restore_bar import RestoreBar
from officedesk.views.shell import Place, Shell, is_known
from officedesk.views.widgets.basics import button, line


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a document reads. ``facts`` is what the page shows beside the draft; ``None`` for a new one."""

    draft: Any
    choices: DocumentChoices
    facts: Any
    kept: Kept | None
    project: str = ""
    """What the project is called that it belongs to."""


class DocumentPage(DocumentKind):
    """Opened with an id, or with ``customer_id`` (and ``location_id``) in its context; else asks for the customer.

    What is read for a place that was left meanwhile is dropped, by :attr:`asked`.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.shell = shell
        self.asked = 0
        self.opened: Opened | None = None
        self._saving = False
        self._then: Callable[[], object] | None = None
        self._saved_at = ""
        self._staying = 0
        self.header = DocumentHeader(shell)
        self.banner = Banner(self)
        self.restore = RestoreBar()
        self.editor = self.make_editor()
        self.editor.only_looks = not shell.may(self.needs)
        self.picker = CustomerPicker(shell, self.fresh)
        self.keeper = DraftKeeper(shell, self.kind, self)
        self.live = LiveDocument(self)
        self.header.add_note(self.live.fellows.chip)
        self.save_button = button("Save", self.save, kind="primary", tip="Save (Ctrl+S)")
        self.add_actions()
        document = QWidget()
        inner = QVBoxLayout(document)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for made in (self.header, line(), self.live.fellows.news, self.banner, self.restore):
            inner.addWidget(made)
        inner.addWidget(self.editor, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(document)
        self._stack.addWidget(self.picker)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.header.back_wanted.connect(self._to_customer)
        self.header.project.clicked.connect(self._to_project)
        self.editor.changed.connect(self.tell)
        self._begun: dict[str, Any] = {}
        """What a new one begins with, besides the customer who is asked for."""
        self.picker.chosen.connect(lambda customer_id: shell.go(self.kind, **self._begun, customer_id=customer_id))
        self.picker.new_wanted.connect(lambda: shell.go("customer"))
        self.picker.left.connect(shell.back)
        self.restore.restored.connect(self._restore)
        self.restore.discarded.connect(self._forget)
        self.add_key("Save", self.save, "Ctrl+S")
        self.add_key("Confirm", self.confirm, "Ctrl+Return", "Ctrl+Enter")
        self.add_key("Undo", self.editor.undo, "Ctrl+Z")
        self.add_key("Redo", lambda: self.editor.undo(redo=True), "Ctrl+Shift+Z", "Ctrl+Y")

    # --- coming and going ---

    @property
    def draft(self) -> Any:
        return self.editor.history.draft if self.opened is not None else None

    @property
    def facts(self) -> Any:
        return self.opened.facts if self.opened is not None else None

    @property
    def saving(self) -> bool:
        return self._saving

    def show_place(self, place: Place) -> None:
        if self._staying and place.id == self._staying:
            return
        self.asked += 1
        self.banner.hide()
        self.restore.hide()
        self.live.close()
        self.opened = None
        self._saving = False
        if not place.id and not any(place.context.get(word) for word in {"kept", *self.begun_with}):
            self._begun = dict(place.context)
            self._stack.setCurrentIndex(1)
            self.picker.begin()
            return
        self._stack.setCurrentIndex(0)
        self.editor.setEnabled(False)
        asked, desk, folder = self.asked, self.shell.desk, folder_of(self.shell)
        self.shell.load(
            self,
            lambda: self._open(desk, place, folder),
            lambda opened: self._arrived(asked, opened),
            lambda error: self._failed_to_open(asked, error),
        )

    def confirm(self) -> None:
        """Ctrl+Enter."""
        self.save()

    def leave(self) -> bool:
        """Asks what becomes of unsaved changes; the window goes on once that is settled."""
        if self._staying:
            return True
        if self.opened is None or not self.editor.history.dirty:
            self.keeper.drop()
            self.live.close()
            return True
        from officedesk.views.widgets.discard import ask_discard

        name = self.name()
        called = name[0].lower() + name[1:] if self.draft.id is not None else f"the {name.lower()}"
        ask_discard(self, self._discard, lambda: self.save(then=self.shell.settle), called)
        return False

    def reload(self) -> None:
        """Read the document anew after something was done to it."""
        if self.draft is not None and self.draft.id is not None:
            self.show_place(Place(self.kind, self.draft.id))

    def add_key(self, text: str, run: Callable[[], object], *keys: str) -> None:
        """A shortcut of the page."""
        action = QAction(text, self)
        action.setShortcuts([QKeySequence.fromString(k, QKeySequence.SequenceFormat.PortableText) for k in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _=False: run())
        self.addAction(action)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.shell.back()
        else:
            super().keyPressEvent(event)

    def _open(self, desk: Desk, place: Place, folder: Path) -> Opened:
        wanted: Kept | None = place.context.get("kept")
        facts = None
        if place.id:
            draft = self.open_stored(desk, place.id)
            facts = self.read_facts(desk, draft)
            found = next(iter(kept(folder, self.kind, place.id)), None)
        elif wanted is not None:
            draft = self.open_new(desk, {"customer_id": int(wanted.data["customer_id"])})
            facts = self.new_facts(desk, draft)
            found = wanted if wanted.path.exists() else None
        else:
            draft = self.open_new(desk, place.context)
            facts = self.new_facts(desk, draft)
            lost = [one for one in kept(folder, self.kind, 0) if one.data.get("customer_id") == draft.customer_id]
            # A draft that has something in it already (a copy) is not what was being typed.
            found = lost[0] if lost and self.editor.clean_of(draft) == draft else None
        choices = document_choices(desk, draft.customer_id, draft.location_id)
        return Opened(draft, choices, facts, found, project_name(desk, draft))

    def _arrived(self, asked: int, opened: Opened) -> None:
        if asked != self.asked:
            return
        self.opened = opened
        self._saved_at = ""
        self.editor.setEnabled(True)
        self.editor.facts = opened.facts
        self.editor.begin(opened.draft, opened.choices)
        if opened.kept is not None:
            self.restore.tell(f"What was typed here on {when(self.shell, opened.kept)} was not saved.")
        self.focus_first()

    def take(self, facts: Any, choices: DocumentChoices | None = None) -> None:
        """What is shown beside the draft, and offered in its fields, is this now."""
        if self.opened is not None:
            self.opened = replace(self.opened, facts=facts, choices=choices or self.opened.choices)
            self.editor.facts = facts
            if choices is not None:
                self.editor.take_choices(choices)

    def forget(self) -> None:
        """The document is gone: leaving the page asks nothing, and answers about it are dropped."""
        self.asked += 1
        self.keeper.drop()
        self.live.close()
        self.opened = None

    def _failed_to_open(self, asked: int, error: Exception) -> None:
        if asked == self.asked:
            self.shell.fail(error)
            if is_known(error):
                self.shell.back()

    def _discard(self) -> None:
        self.forget()
        self.shell.settle()

    def _to_customer(self) -> None:
        if self.draft is not None:
            self.shell.go("customer", self.draft.customer_id)

    def _to_project(self) -> None:
        if self.draft is not None and self.draft.project_id is not None:
            self.shell.go("project", self.draft.project_id)

    # --- what a crash left behind ---

    def _restore(self) -> None:
        found = self.opened.kept if self.opened is not None else None
        if found is None or self.draft is None:
            return
        try:
            draft = found.draft(self.draft_type)
        except (ValueError, TypeError, KeyError):
            self.shell.fail(OfficeError("What was typed cannot be restored: another version of OfficeDesk wrote it."))
            return
        if draft.id == self.draft.id:
            # The version stays that of the draft it was typed into: what others saved since shows as a conflict.
            self.editor.replace_draft(draft)
        self._drop_kept(found)

    def _forget(self) -> None:
        if self.opened is not None and self.opened.kept is not None:
            self._drop_kept(self.opened.kept)

    def _drop_kept(self, found: Kept) -> None:
        self.restore.hide()
        if self.opened is not None:
            self.opened = replace(self.opened, kept=None)
        # Written anew for this session before the old file goes.
        self.keeper.write()
        self.shell.load(self, found.forget, lambda _: None)

    # --- saving ---

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save what is typed, then do ``then``; errors are shown where they belong and nothing typed is lost."""
        if self.draft is None or self.editor.read_only:
            return
        if self._saving:
            self._then = then or self._then
            return
        problems = self.editor.problems()
        if problems:
            self.editor.show_errors(problems)
            return
        if self.draft.id is not None and not self.editor.history.dirty:
            if then is not None:
                then()
            return
        self.banner.hide()
        self.editor.history.seal()
        self._saving, self._then = True, then
        draft, asked, desk = self.draft, self.asked, self.shell.desk
        self.tell()

        def work() -> tuple[Any, Any]:
            stored = self.store(desk, draft)
            return stored, self.read_facts(desk, stored)

        self.shell.load(
            self,
            work,
            lambda result: self._saved(asked, draft, *result),
            lambda error: self._refused(asked, error),
        )

    def saved_first(self, run: Callable[[], object]) -> None:
        """``run`` once what is typed is saved; at once where nothing is."""
        if self.draft is not None and self.draft.id is not None and not self.editor.history.dirty:
            run()
        else:
            self.save(then=run)

    def _saved(self, asked: int, draft: Any, stored: Any, facts: Any) -> None:
        # While it counts as being saved this page does not read anew what it is just being given.
        self.shell.signals.changed.emit(self.kind, stored.id or 0, stored.customer_id)
        self._saving = False
        if asked != self.asked or self.opened is None:
            return
        self.take(facts)
        self.live.fellows.news.clear()
        self._saved_at = f"{self.shell.desk.now().astimezone(self.shell.desk.zone):%H:%M}"
        self.editor.show_errors({})
        self.editor.history.saved(draft, stored, self.carrier(draft, stored))
        self.told_saved(draft, stored)
        then, self._then = self._then, None
        if draft.id is None:
            self._stay(stored.id or 0)
        self.live.settled()
        if then is not None:
            then()

    def _stay(self, entity_id: int) -> None:
        """The new document has a place of its own now: Back comes here, not to an empty form. Nothing is read anew."""
        self._staying = entity_id
        try:
            self.shell.replace(self.kind, entity_id)
        finally:
            self._staying = 0

    def _refused(self, asked: int, error: Exception) -> None:
        self._saving = False
        then, self._then = self._then, None
        if asked != self.asked:
            self.shell.fail(error)
            return
        self.tell()
        self.live.settled()
        if isinstance(error, InvalidInput):
            if not self.editor.show_errors(error.fields):
                self.banner.tell(f"Couldn't save: {' '.join(error.fields.values()) or error}", "bad")
        elif isinstance(error, Conflict) and error.theirs is not None:
            self.live.settle(error.theirs, error.message, then)
        elif isinstance(error, OfficeError):
            again = f"Couldn't save: {error} Everything you typed is still here."
            self.banner.tell(again, "bad", lambda: self.save(then))
        else:
            self.shell.fail(error)

    # --- what is said about it ---

    def tell(self) -> None:
        """Show what follows from the draft."""
        opened, draft = self.opened, self.draft
        if opened is None or draft is None:
            return
        dirty = self.editor.history.dirty
        self.header.tell(opened.choices.customer, self.name(), self.chip(), " · ".join(self.notes()))
        self.header.tell_project(opened.project if draft.project_id is not None else "")
        if self._saving:
            self.header.tell_state("Saving…")
        elif dirty:
            self.header.tell_state("Unsaved changes")
        else:
            self.header.tell_state(f"Saved {self._saved_at}" if self._saved_at else "")
        self.save_button.setEnabled(not self._saving)
        self.tell_more()
        self.save_button.setVisible(not self.editor.read_only)
        self.live.tell()
        if dirty:
            self.keeper.note(draft.id, f"{self.name()} for {opened.choices.customer}", draft)
        else:
            self.keeper.drop()
