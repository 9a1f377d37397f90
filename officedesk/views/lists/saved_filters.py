"""Filters that the user gave a name: one click brings them back, at every desktop."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton

from officedesk.views.lists.filters import FilterRow
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import ICON_ALONE, button, column, field, row

if TYPE_CHECKING:
    from officedesk.views.widgets.popover import Popover


@dataclass(frozen=True)
class Saved:
    name: str
    query: Any


class SavedFilters(QPushButton):
    """A button with a menu. The filter row is asked for its ``query()`` and given one back by ``put()``."""

    def __init__(self, shell: Shell, filters: FilterRow, name: str, kind: type[Any]) -> None:
        """``name`` is the list's, ``kind`` the frozen dataclass that its filters are."""
        super().__init__()
        self._shell, self._filters, self._kind = shell, filters, kind
        self._key = f"list.{name}.saved"
        self._saved: list[Saved] = []
        self.popover: Popover | None = None
        self.setIcon(shell.icons("bookmark-simple"))
        self.setIconSize(ICON_ALONE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Saved filters")
        self.setToolTip("Saved filters: use one, or save this one")
        self.clicked.connect(lambda: self.open_menu())

    @property
    def names(self) -> list[str]:
        return [saved.name for saved in self._saved]

    def load(self, then: Callable[[], object] | None = None) -> None:
        """Read what is saved (not before it is wanted), then do ``then``."""
        desk, key = self._shell.desk, self._key

        def work() -> Any:
            from officedesk.services.office.settings import get

            return get(desk, key, [])

        def arrived(value: Any) -> None:
            self._loaded(value)
            if then is not None:
                then()

        self._shell.load(self, work, arrived)

    def open_menu(self) -> None:
        """Show the menu with what is saved now, here or at another desktop."""
        self.load(lambda: self.menu_now().popup(self.mapToGlobal(QPoint(0, self.height() + 4))))

    def menu_now(self) -> QMenu:
        """The menu as it is now: the saved filters, saving this one, removing one."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        current = self._filters.query()
        for saved in self._saved:
            action = menu.addAction(saved.name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(saved.query == current)
            action.triggered.connect(lambda _=False, saved=saved: self.use(saved.name))
        if self._saved:
            menu.addSeparator()
        save = menu.addAction(self._shell.icons("plus"), "Save this filter…")
        save.setEnabled(self._filters.active)
        save.triggered.connect(lambda: self.ask_name())
        if self._saved:
            remove = menu.addMenu(self._shell.icons("trash"), "Remove")
            for saved in self._saved:
                action = remove.addAction(saved.name.replace("&", "&&"))
                action.triggered.connect(lambda _=False, saved=saved: self.remove(saved.name))
        return menu

    def use(self, name: str) -> None:
        """Filter by a saved filter."""
        saved = next(one for one in self._saved if one.name == name)
        self._filters.put(saved.query)  # type: ignore[attr-defined]
        self._filters.tell()

    def ask_name(self) -> None:
        """Ask what to call the filter, and save it."""
        from officedesk.views.widgets.popover import Popover

        entry = QLineEdit()
        entry.setMinimumWidth(240)
        entry.setMaxLength(60)
        entry.setPlaceholderText("Owing in Saint Paul")
        save = button("Save", lambda: self._save(entry.text().strip()), kind="primary")
        entry.returnPressed.connect(save.click)
        self.popover = Popover(self, column(field("Name of the filter", entry), row(None, save)))
        self.popover.pop(entry)

    def remove(self, name: str) -> None:
        """Forget a saved filter."""
        before = list(self._saved)
        self._put([saved for saved in self._saved if saved.name != name])
        self._shell.toast(f"Filter {name} removed.", "Undo", lambda: self._put(before))

    def _save(self, name: str) -> None:
        if not name:
            return
        if self.popover is not None:
            self.popover.close()
            self.popover = None
        others = [saved for saved in self._saved if saved.name.casefold() != name.casefold()]
        kept = sorted([*others, Saved(name, self._filters.query())], key=lambda saved: saved.name.casefold())
        self._put(kept)
        self._shell.toast(f"Filter {name} saved.")

    def _put(self, saved: list[Saved]) -> None:
        from officedesk.models.frozen import encode

        self._saved = saved
        desk, key = self._shell.desk, self._key
        value = [{"name": one.name, "filter": encode(one.query)} for one in saved]

        def work() -> None:
            from officedesk.services.office.settings import put

            put(desk, key, value)

        self._shell.load(self, work, lambda _: None)

    def _loaded(self, value: Any) -> None:
        from officedesk.models.frozen import decode

        found = []
        for one in value if isinstance(value, list) else []:
            try:
                found.append(Saved(str(one["name"]), decode(self._kind, one["filter"])))
            except (KeyError, TypeError, ValueError):
                # Another version of the program wrote it: not to be used here, but not lost either until saved over.
                continue
        self._saved = found
