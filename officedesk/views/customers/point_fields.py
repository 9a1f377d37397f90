"""Latitude and longitude as they are typed, or both pasted into one of their fields."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from officedesk.maps.coordinates import (
    BadCoordinate,
    degrees_text,
    read_latitude,
    read_longitude,
    read_point,
    seems_a_point,
)
from officedesk.maps.shapes import Point
from officedesk.views.widgets.basics import row
from officedesk.views.widgets.form_field import FormField

_READ = {"latitude": read_latitude, "longitude": read_longitude}


class PointFields(QWidget):
    """``typed(point)`` whenever what stands there is a point, or nothing (``None``)."""

    typed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.latitude, self.longitude = QLineEdit(), QLineEdit()
        self.latitude.setPlaceholderText("44.9767")
        self.longitude.setPlaceholderText("-93.2653")
        self.fields = {
            "latitude": FormField("Latitude", self.latitude),
            "longitude": FormField("Longitude", self.longitude),
        }
        for field in (self.latitude, self.longitude):
            field.setMaxLength(120)
            field.textEdited.connect(self._edited)
            field.editingFinished.connect(self.check)
        both = row(*self.fields.values())
        for at in range(2):
            both.setStretch(at, 1)
        self.setLayout(both)

    def read(self) -> tuple[Point | None, bool]:
        """The point that is typed, and whether the fields say one or nothing. Both may stand in one of them."""
        north, east = self.latitude.text().strip(), self.longitude.text().strip()
        if not north and not east:
            return None, True
        try:
            both = next((text for text in (north, east) if holds_both(text)), "")
            point = read_point(both) if both else Point(read_latitude(north), read_longitude(east))
        except BadCoordinate:
            return None, False
        return Point(round(point.latitude, 7), round(point.longitude, 7)), True

    def show_point(self, point: Point | None) -> None:
        """Show a point, or none. What says so already stays as it is typed, and so does what is begun."""
        typed, complete = self.read()
        typing = self.latitude.hasFocus() or self.longitude.hasFocus()
        if (complete and typed == point) or (typing and not complete):
            return
        self._put(point)
        self.show_errors({})

    def check(self) -> None:
        """Say under the fields what is wrong with them, as on leaving them."""
        point, _ = self.read()
        if point is not None and any(holds_both(field.control.text()) for field in self.fields.values()):
            self._put(point)
        texts = {name: field.control.text().strip() for name, field in self.fields.items()}
        for name, field in self.fields.items():
            problem = _problem(name, texts[name]) if texts[name] or not any(texts.values()) else "A point needs both."
            if field.error != problem:
                field.show_error(problem)

    def problems(self) -> list[QWidget]:
        """The fields whose text is no coordinate, told under them: the form is not saved like this."""
        self.check()
        return [field.control for field in self.fields.values() if field.error]

    def show_errors(self, errors: dict[str, str]) -> list[QWidget]:
        """Say what is wrong by ``latitude`` and ``longitude``; returns the fields concerned."""
        for name, field in self.fields.items():
            field.show_error(errors.get(name, ""))
        return [field.control for name, field in self.fields.items() if name in errors]

    def _edited(self, _: str) -> None:
        self.show_errors({})
        point, complete = self.read()
        if complete:
            self.typed.emit(point)

    def _put(self, point: Point | None) -> None:
        self.latitude.setText(degrees_text(point.latitude) if point else "")
        self.longitude.setText(degrees_text(point.longitude) if point else "")


def _problem(name: str, text: str) -> str:
    try:
        if text:
            _READ[name](text)
    except BadCoordinate as told:
        return f"{told}."
    return ""


def holds_both(text: str) -> bool:
    """Latitude and longitude, as they are copied from a map. ``44 58`` is minutes, ``44,5`` a decimal comma."""
    sure = text.count(".") > 1 or text.count(",") > 1 or ", " in text or ";" in text or text[-1:] in "EWew"
    return bool(text) and sure and seems_a_point(text)
