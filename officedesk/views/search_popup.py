"""The finds under the top bar's search: what was looked at lately, everything while typing, and commands."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem
from shiboken6 import isValid

from officedesk.services.customers.rows import SearchHit
from officedesk.views.commands import Command, commands, matching, run
from officedesk.views.recents import Recents
from officedesk.views.reminders.subjects import open_record
from officedesk.views.search_rows import ROW, Heading, Line, LineDelegate, grouped, spoken
from officedesk.views.shell import Shell
from officedesk.views.widgets.search_box import SearchBox

LEAST = 680
"""Width in pixels that the finds have at least, in a window that has room for it."""
_TABS = {
    "equipment": "equipment",
    "geofence": "geofences",
    "note": "notes",
    "file": "attachments",
    "reminder": "reminders",
}
"""The tab of the profile that a find is on."""
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class SearchPopup(QListWidget):
    """Asks at every keystroke; a late answer to an earlier text is dropped, an early Enter waits for its answer.

    Whoever leaves the field leaves nothing in it: the next call begins with an empty one.
    """

    def __init__(self, shell: Shell, box: SearchBox, customer: Callable[[], int], recents: Recents) -> None:
        """``customer`` tells whose profile is in front (0: none): what a command begins is for them."""
        super().__init__(box.window())
        self._shell, self._box = shell, box
        self._customer, self._recents = customer, recents
        self._generation = self._answered = 0
        self._entered = False
        self._commands: tuple[Command, ...] | None = None
        self.setProperty("role", "popup")
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Search results")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(LineDelegate(shell, self))
        box.typed.connect(self._typed)
        box.entered.connect(self._open_current)
        box.installEventFilter(self)
        self.itemClicked.connect(self._open)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isValid(self._box):
            # The field goes, and with it the focus that it had.
            return False
        if isinstance(event, QFocusEvent):
            self._focus_changed(event)
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self.isVisible():
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None:
                self._step(step)
                return True
        return super().eventFilter(watched, event)

    def _step(self, step: int) -> None:
        """To the next line that can be opened; over headings."""
        places = [at for at in range(self.count()) if self.item(at).flags() & Qt.ItemFlag.ItemIsEnabled]
        if places:
            at = places.index(self.currentRow()) if self.currentRow() in places else -1
            row = places[max(0, min(len(places) - 1, at + step))]
            self.setCurrentRow(row)
            # With the heading above the first of a group.
            self.scrollToItem(self.item(row - 1 if row and row - 1 not in places else row))
            self.scrollToItem(self.item(row))

    def _focus_changed(self, event: QFocusEvent) -> None:
        other_window = event.reason() in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if event.gotFocus():
            # Back from another window: the finds are there again.
            if self._box.text() if other_window else event.reason() is Qt.FocusReason.MouseFocusReason:
                self._typed(self._box.text())
            return
        self.hide()
        if not other_window:
            self._box.clear()
            self._generation += 1

    def put_away(self) -> None:
        """Nobody wants it any more, nor an answer that is still under way."""
        self._generation += 1
        self.hide()

    def begin(self) -> None:
        """Show what was looked at lately, or the finds for what stands in the field."""
        self._commands = None
        self._typed(self._box.text())

    def _typed(self, text: str) -> None:
        self._generation += 1
        self._entered = False
        generation, desk = self._generation, self._shell.desk
        latest = list(self._recents.visits)
        if self._commands is None:
            self._commands = commands(self._shell)
        asked, plain = matching(self._commands, text)

        def work() -> list[SearchHit]:
            if not text.strip():
                from officedesk.services.search.recent import recent

                return recent(desk, latest)
            if text.startswith(">"):
                return []
            from officedesk.services.search.everything import search

            return search(desk, text)

        def arrived(hits: list[SearchHit]) -> None:
            lines: list[Line] = grouped(hits)
            if not text.strip():
                lines = [Heading("Recent"), *hits] if hits else []
            if asked:
                told: list[Line] = [Heading("Commands"), *asked]
                lines = [*told, *lines] if plain else [*lines, *told]
            self._arrived(generation, lines, empty=not text.strip())

        self._shell.load(self, work, arrived)

    def _arrived(self, generation: int, lines: list[Line], *, empty: bool) -> None:
        if generation != self._generation or not self._box.hasFocus():
            return
        self._answered = generation
        self.clear()
        for line in lines:
            item = QListWidgetItem(spoken(line, self._shell))
            item.setData(Qt.ItemDataRole.UserRole, line)
            if isinstance(line, Heading):
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
        if not lines and empty:
            self.hide()
            return
        if not lines:
            item = QListWidgetItem("Nothing found")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
        else:
            self.setCurrentRow(1)
        if self._entered and lines:
            self._open(self.item(1))
            return
        self._place()

    def _place(self) -> None:
        """Under the field: as wide and as high as the finds are, but inside the window."""
        window, below = self._box.window(), self._box.mapTo(self._box.window(), QPoint(0, self._box.height() + 4))
        frame = 2 * self.frameWidth() + 2
        high = sum(self.sizeHintForRow(at) for at in range(self.count())) + frame
        room = max(4 * ROW, window.height() - below.y() - 16)
        bar = self.verticalScrollBar().sizeHint().width() if high > room else 0
        width = min(max(LEAST, self.sizeHintForColumn(0) + frame + bar), window.width() - below.x() - 16)
        self.resize(width, min(high, room))
        self.move(self._box.mapToGlobal(QPoint(0, self._box.height() + 4)))
        self.scrollToTop()
        self.show()

    def _open_current(self) -> None:
        if self._answered != self._generation:
            self._entered = bool(self._box.text().strip())
        elif self.isVisible() and self.currentItem() is not None:
            self._open(self.currentItem())

    def _open(self, item: QListWidgetItem) -> None:
        line: Any = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(line, Command):
            customer = self._customer()
            self._leave()
            run(self._shell, line, customer)
        elif isinstance(line, SearchHit):
            self._leave()
            self._go(line)

    def _leave(self) -> None:
        self._box.clear()
        self.put_away()

    def _go(self, hit: SearchHit) -> None:
        go = self._shell.go
        if hit.kind in ("customer", "location"):
            go("customer", hit.customer_id, location_id=hit.location_id)
        elif hit.kind in ("estimate", "job", "invoice", "project"):
            go(hit.kind, hit.id)
        elif hit.kind == "task":
            go("tasks", record=hit.id)
        elif hit.kind == "contract":
            open_record(self._shell, hit.kind, hit.id, hit.customer_id)
        elif hit.customer_id:
            go("customer", hit.customer_id, tab=_TABS[hit.kind], record=hit.id)
        elif hit.kind == "geofence":
            go("map", fence_id=hit.id)
        else:
            # A reminder of the user's own.
            go("today")
