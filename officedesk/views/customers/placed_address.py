"""An address while it is typed, and whether its point on the map is still that of what is typed."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from officedesk.maps.shapes import Point
from officedesk.models.text import fold
from officedesk.services.customers.drafts import Address

_MOVING = ("street", "city", "region", "postal_code", "country")
"""What an address cannot change without being somewhere else: not its suite."""


class PlacedAddress(QObject):
    """``changed`` when its words or its point do. A point is kept for the address it was placed for."""

    changed = Signal()
    shown = Signal()
    """Another address is shown: it was not typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._for = self._now = Address()

    def copy(self, parent: QObject) -> "PlacedAddress":
        """The same address to try things with."""
        made = PlacedAddress(parent)
        made._for, made._now = self._for, self._now
        return made

    def show(self, address: Address) -> None:
        """Begin anew with a stored address."""
        if (address, address) != (self._for, self._now):
            self._for = self._now = address
            self.changed.emit()
            self.shown.emit()

    def type(self, address: Address) -> None:
        """Other words; whatever point ``address`` has is not looked at."""
        if _words(address) != _words(self._now):
            self._now = address
            self.changed.emit()

    def put(self, point: Point | None) -> None:
        """A point for the address as it is typed now, or none."""
        where = (None, None) if point is None else (point.latitude, point.longitude)
        placed = replace(self._now, latitude=where[0], longitude=where[1])
        if placed != self._for:
            self._for = self._now = placed
            self.changed.emit()

    def address(self) -> Address:
        """As it is stored: without a point where that was another address's."""
        found = self._for if self._still else Address()
        return replace(self._now, latitude=found.latitude, longitude=found.longitude)

    @property
    def point(self) -> Point | None:
        """That of the address as it is typed."""
        return _point(self._for) if self._still else None

    @property
    def former(self) -> Point | None:
        """The point of the address before it was changed: perhaps it is right all the same."""
        return None if self._still else _point(self._for)

    @property
    def _still(self) -> bool:
        """Case, accents and punctuation move nobody."""
        return all(fold(getattr(self._for, name)) == fold(getattr(self._now, name)) for name in _MOVING)


def _point(address: Address) -> Point | None:
    if address.latitude is None or address.longitude is None:
        return None
    return Point(address.latitude, address.longitude)


def _words(address: Address) -> Address:
    return replace(address, latitude=None, longitude=None)
