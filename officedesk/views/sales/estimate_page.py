"""An estimate on screen: opened, edited, saved, and what becomes of it."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from officedesk.errors import Conflict, InvalidInput, OfficeError
from officedesk.services.sales.drafts import EstimateDraft
from officedesk.services.sales.rows import EstimateRow
from officedesk.views.notices import Banner
from officedesk.views.recovery import DraftKeeper, Kept, folder_of, when
from officedesk.views.sales.columns import ESTIMATE_CHIPS
from officedesk.views.sales.customer_picker import CustomerPicker
from officedesk.views.sales.document_header import DocumentHeader
from officedesk.views.sales.estimate_actions import EstimateActions
from officedesk.views.sales.estimate_editor import EstimateEditor
from officedesk.views.sales.estimate_opening import Opened, carrier, estimate_row, open_estimate, state_of
from officedesk.views.sales.restore_bar import RestoreBar
from officedesk.views.shell import Place, Shell, is_known
from officedesk.views.widgets.basics import button, line


class EstimatePage(QWidget):
    """Shown with an id, or with ``customer_id`` (and ``location_id`` or ``copy_of``) in the place's context.

    Without either the customer is asked for first.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shell = shell
        self._asked = 0
        self._saving = False
        self._then: Callable[[], object] | None = None
        self._opened: Opened | None = None
        self._saved_at = ""
        self._first_saved = 0
        self.header = DocumentHeader(shell)
        self.banner = Banner(self)
        self.restore = RestoreBar()
        self.editor = EstimateEditor(shell)
        self.picker = CustomerPicker(shell, "New estimate")
        self.keeper = DraftKeeper(shell, "estimate", self)
        self.actions_ = EstimateActions(shell, self)
        self.save_button = button("Save", self.save, kind="primary", tip="Save (Ctrl+S)")
        self.header.add(*self.actions_.buttons, self.save_button)
        document = QWidget()
        inner = QVBoxLayout(document)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for made in (self.header, line(), self.banner, self.restore):
            inner.addWidget(made)
        inner.addWidget(self.editor, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(document)
        self._stack.addWidget(self.picker)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.header.back_wanted.connect(self._back)
        self.editor.changed.connect(self._tell)
        self.picker.chosen.connect(lambda customer_id: shell.go("estimate", customer_id=customer_id))
        self.picker.new_wanted.connect(lambda: shell.go("customer"))
        self.picker.left.connect(shell.back)
        self.restore.restored.connect(self._restore)
        self.restore.discarded.connect(self._forget)
        shell.signals.changed.connect(self._office_changed)
        for text, keys, run in (
            ("Save", ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter"), self.save),
            ("Undo", ("Ctrl+Z",), self.editor.undo),
            ("Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), lambda: self.editor.undo(redo=True)),
        ):
            action = QAction(text, self)
            action.setShortcuts([QKeySequence.fromString(k, QKeySequence.SequenceFormat.PortableText) for k in keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, run=run: run())
            self.addAction(action)

    # --- coming and going ---

    @property
    def draft(self) -> EstimateDraft | None:
        return self.editor.history.draft

    @property
    def row(self) -> EstimateRow | None:
        """The stored facts that are not in the draft: its job, and when the customer viewed it."""
        return self._opened.row if self._opened is not None else None

    def show_place(self, place: Place) -> None:
        if place.id and place.id == self._first_saved:
            # Its first save gave the document a place of its own; it is on screen already.
            self._first_saved = 0
            return
        self._asked += 1
        self.banner.hide()
        self.restore.hide()
        context = place.context
        self._opened = None
        if not place.id and not context.get("customer_id") and not context.get("copy_of") and "kept" not in context:
            self._stack.setCurrentIndex(1)
            self.picker.begin()
            return
        self._stack.setCurrentIndex(0)
        self.editor.setEnabled(False)
        asked, desk, folder = self._asked, self._shell.desk, folder_of(self._shell)
        self._shell.load(
            self,
            lambda: open_estimate(desk, place, folder),
            lambda opened: self._arrived(asked, opened),
            lambda error: self._failed_to_open(asked, error),
        )

    def leave(self) -> bool:
        """Asks what becomes of unsaved changes; the window goes on once that is settled."""
        if self._opened is None or not self.editor.history.dirty:
            self.keeper.drop()
            return True
        from officedesk.views.widgets.discard import ask_discard

        ask_discard(self, self._discard, lambda: self.save(then=self._shell.settle), self._name(capital=False))
        return False

    def _discard(self) -> None:
        self.keeper.drop()
        self._opened = None
        self._shell.settle()

    def _back(self) -> None:
        draft = self.draft
        if draft is not None:
            self._shell.go("customer", draft.customer_id)

    def _arrived(self, asked: int, opened: Opened) -> None:
        if asked != self._asked:
            return
        self._opened = opened
        self._saved_at = ""
        self.editor.setEnabled(True)
        self.editor.begin(opened.draft, opened.choices)
        found = opened.kept
        if found is not None:
            self.restore.tell(f"What was typed here on {when(self._shell, found)} was not saved.")
        (self.editor.lines.table if self.editor.read_only else self.editor.lines.entry).setFocus()

    def _failed_to_open(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self._shell.fail(error)
            if is_known(error):
                self._shell.back()

    # --- what a crash left behind ---

    def _restore(self) -> None:
        found = self._opened.kept if self._opened is not None else None
        if found is None or self.draft is None:
            return
        try:
            draft = found.draft(EstimateDraft)
        except (ValueError, TypeError, KeyError):
            self._shell.fail(OfficeError("What was typed cannot be restored: another version of OfficeDesk wrote it."))
            return
        if draft.id == self.draft.id:
            # The version stays that of the draft it was typed into: what others saved since shows as a conflict.
            self.editor.replace_draft(draft)
        self.restore.hide()
        self._drop_kept(found)

    def _forget(self) -> None:
        self.restore.hide()
        if self._opened is not None and self._opened.kept is not None:
            self._drop_kept(self._opened.kept)

    def _drop_kept(self, found: Kept) -> None:
        if self._opened is not None:
            self._opened = replace(self._opened, kept=None)
        # Written anew for this session before the old file goes.
        self.keeper.write()
        self._shell.load(self, found.forget, lambda _: None)

    # --- saving ---

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save what is typed, then do ``then``; errors are shown where they belong and nothing typed is lost."""
        if self._opened is None or self.draft is None or self.editor.read_only:
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
        draft, asked, desk = self.draft, self._asked, self._shell.desk
        self._tell()

        def work() -> tuple[EstimateDraft, EstimateRow | None]:
            from officedesk.services.sales.estimates import save_estimate

            stored = save_estimate(desk, draft)
            return stored, estimate_row(desk, stored.id or 0)

        self._shell.load(
            self,
            work,
            lambda result: self._saved(asked, draft, *result),
            lambda error: self._refused(asked, draft, error),
        )

    def _saved(self, asked: int, draft: EstimateDraft, stored: EstimateDraft, row: EstimateRow | None) -> None:
        self._saving = False
        self._shell.signals.changed.emit("estimate", stored.id or 0, stored.customer_id)
        if asked != self._asked or self._opened is None:
            return
        self._opened = replace(self._opened, row=row)
        self._saved_at = f"{self._shell.desk.now().astimezone(self._shell.desk.zone):%H:%M}"
        if draft.revision != stored.revision:
            self._shell.toast(f"Revision {stored.revision} of estimate {stored.number}: what was sent is kept.")
        self.editor.show_errors({})
        self.editor.history.saved(draft, stored, carrier(draft, stored))
        then, self._then = self._then, None
        if draft.id is None and then is None:
            self._first_saved = stored.id or 0
            self._shell.replace("estimate", stored.id or 0)
            self._first_saved = 0
        if then is not None:
            then()

    def _refused(self, asked: int, draft: EstimateDraft, error: Exception) -> None:
        self._saving = False
        then, self._then = self._then, None
        if asked != self._asked:
            self._shell.fail(error)
            return
        self._tell()
        if isinstance(error, InvalidInput):
            if not self.editor.show_errors(error.fields):
                self.banner.tell(f"Couldn't save: {error}", "bad")
        elif isinstance(error, Conflict) and error.theirs is not None:
            self._settle(draft, error, then)
        elif isinstance(error, OfficeError):
            self.banner.tell(
                f"Couldn't save: {error} Everything you typed is still here.", "bad", lambda: self.save(then)
            )
        else:
            self._shell.fail(error)

    def _settle(self, mine: EstimateDraft, error: Conflict, then: Callable[[], object] | None) -> None:
        from officedesk.views.sales.estimate_conflict import merged, settle

        base: EstimateDraft = self.editor.history.clean

        def keep(draft: EstimateDraft) -> None:
            self.editor.history.rebase(error.theirs, draft)
            self.save(then)

        both = merged(base, mine, error.theirs)
        if both is not None:
            self._shell.toast(f"{error.message} Both changes are kept.")
            keep(both)
        elif self._opened is not None:
            settle(self, self._shell, self._opened.choices, (base, mine, error.theirs), error.message, keep)

    # --- what is said about it ---

    def reload(self) -> None:
        """Read the estimate anew after something was done to it."""
        if self.draft is not None and self.draft.id is not None:
            self.show_place(Place("estimate", self.draft.id))

    def forget(self) -> None:
        """It is gone: nothing of it is asked about or kept any more."""
        self._asked += 1
        self._opened = None
        self.keeper.drop()

    def _name(self, *, capital: bool = True) -> str:
        number = self.draft.number if self.draft is not None else ""
        name = f"Estimate {number}" if number else "New estimate"
        return name if capital else name.replace("Estimate", "estimate").replace("New", "the new")

    def _tell(self) -> None:
        opened, draft = self._opened, self.draft
        if opened is None or draft is None:
            return
        state = state_of(draft, opened.row, self._shell.desk.today())
        viewed = opened.row.viewed_on if opened.row is not None else None
        notes = [f"Viewed {self._shell.date(viewed)}"] if viewed else []
        if draft.revision > 1:
            notes.insert(0, f"Revision {draft.revision}")
        self.header.tell(opened.choices.customer, self._name(), ESTIMATE_CHIPS[state], " · ".join(notes))
        if self._saving:
            self.header.tell_state("Saving…")
        elif self.editor.history.dirty:
            self.header.tell_state("Unsaved changes")
        else:
            self.header.tell_state(f"Saved {self._saved_at}" if self._saved_at else "")
        self.save_button.setEnabled(not self._saving)
        self.save_button.setVisible(not self.editor.read_only)
        self.actions_.tell(draft, opened.row)
        if self.editor.history.dirty:
            self.keeper.note(draft.id, f"{self._name()} for {opened.choices.customer}", draft)
        else:
            self.keeper.drop()

    def _office_changed(self, entity: str, entity_id: int, _customer_id: int) -> None:
        draft = self.draft
        if entity != "estimate" or self._opened is None or draft is None or not draft.id or self._saving:
            return
        if entity_id in (0, draft.id) and not self.editor.history.dirty and self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        """Facts beside the draft: its state and job, when it was viewed."""
        asked, desk, entity_id = self._asked, self._shell.desk, (self.draft.id if self.draft else 0) or 0

        def arrived(row: EstimateRow | None) -> None:
            if asked == self._asked and self._opened is not None:
                self._opened = replace(self._opened, row=row)
                self._tell()

        self._shell.load(self, lambda: estimate_row(desk, entity_id), arrived)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._shell.back()
        else:
            super().keyPressEvent(event)
