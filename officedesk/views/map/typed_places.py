"""Text fields for a place and for a length."""

from officedesk.maps.shapes import Point
from officedesk.views.widgets.typed_fields import TypedEdit


class PointEdit(TypedEdit):
    """``44.97789, -93.26402``: a :class:`~officedesk.maps.shapes.Point`."""

    def parse(self, text: str) -> Point:
        from officedesk.maps.typed import parse_point

        return parse_point(text)

    def format(self, value: Point) -> str:
        from officedesk.maps.typed import format_point

        return format_point(value)


class LengthEdit(TypedEdit):
    """``300 ft``, ``0.5 mi``, ``120 m`` or ``2 km``: metres. A number alone is feet, or metres without ``imperial``."""

    def __init__(self, *, imperial: bool = True, optional: bool = False) -> None:
        super().__init__(optional=optional)
        self._imperial = imperial

    def parse(self, text: str) -> float:
        from officedesk.maps.units import parse_length

        return parse_length(text, "ft" if self._imperial else "m")

    def format(self, value: float) -> str:
        from officedesk.maps.units import format_length

        return format_length(value, self._imperial)
