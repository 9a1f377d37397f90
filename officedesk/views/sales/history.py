"""Undo in a document's editor: drafts are frozen, so every step is simply a draft."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

DEEPEST = 500
REBASED = 100
"""So many steps back can be taken after another desktop saved."""


class DraftHistory(QObject):
    """The draft in the editor, what it was before, and what it was when it was last saved.

    ``changed`` is told after every change of :attr:`draft`, also by undo and redo.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draft: Any = None
        self._clean: Any = None
        self._undo: list[Any] = []
        self._redo: list[Any] = []
        self._key = ""

    @property
    def draft(self) -> Any:
        return self._draft

    @property
    def clean(self) -> Any:
        """What is stored, as it was read or saved last."""
        return self._clean

    @property
    def dirty(self) -> bool:
        """There is something that is not saved."""
        return self._draft is not self._clean and self._draft != self._clean

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    def begin(self, draft: Any, *, clean: Any = None) -> None:
        """Start anew with ``draft``; ``clean`` is what is saved of it, the draft itself where not given."""
        self._draft, self._clean = draft, draft if clean is None else clean
        self._undo, self._redo, self._key = [], [], ""
        self.changed.emit()

    def change(self, draft: Any, key: str = "") -> None:
        """Go on to ``draft``. Changes in a row with the same ``key`` (typing in one field) are one step of undo."""
        if draft == self._draft:
            return
        if not key or key != self._key or not self._undo:
            self._undo = [*self._undo[-DEEPEST + 1 :], self._draft]
        self._key = key
        self._redo.clear()
        self._draft = draft
        self.changed.emit()

    def seal(self) -> None:
        """The next change is a step of its own, whatever its key."""
        self._key = ""

    def undo(self) -> None:
        self._step(self._undo, self._redo)

    def redo(self) -> None:
        self._step(self._redo, self._undo)

    def saved(self, draft: Any, stored: Any, carry: Callable[[Any], Any]) -> None:
        """``draft`` was saved and came back as ``stored``. ``carry`` gives any draft what saving added (id, version …).

        What was typed while it was being saved stays, unsaved; undo goes on past the save.
        """
        self._undo = [carry(step) for step in self._undo]
        self._redo = [carry(step) for step in self._redo]
        self._draft = stored if self._draft == draft else carry(self._draft)
        self._clean = stored
        self._key = ""
        self.changed.emit()

    def rebase(self, stored: Any, rebased: Callable[[Any], Any]) -> None:
        """Another desktop saved ``stored`` meanwhile: go on from it. ``rebased`` puts my changes in a draft onto it.

        Undo takes back my own steps, never what others saved.
        """
        dirty = self.dirty
        self._undo = [rebased(step) for step in self._undo[-REBASED:]]
        self._redo = [rebased(step) for step in self._redo[-REBASED:]]
        self._draft = rebased(self._draft)
        # The same object where nothing is typed: lines that did not change are the same objects too.
        self._clean = stored if dirty else self._draft
        self.changed.emit()

    def _step(self, back: list[Any], forth: list[Any]) -> None:
        if back:
            forth.append(self._draft)
            self._draft = back.pop()
            self._key = ""
            self.changed.emit()
