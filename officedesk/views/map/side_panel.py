"""Beside the map: what is on it, where to go, and whatever is looked at."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import menu_action
from officedesk.views.map.about import AboutCard
from officedesk.views.map.filters import MapChips
from officedesk.views.map.in_view import InView
from officedesk.views.map.layers import MapLayers
from officedesk.views.map.place_search import PlaceSearch
from officedesk.views.map.route_card import RouteCard
from officedesk.views.map.selection import SelectionCard
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, line, row
from officedesk.views.widgets.tab_order import follow_layout

WIDTH = 329
LOW = 760
"""Below this height a form has the panel to itself: beside what stands under it, it would be a slit."""


class SidePanel(QFrame):
    """The cards take turns: ``show_card`` brings one up, ``back`` the list of what is in view."""

    lasso_wanted = Signal(bool)
    print_wanted = Signal()
    routes_wanted = Signal()
    new_fence_wanted = Signal()

    def __init__(self, shell: Shell, layers: MapLayers, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        self.chips = MapChips(shell, layers, self)
        self.search = PlaceSearch(shell)
        self.lasso = self._tool("Choose customers with a line around them", "selection-plus", lambda: None)
        self.lasso.setCheckable(True)
        self.lasso.toggled.connect(self.lasso_wanted)
        self.routes = self._tool("Routes of the day", "list-bullets", self.routes_wanted.emit)
        if not shell.may(Permission.JOBS_READ):
            self.routes.hide()
        self.print = self._tool("Print the map to a PDF (Ctrl+P)", "printer", self.print_wanted.emit)
        self.more = self._tool("More: geofences as a list, import, export", "dots-three-vertical", lambda: None)
        self.more.setMenu(self._menu())
        self.tools = row(label("Map", "title"), None, self.print, self.more, spacing=4)
        finding = row(self.search, self.lasso, self.routes, spacing=4)
        finding.setStretch(0, 1)
        head = column(self.tools, self.chips.widget, finding, spacing=8, margins=(16, 12, 16, 12))
        self.in_view = InView(shell, layers)
        self.about = AboutCard(shell)
        self.selection = SelectionCard(shell)
        self.route = RouteCard(shell)
        self.cards = QStackedWidget()
        for card in (self.in_view, self.about, self.selection, self.route):
            self.add_card(card)
        for closable in (self.about, self.selection, self.route):
            closable.closed.connect(self.back)
        self.below: list[QWidget] = []
        self._tall: set[QWidget] = {self.selection, self.route}
        self._forms: set[QWidget] = set()
        self._layout: QVBoxLayout = column(holder(head), line(), self.cards, spacing=0)
        self._layout.setStretchFactor(self.cards, 1)
        inner = row(spacing=0)
        inner.addLayout(self._layout, 1)
        inner.addWidget(line(vertical=True))
        self.setLayout(inner)
        self.on_back: Callable[[], object] = lambda: None

    def _tool(self, tip: str, icon: str, run: Callable[[], object]) -> QPushButton:
        return button("", run, kind="icon", icon=self._shell.icons(icon), tip=tip)

    def _menu(self) -> QMenu:
        shell, menu = self._shell, QMenu(self)
        icons, may = shell.icons, shell.may
        menu_action(menu, icons("plus"), "New geofence", self.new_fence_wanted.emit, may(Permission.FENCES_WRITE))
        menu_action(menu, icons("list-bullets"), "All geofences", lambda: shell.go("geofences"))
        menu.addSeparator()
        menu_action(menu, icons("upload-simple"), "Import geofences…", self._import, may(Permission.IMPORT))
        menu_action(menu, icons("download-simple"), "Export geofences…", self._export, may(Permission.EXPORT))
        return menu

    def _import(self) -> None:
        from officedesk.views.map.fence_import import FenceImport

        FenceImport(self._shell, self.window()).open()

    def _export(self) -> None:
        from officedesk.views.map.fence_export import ask_and_write

        ask_and_write(self._shell, self, None)

    def add_tool(self, tool: QWidget) -> None:
        """Put a control beside the title."""
        self.tools.insertWidget(2, tool)
        follow_layout(self)

    def add_action(self, made: QPushButton) -> None:
        """Put a button at the end of the title."""
        self.tools.addWidget(made)
        follow_layout(self)

    def add_form(self, card: QWidget) -> None:
        """One more card, that needs all the room of a low window."""
        self._forms.add(card)
        self.add_card(card)

    def add_card(self, card: QWidget) -> None:
        """One more card."""
        self.cards.addWidget(card)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)

    def add_below(self, part: QWidget) -> None:
        """Something that stands under every card but the long ones."""
        self.below.append(part)
        self._layout.addWidget(line())
        self._layout.addWidget(part)

    def show_card(self, card: QWidget) -> None:
        """Bring a card up; the keyboard goes along with it."""
        before = self.cards.currentWidget()
        focused: QWidget | None = self.window().focusWidget()
        held = before is not card and focused is not None and before.isAncestorOf(focused)
        self.cards.setCurrentWidget(card)
        if held and isinstance(card, InView | SelectionCard | RouteCard):
            # Not its button to close it, which comes first.
            card.list.setFocus()
        self._share_room()
        follow_layout(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        card = self.cards.currentWidget()
        room = card not in self._tall and not (card in self._forms and self.height() < LOW)
        for part in self.below:
            part.setVisible(room)

    def back(self) -> None:
        """The list of what is in view again."""
        self.on_back()
        self.show_card(self.in_view)
        self.in_view.list.setFocus()
