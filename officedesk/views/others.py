"""The other desktops at this office, and what this one tells them it edits."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

if TYPE_CHECKING:
    from officedesk.services.watch import DeskSeen, Editing


class Others(QObject):
    """``changed`` when somebody came, went, or edits something else; ``editing_changed`` when this desktop does."""

    changed = Signal()
    editing_changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.desks: tuple[DeskSeen, ...] = ()
        """Those that are connected."""
        self._open: dict[int, tuple[str, int]] = {}
        self._forms: set[int] = set()

    @property
    def editing(self) -> "Editing":
        """The records in open forms of this desktop."""
        return tuple(sorted(set(self._open.values())))

    def tell(self, desks: "tuple[DeskSeen, ...]") -> None:
        """Who is there now."""
        self.desks = tuple(desk for desk in desks if desk.alive)
        self.changed.emit()

    def edit(self, form: QObject, entity: str = "", entity_id: int = 0) -> None:
        """``form`` has this record open; without one (or with a new one, which nobody else can have) it has none."""
        before = self.editing
        if entity and entity_id:
            if id(form) not in self._forms:
                self._forms.add(id(form))
                form.destroyed.connect(lambda _=None, key=id(form): self._forget(key))
            self._open[id(form)] = (entity, entity_id)
        else:
            self._open.pop(id(form), None)
        if self.editing != before:
            self.editing_changed.emit()

    def editors(self, entity: str, entity_id: int) -> "list[DeskSeen]":
        """The desktops that have this record in an open form."""
        return [desk for desk in self.desks if (entity, entity_id) in desk.editing]

    def _forget(self, key: int) -> None:
        self._forms.discard(key)
        # A form may outlive the shell that this belongs to, at the end of the program.
        if self._open.pop(key, None) is not None and isValid(self):
            self.editing_changed.emit()


def called(desk: "DeskSeen") -> str:
    """``Anna (DESK-2)``; only the computer where nobody signed in."""
    return f"{desk.user} ({desk.desktop})" if desk.user else desk.desktop
