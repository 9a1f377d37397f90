"""The map view of the schedule: a day's visits, and each technician's way between them, beside a list of both.

Without a web engine the list stays.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from officedesk.formatting import time_text
from officedesk.models.enums import JobStatus
from officedesk.services.schedule.rows import BoardFilter
from officedesk.views.map.area import MapArea
from officedesk.views.map.layers import Layer
from officedesk.views.map.reading import Shown, shown_visits, way_colour
from officedesk.views.map.things import Thing, ThingsList
from officedesk.views.schedule.fresh import Fresh
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import column, holder, label, line, row

if TYPE_CHECKING:
    from officedesk.maps.shapes import Box, Point
    from officedesk.services.mapping.overview_rows import DayRoute
    from officedesk.views.map.view import MapView

WIDTH = 380
SEEN = frozenset({"job", "customer", "technician", "company", "tag", "import_batch"})
"""Changes of these are seen on the map."""
WAY = "way"
"""In the list: the row of a technician."""
_ROOM = 0.08
_LEAST = 0.01
"""Degrees: a day at one place is shown with what is around it."""


@dataclass(frozen=True)
class _Found:
    shown: Shown
    things: tuple[Thing, ...]
    said: str


class DayMapView(QWidget):
    """``opened(job_id)``, ``day_wanted(day)``; ``shown()`` once the visits asked for are there."""

    opened = Signal(int)
    day_wanted = Signal(object)
    shown = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("page")
        self._shell = shell
        self._wanted: tuple[date, BoardFilter] | None = None
        self._fitted: date | None = None
        self._found: _Found | None = None
        self.said = label("", "small")
        self.said.setWordWrap(True)
        self.list = ThingsList(shell, "Visits of the day, by technician")
        self.area = MapArea(shell, _without)
        head = holder(row(self.said, margins=(16, 10, 16, 10)), "panel")
        side = holder(column(head, line(), self.list, spacing=0), "panel")
        side.setFixedWidth(WIDTH)
        both = row(side, line(vertical=True), self.area, spacing=0)
        both.setStretch(2, 1)
        self.setLayout(both)
        self.setFocusProxy(self.list)
        self.fresh = Fresh(shell, self, SEEN, self._work, self._take)
        self.area.made.connect(self._attach)
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._opened)

    def show_days(self, first: date, _last: date, narrowed: BoardFilter) -> None:
        """Show the first of these days; what is on screen stays until the answer is there."""
        self._wanted = (first, narrowed)
        self.fresh.read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.area.begin()
        self.fresh.come_up()

    def _work(self) -> Callable[[], _Found] | None:
        if self._wanted is None:
            return None
        desk = self._shell.desk
        day, narrowed = self._wanted

        def work() -> _Found:
            from officedesk.services.schedule.on_map import day_on_map

            found = day_on_map(desk, day, narrowed)
            shown = shown_visits(found.day, found.colours)
            return _Found(shown, _things(found.day.routes, found.colours), _said(found.day.routes, found.day.visits))

        return work

    def _take(self, found: _Found) -> None:
        self._found = found
        self._put()
        self.shown.emit()

    def _attach(self, view: "MapView") -> None:
        view.picked.connect(self._picked)
        view.opened.connect(self._opened_on_map)
        self._fitted = None
        self._put()

    def _put(self) -> None:
        found, view = self._found, self.area.view
        if found is None or self._wanted is None:
            return
        self.said.setText(found.said)
        self.list.put(found.things)
        if view is None:
            return
        view.show_points(Layer.VISITS.value, found.shown.points)
        view.show_lines(Layer.VISITS.value, found.shown.lines)
        if self._fitted != self._wanted[0]:
            # Another day is shown whole; the same one as it is looked at.
            self._fitted = self._wanted[0]
            self._fit(found.shown.points)

    def _fit(self, points: Any) -> None:
        view = self.area.view
        box = box_around(points)
        if view is not None and box is not None:
            view.fit(box)

    def _chosen(self, thing: Thing) -> None:
        view = self.area.view
        if view is None:
            return
        if thing.layer == WAY:
            view.highlight(Layer.VISITS.value, None)
            self._fit(self._way(thing.id))
        else:
            view.highlight(Layer.VISITS.value, thing.id)

    def _way(self, technician_id: int) -> "tuple[Point, ...]":
        routes = self._found.shown.data.routes if self._found is not None else ()
        for route in routes:
            if route.technician_id == technician_id:
                points: tuple[Point, ...] = route.points
                return points
        return ()

    def _opened(self, thing: Thing) -> None:
        if thing.layer == WAY:
            if self._wanted is not None:
                self.day_wanted.emit(self._wanted[0])
        else:
            self._open(thing.id)

    def _picked(self, layer: str, id: int) -> None:
        if layer == Layer.VISITS:
            self.list.show_current(layer, id)

    def _opened_on_map(self, layer: str, id: int) -> None:
        if layer == Layer.VISITS:
            self._open(id)

    def _open(self, visit_id: int) -> None:
        stop = self._found.shown.things.get(visit_id) if self._found is not None else None
        if stop is not None:
            self.opened.emit(stop.job_id)


def box_around(points: Any) -> "Box | None":
    """A box around points, with some room; ``None`` without any."""
    from officedesk.maps.shapes import Box

    if not points:
        return None
    latitudes, longitudes = [one.latitude for one in points], [one.longitude for one in points]
    south, north, west, east = min(latitudes), max(latitudes), min(longitudes), max(longitudes)
    high, wide = max((north - south) * _ROOM, _LEAST), max((east - west) * _ROOM, _LEAST)
    return Box(max(west - wide, -180.0), max(south - high, -85.0), min(east + wide, 180.0), min(north + high, 85.0))


def _things(routes: "tuple[DayRoute, ...]", colours: Mapping[int, str]) -> tuple[Thing, ...]:
    """A row for each technician, and below it one for each of their visits."""
    from officedesk.maps.routes import travel
    from officedesk.maps.units import format_length

    found = []
    for at, route in enumerate(routes):
        count = len(route.stops)
        note = [f"{count:,} visit{'' if count == 1 else 's'}"]
        if route.length:
            # The head of the list says that it is an estimate: here there is only room for the figures.
            note += [format_length(route.length), travel(route.length).words.removeprefix("about ")]
        name = route.technician or "Unassigned"
        tone = way_colour(at, route.technician_id, colours) if route.technician_id else "muted"
        icon = "path" if route.technician_id else "tray"
        found.append(Thing(WAY, route.technician_id, name, " · ".join(note), icon, "Technician", _tone(tone)))
        for number, (stop, leg) in enumerate(zip(route.stops, route.legs, strict=True), 1):
            told = [time_text(stop.starts) if stop.starts is not None else "All day"]
            if stop.point is None:
                told.append("no known place")
            elif leg:
                told.append(f"{travel(leg).words} away")
            order = f"{number}. " if route.technician_id else ""
            title = f"{order}{stop.number} · {stop.customer}"
            done = stop.status is JobStatus.COMPLETED
            mark, tint = ("check-circle", "ok") if done else ("map-pin", "muted")
            spoken = "Completed visit" if done else "Visit"
            found.append(Thing(Layer.VISITS.value, stop.visit_id, title, " · ".join(told), mark, spoken, tint))
    return tuple(found)


def _tone(colour: str) -> str:
    return "accent_text" if colour == "accent" else colour


def _said(routes: "tuple[DayRoute, ...]", visits: int) -> str:
    from officedesk.maps.routes import ESTIMATE

    if not visits:
        return "No visits on this day."
    lost = len({stop.visit_id for route in routes for stop in route.stops if stop.point is None})
    said = [f"{visits:,} visit{'' if visits == 1 else 's'}"]
    if lost:
        said.append(f"{lost:,} with no known place")
    return f"{', '.join(said)}. {ESTIMATE}."


def _without(why: str) -> QWidget:
    """What stands in place of the map: the list beside it has all of it."""
    text = label(f"{why} The list beside it has every visit.", "muted")
    text.setWordWrap(True)
    made = QWidget()
    made.setObjectName("page")
    made.setLayout(column(text, None, margins=(16, 16, 16, 16)))
    return made
