"""The Locations tab."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu

from officedesk.formatting import phone
from officedesk.models.text import fold, natural_key
from officedesk.services.customers.drafts import LocationDraft
from officedesk.services.customers.rows import LocationRow, Profile
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.views.customers.location_dialog import LocationDialog
from officedesk.views.customers.tabs.base import SubjectFilters
from officedesk.views.customers.tabs.map_tab import MapTab
from officedesk.views.lists.bulk import Bulk, each, menu_action, more_button, run_bulk
from officedesk.views.lists.columns import Cell, Column, on_cards
from officedesk.views.lists.export import export_entry
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.lists.whole_list import WholeList
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button

if TYPE_CHECKING:
    from officedesk.views.map.customer_map import CustomerMap


@dataclass(frozen=True, slots=True)
class LocationFilter:
    customer_id: int = 0
    location_id: int | None = None
    text: str = ""


class LocationFilters(SubjectFilters):
    def query(self) -> LocationFilter:
        return LocationFilter(self.subject.customer_id, self.subject.location_id, self.search.text().strip())


class LocationsTab(MapTab):
    name = "locations"
    title = "Locations"
    map_setting = "locations_map"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        entries = (
            Bulk("Archive", "archive", self._archive, needs=Permission.CUSTOMERS_WRITE),
            None,
            export_entry(shell, self.panel, "locations"),
        )
        self.filters.add_action(self.map_button)
        self.filters.add_action(more_button(shell, self.panel, entries))
        if shell.may(Permission.CUSTOMERS_WRITE):
            plus = shell.icons("plus", "on_accent")
            self.filters.add_action(button("Add new", self.add, kind="primary", icon=plus, tip="New location"))
            self.panel.opened.connect(self.edit)
        self.panel.add_wanted.connect(self.add)
        self.panel.set_row_menu(self._row_menu)

    def make_filters(self) -> SubjectFilters:
        return LocationFilters(self.shell)

    def make_panel(self) -> ListPanel:
        kind = ListKind(
            name="profile_locations",
            columns=on_cards(
                (
                    Column("name", "Location name", 220, lambda r: Cell(r.name or "—", bold=bool(r.name))),
                    Column("contact_name", "Contact name", 170, lambda r: Cell(r.contact_name)),
                    Column("line", "Location", 340, lambda r: Cell(r.line), stretch=True),
                    Column("phone", "Phone number", 140, lambda r: Cell(phone(r.phone) if r.phone else "")),
                    Column("email", "Email", 200, lambda r: Cell(r.email)),
                ),
                name="title",
                line="1",
                contact_name="2",
                phone="2",
                email="3",
            ),
            sort=Sort("place"),
            one="location",
            many="locations",
            empty="The addresses where work is done for this customer will be here.",
            add="New location",
            needs=Permission.CUSTOMERS_WRITE,
            entities=frozenset({"customer"}),
        )
        keys = {
            "name": lambda r: natural_key(r.name),
            "contact_name": lambda r: fold(r.contact_name),
            "line": lambda r: natural_key(r.line),
            "phone": lambda r: r.phone,
            "email": lambda r: fold(r.email),
        }
        return ListPanel(self.shell, kind, WholeList(self._fetch, keys), self.filters)

    def _fetch(self, query: LocationFilter) -> list[LocationRow]:
        from officedesk.services.customers.locations import locations

        rows = locations(self.shell.desk, query.customer_id, query.text)
        return [row for row in rows if query.location_id is None or row.id == query.location_id]

    def make_map(self) -> "CustomerMap":
        from officedesk.views.map.customer_map import CustomerMap

        made = CustomerMap(self.shell)
        made.picked.connect(self.panel.reveal)
        made.equipment_picked.connect(self._open_equipment)
        return made

    def _open_equipment(self, equipment_id: int) -> None:
        from officedesk.views.equipment.dialog import EquipmentDialog

        EquipmentDialog(self.shell, self.window(), self.subject.customer_id, equipment_id).open()

    def count_of(self, profile: Profile) -> int:
        return profile.counts.locations

    def add(self) -> None:
        LocationDialog(self.shell, self.window(), self.subject.customer_id).open()

    def edit(self, location_id: int) -> None:
        LocationDialog(self.shell, self.window(), self.subject.customer_id, location_id).open()

    def _row_menu(self, row: LocationRow) -> QMenu:
        menu, icons, shell = QMenu(self), self.shell.icons, self.shell
        context: dict[str, Any] = {"customer_id": self.subject.customer_id, "location_id": row.id}
        may = shell.may(Permission.CUSTOMERS_WRITE)
        menu_action(menu, icons("pencil-simple"), "Edit", lambda: self.edit(row.id), may)
        menu_action(menu, icons("funnel"), "Show only this location", lambda: self.location_wanted.emit(row.id))
        on_map = shell.may(Permission.MAP_READ)
        menu_action(menu, icons("map-trifold"), "Show on the map", lambda: shell.go("map", **context), on_map)
        menu.addSeparator()
        estimates, jobs = shell.may(Permission.ESTIMATES_WRITE), shell.may(Permission.JOBS_WRITE)
        menu_action(menu, icons("file-text"), "New estimate here", lambda: shell.go("estimate", **context), estimates)
        menu_action(menu, icons("wrench"), "New job here", lambda: shell.go("job", **context), jobs)
        menu.addSeparator()
        menu_action(menu, icons("arrow-line-up"), "Make first", lambda: self._make_first(row.id), may)
        menu_action(menu, icons("archive"), "Archive", lambda: self._archive([row.id]), may)
        return menu

    def _make_first(self, location_id: int) -> None:
        from officedesk.services.customers.locations import make_first

        desk, customer_id = self.shell.desk, self.subject.customer_id
        self.shell.load(
            self,
            lambda: make_first(desk, customer_id, location_id),
            lambda _: self.shell.signals.changed.emit("customer", customer_id, customer_id),
        )

    def _archive(self, ids: list[int]) -> None:
        from officedesk.services.customers.editing import customer
        from officedesk.services.customers.locations import remove_location, restore_location, save_location

        desk, customer_id = self.shell.desk, self.subject.customer_id
        before: dict[int, tuple[LocationDraft, int | None]] = {}
        archived: set[int] = set()

        def put_away(one: int) -> None:
            # One that no document names is really gone: what it was is kept for Undo.
            draft = customer(desk, customer_id)
            place = next((place for place in draft.locations if place.id == one), None)
            if place is not None:
                person = draft.contacts[place.contact].id if place.contact is not None else None
                before[one] = (replace(place, id=None, contact=None), person)
            if remove_location(desk, customer_id, one):
                archived.add(one)

        def bring_back(one: int) -> None:
            if one in archived:
                restore_location(desk, customer_id, one)
            elif one in before:
                save_location(desk, customer_id, *before[one])

        run_bulk(
            self.shell,
            self,
            lambda: each(put_away, ids),
            lambda n: f"{n:,} location{'s' if n != 1 else ''} archived.",
            "customer",
            customer_id,
            lambda done: each(bring_back, done),
        )
