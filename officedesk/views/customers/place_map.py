"""The small map beside an address: a pin to drag, or why there is none."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from officedesk.maps.geocoding.precision import Precision
from officedesk.maps.shapes import Box, Point
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label

SMALLEST = (340, 260)
_ZOOM = {Precision.ZIP: 12.0, Precision.CITY: 10.0, Precision.REGION: 6.0, Precision.STREET: 15.0}
_CLOSE = 16.0
_HOME = Box(-125.0, 24.0, -66.0, 50.0)
"""Where no address is yet."""


class PlaceMap(QFrame):
    """``placed(latitude, longitude)``: the pin was dragged, or the ground clicked. The map is made when first shown."""

    placed = Signal(float, float)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.view: Any = None
        """The map, where there can be one."""
        self.reason = ""
        """Why there is none."""
        self.setProperty("role", "card")
        self.setMinimumSize(*SMALLEST)
        self._words = label("", "muted")
        self._words.setMargin(10)
        self._words.setWordWrap(True)
        self._words.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(1, 1, 1, 1)
        self._layout.addWidget(self._words, 0, Qt.AlignmentFlag.AlignTop)
        self._at: tuple[Point | None, float] = (None, _CLOSE)

    def begin(self) -> None:
        """Make the map, if there can be one and there is none yet."""
        if self.view is not None or self.reason:
            return
        from officedesk.views.map.available import why_no_map

        if reason := why_no_map(self._shell.config):
            self._give_up(f"{reason} Type latitude and longitude instead.")
            return
        from officedesk.views.map.base_chooser import BaseLine
        from officedesk.views.map.base_keeper import BaseKeeper
        from officedesk.views.map.view import MapView

        self.view = MapView(self._shell, self)
        told = BaseLine(BaseKeeper(self._shell, self.view), self)
        self.view.pin_moved.connect(self.placed)
        self.view.clicked.connect(self.placed)
        self.view.failed.connect(self._give_up)
        self._layout.addWidget(self.view, 1)
        self._layout.addWidget(told)
        self._show()

    def show_point(self, point: Point | None, precision: Precision) -> None:
        """Put the pin there and look at it; without a point look at the whole country."""
        self._at = (point, _ZOOM.get(precision, _CLOSE))
        self._show()

    def look_at(self, point: Point | None, precision: Precision) -> None:
        """Look there, without a pin; without a point at the whole country."""
        self.show_point(point, precision)
        self.move_pin(None)

    def move_pin(self, point: Point | None) -> None:
        """Put the pin there, or take it away; what is seen stays."""
        self._at = (point, self._at[1])
        if self.view is not None:
            self.view.pin(point)

    def _show(self) -> None:
        if self.view is None:
            return
        point, zoom = self._at
        self.view.pin(point)
        if point is None:
            self.view.fit(_HOME)
        else:
            self.view.centre(point, zoom)

    def _give_up(self, reason: str) -> None:
        self.reason = reason
        self._words.setText(reason)
        self._words.show()
        if self.view is not None:
            self.view.hide()
            self.view.deleteLater()
            self.view = None
