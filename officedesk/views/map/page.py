"""The Map module: the map, and beside it what is on it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from officedesk.maps.shapes import Box, Point
from officedesk.views.map.area import MapArea
from officedesk.views.map.fence_form import FenceForm
from officedesk.views.map.goals import Goals
from officedesk.views.map.layers import Layer, MapLayers
from officedesk.views.map.place_search import Goal
from officedesk.views.map.remembered import Remembered
from officedesk.views.map.replayed import add_positions
from officedesk.views.map.side_panel import SidePanel
from officedesk.views.map.things import Thing
from officedesk.views.shell import Place, Shell

if TYPE_CHECKING:
    from officedesk.services.mapping.crossing_rows import CrossingRow
    from officedesk.services.mapping.overview_rows import DayRoute
    from officedesk.views.map.drawing import FenceDrawing
    from officedesk.views.map.fence_page import FencePage
    from officedesk.views.map.view import MapView
    from officedesk.views.recovery import Kept

SUGGESTED = "suggested"
"""The layer of the way that is offered."""
CHOSEN = "chosen"
"""The layer of customers that a line or a distance chose."""


class MapModule(QWidget):
    """``show_place`` takes ``customer_id`` with ``location_id``, ``fence_id``, ``visit_id``, ``point`` or ``kept``.

    A find of the search names its fence as ``record``.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("page")
        self._shell = shell
        self.layers = MapLayers(shell, self)
        self.panel = SidePanel(shell, self.layers, self)
        self.area = MapArea(shell, self._without)
        self.form = FenceForm(shell)
        self.panel.add_form(self.form)
        self.replayed = add_positions(shell, self.panel, self.area)
        self.drawing: FenceDrawing | None = None
        self.form.closed.connect(self.panel.back)
        self.remembered = Remembered(shell)
        self.fences: FencePage | None = None
        """In place of the map, where there is none."""
        self.goals = Goals(shell, self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.panel)
        layout.addWidget(self.area, 1)
        self.area.made.connect(self._attach)
        self.area.ready.connect(self._ready)
        self.area.missing.connect(self._missing)
        self.layers.arrived.connect(self._arrived)
        panel = self.panel
        panel.on_back = self._rest
        panel.in_view.chosen.connect(self._highlight)
        panel.in_view.opened.connect(lambda thing: self.pick(thing.layer, thing.id, focus=True))
        panel.in_view.clear_wanted.connect(panel.chips.clear)
        panel.in_view.everything_wanted.connect(self.show_all)
        panel.about.near_wanted.connect(self.near)
        panel.about.route_wanted.connect(lambda technician: self.show_route(technician))
        panel.about.replay_wanted.connect(self.show_replay)
        if self.replayed is not None:
            self.replayed.wanted.connect(self.show_replay)
            self.replayed.card.on_screen.connect(self._make_way)
            self.replayed.crossings.opened.connect(self.open_crossing)
        panel.about.fence_wanted.connect(lambda location: self.new_fence(location))
        panel.selection.chosen.connect(self._highlight)
        panel.selection.opened.connect(lambda thing: self.open(thing.layer, thing.id))
        panel.selection.told.connect(self._show_chosen)
        panel.route.chosen.connect(self._highlight)
        panel.route.opened.connect(lambda thing: self.open(thing.layer, thing.id))
        panel.route.shown.connect(self._show_suggested)
        panel.lasso_wanted.connect(self._lasso)
        panel.print_wanted.connect(self.print)
        panel.new_fence_wanted.connect(lambda: self.new_fence())
        panel.routes_wanted.connect(lambda: self.show_route())
        panel.search.wanted.connect(self.go_to)
        for keys, act in (("F5", self.layers.read_all), ("Ctrl+P", self.print), ("Ctrl+F", panel.search.setFocus)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(500)
        self._keep.timeout.connect(self.remembered.keep)
        shell.closing.connect(self._keep.stop)

    @property
    def view(self) -> "MapView | None":
        """The map, once there is one."""
        return self.area.view

    # --- coming and going ---

    def show_place(self, place: Place) -> None:
        """Come on screen; what the place names is shown as soon as it is known."""
        self.area.begin()
        self.panel.chips.load()
        if place.context:
            self.goals.want(place)
        self.panel.in_view.list.setFocus()

    def leave(self) -> bool:
        """A fence with unsaved changes asks first."""
        self.panel.lasso.setChecked(False)
        if self.fences is not None and not self.fences.leave():
            return False
        return self.form.leave(self._shell.settle)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.layers.wake(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.layers.wake(False)

    # --- the map ---

    def _attach(self, view: "MapView") -> None:
        self.layers.attach(view)
        view.picked.connect(lambda layer, number: self.pick(layer, number))
        view.opened.connect(lambda layer, number: self.open(layer, number))
        view.view_moved.connect(self._moved)
        view.lassoed.connect(self._lassoed)
        view.lasso_left.connect(lambda: self.panel.lasso.setChecked(False))
        from officedesk.views.map.drawing import FenceDrawing

        self.drawing = FenceDrawing(self._shell, self.form, view)
        self.drawing.begun.connect(self._begin_drawn)
        if (last := self.remembered.last) is not None:
            self.goals.look_at(*last)
        from officedesk.views.map.base_chooser import BaseChooser

        chooser = BaseChooser(self._shell, view.base)
        chooser.setProperty("kind", "icon")
        self.panel.add_tool(chooser)
        self.goals.seek()

    def _ready(self) -> None:
        self.panel.print.setEnabled(True)

    def _missing(self, _why: str) -> None:
        for made in (self.panel.lasso, self.panel.print, self.panel.in_view.whole):
            made.hide()
        self.panel.in_view.see(None)
        self.goals.seek()

    def _without(self, why: str) -> QWidget:
        from officedesk.views.map.area import Missing
        from officedesk.views.map.fence_page import FencePage

        self.fences = FencePage(self._shell)
        self.fences.panel.load()
        return Missing(self._shell, why, self.fences)

    def _moved(self, box: Box, zoom: float) -> None:
        self.panel.in_view.see(box)
        self.remembered.note(box, zoom)
        self._keep.start()

    def _arrived(self, name: str) -> None:
        self.goals.seek()
        if name == Layer.CUSTOMERS:
            self.panel.selection.look_again()
        if name == Layer.VISITS and self.panel.cards.currentWidget() is self.panel.route:
            self.panel.route.tell(self.layers.shown[Layer.VISITS].data)

    def show_all(self) -> None:
        """As much of the earth as the customers take."""
        self.goals.show_all()

    # --- looking at things ---

    def pick(self, layer: str, id: int, *, focus: bool = False) -> None:
        """Show what something of the map is, beside it."""
        panel = self.panel
        shown: Any = self.layers.shown.get(Layer(layer)) if layer in list(Layer) else None
        if shown is None or id not in shown.things:
            return
        if self.view is not None:
            self.view.highlight(layer, id)
        if layer == Layer.FENCES:
            self.open_fence(id)
        elif layer == Layer.VISITS:
            self.show_route(visit_id=id)
        elif self._put_fence_away(lambda: self.pick(layer, id, focus=focus)):
            if layer == Layer.CUSTOMERS:
                panel.about.customer(id, shown)
            else:
                panel.about.technician(id, shown)
            panel.show_card(panel.about)
            if focus:
                panel.about.take_focus()

    def open(self, layer: str, id: int) -> None:
        """Go to the record behind something of the map."""
        shown = self.layers.shown.get(Layer(layer)) if layer in list(Layer) else None
        if layer == Layer.CUSTOMERS and shown is not None and id in shown.things:
            self._shell.go("customer", shown.data.customer_ids[shown.things[id]])
        elif layer == Layer.VISITS and shown is not None and id in shown.things:
            self._shell.go("job", shown.things[id].job_id)
        else:
            self.pick(layer, id)

    def _highlight(self, thing: Thing) -> None:
        if self.view is not None:
            self.view.highlight(thing.layer, thing.id)

    def _rest(self) -> None:
        """Nothing is looked at any more."""
        self.panel.selection.clear()
        self.panel.lasso.setChecked(False)
        if self.view is not None:
            self.view.hide(CHOSEN)
            self.view.hide(SUGGESTED)
            self.view.highlight(Layer.CUSTOMERS, None)

    def go_to(self, goal: Goal) -> None:
        """Go where the search found something."""
        if not self._put_fence_away(lambda: self.go_to(goal)):
            return
        if goal.customer_id:
            self.goals.show_customer(goal.customer_id, None)
        elif goal.point is not None:
            self.goals.look_at(goal.point, goal.zoom)
            self.panel.about.place(goal.words, goal.point)
            self.panel.show_card(self.panel.about)

    # --- choosing customers ---

    def _lasso(self, on: bool) -> None:
        if self.view is not None:
            self.view.lasso(on)

    def _lassoed(self, corners: list[tuple[float, float]]) -> None:
        self.panel.lasso.setChecked(False)
        if not self._put_fence_away(lambda: self._lassoed(corners)):
            return
        self.panel.selection.lasso(corners, self.layers.filter)
        self.panel.show_card(self.panel.selection)

    def near(self, point: Point, name: str) -> None:
        """Choose customers within a distance of a point."""
        if not self._put_fence_away(lambda: self.near(point, name)):
            return
        self.panel.selection.near(point, name, self.layers.filter)
        self.panel.show_card(self.panel.selection)

    def _show_chosen(self) -> None:
        from officedesk.maps.page.values import MapLine, MapPoint

        places = self.panel.selection.places
        if self.view is None or places is None:
            return
        spots = [
            MapPoint(
                places.location_ids[at], places.latitudes[at], places.longitudes[at], places.names[at], "", "accent"
            )
            for at in places
        ]
        self.view.show_points(CHOSEN, spots)
        around = self.panel.selection.around_points
        self.view.show_lines(CHOSEN, [MapLine(0, around, "accent", True)] if around else [])

    # --- geofences ---

    def open_fence(self, fence_id: int) -> None:
        """Show a fence in its form; one with unsaved changes asks first."""
        if self.fences is not None:
            self.fences.edit(fence_id)
            return
        if self.form.fence_id == fence_id and self.panel.cards.currentWidget() is self.form:
            return
        if self._leave_fence(lambda: self.open_fence(fence_id)):
            self.panel.show_card(self.form)
            self.form.open_fence(fence_id)

    def new_fence(self, location_id: int | None = None, kept: "Kept | None" = None) -> None:
        """A new fence: around a location's pin, of what is drawn next, or one that a crash left behind."""
        if self.fences is not None:
            named = {"location_id": location_id, "kept": kept}
            self.fences.show_place(Place("geofences", context={key: one for key, one in named.items() if one}))
            return
        if self._leave_fence(lambda: self.new_fence(location_id, kept)):
            self.panel.show_card(self.form)
            self.form.begin(location_id=location_id, kept=kept)

    def _leave_fence(self, then: Callable[[], object]) -> bool:
        if not self.form.leave(then):
            return False
        if self.drawing is not None:
            self.drawing.leave()
        return True

    def _put_fence_away(self, again: Callable[[], object]) -> bool:
        """Close the fence that is open, if any, for something else to be looked at; unsaved, it asks first."""
        if self.panel.cards.currentWidget() is self.form:
            if not self.form.leave(again):
                return False
            self.form.cancel()
        return True

    def _begin_drawn(self) -> None:
        self.panel.show_card(self.form)
        self.form.begin()

    # --- routes ---

    def show_route(self, technician_id: int | None = None, visit_id: int = 0) -> None:
        """The visits of the day in order."""
        visits = self.layers.shown.get(Layer.VISITS)
        if visits is None or visits.data is None:
            return
        if not self._put_fence_away(lambda: self.show_route(technician_id, visit_id)):
            return
        self.panel.route.tell(visits.data, technician_id, visit_id)
        self.panel.show_card(self.panel.route)

    def _show_suggested(self, route: "DayRoute | None", on: bool) -> None:
        if self.view is None:
            return
        if not on or route is None or self.panel.cards.currentWidget() is not self.panel.route:
            self.view.hide(SUGGESTED)
            return
        from officedesk.maps.page.values import MapLine

        start = () if route.start is None else (route.start,)
        way = [*start, *(point for at in route.suggested if (point := route.stops[at].point) is not None)]
        self.view.show_lines(SUGGESTED, [MapLine(route.technician_id, way, "bad", True, "Shorter order")])

    # --- positions ---

    def show_replay(self) -> None:
        """Play back a day of positions."""
        if self.replayed is not None and self._put_fence_away(self.show_replay):
            self.replayed.show()

    def _make_way(self, replaying: bool) -> None:
        """Where everybody is now, and goes today, would be taken for what is played back."""
        for layer in (Layer.VISITS, Layer.TECHNICIANS):
            self.layers.make_way(layer, replaying)

    def open_crossing(self, crossing: "CrossingRow") -> None:
        """Show where somebody crossed a fence, and the fence."""
        self.open_fence(crossing.geofence_id)

    # --- paper ---

    def print(self) -> None:
        """Ask for a file, and write what the map shows to it as a PDF."""
        if self.view is not None:
            from officedesk.views.map.paper import ask_and_print

            ask_and_print(self._shell, self, self.view)
