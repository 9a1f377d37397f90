"""Crossings: who went into which geofence and out of it."""

from functools import partial

from PySide6.QtWidgets import QMenu

from officedesk.services.mapping.crossing_rows import CrossingRow
from officedesk.services.mapping.crossings import NEWEST, CrossingList
from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import Bulk, menu_action, more_button
from officedesk.views.lists.export import export_entry
from officedesk.views.lists.page import ListPage
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.shell import Shell
from officedesk.views.timesheets.columns import crossing_columns
from officedesk.views.timesheets.filters import CrossingFilters
from officedesk.views.widgets.basics import button


class CrossingsPage(ListPage):
    """Enter opens the customer whose geofence it is."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        kind = ListKind(
            name="crossings",
            columns=crossing_columns(shell),
            sort=NEWEST,
            one="crossing",
            many="crossings",
            empty="Who went into geofences and out of them will be here, from the tracks of vehicles and phones.",
            add="Import positions…",
            needs=Permission.POSITIONS_WRITE,
            entities=frozenset({"geofence", "device", "technician", "customer", "track_import"}),
        )
        panel = ListPanel(shell, kind, CrossingList(shell.desk), CrossingFilters(shell))
        take_in = button("Import positions…", self._import, kind="primary", icon=shell.icons("path", "on_accent"))
        stays = button("Time on site", lambda: shell.go("stays"), icon=shell.icons("clock"))
        may = shell.may(Permission.POSITIONS_WRITE)
        super().__init__("Crossings", panel, stays, take_in if may else None)
        entries = [
            Bulk("Past imports…", "path", self._past, needs_rows=False, needs=Permission.POSITIONS_READ),
            None,
            export_entry(shell, panel, "crossings"),
        ]
        panel.filters.add_action(more_button(shell, panel, entries))
        panel.add_wanted.connect(self._import)
        panel.opened.connect(self._open)
        panel.set_row_menu(self._row_menu)

    def _import(self) -> None:
        from officedesk.views.map.track_import import TrackImportDialog

        TrackImportDialog(self._shell, self.window()).open()

    def _past(self, _ids: list[int]) -> None:
        from officedesk.views.map.past_imports import PastImports

        PastImports(self._shell, self.window()).open()

    def _open(self, crossing_id: int) -> None:
        row: CrossingRow | None = self.panel.table.current_row
        if row is not None and row.id == crossing_id and row.customer_id is not None:
            self._shell.go("customer", row.customer_id, "geofences")

    def _row_menu(self, row: CrossingRow) -> QMenu:
        menu, icons, shell = QMenu(self), self._shell.icons, self._shell
        if row.customer_id is not None:
            whose = partial(shell.go, "customer", row.customer_id, "geofences")
            menu_action(menu, icons("users"), "Open customer", whose)
        only = partial(self._only, geofence_id=row.geofence_id)
        menu_action(menu, icons("polygon"), "Only this geofence", only)
        menu_action(menu, icons("truck"), "Only this device", partial(self._only, device_id=row.device_id))
        return menu

    def _only(self, **wanted: int) -> None:
        from dataclasses import replace

        filters = self.panel.filters
        assert isinstance(filters, CrossingFilters)  # noqa: S101 - the page made them
        filters.put(replace(filters.query(), **wanted))
        filters.tell()
