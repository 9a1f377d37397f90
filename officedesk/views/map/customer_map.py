"""The map of one customer, beside the locations of the profile: their pins, their geofences, and the equipment."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QWidget

from officedesk.maps.shapes import Box
from officedesk.services.permissions import Permission
from officedesk.views.equipment.pin_dialog import LAYER as EQUIPMENT
from officedesk.views.equipment.pin_dialog import map_points
from officedesk.views.map.area import MapArea
from officedesk.views.map.layers import Layer
from officedesk.views.map.place_search import ZIP_ZOOM
from officedesk.views.map.reading import ROUGH
from officedesk.views.map.remembered import box_of
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, line, row

if TYPE_CHECKING:
    from officedesk.services.desk import Desk
    from officedesk.services.mapping.equipment_points import EquipmentSpot
    from officedesk.services.mapping.overview_rows import PlacesOnMap
    from officedesk.views.map.view import MapView

WIDTH = 380
_ROOM = 0.0005
"""Degrees around pins of equipment."""
ENTITIES = frozenset({"customer", "geofence", "import_batch", "equipment"})


@dataclass(frozen=True)
class _Found:
    places: "PlacesOnMap"
    points: tuple[Any, ...]
    fences: tuple[Any, ...]
    equipment: "tuple[EquipmentSpot, ...]" = ()


class CustomerMap(QFrame):
    """``picked(location_id)`` and ``equipment_picked(equipment_id)`` when a pin is clicked."""

    picked = Signal(int)
    equipment_picked = Signal(int)

    def __init__(self, shell: Shell, *, at_equipment: bool = False) -> None:
        """``at_equipment``: it looks at the pins of equipment first, where there are some."""
        super().__init__()
        self._shell, self._at_equipment = shell, at_equipment
        self._generation = 0
        self._customer_id = 0
        self._stale = False
        self._found: _Found | None = None
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH)
        self.said = label("", "small")
        self.said.setWordWrap(True)
        self.whole = button("Open in Map", self._open, icon=shell.icons("map-trifold"))
        self.area = MapArea(shell, lambda why: _Words(why))
        head = row(self.said, self.whole, margins=(12, 8, 12, 8))
        head.setStretch(0, 1)
        body = column(holder(head, "panel"), line(), self.area, spacing=0)
        body.setStretch(2, 1)
        both = row(line(vertical=True), spacing=0)
        both.addLayout(body, 1)
        self.setLayout(both)
        self.area.made.connect(self._attach)
        shell.signals.changed.connect(self._changed)

    def tell(self, customer_id: int) -> None:
        """Be about a customer."""
        if customer_id != self._customer_id:
            self._customer_id, self._found = customer_id, None
            self._put()
        self._stale = True
        if self.isVisible():
            self._read()

    def highlight(self, location_id: int) -> None:
        """Let a location stand out."""
        if self.area.view is not None:
            self.area.view.highlight(Layer.CUSTOMERS.value, location_id)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.area.begin()
        if self._stale:
            self._read()

    def _changed(self, entity: str, _entity_id: int, customer_id: int) -> None:
        if entity in ENTITIES and customer_id in (0, self._customer_id):
            self._stale = True
            if self.isVisible():
                self._read()

    def _read(self) -> None:
        self._stale = False
        self._generation += 1
        generation, desk, customer_id = self._generation, self._shell.desk, self._customer_id
        if not customer_id:
            return

        def here(found: _Found) -> None:
            if generation == self._generation:
                self._found = found
                self._put()

        self._shell.load(self, lambda: _read(desk, customer_id), here)

    def _attach(self, view: "MapView") -> None:
        view.picked.connect(self._picked)
        view.opened.connect(lambda _layer, _id: self._open())
        self._put()

    def _picked(self, layer: str, id: int) -> None:
        if layer == Layer.CUSTOMERS:
            self.picked.emit(id)
        elif layer == EQUIPMENT:
            self.equipment_picked.emit(id)

    def _put(self) -> None:
        view, found = self.area.view, self._found
        self.said.setText(_said(found.places, len(found.fences), len(found.equipment)) if found is not None else "")
        if view is None:
            return
        view.show_points(Layer.CUSTOMERS.value, found.points if found is not None else ())
        view.show_fences(found.fences if found is not None else ())
        view.show_points(EQUIPMENT, map_points(found.equipment) if found is not None else ())
        if found is not None and found.equipment and self._at_equipment:
            view.fit(_around(found.equipment))
            return
        if found is None or not len(found.places):
            return
        box = box_of(found.places)
        if len(found.places) == 1 or box is None:
            view.centre(found.places.at(0), ZIP_ZOOM)
        else:
            view.fit(box)

    def _open(self) -> None:
        self._shell.go("map", customer_id=self._customer_id)


class _Words(QWidget):
    """Why there is no map here."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.setObjectName("page")
        text = label(why, "muted")
        text.setWordWrap(True)
        self.setLayout(column(text, None, margins=(16, 16, 16, 16)))


def _read(desk: "Desk", customer_id: int) -> _Found:
    from officedesk.maps.page.values import MapFence, MapPoint
    from officedesk.services.mapping.fence_list import FenceList
    from officedesk.services.mapping.overview import customer_on_map
    from officedesk.services.mapping.rows import FenceFilter
    from officedesk.services.paging import Sort

    places = customer_on_map(desk, customer_id)
    points = tuple(
        MapPoint(
            places.location_ids[at],
            places.latitudes[at],
            places.longitudes[at],
            places.names[at],
            ROUGH if places.approximate[at] else "",
            "" if places.approximate[at] else "accent",
        )
        for at in places
    )
    from officedesk.services.mapping.equipment_points import equipment_on_map

    fences: tuple[Any, ...] = ()
    if desk.may(Permission.MAP_READ):
        rows = FenceList(desk).first(FenceFilter(customer_id=customer_id), Sort("name"), 500)
        fences = tuple(MapFence(one.id, one.name, one.colour, one.shape) for one in rows)
    return _Found(places, points, fences, equipment_on_map(desk, customer_id))


def _around(spots: "tuple[EquipmentSpot, ...]") -> Box:
    """A box around pins, with a street's room."""
    north = [spot.point.latitude for spot in spots]
    east = [spot.point.longitude for spot in spots]
    return Box(
        west=max(min(east) - _ROOM, -180.0),
        south=max(min(north) - _ROOM, -85.0),
        east=min(max(east) + _ROOM, 180.0),
        north=min(max(north) + _ROOM, 85.0),
    )


def _said(places: "PlacesOnMap", fences: int, equipment: int) -> str:
    """Such as “3 locations, 1 by ZIP code only, 2 geofences, 12 pieces of equipment”."""
    count = len(places)
    said = [f"{count:,} location{'' if count == 1 else 's'}"]
    if rough := sum(places.approximate):
        said.append(f"{rough:,} by ZIP code only")
    if places.unplaced:
        said.append(f"{places.unplaced:,} with no known place")
    if fences:
        said.append(f"{fences:,} geofence{'' if fences == 1 else 's'}")
    if equipment:
        said.append(f"{equipment:,} piece{'' if equipment == 1 else 's'} of equipment")
    return ", ".join(said)
