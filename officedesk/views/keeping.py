"""A form whose typing survives a crash: kept while it is typed, and offered where an earlier one was left behind."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from officedesk.errors import OfficeError
from officedesk.views.recovery import DraftKeeper, Kept, folder_of, kept, when
from officedesk.views.sales.restore_bar import RestoreBar
from officedesk.views.shell import Shell


class Keeping(QObject):
    """``restored(draft)`` when the user wants back what was left. ``bar`` offers it; the form puts it on screen."""

    restored = Signal(object)

    def __init__(self, shell: Shell, kind: str, read: Callable[[Kept], Any], form: QWidget) -> None:
        """``kind``: the word that drafts are kept under; ``read`` gives the draft that was left."""
        super().__init__(form)
        self._shell, self._kind, self._read_left = shell, kind, read
        self._left: Kept | None = None
        self.keeper = DraftKeeper(shell, kind, self)
        self.bar = RestoreBar()
        self.bar.restored.connect(self._restore)
        self.bar.discarded.connect(self.forget)

    def finder(self) -> Callable[[int, Callable[[Any], bool]], Kept | None]:
        """Looks for what was left of a record (0: of a new one) whose stored words fit; for use off the GUI thread."""
        folder, kind = folder_of(self._shell), self._kind

        def find(entity_id: int, fits: Callable[[Any], bool]) -> Kept | None:
            return next((one for one in kept(folder, kind, entity_id) if fits(one.data)), None)

        return find

    def tell(self, entity_id: int, title: str, draft: Any, *, typed: bool) -> None:
        """The form is as ``draft`` now; ``typed``: not as it is stored."""
        if typed:
            self.keeper.note(entity_id, title, draft)
        else:
            self.keeper.drop()

    def offer(self, left: Kept | None) -> None:
        """Ask whether it is wanted."""
        self._left = left
        self.bar.setVisible(left is not None)
        if left is not None:
            self.bar.tell(f"What was typed here on {when(self._shell, left)} was not saved.")

    def forget(self) -> None:
        """What was left is not wanted any more."""
        found, self._left = self._left, None
        self.bar.hide()
        if found is not None:
            self._shell.load(self._shell, found.forget, lambda _: None)

    def _restore(self) -> None:
        found = self._left
        self.bar.hide()
        if found is None:
            return
        try:
            draft = self._read_left(found)
        except (KeyError, TypeError, ValueError):
            self._shell.fail(OfficeError("What was typed cannot be restored: another version of OfficeDesk wrote it."))
            return
        self.restored.emit(draft)
        self.keeper.write()
        self.forget()
