"""The panel of a geofence: its fields over Save, Cancel and Delete. It needs no map, and goes together with one."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officedesk.errors import Conflict, InvalidInput, OfficeError
from officedesk.maps.shapes import Shape
from officedesk.services.mapping.drafts import FenceDraft
from officedesk.services.permissions import Permission
from officedesk.views.map.fence_fields import TITLES, FenceChoices, FenceFields, read_choices
from officedesk.views.map.fence_kept import KeptFence, left_behind
from officedesk.views.map.fence_live import LiveFence
from officedesk.views.recovery import Kept
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, holder, label, line, row, scrolled
from officedesk.views.widgets.discard import ask_discard
from officedesk.views.widgets.elided import ElidedLabel

ROOM = 40
"""Pixels around a field that is scrolled to: for its label, and for what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a fence reads."""

    draft: FenceDraft
    choices: FenceChoices
    kept: Kept | None = None
    """What a crash left of it."""


class FenceForm(QWidget):
    """``opened(draft)`` once a fence is in the fields, ``saved(id)``, ``closed`` when it is left or deleted."""

    opened = Signal(object)
    saved = Signal(int)
    closed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.may = shell.may(Permission.FENCES_WRITE)
        self._generation = 0
        self._saving = False
        self._then: Callable[[], object] | None = None
        self.live = LiveFence(self)
        self.kept = KeptFence(self)
        self.title = ElidedLabel("", "heading", least=80)
        self.fields = FenceFields(shell)
        self.save_button = button("Save", self.save, kind="primary", tip="Save (Ctrl+Enter)")
        self.cancel_button = button("Cancel" if self.may else "Close", self.cancel, tip="Leave it as it was (Esc)")
        self.delete_button = button("Delete", self.delete, kind="danger", tip="Put this geofence into the trash")
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        self._area = area = scrolled()
        inside = holder(row(self.fields, margins=(16, 6, 16, 10)), "panel")
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(holder(row(self.title, None, self.live.fellows.chip, margins=(16, 12, 16, 4)), "panel"))
        layout.addWidget(self.live.fellows.news)
        layout.addWidget(self.kept.bar)
        layout.addWidget(area, 1)
        layout.addWidget(line())
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 10, 16, 12)
        foot.addWidget(self._error)
        foot.addLayout(row(self.save_button, self.cancel_button, None, self.delete_button))
        layout.addWidget(holder(foot, "panel"))
        self.setProperty("role", "panel")
        self.fields.setEnabled(False)
        for made in (self.save_button, self.delete_button):
            made.setVisible(self.may)
            made.setAutoDefault(False)
        self.cancel_button.setAutoDefault(False)
        self.fields.edited.connect(self._edited)
        for keys in ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter"):
            self._on(keys, self.save)
        self._on("Esc", self.cancel)

    def _on(self, keys: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: act())

    # --- opening ---

    @property
    def fence_id(self) -> int:
        """The stored fence in the form; 0 for a new one or none."""
        base = self.fields.base
        return base.id or 0 if base is not None else 0

    @property
    def dirty(self) -> bool:
        """Something was typed or drawn that is not stored."""
        return self.may and self.fields.dirty

    @property
    def saving(self) -> bool:
        return self._saving

    def open_fence(self, fence_id: int) -> None:
        """Show a stored fence. Ask :meth:`leave` before where another is open."""
        from officedesk.services.mapping.fences import fence

        self._read(lambda: fence(self.shell.desk, fence_id))

    def begin(
        self,
        *,
        location_id: int | None = None,
        customer_id: int | None = None,
        shape: Shape | None = None,
        kept: Kept | None = None,
    ) -> None:
        """A new fence: around a location's pin, of the shape that was drawn, or one that a crash left behind."""
        from officedesk.services.mapping.fences import new_fence

        self._read(lambda: new_fence(self.shell.desk, location_id, shape, customer_id), kept)

    def begin_copy(self, fence_id: int) -> None:
        """A new fence that is like another."""
        from officedesk.services.mapping.fences import duplicate_fence

        self._read(lambda: duplicate_fence(self.shell.desk, fence_id))

    def _read(self, read: Callable[[], FenceDraft], kept: Kept | None = None) -> None:
        self._generation += 1
        generation, desk, folder = self._generation, self.shell.desk, self.kept.folder

        def work() -> Opened:
            draft = read()
            return Opened(draft, read_choices(desk, draft), kept or left_behind(folder, draft))

        def arrived(found: Opened) -> None:
            if generation == self._generation:
                self._show(found)

        def failed(error: Exception) -> None:
            if generation == self._generation:
                self.shell.fail(error)
                self._close()

        self.shell.load(self, work, arrived, failed)

    def _show(self, found: Opened) -> None:
        self.live.close()
        self._tell_error("")
        self.fields.load(found.draft, found.choices)
        self.fields.setEnabled(self.may)
        self.delete_button.setVisible(self.may and found.draft.id is not None)
        self._ready()
        self.live.begin(found.draft.id or 0)
        self._edited()
        self.kept.offer(found.kept)
        if self.may:
            self.fields.name.setFocus()
        if found.draft.id is None:
            self.fields.name.selectAll()
        self.opened.emit(found.draft)

    def _edited(self) -> None:
        name = self.fields.name.text().strip()
        new = self.fields.base is None or self.fields.base.id is None
        self.title.setText("New geofence" if new else f"Geofence: {name}" if name else "Geofence")
        self.live.fellows.edit(on=self.dirty)
        self.kept.note()

    # --- saving ---

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Store it; what is wrong is told beside the fields."""
        if not self.may or self._saving or self.fields.base is None:
            return
        if self.fields.unreadable():
            self._show_wrong()
            return
        self._tell_error("")
        self._saving, self._then = True, then
        self.save_button.setEnabled(False)
        self.save_button.setText("Saving…")
        draft, base, desk = self.fields.draft(), self.fields.base, self.shell.desk

        def work() -> Opened:
            from officedesk.services.mapping.fences import save_fence

            stored = save_fence(desk, draft, base)
            return Opened(stored, read_choices(desk, stored))

        self.shell.load(self, work, self._stored, self._refused)

    def _stored(self, found: Opened) -> None:
        self._ready()
        typed, sent = self.fields.draft(), found.draft
        self.kept.stored(was_new=typed.id is None)
        self.fields.show_errors({})
        self.fields.take(sent, sent, found.choices)
        self.delete_button.setVisible(True)
        self.live.begin(sent.id or 0)
        self._edited()
        self.shell.signals.changed.emit("geofence", sent.id or 0, sent.customer_id or 0)
        mended = typed.shape != sent.shape and self.fields.shape.checked.notes
        more = f" {' '.join(self.fields.shape.checked.notes)}" if mended else ""
        self.shell.toast(f"{sent.name} saved.{more}")
        then = self._then
        self._then = None
        self.saved.emit(sent.id or 0)
        if then is not None:
            then()

    def _refused(self, error: Exception) -> None:
        self._ready()
        if isinstance(error, InvalidInput):
            self._tell_error(" ".join(self.fields.show_errors(error.fields)))
            self._show_wrong()
        elif isinstance(error, Conflict) and isinstance(error.theirs, FenceDraft):
            self.settle(error)
        elif isinstance(error, OfficeError):
            self._tell_error(f"Couldn't save: {error} Everything you typed and drew is still here.")
        else:
            self.shell.fail(error)

    def _ready(self) -> None:
        self._saving = False
        self.save_button.setText("Save")
        self.save_button.setEnabled(True)

    def _show_wrong(self) -> None:
        """Scroll to the field that has something wrong, and the keyboard."""

        def scroll() -> None:
            wrong: QWidget | None = self.focusWidget()
            if wrong is not None and self._area.isAncestorOf(wrong):
                self._area.ensureWidgetVisible(wrong, 0, ROOM)

        # Once the words beside it have their place.
        QTimer.singleShot(0, self, scroll)

    def _tell_error(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))

    def settle(self, error: Conflict) -> None:
        """Both versions field by field, then save what is kept."""
        from officedesk.services.mapping.fence_store import merge
        from officedesk.views.widgets.conflict import ConflictDialog

        base, mine, theirs, then = self.fields.base, self.fields.draft(), error.theirs, self._then
        if base is None:
            return
        together, clashes = merge(base, mine, theirs)
        names = clashes or tuple(name for name in error.fields if name in TITLES)

        def keep(draft: FenceDraft) -> None:
            self.take(draft, theirs)
            self.save(then)

        if not names:
            keep(together)
            return
        rows = [(TITLES[name], self.fields.text_of(name, mine), self.fields.text_of(name, theirs)) for name in names]
        dialog = ConflictDialog(self.window(), rows, error.message)

        def chosen(choice: list[bool]) -> None:
            taken = {name: getattr(theirs, name) for name, is_mine in zip(names, choice, strict=True) if not is_mine}
            keep(replace(together, **taken))

        dialog.chosen.connect(chosen)
        dialog.open()

    def take(self, draft: FenceDraft, stored: FenceDraft) -> None:
        """Show ``draft`` over what is stored now."""
        self.fields.take(draft, stored, self.fields.choices)
        self._edited()

    def put_back(self, mine: FenceDraft, base: FenceDraft, stored: FenceDraft, choices: FenceChoices) -> None:
        """Go on with ``mine``, which was made from ``base``; what is ``stored`` by now is merged, or told."""
        self.fields.take(mine, base, choices)
        self._edited()
        if stored != base:
            self.live.meet(base, stored)

    # --- leaving ---

    def cancel(self) -> None:
        """Esc and Cancel: ask only where something changed."""
        if self.leave(self._close):
            self._close()

    def leave(self, go: Callable[[], object]) -> bool:
        """Whether it can be left at once; else the user is asked, and ``go`` done once it is saved or discarded."""
        if not self.dirty:
            return True

        def discard() -> None:
            self.discard()
            go()

        ask_discard(self.window(), discard, lambda: self.save(go), "the geofence")
        return False

    def discard(self) -> None:
        """Forget what was typed and drawn."""
        base = self.fields.base
        if base is not None:
            self.fields.load(base, self.fields.choices)
            self._edited()

    def delete(self) -> None:
        """Put it into the trash, with Undo."""
        base, shell = self.fields.base, self.shell
        if base is None or base.id is None or self._saving:
            return
        from officedesk.services.mapping.fences import restore_fence, trash_fence

        fence_id, customer_id, desk = base.id, base.customer_id or 0, shell.desk

        def tell(_: object) -> None:
            shell.signals.changed.emit("geofence", fence_id, customer_id)

        def undo() -> None:
            shell.load(shell, lambda: restore_fence(desk, fence_id), tell)

        def gone(_: object) -> None:
            tell(None)
            shell.toast(f"{base.name} deleted.", "Undo", undo)
            if self.fence_id == fence_id:
                self.discard()
                self._close()

        shell.load(self, lambda: trash_fence(desk, fence_id), gone)

    def _close(self) -> None:
        self._generation += 1
        self.live.close()
        self.closed.emit()
