"""What is in view: everything that the map shows, as a list that the keyboard goes through."""

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from officedesk.maps.shapes import Box
from officedesk.views.map.layers import Layer, MapLayers
from officedesk.views.map.reading import ROUGH, Shown, seen
from officedesk.views.map.things import Thing, ThingsList
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, row

if TYPE_CHECKING:
    from officedesk.services.desk import Desk

MOST = 300
"""Rows of one kind; the map itself shows them all."""
CALM = 150
"""Milliseconds after the map was moved last."""
ICONS = {
    Layer.CUSTOMERS: "map-pin",
    Layer.VISITS: "calendar-check",
    Layer.TECHNICIANS: "truck",
    Layer.FENCES: "polygon",
}
KINDS = {
    Layer.CUSTOMERS: "Customer",
    Layer.VISITS: "Visit",
    Layer.TECHNICIANS: "Technician",
    Layer.FENCES: "Geofence",
}


class InView(QWidget):
    """``chosen`` and ``opened`` tell a :class:`Thing`; ``clear_wanted`` that no customer should be left out."""

    chosen = Signal(object)
    opened = Signal(object)
    clear_wanted = Signal()
    everything_wanted = Signal()
    """Show all that there is on the map."""

    def __init__(self, shell: Shell, layers: MapLayers) -> None:
        super().__init__()
        self._shell, self._layers = shell, layers
        self._box: Box | None = None
        self._generation = 0
        self.title = label("On the map", "heading")
        self.count = label("", "muted")
        self.whole = button("Show all", self.everything_wanted.emit, kind="link", tip="Show everything on the map")
        self.list = ThingsList(shell, "On the map, in view")
        self.empty = label("", "muted")
        self.empty.setWordWrap(True)
        self.clear = button("Clear filter", self.clear_wanted.emit, kind="link")
        self.empty.setContentsMargins(16, 0, 16, 8)
        self.empty.hide()
        clearing = holder(row(self.clear, None, margins=(10, 0, 16, 4)))
        clearing.hide()
        self._clearing = clearing
        self.setLayout(
            column(
                row(self.title, self.count, None, self.whole, spacing=6, margins=(16, 10, 10, 6)),
                self.empty,
                clearing,
                self.list,
                spacing=0,
            )
        )
        self.list.chosen.connect(self.chosen)
        self.list.opened.connect(self.opened)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM)
        self._calm.timeout.connect(self._look)
        layers.arrived.connect(lambda _: self._calm.start())
        layers.switched.connect(lambda _: self._calm.start())
        shell.closing.connect(self._calm.stop)

    @property
    def waiting(self) -> bool:
        """What is in view now is not listed yet."""
        return self._calm.isActive()

    def see(self, box: Box | None) -> None:
        """The map shows this part of the earth; ``None``: there is no map, all is in view."""
        self._box = box
        self._calm.start()

    def _look(self) -> None:
        self._generation += 1
        generation, desk, box = self._generation, self._shell.desk, self._box
        shown = {layer: self._layers.shown[layer] for layer in self._layers.offered if layer in self._layers.on}

        def here(found: tuple[list[Thing], int]) -> None:
            if generation == self._generation:
                self._tell(*found)

        self._shell.load(self, lambda: things_in(desk, shown, box), here)

    def _tell(self, things: list[Thing], count: int) -> None:
        self.list.put(things)
        self.count.setText(f"{count:,} in view" if count == len(things) else f"{len(things):,} of {count:,} in view")
        layers = self._layers
        read = [layers.shown[layer] for layer in layers.offered if layer in layers.on]
        nothing = all(not one.count for one in read if one.data is not None)
        filtered = layers.filter != type(layers.filter)()
        if count:
            said = "" if count == len(things) else "Zoom in to see the others."
        elif not read:
            said = "Nothing is switched on. Click Customers or Geofences above."
        elif nothing and filtered:
            said = "No customer matches the filter."
        elif nothing:
            said = "Customers appear here once their locations have a ZIP code or a pin."
        else:
            said = "Nothing in this part of the map."
        self.empty.setText(said)
        self.empty.setVisible(bool(said))
        self.list.setVisible(bool(count))
        self._clearing.setVisible(filtered and nothing and not count)


def things_in(desk: "Desk", shown: dict[Layer, Shown], box: Box | None) -> tuple[list[Thing], int]:
    """The rows of what is in ``box``, visits before technicians, fences and customers; and how many there are."""
    found: list[Thing] = []
    count = 0
    if (visits := shown.get(Layer.VISITS)) is not None:
        here = [point for point in visits.points if _in(box, point.latitude, point.longitude)]
        count += len(here)
        found += [_thing(Layer.VISITS, point.id, point.title, point.note) for point in here[:MOST]]
    if (devices := shown.get(Layer.TECHNICIANS)) is not None:
        near = [spot for spot in devices.data or () if _in(box, spot.point.latitude, spot.point.longitude)]
        count += len(near)
        found += [_thing(Layer.TECHNICIANS, spot.device_id, spot.title, seen(desk, spot.at)) for spot in near[:MOST]]
    if (fences := shown.get(Layer.FENCES)) is not None:
        rows = [one for one in fences.data or () if box is None or box.meets(one.box)]
        count += len(rows)
        found += [_thing(Layer.FENCES, one.id, one.name, one.company) for one in rows[:MOST]]
    if (customers := shown.get(Layer.CUSTOMERS)) is not None and customers.data is not None:
        data = customers.data
        inside = _inside(data.latitudes, data.longitudes, box)
        count += len(inside)
        for at in (
            sorted(inside, key=lambda at: data.names[at].lower())[:MOST] if len(inside) <= 5_000 else inside[:MOST]
        ):
            note = ROUGH.split(":")[0] if data.approximate[at] else ""
            found.append(_thing(Layer.CUSTOMERS, data.location_ids[at], data.names[at], note))
    return found, count


def _thing(layer: Layer, id: int, title: str, note: str = "") -> Thing:
    return Thing(layer.value, id, title, note, ICONS[layer], KINDS[layer])


def _in(box: Box | None, latitude: float, longitude: float) -> bool:
    if box is None:
        return True
    across = longitude >= box.west or longitude <= box.east if box.crosses else box.west <= longitude <= box.east
    return box.south <= latitude <= box.north and across


def _inside(latitudes: "array[float]", longitudes: "array[float]", box: Box | None) -> Sequence[int]:
    if box is None:
        return range(len(latitudes))
    south, north, west, east = box.south, box.north, box.west, box.east
    both = enumerate(zip(latitudes, longitudes, strict=True))
    if box.crosses:
        return [at for at, (lat, lon) in both if south <= lat <= north and (lon >= west or lon <= east)]
    return [at for at, (lat, lon) in both if south <= lat <= north and west <= lon <= east]
