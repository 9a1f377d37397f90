"""Cards with a bar above them, which says what they are ordered by as the header of a table does."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from officedesk.services.paging import Sort
from officedesk.views.lists.cards import MARGIN, CardsView
from officedesk.views.lists.columns import Pictures
from officedesk.views.lists.paged_model import PagedTableModel
from officedesk.views.lists.table import HEADER_HEIGHT, ListTable
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import ICON, button, column, holder, label, line, row


class CardsPage(QWidget):
    """``view`` shows the rows of ``table`` as cards, in its order and with its selection."""

    def __init__(
        self, table: ListTable, model: PagedTableModel, shell: Shell, pictures: Pictures | None = None
    ) -> None:
        super().__init__()
        self._table, self._columns, self._shell = table, model.columns, shell
        self.view = CardsView(table, model, shell, pictures=pictures)
        self.sort_button: QPushButton = button("", self.open_menu, kind="bar")
        self.sort_button.setIconSize(ICON)
        bar = holder(row(label("Sorted by", "muted"), self.sort_button, None, spacing=2, margins=(MARGIN, 0, 8, 0)))
        bar.setObjectName("bar")
        bar.setFixedHeight(HEADER_HEIGHT - 1)
        whole = column(bar, line(), self.view, spacing=0)
        whole.setStretchFactor(self.view, 1)
        self.setLayout(whole)
        table.sort_wanted.connect(self._tell)
        self._tell(table.sort)

    def open_menu(self) -> None:
        """Show what the cards can be ordered by; the present one again turns the order around."""
        menu = self.menu_now()
        menu.popup(self.sort_button.mapToGlobal(QPoint(0, self.sort_button.height() + 2)))

    def menu_now(self) -> QMenu:
        """The menu of columns."""
        menu = QMenu(self)
        for number, one in enumerate(self._columns, start=1):
            if not one.sortable:
                continue
            action = menu.addAction(one.title)
            action.setCheckable(True)
            action.setChecked(one.name == self._table.sort.column)
            action.triggered.connect(lambda _=False, number=number: self._table.sort_by(number))
        return menu

    def _tell(self, sort: Sort) -> None:
        title = next((one.title for one in self._columns if one.name == sort.column), "")
        self.sort_button.setText(title or "place in the list")
        self.sort_button.setIcon(self._shell.icons("arrow-down" if sort.descending else "arrow-up", "muted"))
        way = "descending" if sort.descending else "ascending"
        self.sort_button.setAccessibleName(f"Sorted by {title}, {way}" if title else "Order of the list")
        self.sort_button.setToolTip("Order by something else, or the other way around")
