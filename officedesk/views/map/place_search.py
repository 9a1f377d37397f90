"""“Go to”: places and customers found while typing, without a network."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from officedesk.maps.shapes import Point
from officedesk.views.shell import Shell
from officedesk.views.widgets.search_box import SearchBox
from officedesk.views.widgets.suggestions import Suggestions

if TYPE_CHECKING:
    from officedesk.services.desk import Desk

PLACES, CUSTOMERS = 6, 4
ZIP_ZOOM, CITY_ZOOM = 14.0, 12.0


@dataclass(frozen=True, slots=True)
class Goal:
    """Where one can go: a place, or a customer."""

    words: str
    point: Point | None = None
    zoom: float = CITY_ZOOM
    customer_id: int = 0


class PlaceSearch(SearchBox):
    """``wanted(goal)`` when one is chosen; Enter takes the first."""

    wanted = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__("ZIP, city or customer", shell.icons, shell.theme)
        self.setAccessibleName("Go to a place: ZIP, city or customer")
        desk = shell.desk
        self._shell = shell
        self.suggestions = Suggestions(shell, self, lambda text: goals(desk, text), lambda goal: goal.words, self._take)
        self.entered.connect(self._go)

    def _take(self, goal: Goal) -> None:
        self.setText(goal.words)
        self.selectAll()
        self.wanted.emit(goal)

    def _go(self) -> None:
        text, desk = self.text().strip(), self._shell.desk

        def here(found: list[Goal]) -> None:
            if found:
                self._take(found[0])
            else:
                self._shell.toast("No such place is known offline. Try a ZIP code or a city with its state.")

        if text:
            self._shell.load(self, lambda: goals(desk, text), here)


def goals(desk: "Desk", text: str) -> list[Goal]:
    """Places before customers, each by the words they are known by."""
    from officedesk.services.customers.addresses import suggest
    from officedesk.services.customers.listing import CustomerList
    from officedesk.services.customers.rows import CustomerFilter
    from officedesk.services.paging import Sort

    found: list[Goal] = []
    by_zip = text.strip()[:2].isdecimal()
    for address in suggest(text, PLACES):
        if address.latitude is None or address.longitude is None:
            continue
        words = (
            f"{address.city}, {address.region} {address.postal_code}" if by_zip else f"{address.city}, {address.region}"
        )
        goal = Goal(words, Point(address.latitude, address.longitude), ZIP_ZOOM if by_zip else CITY_ZOOM)
        if all(words != one.words for one in found):
            found.append(goal)
    rows: list[Any] = CustomerList(desk).first(CustomerFilter(text=text), Sort("name"), CUSTOMERS)
    return found + [Goal(row.name, customer_id=row.id) for row in rows]
