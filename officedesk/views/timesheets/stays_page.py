"""Time on site: who was at which geofence, and what of it is charged."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QMenu

from officedesk.services.mapping.crossing_rows import StayRow
from officedesk.services.mapping.stays import NEWEST, StayList
from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import Bulk, menu_action, more_button
from officedesk.views.lists.export import export_entry
from officedesk.views.lists.page import ListPage
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.shell import Shell
from officedesk.views.timesheets.columns import stay_columns
from officedesk.views.timesheets.filters import StayFilters
from officedesk.views.timesheets.report_actions import save_report
from officedesk.views.timesheets.stay_actions import ChargeDialog, release
from officedesk.views.timesheets.words import total_text
from officedesk.views.widgets.basics import button

TIME, BILL = Permission.TIME_WRITE, Permission.INVOICES_WRITE


class StaysPage(ListPage):
    """Enter puts a stay on the timesheet, after saying for which job."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        kind = ListKind(
            name="stays",
            columns=stay_columns(shell),
            sort=NEWEST,
            one="stay",
            many="stays",
            empty="Time on site will be here: of vehicles and phones whose positions are taken in.",
            add="Import positions…",
            needs=Permission.POSITIONS_WRITE,
            sums=(("seconds", "On site"),),
            sum_text=total_text,
            entities=frozenset({"time_entry", "invoice", "geofence", "device", "technician", "job", "track_import"}),
        )
        panel = ListPanel(shell, kind, StayList(shell.desk), StayFilters(shell))
        crossings = button("Crossings", lambda: shell.go("crossings"), icon=shell.icons("path"))
        report = button("Report", self._report, icon=shell.icons("file-pdf"), tip="Time on site as a PDF")
        super().__init__("Time on site", panel, crossings, report)
        entries = [
            Bulk("Put on timesheet…", "clock", partial(self._charge, invoice=False), needs=TIME),
            Bulk("Put on invoice draft…", "receipt", partial(self._charge, invoice=True), needs=BILL),
            None,
            Bulk("Can be charged anew", "arrow-counter-clockwise", self._release, needs=BILL),
            None,
            export_entry(shell, panel, "time on site"),
        ]
        panel.filters.add_action(more_button(shell, panel, entries))
        panel.opened.connect(lambda stay_id: self._charge([stay_id], invoice=False))
        panel.add_wanted.connect(self._import)
        panel.set_row_menu(self._row_menu)

    def _import(self) -> None:
        from officedesk.views.map.track_import import TrackImportDialog

        TrackImportDialog(self._shell, self.window()).open()

    def _report(self) -> None:
        save_report(self._shell, self, self.panel.filters.query())

    def _charge(self, ids: Sequence[int], *, invoice: bool) -> None:
        if not self._shell.may(BILL if invoice else TIME):
            return
        source = self.panel.source

        def ask(rows: list[StayRow]) -> None:
            if rows:
                ChargeDialog(self._shell, self.window(), rows, invoice=invoice).open()

        self._shell.load(self, lambda: source.rows(ids), ask)

    def _release(self, ids: list[int]) -> None:
        release(self._shell, self, ids)

    def _row_menu(self, row: StayRow) -> QMenu:
        menu, icons, shell = QMenu(self), self._shell.icons, self._shell
        if not row.on_timesheet:
            charge = partial(self._charge, [row.id], invoice=False)
            menu_action(menu, icons("clock"), "Put on timesheet…", charge, shell.may(TIME))
        if not row.invoice:
            charge = partial(self._charge, [row.id], invoice=True)
            menu_action(menu, icons("receipt"), "Put on invoice draft…", charge, shell.may(BILL))
        if row.invoice_id is not None:
            menu_action(menu, icons("receipt"), "Open invoice", partial(shell.go, "invoice", row.invoice_id))
        menu.addSeparator()
        if row.job_id is not None:
            menu_action(menu, icons("wrench"), f"Open job {row.job}", partial(shell.go, "job", row.job_id))
        if row.customer_id is not None:
            menu_action(menu, icons("users"), "Open customer", partial(shell.go, "customer", row.customer_id))
        return menu
