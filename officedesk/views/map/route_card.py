"""A technician's day on the map: the visits in the order of the clock, how far it is, and a shorter order."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from officedesk.formatting import time_text
from officedesk.views.map.layers import Layer
from officedesk.views.map.things import Thing, ThingsList
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.combo import Combo

if TYPE_CHECKING:
    from officedesk.services.mapping.overview_rows import DayOnMap, DayRoute

UNASSIGNED = "Unassigned"


class RouteCard(QWidget):
    """``chosen`` and ``opened`` tell a visit as a row; ``shown(route, suggested)`` whose way is looked at."""

    closed = Signal()
    chosen = Signal(object)
    opened = Signal(object)
    shown = Signal(object, bool)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._day: DayOnMap | None = None
        self.technician_id: int | None = None
        self.title = label("", "heading")
        self.close_button = button("", self.closed.emit, kind="icon", icon=shell.icons("x"), tip="Close the routes")
        self.who = Combo(shell.icons, shell.theme)
        self.who.setAccessibleName("Technician")
        self.who.edited.connect(self._take)
        self.length = label("", "")
        self.guess = label("", "small")
        self.guess.setWordWrap(True)
        self.offer = label("", "small")
        self.offer.setWordWrap(True)
        self.suggest = button("Show the shorter order", self._tell_shown, icon=shell.icons("path"))
        self.suggest.setCheckable(True)
        self.list = ThingsList(shell, "Visits of the day")
        self.list.chosen.connect(self.chosen)
        self.list.opened.connect(self.opened)
        head = column(
            row(self.title, None, self.close_button),
            self.who,
            self.length,
            self.guess,
            self.offer,
            row(self.suggest, None),
            spacing=6,
            margins=(16, 12, 16, 10),
        )
        self.setLayout(column(head, self.list, spacing=0))

    @property
    def route(self) -> "DayRoute | None":
        """The way that is looked at."""
        routes = self._day.routes if self._day is not None else ()
        return next((one for one in routes if one.technician_id == self.technician_id), None)

    def tell(self, day: "DayOnMap", technician_id: int | None = None, visit_id: int = 0) -> None:
        """Show the day, at first that of a technician or the one with a visit; else whose is looked at stays."""
        self._day = day
        known = [route.technician_id for route in day.routes]
        with_visit = [
            route.technician_id for route in day.routes if any(stop.visit_id == visit_id for stop in route.stops)
        ]
        wanted = technician_id if technician_id is not None else self.technician_id
        if with_visit and wanted not in with_visit:
            wanted = with_visit[0]
        if wanted not in known:
            wanted = known[0] if known else None
        self.technician_id = wanted
        self.title.setText(f"Visits on {self._shell.date(day.day)}")
        self.who.set_choices([(route.technician_id, _name(route)) for route in day.routes])
        if wanted is not None:
            self.who.set_value(wanted)
        self._show()
        if visit_id:
            self.list.show_current(Layer.VISITS.value, visit_id)

    def _take(self) -> None:
        self.technician_id = self.who.value()
        self.suggest.setChecked(False)
        self._show()

    def _show(self) -> None:
        from officedesk.maps.routes import ESTIMATE, travel
        from officedesk.maps.units import format_length

        route = self.route
        self.who.setVisible(bool(self._day is not None and self._day.routes))
        if route is None:
            self.length.setText("No visits on this day.")
            for part in (self.guess, self.offer, self.suggest):
                part.hide()
            self.list.put(())
            return
        stops = route.stops
        self.list.put([self._row(route, at) for at in range(len(stops))])
        far = travel(route.length)
        start = " from the office" if route.start is not None else ""
        self.length.setText(f"{format_length(far.metres)}{start}, {far.words}" if route.length else "")
        self.length.setVisible(bool(route.length))
        self.guess.setText(ESTIMATE + ".")
        self.guess.setVisible(bool(route.length))
        shorter = bool(route.suggested)
        order = ", ".join(str(at + 1) for at in route.suggested)
        self.offer.setText(
            f"Shorter: {order} · {format_length(route.suggested_length)}. Only a suggestion: visits keep their times."
        )
        self.offer.setVisible(shorter)
        self.suggest.setVisible(shorter)
        if not shorter:
            self.suggest.setChecked(False)
        self._tell_shown()

    def _row(self, route: "DayRoute", at: int) -> Thing:
        from officedesk.maps.units import format_length

        stop, leg = route.stops[at], route.legs[at]
        when = time_text(stop.starts.time()) if stop.starts is not None else "All day"
        far = format_length(leg) if leg is not None else "" if stop.point is not None else "no known place"
        order = f"{at + 1}. " if route.technician_id else ""
        note = " · ".join(filter(None, (when, far)))
        return Thing(Layer.VISITS.value, stop.visit_id, f"{order}{stop.customer}", note, "", "Visit")

    def _tell_shown(self) -> None:
        self.suggest.setText("Hide the shorter order" if self.suggest.isChecked() else "Show the shorter order")
        self.shown.emit(self.route, self.suggest.isChecked())


def _name(route: "DayRoute") -> str:
    count = len(route.stops)
    return f"{route.technician or UNASSIGNED} · {count:,} visit{'' if count == 1 else 's'}"
