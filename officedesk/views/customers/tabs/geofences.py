"""The Geofences tab: what is drawn around the customer's locations, and when somebody last went in and out."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from officedesk.services.customers.rows import LocationRow, Profile
from officedesk.services.mapping.fence_list import FenceList
from officedesk.services.mapping.rows import FenceFilter, FenceRow
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.views.customers.tabs.base import ListTab, SubjectFilters
from officedesk.views.customers.tabs.filters import LocationChoice
from officedesk.views.lists.bulk import Bulk, menu_action, more_button
from officedesk.views.lists.export import ask_and_export
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.map.fence_actions import ask_colour, fence_around, set_alerts, trash_fences
from officedesk.views.map.fence_columns import fence_columns
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button

WRITE = Permission.FENCES_WRITE


class FenceFilters(SubjectFilters):
    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.location = LocationChoice(shell)
        self.location.chosen.connect(self.tell)
        self.add(self.location)

    def query(self) -> FenceFilter:
        chosen = self.location.value[0] if self.location.value else None
        return FenceFilter(
            self.subject.customer_id or None, self.subject.location_id or chosen, self.search.text().strip()
        )

    @property
    def active(self) -> bool:
        return self.query() != FenceFilter(self.subject.customer_id or None, self.subject.location_id)

    def reset(self) -> None:
        super().reset()
        self.location.set_value(())

    def put(self, query: FenceFilter) -> None:
        self.location.set_value((query.location_id,) if query.location_id and not self.subject.location_id else ())
        super().put(query)


class GeofencesTab(ListTab):
    name = "geofences"
    title = "Geofences"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._places: list[LocationRow] = []
        entries = (
            Bulk("Alert on enter and exit", "bell", lambda ids: self._alert(ids, True), needs=WRITE),
            Bulk("No alerts", "bell-slash", lambda ids: self._alert(ids, False), needs=WRITE),
            Bulk("Color…", "palette", self._colour, needs=WRITE),
            None,
            Bulk("Delete", "trash", self._delete, danger=True, needs=WRITE),
            None,
            Bulk("Import…", "upload-simple", lambda _: self.bring_in(), needs_rows=False, needs=Permission.IMPORT),
            Bulk("Export shapes…", "map-trifold", self._export_shapes, needs=Permission.EXPORT),
            Bulk(
                "Export…",
                "download-simple",
                lambda _: ask_and_export(shell, self.panel, "geofences"),
                needs_rows=False,
                needs=Permission.EXPORT,
            ),
        )
        self.filters.add_action(more_button(shell, self.panel, entries))
        if shell.may(WRITE):
            self.around = button("From location", icon=shell.icons("map-pin"), tip="A circle around a location’s pin")
            self.around.setMenu(QMenu(self.around))
            self.around.menu().aboutToShow.connect(self._fill_places)
            self.filters.add_action(self.around)
            plus = shell.icons("plus", "on_accent")
            self.filters.add_action(button("Add new", self.add, kind="primary", icon=plus, tip="New geofence"))
        self.panel.opened.connect(self.edit)
        self.panel.add_wanted.connect(self.add)
        self.panel.set_row_menu(self._row_menu)

    def make_filters(self) -> SubjectFilters:
        return FenceFilters(self.shell)

    def make_panel(self) -> ListPanel:
        kind = ListKind(
            name="profile_geofences",
            columns=fence_columns(self.shell),
            sort=Sort("name"),
            one="geofence",
            many="geofences",
            empty="What is drawn around this customer's locations will be here, with who came and went. "
            "Add one from a location, or draw it.",
            add="New geofence",
            needs=WRITE,
            entities=frozenset({"geofence", "crossing", "customer", "user"}),
        )
        return ListPanel(self.shell, kind, FenceList(self.shell.desk), self.filters)

    def count_of(self, profile: Profile) -> int:
        return profile.counts.geofences

    def profile_arrived(self, profile: Profile, locations: list[LocationRow]) -> None:
        self._places = locations
        filters = self.filters
        if isinstance(filters, FenceFilters):
            filters.location.set_locations(locations if self.subject.location_id is None else [])

    def add(self) -> None:
        """Draw or type a new one, at the location the profile is narrowed to."""
        self._open(location_id=self.subject.location_id)

    def edit(self, fence_id: int) -> None:
        self._open(fence_id)

    def bring_in(self) -> None:
        """Import geofences of this customer."""
        from officedesk.views.map.fence_import import FenceImport

        FenceImport(self.shell, self.window(), self.subject.customer_id).open()

    def _open(self, fence_id: int = 0, *, location_id: int | None = None, copy: bool = False) -> None:
        from officedesk.views.map.fence_dialog import FenceDialog

        customer_id = self.subject.customer_id
        FenceDialog(
            self.shell, self.window(), fence_id, customer_id=customer_id, location_id=location_id, copy=copy
        ).open()

    def _fill_places(self) -> None:
        menu, subject = self.around.menu(), self.subject
        menu.clear()
        for place in self._places:
            if subject.location_id not in (None, place.id):
                continue
            known = place.address.latitude is not None
            text = place.name or place.line
            action = menu.addAction(self.shell.icons("map-pin"), text if known else f"{text} (no pin on the map yet)")
            action.setEnabled(known)
            action.triggered.connect(self._around(place.id))

    def _around(self, location_id: int) -> Callable[[], None]:
        return lambda: fence_around(self.shell, self, location_id)

    def _row_menu(self, row: FenceRow) -> QMenu:
        menu, icons, may = QMenu(self), self.shell.icons, self.shell.may(WRITE)
        alerts = row.alert_on_enter or row.alert_on_exit
        menu_action(menu, icons("pencil-simple"), "Edit" if may else "Open", lambda: self.edit(row.id))
        menu_action(menu, icons("copy"), "Duplicate", lambda: self._open(row.id, copy=True), may)
        menu_action(menu, icons("palette"), "Color…", lambda: self._colour([row.id]), may)
        text, icon = ("No alerts", "bell-slash") if alerts else ("Alert on enter and exit", "bell")
        menu_action(menu, icons(icon), text, lambda: self._alert([row.id], not alerts), may)
        menu.addSeparator()
        menu_action(menu, icons("trash", "bad"), "Delete", lambda: self._delete([row.id]), may)
        return menu

    def _alert(self, ids: list[int], on: bool) -> None:
        set_alerts(self.shell, self, ids, on, self.subject.customer_id)

    def _colour(self, ids: list[int]) -> None:
        ask_colour(self.shell, self, ids, self.subject.customer_id)

    def _export_shapes(self, ids: list[int]) -> None:
        from officedesk.views.map.fence_export import ask_and_write

        ask_and_write(self.shell, self, ids)

    def _delete(self, ids: list[int]) -> None:
        trash_fences(self.shell, self, ids, self.subject.customer_id)
