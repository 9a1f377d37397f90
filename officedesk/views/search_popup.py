"""The finds under the top bar's search: customers, addresses and documents while typing."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from officedesk.services.customers.rows import SearchHit
from officedesk.views.shell import Shell
from officedesk.views.widgets.search_box import SearchBox

_ICONS = {"customer": "users", "location": "map-pin", "estimate": "file-text", "job": "wrench", "invoice": "receipt"}


class SearchPopup(QListWidget):
    """Asks at every keystroke; a late answer to an earlier text is dropped."""

    def __init__(self, shell: Shell, box: SearchBox) -> None:
        super().__init__(box.window())
        self._shell, self._box = shell, box
        self._generation = 0
        self.setProperty("role", "popup")
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Search results")
        self.setUniformItemSizes(True)
        box.typed.connect(self._typed)
        box.entered.connect(self._open_current)
        box.installEventFilter(self)
        self.itemClicked.connect(self._open)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut:
            self.hide()
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self.isVisible():
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + step)))
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        self._generation += 1
        generation, desk = self._generation, self._shell.desk
        if not text.strip():
            self.hide()
            return

        def work() -> list[SearchHit]:
            from officedesk.services.customers.search import find

            return find(desk, text, 14)

        self._shell.load(self, work, lambda hits: self._arrived(generation, hits))

    def _arrived(self, generation: int, hits: list[SearchHit]) -> None:
        if generation != self._generation or not self._box.hasFocus():
            return
        self.clear()
        for hit in hits:
            item = QListWidgetItem(self._shell.icons(_ICONS[hit.kind], "muted"), f"{hit.title}   {hit.detail}".rstrip())
            item.setData(Qt.ItemDataRole.UserRole, hit)
            self.addItem(item)
        if not hits:
            item = QListWidgetItem("Nothing found")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
        else:
            self.setCurrentRow(0)
        height = self.sizeHintForRow(0) * self.count() + 6
        self.resize(max(560, self._box.width()), height)
        self.move(self._box.mapToGlobal(QPoint(0, self._box.height() + 4)))
        self.show()

    def _open_current(self) -> None:
        if self.isVisible() and self.currentItem() is not None:
            self._open(self.currentItem())

    def _open(self, item: QListWidgetItem) -> None:
        hit: Any = item.data(Qt.ItemDataRole.UserRole)
        if not isinstance(hit, SearchHit):
            return
        self.hide()
        box: QLineEdit = self._box
        box.clear()
        if hit.kind in ("customer", "location"):
            self._shell.go("customer", hit.customer_id, location_id=hit.location_id)
        else:
            self._shell.go(hit.kind, hit.id)
