"""A tab whose list can have a map of its customer beside it."""

from typing import TYPE_CHECKING

from officedesk.services.permissions import Permission
from officedesk.views.customers.tabs.base import ListTab
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button

if TYPE_CHECKING:
    from officedesk.views.map.customer_map import CustomerMap


class MapTab(ListTab):
    """Subclasses name the desktop's ``map_setting`` that keeps the map shown, and make the map in :meth:`make_map`.

    They add ``map_button`` to their filters where they want it.
    """

    map_setting = ""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._map: CustomerMap | None = None
        self.map_button = button("Map", self._toggle_map, icon=shell.icons("map-trifold"), tip="Show or hide the map")
        self.map_button.setCheckable(True)
        self.map_button.setProperty("segment", "only")
        self.map_button.setChecked(bool(shell.config.get(self.map_setting)))
        if not shell.may(Permission.MAP_READ):
            self.map_button.hide()

    @property
    def map(self) -> "CustomerMap | None":
        """The map beside the list, once it was wanted."""
        return self._map

    def make_map(self) -> "CustomerMap":
        """The map, with what a click on it does; made when it is wanted for the first time."""
        raise NotImplementedError

    def load(self) -> None:
        super().load()
        self._show_map()

    def _toggle_map(self) -> None:
        self.shell.config.put(self.map_setting, self.map_button.isChecked())
        self._show_map()

    def _show_map(self) -> None:
        wanted = self.map_button.isChecked() and self.shell.may(Permission.MAP_READ)
        if wanted and self._map is None:
            self._map = self.make_map()
            self.panel.add_side(self._map)
        if self._map is not None:
            self._map.setVisible(wanted)
            self._map.tell(self.subject.customer_id)
