"""Customers that were chosen on the map, by a line around them or by distance: who they are, and what is done next."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from officedesk.maps.shapes import Point
from officedesk.services.permissions import Permission
from officedesk.views.map.layers import Layer
from officedesk.views.map.things import Thing, ThingsList
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, restyle, row
from officedesk.views.widgets.elided import ElidedLabel
from officedesk.views.widgets.flow import flowing

if TYPE_CHECKING:
    from officedesk.services.mapping.overview_rows import MapFilter, PlacesOnMap
    from officedesk.views.widgets.popover import Popover

_Found: TypeAlias = "tuple[PlacesOnMap, tuple[Point, ...]]"
NEAR = 5 * 1609.344
"""Metres: “within 5 mi”."""
MOST = 2_000
"""Rows that are listed; what is done is done with all."""


class SelectionCard(QWidget):
    """``closed`` when it is put away; ``chosen`` and ``opened`` tell a row."""

    closed = Signal()
    chosen = Signal(object)
    opened = Signal(object)
    told = Signal()
    """Others are chosen now."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._generation = 0
        self._again: Callable[[], object] = lambda: None
        self._query: MapFilter | None = None
        self._centre: tuple[Point, str] | None = None
        self.places: PlacesOnMap | None = None
        self.around_points: tuple[Point, ...] = ()
        """The circle of a choice by distance, as a line."""
        self.popover: Popover | None = None
        self.title = label("", "heading")
        self.detail = ElidedLabel("", "small", least=60)
        self.close_button = button("", self.closed.emit, kind="icon", icon=shell.icons("x"), tip="Close the selection")
        self.radius = QLineEdit()
        self.radius.setMaximumWidth(92)
        self.radius.setAccessibleName("Distance")
        self.around = ElidedLabel("", "", least=40)
        self.error = label("", "error")
        self.error.hide()
        self.radius.returnPressed.connect(self._take_radius)
        self._near = QWidget()
        self._near.setLayout(row(label("Within"), self.radius, label("of"), self.around, None, spacing=6))
        self.as_list = self._action("Open as a list", "list-bullets", self._open_list)
        self.message = self._action("Message", "paper-plane-tilt", self._write)
        self.tag = self._action("Tag", "tag", self._ask_tag)
        self.export = self._action("Export", "download-simple", self._export)
        for made, permission in (
            (self.message, Permission.MESSAGES_BULK),
            (self.tag, Permission.CUSTOMERS_WRITE),
            (self.export, Permission.EXPORT),
        ):
            if not shell.may(permission):
                made.hide()
        self.list = ThingsList(shell, "Chosen customers")
        self.list.chosen.connect(self.chosen)
        self.list.opened.connect(self.opened)
        head = column(
            row(self.title, None, self.close_button),
            self.detail,
            self._near,
            self.error,
            flowing(self.as_list, self.message, self.tag, self.export, gap=6),
            spacing=8,
            margins=(16, 12, 16, 10),
        )
        self.setLayout(column(head, self.list, spacing=0))

    @property
    def ids(self) -> list[int]:
        """Each chosen customer once."""
        return self.places.customers if self.places is not None else []

    def lasso(self, corners: list[tuple[float, float]], query: "MapFilter") -> None:
        """Choose what lies within a line."""
        desk = self._shell.desk

        def work() -> _Found:
            from officedesk.services.mapping.overview import customers_within

            return customers_within(desk, corners, query), ()

        self._centre = None
        self._ask(work, lambda: self.lasso(corners, query))

    def near(self, point: Point, name: str, query: "MapFilter", metres: float = NEAR) -> None:
        """Choose what is within a distance of ``point``, which ``name`` calls by its name."""
        from officedesk.maps.units import format_length

        desk = self._shell.desk

        def work() -> _Found:
            from officedesk.maps.geometry import ring
            from officedesk.maps.shapes import Circle
            from officedesk.services.mapping.overview import customers_near

            found = customers_near(desk, point, metres, query)
            return found, tuple(Point(lat, lon) for lon, lat in ring(Circle(point, metres)))

        self._centre = (point, name)
        self._query = query
        self.radius.setText(format_length(metres))
        self.around.setText(name)
        self._ask(work, lambda: self.near(point, name, query, metres))

    def look_again(self) -> None:
        """Something was saved: choose by the same line or distance again."""
        if self.places is not None:
            self._again()

    def clear(self) -> None:
        """Nothing is chosen any more."""
        self._generation += 1
        self.places = None
        self.list.put(())

    def _ask(self, work: "Callable[[], _Found]", again: Callable[[], object]) -> None:
        self._again = again
        self._generation += 1
        generation = self._generation
        self._near.setVisible(self._centre is not None)
        self._say_error("")
        if self.places is None:
            self.title.setText("Looking…")
            self.detail.setText("")

        def here(found: _Found) -> None:
            if generation == self._generation:
                places, self.around_points = found
                self._tell(places)

        self._shell.load(self, work, here)

    def _tell(self, found: "PlacesOnMap") -> None:
        from officedesk.maps.units import format_length

        self.places = found
        count = len(self.ids)
        self.title.setText(f"{count:,} customer{'' if count == 1 else 's'} chosen")
        said = []
        if len(found) != count:
            said.append(f"{len(found):,} locations")
        if rough := sum(found.approximate):
            said.append(f"{rough:,} by their ZIP code only")
        if not count:
            said.append("No customer in there. Draw another line." if self._centre is None else "No customer so near.")
        self.detail.setText(" · ".join(said))
        self.detail.setVisible(bool(said))
        away = found.distances
        self.list.put(
            [
                Thing(
                    Layer.CUSTOMERS.value,
                    found.location_ids[at],
                    found.names[at],
                    format_length(away[at]) if away else "ZIP only" if found.approximate[at] else "",
                    "map-pin",
                    "Customer",
                )
                for at in range(min(len(found), MOST))
            ]
        )
        for made in (self.as_list, self.message, self.tag, self.export):
            made.setEnabled(bool(count))
        self.told.emit()

    def _take_radius(self) -> None:
        from officedesk.maps.units import parse_length

        if self._centre is None or self._query is None:
            return
        try:
            metres = parse_length(self.radius.text(), "mi")
        except ValueError as error:
            self._say_error(str(error))
            return
        point, name = self._centre
        self.near(point, name, self._query, metres)

    def _say_error(self, text: str) -> None:
        self.error.setText(text)
        self.error.setVisible(bool(text))
        restyle(self.radius, "invalid", bool(text))

    # --- what is done with them ---

    def _action(self, text: str, icon: str, run: Callable[[], object]) -> QPushButton:
        return button(text, run, icon=self._shell.icons(icon))

    def _open_list(self) -> None:
        from officedesk.services.customers.rows import CustomerFilter

        self._shell.go("customers", filter=CustomerFilter(only=tuple(self.ids)))

    def _write(self) -> None:
        from officedesk.views.messaging.bulk_dialog import BulkDialog

        BulkDialog(self._shell, self, self.ids).open()

    def _ask_tag(self) -> None:
        from officedesk.views.customers.tag_popover import ask_tag

        self.popover = ask_tag(self._shell, self.tag, self.add_tag)

    def add_tag(self, name: str) -> None:
        """Give the chosen customers a tag beside those they have."""
        from officedesk.services.customers.marks import add_tags
        from officedesk.views.lists.bulk import Outcome, many, run_bulk

        desk, ids = self._shell.desk, tuple(self.ids)

        def work() -> Outcome:
            add_tags(desk, ids, [name])
            return Outcome(ids)

        run_bulk(self._shell, self, work, lambda count: f"{many(count, 'customer')} tagged {name}.", "customer")

    def _export(self) -> None:
        from officedesk.views.lists.export import ask_path

        ask_path(self.window(), "customers", self.export_to)

    def export_to(self, path: Path) -> None:
        """Write the chosen customers to a file, with the columns of their list."""
        from officedesk.services.customers.listing import CustomerList
        from officedesk.views.customers.list_page import customer_columns
        from officedesk.views.lists.export import export_rows

        shell = self._shell
        export_rows(shell, self, customer_columns(shell), CustomerList(shell.desk), self.ids, path)
