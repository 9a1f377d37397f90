"""The Equipment tab: what stands at the customer's, and the parts of it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu

from officedesk.models.enums import EquipmentKind
from officedesk.services.customers.rows import LocationRow, Profile
from officedesk.services.equipment.listing import EquipmentList
from officedesk.services.equipment.rows import EquipmentFilter, EquipmentRow
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.views.customers.tabs.base import SubjectFilters
from officedesk.views.customers.tabs.filters import LocationChoice
from officedesk.views.customers.tabs.map_tab import MapTab
from officedesk.views.equipment.actions import delete_pieces, move_pieces
from officedesk.views.equipment.columns import equipment_columns
from officedesk.views.equipment.dialog import EquipmentDialog
from officedesk.views.lists.bulk import Bulk, menu_action, more_button
from officedesk.views.lists.export import ask_and_export
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button
from officedesk.views.widgets.segmented import Segmented

if TYPE_CHECKING:
    from officedesk.views.map.customer_map import CustomerMap

_KINDS = {"all": None, "equipment": EquipmentKind.EQUIPMENT, "part": EquipmentKind.PART}


class EquipmentFilters(SubjectFilters):
    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.location = LocationChoice(shell)
        self.kind = Segmented([("all", "All"), ("equipment", "Equipment"), ("part", "Parts")])
        self.location.chosen.connect(self.tell)
        self.kind.chosen.connect(lambda _: self.tell())
        self.add(self.location)
        self.add(self.kind)

    def query(self) -> EquipmentFilter:
        chosen = self.location.value[0] if self.location.value else None
        return EquipmentFilter(
            self.subject.customer_id or None,
            self.subject.location_id or chosen,
            self.search.text().strip(),
            _KINDS[self.kind.value],
        )

    @property
    def active(self) -> bool:
        return self.query() != EquipmentFilter(self.subject.customer_id or None, self.subject.location_id)

    def reset(self) -> None:
        super().reset()
        self.location.set_value(())
        self.kind.set_value("all")

    def put(self, query: EquipmentFilter) -> None:
        self.location.set_value((query.location_id,) if query.location_id and not self.subject.location_id else ())
        self.kind.set_value(query.kind.value if query.kind else "all")
        super().put(query)


class EquipmentTab(MapTab):
    name = "equipment"
    title = "Equipment"
    map_setting = "equipment_map"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._places: list[LocationRow] = []
        entries = (
            Bulk("New job for it", "wrench", self._job, needs=Permission.JOBS_WRITE),
            Bulk("Move to location…", "map-pin", self._move, needs=Permission.EQUIPMENT_WRITE),
            Bulk("Print labels…", "qr-code", self._label),
            None,
            Bulk("Delete", "trash", self._delete, danger=True, needs=Permission.EQUIPMENT_WRITE),
            None,
            Bulk("Import…", "upload-simple", lambda _: self.bring_in(), needs_rows=False, needs=Permission.IMPORT),
            Bulk(
                "Export…",
                "download-simple",
                lambda _: ask_and_export(shell, self.panel, "equipment"),
                needs_rows=False,
                needs=Permission.EXPORT,
            ),
        )
        self.filters.add_action(self.map_button)
        self.filters.add_action(more_button(shell, self.panel, entries))
        if shell.may(Permission.EQUIPMENT_WRITE):
            plus = shell.icons("plus", "on_accent")
            self.filters.add_action(button("Add new", self.add, kind="primary", icon=plus, tip="New equipment"))
        self.panel.opened.connect(self.edit)
        self.panel.add_wanted.connect(self.add)
        self.panel.set_row_menu(self._row_menu)

    def make_filters(self) -> SubjectFilters:
        return EquipmentFilters(self.shell)

    def make_panel(self) -> ListPanel:
        kind = ListKind(
            name="profile_equipment",
            columns=equipment_columns(self.shell),
            sort=Sort("name"),
            one="piece of equipment",
            many="pieces of equipment",
            empty="What stands at this customer's, with warranties and service history, will be here. "
            "Add a piece, or import a list.",
            add="New equipment",
            needs=Permission.EQUIPMENT_WRITE,
            entities=frozenset({"equipment", "customer"}),
        )
        return ListPanel(self.shell, kind, EquipmentList(self.shell.desk), self.filters)

    def make_map(self) -> "CustomerMap":
        from officedesk.views.map.customer_map import CustomerMap

        made = CustomerMap(self.shell, at_equipment=True)
        made.equipment_picked.connect(self.panel.reveal)
        return made

    def count_of(self, profile: Profile) -> int:
        return profile.counts.equipment

    def profile_arrived(self, profile: Profile, locations: list[LocationRow]) -> None:
        self._places = locations
        filters = self.filters
        if isinstance(filters, EquipmentFilters):
            filters.location.set_locations(locations if self.subject.location_id is None else [])

    def add(self) -> None:
        """Begin a new piece, at the location the profile is narrowed to."""
        at = self.subject.location_id
        EquipmentDialog(self.shell, self.window(), self.subject.customer_id, location_id=at).open()

    def edit(self, equipment_id: int) -> None:
        EquipmentDialog(self.shell, self.window(), self.subject.customer_id, equipment_id).open()

    def bring_in(self) -> None:
        """Import a list of this customer's equipment."""
        from officedesk.views.equipment.importing import equipment_import
        from officedesk.views.office.import_window import ImportWindow

        ImportWindow(self.shell, self.window(), equipment_import(self.subject.customer_id)).open()

    def _row_menu(self, row: EquipmentRow) -> QMenu:
        menu, icons, shell = QMenu(self), self.shell.icons, self.shell
        may = shell.may(Permission.EQUIPMENT_WRITE)
        whole = row.kind is EquipmentKind.EQUIPMENT
        context: dict[str, Any] = {"customer_id": row.customer_id, "equipment": (row.id,)}
        if row.location_id is not None:
            context["location_id"] = row.location_id
        estimates, jobs = shell.may(Permission.ESTIMATES_WRITE), shell.may(Permission.JOBS_WRITE)
        menu_action(menu, icons("pencil-simple"), "Edit" if may else "Open", lambda: self.edit(row.id))
        menu_action(menu, icons("puzzle-piece"), "Add part", lambda: self._add_part(row), may and whole)
        menu.addSeparator()
        menu_action(menu, icons("file-text"), "New estimate for it", lambda: shell.go("estimate", **context), estimates)
        menu_action(menu, icons("wrench"), "New job for it", lambda: shell.go("job", **context), jobs)
        menu.addSeparator()
        menu_action(menu, icons("map-pin"), "Move to location…", lambda: self._move([row.id]), may)
        menu_action(menu, icons("qr-code"), "Print label…", lambda: self._label([row.id]))
        menu_action(menu, icons("trash", "bad"), "Delete", lambda: self._delete([row.id]), may)
        return menu

    def _add_part(self, row: EquipmentRow) -> None:
        EquipmentDialog(self.shell, self.window(), row.customer_id, parent_id=row.id).open()

    def _job(self, ids: list[int]) -> None:
        """Begin a job for these pieces, where the first of them stands."""
        source, customer_id = self.panel.source, self.subject.customer_id

        def go(rows: list[EquipmentRow]) -> None:
            context: dict[str, Any] = {"customer_id": customer_id, "equipment": tuple(sorted(ids))}
            place = next((row.location_id for row in rows if row.location_id is not None), None)
            if place is not None:
                context["location_id"] = place
            self.shell.go("job", **context)

        self.shell.load(self, lambda: source.rows(ids), go)

    def _label(self, ids: list[int]) -> None:
        from officedesk.views.equipment.label_dialog import LabelDialog

        LabelDialog(self.shell, self.window(), ids).open()

    def _move(self, ids: list[int]) -> None:
        move_pieces(self.shell, self, ids, self.subject.customer_id, self._places)

    def _delete(self, ids: list[int]) -> None:
        delete_pieces(self.shell, self, ids, self.subject.customer_id)
