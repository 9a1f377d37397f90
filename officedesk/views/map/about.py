"""One thing of the map that was clicked: what it is, and where one goes from it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from officedesk.maps.shapes import Point
from officedesk.services.permissions import Permission
from officedesk.views.map.layers import Layer
from officedesk.views.map.reading import ROUGH, Shown, seen
from officedesk.views.shell import Shell
from officedesk.views.todo.cards import widest
from officedesk.views.widgets.basics import button, clear_layout, column, label, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.flow import flowing
from officedesk.views.widgets.tab_order import follow_layout

Act = tuple[str, str, Callable[[], object]]
"""Words, icon, and what it does."""


class AboutCard(QWidget):
    """``closed`` when it is put away; the others tell what is wanted."""

    closed = Signal()
    near_wanted = Signal(object, str)
    """Customers near a :class:`Point` that is called so."""
    fence_wanted = Signal(int)
    """A new geofence around a location."""
    route_wanted = Signal(int)
    replay_wanted = Signal()
    """Where devices were."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._generation = 0
        self.shown: tuple[str, int] = ("", 0)
        self.title = ElidedLabel("", "heading", least=60)
        self.close_button = button("", self.closed.emit, kind="icon", icon=shell.icons("x"), tip="Close")
        self.lines = [label("", "muted"), label("", "small"), label("", "note")]
        for line in self.lines:
            line.setWordWrap(True)
        self._acts = column(spacing=0)
        head = row(widest(self.title), self.close_button)
        self.setLayout(column(head, *self.lines, 4, self._acts, None, spacing=3, margins=(16, 12, 16, 12)))

    def customer(self, location_id: int, found: Shown) -> None:
        """A customer's location."""
        at = found.things[location_id]
        places = found.data
        customer_id, name, point = places.customer_ids[at], places.names[at], places.at(at)
        shell = self._shell
        acts: list[Act] = [("Open customer", "arrow-square-out", lambda: shell.go("customer", customer_id))]
        acts.append(("Within 5 mi", "target", lambda: self.near_wanted.emit(point, name)))
        if shell.may(Permission.FENCES_WRITE) and not places.approximate[at]:
            acts.append(("New geofence here", "circle-dashed", lambda: self.fence_wanted.emit(location_id)))
        rough = f"{ROUGH}. Set the pin on the customer’s location." if places.approximate[at] else ""
        self._tell((Layer.CUSTOMERS.value, location_id), name, ("", "", rough), acts)
        generation, desk = self._generation, shell.desk

        def address() -> str:
            from officedesk.services.customers.locations import locations

            return next((place.line for place in locations(desk, customer_id) if place.id == location_id), "")

        def here(line: str) -> None:
            if generation == self._generation:
                self._say(0, line)

        shell.load(self, address, here)

    def technician(self, device_id: int, found: Shown) -> None:
        """Where a device was last."""
        spot = found.things[device_id]
        point: Point = spot.point
        acts: list[Act] = [("Replay", "path", self.replay_wanted.emit)]
        if spot.technician_id is not None and self._shell.may(Permission.JOBS_READ):
            acts.append(("Today’s route", "list-bullets", lambda: self.route_wanted.emit(spot.technician_id)))
        acts.append(("Customers within 5 mi", "target", lambda: self.near_wanted.emit(point, spot.title)))
        lines = (f"Last seen {seen(self._shell.desk, spot.at)}", "", "")
        self._tell((Layer.TECHNICIANS.value, device_id), spot.title, lines, acts)

    def place(self, name: str, point: Point) -> None:
        """A place that was looked for."""
        acts: list[Act] = [("Customers within 5 mi", "target", lambda: self.near_wanted.emit(point, name))]
        self._tell(("", 0), name, ("The middle of the place", "", ""), acts)

    def take_focus(self) -> None:
        """Put the keyboard on what is done first."""
        first = next((made for made in self.findChildren(QWidget) if made.property("first")), self.close_button)
        first.setFocus()

    def _tell(self, shown: tuple[str, int], title: str, lines: Sequence[str], acts: Sequence[Act]) -> None:
        self._generation += 1
        self.shown = shown
        self.title.setText(title)
        for at, text in enumerate(lines):
            self._say(at, text)
        clear_layout(self._acts)
        made = [
            button(
                words,
                run,
                kind="primary" if not at else "",
                icon=self._shell.icons(icon, "on_accent" if not at else "text"),
            )
            for at, (words, icon, run) in enumerate(acts)
        ]
        made[0].setProperty("first", True)
        self._acts.addWidget(flowing(*made))
        follow_layout(self)

    def _say(self, at: int, text: str) -> None:
        self.lines[at].setText(text)
        self.lines[at].setVisible(bool(text))
