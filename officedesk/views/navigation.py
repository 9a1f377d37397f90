"""The dark column on the left: the modules, and Settings at the bottom."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from officedesk.services.permissions import Permission
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import ICON, label, row

# Pages that belong to a module of the navigation.
_MODULE_OF = {
    "customer": "customers",
    "duplicates": "customers",
    "estimate": "estimates",
    "job": "jobs",
    "project": "projects",
    "lead": "projects",
    "invoice": "invoices",
    "payments": "invoices",
    "tasks": "today",
    "reminders": "today",
    "messages": "customers",
    "upcoming": "contracts",
    "geofences": "map",
    "stays": "timesheets",
    "crossings": "timesheets",
}


NEEDS = {
    "today": Permission.CUSTOMERS_READ,
    "customers": Permission.CUSTOMERS_READ,
    "schedule": Permission.JOBS_READ,
    "map": Permission.MAP_READ,
    "estimates": Permission.ESTIMATES_READ,
    "jobs": Permission.JOBS_READ,
    "projects": Permission.PROJECTS_READ,
    "invoices": Permission.INVOICES_READ,
    "contracts": Permission.CONTRACTS_READ,
    "timesheets": Permission.TIME_READ,
}
"""What seeing a module needs; the others are everyone's."""


class Navigation(QWidget):
    """``chosen(page)`` when a module is clicked."""

    chosen = Signal(str)

    def __init__(self, shell: Shell, modules: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(184)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 10, 8, 8)
        layout.setSpacing(2)
        mark = label()
        mark.setPixmap(shell.icons("storefront", "side_text").pixmap(18, 18))
        layout.addLayout(row(10, mark, label("OfficeDesk"), None, margins=(0, 6, 0, 8)))
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for page, title, icon in modules:
            if page in NEEDS and not shell.may(NEEDS[page]):
                continue
            made = QPushButton(title)
            made.setAccessibleName(title)
            made.setIcon(shell.icons(icon, "side_text"))
            made.setIconSize(ICON)
            made.setCheckable(True)
            made.setCursor(Qt.CursorShape.PointingHandCursor)
            made.clicked.connect(lambda _=False, page=page: self._choose(page))
            self._group.addButton(made)
            self._buttons[page] = made
            if page == "settings":
                layout.addStretch(1)
            layout.addWidget(made)
        self._marked = ""

    def mark(self, page: str) -> None:
        """Show which module is open."""
        module = _MODULE_OF.get(page, page)
        if module in self._buttons:
            self._marked = module
            self._buttons[module].setChecked(True)

    def _choose(self, page: str) -> None:
        # The window decides whether the page in front may be left: until then the old mark stays.
        if self._marked:
            self._buttons[self._marked].setChecked(True)
        self.chosen.emit(page)
