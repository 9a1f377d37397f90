"""Where the map goes: to what a place of the window names, else to where the customers are."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from officedesk.maps.shapes import Point
from officedesk.views.map.layers import Layer
from officedesk.views.map.place_search import ZIP_ZOOM
from officedesk.views.map.remembered import box_of
from officedesk.views.shell import Place, Shell

if TYPE_CHECKING:
    from officedesk.services.mapping.overview_rows import PlacesOnMap
    from officedesk.views.map.page import MapModule


class Goals(QObject):
    """What is wanted is kept until it can be shown: until there is a map, and what it names was read."""

    def __init__(self, shell: Shell, page: "MapModule") -> None:
        super().__init__(page)
        self._shell, self._page = shell, page
        self._settled = False
        """The map shows a part of the earth that somebody wanted."""
        self._wanted: Place | None = None

    def want(self, place: Place) -> None:
        """Show what a place names in its context."""
        self._wanted = place
        self.seek()

    def seek(self) -> None:
        """Show what is wanted, if it can be shown by now."""
        self._settle()
        place, page = self._wanted, self._page
        if place is None or (page.view is None and not page.area.why):
            return
        context, shown = place.context, page.layers.shown
        customers, visits = shown.get(Layer.CUSTOMERS), shown.get(Layer.VISITS)
        if (point := context.get("point")) is not None:
            self._wanted = None
            self.look_at(Point(*point))
        elif (fence_id := context.get("fence_id", context.get("record"))) is not None:
            self._wanted = None
            page.open_fence(fence_id)
        elif (kept := context.get("kept")) is not None:
            self._wanted = None
            page.new_fence(kept=kept)
        elif (visit_id := context.get("visit_id")) is not None and visits is not None and visits.data is not None:
            self._wanted = None
            page.pick(Layer.VISITS, visit_id)
        elif (customer_id := context.get("customer_id")) is not None and customers and customers.data is not None:
            self._wanted = None
            self.show_customer(customer_id, context.get("location_id"))

    def show_all(self) -> None:
        """As much of the earth as the customers take."""
        customers = self._page.layers.shown.get(Layer.CUSTOMERS)
        box = box_of(customers.data) if customers is not None and customers.data is not None else None
        if box is not None and self._page.view is not None:
            self._page.view.fit(box)

    def look_at(self, point: Point, zoom: float = ZIP_ZOOM) -> None:
        """Bring a point into the middle."""
        self._settled = True
        if self._page.view is not None:
            self._page.view.centre(point, zoom)

    def show_customer(self, customer_id: int, location_id: int | None) -> None:
        """All places of a customer, and who it is; a location of theirs, or the first."""
        desk = self._shell.desk

        def work() -> "PlacesOnMap":
            from officedesk.services.mapping.overview import customer_on_map

            return customer_on_map(desk, customer_id)

        self._shell.load(self, work, lambda found: self._show(found, location_id))

    def _show(self, found: "PlacesOnMap", location_id: int | None) -> None:
        self._settled = True
        if not len(found):
            self._shell.toast("No location of this customer has a ZIP code or a pin yet.")
            return
        box, view = box_of(found), self._page.view
        if view is not None and box is not None:
            if len(found) == 1:
                view.centre(found.at(0), ZIP_ZOOM)
            else:
                view.fit(box)
        known = location_id is not None and location_id in found.location_ids
        self._page.pick(Layer.CUSTOMERS, location_id if known and location_id is not None else found.location_ids[0])

    def _settle(self) -> None:
        """The first time in an office: where its customers are."""
        customers = self._page.layers.shown.get(Layer.CUSTOMERS)
        if self._settled or self._page.view is None or customers is None or customers.data is None:
            return
        self._settled = True
        self.show_all()
