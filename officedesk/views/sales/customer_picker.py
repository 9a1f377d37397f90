"""Whose document is it: find the customer by typing, with the keyboard alone."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from officedesk.services.customers.rows import CustomerRow
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, holder, label, row
from officedesk.views.widgets.search_box import SearchBox

SHOWN = 14


class CustomerPicker(QWidget):
    """``chosen(customer id)`` by Enter or a click; ``new_wanted`` for a customer that is not there yet."""

    chosen = Signal(int)
    new_wanted = Signal()
    left = Signal()

    def __init__(
        self,
        shell: Shell,
        title: str,
        parent: QWidget | None = None,
        *,
        asks: str = "Who is it for?",
        may_add: bool = True,
    ) -> None:
        """``title`` says what for: ``New estimate``. ``may_add``: it may be somebody new."""
        super().__init__(parent)
        self._shell = shell
        self._asked = 0
        self._enter = False
        self.search = SearchBox("Name, contact, phone, email, address", shell.icons, shell.theme)
        self.list = QListWidget()
        self.list.setProperty("role", "popup")
        self.list.setAccessibleName("Customers")
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._told = label("", "muted")
        new = button("New customer", self.new_wanted.emit, icon=shell.icons("plus"), shortcut="Alt+N")
        if not may_add:
            new.hide()
            new.setEnabled(False)
        self._nobody = "No customer found. Add a new one with Alt+N." if may_add else "No customer found."
        content = QVBoxLayout()
        content.setContentsMargins(16, 14, 16, 14)
        content.setSpacing(10)
        content.addWidget(label(title, "title"))
        content.addWidget(label(asks, "muted"))
        content.addWidget(self.search)
        content.addWidget(self.list, 1)
        content.addLayout(row(self._told, None, new))
        card = holder(content, "card")
        card.setMaximumSize(640, 620)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 24, 16, 24)
        middle = row(None, card, None)
        middle.setStretchFactor(card, 10)
        outer.addLayout(middle, 10)
        outer.addStretch(1)
        self.search.typed.connect(lambda _: self._ask())
        self.search.down.connect(lambda: self._step(1))
        self.search.entered.connect(self._entered)
        self.list.itemClicked.connect(self._take)
        self.list.itemActivated.connect(self._take)

    def begin(self) -> None:
        """Show the customers and wait for typing."""
        self.search.clear()
        self.search.setFocus()
        self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up:
            self._step(-1)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        self._asked += 1
        asked, desk, text = self._asked, self._shell.desk, self.search.text().strip()

        def work() -> list[CustomerRow]:
            from officedesk.services.customers.listing import CustomerList
            from officedesk.services.customers.rows import CustomerFilter
            from officedesk.services.paging import Sort

            return CustomerList(desk).first(CustomerFilter(text=text), Sort("name"), SHOWN)

        self._waiting = True
        self._shell.load(self, work, lambda rows: self._arrived(asked, rows))

    def _arrived(self, asked: int, rows: list[CustomerRow]) -> None:
        if asked != self._asked:
            return
        self._waiting = False
        self.list.clear()
        for found in rows:
            detail = " · ".join(part for part in (found.number, found.contact, found.location) if part)
            item = QListWidgetItem(f"{found.name}    {detail}")
            item.setData(Qt.ItemDataRole.UserRole, found.id)
            item.setSizeHint(QSize(0, max(32, self.fontMetrics().height() + 14)))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._told.setText("" if rows else self._nobody)
        if self._enter:
            self._enter = False
            self._entered()

    def _step(self, by: int) -> None:
        self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + by)))

    def _entered(self) -> None:
        if self._waiting:
            # Enter was faster than the answer: it means the first of what is on its way.
            self._enter = True
        elif self.list.currentItem() is not None:
            self._take(self.list.currentItem())

    def _take(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
