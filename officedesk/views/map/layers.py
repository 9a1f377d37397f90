"""What the map shows: read off the GUI thread, put on the map, and read again when something of it is saved."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from officedesk.services.permissions import Permission
from officedesk.views.map.reading import Shown, read_customers, read_fences, read_technicians, read_visits
from officedesk.views.shell import Shell

if TYPE_CHECKING:
    from officedesk.services.mapping.overview_rows import MapFilter
    from officedesk.views.map.view import MapView

BURST = 250
"""Milliseconds in which changes that come together are answered once."""


class Layer(StrEnum):
    """By the name that the map itself knows it by."""

    CUSTOMERS = "customers"
    VISITS = "visits"
    TECHNICIANS = "technicians"
    FENCES = "fences"


NEEDS = {
    Layer.CUSTOMERS: Permission.CUSTOMERS_READ,
    Layer.VISITS: Permission.JOBS_READ,
    Layer.TECHNICIANS: Permission.POSITIONS_READ,
    Layer.FENCES: Permission.MAP_READ,
}
SEEN = {
    Layer.CUSTOMERS: frozenset({"customer", "tag", "brand", "import_batch", "job", "invoice", "payment"}),
    Layer.VISITS: frozenset({"job", "customer", "technician", "import_batch", "company"}),
    Layer.TECHNICIANS: frozenset({"track_import", "position", "device", "technician"}),
    Layer.FENCES: frozenset({"geofence", "customer"}),
}
"""Changes of these are seen in a layer."""


class MapLayers(QObject):
    """``arrived(layer)`` once its data are there; ``switched(layer)`` when it is put on the map or taken off."""

    arrived = Signal(str)
    switched = Signal(str)

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        from officedesk.services.mapping.overview_rows import MapFilter

        self._shell = shell
        self._view: MapView | None = None
        self.filter: MapFilter = MapFilter()
        self.offered = [layer for layer in Layer if shell.may(NEEDS[layer])]
        stored = shell.config.get("map_layers", [layer.value for layer in Layer])
        self.on = {layer for layer in self.offered if layer in stored}
        self.shown: dict[Layer, Shown] = {layer: Shown() for layer in self.offered}
        self.day: date = shell.desk.today()
        self._generation = dict.fromkeys(self.offered, 0)
        self._stale: set[Layer] = set(self.offered)
        self._away: set[Layer] = set()
        self._awake = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(BURST)
        self._later.timeout.connect(self._look)
        shell.signals.changed.connect(self._changed)
        shell.closing.connect(self._later.stop)

    def attach(self, view: "MapView") -> None:
        """From now on show everything on this map too."""
        self._view = view
        for layer in self.offered:
            self._put(layer)

    def wake(self, awake: bool) -> None:
        """The map is on screen, or not: hidden it waits, and is read again when it is seen."""
        self._awake = awake
        if self._shell.desk.today() != self.day:
            self.day = self._shell.desk.today()
            self._stale.add(Layer.VISITS)
        if awake and self._stale:
            self._look()

    def switch(self, layer: Layer, on: bool) -> None:
        """Put a layer on the map, or take it off."""
        (self.on.add if on else self.on.discard)(layer)
        self._shell.config.put("map_layers", [one.value for one in Layer if one in self.on])
        self._put(layer)
        self.switched.emit(layer.value)

    def make_way(self, layer: Layer, away: bool) -> None:
        """Leave a layer off the map for as long as something else is looked at; what it shows is kept up to date."""
        if layer in self.offered and away != (layer in self._away):
            (self._away.add if away else self._away.discard)(layer)
            self._put(layer)

    def narrow(self, wanted: "MapFilter") -> None:
        """Show the customers of another filter."""
        if wanted != self.filter:
            self.filter = wanted
            self.read(Layer.CUSTOMERS)

    def read(self, layer: Layer) -> None:
        """Read a layer anew; what is shown stays until it is there."""
        if layer not in self.shown:
            return
        self._stale.discard(layer)
        self._generation[layer] += 1
        generation, desk, day, wanted = self._generation[layer], self._shell.desk, self.day, self.filter
        works: dict[Layer, Callable[[], Shown]] = {
            Layer.CUSTOMERS: lambda: read_customers(desk, wanted),
            Layer.VISITS: lambda: read_visits(desk, day),
            Layer.TECHNICIANS: lambda: read_technicians(desk),
            Layer.FENCES: lambda: read_fences(desk),
        }

        def here(found: Shown) -> None:
            if generation == self._generation[layer]:
                self.shown[layer] = found
                self._put(layer)
                self.arrived.emit(layer.value)

        def failed(error: Exception) -> None:
            self._stale.add(layer)
            self._shell.fail(error)

        self._shell.load(self, works[layer], here, failed)

    def read_all(self) -> None:
        """Read everything anew, as F5 does."""
        for layer in self.offered:
            self.read(layer)

    def _put(self, layer: Layer) -> None:
        if self._view is None:
            return
        if layer not in self.on or layer in self._away:
            self._view.hide(layer.value)
            return
        found = self.shown[layer]
        if layer is Layer.FENCES:
            self._view.show_fences(found.points)
            return
        self._view.show_points(layer.value, found.points, clustered=layer is Layer.CUSTOMERS)
        if layer is Layer.VISITS:
            self._view.show_lines(layer.value, found.lines)

    def _changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        self._stale |= {layer for layer in self.offered if entity in SEEN[layer]}
        if self._stale and self._awake:
            self._later.start()

    def _look(self) -> None:
        for layer in [layer for layer in self.offered if layer in self._stale]:
            self.read(layer)
