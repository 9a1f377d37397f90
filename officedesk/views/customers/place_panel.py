"""Where an address is on the map: typed, pasted, found, or a pin that is dragged there; and how exact that is."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from officedesk.errors import Cancelled, OfficeError
from officedesk.maps.geocoding.precision import Precision
from officedesk.maps.shapes import Point
from officedesk.views.customers.place_map import PlaceMap
from officedesk.views.customers.placed_address import PlacedAddress
from officedesk.views.customers.point_fields import PointFields
from officedesk.views.shell import Shell
from officedesk.views.tasks import Task
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.tips import plain_tip

SHOWN = "location_map"
"""Setting of the desktop: whether forms of a location show their map at once."""
_PAUSE = 250
_MOST_SEEN = 4
_OTHER = ~Qt.KeyboardModifier.KeypadModifier


class PlacePanel(QWidget):
    """``edited`` when the point was changed here. ``placed`` holds the address; the form above it types into that."""

    edited = Signal()
    grown = Signal()
    """It needs another height than before."""

    def __init__(self, shell: Shell, placed: PlacedAddress, *, with_map: bool = False) -> None:
        """``with_map``: the map stands below from the beginning. Else the form puts ``map`` where it has room."""
        super().__init__()
        self._shell, self._placed = shell, placed
        self._area: Any = None
        self._offered: Point | None = None
        self._choice = ""
        self._generation = 0
        self._search: Task | None = None
        self._endpoint: Any = None
        self._exact, self._looked_once = True, False
        self._said = ""
        """What came of a search; it stands until something changes."""
        self.point = PointFields()
        self.find_button = button("Find on map", self.look_up, icon=shell.icons("magnifying-glass"))
        self.map_button = button("", self.toggle_map, kind="link")
        if with_map:
            self.map_button.hide()
        self.status = label("", "muted")
        self.status.setWordWrap(True)
        # Room for what is told at most: the form does not jump while somebody types.
        self.status.setMinimumHeight(2 * self.status.fontMetrics().lineSpacing())
        self.status.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.take_button = button("", self._take, kind="link")
        self.choices = QListWidget()
        self.choices.setAccessibleName("Places found")
        self.choices.setProperty("role", "choices")
        self.choices.setUniformItemSizes(True)
        self.choices.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.choices.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.choices.itemClicked.connect(self._chosen)
        self.choices.installEventFilter(self)
        self.choices.hide()
        self.map = PlaceMap(shell)
        self.map.hide()
        fields = row(self.point, column(17, row(self.find_button, self.map_button, None), None, spacing=0))
        for at, share in enumerate((6, 4)):
            fields.setStretch(at, share)
        told = row(self.status, self.take_button)
        told.setStretch(0, 1)
        self.setLayout(column(fields, told, self.choices, *([self.map] if with_map else []), spacing=6))
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_PAUSE)
        self._calm.timeout.connect(self._look)
        self.point.typed.connect(self._typed)
        self.map.placed.connect(self._pinned)
        placed.changed.connect(self._changed)
        placed.shown.connect(self._look)
        shell.load(self, self._ask_endpoint, self._know_endpoint)
        self.point.show_point(self._placed.point)
        self._tell()
        self._name_map_button()
        if with_map or shell.config.get(SHOWN, False):
            # Once the form stands: the web engine takes its time.
            QTimer.singleShot(0, self, self._show_map)
        self._look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes the place that is chosen; it is not the dialog's, which would press one of its buttons."""
        if watched is self.choices and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            item = self.choices.currentItem()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _OTHER:
                if item is not None:
                    self._chosen(item)
                return True
        return super().eventFilter(watched, event)

    # -- placing -------------------------------------------------------------------------------------------------

    def _typed(self, point: Point | None) -> None:
        self._place(point, look=True)

    def _place(self, point: Point | None, *, look: bool) -> None:
        """Keep a point for the address as it is, and show it."""
        self._offered = None
        if point == self._placed.point and self._placed.former is None:
            self._tell()
            return
        self._exact = True
        self._placed.put(point)
        if look:
            self._show_pin()
        self.edited.emit()

    def _pinned(self, latitude: float, longitude: float) -> None:
        self._close_choices()
        self._place(Point(round(latitude, 6), round(longitude, 6)), look=False)
        point = self._placed.point
        if point is not None:
            self.map.move_pin(point)

    # -- the address above changes -------------------------------------------------------------------------------

    def _changed(self) -> None:
        self._said = ""
        self._offered = None
        self.point.show_point(self._placed.point)
        self._tell()
        self._calm.start()

    def _look(self) -> None:
        """Ask what is known offline about where the address is."""
        self._calm.stop()
        self._generation += 1
        generation, address, desk = self._generation, self._placed.address(), self._shell.desk

        def work() -> Any:
            from officedesk.services.mapping.geocoding import find_place
            from officedesk.services.mapping.points import point_of

            return find_place(desk, address), point_of(address)

        self._shell.load(self, work, lambda found: self._looked(generation, *found))

    def _looked(self, generation: int, area: Any, at: Any) -> None:
        if generation != self._generation:
            return
        before = self._area
        self._area = area
        # What was stored for an address may be the middle of its ZIP code area, which nobody placed.
        self._exact = at is not None and at.precision is Precision.PLACED
        first, self._looked_once = not self._looked_once, True
        self._tell()
        if area != before or first:
            self._show_pin()

    def _tell(self) -> None:
        """Say how exactly it is known where the address is, and what can be done about it."""
        take = ""
        if self._search is not None:
            words = f"Asking {self._endpoint.host}…"
        elif self._said:
            words = self._said
        elif self._offered is not None:
            words, take = f"{self._choice}. Drag the pin to the house, or take this point as it is.", "Use this point"
        elif self._placed.former is not None:
            words = f"The address changed: its pin was at the former one. {self._area_words(short=True)}"
            take = "Keep the pin"
        elif self._placed.point is not None and self._exact:
            words = "Placed: maps show the location here."
        else:
            words = self._area_words()
        self.status.setText(words)
        self.take_button.setText(take)
        self.take_button.setAccessibleName(take)
        self.take_button.setVisible(bool(take))

    def _area_words(self, *, short: bool = False) -> str:
        if not self._looked_once:
            return ""
        if self._area is None:
            return "Not on the map yet: enter a ZIP code, or a city and its state."
        words = f"Maps show it approximately: {self._area.precision.words}."
        if short:
            return words
        if self.map.reason:
            return words
        return f"{words} {'Show the map' if self.map.isHidden() else 'Drag the pin'} to place it."

    def _show_pin(self) -> None:
        point = self._placed.point
        if point is not None:
            self.map.show_point(point, Precision.PLACED if self._exact else Precision.ZIP)
        elif self._area is not None:
            self.map.show_point(Point(self._area.latitude, self._area.longitude), self._area.precision)
        else:
            self.map.show_point(None, Precision.REGION)

    def _take(self) -> None:
        former, offered = self._placed.former, self._offered
        if offered is not None:
            self._place(offered, look=False)
        elif former is not None:
            self._place(former, look=True)

    # -- the map -------------------------------------------------------------------------------------------------

    def toggle_map(self) -> None:
        """Show the map or put it away, here and in the next form."""
        if self.map.isHidden():
            self._show_map()
        else:
            self.map.hide()
        self._shell.config.put(SHOWN, not self.map.isHidden())
        self._arranged()

    def _show_map(self) -> None:
        self.map.show()
        self.map.begin()
        self._show_pin()
        self._arranged()

    def _arranged(self) -> None:
        """The map came or went."""
        self._name_map_button()
        self._tell()
        self.grown.emit()

    def _name_map_button(self) -> None:
        words = "Show map" if self.map.isHidden() else "Hide map"
        self.map_button.setText(words)
        self.map_button.setAccessibleName(words)

    # -- finding -------------------------------------------------------------------------------------------------

    def look_up(self) -> None:
        """Look for the address: offline at once, and online where the office set a service. Again: stop looking."""
        if self._search is not None:
            self._search.stop()
            return
        self._close_choices()
        self._said = ""
        self._show_map()
        if self._endpoint is None or not self._endpoint.ready:
            self._look()
            return
        desk, geocoder, secrets = self._shell.desk, self._shell.geocoder, self._shell.secrets
        address = self._placed.address()

        def work(_: Any, cancelled: Any) -> Any:
            from officedesk.services.mapping.geocoding import find_online

            return find_online(desk, geocoder, secrets, address, cancelled)

        self._search = self._shell.runner.submit_long(
            work, self._found, self._not_found, owner=self, progress=lambda done, total: None
        )
        self.find_button.setText("Stop")
        self._tell()

    def _found(self, choices: Any) -> None:
        self._searched()
        points = choices.points
        if len(points) == 1 and points[0].precision is Precision.ADDRESS:
            self._choose(points[0])
        elif points:
            self._show_choices(points)
            self._say(f"{choices.host} knows these places: choose one. {choices.attribution}")
        else:
            self._say(f"{choices.host} does not know this address. {self._area_words()}")

    def _not_found(self, error: Exception) -> None:
        self._searched()
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, OfficeError):
            self._shell.fail(error)
            return
        fields = getattr(error, "fields", {})
        words = " ".join(fields.values()) if fields else str(error)
        self._say(f"{words} {self._area_words()}")

    def _say(self, words: str) -> None:
        self._said = words
        self._tell()

    def _searched(self) -> None:
        self._search = None
        self.find_button.setText("Find on map")
        self._tell()

    def _show_choices(self, points: Any) -> None:
        self.choices.clear()
        for point in points:
            words = point.precision.words
            item = QListWidgetItem(f"{words[:1].upper()}{words[1:]} · {point.label}")
            item.setSizeHint(QSize(0, round(self.fontMetrics().height() * 1.7)))
            item.setToolTip(plain_tip(point.label))
            item.setData(Qt.ItemDataRole.UserRole, point)
            self.choices.addItem(item)
        seen = min(len(points), _MOST_SEEN)
        self.choices.setFixedHeight(self.choices.sizeHintForRow(0) * seen + 6)
        self.choices.show()
        self.grown.emit()
        self.choices.setCurrentRow(0)
        self.choices.setFocus()

    def _close_choices(self) -> None:
        self._offered = None
        if not self.choices.isHidden():
            self.choices.hide()
            self.choices.clear()
            self.grown.emit()

    def _chosen(self, item: QListWidgetItem) -> None:
        self._choose(item.data(Qt.ItemDataRole.UserRole))

    def _choose(self, found: Any) -> None:
        point = Point(round(found.latitude, 7), round(found.longitude, 7))
        self._said = ""
        if found.precision is Precision.ADDRESS:
            self._place(point, look=True)
            self._tell()
            return
        # Somebody has to say that this is near enough: it is not the house.
        self._offered, self._choice = point, f"Found: {found.precision.words}"
        self.map.show_point(point, found.precision)
        self._tell()

    def _ask_endpoint(self) -> Any:
        from officedesk.services.mapping.geocoder import endpoint

        return endpoint(self._shell.desk)

    def _know_endpoint(self, found: Any) -> None:
        self._endpoint = found
        if found.ready:
            self.find_button.setToolTip(plain_tip(f"Ask {found.host} where this address is"))
