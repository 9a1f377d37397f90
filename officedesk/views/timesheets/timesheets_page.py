"""Timesheets: time entries of all technicians, filtered and summed."""

from functools import partial

from PySide6.QtWidgets import QMenu

from officedesk.services.mapping.time_editing import delete_time, restore_time, stop_time
from officedesk.services.mapping.time_entries import NEWEST, TimeEntryList
from officedesk.services.mapping.time_rows import TimeRow
from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import Bulk, Outcome, menu_action, more_button, run_bulk
from officedesk.views.lists.export import export_entry
from officedesk.views.lists.page import ListPage
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.shell import Shell
from officedesk.views.timesheets.columns import time_columns
from officedesk.views.timesheets.filters import TimeFilters
from officedesk.views.timesheets.time_dialog import TimeDialog
from officedesk.views.timesheets.words import total_text
from officedesk.views.widgets.basics import button

WRITE = Permission.TIME_WRITE


class TimesheetsPage(ListPage):
    """Enter edits an entry."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        kind = ListKind(
            name="timesheets",
            columns=time_columns(shell),
            sort=NEWEST,
            one="time entry",
            many="time entries",
            empty="Hours of your field employees will be here: typed, or from the geofences they were at.",
            add="Add time",
            needs=WRITE,
            sums=(("seconds", "Total"),),
            sum_text=total_text,
            entities=frozenset({"time_entry", "customer", "technician", "job", "track_import"}),
        )
        panel = ListPanel(shell, kind, TimeEntryList(shell.desk), TimeFilters(shell))
        new = button("Add time", self._add, kind="primary", icon=shell.icons("plus", "on_accent"))
        sites = button("Time on site", lambda: shell.go("stays"), icon=shell.icons("map-pin"))
        super().__init__(
            "Timesheets",
            panel,
            sites if shell.may(Permission.POSITIONS_READ) else None,
            new if shell.may(WRITE) else None,
        )
        entries = [
            Bulk("Delete", "trash", self._delete, danger=True, needs=WRITE),
            None,
            export_entry(shell, panel, "timesheets"),
        ]
        panel.filters.add_action(more_button(shell, panel, entries))
        panel.opened.connect(self._open)
        panel.add_wanted.connect(self._add)
        panel.set_row_menu(self._row_menu)

    def _add(self) -> None:
        TimeDialog(self._shell, self.window()).open()

    def _open(self, entry_id: int) -> None:
        if self._shell.may(WRITE):
            TimeDialog(self._shell, self.window(), entry_id).open()

    def _row_menu(self, row: TimeRow) -> QMenu:
        menu, icons, shell = QMenu(self), self._shell.icons, self._shell
        may = shell.may(WRITE)
        menu_action(menu, icons("pencil-simple"), "Edit", partial(self._open, row.id), may)
        if row.ended is None:
            menu_action(menu, icons("check"), "Stop now", partial(self._stop, row.id), may)
        if row.job_id is not None:
            menu_action(menu, icons("wrench"), f"Open job {row.job}", partial(shell.go, "job", row.job_id))
        if row.customer_id is not None:
            menu_action(menu, icons("users"), "Open customer", partial(shell.go, "customer", row.customer_id))
        menu.addSeparator()
        menu_action(menu, icons("trash", "bad"), "Delete", partial(self._delete, [row.id]), may)
        return menu

    def _stop(self, entry_id: int) -> None:
        shell, desk = self._shell, self._shell.desk

        def told(_: object) -> None:
            shell.signals.changed.emit("time_entry", entry_id, 0)
            shell.toast("Time stopped.")

        shell.load(self, lambda: stop_time(desk, entry_id), told)

    def _delete(self, ids: list[int]) -> None:
        desk = self._shell.desk

        def work() -> Outcome:
            delete_time(desk, ids)
            return Outcome(tuple(ids))

        def undo(done: tuple[int, ...]) -> None:
            restore_time(desk, done)

        run_bulk(
            self._shell,
            self,
            work,
            lambda count: f"{count:,} time {'entry' if count == 1 else 'entries'} deleted.",
            "time_entry",
            undo=undo,
        )
