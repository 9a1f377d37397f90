"""Where a piece of equipment stands, on the map of its location: a pin to drag, among those of the other pieces."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from officedesk.maps.geocoding.precision import Precision
from officedesk.maps.shapes import Point
from officedesk.services.permissions import Permission
from officedesk.views.customers.place_map import PlaceMap
from officedesk.views.customers.point_fields import PointFields
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.form_field import EnterMovesOn

if TYPE_CHECKING:
    from officedesk.services.mapping.equipment_points import EquipmentSpot

LAYER = "equipment"
"""What maps of one customer call the pins of equipment."""


@dataclass(frozen=True, slots=True)
class _Around:
    """Where the map looks first, how exactly that is known, and the pins of the other pieces there."""

    at: Point | None
    precision: Precision
    others: "tuple[EquipmentSpot, ...]"


class PinDialog(QDialog):
    """``chosen(point)`` with OK; ``None`` where the pin was taken away. Use ``open()``."""

    chosen = Signal(object)

    def __init__(
        self,
        shell: Shell,
        parent: QWidget,
        name: str,
        customer_id: int,
        location_id: int | None,
        point: Point | None,
        equipment_id: int = 0,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Place on the map")
        self.setMinimumWidth(640)
        self._shell = shell
        self._others: tuple[EquipmentSpot, ...] = ()
        self.point = PointFields()
        self.point.show_point(point)
        self.map = PlaceMap(shell)
        self.told = label("", "muted")
        self.told.setWordWrap(True)
        self.clear = button("Remove pin", self._take_away, icon=shell.icons("x"))
        self.ok_button = button("OK", self.accept, kind="primary", tip="OK (Ctrl+Enter)")
        fields = row(self.point, column(17, self.clear, None, spacing=0))
        fields.setStretch(0, 1)
        body = column(
            label(name or "New equipment", "strong"),
            fields,
            self.told,
            self.map,
            row(None, button("Cancel", self.reject), self.ok_button),
            margins=(16, 14, 16, 14),
            spacing=10,
        )
        body.setStretch(3, 1)
        self.setLayout(body)
        EnterMovesOn(self).watch(self.point.latitude, self.point.longitude)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.accept)
        self.point.typed.connect(self._typed)
        self.map.placed.connect(self._pinned)
        desk = shell.desk
        shell.load(
            self,
            lambda: _around(desk, customer_id, location_id, equipment_id),
            lambda around: self._begin(around, point),
        )
        self._tell(point)

    def accept(self) -> None:
        """Hand the point over; what is no coordinate stays here."""
        if wrong := self.point.problems():
            wrong[0].setFocus()
            return
        point, _ = self.point.read()
        super().accept()
        self.chosen.emit(point)

    def _begin(self, around: _Around, point: Point | None) -> None:
        self._others = around.others
        typed, complete = self.point.read()
        self.map.begin()
        if self.map.view is not None:
            self.map.view.show_points(LAYER, map_points(around.others))
        if complete and typed is not None:
            self.map.show_point(typed, Precision.PLACED)
        else:
            self.map.look_at(around.at, around.precision)
        self._tell(point)

    def _typed(self, point: Point | None) -> None:
        if point is None:
            self.map.move_pin(None)
        else:
            self.map.show_point(point, Precision.PLACED)
        self._tell(point)

    def _pinned(self, latitude: float, longitude: float) -> None:
        point = Point(round(latitude, 6), round(longitude, 6))
        self.point.show_point(point)
        self.map.move_pin(point)
        self._tell(point)

    def _take_away(self) -> None:
        self.point.show_point(None)
        self.map.move_pin(None)
        self._tell(None)
        self.point.latitude.setFocus()

    def _tell(self, point: Point | None) -> None:
        self.clear.setEnabled(point is not None)
        if point is not None:
            words = "Drag the pin to where it stands."
        elif self.map.reason:
            words = "Not placed yet."
        else:
            words = "Not placed yet: click on the map where it stands, or type latitude and longitude."
        count = len(self._others)
        more = f" The dots are {count:,} other piece{'' if count == 1 else 's'} of this customer." if count else ""
        self.told.setText(words + more)


def map_points(spots: "tuple[EquipmentSpot, ...]") -> tuple[Any, ...]:
    """Pins of equipment as the map draws them."""
    from officedesk.maps.page.values import MapPoint

    return tuple(
        MapPoint(spot.id, spot.point.latitude, spot.point.longitude, spot.name, spot.about, "ok") for spot in spots
    )


def _around(desk: Any, customer_id: int, location_id: int | None, equipment_id: int) -> _Around:
    """Where the location is, or another one of the customer, and what has a pin there."""
    if not desk.may(Permission.MAP_READ):
        return _Around(None, Precision.REGION, ())
    from officedesk.services.mapping.equipment_points import equipment_on_map
    from officedesk.services.mapping.overview import customer_on_map

    places = customer_on_map(desk, customer_id)
    at = next((index for index in places if places.location_ids[index] == location_id), None)
    if at is None and len(places):
        at = 0
    others = tuple(spot for spot in equipment_on_map(desk, customer_id) if spot.id != equipment_id)
    if at is None:
        return _Around(others[0].point if others else None, Precision.PLACED, others)
    return _Around(places.at(at), Precision.ZIP if places.approximate[at] else Precision.PLACED, others)
